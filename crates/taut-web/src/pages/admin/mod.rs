//! Pages for a clinic's administrator: accounts, invitations, events. No record of a person is read here.

mod accounts;
mod events;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

/// Every page and the forms on it.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/admin", get(accounts::show))
        .route("/admin/more", post(accounts::more))
        .route("/admin/invite", post(accounts::invite))
        .route("/admin/invitations", post(accounts::withdraw))
        .route("/admin/accounts/{id}", post(accounts::change))
        .route("/admin/events", get(events::show))
        .route("/admin/events/before/{seq}", get(events::before))
}
