//! One person's record for their therapist's programs: what stands, what follows, what is next.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use serde_json::Value;
use taut_episode::{Told, note_words};
use taut_text::why_asked;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::admin::NewInvitation;
use super::answer::Answer;
use super::plan::{KeptPlan, progress_of};
use super::programme::ProgressResult;
use super::query::{Asked, Before};
use super::record::{Entries, StandingClearance, lines};
use super::screen::Side;
use crate::app::{App, today};
use crate::failure::Failure;
use crate::service::admin::CODE_DAYS;
use crate::service::patient::{Current, Patient};
use crate::service::side_by_side::{self, Given, Line};
use crate::visit::Visit;

/// The routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(programme))
        .routes(routes!(progress))
        .routes(routes!(entries))
        .routes(routes!(export))
        .routes(routes!(invite))
}

/// One person's record as their therapist sees it.
#[derive(Debug, Serialize, ToSchema)]
struct PersonRecord {
    /// Id of the record.
    id: String,
    /// The name.
    name: String,
    /// The advice now, with what clearances add today; nothing where no answers are kept.
    answer: Option<Answer>,
    /// Every finding that was answered, answers side by side.
    findings: Vec<FindingLine>,
    /// The clearances of the open episode.
    #[schema(value_type = Vec<StandingClearance>)]
    clearances: Vec<Value>,
    /// The best next questions and tests.
    next: Vec<NextQuestion>,
    /// What no finding holds.
    unmapped: Vec<String>,
}

/// A finding of one side.
#[derive(Debug, Serialize, ToSchema)]
struct FindingLine {
    /// Id of the finding.
    finding: String,
    /// Its name.
    name: String,
    /// The side, where it has one.
    side: Option<Side>,
    /// It is marked: serious, nerve or deficit.
    marked: bool,
    /// It is present, as far as the answers that stand say.
    present: bool,
    /// Answers disagree, and none stands.
    open: bool,
    /// Told by the person.
    reported: Vec<GivenAnswer>,
    /// Tested by the person alone.
    self_tested: Vec<GivenAnswer>,
    /// Examined by a therapist.
    examined: Vec<GivenAnswer>,
}

/// One answer.
#[derive(Debug, Serialize, ToSchema)]
struct GivenAnswer {
    /// What was said, in the language of the request.
    said: String,
    /// When; empty if not known.
    when: String,
    /// Why a flag is cleared and by whom; else empty.
    why: String,
    /// This answer stands.
    stands: bool,
}

/// A question or test that would tell most.
#[derive(Debug, Serialize, ToSchema)]
struct NextQuestion {
    /// Id of the finding.
    finding: String,
    /// Its name.
    name: String,
    /// Why it is next.
    why: String,
}

impl From<&Given> for GivenAnswer {
    fn from(given: &Given) -> Self {
        let Given { said, when, why, stands } = given.clone();
        Self { said, when, why, stands }
    }
}

impl FindingLine {
    fn new(knowledge: &taut_knowledge::Knowledge, line: &Line) -> Self {
        let given = |all: &[Given]| all.iter().map(GivenAnswer::from).collect();
        Self {
            finding: knowledge.finding(line.finding).id.clone(),
            name: line.name.clone(),
            side: Side::of(line.side),
            marked: line.marked,
            present: line.present,
            open: line.open,
            reported: given(&line.reported),
            self_tested: given(&line.self_tested),
            examined: given(&line.examined),
        }
    }
}

fn next(app: &App, current: &Current, language: &str) -> Vec<NextQuestion> {
    let knowledge = app.engine().knowledge();
    let questions = app.engine().asking().next_questions(&current.judgement.resolved.answers);
    let telling = questions.iter().filter(|question| question.is_telling()).take(3);
    telling
        .map(|question| {
            let finding = knowledge.finding(question.finding);
            let text = finding.text.get(language).unwrap_or_else(|| finding.en());
            NextQuestion {
                finding: finding.id.clone(),
                name: text.name.clone(),
                why: why_asked(knowledge, question.finding, question.why, language),
            }
        })
        .collect()
}

/// One person's record: the advice, answers side by side, clearances, what to ask next
#[utoipa::path(
    get,
    path = "/api/v1/people/{id}",
    tag = "clinic",
    params(("id" = String, Path, description = "Id of the record")),
    responses((status = 200, description = "The record", body = PersonRecord)),
)]
async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Json<PersonRecord>, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "record").await?;
    let current = patient.current(&app, today()).await?;
    let clearances = patient.clearances(&app, today()).await?;
    app.compute(move |app| {
        let (knowledge, language) = (app.engine().knowledge(), visit.language());
        let lines = current
            .as_ref()
            .map(|now| side_by_side::lines(knowledge, &now.judgement.case, language))
            .unwrap_or_default();
        Ok(Json(PersonRecord {
            id: patient.chain().to_string(),
            name: patient.person.shown().to_owned(),
            findings: lines.iter().map(|line| FindingLine::new(knowledge, line)).collect(),
            clearances: clearances.iter().map(|row| row.json(knowledge)).collect(),
            next: current.as_ref().map(|now| next(app, now, language)).unwrap_or_default(),
            unmapped: current
                .as_ref()
                .map(|now| {
                    let all = now.kept.case.unmapped.iter();
                    all.map(|(text, from)| note_words(knowledge, text, from, language)).collect()
                })
                .unwrap_or_default(),
            answer: current
                .as_ref()
                .map(|now| Answer::new(&now.judgement, now.upheld.as_ref(), language, true)),
        }))
    })
    .await
}

async fn story(app: &App, patient: &Patient) -> Result<Told, Failure> {
    let nothing = Failure { label: "errors.nothing_kept", ..Failure::not_found() };
    patient.told(app).await?.ok_or(nothing)
}

/// A person's programme as it stands
#[utoipa::path(
    get,
    path = "/api/v1/people/{id}/plan",
    tag = "clinic",
    params(("id" = String, Path, description = "Id of the record")),
    responses(
        (status = 200, description = "The programme", body = KeptPlan),
        (status = 409, description = "It was made with other knowledge and comes out differently now"),
    ),
)]
async fn programme(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Json<KeptPlan>, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "programme").await?;
    let told = story(&app, &patient).await?;
    Ok(Json(KeptPlan::new(app.engine().knowledge(), &told, true)))
}

/// A person's measures over time
#[utoipa::path(
    get,
    path = "/api/v1/people/{id}/progress",
    tag = "clinic",
    params(("id" = String, Path, description = "Id of the record")),
    responses(
        (status = 200, description = "The measures", body = ProgressResult),
        (status = 409, description = "The programme was made with other knowledge"),
    ),
)]
async fn progress(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Json<Value>, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "progress").await?;
    Ok(Json(progress_of(&story(&app, &patient).await?)))
}

/// A person's record, page by page, looks at it among them
#[utoipa::path(
    get,
    path = "/api/v1/people/{id}/entries",
    tag = "clinic",
    params(("id" = String, Path, description = "Id of the record"), Before),
    responses((status = 200, description = "A page of it", body = Entries)),
)]
async fn entries(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Asked(asked): Asked<Before>,
) -> Result<Json<Entries>, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "timeline").await?;
    Ok(Json(Entries::new(&patient.entries(asked.place()?).await?)?))
}

/// A person's whole record as JSON Lines
#[utoipa::path(
    get,
    path = "/api/v1/people/{id}/export",
    tag = "clinic",
    params(("id" = String, Path, description = "Id of the record")),
    responses((
        status = 200,
        description = "The whole record, an entry a line",
        body = String,
        content_type = "application/x-ndjson",
    )),
)]
async fn export(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "export").await?;
    Ok(lines(patient.export().await?))
}

/// An invitation for a person
#[utoipa::path(
    post,
    path = "/api/v1/people/{id}/invitation",
    tag = "clinic",
    params(("id" = String, Path, description = "Id of the record")),
    responses(
        (status = 201, description = "The code", body = NewInvitation),
        (status = 422, description = "The person has an account already"),
    ),
)]
async fn invite(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<NewInvitation>), Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "record").await?;
    let code = patient.invite().await?.text();
    Ok((StatusCode::CREATED, Json(NewInvitation { code, days: CODE_DAYS })))
}
