//! taut's own body: built from records, mirrored, scaled to a person.

mod build;
mod mirror;
pub(crate) mod problem;
pub mod record;

pub use build::build;
pub use problem::{RecordProblem, RecordProblems};
pub use record::Records;
