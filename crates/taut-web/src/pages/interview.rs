//! The interview in a browser: one screen a page, plain forms, back, resume.

use askama::Template;
use axum::Extension;
use axum::extract::{Form, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Redirect, Response};
use taut_episode::Fault;

use crate::app::App;
use crate::failure::Failure;
use crate::html::asked::Fields;
use crate::html::frame::Frame;
use crate::html::{or_again, page, to};
use crate::pages::questions::{Filled, Open};
use crate::server::Peer;
use crate::service::interview::{self, Read, Standing};
use crate::service::step;
use crate::visit::Visit;

#[derive(Debug, Template)]
#[template(path = "interview.html")]
struct InterviewPage {
    c: Frame,
    open: Open,
    /// Where the form goes.
    to: &'static str,
}

/// Shows the screen that is open; the answer where there is none.
///
/// # Errors
/// The database's problem.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    match interview::standing(&app, &visit).await? {
        Some(standing) => screen(&app, visit.frame, standing, (Vec::new(), None)).await,
        None => Ok(to("/")),
    }
}

async fn screen(
    app: &App,
    c: Frame,
    standing: Standing,
    sent: (Vec<Fault>, Option<&Fields>),
) -> Result<Response, Failure> {
    match Open::of(app, &c, standing, sent).await? {
        Some(open) => page(&InterviewPage { c, open, to: "/interview" }),
        None => Ok(to("/answer")),
    }
}

/// Begins, and goes to the first questions: what the screens before them say stands on the front page.
///
/// # Errors
/// Too many guests begin from one network; the database's problem.
pub async fn begin(
    State(app): State<App>,
    visit: Visit,
    Extension(peer): Extension<Peer>,
) -> Result<Response, Failure> {
    let (_, token) = interview::begin(&app, &visit, peer.0, Read::Notices).await?;
    let to = Redirect::to("/interview");
    Ok(match token {
        Some(token) => {
            let cookie = app.cookies().set_session(&token.text());
            ([(header::SET_COOKIE, cookie)], to).into_response()
        }
        None => to.into_response(),
    })
}

/// Takes in a screen, and goes on to the next one; shows it again with everything that is missing.
///
/// # Errors
/// A conflict with another window; the database's problem.
pub async fn reply(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let filled = Filled::read(app.engine().knowledge(), fields)?;
    let done = step::by_itself(&app, &visit, filled.sent()).await;
    let go = |is_done| to(if is_done { "/answer" } else { "/interview" });
    or_again(done.map(go), async |faults| {
        let standing = interview::standing(&app, &visit).await?.ok_or_else(Failure::not_found)?;
        screen(&app, visit.frame, standing, (faults, Some(&filled.fields))).await
    })
    .await
}

/// One screen back from the answer.
///
/// # Errors
/// There is no interview; the database's problem.
pub async fn back(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    interview::back_once(&app, &visit).await?;
    Ok(to("/interview"))
}

/// Begins the optional second part.
///
/// # Errors
/// There is no interview; the database's problem.
pub async fn firmer(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    interview::firmer(&app, &visit).await?;
    Ok(to("/interview"))
}

/// Forgets the interview.
///
/// # Errors
/// The database's problem.
pub async fn forget(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    interview::forget(&app, &visit).await?;
    Ok(to("/"))
}
