//! From answers to a verdict: exact posteriors, hard rules, concern scores, expected utility, reasons and the interview.
//!
//! Everything here is a pure function of the knowledge and the answers: no I/O, clock or randomness, so the same input gives
//! the same bits.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests may panic"))]

mod circuit;
mod concern;
mod contribution;
mod decide;
mod distribution;
mod draws;
mod export;
mod figure;
mod interview;
mod network;
mod normal;
mod posterior;
mod reasons;
mod sample;

pub use circuit::{Circuit, Evidence, Passes};
pub use concern::{ConcernScore, Weights};
pub use contribution::{Contributions, Method, SHAPLEY_LIMIT, contributions};
pub use decide::{Basis, Decision, FiredRule, Verdict};
pub use distribution::{Distribution, INTERVAL_SCORE};
pub use draws::{DRAWS, Draws};
pub use export::to_bif;
pub use figure::{DrivingFigure, Kind as FigureKind, Meaning};
pub use interview::{Interview, Progress, Reply, Step};
pub use network::{Network, Setting, Table, Variable};
pub use posterior::{ChangeOne, Posteriors, Reasoner};
pub use reasons::{Reasons, RuledOut};
pub use sample::{Sampler, XorShift};
