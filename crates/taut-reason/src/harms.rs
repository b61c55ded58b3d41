//! The harms table in whole numbers: what each advice is expected to cost, and which costs least.

use taut_knowledge::{ConditionId, Harms, Knowledge, Rung};

use crate::fixed::{Cost, ExpectedCost, Share};

/// Per class, the share that counts and the condition that it comes from, in the order of [`Rung::ALL`].
pub(crate) type ClassWeights = [(Share, Option<ConditionId>); 8];

/// The harms table in whole numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HarmTable {
    /// Cost of giving a rung to anyone, in the order of [`Rung::ALL`].
    pub base: [Cost; 8],
    /// `loss[class][advice]`.
    pub loss: [[Cost; 8]; 8],
    /// Below this difference the best two rungs are too close.
    pub margin: Cost,
    /// One a condition, in the order of the knowledge.
    pub stakes: Vec<Share>,
}

impl HarmTable {
    /// The table of the knowledge. Costs keep six decimals, as the loader demands.
    #[must_use]
    pub fn new(knowledge: &Knowledge) -> Self {
        Self::of(&knowledge.harms, knowledge.conditions.iter().map(|c| c.stake))
    }

    /// A table from other numbers, one stake a condition: for seeing what the assumed harms decide.
    #[must_use]
    pub fn of(harms: &Harms, stakes: impl Iterator<Item = f64>) -> Self {
        Self {
            base: harms.base.map(Cost::of),
            loss: harms.loss.map(|row| row.map(Cost::of)),
            margin: Cost::of(harms.undecided_margin),
            stakes: stakes.map(Share::of).collect(),
        }
    }

    /// Expected cost of each rung: `base(a) + sum over classes k of loss(k, a) * share(k)`.
    pub(crate) fn expected(&self, classes: &ClassWeights) -> [ExpectedCost; 8] {
        Rung::ALL.map(|advice| {
            let a = advice as usize;
            classes
                .iter()
                .zip(&self.loss)
                .fold(self.base[a].expected(Share::ONE), |sum, ((share, _), row)| {
                    sum.plus(row[a].expected(*share))
                })
        })
    }
}

/// The rung of least expected cost; a tie goes to the more careful one. `undecided` is never chosen this way.
pub(crate) fn cheapest(costs: &[ExpectedCost; 8]) -> Rung {
    let mut best = Rung::Emergency;
    for rung in Rung::ALL {
        if rung != Rung::Undecided && costs[rung as usize] < costs[best as usize] {
            best = rung;
        }
    }
    best
}

/// True if the floor is open and another open rung that the rules allow, or `hold_and_see_pt`, lies within the margin.
pub(crate) fn is_too_close(
    costs: &[ExpectedCost; 8],
    floor: Rung,
    by_rule: Rung,
    margin: Cost,
) -> bool {
    floor.is_open()
        && Rung::ALL
            .into_iter()
            .filter(|r| *r != floor && *r <= by_rule)
            .filter(|r| r.is_open() || *r == Rung::HoldAndSeePt)
            .any(|r| costs[r as usize].minus(costs[floor as usize]) < margin.expected(Share::ONE))
}
