//! Flags that stand, and one of them resolved: with a reason, an examiner and a day after the report (S13).

use serde_json::json;
use taut_episode::Fault;
use taut_knowledge::Side;

use super::day;
use super::patient::{New, Patient};
use super::side_by_side::{Line, lines};
use crate::app::{App, today};
use crate::failure::Failure;
use crate::html::frame::Frame;

/// A flag that stands, as it is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// Id of the finding.
    pub finding: String,
    /// `left`, `right`, `both` or nothing.
    pub side: &'static str,
    /// Name, side and day of the report.
    pub label: String,
}

impl Flag {
    /// Its value in a form.
    pub fn key(&self) -> String {
        key(&self.finding, self.side)
    }
}

/// The value in a form of a finding's flag on a side; empty where there is none.
#[must_use]
pub fn key(finding: &str, side: &str) -> String {
    format!("{finding}.{side}")
}

/// Every marked finding that stands as present.
#[must_use]
pub fn flags(c: &Frame, lines: &[Line]) -> Vec<Flag> {
    let standing = lines.iter().filter(|line| line.marked && line.present);
    standing
        .map(|line| {
            let finding = c.knowledge().finding(line.finding);
            let (side, word) = match (line.side, finding.sided) {
                (Side::Left, _) => ("left", format!(", {}", c.t("common.left"))),
                (Side::Right, _) => ("right", format!(", {}", c.t("common.right"))),
                (_, true) => ("both", String::new()),
                _ => ("", String::new()),
            };
            let all = [&line.reported, &line.self_tested, &line.examined];
            let days = all.iter().flat_map(|given| given.iter()).filter(|given| given.stands);
            let when = days.map(|given| format!(" ({})", given.when)).next().unwrap_or_default();
            Flag { finding: finding.id.clone(), side, label: format!("{}{word}{when}", line.name) }
        })
        .collect()
}

/// The flags of a person that stand today.
///
/// # Errors
/// The database's problem.
pub async fn standing(app: &App, c: &Frame, patient: &Patient) -> Result<Vec<Flag>, Failure> {
    let Some(current) = patient.current(app, today()).await? else { return Ok(Vec::new()) };
    Ok(flags(c, &lines(c.knowledge(), &current.judgement.case, &c.language)))
}

/// A flag to resolve.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resolution {
    /// The flag's key.
    pub flag: String,
    /// The day of the examination.
    pub on: String,
    /// Who examined.
    pub examiner: String,
    /// Why it is cleared.
    pub reason: String,
}

/// Resolves one of these flags.
///
/// # Errors
/// Everything that is wrong with it; the database's problem. Nothing is kept then.
pub async fn keep(
    app: &App,
    c: &Frame,
    patient: &Patient,
    standing: &[Flag],
    asked: &Resolution,
) -> Result<(), Failure> {
    let new = new(c, asked, standing).map_err(Failure::refused)?;
    match patient.add(app, &new, today()).await {
        Ok(_) => Ok(()),
        Err(mut failure) => {
            for fault in failure.faults.iter_mut().filter(|fault| fault.code == "not-after") {
                fault.what = c.t("clinic.not_after");
            }
            Err(failure)
        }
    }
}

fn new(c: &Frame, asked: &Resolution, standing: &[Flag]) -> Result<New, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut fault =
        |place: &str, label: &str| faults.push(Fault::new("form", place, c.t(label), ""));
    let [on, examiner, reason] =
        [&asked.on, &asked.examiner, &asked.reason].map(|text| text.trim().to_owned());
    let flag = standing.iter().find(|flag| flag.key() == asked.flag.trim());
    if flag.is_none() {
        fault("flag", "clinic.choose_flag");
    }
    if day::over(&on).is_none() {
        fault("on", "clinic.bad_day");
    }
    if examiner.is_empty() {
        fault("examiner", "clinic.needs_examiner");
    }
    if reason.is_empty() {
        fault("reason", "clinic.needs_reason");
    }
    let Some(flag) = flag.filter(|_| faults.is_empty()) else { return Err(faults) };
    let mut answer = json!({
        "finding": flag.finding,
        "state": "cleared",
        "by": "therapist",
        "when": on,
        "reason": reason,
        "examiner": examiner,
    });
    if !flag.side.is_empty() {
        answer["side"] = json!(flag.side);
    }
    Ok(New { answers: vec![answer], on, ..New::default() })
}
