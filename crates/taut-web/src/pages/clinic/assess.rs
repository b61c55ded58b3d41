//! The interview in the clinic: the same screens, filled in by the therapist as the person tells.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use taut_episode::{Fault, ScreenView};

use crate::app::{App, today};
use crate::failure::Failure;
use crate::html::asked::{Asked, Fields};
use crate::html::chart::{self, Chart};
use crate::html::frame::Frame;
use crate::html::page;
use crate::pages::account::refused;
use crate::pages::interview::questions;
use crate::service::assess::{self, Assessed, FilledIn};
use crate::service::interview::{Press, Standing};
use crate::service::patient::Patient;
use crate::visit::Visit;

#[derive(Debug, Template)]
#[template(path = "clinic/assess.html")]
struct AssessPage {
    c: Frame,
    id: String,
    name: String,
    faults: Vec<Fault>,
    /// The open screen; nothing where no assessment has begun.
    open: Option<Open>,
}

/// The screen that is open.
#[derive(Debug)]
struct Open {
    screen: ScreenView,
    version: i64,
    can_go_back: bool,
    asked: Vec<Asked>,
    chart: Option<Chart>,
}

async fn view(
    app: &App,
    c: Frame,
    patient: &Patient,
    standing: Option<Standing>,
    (faults, sent): (Vec<Fault>, Option<&Fields>),
) -> Result<Response, Failure> {
    let open = match standing {
        Some(Standing { version, can_go_back, draft, screen: Some(screen), .. }) => {
            let (asked, chart) = questions(app, &c, (&draft, &screen), (&faults, sent)).await?;
            Some(Open { screen, version, can_go_back, asked, chart })
        }
        _ => None,
    };
    page(&AssessPage {
        id: patient.chain().to_string(),
        name: patient.person.shown().to_owned(),
        faults,
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
    let fields = Fields(fields);
    let press = if fields.get("press") == Some("back") { Press::Back } else { Press::Next };
    let version =
        fields.get("version").and_then(|v| v.parse().ok()).ok_or_else(Failure::conflict)?;
    let shown = fields.get("screen").unwrap_or_default();
    let replies = fields.replies();
    let marked = chart::marked(app.engine().knowledge(), &fields.0);
    let marked = fields.get("chart").map(|_| marked.as_slice());
    let said = FilledIn { replies: &replies, marked };
    let at = (shown, version, press);
    let told = (visit.language(), today());
    match assess::reply(&app, &patient, at, said, told).await {
        Ok(assessed) => Ok(after(&patient, &assessed)),
        Err(failure) if !failure.faults.is_empty() => {
            let standing = assess::standing(&app, &patient, visit.language()).await?;
            let sent = (failure.faults, Some(&fields));
            refused(view(&app, visit.frame, &patient, standing, sent).await?)
        }
        Err(failure) => Err(failure),
    }
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
    Ok(to(&patient, ""))
}

fn after(patient: &Patient, assessed: &Assessed) -> Response {
    match assessed {
        Assessed::GoesOn => to(patient, "/assess"),
        Assessed::Kept => to(patient, ""),
    }
}

fn to(patient: &Patient, page: &str) -> Response {
    Redirect::to(&format!("/clinic/people/{}{page}", patient.chain())).into_response()
}
