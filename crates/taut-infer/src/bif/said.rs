//! What a BIF file says, and the check of it: problems get the places where the probabilities stand.

use super::token::Place;
use super::{BifProblem, BifProblems};
use crate::network::{Network, Normalised};
use crate::variable::Variable;

/// What a BIF file says, its shape understood but its probabilities not yet checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Bif {
    /// Name of the network; may be empty.
    pub name: String,
    /// Variables in the order of the file.
    pub variables: Vec<Variable>,
    /// Where each variable's probabilities start.
    pub(super) places: Vec<Place>,
}

impl Bif {
    /// Checks the network as it stands.
    ///
    /// # Errors
    /// Every problem, with the place of the variable's probabilities.
    pub fn network(self) -> Result<Network, BifProblems> {
        let places = self.places;
        Network::new(self.variables).map_err(|problems| located(problems, &places))
    }

    /// Divides each row by its sum where that is within 0.01 of 1, says what was changed, and checks the network.
    ///
    /// # Errors
    /// Every problem, with the place of the variable's probabilities.
    pub fn normalised(self) -> Result<(Network, Normalised), BifProblems> {
        let places = self.places;
        Network::with_normalised_rows(self.variables).map_err(|problems| located(problems, &places))
    }
}

fn located(problems: crate::NetworkProblems, places: &[Place]) -> BifProblems {
    let mut out: Vec<BifProblem> = problems
        .0
        .into_iter()
        .map(|p| {
            let place = places[p.index];
            let message = format!("variable {}: {}", p.variable, p.message);
            BifProblem { line: place.line, column: place.column, message, hint: p.hint }
        })
        .collect();
    out.sort_by_key(|p| (p.line, p.column));
    BifProblems(out)
}
