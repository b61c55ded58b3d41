//! One page to print: the answer, what to do, the exercises with small figures, when to stop, the next check-in.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::app::{App, today};
use crate::failure::Failure;
use crate::html::frame::Frame;
use crate::html::{attached, page, to};
use crate::service::answer::tone;
use crate::service::handout::{self, Handout, Printable};
use crate::service::print;
use crate::visit::Visit;

#[derive(Debug, Template)]
#[template(path = "handout.html")]
struct HandoutPage {
    c: Frame,
    on: String,
    tone: &'static str,
    handout: Handout,
    with_pdf: bool,
}

/// Shows the page of the programme that is kept; else of the newest answers.
///
/// # Errors
/// The database's problem; a programme of other knowledge.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    match handout::find(&app, &visit).await? {
        Ok(made) => written(visit.frame, made, app.printer().is_some()),
        Err(missing) => Ok(to(missing.page())),
    }
}

/// A handout as a page.
///
/// # Errors
/// The template fails, which would be a fault of ours.
pub fn written(c: Frame, made: Printable, with_pdf: bool) -> Result<Response, Failure> {
    page(&HandoutPage {
        on: today().to_string(),
        tone: tone(made.rung),
        handout: made.handout,
        with_pdf,
        c,
    })
}

/// The same as a PDF, where the server has a program for it.
///
/// # Errors
/// As [`show`]; there is no such program; it fails.
pub async fn pdf(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let printer = app.printer().ok_or_else(Failure::not_found)?;
    match handout::find(&app, &visit).await? {
        Ok(made) => {
            let document = print::of_handout(&visit.frame, &today().to_string(), &made);
            Ok(attached("application/pdf", "taut-handout.pdf", printer.print(&document).await?))
        }
        Err(missing) => Ok(to(missing.page())),
    }
}
