//! The rung for one person under many sets of numbers: what does not depend on numbers is settled once.

use taut_knowledge::{ConditionId, Knowledge, Rung};

use crate::decide::Decision;
use crate::harm_draws::HarmsVariant;

/// A person's decision with the numbers left open.
#[derive(Debug, Clone)]
pub(crate) struct Judge<'k> {
    knowledge: &'k Knowledge,
    /// Least careful rung that the rules which fire allow; `None` if none fires.
    by_rule: Option<Rung>,
    /// A question is open that could settle an `undecided`.
    may_be_undecided: bool,
}

impl<'k> Judge<'k> {
    /// Takes over what the decision found without numbers: rules and deciding questions.
    pub(crate) fn new(knowledge: &'k Knowledge, decision: &Decision) -> Self {
        let by_rule =
            decision.fired.iter().filter_map(|fired| knowledge.rules[fired.rule].rung).min();
        let may_be_undecided = !decision.deciding_questions.is_empty();
        Self { knowledge, by_rule, may_be_undecided }
    }

    /// The least careful rung that the rules which fire allow.
    pub(crate) fn by_rule(&self) -> Option<Rung> {
        self.by_rule
    }

    /// The rung for these probabilities and harms; `probability` is the concern score where a condition is watched.
    ///
    /// It follows [`crate::Reasoner::decide`] step by step, and a test holds the two together.
    pub(crate) fn rung(
        &self,
        variant: &HarmsVariant,
        probability: impl Fn(ConditionId) -> f64,
    ) -> Rung {
        let mut classes = [0.0; 8];
        for (index, condition) in self.knowledge.conditions.iter().enumerate() {
            if let Some(class) = condition.class {
                let weight = probability(ConditionId(index as u16)) * variant.stakes[index];
                if weight > classes[class as usize] {
                    classes[class as usize] = weight;
                }
            }
        }
        let harms = &variant.harms;
        let mut utility = [0.0; 8];
        for advice in 0..8 {
            let loss = classes
                .iter()
                .zip(&harms.loss)
                .fold(harms.base[advice], |sum, (p, row)| sum + p * row[advice]);
            utility[advice] = -loss;
        }
        let better = |best: Rung, rung: Rung| {
            let wins = rung != Rung::Undecided && utility[rung as usize] > utility[best as usize];
            if wins { rung } else { best }
        };
        let best = Rung::ALL.into_iter().fold(Rung::Emergency, better);
        let by_rule = self.by_rule.unwrap_or(Rung::StretchAndStrengthen);
        let floor = best.most_careful(by_rule);
        let rest = Rung::ALL
            .into_iter()
            .filter(|r| *r != floor && *r != Rung::Undecided && *r <= by_rule)
            .filter(|r| r.is_open() || *r == Rung::HoldAndSeePt)
            .map(|r| utility[r as usize])
            .fold(f64::NEG_INFINITY, f64::max);
        let close = utility[floor as usize] - rest < harms.undecided_margin;
        if self.may_be_undecided && floor.is_open() && by_rule >= best && close {
            Rung::Undecided
        } else {
            floor
        }
    }
}
