//! What can go wrong with a request, and what is said of it; never more than the one who asks may know.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use taut_episode::{EpisodeError, Fault};
use taut_record::{Problem, ProblemKind};

/// A request that came to nothing. The page or the JSON of it is made on the way out, in the language of the request.
#[derive(Debug, Clone)]
pub struct Failure {
    /// The status.
    pub status: StatusCode,
    /// The label of the heading, such as `errors.not_found`.
    pub label: &'static str,
    /// Every problem; may be empty.
    pub faults: Vec<Fault>,
}

impl Failure {
    const fn plain(status: StatusCode, label: &'static str) -> Self {
        Self { status, label, faults: Vec::new() }
    }

    /// There is nothing here, or nothing that this viewer may know of.
    #[must_use]
    pub const fn not_found() -> Self {
        Self::plain(StatusCode::NOT_FOUND, "errors.not_found")
    }

    /// Nobody is signed in.
    #[must_use]
    pub const fn sign_in() -> Self {
        Self::plain(StatusCode::UNAUTHORIZED, "errors.sign_in")
    }

    /// Somebody else has set the passphrase: a new one must be chosen before anything else.
    #[must_use]
    pub const fn renew() -> Self {
        Self::plain(StatusCode::FORBIDDEN, "errors.renew")
    }

    /// The role may not do this.
    #[must_use]
    pub const fn not_allowed() -> Self {
        Self::plain(StatusCode::FORBIDDEN, "errors.not_allowed")
    }

    /// The request names a host that is not this server's.
    #[must_use]
    pub const fn wrong_host() -> Self {
        Self::plain(StatusCode::MISDIRECTED_REQUEST, "errors.wrong_host")
    }

    /// Something else was written meanwhile.
    #[must_use]
    pub const fn conflict() -> Self {
        Self::plain(StatusCode::CONFLICT, "errors.conflict")
    }

    /// Too many tries.
    #[must_use]
    pub const fn too_many() -> Self {
        Self::plain(StatusCode::TOO_MANY_REQUESTS, "errors.too_many")
    }

    /// The server has too much to do, or the records are locked.
    #[must_use]
    pub const fn busy() -> Self {
        Self::plain(StatusCode::SERVICE_UNAVAILABLE, "errors.busy")
    }

    /// Input with problems.
    #[must_use]
    pub const fn refused(faults: Vec<Fault>) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, label: "errors.refused", faults }
    }

    /// One problem of the input.
    #[must_use]
    pub fn of(code: &'static str, place: &str, what: impl Into<String>, hint: &str) -> Self {
        Self::refused(vec![Fault::new(code, place, what, hint)])
    }

    /// A fault of ours. What it is goes into the log, never to the one who asks.
    #[must_use]
    pub fn ours(what: impl std::fmt::Display) -> Self {
        tracing::error!(%what, "a request failed");
        Self::plain(StatusCode::INTERNAL_SERVER_ERROR, "errors.ours")
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        use ProblemKind as K;
        match problem.kind {
            K::NotFound => Self::not_found(),
            K::NotAllowed => Self::not_allowed(),
            K::Conflict | K::TimeBackwards => Self::conflict(),
            K::Locked | K::Unreachable => {
                tracing::warn!(kind = problem.kind.code(), "the records cannot be used now");
                Self::busy()
            }
            K::Refused | K::NameTaken => {
                let Problem { kind, place: _, what, hint } = problem;
                Self::refused(vec![Fault::new(kind.code(), "", what, hint)])
            }
            _ => Self::ours(problem.kind.code()),
        }
    }
}

impl From<EpisodeError> for Failure {
    fn from(error: EpisodeError) -> Self {
        match error {
            EpisodeError::Record(problem) => problem.into(),
            EpisodeError::Missing(_) => Self::plain(StatusCode::NOT_FOUND, "errors.nothing_kept"),
            EpisodeError::File(report) => {
                let faults = report.iter().map(|problem| {
                    let hint = problem.hint.clone().unwrap_or_default();
                    Fault::new(problem.code, &problem.place.path, problem.message.clone(), hint)
                });
                Self::refused(faults.collect())
            }
            EpisodeError::Refused(faults) => Self::refused(faults),
            EpisodeError::Differs { .. } => {
                Self::plain(StatusCode::CONFLICT, "errors.other_knowledge")
            }
            EpisodeError::Broken(what) => Self::ours(what),
        }
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Self {
        Self::ours(error)
    }
}
