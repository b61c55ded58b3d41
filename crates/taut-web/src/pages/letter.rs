//! The letter to a physical therapist or doctor, to be printed or saved.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::app::{App, today};
use crate::failure::Failure;
use crate::html::blocks::{self, Shown};
use crate::html::frame::Frame;
use crate::html::{attached, page, to};
use crate::service::letter::{self, CHART, Letter};
use crate::service::print;
use crate::visit::Visit;

#[derive(Debug, Template)]
#[template(path = "letter.html")]
struct LetterPage {
    c: Frame,
    title: String,
    on: String,
    first: String,
    second: String,
    with_pdf: bool,
    /// Where a link leads back to, and its label.
    back: (String, &'static str),
}

/// Shows the letter about the newest answers.
///
/// # Errors
/// The database's problem.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    match letter::find(&app, &visit).await? {
        Ok(letter) => {
            let back = ("/answer".to_owned(), "plan.to_answer");
            written(visit.frame, &letter, back, app.printer().is_some())
        }
        Err(missing) => Ok(to(missing.page())),
    }
}

/// A letter as a page, with where a link leads back to and its label.
///
/// # Errors
/// The template fails, which would be a fault of ours.
pub fn written(
    c: Frame,
    letter: &Letter,
    back: (String, &'static str),
    with_pdf: bool,
) -> Result<Response, Failure> {
    let figures = BTreeMap::from([(CHART.to_owned(), letter.chart.concat())]);
    let shown = Shown { figures, ..Shown::default() };
    let second = blocks::sections(&letter.second, &Shown::default());
    page(&LetterPage {
        title: blocks::title(&letter.first),
        on: today().to_string(),
        first: blocks::html(&blocks::sections(&letter.first, &shown), "")?,
        second: blocks::html(&second, "")?,
        with_pdf,
        back,
        c: c.wide(),
    })
}

/// The same as a PDF, where the server has a program for it.
///
/// # Errors
/// As [`show`]; there is no such program; it fails.
pub async fn pdf(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let printer = app.printer().ok_or_else(Failure::not_found)?;
    match letter::find(&app, &visit).await? {
        Ok(letter) => {
            let document = print::of_letter(&visit.frame, &today().to_string(), &letter);
            Ok(attached("application/pdf", "taut-letter.pdf", printer.print(&document).await?))
        }
        Err(missing) => Ok(to(missing.page())),
    }
}
