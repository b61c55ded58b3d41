//! Pages for people.

mod account;
mod admin;
mod answer;
mod check_in;
mod clinic;
mod explorer;
mod front;
mod handout;
mod interview;
mod language;
mod letter;
mod me;
mod plan;
mod progress;
mod questions;

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
        .route("/plan", get(plan::show))
        .route("/plan/new", get(plan::new))
        .route("/plan/wishes", post(plan::wish))
        .route("/plan/questions", post(plan::reply))
        .route("/plan/keep", post(plan::keep))
        .route("/check-in", get(check_in::show).post(check_in::reply))
        .route("/check-in/begin", post(check_in::begin))
        .route("/check-in/result", get(check_in::result))
        .route("/progress", get(progress::show))
        .route("/explorer", get(explorer::show))
        .route("/handout", get(handout::show))
        .route("/handout.pdf", get(handout::pdf))
        .route("/letter", get(letter::show))
        .route("/letter.pdf", get(letter::pdf))
        .route("/me", get(me::show))
        .route("/me/export", get(me::export))
        .route("/me/clearance", post(me::report))
        .route("/me/new-episode", post(me::new_episode))
        .route("/me/erase", post(me::erase))
}
