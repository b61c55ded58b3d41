//! Nerve or muscle for programs: a posture in coarse steps, order and direction out; no numbers of the model.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use taut_text::explorer::Change;
use taut_text::figure::{Form, Level};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::Body;
use crate::app::App;
use crate::drawing;
use crate::failure::Failure;
use crate::service::explorer::is_closed;
use crate::visit::Visit;

/// The routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(look))
}

/// Which posture.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Posture {
    /// The step of each control; those that are left out stand as at the start.
    #[serde(default)]
    steps: BTreeMap<String, String>,
    /// The posture before, to compare with.
    #[serde(default)]
    last: Option<BTreeMap<String, String>>,
}

/// What a posture does in an average body.
#[derive(Debug, Serialize, ToSchema)]
struct Explored {
    /// What can be chosen, and what is.
    controls: Vec<PostureControl>,
    /// How tense the hamstrings are beside all stored postures.
    hamstrings: Tense,
    /// How tense the nerve is where it is most tense.
    nerve: Tense,
    /// Beside the start.
    since_start: Direction,
    /// Beside the posture before.
    since_last: Option<Direction>,
    /// The figure, as SVG.
    svg: String,
    /// That it cannot tell what is safe for anybody, in the language of the request.
    notice: String,
}

/// How tense something is beside all stored postures.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Tense {
    /// No longer than its slack length.
    Slack,
    /// Below a third of the most.
    Little,
    /// Below two thirds of the most.
    More,
    /// From two thirds of the most on.
    Most,
}

impl From<Level> for Tense {
    fn from(level: Level) -> Self {
        match level {
            Level::Slack => Self::Slack,
            Level::Little => Self::Little,
            Level::More => Self::More,
            Level::Most => Self::Most,
        }
    }
}

/// One thing that can be chosen.
#[derive(Debug, Serialize, ToSchema)]
struct PostureControl {
    /// Its name in `steps`.
    key: String,
    /// Its name in words.
    name: String,
    /// Its steps, from one end to the other.
    steps: Vec<PostureStep>,
}

/// A step of a control.
#[derive(Debug, Serialize, ToSchema)]
struct PostureStep {
    /// Its value in `steps`.
    key: String,
    /// Its name in words.
    name: String,
    /// It is shown.
    chosen: bool,
    /// A person can be so in the position that is shown.
    allowed: bool,
}

/// More or less tense than another posture.
#[derive(Debug, Serialize, ToSchema)]
struct Direction {
    /// `more`, `same`, `less`.
    hamstrings: &'static str,
    /// `more`, `same`, `less` or `mixed`.
    nerve: &'static str,
}

impl Direction {
    const fn new([hamstrings, nerve]: [Change; 2]) -> Self {
        Self { hamstrings: hamstrings.id(), nerve: nerve.id() }
    }
}

/// What a posture does to hamstrings and nerve of an average body
///
/// Order and direction, never a number. It cannot tell what is safe for anybody, and it is closed to a person whose own advice
/// is to hold or more careful.
#[utoipa::path(
    post,
    path = "/api/v1/explorer",
    tag = "explorer",
    request_body = Posture,
    responses((status = 200, description = "What it does", body = Explored)),
)]
async fn look(
    State(app): State<App>,
    visit: Visit,
    Body(sent): Body<Posture>,
) -> Result<Json<Explored>, Failure> {
    if is_closed(&app, &visit).await? {
        return Err(Failure { label: "api.closed", ..Failure::not_allowed() });
    }
    app.compute(move |app| {
        let (knowledge, language) = (app.engine().knowledge(), visit.language());
        let explorer = app.drawing()?.explorer();
        let of = |steps: &BTreeMap<String, String>| {
            explorer.choice(|name| steps.get(name).map(String::as_str))
        };
        let last = sent.last.as_ref().map(of);
        let view = explorer
            .look(knowledge, &of(&sent.steps), last.as_ref(), language, &Form::inline("posture"))
            .map_err(|found| drawing::refused(&found))?;
        let controls = explorer.controls(knowledge, &view.choice, language).into_iter();
        Ok(Json(Explored {
            controls: controls
                .map(|control| PostureControl {
                    key: control.key,
                    name: control.name,
                    steps: control
                        .steps
                        .into_iter()
                        .map(|step| PostureStep {
                            key: step.key,
                            name: step.name,
                            chosen: step.chosen,
                            allowed: step.allowed,
                        })
                        .collect(),
                })
                .collect(),
            hamstrings: view.hamstrings.into(),
            nerve: view.nerve.into(),
            since_start: Direction::new(view.since_start),
            since_last: view.since_last.map(Direction::new),
            svg: view.svg,
            notice: visit.frame.phrase("explorer_cannot_tell"),
        }))
    })
    .await
}
