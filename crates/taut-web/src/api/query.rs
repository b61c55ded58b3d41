//! The query of an address, read strictly: unknown names and values that do not fit are refused.

use axum::extract::{FromRequestParts, Query};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use taut_episode::Fault;
use utoipa::IntoParams;

use crate::app::App;
use crate::failure::Failure;

/// What the query of an address asks for.
#[derive(Debug)]
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Asked<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        match Query::<T>::from_request_parts(parts, app).await {
            Ok(Query(asked)) => Ok(Self(asked)),
            Err(rejection) => {
                let what = rejection.body_text();
                let hint = "see /api for the parameters and their types";
                let faults = vec![Fault::new("bad-query", "", what, hint)];
                Err(Failure { status: StatusCode::BAD_REQUEST, label: "errors.refused", faults })
            }
        }
    }
}

/// Which part of a list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Before {
    /// Only what stands before this place; the newest where it is left out.
    #[param(minimum = 1)]
    pub before: Option<i64>,
}
