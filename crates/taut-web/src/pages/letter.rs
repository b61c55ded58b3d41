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
    /// Where the same is to be had as a PDF, where the server has a program for it.
    pdf: Option<String>,
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
            let pdf = app.printer().map(|_| "/letter.pdf".to_owned());
            written(visit.frame, &letter, back, pdf)
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
    pdf: Option<String>,
) -> Result<Response, Failure> {
    let figures = BTreeMap::from([(CHART.to_owned(), letter.chart.concat())]);
    let shown = Shown { figures, ..Shown::default() };
    let second = blocks::sections(&letter.second, &Shown::default());
    page(&LetterPage {
        title: blocks::title(&letter.first),
        on: today().to_string(),
        first: blocks::html(&blocks::sections(&letter.first, &shown), "")?,
        second: blocks::html(&second, "")?,
        pdf,
        back,
        c: c.wide(),
    })
}

/// The same as a PDF, where the server has a program for it.
///
/// # Errors
/// As [`show`]; there is no such program; it fails.
pub async fn pdf(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    // Nothing is worked out for a server that cannot print it.
    app.printer().ok_or_else(Failure::not_found)?;
    match letter::find(&app, &visit).await? {
        Ok(letter) => printed(&app, &visit.frame, &letter).await,
        Err(missing) => Ok(to(missing.page())),
    }
}

/// A letter as a PDF.
///
/// # Errors
/// There is no program for it; it fails.
pub async fn printed(app: &App, c: &Frame, letter: &Letter) -> Result<Response, Failure> {
    let printer = app.printer().ok_or_else(Failure::not_found)?;
    let document = print::of_letter(c, &today().to_string(), letter);
    Ok(attached("application/pdf", "taut-letter.pdf", printer.print(&document).await?))
}
