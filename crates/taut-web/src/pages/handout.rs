//! One page to print: the answer, what to do, the exercises with small figures, when to stop, the next check-in.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use taut_plan::Plan;
use taut_text::{Page, PlanView, plan_page, verdict_page};

use crate::app::{App, today};
use crate::failure::Failure;
use crate::html::frame::Frame;
use crate::html::page;
use crate::service::answer::tone;
use crate::service::handout::{Handout, handout};
use crate::service::plan::{self, Proposal};
use crate::service::story::{Told, told};
use crate::service::subject;
use crate::visit::Visit;

#[derive(Debug, Template)]
#[template(path = "handout.html")]
struct HandoutPage {
    c: Frame,
    on: String,
    tone: &'static str,
    handout: Handout,
}

/// Shows the page of the programme that is kept; else of the newest answers.
///
/// # Errors
/// The database's problem; a programme of other knowledge.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let found = match visit.own() {
        Some(own) => told(&app, &own).await?,
        None => None,
    };
    let html = match found.filter(|told| told.story.programme().is_some()) {
        Some(told) => app.compute(move |app| of_story(app, visit.frame, &told)).await?,
        None => {
            let found = subject::find(&app, &visit).await?;
            if found.is_open {
                return Ok(Redirect::to("/interview").into_response());
            }
            let Some(subject) = found.subject else {
                return Ok(Redirect::to("/").into_response());
            };
            let wishes = plan::wishes(&app, &visit, None).await?;
            let proposal = plan::propose(&app, subject, wishes).await?;
            app.compute(move |app| of_proposal(app, visit.frame, &proposal)).await?
        }
    };
    page(&html)
}

fn of_story(app: &App, c: Frame, told: &Told) -> Result<HandoutPage, Failure> {
    let story = &told.story;
    let Some(programme) = story.programme().cloned() else { return Err(Failure::not_found()) };
    let plan = Plan::Programme(Box::new(programme));
    let view = PlanView {
        reasoner: app.engine().reasoner(told.kept.case.setting, false),
        answers: story.answers(),
        verdict: story.verdict(),
        preferences: story.preferences(),
        plan: &plan,
    };
    made(app, c, &view)
}

fn of_proposal(app: &App, c: Frame, proposal: &Proposal) -> Result<HandoutPage, Failure> {
    let judgement = &proposal.subject.judgement;
    let view = PlanView {
        reasoner: judgement.reasoner,
        answers: &judgement.resolved.answers,
        verdict: &judgement.verdict,
        preferences: &proposal.preferences,
        plan: &proposal.plan,
    };
    made(app, c, &view)
}

fn made(app: &App, c: Frame, view: &PlanView<'_>) -> Result<HandoutPage, Failure> {
    let answer: Page = verdict_page(view.reasoner, view.verdict, view.answers, &c.language);
    let plan = match view.plan {
        Plan::Programme(programme) => {
            let figures = app.drawing()?.exercises(c.knowledge(), programme, &c.language)?;
            Some((plan_page(view, &c.language), figures))
        }
        _ => None,
    };
    let plan = plan.as_ref().map(|(page, figures)| (page, figures.clone()));
    let handout = handout(&answer, plan);
    Ok(HandoutPage { on: today().to_string(), tone: tone(view.verdict.rung()), handout, c })
}
