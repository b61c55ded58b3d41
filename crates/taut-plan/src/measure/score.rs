//! From what was answered to a score: with answers missing, the lowest and the highest that it can be, never a guess.

use taut_knowledge::programme::MeasureForm;
use taut_knowledge::{Measure, MeasureAnswer, Measured, Side};

/// A score on the measure's scale, as far as it is known: both ends are alike where nothing is missing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// The lowest that it can be.
    pub low: f64,
    /// The highest that it can be.
    pub high: f64,
}

impl Score {
    /// A score without doubt.
    #[must_use]
    pub const fn exactly(value: f64) -> Self {
        Self { low: value, high: value }
    }

    /// The score, where nothing is missing.
    #[must_use]
    pub fn known(self) -> Option<f64> {
        (self.low == self.high).then_some(self.low)
    }
}

/// The score of an answer that [`check`] has passed; nothing if nothing at all was answered.
#[must_use]
pub fn score(measure: &Measure, answer: &MeasureAnswer) -> Option<Score> {
    match answer {
        MeasureAnswer::Number(value) => Some(Score::exactly(*value)),
        MeasureAnswer::Statements(ticks) => {
            let count = |wanted: Option<bool>| ticks.iter().filter(|t| **t == wanted).count();
            let (yes, open) = (count(Some(true)), count(None));
            (open < ticks.len()).then(|| Score { low: yes as f64, high: (yes + open) as f64 })
        }
        MeasureAnswer::OwnActivities(activities) => {
            let answered = || activities.iter().filter_map(|(_, value)| *value);
            answered().next()?;
            let open = (activities.len() - answered().count()) as f64;
            let mean =
                |each: f64| (answered().sum::<f64>() + open * each) / activities.len() as f64;
            Some(Score { low: mean(measure.record.min), high: mean(measure.record.max) })
        }
    }
}

/// What is wrong with one measure of a person: the place within it, what is wrong, and a hint.
#[must_use]
pub fn check(measure: &Measure, measured: &Measured) -> Vec<(String, String, String)> {
    let record = &measure.record;
    let mut problems = Vec::new();
    let mut problem = |place: &str, message: String, hint: String| {
        problems.push((place.to_owned(), message, hint));
    };
    match (record.side, measured.side) {
        (true, Side::Left | Side::Right) | (false, Side::Unstated) => {}
        (true, _) => problem(
            "side",
            format!("`{}` is measured on each side", record.id),
            "write left or right, one entry for each".to_owned(),
        ),
        (false, _) => {
            problem("side", format!("`{}` has no side", record.id), "leave the side out".to_owned())
        }
    }
    let wrong = |value: f64| {
        let whole = value.fract() == 0.0 || !record.whole;
        let inside = (record.min..=record.max).contains(&value);
        (!whole || !inside).then(|| {
            let kind = if record.whole { "a whole number" } else { "a number" };
            let message = format!("{value} is not {kind} from {} to {}", record.min, record.max);
            (message, format!("`{}` is given in {}", record.id, record.unit))
        })
    };
    match (&measured.answer, record.form) {
        (MeasureAnswer::Number(value), MeasureForm::Number) => {
            if let Some((message, hint)) = wrong(*value) {
                problem("value", message, hint);
            }
        }
        (MeasureAnswer::Statements(ticks), MeasureForm::Statements) => {
            let wanted = measure.en().statements.len();
            if ticks.len() != wanted {
                let message = format!("{} answers for {wanted} statements", ticks.len());
                problem("statements", message, "each is ticked, not ticked or open".to_owned());
            }
        }
        (MeasureAnswer::OwnActivities(activities), MeasureForm::OwnActivities) => {
            let most = record.at_most.map_or(usize::MAX, |most| most as usize);
            if activities.is_empty() || activities.len() > most {
                let message = format!("{} activities", activities.len());
                problem("activities", message, format!("name 1 to {most} activities"));
            }
            for (i, (name, value)) in activities.iter().enumerate() {
                let twice = activities.iter().take(i).any(|(other, _)| other == name);
                if twice || name.trim().is_empty() {
                    let hint = "each activity has its own name".to_owned();
                    problem("activities", format!("activity {} needs a name", i + 1), hint);
                }
                if let Some((message, hint)) = value.and_then(wrong) {
                    problem("activities", format!("{name}: {message}"), hint);
                }
            }
        }
        (_, form) => {
            let form = match form {
                MeasureForm::Number => "a number",
                MeasureForm::Statements => "statements",
                MeasureForm::OwnActivities => "activities",
            };
            let hint = format!("`{}` is filled in as {form}", record.id);
            problem("value", "the answer has another form than the measure".to_owned(), hint);
        }
    }
    problems
}
