//! A programme for a person by their therapist: the proposal, wishes, questions that could admit more, and keeping it.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use taut_episode::Fault;
use taut_knowledge::Rung;
use taut_plan::Plan;
use taut_text::plan_page_for_therapist;

use crate::app::{App, today};
use crate::failure::Failure;
use crate::html::asked::{self, Asked, Fields};
use crate::html::blocks::{self, Shown};
use crate::html::frame::Frame;
use crate::html::{or_again, page, to};
use crate::pages::plan::{Wishes, wanted, wishes};
use crate::service::answer::{rung_name, tone};
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
    /// What the person was told instead of a programme.
    told: Option<String>,
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
        told: None,
        words: None,
        asked: Vec::new(),
        asked_head: String::new(),
        wishes: None,
        wishes_to: patient.address("/propose/wishes"),
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
    let view = proposal.view();
    let tone = tone(view.verdict.rung());
    let shown = Shown { left_out: vec!["head_safety_net"], tone, ..Shown::default() };
    let written = plan_page_for_therapist(&view, &c.language);
    let rung = view.verdict.rung();
    let is_programme = matches!(proposal.plan, Plan::Programme(_));
    if rung <= Rung::SeeDoctor && !is_programme {
        let label =
            if rung == Rung::Emergency { "clinic.told_emergency" } else { "clinic.told_doctor" };
        let advice = rung_name(c.knowledge(), rung, &c.language);
        made.told = Some(c.t2(label, "name", &made.name, "advice", advice));
        made.words = Some(String::new());
    } else {
        made.words = Some(blocks::html(&blocks::sections(&written, &shown), tone)?);
    }
    if let Some(screen) = proposal.questions(&c.language) {
        made.asked = asked::rows(c, &screen, sent, &made.faults);
        made.asked_head = screen.title;
    }
    made.wishes = is_programme.then(|| wishes(c, proposal));
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
    let noted = match wanted(&visit.frame, &Fields(fields)) {
        Ok(wanted) => plan::wish_of(&app, propose::owner(&patient), &wanted).await,
        Err(faults) => Err(Failure::refused(faults)),
    };
    or_again(noted.map(|()| to(&patient.address("/propose"))), async |faults| {
        view(&app, visit.frame, &patient, (faults, None)).await
    })
    .await
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
    let taken = propose::reply(&app, &patient, &proposal, &fields.replies(), told).await;
    or_again(taken.map(|()| to(&patient.address("/propose"))), async |faults| {
        view(&app, visit.frame, &patient, (faults, Some(fields))).await
    })
    .await
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
    let kept = propose::keep(&app, &patient, &proposal, (&visit.frame, today())).await;
    or_again(kept.map(|()| to(&patient.address("#programme"))), async |faults| {
        view(&app, visit.frame, &patient, (faults, None)).await
    })
    .await
}
