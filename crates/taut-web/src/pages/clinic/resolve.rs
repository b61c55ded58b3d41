//! Flags are resolved, never overridden: each with a reason, an examiner and a day after the report (S13).

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde_json::json;
use taut_episode::Fault;

use super::examine::past_day;
use crate::app::{App, today};
use crate::failure::Failure;
use crate::html::frame::Frame;
use crate::html::page;
use crate::pages::account::{Fields, field, refused};
use crate::service::patient::{New, Patient};
use crate::service::side_by_side::{Line, lines};
use crate::visit::Visit;

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
        format!("{}.{}", self.finding, self.side)
    }
}

/// Every marked finding that stands as present.
pub fn flags(c: &Frame, lines: &[Line]) -> Vec<Flag> {
    let standing = lines.iter().filter(|line| line.marked && line.present);
    standing
        .map(|line| {
            let finding = c.knowledge().finding(line.finding);
            let (side, word) = match (line.side, finding.sided) {
                (taut_knowledge::Side::Left, _) => ("left", format!(", {}", c.t("common.left"))),
                (taut_knowledge::Side::Right, _) => ("right", format!(", {}", c.t("common.right"))),
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

#[derive(Debug, Template)]
#[template(path = "clinic/resolve.html")]
struct ResolvePage {
    c: Frame,
    problems: Vec<Fault>,
    id: String,
    name: String,
    flags: Vec<Flag>,
    chosen: String,
    on: String,
    examiner: String,
    reason: String,
}

async fn form(
    app: &App,
    c: Frame,
    patient: &Patient,
    fields: &Fields,
    problems: Vec<Fault>,
) -> Result<ResolvePage, Failure> {
    let standing = standing_flags(app, &c, patient).await?;
    let of = |name: &str, else_: &str| {
        let value = field(fields, name);
        if value.is_empty() { else_.to_owned() } else { value }
    };
    Ok(ResolvePage {
        problems,
        id: patient.chain().to_string(),
        name: patient.person.shown().to_owned(),
        flags: standing,
        chosen: of("flag", ""),
        on: of("on", &today().to_string()),
        examiner: of("examiner", &patient.by.name),
        reason: of("reason", ""),
        c,
    })
}

/// The flags of a person that stand today.
///
/// # Errors
/// The database's problem.
pub async fn standing_flags(app: &App, c: &Frame, patient: &Patient) -> Result<Vec<Flag>, Failure> {
    let Some(current) = patient.current(app, today()).await? else { return Ok(Vec::new()) };
    Ok(flags(c, &lines(c.knowledge(), &current.judgement.case, &c.language)))
}

/// The form.
///
/// # Errors
/// It is no therapist; there is no such person in the clinic; the database's problem.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "flags").await?;
    page(&form(&app, visit.frame, &patient, &Vec::new(), Vec::new()).await?)
}

/// Resolves one flag.
///
/// # Errors
/// It is no therapist; there is no such person in the clinic; the database's problem.
pub async fn keep(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "flags").await?;
    let standing = standing_flags(&app, &visit.frame, &patient).await?;
    let kept = match new(&visit.frame, &fields, &standing) {
        Ok(new) => patient.add(&app, &new, today()).await.map(drop),
        Err(faults) => Err(Failure::refused(faults)),
    };
    match kept {
        Ok(()) => Ok(Redirect::to(&format!("/clinic/people/{}", patient.chain())).into_response()),
        Err(mut failure) if !failure.faults.is_empty() => {
            for fault in &mut failure.faults {
                if fault.code == "not-after" {
                    fault.what = visit.frame.t("clinic.not_after");
                }
            }
            let form = form(&app, visit.frame, &patient, &fields, failure.faults).await?;
            refused(page(&form)?)
        }
        Err(failure) => Err(failure),
    }
}

fn new(c: &Frame, fields: &Fields, standing: &[Flag]) -> Result<New, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut fault =
        |place: &str, label: &str| faults.push(Fault::new("form", place, c.t(label), ""));
    let of = |name: &str| field(fields, name).trim().to_owned();
    let (on, examiner, reason) = (of("on"), of("examiner"), of("reason"));
    let flag = standing.iter().find(|flag| flag.key() == of("flag"));
    if flag.is_none() {
        fault("flag", "clinic.choose_flag");
    }
    if past_day(&on).is_none() {
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
