//! The API for programs: JSON over the same services as the pages.

mod account;
mod admin;
mod answer;
mod body;
mod care;
mod check_in;
mod document;
mod entry;
mod examination;
mod explorer;
mod interview;
mod knowledge;
mod page;
mod people;
mod person;
mod plan;
mod problem;
mod programme;
mod query;
mod record;
mod revise;
mod sample;
mod screen;
mod shape;
mod stateless;
mod uncertainty;
mod verdict;
mod viewer;

use axum::Router;
use axum::routing::get;
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

pub use problem::{PROBLEM, Problem};

/// Where everything of it stands.
pub const ROOT: &str = "/api/";

/// Every route that the document describes.
fn documented() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(document::Frame::openapi())
        .merge(interview::routes())
        .merge(answer::routes())
        .merge(uncertainty::routes())
        .merge(stateless::routes())
        .merge(plan::routes())
        .merge(check_in::routes())
        .merge(record::routes())
        .merge(explorer::routes())
        .merge(knowledge::routes())
        .merge(account::routes())
        .merge(people::routes())
        .merge(person::routes())
        .merge(examination::routes())
        .merge(care::routes())
        .merge(revise::routes())
        .merge(admin::routes())
}

/// Every route of the API, its document, and the page of it.
pub fn routes() -> Router<App> {
    Router::from(documented())
        .route("/api/openapi.json", get(document::serve))
        .route("/api", get(viewer::show))
}
