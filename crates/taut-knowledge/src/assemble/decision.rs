//! Numbers and words of the decision: harms, shares of age and sex, prevalences of flags, phrases.

use std::collections::BTreeMap;

use super::{Maker, find, index};
use crate::diagnostic::did_you_mean;
use crate::grades::Rung;
use crate::ids::FindingId;
use crate::knowledge::{
    AGE_BANDS, Finding, FlagPrevalence, Harms, Population, QuestionPolicy, Uncertainty,
};
use crate::raw::Loaded;

impl Maker<'_> {
    pub(super) fn harms(&mut self) -> Harms {
        let mut harms = Harms {
            base: [0.0; 8],
            loss: [[0.0; 8]; 8],
            undecided_margin: 0.0,
            fits_well: 1.0,
            could_play_a_part: 1.0,
            source: String::new(),
        };
        let Some(Loaded { file, raw, .. }) = &self.raw.harms else {
            self.missing_record("decision/harms.toml", "the harms table is missing");
            return harms;
        };
        self.source(file, "source", &raw.source);
        harms.source.clone_from(&raw.source);
        if !(raw.undecided_margin >= 0.0 && raw.undecided_margin.is_finite()) {
            self.sink.error(
                file,
                "undecided_margin",
                "out-of-range",
                format!("{} is not 0 or more", raw.undecided_margin),
            );
        }
        harms.undecided_margin = raw.undecided_margin;
        for (key, value) in
            [("fits_well", raw.fits_well), ("could_play_a_part", raw.could_play_a_part)]
        {
            self.share(file, key, value);
        }
        harms.fits_well = raw.fits_well;
        harms.could_play_a_part = raw.could_play_a_part;
        self.costs(file, "base", &raw.base, &mut harms.base);
        for rung in Rung::ALL.iter().filter(|rung| !raw.base.contains_key(rung.id())) {
            self.sink.error(
                file,
                "base",
                "missing-rung",
                format!("no base cost for `{}`", rung.id()),
            );
        }
        for (class, costs) in &raw.loss {
            let path = format!("loss.{class}");
            if let Some(row) = self.rung(file, &path, class) {
                self.costs(file, &path, costs, &mut harms.loss[row]);
                let careful = row <= Rung::HoldAndSeePt as usize;
                let falls = harms.loss[row].windows(2).position(|w| w[0] > w[1]);
                if let Some(pair) = falls.filter(|_| careful) {
                    let message = format!(
                        "`{}` costs more than the less careful `{}`",
                        Rung::ALL[pair].id(),
                        Rung::ALL[pair + 1].id()
                    );
                    self.sink.error(file, &path, "loss-not-monotone", message).hint(
                        "a loss must not shrink towards less careful advice, or S6 would break"
                            .to_owned(),
                    );
                }
                let open = Rung::StayActive as usize;
                if careful && harms.loss[row][open..].iter().any(|x| *x != harms.loss[row][open]) {
                    let message = "the open rungs do not cost the same".to_owned();
                    self.sink.error(file, &path, "loss-differs-when-open", message).hint(
                        "otherwise a rising concern could settle an `undecided` in an open rung"
                            .to_owned(),
                    );
                }
            }
        }
        harms
    }

    fn rung(&mut self, file: &str, path: &str, id: &str) -> Option<usize> {
        let found = Rung::ALL.iter().position(|rung| rung.id() == id);
        if found.is_none() {
            let hint = did_you_mean(id, Rung::ALL.iter().map(|rung| rung.id()));
            self.sink.error(file, path, "unknown-rung", format!("unknown rung `{id}`")).hint(hint);
        }
        found
    }

    fn costs(&mut self, file: &str, path: &str, costs: &BTreeMap<String, f64>, row: &mut [f64; 8]) {
        for (rung, cost) in costs {
            let here = format!("{path}.{rung}");
            if !cost.is_finite() {
                self.sink.error(
                    file,
                    &here,
                    "not-finite",
                    format!("`{cost}` is not a number that can be used"),
                );
            }
            let millionths = cost * 1e6;
            if cost.is_finite() && (millionths - millionths.round()).abs() > 1e-3 {
                self.sink
                    .error(file, &here, "too-fine", format!("`{cost}` has more than six decimals"))
                    .hint("the decision counts in millionths".to_owned());
            }
            if let Some(column) = self.rung(file, &here, rung) {
                row[column] = *cost;
            }
        }
    }

    pub(super) fn population(&mut self) -> Population {
        let mut share = [0.0; 5];
        let Some(Loaded { file, raw, .. }) = &self.raw.population else {
            self.missing_record(
                "decision/population.toml",
                "the shares of age and sex are missing",
            );
            return Population::default();
        };
        self.source(file, "source", &raw.source);
        self.share(file, "female", raw.female);
        self.share(file, "alarm_emergency", raw.alarm_emergency);
        self.share(file, "alarm_doctor", raw.alarm_doctor);
        for (band, value) in &raw.age {
            let path = format!("age.{band}");
            self.share(file, &path, *value);
            match AGE_BANDS.iter().position(|name| name == band) {
                Some(position) => share[position] = *value,
                None => {
                    let hint = did_you_mean(band, AGE_BANDS.into_iter());
                    self.sink
                        .error(file, &path, "unknown-band", format!("unknown band `{band}`"))
                        .hint(hint);
                }
            }
        }
        let sum: f64 = share.iter().sum();
        if (sum - 1.0).abs() > 1e-9 {
            self.sink.error(
                file,
                "age",
                "bad-sum",
                format!("the shares of the age bands sum to {sum}, not 1"),
            );
        }
        Population {
            age_share: share,
            female_share: raw.female,
            alarm_emergency: raw.alarm_emergency,
            alarm_doctor: raw.alarm_doctor,
        }
    }

    pub(super) fn uncertainty(&mut self) -> Uncertainty {
        let Some(Loaded { file, raw, .. }) = &self.raw.uncertainty else {
            self.missing_record(
                "decision/uncertainty.toml",
                "how far assumed numbers may be off is missing",
            );
            return Uncertainty {
                assumed: 1.0,
                unsized_figure: 1.0,
                base_rate: 1.0,
                modifier: 1.0,
                harms: 1.0,
                source: String::new(),
            };
        };
        self.source(file, "source", &raw.source);
        for (key, factor) in [
            ("assumed", raw.assumed),
            ("unsized_figure", raw.unsized_figure),
            ("base_rate", raw.base_rate),
            ("modifier", raw.modifier),
            ("harms", raw.harms),
        ] {
            if !(factor >= 1.0 && factor.is_finite()) {
                self.sink
                    .error(file, key, "out-of-range", format!("a factor of {factor} is below 1"))
                    .hint("1 is no doubt at all, 2 is half to double the odds".to_owned());
            }
        }
        Uncertainty {
            assumed: raw.assumed,
            unsized_figure: raw.unsized_figure,
            base_rate: raw.base_rate,
            modifier: raw.modifier,
            harms: raw.harms,
            source: raw.source.clone(),
        }
    }

    pub(super) fn questions(&mut self) -> QuestionPolicy {
        let Some(Loaded { file, raw, .. }) = &self.raw.questions else {
            self.missing_record(
                "decision/questions.toml",
                "how the next question is chosen is missing",
            );
            return QuestionPolicy::default();
        };
        self.source(file, "source", &raw.source);
        self.share(file, "unlisted_share", raw.unlisted_share);
        // Effort is at least 1 and hazard may be 0, so these limits keep every cost above 0.
        for (key, value, ok, limits) in [
            ("effort_weight", raw.effort_weight, raw.effort_weight > 0.0, "above 0"),
            ("hazard_weight", raw.hazard_weight, raw.hazard_weight >= 0.0, "0 or more"),
            (
                "same_decision",
                raw.same_decision,
                raw.same_decision > 0.0 && raw.same_decision <= 1.0,
                "above 0 and at most 1",
            ),
        ] {
            if !(ok && value.is_finite()) {
                self.sink.error(file, key, "out-of-range", format!("{value} is not {limits}"));
            }
        }
        QuestionPolicy {
            effort_weight: raw.effort_weight,
            hazard_weight: raw.hazard_weight,
            unlisted_share: raw.unlisted_share,
            same_decision: raw.same_decision,
        }
    }

    pub(super) fn prevalences(&mut self, findings: &[Finding]) -> Vec<FlagPrevalence> {
        let mut out = Vec::new();
        for Loaded { file, id, raw } in &self.raw.prevalences {
            self.source(file, "source", &raw.source);
            if !(0.0..=1.0).contains(&raw.share) {
                self.sink.error(
                    file,
                    "share",
                    "bad-probability",
                    format!("{} is not within 0 to 1", raw.share),
                );
            }
            match find(findings, id, |f| &f.id) {
                Some(found) => out.push(FlagPrevalence {
                    finding: FindingId(index(found)),
                    share: raw.share,
                    obtained: raw.obtained.into(),
                    source: raw.source.clone(),
                    note: raw.note.clone(),
                }),
                None if self.is_broken("findings", id) => {}
                None => {
                    let hint = did_you_mean(id, findings.iter().map(|f| f.id.as_str()));
                    self.sink
                        .error(file, "id", "unknown-finding", format!("unknown finding `{id}`"))
                        .hint(hint);
                }
            }
        }
        out.sort_by_key(|prevalence| prevalence.finding);
        out
    }

    pub(super) fn phrases(&mut self) -> BTreeMap<String, BTreeMap<String, String>> {
        let mut phrases = BTreeMap::new();
        for Loaded { file, id, raw } in &self.raw.phrases {
            self.english(file, &raw.text);
            for (language, text) in &raw.text {
                self.filled(file, &format!("text.{language}"), text);
            }
            phrases.insert(id.clone(), raw.text.clone());
        }
        phrases
    }
}
