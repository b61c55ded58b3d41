//! Answers of a case file: finding, side, date, state or number, clearance, and answers that contradict each other.

use std::collections::HashMap;

use super::{By, CaseAnswer, Said};
use crate::case_file::Side;
use crate::dates;
use crate::diagnostic::{did_you_mean, shorten};
use crate::document::{MOST_PROBLEMS, Reader, text_of};
use crate::expr_parse::AGE;
use crate::ids::FindingId;
use crate::knowledge::{Finding, Kind as FindingKind};
use crate::tree::{Kind, Tree};

/// First answer of a finding by the same person at the same time, per side.
type Seen = HashMap<(FindingId, By, Option<String>), Vec<(Side, Said, usize, usize)>>;

impl Reader<'_> {
    /// Every answer of `answers`; contradictions are problems.
    pub(crate) fn answers(&mut self, tree: &Tree) -> Vec<CaseAnswer> {
        let mut answers = Vec::new();
        let mut seen = Seen::new();
        for (i, entry) in tree.get("answers").map_or(&[][..], Tree::items).iter().enumerate() {
            // Looking for the nearest id takes time, and nobody reads the thousandth problem.
            if self.problems.len() > MOST_PROBLEMS {
                break;
            }
            if let Some(answer) = self.answer(i, entry) {
                self.contradiction(i, entry.start, &answer, &mut seen);
                answers.push(answer);
            } else if self.problems.is_empty() {
                // Never drop an answer in silence, whatever stands in its way.
                self.problem(
                    "unreadable-answer",
                    entry.start,
                    format!("answers[{i}]"),
                    "the answer cannot be read".to_owned(),
                );
            }
        }
        answers
    }

    /// One answer; nothing where a problem, here or in the shape, stands in the way.
    fn answer(&mut self, i: usize, entry: &Tree) -> Option<CaseAnswer> {
        let before = self.problems.len();
        let path = |key: &str| format!("answers[{i}].{key}");
        let finding_tree = entry.get("finding")?;
        let name = finding_tree.text()?;
        let Some(id) = self.knowledge.finding_id(name) else {
            let hint = did_you_mean(
                name,
                self.knowledge.findings.iter().map(|finding| finding.id.as_str()),
            );
            let message = format!("unknown finding `{}`", shorten(name));
            let elsewhere = match self.on {
                None => "what no finding can hold goes into `unmapped`",
                Some(_) => "what no finding can hold is left out",
            };
            self.problem("unknown-finding", finding_tree.start, path("finding"), message).hint =
                hint.or_else(|| Some(elsewhere.to_owned()));
            return None;
        };
        let knowledge = self.knowledge;
        let finding = knowledge.finding(id);
        if name == AGE || name == "sex" {
            self.problem(
                "misplaced-answer",
                finding_tree.start,
                path("finding"),
                format!("`{name}` is no answer"),
            )
            .hint = Some(match self.on {
                None => format!("write `{name}` at the top of the file"),
                Some(_) => format!("a check-in has no `{name}`: it is known from the start"),
            });
            return None;
        }
        let by = match entry.get("by").and_then(Tree::text) {
            Some("person") => Some(By::Person),
            Some("therapist") => Some(By::Therapist),
            _ => None,
        };
        if by == Some(By::Person) && !finding.person_may_answer {
            let start = entry.get("by").map_or(entry.start, |tree| tree.start);
            let message = format!("`{name}` needs an examination; a person cannot answer it");
            self.problem("person-cannot-examine", start, path("by"), message).hint =
                Some("write by = \"therapist\" if a clinician examined it".to_owned());
        }
        let side = self.side(i, entry, finding);
        let when = self.when(i, entry);
        let said = self.said(i, entry, finding);
        if said == Some(Said::Cleared) {
            self.clearance(i, entry, finding, by);
        }
        let (Some(by), Some(side), Some(said)) = (by, side, said) else {
            return None;
        };
        (self.problems.len() == before).then(|| CaseAnswer {
            finding: id,
            said,
            side,
            by,
            when,
            from: text_of(entry, "from"),
            note: text_of(entry, "note"),
            reason: text_of(entry, "reason"),
            examiner: text_of(entry, "examiner"),
        })
    }

    fn side(&mut self, i: usize, entry: &Tree, finding: &Finding) -> Option<Side> {
        let path = format!("answers[{i}].side");
        match (entry.entry("side"), finding.sided) {
            (None, false) => Some(Side::Unstated),
            (Some(given), false) => {
                let message = format!("`{}` has no side", finding.id);
                self.problem("side-not-allowed", given.start, path, message).hint =
                    Some("leave `side` out".to_owned());
                None
            }
            (None, true) => {
                let message = format!("`{}` needs a side", finding.id);
                self.problem("missing-side", entry.start, path, message).hint =
                    Some("write left, right, both or unstated".to_owned());
                None
            }
            (Some(given), true) => given.value.text().and_then(Side::from_id),
        }
    }

    fn when(&mut self, i: usize, entry: &Tree) -> Option<String> {
        let day = self.on.clone();
        let Some(given) = entry.get("when") else {
            return day;
        };
        let (Kind::Text(text) | Kind::Date(text)) = &given.kind else {
            return None;
        };
        match dates::read(text) {
            Ok(when) if day.as_ref().is_some_and(|day| !when.starts_with(day.as_str())) => {
                let message = format!("`{}` is not the day of the check-in", shorten(text));
                let path = format!("answers[{i}].when");
                self.problem("not-that-day", given.start, path, message).hint =
                    Some("leave `when` out; an older answer belongs into the case file".to_owned());
                None
            }
            Ok(when) => Some(when),
            Err(message) => {
                let message = format!("`{}` is no date: {message}", shorten(text));
                self.problem("bad-date", given.start, format!("answers[{i}].when"), message);
                None
            }
        }
    }

    fn said(&mut self, i: usize, entry: &Tree, finding: &Finding) -> Option<Said> {
        let path = |key: &str| format!("answers[{i}].{key}");
        let state = entry.get("state");
        let value = entry.get("value");
        let name = &finding.id;
        if let (Some(_), Some(value)) = (state, value) {
            self.problem(
                "state-and-value",
                value.start,
                path("value"),
                format!("`{name}` has a state and a value"),
            )
            .hint = Some("keep one of the two".to_owned());
            return None;
        }
        if let Some(value) = value {
            return self.measured(i, entry, value, finding);
        }
        if let Some(unit) = entry.entry("unit") {
            self.problem(
                "unit-not-allowed",
                unit.start,
                path("unit"),
                "a unit without a value".to_owned(),
            );
        }
        let Some(state) = state else {
            let measure = matches!(finding.kind, FindingKind::Measure { .. });
            let (key, hint) = if measure {
                ("value", "write value and unit, or state = \"unknown\"".to_owned())
            } else {
                ("state", format!("one of {} or unknown", finding.states.join(", ")))
            };
            self.problem("missing-key", entry.start, path(key), format!("`{name}` has no {key}"))
                .hint = Some(hint);
            return None;
        };
        let text = state.text()?;
        match text {
            "unknown" => return Some(Said::Unknown),
            "cleared" => return Some(Said::Cleared),
            _ => {}
        }
        match finding
            .states
            .iter()
            .position(|known| known == text)
            .and_then(|at| u8::try_from(at).ok())
        {
            Some(at) => Some(Said::State(at)),
            None => {
                let names = finding.states.iter().map(String::as_str).chain(["unknown"]);
                let hint = did_you_mean(text, names)
                    .or_else(|| Some(format!("one of {} or unknown", finding.states.join(", "))));
                let message = format!("`{name}` has no state `{}`", shorten(text));
                self.problem("unknown-state", state.start, path("state"), message).hint = hint;
                None
            }
        }
    }

    fn measured(
        &mut self,
        i: usize,
        entry: &Tree,
        value: &Tree,
        finding: &Finding,
    ) -> Option<Said> {
        let path = |key: &str| format!("answers[{i}].{key}");
        let name = &finding.id;
        let FindingKind::Measure { unit, min, max, .. } = &finding.kind else {
            let message = format!("`{name}` is not a measure, so it has no value");
            self.problem("not-a-measure", value.start, path("value"), message).hint =
                Some(format!("write state = one of {}", finding.states.join(", ")));
            return None;
        };
        match entry.get("unit") {
            None => {
                self.problem(
                    "missing-unit",
                    value.start,
                    path("unit"),
                    format!("`{name}` has a value without a unit"),
                )
                .hint = Some(format!("write unit = \"{unit}\""));
            }
            Some(given) => {
                let short = match unit.as_str() {
                    "degrees" => "deg",
                    "millilitres" => "ml",
                    other => other,
                };
                if let Some(text) = given.text()
                    && text != unit
                    && text != short
                {
                    let message =
                        format!("`{name}` is measured in {unit}, not in `{}`", shorten(text));
                    self.problem("wrong-unit", given.start, path("unit"), message).hint =
                        Some(format!("convert the value and write unit = \"{unit}\""));
                }
            }
        }
        let number = value.number()?;
        if !number.is_finite() {
            // Reported by the comparison with the schema.
            return None;
        }
        if number < *min || number > *max {
            let message = format!("{number} is not within {min} to {max} {unit}");
            self.problem("out-of-range", value.start, path("value"), message).hint =
                Some(format!("check the number, and that it is in {unit}"));
            return None;
        }
        Some(Said::Number(number))
    }

    fn clearance(&mut self, i: usize, entry: &Tree, finding: &Finding, by: Option<By>) {
        let path = |key: &str| format!("answers[{i}].{key}");
        let name = &finding.id;
        let start = |key: &str| entry.get(key).map_or(entry.start, |tree| tree.start);
        if !finding.is_marked() {
            let message = format!("`{name}` is not a flag, so there is nothing to clear");
            self.problem("cannot-clear", start("state"), path("state"), message);
        }
        if by == Some(By::Person) {
            let message = format!("only a therapist clears `{name}`");
            self.problem("cannot-clear", start("by"), path("by"), message);
        }
        if text_of(entry, "reason").trim().is_empty() {
            self.problem(
                "cannot-clear",
                start("reason"),
                path("reason"),
                format!("`{name}` is cleared without a reason"),
            )
            .hint = Some("write the explanation in `reason`".to_owned());
        }
        if entry.get("when").is_none() && self.on.is_none() {
            self.problem(
                "cannot-clear",
                entry.start,
                path("when"),
                format!("`{name}` is cleared without a date"),
            )
            .hint = Some(
                "write in `when` the date of the examination, after the flag was reported"
                    .to_owned(),
            );
        }
    }

    fn contradiction(&mut self, i: usize, start: usize, answer: &CaseAnswer, seen: &mut Seen) {
        let earlier = seen.entry((answer.finding, answer.by, answer.when.clone())).or_default();
        let clash = earlier.iter().find(|(side, said, ..)| {
            let known =
                *side == answer.side || (*said != Said::Unknown && answer.said != Said::Unknown);
            known && side.overlaps(answer.side) && *said != answer.said
        });
        let clash = clash.map(|(_, _, other, place)| (*other, *place));
        if !earlier.iter().any(|(side, ..)| *side == answer.side) {
            earlier.push((answer.side, answer.said, i, start));
        }
        if let Some((other, place)) = clash {
            let (line, column) = crate::diagnostic::line_column(self.text, place);
            let name = &self.knowledge.finding(answer.finding).id;
            let message = format!(
                "`{name}` contradicts answers[{other}] at line {line}, column {column}: same side, person and time"
            );
            self.problem("contradictory-answers", start, format!("answers[{i}]"), message).hint =
                Some("keep one of the two, or say when each was answered".to_owned());
        }
    }
}
