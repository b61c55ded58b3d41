//! One variable of a network: named states, parents, and where its probabilities come from.

use crate::noisy::NoisyMax;

/// Where a variable's probabilities come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Table {
    /// A binary variable without parents whose P(state 1) is supplied with each evaluation.
    Input,
    /// One row a combination of the parents' states (first parent slowest), each a distribution over the variable's states.
    Rows(Vec<f64>),
    /// The largest of independent effects, one of each parent and a leak.
    NoisyMax(NoisyMax),
}

/// One discrete variable.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    /// Name, unique in its network.
    pub name: String,
    /// Names of its states, unique within the variable; at least one.
    pub states: Vec<String>,
    /// Parents, as indices of variables, in the order of the table's rows.
    pub parents: Vec<usize>,
    /// Probabilities.
    pub table: Table,
    /// Never observed and never asked for: it takes part in sums only.
    pub hidden: bool,
}
