//! Findings: their keys, their texts, and when they are asked.

use super::{Maker, find};
use crate::diagnostic::did_you_mean;
use crate::expr_parse::{self, RESERVED};
use crate::knowledge::{Finding, FindingText, Kind};
use crate::raw::Loaded;
use crate::record::{self, ById, FindingKindId, OriginId};

/// More states than this do not fit the masks of [`Expr`](crate::expr::Expr).
const MOST_STATES: usize = 32;

impl Maker<'_> {
    pub(super) fn findings(&mut self) -> Vec<Finding> {
        let raws = &self.raw.findings;
        let mut findings: Vec<Finding> = raws.iter().map(|loaded| self.finding(loaded)).collect();
        // Expressions may name any finding, so they are read when all are there.
        for (i, Loaded { file, raw, .. }) in raws.iter().enumerate() {
            let absent_if = raw
                .absent_if
                .as_ref()
                .and_then(|text| self.expr(file, "absent_if", text, &findings));
            let asked_if =
                raw.asked_if.as_ref().and_then(|text| self.expr(file, "asked_if", text, &findings));
            findings[i].absent_if = absent_if;
            findings[i].asked_if = asked_if;
        }
        for id in [expr_parse::AGE, "sex"] {
            if find(&findings, id, |finding| &finding.id).is_none()
                && !self.is_broken("findings", id)
            {
                self.missing_record(
                    &format!("findings/{id}.toml"),
                    "every case reads this finding",
                );
            }
        }
        findings
    }

    fn finding(&mut self, loaded: &Loaded<record::Finding>) -> Finding {
        let Loaded { file, id, raw } = loaded;
        if RESERVED.contains(&id.as_str()) {
            self.sink.error(
                file,
                "id",
                "bad-id",
                format!("`{id}` is a word of the expression language"),
            );
        }
        self.source(file, "source", &raw.source);
        let (kind, states) = match raw.kind {
            FindingKindId::Sign => (Kind::Sign, vec!["absent".to_owned(), "present".to_owned()]),
            FindingKindId::Choice => self.choice(loaded),
            FindingKindId::Measure => self.measure(loaded),
        };
        self.misplaced_keys(loaded);
        if states.len() > MOST_STATES {
            self.sink.error(
                file,
                "states",
                "too-many-states",
                format!("more than {MOST_STATES} states"),
            );
        }
        let present_from = self.present_from(loaded, &kind, &states);
        if !(1..=5).contains(&raw.effort) {
            self.sink.error(
                file,
                "effort",
                "out-of-range",
                format!("{} is not within 1 to 5", raw.effort),
            );
        }
        if raw.hazard > 3 {
            self.sink.error(
                file,
                "hazard",
                "out-of-range",
                format!("{} is not within 0 to 3", raw.hazard),
            );
        }
        let person = raw.answered_by.contains(&ById::Person);
        if raw.answered_by.is_empty() {
            self.sink.error(file, "answered_by", "empty-list", "nobody may answer this".to_owned());
        }
        if person && raw.origin == OriginId::Examination {
            self.sink.error(
                file,
                "answered_by",
                "person-cannot-examine",
                "an examination is answered by a therapist only".to_owned(),
            );
        }
        let mut marks: Vec<_> = raw.marks.iter().map(|mark| (*mark).into()).collect();
        marks.sort();
        marks.dedup();
        if !marks.is_empty() && kind == (Kind::Choice { ordered: false }) {
            self.sink.error(
                file,
                "marks",
                "not-ordered",
                "a marked finding must have an order".to_owned(),
            );
        }
        self.english(file, &raw.text);
        let text = raw
            .text
            .iter()
            .map(|(language, text)| {
                (language.clone(), self.finding_text(loaded, language, text, &states))
            })
            .collect();
        Finding {
            id: id.clone(),
            review: raw.review.into(),
            kind,
            states,
            present_from,
            marks,
            gating: raw.gating,
            sided: raw.side,
            origin: raw.origin.into(),
            person_may_answer: person,
            effort: raw.effort,
            hazard: raw.hazard,
            absent_if: None,
            asked_if: None,
            source: raw.source.clone(),
            text,
        }
    }

    /// Keys of another kind of finding are a sign that the kind is wrong.
    fn misplaced_keys(&mut self, loaded: &Loaded<record::Finding>) {
        let Loaded { file, raw, .. } = loaded;
        let choice = raw.kind == FindingKindId::Choice;
        let measure = raw.kind == FindingKindId::Measure;
        let keys = [
            ("states", !raw.states.is_empty(), choice),
            ("ordered", raw.ordered.is_some(), choice),
            ("present_from", raw.present_from.is_some(), choice || measure),
            ("unit", raw.unit.is_some(), measure),
            ("min", raw.min.is_some(), measure),
            ("max", raw.max.is_some(), measure),
            ("bin", !raw.bin.is_empty(), measure),
        ];
        for (key, there, allowed) in keys {
            if there && !allowed {
                self.sink.error(
                    file,
                    key,
                    "misplaced-key",
                    format!("`{key}` does not belong to a finding of this kind"),
                );
            }
        }
    }

    fn finding_text(
        &mut self,
        loaded: &Loaded<record::Finding>,
        language: &str,
        text: &record::FindingText,
        states: &[String],
    ) -> FindingText {
        let Loaded { file, raw, .. } = loaded;
        let base = format!("text.{language}");
        for (key, words) in [("name", &text.name), ("question", &text.question), ("why", &text.why)]
        {
            self.filled(file, &format!("{base}.{key}"), words);
        }
        if raw.origin != OriginId::History {
            self.filled(file, &format!("{base}.how"), &text.how);
        }
        for key in text.states.keys() {
            if !states.contains(key) {
                let hint = did_you_mean(key, states.iter().map(String::as_str));
                self.sink
                    .error(
                        file,
                        &format!("{base}.states.{key}"),
                        "unknown-state",
                        format!("there is no state `{key}`"),
                    )
                    .hint(hint);
            }
        }
        let mut labels = Vec::new();
        for state in states {
            match text.states.get(state) {
                Some(label) => {
                    self.filled(file, &format!("{base}.states.{state}"), label);
                    labels.push(label.clone());
                }
                None => {
                    if raw.kind == FindingKindId::Choice {
                        self.sink.error(
                            file,
                            &format!("{base}.states"),
                            "missing-text",
                            format!("the state `{state}` has no label"),
                        );
                    }
                    labels.push(state.clone());
                }
            }
        }
        FindingText {
            name: text.name.clone(),
            question: text.question.clone(),
            why: text.why.clone(),
            definition: text.definition.clone(),
            how: text.how.clone(),
            states: labels,
        }
    }
}
