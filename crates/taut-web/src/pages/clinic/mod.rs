//! The therapist's workspace: people, what needs action, one person's record, examination, clearance.

mod clear;
mod differential;
mod examine;
mod list;
mod patient;
mod reading;
mod resolve;
mod revise;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

/// Every page and the forms on it.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/clinic", get(list::show).post(list::search))
        .route("/clinic/queue", get(list::queue))
        .route("/clinic/people", post(list::add))
        .route("/clinic/people/{id}", get(patient::show))
        .route("/clinic/people/{id}/invite", post(patient::invite))
        .route("/clinic/people/{id}/examine", get(examine::show).post(examine::keep))
        .route("/clinic/people/{id}/resolve", get(resolve::show).post(resolve::keep))
        .route("/clinic/people/{id}/clear", get(clear::show).post(clear::keep))
        .route("/clinic/people/{id}/override", get(revise::show).post(revise::keep))
        .route("/clinic/people/{id}/differential", get(differential::show))
        .route("/clinic/people/{id}/differential/progress", get(differential::progress))
        .route("/clinic/people/{id}/letter", get(reading::letter))
        .route("/clinic/people/{id}/programme", get(reading::programme))
        .route("/clinic/people/{id}/progress", get(reading::progress))
        .route("/clinic/people/{id}/timeline", get(reading::timeline))
        .route("/clinic/people/{id}/timeline/before/{seq}", get(reading::timeline_before))
        .route("/clinic/people/{id}/export", post(reading::export))
}
