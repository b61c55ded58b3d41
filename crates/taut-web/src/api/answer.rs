//! The answer for programs: the verdict on one's own answers, and the page of it.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use serde_json::Value;
use taut_episode::{Judgement, Upheld, VerdictJson, answer_page};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::page::Words;
use super::verdict::{UpheldAdvice, Verdict};
use crate::app::App;
use crate::failure::Failure;
use crate::service::answer;
use crate::service::subject::{self, Missing, Subject};
use crate::visit::Visit;

/// The routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

/// The verdict on answers, and the page that says it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Answer {
    /// The verdict.
    #[schema(value_type = Verdict)]
    verdict: VerdictJson,
    /// The page in the language of the request.
    page: Words,
    /// Check-ins keep the advice more careful than the answers alone; nothing where they do not.
    #[schema(value_type = Option<UpheldAdvice>)]
    upheld: Option<Value>,
    /// These answers belong into a record and could not be kept in it.
    not_kept: bool,
}

impl Answer {
    /// Of a judgement and what check-ins uphold; only a therapist sees all of it.
    #[must_use]
    pub fn new(
        judgement: &Judgement,
        upheld: Option<&Upheld>,
        language: &str,
        therapist: bool,
    ) -> Self {
        let knowledge = judgement.reasoner.knowledge;
        let verdict = judgement.judged().json(therapist);
        Self {
            verdict: match upheld {
                Some(upheld) => verdict.at(knowledge, upheld.rung),
                None => verdict,
            },
            page: Words::new(answer_page(judgement, upheld, language)),
            upheld: upheld.map(|upheld| upheld.json(knowledge)),
            not_kept: false,
        }
    }
}

/// The answers of whoever asks, complete.
///
/// # Errors
/// There are none; or the interview is not done.
pub async fn complete(app: &App, visit: &Visit) -> Result<Subject, Failure> {
    subject::complete(app, visit).await?.map_err(missing)
}

/// Why there is no answer, for programs.
fn missing(missing: Missing) -> Failure {
    match missing {
        Missing::OpenInterview => Failure { label: "api.open_interview", ..Failure::conflict() },
        Missing::Nothing => Failure { label: "errors.nothing_kept", ..Failure::not_found() },
    }
}

/// The verdict on one's own answers
///
/// On those of the interview where one is done, else on those of the record. Answers that the own record should hold and does not
/// are kept first.
#[utoipa::path(
    get,
    path = "/api/v1/answer",
    tag = "interview",
    responses(
        (status = 200, description = "The verdict", body = Answer),
        (status = 404, description = "No answers are there"),
        (status = 409, description = "The interview is not done"),
    ),
)]
async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let (found, not_kept) = answer::kept_first(&app, &visit).await?;
    let (subject, language) = (found.map_err(missing)?, visit.language().to_owned());
    let answer = app
        .compute(move |_| {
            let Subject { judgement, upheld, .. } = &subject;
            Ok(Answer { not_kept, ..Answer::new(judgement, upheld.as_ref(), &language, false) })
        })
        .await?;
    Ok(Json(answer).into_response())
}
