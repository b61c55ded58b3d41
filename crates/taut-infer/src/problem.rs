//! What can be wrong with a network or with evidence: place, problem, and what to do.

use std::fmt;

/// One problem of a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkProblem {
    /// Index of the variable.
    pub index: usize,
    /// Name of the variable, or its position where it has none.
    pub variable: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl fmt::Display for NetworkProblem {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "variable {}: {}\n  hint: {}", self.variable, self.message, self.hint)
    }
}

/// Every problem of a network, in the order of its variables; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkProblems(pub Vec<NetworkProblem>);

impl fmt::Display for NetworkProblems {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for problem in &self.0 {
            writeln!(f, "error: {problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for NetworkProblems {}
