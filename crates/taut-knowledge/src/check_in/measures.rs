//! Measures of a check-in: the form that each wants, values on its scale, statements and own activities.

use super::{MeasureAnswer, Measured};
use crate::case_file::Side;
use crate::diagnostic::{did_you_mean, shorten};
use crate::document::{MOST_PROBLEMS, Reader};
use crate::programme::{Measure, MeasureForm};
use crate::tree::Tree;

/// Keys of each form.
const KEYS: [(&str, MeasureForm); 4] = [
    ("value", MeasureForm::Number),
    ("ticked", MeasureForm::Statements),
    ("not_ticked", MeasureForm::Statements),
    ("activities", MeasureForm::OwnActivities),
];

impl Reader<'_> {
    pub(super) fn measures(&mut self, tree: &Tree) -> Vec<Measured> {
        let mut out: Vec<Measured> = Vec::new();
        for (i, entry) in tree.get("measures").map_or(&[][..], Tree::items).iter().enumerate() {
            if self.problems.len() > MOST_PROBLEMS {
                break;
            }
            let Some(measured) = self.measured_entry(i, entry) else { continue };
            let same =
                |other: &Measured| other.measure == measured.measure && other.side == measured.side;
            if out.iter().any(same) {
                let message = "this measure, on this side, is there twice".to_owned();
                self.problem("listed-twice", entry.start, format!("measures[{i}]"), message).hint =
                    Some("keep one of the two".to_owned());
            }
            out.push(measured);
        }
        out
    }

    /// One measure; nothing where a problem, here or in the shape, stands in the way.
    fn measured_entry(&mut self, i: usize, entry: &Tree) -> Option<Measured> {
        let id = entry.get("measure")?;
        let name = id.text()?;
        let knowledge = self.knowledge;
        let Some(index) = knowledge.measure(name) else {
            let hint = did_you_mean(name, knowledge.measures.iter().map(Measure::id));
            let message = format!("unknown measure `{}`", shorten(name));
            self.problem("unknown-measure", id.start, format!("measures[{i}].measure"), message)
                .hint = hint;
            return None;
        };
        let measure = &knowledge.measures[index];
        let side = self.measure_side(i, entry, measure);
        let answer = self.measure_answer(i, entry, measure);
        Some(Measured { measure: index, side: side?, answer: answer? })
    }

    fn measure_side(&mut self, i: usize, entry: &Tree, measure: &Measure) -> Option<Side> {
        let path = format!("measures[{i}].side");
        match (entry.entry("side"), measure.record.side) {
            (None, false) => Some(Side::Unstated),
            (Some(given), true) => given.value.text().and_then(Side::from_id),
            (Some(given), false) => {
                let message = format!("`{}` has no side", measure.id());
                self.problem("side-not-allowed", given.start, path, message).hint =
                    Some("leave `side` out".to_owned());
                None
            }
            (None, true) => {
                let message = format!("`{}` needs a side", measure.id());
                self.problem("missing-side", entry.start, path, message).hint =
                    Some("write left or right, and an entry for each side".to_owned());
                None
            }
        }
    }

    fn measure_answer(
        &mut self,
        i: usize,
        entry: &Tree,
        measure: &Measure,
    ) -> Option<MeasureAnswer> {
        let form = measure.record.form;
        let id = measure.id();
        let mut wrong = false;
        for (key, of) in KEYS {
            if let Some(given) = entry.entry(key).filter(|_| of != form) {
                let message = format!("`{id}` has no `{key}`");
                let path = format!("measures[{i}].{key}");
                self.problem("wrong-form", given.start, path, message).hint = Some(wanted(form));
                wrong = true;
            }
        }
        if !KEYS.iter().any(|(key, _)| entry.get(key).is_some()) {
            let message = format!("nothing is said of `{id}`");
            self.problem("missing-key", entry.start, format!("measures[{i}]"), message).hint =
                Some(wanted(form));
            wrong = true;
        }
        if wrong {
            return None;
        }
        match form {
            MeasureForm::Number => {
                let value = entry.get("value")?;
                self.on_scale(format!("measures[{i}].value"), value, measure)
                    .map(MeasureAnswer::Number)
            }
            MeasureForm::Statements => self.statements(i, entry, measure),
            MeasureForm::OwnActivities => self.activities(i, entry, measure),
        }
    }

    /// A number on the measure's scale.
    fn on_scale(&mut self, path: String, value: &Tree, measure: &Measure) -> Option<f64> {
        let record = &measure.record;
        // What is no number is a problem of the shape.
        let number = value.number().filter(|number| number.is_finite())?;
        let problem = if !(record.min..=record.max).contains(&number) {
            ("out-of-range", format!("{number} is not within {} to {}", record.min, record.max))
        } else if record.whole && number.fract() != 0.0 {
            ("not-whole", format!("{number} is no whole number"))
        } else {
            return Some(number);
        };
        self.problem(problem.0, value.start, path, problem.1).hint = Some(format!(
            "{} goes from {} to {} {}{}",
            measure.id(),
            record.min,
            record.max,
            record.unit,
            if record.whole { ", in whole numbers" } else { "" }
        ));
        None
    }

    fn statements(&mut self, i: usize, entry: &Tree, measure: &Measure) -> Option<MeasureAnswer> {
        let count = measure.en().statements.len();
        let mut answers: Vec<Option<bool>> = vec![None; count];
        let mut fine = true;
        for (key, ticked) in [("ticked", true), ("not_ticked", false)] {
            for (n, item) in entry.get(key).map_or(&[][..], Tree::items).iter().enumerate() {
                let path = format!("measures[{i}].{key}[{n}]");
                // What is no whole number is a problem of the shape.
                let number = item.number().filter(|number| number.fract() == 0.0)?;
                let at = (1..=count).find(|at| *at as f64 == number);
                let Some(slot) = at.and_then(|at| answers.get_mut(at - 1)) else {
                    let message = format!("there is no statement {number}");
                    self.problem("out-of-range", item.start, path, message).hint =
                        Some(format!("`{}` has the statements 1 to {count}", measure.id()));
                    fine = false;
                    continue;
                };
                let before = slot.replace(ticked);
                let message = match before {
                    None => continue,
                    Some(before) if before == ticked => {
                        format!("statement {number} is there twice")
                    }
                    Some(_) => format!("statement {number} is both ticked and not ticked"),
                };
                self.problem("contradictory-answers", item.start, path, message).hint =
                    Some("keep it in one of the lists, once".to_owned());
                fine = false;
            }
        }
        fine.then_some(MeasureAnswer::Statements(answers))
    }

    fn activities(&mut self, i: usize, entry: &Tree, measure: &Measure) -> Option<MeasureAnswer> {
        let list = entry.get("activities")?;
        let most = measure.record.at_most.unwrap_or(0) as usize;
        let before = self.problems.len();
        if list.items().is_empty() || list.items().len() > most {
            let message = format!("{} activities; there are 1 to {most}", list.items().len());
            let path = format!("measures[{i}].activities");
            self.problem("out-of-range", list.start, path, message);
        }
        let mut out: Vec<(String, Option<f64>)> = Vec::new();
        for (n, item) in list.items().iter().enumerate().take(most) {
            let path = |key: &str| format!("measures[{i}].activities[{n}].{key}");
            let name = item.get("name")?;
            let text = name.text()?.trim();
            if text.is_empty() {
                let message = "the activity has no name".to_owned();
                self.problem("empty-text", name.start, path("name"), message);
            }
            if out.iter().any(|(other, _)| other == text) {
                let message = format!("`{}` is there twice", shorten(text));
                self.problem("listed-twice", name.start, path("name"), message).hint =
                    Some("keep one of the two".to_owned());
            }
            let value =
                item.get("value").and_then(|value| self.on_scale(path("value"), value, measure));
            out.push((text.to_owned(), value));
        }
        (self.problems.len() == before).then_some(MeasureAnswer::OwnActivities(out))
    }
}

/// What a measure of a form wants, as a hint.
fn wanted(form: MeasureForm) -> String {
    match form {
        MeasureForm::Number => "write value = a number",
        MeasureForm::Statements => {
            "write ticked = [numbers of statements] and not_ticked = [the others]"
        }
        MeasureForm::OwnActivities => "write activities = [{ name = \"...\", value = a number }]",
    }
    .to_owned()
}
