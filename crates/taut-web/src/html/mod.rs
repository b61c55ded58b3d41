//! HTML: frames, pages of blocks, questions of a screen, and failures as pages.

pub mod asked;
pub mod blocks;
pub mod chart;
pub mod fail;
pub mod frame;

use askama::Template;
use axum::response::{Html, IntoResponse as _, Response};

use crate::failure::Failure;

/// A template as a response.
///
/// # Errors
/// The template fails, which would be a fault of ours.
pub fn page(template: &impl Template) -> Result<Response, Failure> {
    Ok(Html(template.render()?).into_response())
}
