//! The interview in a browser: one screen a page, plain forms, back, resume.

use askama::Template;
use axum::extract::{Form, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use taut_episode::{Draft, Fault, ScreenView};
use taut_knowledge::regions::RegionId;

use crate::app::App;
use crate::failure::Failure;
use crate::html::asked::{self, Asked, Fields};
use crate::html::chart::{self, Chart};
use crate::html::frame::Frame;
use crate::html::page;
use crate::service::interview::{self, Press, Sent, Standing};
use crate::service::step;
use crate::visit::Visit;

#[derive(Debug, Template)]
#[template(path = "interview.html")]
struct InterviewPage {
    c: Frame,
    screen: ScreenView,
    version: i64,
    can_go_back: bool,
    asked: Vec<Asked>,
    faults: Vec<Fault>,
    chart: Option<Chart>,
}

/// Shows the screen that is open; the answer where there is none.
///
/// # Errors
/// The database's problem.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    match interview::standing(&app, &visit).await? {
        Some(standing) => screen(&app, visit.frame, standing, Vec::new(), None).await,
        None => Ok(Redirect::to("/").into_response()),
    }
}

async fn screen(
    app: &App,
    c: Frame,
    standing: Standing,
    faults: Vec<Fault>,
    sent: Option<&Fields>,
) -> Result<Response, Failure> {
    let Standing { draft, version, screen, can_go_back, emergency } = standing;
    match screen {
        Some(screen) if !emergency => {
            let (asked, chart) = questions(app, &c, (&draft, &screen), (&faults, sent)).await?;
            page(&InterviewPage { c, screen, version, can_go_back, asked, faults, chart })
        }
        _ => Ok(Redirect::to("/answer").into_response()),
    }
}

/// The questions of a screen as rows, and its body chart: what was just sent counts before what is kept.
///
/// # Errors
/// A figure cannot be drawn.
pub async fn questions(
    app: &App,
    c: &Frame,
    (draft, screen): (&Draft, &ScreenView),
    (faults, sent): (&[Fault], Option<&Fields>),
) -> Result<(Vec<Asked>, Option<Chart>), Failure> {
    let kept = draft.marked(c.knowledge());
    let marked = sent.map_or_else(|| kept, |sent| chart::marked(c.knowledge(), &sent.0));
    let sent = sent.map(|sent| with_marked(c, screen, &marked, sent));
    let asked = asked::rows(c, screen, sent.as_ref(), faults);
    let mut asked = asked::guided(app, c, asked).await?;
    let chart = chart::chart(c, screen, &marked);
    if chart.is_none() {
        follow(c, screen, &marked, &mut asked);
    }
    Ok((asked, chart))
}

/// On a later screen: what was marked stands beside the question, and is chosen until the person says otherwise.
fn follow(c: &Frame, screen: &ScreenView, marked: &[RegionId], asked: &mut [Asked]) {
    for (key, hint) in chart::hints(c, marked, screen) {
        if let Some(row) = asked.iter_mut().find(|row| row.key == key) {
            row.hint = hint;
        }
    }
    for (key, value) in chart::said_of(c.knowledge(), marked, screen) {
        if let Some(row) = asked.iter_mut().find(|row| row.key == key) {
            row.choose_if_open(&value);
        }
    }
}

/// What was sent, and what a marked place stands for where nothing else was said: shown again to be confirmed.
fn with_marked(c: &Frame, screen: &ScreenView, marked: &[RegionId], sent: &Fields) -> Fields {
    let mut all = sent.0.clone();
    for (key, value) in chart::said_of(c.knowledge(), marked, screen) {
        let name = format!("a.{key}");
        if !all.iter().any(|(other, _)| *other == name) {
            all.push((name, value));
        }
    }
    Fields(all)
}

/// Begins, and goes to the first screen.
///
/// # Errors
/// The database's problem.
pub async fn begin(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let (_, token) = interview::begin(&app, &visit).await?;
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
    let fields = Fields(fields);
    let press = if fields.get("press") == Some("back") { Press::Back } else { Press::Next };
    let version =
        fields.get("version").and_then(|v| v.parse().ok()).ok_or_else(Failure::conflict)?;
    let shown = fields.get("screen").unwrap_or_default();
    let replies = fields.replies();
    let marked = chart::marked(app.engine().knowledge(), &fields.0);
    let marked = fields.get("chart").map(|_| marked.as_slice());
    let sent = Sent { shown: (shown, version), replies: &replies, press, marked };
    match step::by_itself(&app, &visit, sent).await {
        Ok(is_done) => {
            let to = if is_done { "/answer" } else { "/interview" };
            Ok(Redirect::to(to).into_response())
        }
        Err(failure) if !failure.faults.is_empty() => {
            let standing =
                interview::standing(&app, &visit).await?.ok_or_else(Failure::not_found)?;
            let mut response =
                screen(&app, visit.frame, standing, failure.faults, Some(&fields)).await?;
            if response.status() == StatusCode::OK {
                *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            }
            Ok(response)
        }
        Err(failure) => Err(failure),
    }
}

/// One screen back from the answer.
///
/// # Errors
/// There is no interview; the database's problem.
pub async fn back(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    interview::back_once(&app, &visit).await?;
    Ok(Redirect::to("/interview").into_response())
}

/// Begins the optional second part.
///
/// # Errors
/// There is no interview; the database's problem.
pub async fn firmer(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    interview::firmer(&app, &visit).await?;
    Ok(Redirect::to("/interview").into_response())
}

/// Forgets the interview.
///
/// # Errors
/// The database's problem.
pub async fn forget(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    interview::forget(&app, &visit).await?;
    Ok(Redirect::to("/").into_response())
}
