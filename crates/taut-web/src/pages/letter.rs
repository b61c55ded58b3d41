//! The letter to a physical therapist or doctor, to be printed or saved.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};

use crate::app::{App, today};
use crate::failure::Failure;
use crate::html::blocks::{self, Shown};
use crate::html::frame::Frame;
use crate::html::{attached, page};
use crate::service::letter::{self, CHART};
use crate::service::print;
use crate::service::subject::Found;
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
}

/// Shows the letter about the newest answers.
///
/// # Errors
/// The database's problem.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    match letter::find(&app, &visit).await? {
        Ok(letter) => {
            let figures = BTreeMap::from([(CHART.to_owned(), letter.chart.concat())]);
            let shown = Shown { figures, ..Shown::default() };
            let second = blocks::sections(&letter.second, &Shown::default());
            page(&LetterPage {
                title: blocks::title(&letter.first),
                on: today().to_string(),
                first: blocks::html(&blocks::sections(&letter.first, &shown), "")?,
                second: blocks::html(&second, "")?,
                with_pdf: app.printer().is_some(),
                c: visit.frame.wide(),
            })
        }
        Err(found) => Ok(elsewhere(&found)),
    }
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
        Err(found) => Ok(elsewhere(&found)),
    }
}

fn elsewhere(found: &Found) -> Response {
    Redirect::to(if found.is_open { "/interview" } else { "/" }).into_response()
}
