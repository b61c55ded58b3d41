//! Evidence: what each figure is of, its interval, and the links that drive the network.

use std::collections::BTreeMap;

use super::{Maker, find, index};
use crate::diagnostic::did_you_mean;
use crate::ids::{ConditionId, FindingId};
use crate::knowledge::{Condition, ConditionKind, Evidence, Figure, Finding, Link, Node};
use crate::raw::Loaded;
use crate::record;

impl Maker<'_> {
    pub(super) fn evidence(
        &mut self,
        findings: &[Finding],
        conditions: &[Condition],
    ) -> (Vec<Evidence>, Vec<Link>) {
        let mut evidence = Vec::new();
        let mut links = Vec::new();
        for finding in findings {
            if find(conditions, &finding.id, |c| &c.id).is_some() {
                self.sink.error(
                    &format!("conditions/{}.toml", finding.id),
                    "id",
                    "ambiguous-id",
                    format!("`{}` is a finding and a condition", finding.id),
                );
            }
        }
        for loaded in &self.raw.evidence {
            let ends = self.ends(loaded, findings, conditions);
            let figures = self.figures(loaded);
            self.counted(loaded);
            let given = loaded.raw.given.clone().unwrap_or_default();
            if loaded.raw.drives.is_some() && given.drives.is_some() {
                self.sink.error(
                    &loaded.file,
                    "given.drives",
                    "duplicate-key",
                    "`drives` is given twice".to_owned(),
                );
            }
            let drives = loaded.raw.drives.or(given.drives).unwrap_or(false);
            let why_drives =
                loaded.raw.why_drives.clone().or(given.why_drives.clone()).unwrap_or_default();
            if drives {
                self.filled(&loaded.file, "why_drives", &why_drives);
                if let Some((cause, child)) = ends {
                    let states = match child {
                        Node::Finding(id) => findings[id.index()].states.clone(),
                        Node::Condition(_) => vec!["absent".to_owned(), "present".to_owned()],
                    };
                    if let Some(given) = self.given(&loaded.file, &given.states, &states) {
                        links.push(Link { cause, child, given, evidence: evidence.len() });
                    }
                }
            } else if !given.states.is_empty() {
                self.sink
                    .error(
                        &loaded.file,
                        "given",
                        "given-without-drives",
                        "only a record that drives has probabilities for the network".to_owned(),
                    )
                    .hint("add drives = true, or leave [given] out".to_owned());
            }
            let raw = &loaded.raw;
            let population = raw.population.as_ref();
            evidence.push(Evidence {
                id: loaded.id.clone(),
                review: raw.review.into(),
                claim: raw.claim.clone(),
                misuse: raw.misuse.clone(),
                source: raw.source.clone(),
                locator: raw.locator.clone(),
                obtained: raw.obtained.into(),
                read_as: raw.read_as.id().to_owned(),
                csv: raw.csv.clone(),
                setting: population.map(|p| p.setting.clone()).unwrap_or_default(),
                n: population.and_then(|p| p.n),
                with_condition: population.and_then(|p| p.with_condition),
                reference_standard: population
                    .map(|p| p.reference_standard.clone())
                    .unwrap_or_default(),
                figures,
                drives,
                why_drives,
            });
        }
        links.sort_by_key(|link| (link.child, link.cause));
        (evidence, links)
    }

    /// Cause and child of an evidence record.
    fn ends(
        &mut self,
        Loaded { file, id, raw }: &Loaded<record::Evidence>,
        findings: &[Finding],
        conditions: &[Condition],
    ) -> Option<(Option<ConditionId>, Node)> {
        self.filled(file, "claim", &raw.claim);
        self.source(file, "source", &raw.source);
        if raw.obtained != record::Obtained::Assumed {
            self.filled(file, "locator", &raw.locator);
            if raw.population.as_ref().is_none_or(|population| population.setting.trim().is_empty())
            {
                self.sink.error(
                    file,
                    "population.setting",
                    "missing-population",
                    "a figure from a source needs the setting of its people".to_owned(),
                );
            }
        }
        let mut parts = id.split('/');
        let (Some(cause_id), Some(child_id), Some(key)) =
            (parts.next(), parts.next(), parts.next())
        else {
            return None;
        };
        if key != "assumed" && !key.starts_with(raw.source.as_str()) {
            self.sink.error(
                file,
                "source",
                "key-not-source",
                format!("the file is named `{key}`, the source is `{}`", raw.source),
            );
        }
        if key == "assumed" && raw.obtained != record::Obtained::Assumed {
            self.sink.error(
                file,
                "obtained",
                "key-not-source",
                "the file is named `assumed`, the figure is not".to_owned(),
            );
        }
        let cause = if cause_id == "leak" {
            Some(None)
        } else {
            let found = find(conditions, cause_id, |c| &c.id).map(|i| Some(ConditionId(index(i))));
            if found.is_none() && !self.is_broken("conditions", cause_id) {
                let hint = did_you_mean(cause_id, conditions.iter().map(|c| c.id.as_str()));
                self.sink
                    .error(
                        file,
                        "id",
                        "unknown-condition",
                        format!("unknown condition `{cause_id}`"),
                    )
                    .hint(hint);
            }
            found
        };
        let child = if let Some(i) = find(findings, child_id, |f| &f.id) {
            Some(Node::Finding(FindingId(index(i))))
        } else if let Some(i) = find(conditions, child_id, |c| &c.id) {
            if conditions[i].kind == ConditionKind::Cause {
                self.sink.error(
                    file,
                    "id",
                    "cause-with-parents",
                    format!("`{child_id}` is a cause, so nothing in the network causes it"),
                );
                None
            } else {
                Some(Node::Condition(ConditionId(index(i))))
            }
        } else {
            if !self.is_broken("findings", child_id) && !self.is_broken("conditions", child_id) {
                let names = findings
                    .iter()
                    .map(|f| f.id.as_str())
                    .chain(conditions.iter().map(|c| c.id.as_str()));
                let hint = did_you_mean(child_id, names);
                self.sink
                    .error(
                        file,
                        "id",
                        "unknown-finding",
                        format!("unknown finding or mechanism `{child_id}`"),
                    )
                    .hint(hint);
            }
            None
        };
        Some((cause?, child?))
    }

    fn figures(
        &mut self,
        Loaded { file, raw, .. }: &Loaded<record::Evidence>,
    ) -> BTreeMap<String, Figure> {
        let all = [
            ("sensitivity", &raw.sensitivity, true),
            ("specificity", &raw.specificity, true),
            ("lr_positive", &raw.lr_positive, false),
            ("lr_negative", &raw.lr_negative, false),
            ("odds_ratio", &raw.odds_ratio, false),
            ("post_test", &raw.post_test, true),
            ("prevalence", &raw.prevalence, true),
        ];
        let mut figures = BTreeMap::new();
        for (name, figure, share) in all {
            let Some(figure) = figure else { continue };
            let most = if share { 1.0 } else { f64::MAX };
            for (key, number) in
                [("value", Some(figure.value)), ("low", figure.low), ("high", figure.high)]
            {
                if let Some(number) = number
                    && !(number >= 0.0 && number <= most)
                {
                    let range = if share { "0 to 1" } else { "0 and above" };
                    self.sink.error(
                        file,
                        &format!("{name}.{key}"),
                        "out-of-range",
                        format!("{number} is not within {range}"),
                    );
                }
            }
            if figure.low.is_some_and(|low| low > figure.value)
                || figure.high.is_some_and(|high| high < figure.value)
            {
                self.sink.error(
                    file,
                    name,
                    "interval-not-ordered",
                    format!("the interval of {name} does not hold its value {}", figure.value),
                );
            }
            let figure = Figure { value: figure.value, low: figure.low, high: figure.high };
            figures.insert(name.to_owned(), figure);
        }
        figures
    }

    /// `with_condition` is at most `n`, and some whole number of these people gives the printed sensitivity.
    fn counted(&mut self, Loaded { file, raw, .. }: &Loaded<record::Evidence>) {
        let Some(population) = &raw.population else { return };
        let Some(with) = population.with_condition else { return };
        let path = "population.with_condition";
        if with == 0 || population.n.is_some_and(|n| with > n) {
            let message = format!("{with} people with the condition is not within 1 to n");
            self.sink.error(file, path, "out-of-range", message);
        } else if let Some(sensitivity) = &raw.sensitivity {
            let people = f64::from(with);
            let nearest = (sensitivity.value * people).round() / people;
            let hundredths = |x: f64| (x * 100.0).round();
            // Printed with three decimals, rounded or cut off, or with two.
            if (nearest - sensitivity.value).abs() >= 0.001
                && (hundredths(nearest) - sensitivity.value * 100.0).abs() > 1e-9
            {
                self.sink
                    .error(
                        file,
                        path,
                        "figures-disagree",
                        format!("no count among {with} people gives {}", sensitivity.value),
                    )
                    .hint("leave with_condition out where the source does not state it".to_owned());
            }
        }
    }

    /// The probabilities of all states, from those of the states above the lowest.
    fn given(
        &mut self,
        file: &str,
        given: &BTreeMap<String, f64>,
        states: &[String],
    ) -> Option<Vec<f64>> {
        let mut out = vec![0.0; states.len()];
        let mut good = true;
        for (state, value) in given {
            let path = format!("given.{state}");
            match states.iter().position(|name| name == state) {
                Some(0) => {
                    good = false;
                    self.sink.error(
                        file,
                        &path,
                        "lowest-state-given",
                        format!("`{state}` is the lowest state: it gets what the others leave"),
                    );
                }
                Some(position) => out[position] = *value,
                None => {
                    good = false;
                    let hint = did_you_mean(state, states.iter().skip(1).map(String::as_str))
                        .or_else(|| Some(format!("its states are {}", states.join(", "))));
                    self.sink
                        .error(file, &path, "unknown-state", format!("there is no state `{state}`"))
                        .hint(hint);
                }
            }
            if !(*value > 0.0 && *value < 1.0) {
                good = false;
                self.share(file, &path, *value);
            }
        }
        for state in states.iter().skip(1).filter(|state| !given.contains_key(*state)) {
            good = false;
            self.sink.error(
                file,
                "given",
                "missing-state",
                format!("no probability for the state `{state}`"),
            );
        }
        let sum: f64 = out.iter().sum();
        // What the others leave must not be 0 either, also not by rounding.
        if good && sum > 1.0 - 1e-9 {
            good = false;
            self.sink.error(
                file,
                "given",
                "bad-sum",
                format!("the probabilities sum to {sum}, so nothing is left for `{}`", states[0]),
            );
        }
        out[0] = 1.0 - sum;
        good.then_some(out)
    }
}
