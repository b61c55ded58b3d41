//! Memory of evaluations: what a pass leaves behind, and slots that are used again.

use crate::kernel::{Lanes, Slots};

/// Cases side by side in one evaluation.
pub const LANES: usize = 8;

/// What one pass up and one pass down give. Only ratios matter for posteriors: all numbers share one power of two.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Passes {
    /// P(evidence) times `2^-exponent`; 0 means that the evidence is impossible, never that it is merely improbable.
    pub probability: f64,
    /// 0, unless P(evidence) is below 2^-500; then such that `probability` is in [1, 2).
    pub exponent: i64,
    /// For each state of each variable, P(state, evidence on the *other* variables) times `2^-exponent`. What exceeds an f64
    /// (a state other than the observed one, 2^1000 times as probable) is the largest f64.
    pub(crate) slopes: Vec<f64>,
}

/// Memory for evaluations of one circuit, one case at a time.
#[derive(Debug, Clone)]
pub struct Workspace {
    pub(crate) lanes: LaneSpace<1>,
    pub(crate) passes: Passes,
}

/// Slots for `N` cases side by side.
#[derive(Debug, Clone)]
pub struct LaneSpace<const N: usize> {
    pub(crate) slots: Slots<Lanes<N>>,
}
