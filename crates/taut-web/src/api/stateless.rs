//! Judged and planned without being kept: a case file in, a verdict or a programme out.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use taut_episode::{EpisodeError, result_json, usual_preferences};
use taut_knowledge::{Case, read_case};
use taut_plan::Clearances;
use taut_reason::Setting;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::{Body, Raw};
use super::plan::Preferences;
use super::programme::PlanResult;
use super::query::Asked;
use super::verdict::Verdict;
use crate::app::{App, today};
use crate::failure::Failure;
use crate::visit::Visit;

/// The routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(assess)).routes(routes!(plan))
}

/// Whose base rates apply.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Where {
    /// People who ask at home.
    #[default]
    Home,
    /// People in a physical-therapy clinic.
    PtClinic,
}

impl From<Where> for Setting {
    fn from(of: Where) -> Self {
        match of {
            Where::Home => Self::Home,
            Where::PtClinic => Self::PtClinic,
        }
    }
}

/// How a case is judged.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
struct How {
    /// Whose base rates apply; `home` where it is left out.
    #[param(inline)]
    setting: Where,
}

/// A case file that somebody sent.
fn case_of(app: &App, bytes: &[u8]) -> Result<Case, Failure> {
    read_case("", bytes, app.engine().knowledge())
        .map_err(|report| EpisodeError::File(report).into())
}

/// Judges a case file; nothing is kept
///
/// The verdict is the one of `taut assess --format json`. A therapist who is signed in gets what only a therapist may see.
#[utoipa::path(
    post,
    path = "/api/v1/assess",
    tag = "stateless",
    params(How),
    request_body(content = ref("#/components/schemas/CaseFile"), content_type = "application/json"),
    responses((status = 200, description = "The verdict", body = Verdict)),
)]
async fn assess(
    State(app): State<App>,
    visit: Visit,
    Asked(how): Asked<How>,
    Raw(bytes): Raw,
) -> Result<Response, Failure> {
    let case = case_of(&app, &bytes)?;
    let therapist = visit.therapist().is_ok();
    let verdict = app
        .compute(move |app| {
            let judgement = app.engine().answer(case, how.setting.into(), false);
            Ok(judgement.judged().json(therapist))
        })
        .await?;
    Ok(Json(verdict).into_response())
}

/// A case, and what the person can and wants to do.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PlanRequest {
    /// The case file (`taut.case/1`).
    #[schema(schema_with = case_file)]
    case: Value,
    /// What the person can and wants to do; the usual where it is left out.
    preferences: Option<Preferences>,
    /// Whose base rates apply; `home` where it is left out.
    #[serde(default)]
    setting: Where,
}

fn case_file() -> utoipa::openapi::Ref {
    utoipa::openapi::Ref::from_schema_name("CaseFile")
}

/// Plans for a case file; nothing is kept
///
/// The result is the one of `taut plan --format json`.
#[utoipa::path(
    post,
    path = "/api/v1/programme",
    tag = "stateless",
    request_body = PlanRequest,
    responses((status = 200, description = "A programme, or why there is none", body = PlanResult)),
)]
async fn plan(
    State(app): State<App>,
    visit: Visit,
    Body(sent): Body<PlanRequest>,
) -> Result<Json<Value>, Failure> {
    let knowledge = app.engine().knowledge();
    let case = case_of(&app, sent.case.to_string().as_bytes())?;
    let preferences = match sent.preferences {
        Some(wanted) => wanted.read(knowledge)?,
        None => usual_preferences(knowledge),
    };
    let therapist = visit.therapist().is_ok();
    let setting = sent.setting.into();
    app.compute(move |app| {
        let judgement = app.engine().answer(case, setting, false);
        let (none, dropped) = (Clearances::default(), BTreeSet::new());
        let plan = app.engine().plan(&judgement, &preferences, &none, &dropped, today())?;
        Ok(Json(result_json::plan(knowledge, &plan, &preferences, therapist)))
    })
    .await
}
