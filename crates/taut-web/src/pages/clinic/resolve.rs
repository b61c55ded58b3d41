//! Flags are resolved, never overridden: each with a reason, an examiner and a day after the report (S13).

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use taut_episode::Fault;

use crate::app::{App, today};
use crate::failure::Failure;
use crate::html::frame::Frame;
use crate::html::{or_again, page, to};
use crate::pages::account::{Fields, field};
use crate::service::patient::Patient;
use crate::service::resolve::{self, Flag, Resolution};
use crate::visit::Visit;

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
    let standing = resolve::standing(app, &c, patient).await?;
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
    let standing = resolve::standing(&app, &visit.frame, &patient).await?;
    let of = |name: &str| field(&fields, name);
    let asked = Resolution {
        flag: of("flag"),
        on: of("on"),
        examiner: of("examiner"),
        reason: of("reason"),
    };
    let kept = resolve::keep(&app, &visit.frame, &patient, &standing, &asked).await;
    or_again(kept.map(|()| to(&patient.address(""))), async |faults| {
        page(&form(&app, visit.frame, &patient, &fields, faults).await?)
    })
    .await
}
