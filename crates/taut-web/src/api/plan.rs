//! One's own programme for programs: proposed, wished for, kept, and as it stands.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use taut_episode::{Fault, Told, plan_json, result_json};
use taut_knowledge::{Equipment, Knowledge};
use taut_plan::Standing;
use taut_text::{PlanView, ProgressView, plan_page};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::complete;
use super::body::Body;
use super::page::Words;
use super::programme::{PlanResult, Programme, ProgressResult};
use super::screen::{Reply, Screen, triples};
use super::verdict::Rung;
use crate::app::{App, today};
use crate::failure::Failure;
use crate::service::plan::{self, Proposal};
use crate::service::story::told;
use crate::visit::Visit;

/// The routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show, keep))
        .routes(routes!(propose))
        .routes(routes!(wish))
        .routes(routes!(reply))
        .routes(routes!(progress))
}

/// What a person can and wants to do.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Preferences {
    /// Minutes on a day with exercises; the knowledge says how many at most.
    #[schema(minimum = 1, maximum = 1440, example = 20)]
    minutes_per_day: u32,
    /// Days a week.
    #[schema(minimum = 1, maximum = 7, example = 5)]
    days_per_week: u32,
    /// What is at hand.
    #[schema(max_items = 11)]
    equipment: Vec<Thing>,
    /// Getting down to the floor and up again is fine.
    floor: bool,
    /// Ids of exercises that the person does not want.
    #[schema(max_items = 100)]
    unwanted: Vec<String>,
}

/// A thing that an exercise may need.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Thing {
    Strap,
    Band,
    Weight,
    Step,
    Chair,
    Wall,
    Doorway,
    Bench,
    Stick,
    Ball,
    FootHold,
}

impl From<Thing> for Equipment {
    fn from(thing: Thing) -> Self {
        match thing {
            Thing::Strap => Self::Strap,
            Thing::Band => Self::Band,
            Thing::Weight => Self::Weight,
            Thing::Step => Self::Step,
            Thing::Chair => Self::Chair,
            Thing::Wall => Self::Wall,
            Thing::Doorway => Self::Doorway,
            Thing::Bench => Self::Bench,
            Thing::Stick => Self::Stick,
            Thing::Ball => Self::Ball,
            Thing::FootHold => Self::FootHold,
        }
    }
}

impl Preferences {
    /// The same with exercises of this knowledge.
    ///
    /// # Errors
    /// Every exercise that the knowledge does not have; a longer day than it allows.
    pub fn read(&self, knowledge: &Knowledge) -> Result<taut_plan::Preferences, Failure> {
        let (mut unwanted, mut faults) = (BTreeSet::new(), Vec::new());
        for (at, id) in self.unwanted.iter().enumerate() {
            match knowledge.exercises.iter().position(|exercise| exercise.id == *id) {
                Some(index) => drop(unwanted.insert(index)),
                None => faults.push(Fault::new(
                    "unknown-exercise",
                    format!("unwanted[{at}]"),
                    "there is no such exercise",
                    "see /api/v1/knowledge/exercises",
                )),
            }
        }
        let most = knowledge.programme.most_minutes_per_day;
        if self.minutes_per_day > most {
            let what = format!("it is more than {most}");
            faults.push(Fault::new("unfit", "minutes_per_day", what, "choose a shorter day"));
        }
        if !faults.is_empty() {
            return Err(Failure::refused(faults));
        }
        Ok(taut_plan::Preferences {
            minutes_per_day: self.minutes_per_day,
            days_per_week: self.days_per_week,
            equipment: self.equipment.iter().map(|thing| Equipment::from(*thing)).collect(),
            floor: self.floor,
            unwanted,
        })
    }
}

/// A programme that is not kept yet, or why there is none.
#[derive(Debug, Serialize, ToSchema)]
struct ProposedPlan {
    /// The plan.
    #[schema(value_type = PlanResult)]
    result: Value,
    /// Questions that could admit more exercises.
    questions: Option<Screen>,
    /// There is something to do, and somebody to keep it for.
    can_keep: bool,
    /// The page in the language of the request.
    page: Words,
}

async fn proposal(app: &App, visit: &Visit) -> Result<Proposal, Failure> {
    let subject = complete(app, visit).await?;
    plan::of_subject(app, visit, subject).await
}

/// What would be the programme now
///
/// Made of the newest answers and of what was wished for.
#[utoipa::path(
    get,
    path = "/api/v1/plan/proposal",
    tag = "own plan",
    responses(
        (status = 200, description = "A programme, or why there is none", body = ProposedPlan),
        (status = 404, description = "No answers are there"),
        (status = 409, description = "The interview is not done"),
    ),
)]
async fn propose(State(app): State<App>, visit: Visit) -> Result<Json<ProposedPlan>, Failure> {
    let proposal = proposal(&app, &visit).await?;
    app.compute(move |app| {
        let language = visit.language();
        let judgement = &proposal.subject.judgement;
        let view = PlanView {
            reasoner: judgement.reasoner,
            answers: &judgement.resolved.answers,
            verdict: &judgement.verdict,
            preferences: &proposal.preferences,
            plan: &proposal.plan,
        };
        let knowledge = app.engine().knowledge();
        Ok(Json(ProposedPlan {
            page: Words::new(plan_page(&view, language)),
            result: result_json::plan(knowledge, &proposal.plan, &proposal.preferences, false),
            questions: proposal.questions(language).as_ref().map(Screen::new),
            can_keep: proposal.has_exercises() && visit.own().is_some(),
        }))
    })
    .await
}

/// Notes what one can and wants to do, for the next proposal
#[utoipa::path(
    put,
    path = "/api/v1/plan/wishes",
    tag = "own plan",
    request_body = Preferences,
    responses(
        (status = 204, description = "It is noted"),
        (status = 404, description = "There is nobody to note it for: no session has begun"),
    ),
)]
async fn wish(
    State(app): State<App>,
    visit: Visit,
    Body(sent): Body<Preferences>,
) -> Result<StatusCode, Failure> {
    let wanted = sent.read(app.engine().knowledge())?;
    plan::wish(&app, &visit, &wanted).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Replies to questions of a proposal.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MoreReplies {
    /// Some of the questions may be left out.
    #[schema(max_items = 100)]
    replies: Vec<Reply>,
}

/// Takes in replies to the questions of a proposal
#[utoipa::path(
    post,
    path = "/api/v1/plan/replies",
    tag = "own plan",
    request_body = MoreReplies,
    responses(
        (status = 204, description = "They are kept"),
        (status = 404, description = "No answers are there"),
        (status = 409, description = "The interview is not done, or something else was written meanwhile"),
    ),
)]
async fn reply(
    State(app): State<App>,
    visit: Visit,
    Body(sent): Body<MoreReplies>,
) -> Result<StatusCode, Failure> {
    let proposal = proposal(&app, &visit).await?;
    plan::reply(&app, &visit, proposal, &triples(&sent.replies)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A programme that is kept, as it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct KeptPlan {
    /// The first day.
    begun: String,
    /// Whether it goes on.
    standing: PlanStanding,
    /// The advice that it answers to now: never less careful than that of today.
    #[schema(value_type = Rung)]
    advice: &'static str,
    /// Answers that came after it keep it from going on: what they come to is to be read first, at `/api/v1/answer`.
    answer_first: bool,
    /// First and last day of the next check-in.
    next: [String; 2],
    /// The exercises now; nothing where none go on.
    #[schema(value_type = Option<Programme>)]
    programme: Option<Value>,
}

/// Whether a programme goes on.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum PlanStanding {
    /// It goes on.
    GoesOn,
    /// It waits for a check-in, and shows no exercise until then.
    Frozen,
    /// It has stopped.
    Stopped,
}

impl KeptPlan {
    /// Of a story; only a therapist sees which conditions play a part.
    #[must_use]
    pub fn new(knowledge: &Knowledge, told: &Told, therapist: bool) -> Self {
        let story = &told.story;
        let (from, to) = story.next_due();
        Self {
            begun: story.begun().to_string(),
            standing: match story.standing(told.on) {
                Standing::Stopped(_) => PlanStanding::Stopped,
                Standing::Frozen(_) => PlanStanding::Frozen,
                _ => PlanStanding::GoesOn,
            },
            advice: story.rung().id(),
            answer_first: told.held.is_some(),
            next: [from.to_string(), to.to_string()],
            programme: story
                .programme()
                .filter(|_| told.goes_on())
                .map(|p| plan_json::programme(knowledge, p, therapist)),
        }
    }
}

/// The story of one's own programme.
///
/// # Errors
/// Nobody is signed in; none is kept; it comes out differently now; the database's problem.
pub async fn own_story(app: &App, visit: &Visit) -> Result<Told, Failure> {
    let nothing = Failure { label: "errors.nothing_kept", ..Failure::not_found() };
    told(app, visit).await?.ok_or(nothing)
}

/// One's own programme as it stands
#[utoipa::path(
    get,
    path = "/api/v1/plan",
    tag = "own plan",
    responses(
        (status = 200, description = "The programme", body = KeptPlan),
        (status = 404, description = "None is kept"),
        (status = 409, description = "It was made with other knowledge and comes out differently now"),
    ),
)]
async fn show(State(app): State<App>, visit: Visit) -> Result<Json<KeptPlan>, Failure> {
    let told = own_story(&app, &visit).await?;
    Ok(Json(KeptPlan::new(app.engine().knowledge(), &told, false)))
}

/// Keeps the proposal as one's own programme, from today
#[utoipa::path(
    post,
    path = "/api/v1/plan",
    tag = "own plan",
    responses(
        (status = 201, description = "The programme", body = KeptPlan),
        (status = 404, description = "No answers are there"),
        (status = 409, description = "The interview is not done, or something else was written meanwhile"),
        (status = 422, description = "There are no exercises to keep, or the plan that is kept waits for a check-in"),
    ),
)]
async fn keep(
    State(app): State<App>,
    visit: Visit,
) -> Result<(StatusCode, Json<KeptPlan>), Failure> {
    visit.own_or_sign_in()?;
    let proposal = proposal(&app, &visit).await?;
    plan::keep(&app, &visit, &proposal, today()).await?;
    let told = own_story(&app, &visit).await?;
    Ok((StatusCode::CREATED, Json(KeptPlan::new(app.engine().knowledge(), &told, false))))
}

/// Measures over time as JSON.
#[must_use]
pub fn progress_of(told: &Told) -> Value {
    let story = &told.story;
    let series: Vec<_> = story.series().iter().collect();
    let view = ProgressView {
        knowledge: story.knowledge(),
        answers: story.answers(),
        begun: story.begun(),
        series: &series,
    };
    result_json::progress(&view, story)
}

/// One's own measures over time
#[utoipa::path(
    get,
    path = "/api/v1/progress",
    tag = "own plan",
    responses(
        (status = 200, description = "The measures", body = ProgressResult),
        (status = 404, description = "No programme is kept"),
        (status = 409, description = "It was made with other knowledge and comes out differently now"),
    ),
)]
async fn progress(State(app): State<App>, visit: Visit) -> Result<Json<Value>, Failure> {
    let told = own_story(&app, &visit).await?;
    Ok(Json(progress_of(&told)))
}
