//! The letter to a physical therapist or doctor: what was said on the first page, how the advice came about on the second.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use taut_episode::top_contributions;
use taut_plan::measure::Series;
use taut_text::figure::{Form, body_chart_figure};
use taut_text::{Block, LetterView, Page, letter_page, regions_of_answers, therapist_page};

use crate::app::{App, today};
use crate::failure::Failure;
use crate::html::blocks::{self, Shown};
use crate::html::frame::Frame;
use crate::html::page;
use crate::service::story::{Told, told};
use crate::service::subject::{self, Subject};
use crate::visit::Visit;

#[derive(Debug, Template)]
#[template(path = "letter.html")]
struct Letter {
    c: Frame,
    title: String,
    on: String,
    first: String,
    second: String,
}

/// Shows the letter about the newest answers.
///
/// # Errors
/// The database's problem.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let found = subject::find(&app, &visit).await?;
    if found.is_open {
        return Ok(Redirect::to("/interview").into_response());
    }
    let Some(subject) = found.subject else { return Ok(Redirect::to("/").into_response()) };
    let told = match visit.own() {
        // One of another edition cannot be told again; the letter goes without it.
        Some(own) => told(&app, &own).await.ok().flatten(),
        None => None,
    };
    let html = app.compute(move |_| letter(visit.frame.wide(), &subject, told.as_ref())).await?;
    page(&html)
}

fn letter(c: Frame, subject: &Subject, told: Option<&Told>) -> Result<Letter, Failure> {
    let knowledge = c.knowledge();
    let judgement = &subject.judgement;
    let series: Vec<&Series> =
        told.map(|told| told.story.series().iter().collect()).unwrap_or_default();
    let view = LetterView {
        knowledge,
        case: &judgement.case,
        verdict: &judgement.verdict,
        series: &series,
        programme: told.and_then(|told| told.story.programme()),
        responses: told.map(|told| told.responses.as_slice()).unwrap_or_default(),
    };
    let first = letter_page(&view, &c.language);
    let regions = regions_of_answers(knowledge, &judgement.case);
    let chart = body_chart_figure(knowledge, &regions, &c.language, &Form::inline("chart"));
    let figures =
        BTreeMap::from([("letter_chart".to_owned(), format!("{}{}", chart.front, chart.back))]);
    let shown = Shown { figures, ..Shown::default() };
    Ok(Letter {
        title: blocks::title(&first),
        on: today().to_string(),
        first: blocks::html(&blocks::sections(&first, &shown), "")?,
        second: blocks::html(&blocks::sections(&second(&c, subject), &Shown::default()), "")?,
        c,
    })
}

/// How the advice came about, without what the first page has already.
fn second(c: &Frame, subject: &Subject) -> Page {
    let judgement = &subject.judgement;
    let answers = &judgement.resolved.answers;
    let moved = top_contributions(judgement.reasoner, &judgement.verdict, answers);
    let whole =
        therapist_page(judgement.reasoner, &judgement.verdict, answers, &moved, &c.language);
    let net = c.phrase("head_safety_net");
    let flags = c.t("therapist_page.flags_head");
    let mut skipping = false;
    let mut blocks = Vec::new();
    for block in whole.blocks {
        if let Block::Heading(heading) = &block {
            skipping = *heading == net || *heading == flags;
        }
        if !skipping && !matches!(block, Block::Title(_)) {
            blocks.push(block);
        }
    }
    Page { blocks }
}
