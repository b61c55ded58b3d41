//! Everyday tasks: how a body stands in them, who is tired, and where the least effort is.

mod body;
mod compare;
mod fatigue;
mod outcome;
mod posture;
pub mod record;
mod run;
mod search;
mod stage;
mod statics;

pub use body::{MuscleGroup, SIDES, TaskBody, Variant};
pub use compare::{Change, Comparison, Direction, NoComparison, Posture, Torques, Trial};
pub use fatigue::{Compartments, FatigueProblem, FatigueRates};
pub use outcome::{Figure, GroupWork, LevelLoad, Outcome};
pub use posture::{Condition, Group, Hanging, Meet, NoPosture, Spot, settle_posture};
pub use run::{TaskResult, run_tasks};
pub use search::{Found, Search, SearchProblem};
pub use stage::{Contact, Free, Stage};
pub use statics::{Demand, HELD, Held, NotHeld, PassiveTorque};
