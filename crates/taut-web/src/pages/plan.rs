//! The programme: the one that is kept, or a proposal with wishes, more questions, and a way to keep it.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Form, State};
use axum::response::Response;
use taut_episode::{EQUIPMENT, Fault, Told, plan_json};
use taut_plan::{Plan, Preferences};
use taut_text::{Page, PlanView, plan_page};

use crate::app::{App, today};
use crate::failure::Failure;
use crate::html::asked::{self, Asked, Fields, Offered};
use crate::html::blocks::{self, Shown};
use crate::html::frame::Frame;
use crate::html::{page, refused, to};
use crate::service::answer::tone;
use crate::service::handout;
use crate::service::plan::{self, Proposal};
use crate::service::story::told_if_same;
use crate::service::subject;
use crate::visit::Visit;

/// The form of wishes.
#[derive(Debug)]
pub struct Wishes {
    /// Minutes a day.
    pub minutes: u32,
    /// Days a week.
    pub days: u32,
    /// Things that are there.
    pub things: Vec<Offered>,
    /// Getting down to the floor and up again is fine.
    pub floor: bool,
    /// Exercises that can be left out.
    pub leave_out: Vec<Offered>,
}

#[derive(Debug, Template)]
#[template(path = "plan.html")]
struct PlanPage {
    c: Frame,
    title: String,
    words: String,
    notes: Vec<String>,
    faults: Vec<Fault>,
    asked: Vec<Asked>,
    asked_head: String,
    asked_intro: String,
    wishes: Option<Wishes>,
    has_programme: bool,
    can_keep: bool,
    is_kept: bool,
    is_guest: bool,
}

/// Parts that are closed at first.
pub const FOLDED: [&str; 5] = [
    "plan_left_out_head",
    "plan_questions_head",
    "plan_sure_head",
    "plan_change_head",
    "head_sources",
];

/// Shows the programme that is kept and goes on, or that it waits for a check-in; else a proposal.
///
/// # Errors
/// The database's problem.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    // Made with another edition: a new one is proposed.
    match told_if_same(&app, &visit).await? {
        Some(told) if told.held.is_none() && told.story.waiting().is_some() => {
            kept(&app, visit, told).await
        }
        _ => propose(&app, visit, None, Vec::new()).await,
    }
}

/// Shows a proposal, also where a programme is kept; one that is paused waits for its check-in first.
///
/// # Errors
/// The database's problem.
pub async fn new(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    if told_if_same(&app, &visit).await?.is_some_and(|told| told.is_paused()) {
        return Ok(to("/plan"));
    }
    propose(&app, visit, None, Vec::new()).await
}

async fn kept(app: &App, visit: Visit, told: Told) -> Result<Response, Failure> {
    let html = app
        .compute(move |app| {
            let c = visit.frame;
            let story = &told.story;
            let (note, (title, words), has_programme) = if told.is_paused() {
                let page = handout::paused(&told, &c.language);
                let figures = BTreeMap::new();
                (c.t("plan.frozen"), in_html(&page, figures, "care")?, false)
            } else {
                let (from, to) = story.next_due();
                let Some(programme) = story.programme().cloned() else {
                    return Err(Failure::not_found());
                };
                let plan = Plan::Programme(Box::new(programme));
                let view = PlanView {
                    reasoner: app.engine().reasoner(told.kept.case.setting, false),
                    answers: story.answers(),
                    verdict: story.verdict(),
                    preferences: story.preferences(),
                    plan: &plan,
                };
                (c.t2("plan.next", "from", from, "to", to), words(app, &c, &view)?, true)
            };
            Ok(PlanPage {
                title,
                words,
                notes: vec![note],
                faults: Vec::new(),
                asked: Vec::new(),
                asked_head: String::new(),
                asked_intro: String::new(),
                wishes: None,
                has_programme,
                can_keep: false,
                is_kept: true,
                is_guest: false,
                c,
            })
        })
        .await?;
    page(&html)
}

/// The proposal of a visitor; nothing where no answers are complete.
async fn proposal(app: &App, visit: &Visit) -> Result<Result<Proposal, Response>, Failure> {
    Ok(match subject::complete(app, visit).await? {
        Ok(subject) => Ok(plan::of_subject(app, visit, subject).await?),
        Err(missing) => Err(to(missing.page())),
    })
}

async fn propose(
    app: &App,
    visit: Visit,
    sent: Option<Fields>,
    faults: Vec<Fault>,
) -> Result<Response, Failure> {
    let proposal = match proposal(app, &visit).await? {
        Ok(proposal) => proposal,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let is_guest = visit.own().is_none();
    let told = told_if_same(app, &visit).await?;
    let takes_place = told.as_ref().is_some_and(|told| told.story.waiting().is_some());
    let is_held = told.is_some_and(|told| told.held.is_some());
    let is_refused = !faults.is_empty();
    let html = app
        .compute(move |app| {
            let c = visit.frame;
            let (title, words) = words(app, &c, &proposal.view())?;
            let screen = proposal.questions(&c.language);
            let mut asked = screen
                .as_ref()
                .map(|screen| asked::rows(&c, screen, sent.as_ref(), &faults))
                .unwrap_or_default();
            asked::guide(app, &c, &mut asked)?;
            let has_programme = matches!(proposal.plan, Plan::Programme(_));
            let mut notes = Vec::new();
            if is_held {
                notes.push(c.t("plan.held"));
            }
            if takes_place && has_programme {
                notes.push(c.t("plan.takes_place"));
            }
            Ok(PlanPage {
                title,
                words,
                notes,
                asked,
                asked_head: screen.as_ref().map(|screen| screen.title.clone()).unwrap_or_default(),
                asked_intro: screen.map(|screen| screen.intro).unwrap_or_default(),
                faults,
                wishes: has_programme.then(|| wishes(&c, &proposal)),
                has_programme,
                can_keep: proposal.has_exercises() && !is_guest,
                is_kept: false,
                is_guest,
                c,
            })
        })
        .await?;
    let response = page(&html)?;
    Ok(if is_refused { refused(response) } else { response })
}

/// Title and words of a plan, with a figure for each exercise.
fn words(app: &App, c: &Frame, view: &PlanView<'_>) -> Result<(String, String), Failure> {
    let words = plan_page(view, &c.language);
    let figures = match view.plan {
        Plan::Programme(programme) => {
            app.drawing()?.exercises(c.knowledge(), programme, &c.language)?
        }
        _ => BTreeMap::new(),
    };
    in_html(&words, figures, tone(view.verdict.rung()))
}

/// Title and words of a page, with its figures.
fn in_html(
    words: &Page,
    figures: BTreeMap<String, String>,
    tone: &'static str,
) -> Result<(String, String), Failure> {
    let left_out = vec!["head_safety_net"];
    let shown = Shown { folded: FOLDED.to_vec(), left_out, figures, tone };
    let html = blocks::html(&blocks::sections(words, &shown), shown.tone)?;
    Ok((blocks::title(words), html))
}

/// The form of a proposal's wishes.
#[must_use]
pub fn wishes(c: &Frame, proposal: &Proposal) -> Wishes {
    let Preferences { minutes_per_day, days_per_week, equipment, floor, unwanted } =
        &proposal.preferences;
    let thing = |thing: &taut_knowledge::Equipment| {
        let value = plan_json::name(thing);
        let label = c.phrase(&format!("thing_{}", value.replace('-', "_")));
        Offered { value, label, chosen: equipment.contains(thing) }
    };
    let chosen: Vec<usize> = match &proposal.plan {
        Plan::Programme(programme) => programme.chosen.iter().map(|c| c.item.exercise).collect(),
        _ => Vec::new(),
    };
    let exercise = |index: &usize| {
        let record = &c.knowledge().exercises[*index];
        let text = record.text.get(&c.language).unwrap_or_else(|| record.en());
        Offered {
            value: record.id.clone(),
            label: text.name.clone(),
            chosen: unwanted.contains(index),
        }
    };
    Wishes {
        minutes: *minutes_per_day,
        days: *days_per_week,
        things: EQUIPMENT.iter().map(thing).collect(),
        floor: *floor,
        leave_out: chosen.iter().chain(unwanted).map(exercise).collect(),
    }
}

/// Notes what the visitor can and wants to do, and proposes anew.
///
/// # Errors
/// Everything that is wrong with it; the database's problem.
pub async fn wish(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let wanted = wanted(&visit.frame, &Fields(fields)).map_err(Failure::refused)?;
    plan::wish(&app, &visit, &wanted).await?;
    Ok(to("/plan/new"))
}

/// The wishes of a form.
///
/// # Errors
/// Every number that is out of its range.
pub fn wanted(c: &Frame, fields: &Fields) -> Result<Preferences, Vec<Fault>> {
    let knowledge = c.knowledge();
    let mut faults = Vec::new();
    let most_minutes = knowledge.programme.most_minutes_per_day;
    let mut number = |name: &str, label: &str, most: u32| {
        let said = fields.get(name).and_then(|value| value.trim().parse::<u32>().ok());
        said.filter(|value| (1..=most).contains(value)).unwrap_or_else(|| {
            let what = c.t1(label, "most", most);
            faults.push(Fault::new("bad-number", name, what, ""));
            1
        })
    };
    let minutes_per_day = number("minutes", "plan.minutes_range", most_minutes);
    let days_per_week = number("days", "plan.days_range", 7);
    if !faults.is_empty() {
        return Err(faults);
    }
    let things: Vec<&str> = fields.all("thing").collect();
    let unwanted: BTreeSet<usize> = fields
        .all("without")
        .filter_map(|id| knowledge.exercises.iter().position(|exercise| exercise.id == id))
        .collect();
    Ok(Preferences {
        minutes_per_day,
        days_per_week,
        equipment: EQUIPMENT
            .into_iter()
            .filter(|thing| things.contains(&plan_json::name(thing).as_str()))
            .collect(),
        floor: fields.get("floor") != Some("no"),
        unwanted,
    })
}

/// Takes in replies to questions that could admit more.
///
/// # Errors
/// The database's problem.
pub async fn reply(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let fields = Fields(fields);
    let proposal = match proposal(&app, &visit).await? {
        Ok(proposal) => proposal,
        Err(elsewhere) => return Ok(elsewhere),
    };
    match plan::reply(&app, &visit, proposal, &fields.replies()).await {
        Ok(()) => Ok(to("/plan/new")),
        Err(failure) if !failure.faults.is_empty() => {
            propose(&app, visit, Some(fields), failure.faults).await
        }
        Err(failure) => Err(failure),
    }
}

/// Keeps the proposal as the visitor's own programme.
///
/// # Errors
/// Nobody is signed in; there is no programme; the database's problem.
pub async fn keep(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    visit.own_or_sign_in()?;
    match proposal(&app, &visit).await? {
        Ok(proposal) => {
            plan::keep(&app, &visit, &proposal, today()).await?;
            Ok(to("/plan"))
        }
        Err(elsewhere) => Ok(elsewhere),
    }
}
