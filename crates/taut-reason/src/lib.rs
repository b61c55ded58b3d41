//! From answers to a verdict: exact posteriors, hard rules, concern scores, expected utility, reasons and the interview.
//!
//! Everything here is a pure function of the knowledge and the answers: no I/O, clock or randomness, so the same input gives
//! the same bits.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests may panic"))]

mod concern;
mod contribution;
mod decide;
mod export;
mod fixed;
mod interview;
mod ladder;
mod network;
mod posterior;
mod reasons;
mod sample;

pub use concern::{ConcernScore, Watched, Weight, Weights, group_parts};
pub use contribution::{Contributions, Method, SHAPLEY_LIMIT, contributions};
pub use decide::{Decision, FiredRule, HarmTable, Verdict};
pub use export::to_bif;
pub use fixed::{Cost, ExpectedCost, LogOdds, Share};
pub use interview::{Interview, Progress, Reply, Step};
pub use ladder::{Asked, Basis};
pub use network::{Network, Setting};
pub use posterior::{ChangeOne, Posteriors, Reasoner};
pub use reasons::{
    Answered, Change, DECISION_LIMIT, Fewest, Floor, Guarantee, Minimality, Otherwise, Reasons,
    RuledOut,
};
pub use sample::Sampler;
pub use taut_infer::{Circuit, Evidence, Passes, XorShift};
