//! What clears for a therapist's programs: flags resolved, clearances.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::{Body, Raw};
use super::record::StandingClearance;
use super::screen::Side;
use crate::app::{App, today};
use crate::failure::Failure;
use crate::service::patient::{Patient, read_clearance};
use crate::service::{resolve, side_by_side};
use crate::visit::Visit;

/// The routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(resolved)).routes(routes!(clearances, clear))
}

/// A flag that is resolved.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Resolution {
    /// Id of a marked finding that stands as present.
    #[schema(max_length = 80)]
    finding: String,
    /// Its side, where it has one.
    side: Option<Side>,
    /// The day of the examination, after the report.
    #[schema(format = Date, example = "2026-05-04")]
    on: String,
    /// Who examined.
    #[schema(min_length = 1, max_length = 200)]
    examiner: String,
    /// Why it is cleared.
    #[schema(min_length = 1, max_length = 1000)]
    reason: String,
}

/// Resolves one flag of a record: with a reason, an examiner and a day after the report
#[utoipa::path(
    post,
    path = "/api/v1/people/{id}/resolutions",
    tag = "clinic",
    params(("id" = String, Path, description = "Id of the record")),
    request_body = Resolution,
    responses(
        (status = 204, description = "It is kept"),
        (status = 409, description = "Something else was written meanwhile"),
    ),
)]
async fn resolved(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Body(sent): Body<Resolution>,
) -> Result<StatusCode, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "flags").await?;
    let c = &visit.frame;
    let standing = match patient.current(&app, today()).await? {
        Some(now) => side_by_side::lines(c.knowledge(), &now.judgement.case, &c.language),
        None => Vec::new(),
    };
    let asked = resolve::Resolution {
        flag: resolve::key(&sent.finding, sent.side.map_or("", Side::id)),
        on: sent.on,
        examiner: sent.examiner,
        reason: sent.reason,
    };
    resolve::keep(&app, c, &patient, &resolve::flags(c, &standing), &asked).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The clearances of a record, of the open episode
#[utoipa::path(
    get,
    path = "/api/v1/people/{id}/clearances",
    tag = "clinic",
    params(("id" = String, Path, description = "Id of the record")),
    responses((status = 200, description = "The clearances", body = Vec<StandingClearance>)),
)]
async fn clearances(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Json<Vec<Value>>, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "clearance form").await?;
    let rows = patient.clearances(&app, today()).await?;
    let knowledge = app.engine().knowledge();
    Ok(Json(rows.iter().map(|row| row.json(knowledge)).collect()))
}

/// Adds a clearance to a record
#[utoipa::path(
    post,
    path = "/api/v1/people/{id}/clearances",
    tag = "clinic",
    params(("id" = String, Path, description = "Id of the record")),
    request_body(content = ref("#/components/schemas/ClearanceFile"), content_type = "application/json"),
    responses(
        (status = 204, description = "It is kept"),
        (status = 409, description = "Something else was written meanwhile"),
    ),
)]
async fn clear(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Raw(bytes): Raw,
) -> Result<StatusCode, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "clearance form").await?;
    let mut file: Value = super::body::read(&bytes)?;
    // Whoever is signed in as a therapist writes as one.
    if file.get("by").is_some_and(|by| by != "therapist") {
        let hint = "a therapist's clearance is by \"therapist\"";
        return Err(Failure::of("unfit", "by", "a person reports clearances themself", hint));
    }
    if let Some(file) = file.as_object_mut() {
        file.insert("by".to_owned(), json!("therapist"));
    }
    let new = read_clearance(&app, &file, today())?;
    patient.clear(&app, &new, today()).await?;
    Ok(StatusCode::NO_CONTENT)
}
