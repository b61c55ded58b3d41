//! Reads, checks and resolves taut's clinical knowledge, and the case files that are judged with it.
//!
//! [`read_folder`] and [`read_body_folder`] are the only functions that touch a disk. [`load()`] turns files into [`Knowledge`], [`read_case`] a case
//! file into a [`Case`], [`read_check_in`] a check-in file into a [`CheckIn`], and [`resolve()`] a case into [`Answers`], one value a finding. All problems of an input come back in one
//! [`Report`], each with file, line, column and what to do about it.
//!
//! ```
//! let files = [("knowledge.toml".to_owned(), "edition = 2026")];
//! let Err(report) = taut_knowledge::load(&files) else { panic!("far from complete") };
//! let first = report.iter().find(|problem| problem.code == "wrong-type").map(ToString::to_string);
//! assert_eq!(
//!     first.as_deref(),
//!     Some("knowledge.toml:1:11: error[wrong-type]: expected a text, found a whole number (edition)")
//! );
//! ```

mod assemble;
mod check;
mod dates;
mod document;
mod files;
mod hash;
mod raw;
mod shape;
mod sink;
mod translation;
mod tree;

pub mod answers;
pub mod body;
pub mod case;
pub mod case_file;
pub mod check_in;
pub mod check_in_file;
pub mod clearance;
pub mod clearance_file;
pub mod counts;
pub mod diagnostic;
pub mod expr;
pub mod expr_parse;
pub mod folder;
pub mod grades;
pub mod ids;
pub mod knowledge;
pub mod languages;
pub mod load;
pub mod programme;
pub mod readability;
pub mod record;
pub mod regions;
pub mod resolve;
pub mod schema;
pub mod self_tests;
pub mod wording;

pub use answers::{Answers, Sides, Value};
pub use body::{BodyKind, BodyKnowledge, load_body};
pub use case::{By, Case, CaseAnswer, Expected, MAX_CASE_BYTES, Said, read_case};
pub use case_file::{CaseSex, Side};
pub use check_in::{
    CheckIn, Done, MAX_CHECK_IN_BYTES, MeasureAnswer, Measured, NextMorning, read_check_in,
};
pub use counts::{Count, Counts, count_assumed};
pub use diagnostic::{Diagnostic, Place, Report, Severity, nearest};
pub use expr::{Expr, Truth};
pub use folder::{read_body_folder, read_folder};
pub use grades::{Obtained, Review, Rung};
pub use ids::{ConditionId, FindingId, Sex};
pub use knowledge::*;
pub use languages::Language;
pub use load::{load, safety_hash};
pub use programme::{
    Caution, CheckInPolicy, Course, Equipment, Exercise, ExerciseKind, ItemBar, Measure, Mix,
    OnHold, PostureClass, Presence, ProgrammePolicy, Signal, Situation, SituationRule, StepSizes,
    Variable,
};
pub use regions::{Area, Region, RegionId, ShadedReply, ShadedRoot, View};
pub use resolve::{Resolved, resolve};
pub use schema::{RecordKind, field_reference, json_schemas};
pub use self_tests::{SelfTest, Shown};
pub use translation::{Draft, translate};
