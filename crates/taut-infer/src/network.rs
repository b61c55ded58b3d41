//! A discrete Bayesian network: checked variables in an order in which parents come first.

use crate::check;
use crate::problem::NetworkProblems;
use crate::variable::{Table, Variable};

/// A checked network. Variables keep the order in which they were given.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    variables: Vec<Variable>,
    order: Vec<usize>,
}

/// What [`Network::with_normalised_rows`] changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Normalised {
    /// Rows that did not sum to exactly 1 and were divided by their sum.
    pub rows: usize,
    /// Largest distance of such a sum from 1.
    pub worst: f64,
    /// Name of the variable with that row, if any row was changed.
    pub worst_at: Option<String>,
}

impl Network {
    /// Checks the variables and makes a network of them. Nothing is corrected: a row must sum to 1 within 1e-9 as it stands.
    ///
    /// # Errors
    /// Every problem of every variable: a cycle (named), rows that do not sum to 1, entries outside [0, 1], tables of the
    /// wrong size, names used twice, parents that do not exist.
    pub fn new(variables: Vec<Variable>) -> Result<Self, NetworkProblems> {
        let order = check::check(&variables)?;
        Ok(Self { variables, order })
    }

    /// As [`Network::new`], after dividing each row by its sum where that is within 0.01 of 1, and says what was changed.
    ///
    /// Public networks print rounded numbers. A sum further off is no rounding and stays an error.
    ///
    /// # Errors
    /// As [`Network::new`].
    pub fn with_normalised_rows(
        mut variables: Vec<Variable>,
    ) -> Result<(Self, Normalised), NetworkProblems> {
        let mut report = Normalised { rows: 0, worst: 0.0, worst_at: None };
        for variable in &mut variables {
            let states = variable.states.len().max(1);
            let Table::Rows(rows) = &mut variable.table else { continue };
            for row in rows.chunks_exact_mut(states) {
                let sum = row.iter().fold(0.0, |sum, p| sum + p);
                let off = (sum - 1.0).abs();
                if off > 0.0 && off <= check::ROUNDING_LIMIT {
                    for p in row {
                        *p /= sum;
                    }
                    report.rows += 1;
                    if off > report.worst {
                        report.worst = off;
                        report.worst_at = Some(variable.name.clone());
                    }
                }
            }
        }
        Ok((Self::new(variables)?, report))
    }

    /// The variables.
    #[must_use]
    pub fn variables(&self) -> &[Variable] {
        &self.variables
    }

    /// Number of states of each variable.
    #[must_use]
    pub fn sizes(&self) -> Vec<usize> {
        self.variables.iter().map(|v| v.states.len()).collect()
    }

    /// Indices of the variables, every parent before its children; otherwise in the given order.
    #[must_use]
    pub fn topological(&self) -> &[usize] {
        &self.order
    }

    /// Index of a variable by name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<usize> {
        self.variables.iter().position(|v| v.name == name)
    }

    /// The distribution of a variable given its parents' states, one per parent; `input` is P(state 1) of an input table.
    #[must_use]
    pub fn row(&self, variable: usize, parent_states: &[usize], input: f64) -> Vec<f64> {
        let v = &self.variables[variable];
        match &v.table {
            Table::Input => vec![1.0 - input, input],
            Table::Rows(rows) => {
                let row = v
                    .parents
                    .iter()
                    .zip(parent_states)
                    .fold(0, |sum, (&p, &s)| sum * self.variables[p].states.len() + s);
                let states = v.states.len();
                rows[row * states..(row + 1) * states].to_vec()
            }
            Table::NoisyMax(family) => family.row(parent_states),
        }
    }

    /// Number of probabilities in the tables as they are given.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.variables
            .iter()
            .map(|v| match &v.table {
                Table::Input => 1,
                Table::Rows(rows) => rows.len(),
                Table::NoisyMax(family) => family.parameters(),
            })
            .sum()
    }
}
