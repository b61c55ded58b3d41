//! The API for programs: JSON over the same services as the pages.

mod body;
mod interview;
mod problem;
mod screen;

use axum::Router;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub use problem::{PROBLEM, Problem};

/// Where everything of it stands.
pub const ROOT: &str = "/api/";

/// Every route of the API, with its document.
fn documented() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(interview::routes())
}

/// Every route of the API.
pub fn routes() -> Router<App> {
    documented().into()
}
