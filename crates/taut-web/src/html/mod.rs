//! HTML: frames, pages of blocks, questions of a screen, failures as pages; and files to save.

pub mod asked;
pub mod blocks;
pub mod chart;
pub mod fail;
pub mod frame;

use askama::Template;
use axum::http::header;
use axum::response::{Html, IntoResponse as _, Response};

use crate::failure::Failure;

/// A template as a response.
///
/// # Errors
/// The template fails, which would be a fault of ours.
pub fn page(template: &impl Template) -> Result<Response, Failure> {
    Ok(Html(template.render()?).into_response())
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
