//! The check-in: when it is due, its screens, and what came of it.

use askama::Template;
use axum::extract::{Form, State};
use axum::response::Response;
use taut_episode::{CheckInStep, Fault};
use taut_text::{CheckInView, check_in_page};

use crate::app::{App, today};
use crate::failure::Failure;
use crate::html::asked::{self, Asked, Fields};
use crate::html::blocks::{self, Shown};
use crate::html::frame::Frame;
use crate::html::{page, refused, to};
use crate::pages::questions::Filled;
use crate::service::answer::tone;
use crate::service::check_in::{self, Begun, Due, Taken};
use crate::service::story::told;
use crate::visit::Visit;

#[derive(Debug, Template)]
#[template(path = "check_in_due.html")]
struct DuePage {
    c: Frame,
    lines: Vec<String>,
    can_begin: bool,
    has_plan: bool,
    is_stopped: bool,
    answer_first: bool,
    has_result: bool,
}

#[derive(Debug, Template)]
#[template(path = "check_in.html")]
struct CheckInPage {
    c: Frame,
    screen: String,
    title: String,
    intro: String,
    offer: String,
    progress: (usize, usize),
    version: i64,
    asked: Vec<Asked>,
    faults: Vec<Fault>,
    may_stop: bool,
    can_leave_out: bool,
    can_go_back: bool,
}

#[derive(Debug, Template)]
#[template(path = "check_in_result.html")]
struct ResultPage {
    c: Frame,
    title: String,
    words: String,
    has_plan: bool,
    emergency: bool,
    /// When check-ins are read, in the clinic's words.
    hours: Option<String>,
}

/// Shows the screen that is open; else when the next check-in is due.
///
/// # Errors
/// Nobody is signed in; the database's problem.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    match check_in::begun(&app, &visit).await? {
        Ok(begun) => screen(&app, visit.frame, &begun, None, Vec::new()).await,
        Err(due) => {
            let told = told(&app, &visit).await?;
            let has_result = told.is_some_and(|told| !told.responses.is_empty());
            page(&due_page(visit.frame, &due, has_result))
        }
    }
}

fn due_page(c: Frame, due: &Due, has_result: bool) -> DuePage {
    let when = |from, to| c.t2("check_in.next", "from", from, "to", to);
    let lines = match due {
        Due::NoPlan => vec![c.t("check_in.no_plan")],
        Due::Stopped(on) => vec![c.t1("check_in.stopped", "date", on)],
        Due::AnswerFirst => vec![c.t("plan.held")],
        Due::Later(from, to) => vec![when(from, to), c.t("check_in.not_today")],
        Due::Now(from, to) if today() < *from => vec![when(from, to), c.t("check_in.early")],
        Due::Now(_, to) if today() > *to => vec![c.t("check_in.late"), c.t("check_in.takes")],
        Due::Now(..) => vec![c.t("check_in.due"), c.t("check_in.takes")],
    };
    DuePage {
        lines,
        can_begin: matches!(due, Due::Now(..)),
        has_plan: matches!(due, Due::Now(..) | Due::Later(..)),
        is_stopped: matches!(due, Due::Stopped(_) | Due::AnswerFirst),
        answer_first: matches!(due, Due::AnswerFirst),
        has_result,
        c,
    }
}

async fn screen(
    app: &App,
    c: Frame,
    begun: &Begun,
    sent: Option<&Fields>,
    faults: Vec<Fault>,
) -> Result<Response, Failure> {
    let CheckInStep::Screen(screen) = begun.next(app, &c.language) else {
        // All is answered and nothing was finished, as when the knowledge has changed since: there is no screen to show.
        return Err(Failure::conflict());
    };
    let html = CheckInPage {
        asked: asked::guided(app, &c, asked::rows(&c, &screen, sent, &faults)).await?,
        can_leave_out: !screen.needs_all && !screen.offer.is_empty(),
        can_go_back: screen.progress.0 > 1,
        screen: screen.id,
        title: screen.title,
        intro: screen.intro,
        offer: screen.offer,
        progress: screen.progress,
        version: begun.version,
        may_stop: screen.may_stop,
        faults,
        c,
    };
    page(&html)
}

/// Begins, and goes to the first screen.
///
/// # Errors
/// It cannot be done now; the database's problem.
pub async fn begin(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    check_in::begin(&app, &visit).await?;
    Ok(to("/check-in"))
}

/// Takes in a screen, and goes on to the next one or to what came of it.
///
/// # Errors
/// A conflict with another window; the database's problem.
pub async fn reply(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let filled = Filled::read(app.engine().knowledge(), fields)?;
    let leave_out = filled.fields.get("press") == Some("leave_out");
    match check_in::reply(&app, &visit, filled.sent(), leave_out).await? {
        Taken::Next => Ok(to("/check-in")),
        Taken::Done => Ok(to("/check-in/result")),
        Taken::Again(begun, faults) => {
            let sent = Some(&filled.fields);
            Ok(refused(screen(&app, visit.frame, &begun, sent, faults).await?))
        }
    }
}

/// What came of the newest check-in.
///
/// # Errors
/// Nobody is signed in; the database's problem.
pub async fn result(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let Some(told) = told(&app, &visit).await? else {
        return Ok(to("/check-in"));
    };
    let Some(response) = told.newest() else {
        return Ok(to("/check-in"));
    };
    let c = visit.frame;
    let (knowledge, story) = (c.knowledge(), &told.story);
    let view = CheckInView {
        knowledge,
        answers: story.answers(),
        verdict: story.verdict(),
        response: &response,
    };
    let words = check_in_page(&view, &c.language);
    let shown =
        Shown { left_out: vec!["head_safety_net"], tone: tone(response.now), ..Shown::default() };
    page(&ResultPage {
        title: blocks::title(&words),
        words: blocks::html(&blocks::sections(&words, &shown), shown.tone)?,
        has_plan: told.goes_on(),
        emergency: response.now == taut_knowledge::Rung::Emergency,
        hours: app.options().clinic_hours(),
        c,
    })
}
