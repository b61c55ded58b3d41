//! The answer to a visitor's interview: judged, and as a page.

use jiff::civil::Date;
use serde_json::Value;
use taut_episode::{Draft, Judgement};
use taut_knowledge::{Knowledge, Rung, read_case};
use taut_reason::Setting;

use crate::app::App;
use crate::failure::Failure;

/// A judged interview.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The case as JSON, as it would be kept.
    pub case: Value,
    /// The judgement.
    pub judgement: Judgement,
}

/// Judges an interview as the case that it would be kept as. Takes some milliseconds.
///
/// # Errors
/// The case cannot be read back, which would be a fault of ours.
pub fn judge(app: &App, draft: &Draft, on: Date) -> Result<Answer, Failure> {
    let knowledge = app.engine().knowledge();
    let mut value = draft.case(knowledge);
    date(&mut value, on);
    let case = read_case("the answers", value.to_string().as_bytes(), knowledge)
        .map_err(|report| Failure::ours(report.iter().count()))?;
    let judgement = app.engine().answer(case, Setting::Home, false);
    Ok(Answer { case: value, judgement })
}

/// Every answer was given on this day.
fn date(case: &mut Value, on: Date) {
    let answers = case.get_mut("answers").and_then(Value::as_array_mut);
    for answer in answers.into_iter().flatten() {
        answer["when"] = Value::from(on.to_string());
    }
}

/// How an answer looks: what to stop for, what to take care with, what to go on with.
#[must_use]
pub const fn tone(rung: Rung) -> &'static str {
    match rung {
        Rung::Emergency | Rung::SeeDoctorToday => "stop",
        Rung::SeeDoctor | Rung::HoldAndSeePt | Rung::Undecided => "care",
        Rung::StayActive | Rung::Strengthen | Rung::StretchAndStrengthen => "go",
    }
}

/// The name of a rung in a language.
#[must_use]
pub fn rung_name(knowledge: &Knowledge, rung: Rung, language: &str) -> String {
    let id = format!("rung_{}", rung.id());
    knowledge.phrase(&id, language).unwrap_or_default().to_owned()
}
