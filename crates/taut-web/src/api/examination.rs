//! Examinations for a therapist's programs: what was found, added to a record.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use taut_episode::Fault;
use taut_knowledge::{Kind, Knowledge};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::Body;
use super::screen::Side;
use crate::app::{App, today};
use crate::failure::Failure;
use crate::service::patient::{New, Patient};
use crate::service::{day, examine};
use crate::visit::Visit;

/// The routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(examined))
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
