//! States of a finding: a choice's names, a measure's bins, and from which one it is present.

use std::collections::BTreeSet;

use super::Maker;
use crate::diagnostic::did_you_mean;
use crate::expr_parse;
use crate::knowledge::{AGE_BANDS, Bin, Kind};
use crate::raw::{Loaded, is_id};
use crate::record;

impl Maker<'_> {
    fn state_names<'n>(&mut self, file: &str, path: &str, names: impl Iterator<Item = &'n String>) {
        let mut seen = BTreeSet::new();
        for name in names {
            // A name of digits only could not be told from a number in an expression.
            if !is_id(name) || name.bytes().all(|b| b.is_ascii_digit()) {
                self.sink.error(
                    file,
                    path,
                    "bad-state",
                    format!("`{name}` is no name of small letters, digits and `_`"),
                );
            }
            if !seen.insert(name) {
                self.sink.error(
                    file,
                    path,
                    "duplicate-state",
                    format!("the state `{name}` is there twice"),
                );
            }
        }
    }

    pub(super) fn choice(&mut self, loaded: &Loaded<record::Finding>) -> (Kind, Vec<String>) {
        let Loaded { file, raw, .. } = loaded;
        if raw.states.len() < 2 {
            self.sink.error(
                file,
                "states",
                "too-few-states",
                "a choice has at least two states".to_owned(),
            );
        }
        self.state_names(file, "states", raw.states.iter());
        if raw.ordered.is_none() {
            self.sink
                .error(file, "ordered", "missing-key", "missing key `ordered`".to_owned())
                .hint("true if the states go from least to most worrying".to_owned());
        }
        (Kind::Choice { ordered: raw.ordered.unwrap_or(true) }, raw.states.clone())
    }

    pub(super) fn measure(&mut self, loaded: &Loaded<record::Finding>) -> (Kind, Vec<String>) {
        let Loaded { file, raw, .. } = loaded;
        let unit = raw.unit.clone().unwrap_or_default();
        const UNITS: [&str; 3] = ["years", "degrees", "millilitres"];
        if !UNITS.contains(&unit.as_str()) {
            let hint = did_you_mean(&unit, UNITS.into_iter());
            self.sink
                .error(
                    file,
                    "unit",
                    "unknown-value",
                    format!("`{unit}` is not one of {}", UNITS.join(", ")),
                )
                .hint(hint);
        }
        let min = raw.min.unwrap_or(f64::NAN);
        let max = raw.max.unwrap_or(f64::NAN);
        let good_range = min.is_finite() && max.is_finite() && min < max;
        if !good_range {
            let key = if min.is_finite() { "max" } else { "min" };
            self.sink.error(
                file,
                key,
                "bad-range",
                "a measure needs numbers `min` below `max`".to_owned(),
            );
        }
        if raw.bin.len() < 2 {
            self.sink.error(
                file,
                "bin",
                "too-few-states",
                "a measure has at least two bins".to_owned(),
            );
        }
        self.state_names(file, "bin", raw.bin.iter().map(|bin| &bin.name));
        let mut bins: Vec<Bin> = Vec::new();
        for (i, bin) in raw.bin.iter().enumerate() {
            let path = format!("bin[{i}]");
            let female = bin.from_female.or(bin.from);
            let male = bin.from_male.or(bin.from);
            if i == 0 {
                if female.is_some() || male.is_some() {
                    self.sink.error(
                        file,
                        &path,
                        "bad-bins",
                        "the first bin has no lower edge".to_owned(),
                    );
                }
                bins.push(Bin {
                    name: bin.name.clone(),
                    from_female: f64::NEG_INFINITY,
                    from_male: f64::NEG_INFINITY,
                    source: String::new(),
                });
                continue;
            }
            let (Some(female), Some(male)) = (female, male) else {
                self.sink
                    .error(
                        file,
                        &path,
                        "bad-bins",
                        format!("the bin `{}` has no lower edge", bin.name),
                    )
                    .hint("give `from`, or `from_female` and `from_male`".to_owned());
                continue;
            };
            let before = bins
                .last()
                .map_or((f64::NEG_INFINITY, f64::NEG_INFINITY), |b| (b.from_female, b.from_male));
            let rising = female > before.0 && male > before.1;
            let inside = [female, male].iter().all(|edge| *edge >= min && *edge <= max);
            if !rising || (good_range && !inside) {
                self.sink.error(
                    file,
                    &path,
                    "bad-bins",
                    format!("the edge of `{}` does not rise within {min} to {max}", bin.name),
                );
            }
            match &bin.source {
                Some(source) => self.source(file, &format!("{path}.source"), source),
                None => {
                    self.sink.error(
                        file,
                        &path,
                        "missing-key",
                        format!("the edge of `{}` has no source", bin.name),
                    );
                }
            }
            bins.push(Bin {
                name: bin.name.clone(),
                from_female: female,
                from_male: male,
                source: bin.source.clone().unwrap_or_default(),
            });
        }
        let states: Vec<String> = bins.iter().map(|bin| bin.name.clone()).collect();
        if loaded.id == expr_parse::AGE && states != AGE_BANDS {
            self.sink.error(
                file,
                "bin",
                "bad-bins",
                format!("the bins of age are {}", AGE_BANDS.join(", ")),
            );
        }
        (Kind::Measure { unit, min, max, bins }, states)
    }

    pub(super) fn present_from(
        &mut self,
        loaded: &Loaded<record::Finding>,
        kind: &Kind,
        states: &[String],
    ) -> u8 {
        let Loaded { file, raw, .. } = loaded;
        let never = u8::try_from(states.len()).unwrap_or(u8::MAX);
        match (&raw.present_from, kind) {
            (_, Kind::Sign) => 1,
            (Some(state), _) => match states.iter().position(|name| name == state) {
                Some(0) => {
                    self.sink.error(
                        file,
                        "present_from",
                        "bad-state",
                        "the lowest state is never present".to_owned(),
                    );
                    never
                }
                Some(position) => u8::try_from(position).unwrap_or(never),
                None => {
                    let hint = did_you_mean(state, states.iter().map(String::as_str))
                        .or_else(|| Some(format!("its states are {}", states.join(", "))));
                    self.sink
                        .error(
                            file,
                            "present_from",
                            "unknown-state",
                            format!("there is no state `{state}`"),
                        )
                        .hint(hint);
                    never
                }
            },
            (None, Kind::Choice { ordered: true }) => {
                self.sink
                    .error(
                        file,
                        "present_from",
                        "missing-key",
                        "missing key `present_from`".to_owned(),
                    )
                    .hint("the state from which it counts as present".to_owned());
                never
            }
            (None, _) if !raw.marks.is_empty() => {
                self.sink.error(
                    file,
                    "present_from",
                    "missing-key",
                    "a marked finding needs `present_from`".to_owned(),
                );
                never
            }
            (None, _) => never,
        }
    }
}
