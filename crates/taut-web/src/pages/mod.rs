//! Pages for people.

mod account;
mod admin;
mod answer;
mod clinic;
mod front;
mod interview;
mod language;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

/// Every page and the forms on it.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(front::front))
        .route("/about", get(front::about))
        .route("/privacy", get(front::privacy))
        .route("/language", post(language::choose))
        .route("/interview", get(interview::show).post(interview::reply))
        .route("/interview/begin", post(interview::begin))
        .route("/interview/back", post(interview::back))
        .route("/interview/firmer", post(interview::firmer))
        .route("/interview/forget", post(interview::forget))
        .route("/answer", get(answer::show))
        .merge(account::routes())
        .merge(admin::routes())
        .merge(clinic::routes())
}
