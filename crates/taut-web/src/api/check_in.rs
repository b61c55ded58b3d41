//! Check-ins for programs: when one is due, its screens, and what came of it.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use taut_episode::{CheckInStep, result_json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::Body;
use super::plan::own_story;
use super::programme::CheckInResult;
use super::screen::{Reply, Screen, triples};
use crate::app::App;
use crate::failure::Failure;
use crate::service::check_in::{self, Begun, Due, Taken};
use crate::service::interview::{Press, Sent};
use crate::visit::Visit;

/// The routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show, begin))
        .routes(routes!(reply))
        .routes(routes!(back))
        .routes(routes!(result))
}

/// Where the check-ins stand.
#[derive(Debug, Serialize, ToSchema)]
struct CheckIn {
    /// Whether one can be done.
    due: DueNow,
    /// First and last day of the next one; nothing without a programme that goes on.
    days: Option<[String; 2]>,
    /// Goes up with each step; a step sends it back. 0 where none has begun.
    #[schema(minimum = 0)]
    version: i64,
    /// What to ask now; nothing where none has begun, or where it is done.
    screen: Option<Screen>,
    /// There is a screen to go back to.
    can_go_back: bool,
}

/// Whether a check-in can be done.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum DueNow {
    /// No programme is kept.
    NoPlan,
    /// The programme has stopped; where answers that came after it are why, `/api/v1/answer` says what they come to.
    Stopped,
    /// The next one is later.
    Later,
    /// It may be done now.
    Now,
    /// It has begun.
    Begun,
}

async fn standing(app: &App, visit: &Visit) -> Result<CheckIn, Failure> {
    let nothing = |due, days| CheckIn { due, days, version: 0, screen: None, can_go_back: false };
    let days =
        |from: jiff::civil::Date, to: jiff::civil::Date| Some([from.to_string(), to.to_string()]);
    Ok(match check_in::begun(app, visit).await? {
        Err(Due::NoPlan) => nothing(DueNow::NoPlan, None),
        Err(Due::Stopped(_) | Due::AnswerFirst) => nothing(DueNow::Stopped, None),
        Err(Due::Later(from, to)) => nothing(DueNow::Later, days(from, to)),
        Err(Due::Now(from, to)) => nothing(DueNow::Now, days(from, to)),
        Ok(begun) => of(app, visit, &begun),
    })
}

fn of(app: &App, visit: &Visit, begun: &Begun) -> CheckIn {
    let (from, to) = begun.told.story.next_due();
    let screen = match begun.next(app, visit.language()) {
        CheckInStep::Screen(screen) => Some(screen),
        CheckInStep::Done(_) => None,
    };
    CheckIn {
        due: DueNow::Begun,
        days: Some([from.to_string(), to.to_string()]),
        version: begun.version,
        can_go_back: screen.as_ref().is_some_and(|screen| screen.progress.0 > 1),
        screen: screen.as_deref().map(Screen::new),
    }
}

/// Where the check-ins stand
#[utoipa::path(
    get,
    path = "/api/v1/check-in",
    tag = "own check-ins",
    responses(
        (status = 200, description = "Where they stand", body = CheckIn),
        (status = 409, description = "The programme was made with other knowledge"),
    ),
)]
async fn show(State(app): State<App>, visit: Visit) -> Result<Json<CheckIn>, Failure> {
    Ok(Json(standing(&app, &visit).await?))
}

/// Begins a check-in
#[utoipa::path(
    post,
    path = "/api/v1/check-in",
    tag = "own check-ins",
    responses(
        (status = 200, description = "Its first screen", body = CheckIn),
        (status = 409, description = "It cannot be done now"),
    ),
)]
async fn begin(State(app): State<App>, visit: Visit) -> Result<Json<CheckIn>, Failure> {
    check_in::begin(&app, &visit).await?;
    Ok(Json(standing(&app, &visit).await?))
}

/// Replies to a screen of a check-in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CheckInReplies {
    /// The id of the screen that they are about.
    #[schema(max_length = 80)]
    screen: String,
    /// The version that came with the screen.
    #[schema(minimum = 0)]
    version: i64,
    /// A reply for each question; where not all are needed, some may be left out.
    #[schema(max_items = 100)]
    replies: Vec<Reply>,
    /// Leaves the whole screen out, where it is only offered.
    #[serde(default)]
    leave_out: bool,
}

/// What came of replies.
#[derive(Debug, Serialize, ToSchema)]
struct CheckInTaken {
    /// Where the check-ins stand now.
    check_in: CheckIn,
    /// What the check-in comes to; nothing while it goes on.
    #[schema(value_type = Option<CheckInResult>)]
    result: Option<Value>,
}

/// Takes in the replies to the screen that is open
///
/// After the last screen the check-in is kept, and what it comes to is in the response.
#[utoipa::path(
    post,
    path = "/api/v1/check-in/replies",
    tag = "own check-ins",
    request_body = CheckInReplies,
    responses(
        (status = 200, description = "What came of them", body = CheckInTaken),
        (status = 409, description = "Another screen is open by now, or none is"),
    ),
)]
async fn reply(
    State(app): State<App>,
    visit: Visit,
    Body(sent): Body<CheckInReplies>,
) -> Result<Json<CheckInTaken>, Failure> {
    let shown = (sent.screen.as_str(), sent.version);
    let replies = triples(&sent.replies);
    let given = Sent { shown, replies, press: Press::Next, marked: None };
    let result = match check_in::reply(&app, &visit, given, sent.leave_out).await? {
        Taken::Next => None,
        Taken::Done => Some(newest(&app, &visit).await?),
        Taken::Again(_, faults) => return Err(Failure::refused(faults)),
    };
    Ok(Json(CheckInTaken { check_in: standing(&app, &visit).await?, result }))
}

/// Which version somebody has seen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SeenVersion {
    /// The version that came with the screen.
    #[schema(minimum = 0)]
    version: i64,
}

/// Goes one screen back
#[utoipa::path(
    post,
    path = "/api/v1/check-in/back",
    tag = "own check-ins",
    request_body = SeenVersion,
    responses(
        (status = 200, description = "Where they stand now", body = CheckIn),
        (status = 409, description = "Another screen is open by now, or none is"),
    ),
)]
async fn back(
    State(app): State<App>,
    visit: Visit,
    Body(sent): Body<SeenVersion>,
) -> Result<Json<CheckIn>, Failure> {
    let shown = ("", sent.version);
    let given = Sent { shown, replies: Vec::new(), press: Press::Back, marked: None };
    check_in::reply(&app, &visit, given, false).await?;
    Ok(Json(standing(&app, &visit).await?))
}

/// What the newest check-in comes to.
async fn newest(app: &App, visit: &Visit) -> Result<Value, Failure> {
    let told = own_story(app, visit).await?;
    let nothing = Failure { label: "errors.nothing_kept", ..Failure::not_found() };
    let response = told.newest().ok_or(nothing)?;
    Ok(result_json::check_in(app.engine().knowledge(), &response))
}

/// What the newest check-in came to
#[utoipa::path(
    get,
    path = "/api/v1/check-in/result",
    tag = "own check-ins",
    responses(
        (status = 200, description = "What it came to", body = CheckInResult),
        (status = 404, description = "None is kept"),
        (status = 409, description = "The programme was made with other knowledge"),
    ),
)]
async fn result(State(app): State<App>, visit: Visit) -> Result<Json<Value>, Failure> {
    Ok(Json(newest(&app, &visit).await?))
}
