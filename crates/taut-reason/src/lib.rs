//! From answers to a verdict: exact posteriors, hard rules, concern scores, expected utility, reasons and the interview.
//!
//! Everything here is a pure function of the knowledge and the answers: no I/O, clock or randomness, so the same input gives
//! the same bits.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests may panic"))]

mod bounds;
mod concern;
mod contribution;
mod decide;
mod export;
mod fixed;
mod interview;
mod judge;
mod ladder;
mod network;
mod next_question;
mod planner;
mod posterior;
mod predict;
mod reach;
mod reasons;
mod relevance;
mod same_decision;
mod sample;
mod second_part;

pub use concern::{ConcernScore, Watched, Weight, Weights, group_parts};
pub use contribution::{Contributions, Method, SHAPLEY_LIMIT, contributions};
pub use decide::{Decision, FiredRule, HarmTable, Verdict};
pub use export::to_bif;
pub use fixed::{Cost, ExpectedCost, LogOdds, Share};
pub use interview::{Interview, Progress, Reply, Step};
pub use judge::Advice;
pub use ladder::{Asked, Basis};
pub use network::{Network, Setting};
pub use next_question::{Outcome, Question, Why};
pub use planner::Planner;
pub use posterior::{ChangeOne, Posteriors, Reasoner};
pub use predict::{ChanceSource, Chances};
pub use reasons::{Reasons, RuledOut};
pub use same_decision::{SameDecision, Search};
pub use sample::Sampler;
pub use second_part::Chosen;
pub use taut_infer::{Circuit, Evidence, Passes, XorShift};
