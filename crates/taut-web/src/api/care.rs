//! What a therapist's programs add to a record: examinations, flags resolved, clearances, overrides.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use taut_episode::{Fault, OverrideRow};
use taut_knowledge::{Kind, Knowledge};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::{Body, Raw};
use super::record::StandingClearance;
use super::screen::Side;
use crate::app::{App, today};
use crate::failure::Failure;
use crate::service::patient::{New, Patient, read_clearance};
use crate::service::revise::{self, Settable};
use crate::service::{day, examine, resolve, side_by_side};
use crate::visit::Visit;

/// The routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(examined))
        .routes(routes!(resolved))
        .routes(routes!(clearances, clear))
        .routes(routes!(overrides, set))
}

/// What was found in an examination.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Examination {
    /// The day.
    #[schema(format = Date, example = "2026-05-04")]
    on: String,
    /// What was found.
    #[serde(default)]
    #[schema(max_items = 200)]
    answers: Vec<Found>,
    /// What no finding holds.
    #[serde(default)]
    #[schema(max_items = 50)]
    notes: Vec<String>,
    /// Age in years; counts where no answers are kept yet.
    #[schema(minimum = 0.0, maximum = 120.0)]
    age: Option<f64>,
    /// Sex; counts where no answers are kept yet.
    sex: Option<Sex>,
}

/// Sex as far as base rates differ by it.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Sex {
    Female,
    Male,
    Other,
}

/// One thing that was examined: a state, or a value.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Found {
    /// Id of the finding, one of an examination.
    #[schema(max_length = 80)]
    finding: String,
    /// The side, where the finding has one.
    side: Option<Side>,
    /// The state.
    #[schema(max_length = 80)]
    state: Option<String>,
    /// The value of a measure, in the unit of the finding.
    value: Option<f64>,
}

impl Examination {
    /// As the service takes it; or everything that is wrong with it.
    fn read(self, knowledge: &Knowledge) -> Result<New, Vec<Fault>> {
        let mut faults = Vec::new();
        if day::past(&self.on).is_none() {
            let hint = "a day such as 2026-05-04 that is not in the future";
            faults.push(Fault::new("bad-date", "on", "this is no day of an examination", hint));
        }
        if self.answers.is_empty() && self.notes.is_empty() {
            let hint = "send answers, or notes";
            faults.push(Fault::new("nothing", "answers", "nothing was found", hint));
        }
        let mut answers = Vec::new();
        for (at, found) in self.answers.iter().enumerate() {
            match found.answer(knowledge, &self.on) {
                Ok(answer) => answers.push(answer),
                Err((code, what, hint)) => {
                    faults.push(Fault::new(code, format!("answers[{at}]"), what, hint));
                }
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let sex = self.sex.map(|sex| match sex {
            Sex::Female => "female".to_owned(),
            Sex::Male => "male".to_owned(),
            Sex::Other => "other".to_owned(),
        });
        let (age, unmapped) = (self.age, self.notes);
        Ok(New { answers, unmapped, age, sex, is_interview: false, on: self.on })
    }
}

impl Found {
    fn answer(
        &self,
        knowledge: &Knowledge,
        on: &str,
    ) -> Result<Value, (&'static str, &'static str, &'static str)> {
        let parts = examine::parts(knowledge);
        let id = knowledge.finding_id(&self.finding);
        let id = id.filter(|id| parts.iter().any(|part| part.findings.contains(id)));
        let Some(finding) = id.map(|id| knowledge.finding(id)) else {
            let hint = "findings with origin examination are in /api/v1/knowledge/findings";
            return Err(("not-examined", "this is no finding of an examination", hint));
        };
        let mut answer = json!({ "finding": finding.id, "by": "therapist", "when": on });
        if let Some(side) = self.side {
            answer["side"] = json!(side.id());
        }
        match (&finding.kind, &self.state, self.value) {
            (_, Some(state), _) if state == "cleared" => {
                let hint = "resolve the flag, or send a clearance";
                return Err(("not-here", "nothing is cleared by an examination", hint));
            }
            (Kind::Measure { unit, .. }, None, Some(value)) => {
                answer["value"] = json!(value);
                answer["unit"] = json!(unit);
            }
            (_, Some(state), None) => answer["state"] = json!(state),
            _ => {
                let hint = "a value for a measure, a state for everything else, and never both";
                return Err(("unfit", "it has no state, or no value", hint));
            }
        }
        Ok(answer)
    }
}

/// Adds an examination to a record
///
/// What is added is judged together with what is kept.
#[utoipa::path(
    post,
    path = "/api/v1/people/{id}/answers",
    tag = "clinic",
    params(("id" = String, Path, description = "Id of the record")),
    request_body = Examination,
    responses(
        (status = 204, description = "It is kept"),
        (status = 409, description = "Something else was written meanwhile"),
    ),
)]
async fn examined(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Body(sent): Body<Examination>,
) -> Result<StatusCode, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "examination form").await?;
    let new = sent.read(app.engine().knowledge()).map_err(Failure::refused)?;
    patient.add(&app, &new, today()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A flag that is resolved.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Resolution {
    /// Id of a marked finding that stands as present.
    #[schema(max_length = 80)]
    finding: String,
    /// Its side, where it has one.
    side: Option<Side>,
    /// The day of the examination, after the report.
    #[schema(format = Date, example = "2026-05-04")]
    on: String,
    /// Who examined.
    #[schema(min_length = 1, max_length = 200)]
    examiner: String,
    /// Why it is cleared.
    #[schema(min_length = 1, max_length = 1000)]
    reason: String,
}

/// Resolves one flag of a record: with a reason, an examiner and a day after the report
#[utoipa::path(
    post,
    path = "/api/v1/people/{id}/resolutions",
    tag = "clinic",
    params(("id" = String, Path, description = "Id of the record")),
    request_body = Resolution,
    responses(
        (status = 204, description = "It is kept"),
        (status = 409, description = "Something else was written meanwhile"),
    ),
)]
async fn resolved(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Body(sent): Body<Resolution>,
) -> Result<StatusCode, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "flags").await?;
    let c = &visit.frame;
    let standing = match patient.current(&app, today()).await? {
        Some(now) => side_by_side::lines(c.knowledge(), &now.judgement.case, &c.language),
        None => Vec::new(),
    };
    let asked = resolve::Resolution {
        flag: resolve::key(&sent.finding, sent.side.map_or("", Side::id)),
        on: sent.on,
        examiner: sent.examiner,
        reason: sent.reason,
    };
    resolve::keep(&app, c, &patient, &resolve::flags(c, &standing), &asked).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The clearances of a record, of the open episode
#[utoipa::path(
    get,
    path = "/api/v1/people/{id}/clearances",
    tag = "clinic",
    params(("id" = String, Path, description = "Id of the record")),
    responses((status = 200, description = "The clearances", body = Vec<StandingClearance>)),
)]
async fn clearances(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Json<Vec<Value>>, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "clearance form").await?;
    let rows = patient.clearances(&app, today()).await?;
    let knowledge = app.engine().knowledge();
    Ok(Json(rows.iter().map(|row| row.json(knowledge)).collect()))
}

/// Adds a clearance to a record
#[utoipa::path(
    post,
    path = "/api/v1/people/{id}/clearances",
    tag = "clinic",
    params(("id" = String, Path, description = "Id of the record")),
    request_body(content = ref("#/components/schemas/ClearanceFile"), content_type = "application/json"),
    responses(
        (status = 204, description = "It is kept"),
        (status = 409, description = "Something else was written meanwhile"),
    ),
)]
async fn clear(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Raw(bytes): Raw,
) -> Result<StatusCode, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "clearance form").await?;
    let mut file: Value = super::body::read(&bytes)?;
    // Whoever is signed in as a therapist writes as one.
    if file.get("by").is_some_and(|by| by != "therapist") {
        let hint = "a therapist's clearance is by \"therapist\"";
        return Err(Failure::of("unfit", "by", "a person reports clearances themself", hint));
    }
    if let Some(file) = file.as_object_mut() {
        file.insert("by".to_owned(), json!("therapist"));
    }
    let new = read_clearance(&app, &file, today())?;
    patient.clear(&app, &new, today()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What can be set in a programme, and what was.
#[derive(Debug, Serialize, ToSchema)]
struct Overrides {
    /// What can be set, such as `minutes_per_day` or `EXERCISE.reps`; empty where no programme goes on.
    can_set: Vec<String>,
    /// What was set in this episode, oldest first.
    set: Vec<OneOverride>,
}

/// One thing that was set.
#[derive(Debug, Serialize, ToSchema)]
struct OneOverride {
    /// The entry that first held it.
    entry: i64,
    /// When: milliseconds since 1970 UTC.
    at: i64,
    /// What was set.
    what: String,
    /// To what.
    value: u32,
    /// Why.
    reason: String,
    /// By whom.
    who: String,
}

impl From<&OverrideRow> for OneOverride {
    fn from(row: &OverrideRow) -> Self {
        let set = &row.set;
        let what = match &set.exercise {
            Some(exercise) => format!("{exercise}.{}", set.what),
            None => set.what.clone(),
        };
        let (reason, who) = (set.reason.clone(), set.who.clone());
        Self { entry: row.entry, at: row.at, what, value: set.value, reason, who }
    }
}

impl Overrides {
    fn new(settable: Option<&Settable>) -> Self {
        let Some(settable) = settable else { return Self { can_set: Vec::new(), set: Vec::new() } };
        let wishes = revise::WISHES.iter().map(|(wish, _)| (*wish).to_owned());
        let doses = settable
            .exercises
            .iter()
            .flat_map(|(id, _)| revise::PARTS.iter().map(move |(part, _)| format!("{id}.{part}")));
        Self {
            can_set: wishes.chain(doses).collect(),
            set: settable.set.iter().map(OneOverride::from).collect(),
        }
    }
}

/// What can be set in a person's programme, and what was
#[utoipa::path(
    get,
    path = "/api/v1/people/{id}/overrides",
    tag = "clinic",
    params(("id" = String, Path, description = "Id of the record")),
    responses(
        (status = 200, description = "The overrides", body = Overrides),
        (status = 409, description = "The programme was made with other knowledge"),
    ),
)]
async fn overrides(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Json<Overrides>, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "programme form").await?;
    let settable = revise::settable(&app, &patient, visit.language()).await?;
    Ok(Json(Overrides::new(settable.as_ref())))
}

/// A dose or a wish to set.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Override {
    /// One of those that can be set.
    #[schema(max_length = 80)]
    what: String,
    /// To what.
    #[schema(maximum = 10000)]
    value: u32,
    /// Why.
    #[schema(min_length = 1, max_length = 1000)]
    reason: String,
}

/// Sets a dose or a wish, and works the programme out anew from today
#[utoipa::path(
    post,
    path = "/api/v1/people/{id}/overrides",
    tag = "clinic",
    params(("id" = String, Path, description = "Id of the record")),
    request_body = Override,
    responses(
        (status = 204, description = "It is kept"),
        (status = 409, description = "The programme comes out differently now, or something else was written meanwhile"),
    ),
)]
async fn set(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Body(sent): Body<Override>,
) -> Result<StatusCode, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "programme form").await?;
    let reason = sent.reason.trim();
    if reason.is_empty() {
        let what = visit.frame.t("clinic.needs_why");
        return Err(Failure::of("no-reason", "reason", what, ""));
    }
    revise::set(&app, &patient, (&sent.what, sent.value), reason, today()).await?;
    Ok(StatusCode::NO_CONTENT)
}
