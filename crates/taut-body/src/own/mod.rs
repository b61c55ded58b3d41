//! taut's own body: built from records, mirrored, scaled to a person.

mod body;
mod build;
mod grade;
mod hamstring;
mod mirror;
pub mod passive;
pub(crate) mod problem;
pub mod record;
mod scale;

pub use body::{NoBody, OwnBody};
pub use build::build;
pub use grade::{Obtained, Review};
pub use hamstring::{
    Answer, HamstringCondition, HamstringLength, HamstringMeasurement, HamstringNorms,
    HamstringTest, Refusal,
};
pub use problem::{RecordProblem, RecordProblems};
pub use record::Records;
pub use scale::{Person, PersonProblems, Scaling, Segment, Sex};
