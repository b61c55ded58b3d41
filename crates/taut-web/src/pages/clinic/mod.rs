//! The therapist's workspace: people, what needs action, one person's record, examination, clearance.

mod assess;
mod clear;
mod differential;
mod examine;
mod list;
mod note;
mod patient;
mod propose;
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
        .route("/clinic/people/{id}/assess", get(assess::show).post(assess::reply))
        .route("/clinic/people/{id}/assess/begin", post(assess::begin))
        .route("/clinic/people/{id}/assess/forget", post(assess::forget))
        .route("/clinic/people/{id}/note", get(note::show).post(note::keep))
        .route("/clinic/people/{id}/propose", get(propose::show))
        .route("/clinic/people/{id}/propose/wishes", post(propose::wish))
        .route("/clinic/people/{id}/propose/questions", post(propose::reply))
        .route("/clinic/people/{id}/propose/keep", post(propose::keep))
        .route("/clinic/people/{id}/resolve", get(resolve::show).post(resolve::keep))
        .route("/clinic/people/{id}/clear", get(clear::show).post(clear::keep))
        .route("/clinic/people/{id}/override", get(revise::show).post(revise::keep))
        .route("/clinic/people/{id}/differential", get(differential::show))
        .route("/clinic/people/{id}/differential/progress", get(differential::progress))
        .route("/clinic/people/{id}/letter", get(reading::letter))
        .route("/clinic/people/{id}/referral", get(reading::referral))
        .route("/clinic/people/{id}/referral.pdf", get(reading::referral_pdf))
        .route("/clinic/people/{id}/handout", get(reading::handout))
        .route("/clinic/people/{id}/programme", get(reading::programme))
        .route("/clinic/people/{id}/progress", get(reading::progress))
        .route("/clinic/people/{id}/timeline", get(reading::timeline))
        .route("/clinic/people/{id}/timeline/before/{seq}", get(reading::timeline_before))
        .route("/clinic/people/{id}/export", post(reading::export))
}
