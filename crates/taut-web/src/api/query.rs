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
                Err(refused(vec![Fault::new("bad-query", "", what, hint)]))
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
    before: Option<i64>,
}

impl Before {
    /// The place.
    ///
    /// # Errors
    /// There is no such place.
    pub fn place(&self) -> Result<Option<i64>, Failure> {
        if self.before.is_some_and(|before| before < 1) {
            let fault = Fault::new("bad-query", "before", "it is less than 1", "places begin at 1");
            return Err(refused(vec![fault]));
        }
        Ok(self.before)
    }
}

const fn refused(faults: Vec<Fault>) -> Failure {
    Failure { status: StatusCode::BAD_REQUEST, label: "errors.refused", faults }
}
