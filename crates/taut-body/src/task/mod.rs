//! Everyday tasks: who is tired, and where the least effort is.

mod fatigue;
mod search;

pub use fatigue::{Compartments, FatigueProblem, FatigueRates};
pub use search::{Found, Search, SearchProblem};
