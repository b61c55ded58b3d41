//! Outcome measures: scores, changes, and how they went over time.

mod change;
mod score;
mod trend;

pub use change::{Answer, Change, change};
pub use score::{Score, check, score};
pub use trend::{Expected, Key, Point, Series, expected};

/// Id of the measure of back pain, which a check-in asks for as well.
pub const BACK_PAIN: &str = "nprs_back";
/// Id of the measure of leg pain, which a check-in asks for as well.
pub const LEG_PAIN: &str = "nprs_leg";
/// Id of the Roland-Morris questionnaire.
pub const ROLAND_MORRIS: &str = "rmdq";
/// Unit of measures of range.
pub const DEGREES: &str = "degrees";
