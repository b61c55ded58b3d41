//! From answers to a verdict: exact posteriors, hard rules, concern scores, expected utility, reasons and the interview.
//!
//! Everything here is a pure function of the knowledge and the answers: no I/O, clock or randomness, so the same input gives
//! the same bits.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests may panic"))]

mod bounds;
mod case_program;
mod concern;
mod contribution;
mod decide;
mod distribution;
mod drawn;
mod draws;
mod export;
mod figure;
mod fixed;
mod harm_draws;
mod harms;
mod interview;
mod judge;
mod ladder;
mod lane_program;
mod lane_scores;
mod network;
mod next_question;
mod normal;
mod planner;
mod posterior;
mod predict;
mod reach;
mod reasoner;
mod reasons;
mod relevance;
mod same_decision;
mod sample;
mod second_part;
mod uncertainty;

pub use concern::{ConcernScore, Watched, Weight, Weights, group_parts};
pub use contribution::{Contributions, Method, SHAPLEY_LIMIT, contributions};
pub use decide::{Decision, FiredRule, Verdict};
pub use distribution::{Distribution, INTERVAL_SCORE};
pub use drawn::Drawn;
pub use draws::{DRAWS, Draws};
pub use export::to_bif;
pub use figure::{DrivingFigure, Kind as FigureKind, Meaning};
pub use fixed::{Cost, ExpectedCost, LogOdds, Share};
pub use harm_draws::draw_harms;
pub use harms::HarmTable;
pub use interview::{Interview, Progress, Reply, Step};
pub use judge::Advice;
pub use ladder::{Asked, Basis};
pub use lane_scores::LaneScores;
pub use network::{Network, Setting};
pub use next_question::{Outcome, Question, Why};
pub use planner::Planner;
pub use posterior::Posteriors;
pub use predict::{ChanceSource, Chances};
pub use reasoner::{ChangeOne, DECISION_LIMIT, Reasoner};
pub use reasons::{
    Answered, Change, Fewest, Floor, Guarantee, Minimality, Otherwise, Reasons, RuledOut,
};
pub use same_decision::{SameDecision, Search};
pub use sample::Sampler;
pub use second_part::Chosen;
pub use taut_infer::{Circuit, Evidence, Passes, XorShift};
pub use uncertainty::{Interval, Spread, Uncertainty};
