//! The interview for programs: one request a step.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use serde::Serialize;
use taut_record::Token;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::Body;
use super::screen::{Replies, Screen, triples};
use crate::app::App;
use crate::failure::Failure;
use crate::server::Peer;
use crate::service::interview::{self, Press, Read, Sent, Standing};
use crate::service::{marks, step};
use crate::visit::Visit;

/// The routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(begin, show, forget))
        .routes(routes!(reply))
        .routes(routes!(back))
        .routes(routes!(firmer))
}

/// Where an interview stands.
#[derive(Debug, Serialize, ToSchema)]
struct Interview {
    /// Goes up with each step; a step sends it back.
    #[schema(minimum = 0)]
    version: i64,
    /// Nothing more is asked: the answer is there.
    done: bool,
    /// An emergency is certain.
    emergency: bool,
    /// There is a screen to go back to.
    can_go_back: bool,
    /// What to ask now; nothing when it is done.
    screen: Option<Screen>,
    /// The token of the session that has begun with this request; send it as `Authorization: Bearer`. Nothing where one was
    /// there already, or where none is needed.
    session: Option<String>,
}

impl Interview {
    fn new(visit: &Visit, standing: &Standing, token: Option<&Token>) -> Self {
        let done = standing.is_done();
        let knowledge = visit.frame.knowledge();
        let marked = standing.draft.marked(knowledge);
        let screen = standing.screen.as_ref().filter(|_| !done);
        Self {
            version: standing.version,
            done,
            emergency: standing.emergency,
            can_go_back: standing.can_go_back,
            screen: screen
                .map(|screen| Screen::new(screen).with_marks(&visit.frame, screen, &marked)),
            session: token.map(Token::text),
        }
    }
}

/// Begins an interview
///
/// Where one has begun already, says where it stands. Without an account a session begins; its token is in the response, and in
/// a cookie.
#[utoipa::path(
    post,
    path = "/api/v1/interview",
    tag = "interview",
    responses((status = 200, description = "Where the interview stands", body = Interview)),
)]
async fn begin(
    State(app): State<App>,
    visit: Visit,
    Extension(peer): Extension<Peer>,
) -> Result<Response, Failure> {
    let (standing, token) = interview::begin(&app, &visit, peer.0, Read::Nothing).await?;
    let body = Json(Interview::new(&visit, &standing, token.as_ref()));
    Ok(match token {
        Some(token) => {
            let cookie = app.cookies().set_session(&token.text());
            ([(header::SET_COOKIE, cookie)], body).into_response()
        }
        None => body.into_response(),
    })
}

/// Where the interview stands
#[utoipa::path(
    get,
    path = "/api/v1/interview",
    tag = "interview",
    responses(
        (status = 200, description = "Where the interview stands", body = Interview),
        (status = 404, description = "No interview has begun"),
    ),
)]
async fn show(State(app): State<App>, visit: Visit) -> Result<Json<Interview>, Failure> {
    let standing = interview::standing(&app, &visit).await?.ok_or_else(Failure::not_found)?;
    Ok(Json(Interview::new(&visit, &standing, None)))
}

/// Takes in the replies to the screen that is open
///
/// The next screen comes back. Where something is missing or does not fit, nothing is kept and every fault is named. A finished
/// interview is kept in the record of whoever has one. Places that are marked on the body chart go with the replies to its
/// screen; they answer nothing by themselves.
#[utoipa::path(
    post,
    path = "/api/v1/interview/replies",
    tag = "interview",
    request_body = Replies,
    responses(
        (status = 200, description = "Where the interview stands now", body = Interview),
        (status = 404, description = "No interview has begun"),
        (status = 409, description = "Another screen is open by now"),
    ),
)]
async fn reply(
    State(app): State<App>,
    visit: Visit,
    Body(sent): Body<Replies>,
) -> Result<Json<Interview>, Failure> {
    let shown = (sent.screen.as_str(), sent.version);
    let replies = triples(&sent.replies);
    let marked = sent.marked.as_deref().map(|keys| marks::read(visit.frame.knowledge(), keys));
    let marked = marked.transpose().map_err(Failure::refused)?;
    let sent = Sent { shown, replies, press: Press::Next, marked: marked.as_deref() };
    let standing = step::to_next(&app, &visit, sent).await?;
    Ok(Json(Interview::new(&visit, &standing, None)))
}

/// Goes one screen back
#[utoipa::path(
    post,
    path = "/api/v1/interview/back",
    tag = "interview",
    responses(
        (status = 200, description = "Where the interview stands now", body = Interview),
        (status = 404, description = "No interview has begun"),
        (status = 409, description = "Something else was written meanwhile"),
    ),
)]
async fn back(State(app): State<App>, visit: Visit) -> Result<Json<Interview>, Failure> {
    let standing = interview::back_once(&app, &visit).await?;
    Ok(Json(Interview::new(&visit, &standing, None)))
}

/// Begins the optional second part, which makes an answer firmer
#[utoipa::path(
    post,
    path = "/api/v1/interview/firmer",
    tag = "interview",
    responses(
        (status = 200, description = "Where the interview stands now", body = Interview),
        (status = 404, description = "No interview has begun"),
        (status = 409, description = "Something else was written meanwhile"),
    ),
)]
async fn firmer(State(app): State<App>, visit: Visit) -> Result<Json<Interview>, Failure> {
    let standing = interview::firmer(&app, &visit).await?;
    Ok(Json(Interview::new(&visit, &standing, None)))
}

/// Forgets the interview
#[utoipa::path(
    delete,
    path = "/api/v1/interview",
    tag = "interview",
    responses((status = 204, description = "It is gone, or there was none")),
)]
async fn forget(State(app): State<App>, visit: Visit) -> Result<StatusCode, Failure> {
    interview::forget(&app, &visit).await?;
    Ok(StatusCode::NO_CONTENT)
}
