//! Everyday tasks: how a body stands in them, who is tired, and where the least effort is.

mod fatigue;
mod posture;
mod search;

pub use fatigue::{Compartments, FatigueProblem, FatigueRates};
pub use posture::{Condition, Group, Hanging, Meet, NoPosture, Spot, settle_posture};
pub use search::{Found, Search, SearchProblem};
