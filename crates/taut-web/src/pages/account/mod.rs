//! Pages about accounts: sign in and out, join, one's own account.

mod own;
mod sign_in;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

pub use own::role_label;
pub use sign_in::{Fields, field};

/// Every page and the forms on it.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/sign-in", get(sign_in::show).post(sign_in::enter))
        .route("/sign-out", post(sign_in::leave))
        .route("/join", get(sign_in::show_join).post(sign_in::join))
        .route("/account", get(own::show))
        .route("/account/name", post(own::rename))
        .route("/account/passphrase", post(own::renew))
        .route("/account/sessions", post(own::end_sessions))
}
