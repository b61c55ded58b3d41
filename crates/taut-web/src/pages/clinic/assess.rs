//! The interview in the clinic: the same screens, filled in by the therapist as the person tells.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use taut_episode::Fault;

use crate::app::{App, today};
use crate::failure::Failure;
use crate::html::asked::Fields;
use crate::html::frame::Frame;
use crate::html::{or_again, page, to};
use crate::pages::questions::{Filled, Open};
use crate::service::assess::{self, Assessed};
use crate::service::interview::Standing;
use crate::service::patient::Patient;
use crate::visit::Visit;

#[derive(Debug, Template)]
#[template(path = "clinic/assess.html")]
struct AssessPage {
    c: Frame,
    id: String,
    name: String,
    /// Where the form goes.
    to: String,
    /// The open screen; nothing where no assessment has begun.
    open: Option<Open>,
}

async fn view(
    app: &App,
    c: Frame,
    patient: &Patient,
    standing: Option<Standing>,
    sent: (Vec<Fault>, Option<&Fields>),
) -> Result<Response, Failure> {
    let open = match standing {
        Some(standing) => Open::of(app, &c, standing, sent).await?,
        None => None,
    };
    page(&AssessPage {
        to: patient.address("/assess"),
        id: patient.chain().to_string(),
        name: patient.person.shown().to_owned(),
        open,
        c,
    })
}

/// Shows the screen that is open, or how to begin.
///
/// # Errors
/// It is no therapist; there is no such person in the clinic; the database's problem.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "assessment").await?;
    let standing = assess::standing(&app, &patient, visit.language()).await?;
    view(&app, visit.frame, &patient, standing, (Vec::new(), None)).await
}

/// Begins, and goes to the first screen.
///
/// # Errors
/// As [`show`].
pub async fn begin(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "assessment").await?;
    Ok(after(&patient, &assess::begin(&app, &patient, today()).await?))
}

/// Takes in a screen, and goes on to the next one; after the last one to the person's page.
///
/// # Errors
/// As [`show`]; a conflict with another window.
pub async fn reply(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "assessment").await?;
    let filled = Filled::read(app.engine().knowledge(), fields)?;
    let told = (visit.language(), today());
    let taken = assess::reply(&app, &patient, filled.sent(), told).await;
    or_again(taken.map(|assessed| after(&patient, &assessed)), async |faults| {
        let standing = assess::standing(&app, &patient, visit.language()).await?;
        let sent = (faults, Some(&filled.fields));
        view(&app, visit.frame, &patient, standing, sent).await
    })
    .await
}

/// Gives the assessment up.
///
/// # Errors
/// As [`show`].
pub async fn forget(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "assessment").await?;
    assess::forget(&app, &patient).await?;
    Ok(to(&patient.address("")))
}

fn after(patient: &Patient, assessed: &Assessed) -> Response {
    match assessed {
        Assessed::GoesOn => to(&patient.address("/assess")),
        Assessed::Kept => to(&patient.address("")),
    }
}
