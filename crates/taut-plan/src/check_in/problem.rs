//! What can be wrong with a story or a check-in: place, problem, hint.

use thiserror::Error;

/// One thing that is wrong; nothing of the input was taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{place}: error[{code}]: {message} ({hint})")]
pub struct StoryProblem {
    /// Stable name of the problem, such as `time-goes-back`.
    pub code: &'static str,
    /// Where, such as `done[1].pain`.
    pub place: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl StoryProblem {
    /// A problem at a place.
    #[must_use]
    pub fn new(
        code: &'static str,
        place: impl Into<String>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self { code, place: place.into(), message: message.into(), hint: hint.into() }
    }
}
