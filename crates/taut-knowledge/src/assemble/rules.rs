//! Rules, obligations and screens: what reads the findings through expressions.

use super::{Maker, find, index};
use crate::diagnostic::did_you_mean;
use crate::grades::Rung;
use crate::ids::FindingId;
use crate::knowledge::{Demand, Finding, Obligation, Rule, RuleText, Screen};
use crate::raw::Loaded;

impl Maker<'_> {
    pub(super) fn rules(&mut self, findings: &[Finding]) -> Vec<Rule> {
        let mut rules = Vec::new();
        for Loaded { file, id, raw } in &self.raw.rules {
            self.source(file, "source", &raw.source);
            self.english(file, &raw.text);
            for (language, text) in &raw.text {
                self.filled(file, &format!("text.{language}.reason"), &text.reason);
                self.filled(file, &format!("text.{language}.clinician"), &text.clinician);
            }
            if raw.rung.is_some() == raw.provisional {
                self.sink
                    .error(
                        file,
                        "rung",
                        "rung-or-provisional",
                        "a rule has either a rung or provisional = true".to_owned(),
                    )
                    .hint("a provisional rule sets no floor, so it has no rung".to_owned());
            }
            let rung = raw.rung.map(Rung::from);
            if raw.settles && !rung.is_some_and(Rung::is_open) {
                self.sink
                    .error(
                        file,
                        "settles",
                        "settles-open-rung",
                        "a rule that settles needs an open rung".to_owned(),
                    )
                    .hint("stay_active, strengthen or stretch_and_strengthen; a floor needs no `settles`".to_owned());
            }
            let when = self.expr(file, "when", &raw.when, findings);
            let unless = raw.unless.as_ref().map(|text| self.expr(file, "unless", text, findings));
            let (Some(when), None | Some(Some(_))) = (when, &unless) else {
                continue;
            };
            rules.push(Rule {
                id: id.clone(),
                review: raw.review.into(),
                rung,
                settles: raw.settles,
                when,
                unless: unless.flatten(),
                source: raw.source.clone(),
                section: raw.section.clone(),
                text: raw
                    .text
                    .iter()
                    .map(|(language, text)| {
                        let text = RuleText {
                            reason: text.reason.clone(),
                            clinician: text.clinician.clone(),
                            next: text.next.clone(),
                        };
                        (language.clone(), text)
                    })
                    .collect(),
            });
        }
        // Most careful first; rules without a rung at the end.
        rules.sort_by(|a, b| {
            (a.rung.is_none(), a.rung, &a.id).cmp(&(b.rung.is_none(), b.rung, &b.id))
        });
        rules
    }

    pub(super) fn obligations(&mut self, findings: &[Finding]) -> Vec<Obligation> {
        let mut obligations = Vec::new();
        for Loaded { file, id, raw } in &self.raw.obligations {
            if !is_design_rule(&raw.rule) {
                self.sink
                    .error(
                        file,
                        "rule",
                        "unknown-rule",
                        format!("`{}` is no rule of the design", raw.rule),
                    )
                    .hint("S1 to S13, L1 to L3".to_owned());
            }
            self.filled(file, "statement", &raw.statement);
            let when = self.expr(file, "when", &raw.when, findings);
            let unless = raw.unless.as_ref().map(|text| self.expr(file, "unless", text, findings));
            let (Some(when), None | Some(Some(_))) = (when, &unless) else {
                continue;
            };
            let demand = match (raw.at_least, raw.exactly) {
                (Some(rung), None) => Demand::AtLeast(rung.into()),
                (None, Some(rung)) => Demand::Exactly(rung.into()),
                _ => {
                    self.sink
                        .error(
                            file,
                            "at_least",
                            "at-least-or-exactly",
                            "an obligation has either `at_least` or `exactly`".to_owned(),
                        )
                        .hint("write the one that must hold".to_owned());
                    continue;
                }
            };
            obligations.push(Obligation {
                id: id.clone(),
                rule: raw.rule.clone(),
                when,
                unless: unless.flatten(),
                demand,
                when_clean: raw.when_clean,
                statement: raw.statement.clone(),
            });
        }
        obligations
    }

    pub(super) fn screens(&mut self, findings: &[Finding]) -> Vec<Screen> {
        let mut screens = Vec::new();
        for Loaded { file, id, raw } in &self.raw.screens {
            self.english(file, &raw.text);
            for (language, text) in &raw.text {
                self.filled(file, &format!("text.{language}.title"), &text.title);
            }
            let mut shown = Vec::new();
            for (i, name) in raw.findings.iter().enumerate() {
                match find(findings, name, |f| &f.id) {
                    Some(found) => shown.push(FindingId(index(found))),
                    None if self.is_broken("findings", name) => {}
                    None => {
                        let hint = did_you_mean(name, findings.iter().map(|f| f.id.as_str()));
                        self.sink
                            .error(
                                file,
                                &format!("findings[{i}]"),
                                "unknown-finding",
                                format!("unknown finding `{name}`"),
                            )
                            .hint(hint);
                    }
                }
            }
            let shown_if =
                raw.shown_if.as_ref().and_then(|text| self.expr(file, "shown_if", text, findings));
            screens.push(Screen {
                id: id.clone(),
                order: raw.order,
                core: raw.core,
                findings: shown,
                shown_if,
                yes_stops: raw.yes_stops,
                form: raw.form.id().to_owned(),
                text: raw
                    .text
                    .iter()
                    .map(|(language, text)| {
                        (language.clone(), (text.title.clone(), text.intro.clone()))
                    })
                    .collect(),
            });
        }
        screens.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
        screens
    }
}

/// True for `S1` to `S13` and `L1` to `L3`.
pub(crate) fn is_design_rule(name: &str) -> bool {
    let numbered = |letter: &str, most: u8| {
        name.strip_prefix(letter)
            .filter(|digits| !digits.starts_with('0') && !digits.starts_with('+'))
            .and_then(|digits| digits.parse::<u8>().ok())
            .is_some_and(|number| (1..=most).contains(&number))
    };
    numbered("S", 13) || numbered("L", 3)
}
