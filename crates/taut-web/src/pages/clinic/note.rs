//! A note of a therapist: words that no finding holds, kept beside the answers with a day and who wrote them.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use taut_episode::Fault;

use crate::app::{App, today};
use crate::failure::Failure;
use crate::html::frame::Frame;
use crate::html::{or_again, page, to};
use crate::pages::account::{Fields, field};
use crate::service::day;
use crate::service::patient::{New, Patient};
use crate::visit::Visit;

/// The longest note, in characters.
const LONGEST: usize = 2000;

#[derive(Debug, Template)]
#[template(path = "clinic/note.html")]
struct NotePage {
    c: Frame,
    problems: Vec<Fault>,
    id: String,
    name: String,
    on: String,
    note: String,
    longest: usize,
}

fn view(c: Frame, patient: &Patient, fields: &Fields, problems: Vec<Fault>) -> NotePage {
    let on = field(fields, "on");
    NotePage {
        problems,
        id: patient.chain().to_string(),
        name: patient.person.shown().to_owned(),
        on: if on.is_empty() { today().to_string() } else { on },
        note: field(fields, "note"),
        longest: LONGEST,
        c,
    }
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
    let patient = Patient::open(&app, visit.therapist()?, &id, "note form").await?;
    page(&view(visit.frame, &patient, &Vec::new(), Vec::new()))
}

/// Keeps a note.
///
/// # Errors
/// As [`show`].
pub async fn keep(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "note form").await?;
    let c = &visit.frame;
    let (on, note) = (field(&fields, "on"), field(&fields, "note"));
    let note = note.trim();
    let mut faults = Vec::new();
    if day::past(&on).is_none() {
        faults.push(Fault::new("form", "on", c.t("clinic.bad_note_day"), ""));
    }
    if note.is_empty() || note.chars().count() > LONGEST {
        faults.push(Fault::new("form", "note", c.t1("clinic.bad_note", "most", LONGEST), ""));
    }
    let kept = if faults.is_empty() {
        let text = format!("{note} ({})", patient.by.name);
        let new = New { unmapped: vec![text], on, ..New::default() };
        patient.add(&app, &new, today()).await.map(drop)
    } else {
        Err(Failure::refused(faults))
    };
    or_again(kept.map(|()| to(&patient.address("#findings"))), async |faults| {
        page(&view(visit.frame, &patient, &fields, faults))
    })
    .await
}
