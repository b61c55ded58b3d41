//! The front page with the question, and what this is and does with what is said.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use taut_record::DraftKind;

use crate::app::App;
use crate::failure::Failure;
use crate::html::frame::{Audience, Frame};
use crate::html::page;
use crate::visit::Visit;

#[derive(Debug, Template)]
#[template(path = "front.html")]
struct Front {
    c: Frame,
    begun: bool,
    local: bool,
    honest: Vec<String>,
}

/// The question, and a way to begin or to go on.
///
/// # Errors
/// The database's problem.
pub async fn front(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let begun = match visit.draft_owner() {
        Some(owner) => app.reader().draft(owner, DraftKind::Interview).await?.is_some(),
        None => false,
    };
    let c = visit.frame;
    let honest = c.phrase("honest_points").lines().map(str::to_owned).collect();
    let local = c.audience == Audience::Local;
    page(&Front { c, begun, local, honest })
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
