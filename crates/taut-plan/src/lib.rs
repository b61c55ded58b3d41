//! What follows a verdict: exercises chosen, dosed, made harder or easier, and stopped, by written rules. Pure: no I/O,
//! clock or randomness, so the same input gives the same bits.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests may panic"))]

mod admit;
mod bar;
mod check;
mod check_in;
mod chooser;
mod cleared;
mod dose;
mod load;
mod person;
mod plan;
mod points;
mod programme;
mod response;
mod session;
mod story;

pub mod choose;
pub mod clearance;
pub mod measure;
pub mod step;

pub use admit::Admission;
pub use check::problems;
pub use check_in::{Standing, StoryProblem, all_stretches};
pub use chooser::Chooser;
pub use cleared::{Clearances, Limited};
pub use load::{Load, Loads, NoLoad};
pub use person::Person;
pub use plan::Planner;
pub use programme::{
    Barred, Chosen, Item, Level, NotYet, Plan, Preferences, Programme, Rejected, WhyChosen,
};
pub use response::{Action, ActionKind, Clinician, Response, StepDown, StepUp, Stopped};
pub use story::{Held, Present, Start, Story};
