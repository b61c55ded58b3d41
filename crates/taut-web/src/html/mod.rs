//! HTML: frames, pages of blocks, questions of a screen, problems of forms, failures as pages; and files to save.

pub mod asked;
pub mod blocks;
pub mod chart;
pub mod fail;
pub mod form_faults;
pub mod frame;

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use taut_episode::Fault;

use crate::failure::Failure;

/// A template as a response.
///
/// # Errors
/// The template fails, which would be a fault of ours.
pub fn page(template: &impl Template) -> Result<Response, Failure> {
    Ok(Html(template.render()?).into_response())
}

/// Goes on to another page.
#[must_use]
pub fn to(address: &str) -> Response {
    Redirect::to(address).into_response()
}

/// A form that is shown again with what is wrong.
#[must_use]
pub fn refused(mut page: Response) -> Response {
    if page.status() == StatusCode::OK {
        *page.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    page
}

/// What comes of a form: how it goes on, or the form again where something is wrong with it.
///
/// # Errors
/// What is no fault of the form; those of showing it again.
pub async fn or_again(
    done: Result<Response, Failure>,
    again: impl AsyncFnOnce(Vec<Fault>) -> Result<Response, Failure>,
) -> Result<Response, Failure> {
    match done {
        Err(failure) if !failure.faults.is_empty() => Ok(refused(again(failure.faults).await?)),
        done => done,
    }
}

/// A file to save, instead of a page.
#[must_use]
pub fn attached(media_type: &'static str, name: &'static str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, bytes).into_response()
}
