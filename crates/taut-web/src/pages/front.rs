//! The front page with the question, and what this is and does with what is said.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::app::{App, today};
use crate::failure::Failure;
use crate::html::frame::{Audience, Frame};
use crate::html::page;
use crate::service::check_in::{self, Due};
use crate::service::interview::{self, Standing};
use crate::service::story::told_if_same;
use crate::visit::Visit;

#[derive(Debug, Template)]
#[template(path = "front.html")]
struct Front {
    c: Frame,
    /// An interview has begun; whether it is done.
    interview_done: Option<bool>,
    /// A plan is kept; whether its next check-in is due.
    plan_due: Option<bool>,
    local: bool,
    honest: Vec<String>,
}

/// The question, and a way to begin or to go on.
///
/// # Errors
/// The database's problem.
pub async fn front(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let standing = interview::standing(&app, &visit).await?;
    let interview_done = standing.as_ref().map(Standing::is_done);
    let plan_due = plan_due(&app, &visit).await;
    let c = visit.frame;
    let honest = c.phrase("honest_points").lines().map(str::to_owned).collect();
    let local = c.audience == Audience::Local;
    page(&Front { c, interview_done, plan_due, local, honest })
}

/// Whether the next check-in of the plan that is kept is due; nothing without a plan. What cannot be read is told elsewhere:
/// nothing keeps this page from being shown.
async fn plan_due(app: &App, visit: &Visit) -> Option<bool> {
    let told = told_if_same(app, visit).await.ok()??;
    let today = today();
    match check_in::due(Some(&told), today) {
        Due::Now(from, _) => Some(from <= today),
        Due::Later(..) => Some(false),
        Due::NoPlan | Due::Stopped(_) | Due::AnswerFirst => None,
    }
}

#[derive(Debug, Template)]
#[template(path = "words.html")]
struct Words {
    c: Frame,
    heading: String,
    parts: Vec<(String, Vec<String>)>,
}

/// What this is and is not.
///
/// # Errors
/// None of its own.
pub async fn about(visit: Visit) -> Result<Response, Failure> {
    words(visit.frame, "about", &["for_whom", "how", "not", "evidence", "body", "proof"])
}

/// What is kept, where, and who sees it.
///
/// # Errors
/// None of its own.
pub async fn privacy(visit: Visit) -> Result<Response, Failure> {
    let local = visit.frame.audience == Audience::Local;
    let kept = if local { "kept_local" } else { "kept_clinic" };
    words(visit.frame, "privacy", &[kept, "sent", "cookies", "shared_phone", "erase", "watched"])
}

fn words(c: Frame, area: &str, parts: &[&str]) -> Result<Response, Failure> {
    let heading = c.t(&format!("{area}.heading"));
    let parts = parts
        .iter()
        .map(|part| {
            let text = c.t(&format!("{area}.{part}"));
            let lines = text.lines().map(str::to_owned).collect();
            (c.t(&format!("{area}.{part}_head")), lines)
        })
        .collect();
    page(&Words { c, heading, parts })
}
