//! Conditions: base rates, what age and sex make of them, stake, concern.

use super::Maker;
use crate::diagnostic::did_you_mean;
use crate::grades::Rung;
use crate::knowledge::{AGE_BANDS, Concern, Condition, ConditionKind, ConditionText, Prior};
use crate::raw::Loaded;
use crate::record::{self, ModifierBy};

impl Maker<'_> {
    pub(super) fn conditions(&mut self) -> Vec<Condition> {
        let raws = &self.raw.conditions;
        raws.iter().map(|loaded| self.condition(loaded)).collect()
    }

    fn condition(&mut self, Loaded { file, id, raw }: &Loaded<record::Condition>) -> Condition {
        if id == "leak" {
            self.sink.error(file, "id", "bad-id", "`leak` stands for no cause at all".to_owned());
        }
        self.english(file, &raw.text);
        for (language, text) in &raw.text {
            for (key, words) in
                [("name", &text.name), ("plain", &text.plain), ("clinician", &text.clinician)]
            {
                self.filled(file, &format!("text.{language}.{key}"), words);
            }
        }
        let kind = ConditionKind::from(raw.kind);
        match (kind, &raw.prior) {
            (ConditionKind::Cause, None) => {
                self.sink.error(
                    file,
                    "prior",
                    "missing-prior",
                    "a cause needs a base rate".to_owned(),
                );
            }
            (ConditionKind::Mechanism, Some(_)) => {
                self.sink
                    .error(
                        file,
                        "prior",
                        "mechanism-prior",
                        "a mechanism has no base rate of its own".to_owned(),
                    )
                    .hint("its probability comes from its causes and its leak".to_owned());
            }
            _ => {}
        }
        if let Some(prior) = &raw.prior {
            self.share(file, "prior.home", prior.home);
            self.share(file, "prior.pt_clinic", prior.pt_clinic);
            self.source(file, "prior.source", &prior.source);
        }
        if kind == ConditionKind::Mechanism && !raw.modifier.is_empty() {
            self.sink.error(
                file,
                "modifier",
                "mechanism-prior",
                "a mechanism has no base rate to modify".to_owned(),
            );
        }
        let mut age_odds = [1.0; 5];
        let mut sex_odds = [1.0; 2];
        let mut seen = Vec::new();
        for (i, modifier) in raw.modifier.iter().enumerate() {
            let path = format!("modifier[{i}]");
            if seen.contains(&modifier.by) {
                self.sink.error(
                    file,
                    &path,
                    "duplicate-modifier",
                    "two modifiers by the same thing".to_owned(),
                );
            }
            seen.push(modifier.by);
            self.source(file, &format!("{path}.source"), &modifier.source);
            let (bands, odds): (&[&str], &mut [f64]) = match modifier.by {
                ModifierBy::Age => (&AGE_BANDS, &mut age_odds),
                ModifierBy::Sex => (&["female", "male"], &mut sex_odds),
            };
            for (band, value) in &modifier.odds {
                let here = format!("{path}.odds.{band}");
                if !(*value > 0.0 && value.is_finite()) {
                    self.sink.error(
                        file,
                        &here,
                        "out-of-range",
                        format!("odds of {value} are not above 0"),
                    );
                }
                match bands.iter().position(|name| name == band) {
                    Some(position) => odds[position] = *value,
                    None => {
                        let hint = did_you_mean(band, bands.iter().copied())
                            .or_else(|| Some(format!("the bands are {}", bands.join(", "))));
                        self.sink
                            .error(file, &here, "unknown-band", format!("unknown band `{band}`"))
                            .hint(hint);
                    }
                }
            }
        }
        if raw.stake < 1.0 || !raw.stake_source.is_empty() {
            self.source(file, "stake_source", &raw.stake_source);
        }
        if !(raw.stake > 0.0 && raw.stake <= 1.0) {
            let message = format!("a stake of {} is not above 0 and at most 1", raw.stake);
            self.sink.error(file, "stake", "out-of-range", message);
        }
        if raw.class.rung().is_some_and(|class| class > Rung::HoldAndSeePt)
            && Concern::from(raw.concern) != Concern::None
        {
            self.sink.error(
                file,
                "concern",
                "watched-but-open",
                "the concern layer watches only conditions that ask for care".to_owned(),
            );
        }
        Condition {
            id: id.clone(),
            review: raw.review.into(),
            class: raw.class.rung(),
            stake: raw.stake,
            concern: raw.concern.into(),
            kind,
            show_to_person: raw.show_to_person,
            prior: raw.prior.as_ref().map(|prior| Prior {
                home: prior.home,
                pt_clinic: prior.pt_clinic,
                obtained: prior.obtained.into(),
                source: prior.source.clone(),
                note: prior.note.clone(),
            }),
            age_odds,
            female_odds: sex_odds[0],
            male_odds: sex_odds[1],
            text: raw
                .text
                .iter()
                .map(|(language, text)| {
                    let text = ConditionText {
                        name: text.name.clone(),
                        plain: text.plain.clone(),
                        clinician: text.clinician.clone(),
                    };
                    (language.clone(), text)
                })
                .collect(),
        }
    }
}
