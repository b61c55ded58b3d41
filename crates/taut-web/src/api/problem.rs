//! What the API says where a request came to nothing: `application/problem+json` (RFC 9457).

use serde::Serialize;
use taut_episode::Fault;
use utoipa::ToSchema;

use crate::failure::Failure;

/// The media type.
pub const PROBLEM: &str = "application/problem+json";

/// Why a request came to nothing (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: `code` tells problems apart.
    #[serde(rename = "type")]
    #[schema(example = "about:blank")]
    kind: &'static str,
    /// What happened, for people, in the language of the request.
    title: String,
    /// The status of the response.
    #[schema(minimum = 400, maximum = 599, example = 422)]
    status: u16,
    /// A stable name of what happened.
    #[schema(example = "refused")]
    code: &'static str,
    /// Everything that is wrong with the request; may be empty.
    faults: Vec<OneFault>,
}

/// One thing that is wrong with a request.
#[derive(Debug, Serialize, ToSchema)]
pub struct OneFault {
    /// A stable name.
    #[schema(example = "no-reply")]
    code: &'static str,
    /// Where: the key of a question, a field, or line and column of a body; may be empty.
    #[schema(example = "age")]
    place: String,
    /// What is wrong, for people.
    what: String,
    /// What to do about it; may be empty.
    hint: String,
}

impl Problem {
    /// A failure with its title.
    #[must_use]
    pub fn new(failure: &Failure, title: String) -> Self {
        let Failure { status, label, faults } = failure;
        Self {
            kind: "about:blank",
            title,
            status: status.as_u16(),
            code: label.strip_prefix("errors.").unwrap_or(label),
            faults: faults.iter().map(OneFault::new).collect(),
        }
    }
}

impl OneFault {
    fn new(fault: &Fault) -> Self {
        let Fault { code, place, what, hint } = fault.clone();
        Self { code, place, what, hint }
    }
}
