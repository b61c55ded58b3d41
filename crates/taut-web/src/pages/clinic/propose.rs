//! A programme for a person by their therapist: the proposal, wishes, questions that could admit more, and keeping it.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use taut_episode::Fault;
use taut_plan::Plan;
use taut_text::{PlanView, plan_page_for_therapist};

use crate::app::{App, today};
use crate::failure::Failure;
use crate::html::asked::{self, Asked, Fields};
use crate::html::blocks::{self, Shown};
use crate::html::frame::Frame;
use crate::html::page;
use crate::pages::account::refused;
use crate::pages::plan::{Wishes, wanted, wishes};
use crate::service::answer::tone;
use crate::service::patient::Patient;
use crate::service::plan::{self, Proposal};
use crate::service::propose;
use crate::visit::Visit;

#[derive(Debug, Template)]
#[template(path = "clinic/propose.html")]
struct ProposePage {
    c: Frame,
    id: String,
    name: String,
    faults: Vec<Fault>,
    /// The proposal in HTML; nothing where no answers are kept.
    words: Option<String>,
    asked: Vec<Asked>,
    asked_head: String,
    wishes: Option<Wishes>,
    /// Where the form of wishes goes.
    wishes_to: String,
    can_keep: bool,
    /// A programme goes on, whose place this one would take.
    takes_place: bool,
}

async fn view(
    app: &App,
    c: Frame,
    patient: &Patient,
    (faults, sent): (Vec<Fault>, Option<Fields>),
) -> Result<Response, Failure> {
    let proposal = propose::proposal(app, patient, today()).await?;
    let story = patient.story(app).await?;
    let takes_place = story.is_some_and(|told| told.story.waiting().is_some());
    let mut made = ProposePage {
        id: patient.chain().to_string(),
        name: patient.person.shown().to_owned(),
        faults,
        words: None,
        asked: Vec::new(),
        asked_head: String::new(),
        wishes: None,
        wishes_to: format!("/clinic/people/{}/propose/wishes", patient.chain()),
        can_keep: false,
        takes_place,
        c: c.wide(),
    };
    if let Some(proposal) = proposal {
        made = app
            .compute(move |_| {
                fill(&mut made, &proposal, sent.as_ref())?;
                Ok(made)
            })
            .await?;
    }
    page(&made)
}

fn fill(made: &mut ProposePage, proposal: &Proposal, sent: Option<&Fields>) -> Result<(), Failure> {
    let c = &made.c;
    let judgement = &proposal.subject.judgement;
    let view = PlanView {
        reasoner: judgement.reasoner,
        answers: &judgement.resolved.answers,
        verdict: &judgement.verdict,
        preferences: &proposal.preferences,
        plan: &proposal.plan,
    };
    let tone = tone(judgement.verdict.rung());
    let shown = Shown { left_out: vec!["head_safety_net"], tone, ..Shown::default() };
    let written = plan_page_for_therapist(&view, &c.language);
    made.words = Some(blocks::html(&blocks::sections(&written, &shown), tone)?);
    if let Some(screen) = proposal.questions(&c.language) {
        made.asked = asked::rows(c, &screen, sent, &made.faults);
        made.asked_head = screen.title;
    }
    made.wishes = matches!(proposal.plan, Plan::Programme(_)).then(|| wishes(c, proposal));
    made.can_keep = proposal.has_exercises();
    Ok(())
}

/// The proposal.
///
/// # Errors
/// It is no therapist; there is no such person in the clinic; the database's problem.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "programme form").await?;
    view(&app, visit.frame, &patient, (Vec::new(), None)).await
}

/// Notes what the person can and wants to do, and proposes anew.
///
/// # Errors
/// As [`show`].
pub async fn wish(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "programme form").await?;
    match wanted(&visit.frame, &Fields(fields)) {
        Ok(wanted) => {
            plan::wish_of(&app, propose::owner(&patient), &wanted).await?;
            Ok(to(&patient, "/propose"))
        }
        Err(faults) => refused(view(&app, visit.frame, &patient, (faults, None)).await?),
    }
}

/// Takes in replies to questions that could admit more.
///
/// # Errors
/// As [`show`].
pub async fn reply(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "programme form").await?;
    let proposal = propose::proposal(&app, &patient, today()).await?;
    let proposal = proposal.ok_or_else(Failure::not_found)?;
    let fields = Fields(fields);
    let told = (visit.language(), today());
    match propose::reply(&app, &patient, &proposal, &fields.replies(), told).await {
        Ok(()) => Ok(to(&patient, "/propose")),
        Err(failure) if !failure.faults.is_empty() => {
            let sent = (failure.faults, Some(fields));
            refused(view(&app, visit.frame, &patient, sent).await?)
        }
        Err(failure) => Err(failure),
    }
}

/// Keeps the proposal.
///
/// # Errors
/// As [`show`]; something was added meanwhile.
pub async fn keep(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "programme form").await?;
    let proposal = propose::proposal(&app, &patient, today()).await?;
    let proposal = proposal.ok_or_else(Failure::not_found)?;
    match propose::keep(&app, &patient, &proposal, (&visit.frame, today())).await {
        Ok(()) => Ok(to(&patient, "#programme")),
        Err(failure) if !failure.faults.is_empty() => {
            let faults = (failure.faults, None);
            refused(view(&app, visit.frame, &patient, faults).await?)
        }
        Err(failure) => Err(failure),
    }
}

fn to(patient: &Patient, page: &str) -> Response {
    Redirect::to(&format!("/clinic/people/{}{page}", patient.chain())).into_response()
}
