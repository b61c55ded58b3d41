//! Doses and wishes for a therapist's programs: what can be set in a programme, what was, and setting it.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use taut_episode::OverrideRow;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::Body;
use crate::app::{App, today};
use crate::failure::Failure;
use crate::service::patient::Patient;
use crate::service::revise::{self, Settable};
use crate::visit::Visit;

/// The routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(overrides, set))
}

/// What can be set in a programme, and what was.
#[derive(Debug, Serialize, ToSchema)]
struct Overrides {
    /// What can be set, such as `minutes_per_day` or `EXERCISE.reps`; empty where no programme goes on.
    can_set: Vec<String>,
    /// What was set in this episode, oldest first.
    set: Vec<OneOverride>,
}

/// One thing that was set.
#[derive(Debug, Serialize, ToSchema)]
struct OneOverride {
    /// The entry that first held it.
    entry: i64,
    /// When: milliseconds since 1970 UTC.
    at: i64,
    /// What was set.
    what: String,
    /// To what.
    value: u32,
    /// Why.
    reason: String,
    /// By whom.
    who: String,
}

impl From<&OverrideRow> for OneOverride {
    fn from(row: &OverrideRow) -> Self {
        let set = &row.set;
        let what = match &set.exercise {
            Some(exercise) => format!("{exercise}.{}", set.what),
            None => set.what.clone(),
        };
        let (reason, who) = (set.reason.clone(), set.who.clone());
        Self { entry: row.entry, at: row.at, what, value: set.value, reason, who }
    }
}

impl Overrides {
    fn new(settable: Option<&Settable>) -> Self {
        let Some(settable) = settable else { return Self { can_set: Vec::new(), set: Vec::new() } };
        let wishes = revise::WISHES.iter().map(|(wish, _)| (*wish).to_owned());
        let doses = settable
            .exercises
            .iter()
            .flat_map(|(id, _)| revise::PARTS.iter().map(move |(part, _)| format!("{id}.{part}")));
        Self {
            can_set: wishes.chain(doses).collect(),
            set: settable.set.iter().map(OneOverride::from).collect(),
        }
    }
}

/// What can be set in a person's programme, and what was
#[utoipa::path(
    get,
    path = "/api/v1/people/{id}/overrides",
    tag = "clinic",
    params(("id" = String, Path, description = "Id of the record")),
    responses(
        (status = 200, description = "The overrides", body = Overrides),
        (status = 409, description = "The programme was made with other knowledge"),
    ),
)]
async fn overrides(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Json<Overrides>, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "programme form").await?;
    let settable = revise::settable(&app, &patient, visit.language()).await?;
    Ok(Json(Overrides::new(settable.as_ref())))
}

/// A dose or a wish to set.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Override {
    /// One of those that can be set.
    #[schema(max_length = 80)]
    what: String,
    /// To what.
    #[schema(maximum = 10000)]
    value: u32,
    /// Why.
    #[schema(min_length = 1, max_length = 1000)]
    reason: String,
}

/// Sets a dose or a wish, and works the programme out anew from today
#[utoipa::path(
    post,
    path = "/api/v1/people/{id}/overrides",
    tag = "clinic",
    params(("id" = String, Path, description = "Id of the record")),
    request_body = Override,
    responses(
        (status = 204, description = "It is kept"),
        (status = 409, description = "The programme comes out differently now, or something else was written meanwhile"),
    ),
)]
async fn set(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Body(sent): Body<Override>,
) -> Result<StatusCode, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "programme form").await?;
    let reason = sent.reason.trim();
    if reason.is_empty() {
        let what = visit.frame.t("clinic.needs_why");
        return Err(Failure::of("no-reason", "reason", what, ""));
    }
    revise::set(&app, &patient, (&sent.what, sent.value), reason, today()).await?;
    Ok(StatusCode::NO_CONTENT)
}
