//! How firm an answer is, as a stream: progress while it is worked out, then the result.

use std::convert::Infallible;

use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, StreamExt as _};
use serde::Serialize;
use serde_json::json;
use taut_episode::{FIRMNESS_STEPS, Judgement, UncertaintyJson};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::complete;
use crate::app::{App, today};
use crate::failure::Failure;
use crate::service::patient::Patient;
use crate::service::uncertainty::{self, Stage};
use crate::visit::Visit;

/// The routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(own)).routes(routes!(of_person))
}

/// One event of a stream.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FirmnessEvent {
    /// What it is: `progress`, or `result`, which is the last event.
    event: String,
    /// JSON: `{"done", "of"}` of a progress; the result as `taut assess --uncertainty` writes it.
    data: String,
}

/// Progress as `{"done": n, "of": m}`, then the result.
fn stream(
    app: &App,
    judgement: &Judgement,
    therapist: bool,
) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
    let reasoner = judgement.reasoner;
    let stages = uncertainty::of(app, judgement).stages();
    let events = stages.map(move |stage| {
        Ok(match stage {
            Stage::Running(done) => {
                let progress = json!({ "done": done, "of": FIRMNESS_STEPS });
                Event::default().event("progress").data(progress.to_string())
            }
            Stage::Done(found) => {
                let result = UncertaintyJson::new(reasoner, &found, therapist);
                let text = serde_json::to_string(&result).unwrap_or_default();
                Event::default().event("result").data(text)
            }
        })
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

/// How firm one's own answer is, as server-sent events
///
/// Events `progress` with `{"done", "of"}` while it is worked out, then one event `result`. A stream that ends without a result
/// was broken off: ask again.
#[utoipa::path(
    get,
    path = "/api/v1/uncertainty",
    tag = "interview",
    responses(
        (status = 200, description = "The events", body = FirmnessEvent, content_type = "text/event-stream"),
        (status = 404, description = "No answers are there"),
        (status = 409, description = "The interview is not done"),
    ),
)]
async fn own(
    State(app): State<App>,
    visit: Visit,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>> + use<>>, Failure> {
    let subject = complete(&app, &visit).await?;
    Ok(stream(&app, &subject.judgement, false))
}

/// How firm the advice of a person is, as server-sent events
///
/// As one's own, with what only a therapist may see.
#[utoipa::path(
    get,
    path = "/api/v1/people/{id}/uncertainty",
    tag = "clinic",
    params(("id" = String, Path, description = "Id of the record")),
    responses(
        (status = 200, description = "The events", body = FirmnessEvent, content_type = "text/event-stream"),
    ),
)]
async fn of_person(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>> + use<>>, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "uncertainty").await?;
    let nothing = Failure { label: "errors.nothing_kept", ..Failure::not_found() };
    let current = patient.current(&app, today()).await?.ok_or(nothing)?;
    Ok(stream(&app, &current.judgement, true))
}
