//! P(condition | answers), as the rest of the crate reads it.

use taut_knowledge::ConditionId;

/// P(condition | answers) for each condition, in the order of the knowledge.
#[derive(Debug, Clone, PartialEq)]
pub struct Posteriors {
    /// P(present), one a condition.
    pub present: Vec<f64>,
    /// P(these answers), age and sex included.
    pub evidence: f64,
}

impl Posteriors {
    /// The posterior of one condition.
    #[must_use]
    pub fn of(&self, condition: ConditionId) -> f64 {
        self.present[condition.index()]
    }
}
