//! How firm a verdict is: intervals of the posteriors, and how often the advice would differ under other numbers.

use taut_knowledge::{Answers, ConditionId, Rung};

use crate::decide::Decision;
use crate::drawn::Drawn;
use crate::harm_draws::HarmsVariant;
use crate::judge::Judge;

/// A posterior with the middle 95% of its draws.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Posterior at the point values. It need not lie within the interval: the constraint on causes moves draws upwards.
    pub point: f64,
    /// 2.5% of the draws lie below.
    pub low: f64,
    /// 2.5% of the draws lie above.
    pub high: f64,
}

/// How often draws gave which advice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spread {
    /// Draws per rung, in the order of [`Rung::ALL`].
    pub rungs: [usize; 8],
}

impl Spread {
    /// Counts rungs.
    fn of(rungs: impl Iterator<Item = Rung>) -> Self {
        let mut spread = Self::default();
        for rung in rungs {
            spread.rungs[rung as usize] += 1;
        }
        spread
    }

    /// All draws.
    #[must_use]
    pub fn draws(&self) -> usize {
        self.rungs.iter().sum()
    }

    /// Draws that give this rung.
    #[must_use]
    pub fn same(&self, rung: Rung) -> usize {
        self.rungs[rung as usize]
    }

    /// Draws with more careful advice than this rung.
    #[must_use]
    pub fn more_careful(&self, rung: Rung) -> usize {
        self.rungs[..rung as usize].iter().sum()
    }

    /// Draws with less careful advice than this rung.
    #[must_use]
    pub fn less_careful(&self, rung: Rung) -> usize {
        self.rungs[rung as usize + 1..].iter().sum()
    }
}

/// How firm one person's verdict is.
#[derive(Debug, Clone, PartialEq)]
pub struct Uncertainty {
    /// The advice at the point values.
    pub advice: Rung,
    /// The least careful rung that the hard rules which fire allow: rules are not random, so no draw is less careful. `None` if
    /// none fires.
    pub by_rule: Option<Rung>,
    /// Interval of each condition's posterior under all answers, in the order of the knowledge.
    pub posteriors: Vec<Interval>,
    /// Advice over the draws of the figures, harms at their assumed values.
    pub figures: Spread,
    /// Advice over the draws of the harms table, figures at their point values.
    pub harms: Spread,
}

impl Uncertainty {
    /// True if a hard rule asks for the advice, so that no other figure can make it less careful.
    #[must_use]
    pub fn is_fixed_by_rule(&self) -> bool {
        self.by_rule.is_some_and(|rung| rung <= self.advice)
    }

    /// Evaluates one person; `decision` is the decision at the point values.
    #[must_use]
    pub fn of(
        drawn: &Drawn,
        variants: &[HarmsVariant],
        answers: &Answers,
        decision: &Decision,
    ) -> Self {
        let knowledge = drawn.reasoner().knowledge;
        let judge = Judge::new(knowledge, decision);
        let all = drawn.posteriors(answers, |_| true);
        let posteriors = all
            .iter()
            .zip(&decision.posteriors.present)
            .map(|(drawn, point)| interval(*point, &drawn[1..]))
            .collect();
        let at_points = |c: ConditionId| {
            let score = decision.concerns.iter().find(|score| score.condition == c);
            score.map_or_else(|| decision.unmarked.of(c), |score| score.probability)
        };
        Self {
            advice: decision.rung,
            by_rule: judge.by_rule(),
            posteriors,
            figures: Spread::of(drawn.rungs(answers, decision).into_iter().skip(1)),
            harms: Spread::of(variants.iter().skip(1).map(|v| judge.rung(v, at_points))),
        }
    }
}

impl Drawn<'_, '_> {
    /// The advice in each set, harms at their assumed values; `decision` is the decision at the point values.
    #[must_use]
    pub fn rungs(&self, answers: &Answers, decision: &Decision) -> Vec<Rung> {
        let knowledge = self.reasoner().knowledge;
        let judge = Judge::new(knowledge, decision);
        let assumed = HarmsVariant::of(knowledge);
        let scored = self.scored(answers);
        (0..self.sets()).map(|set| judge.rung(&assumed, |c| scored[c.index()][set])).collect()
    }
}

/// The middle 95%: the order statistics of ranks 0.025 (n + 1) and 0.975 (n + 1), between two of them where these are no
/// whole numbers (Weibull's plotting position; exact ranks for 999 draws).
fn interval(point: f64, draws: &[f64]) -> Interval {
    let mut sorted = draws.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| {
        let rank = (share * (sorted.len() + 1) as f64 - 1.0).clamp(0.0, (sorted.len() - 1) as f64);
        let below = rank as usize;
        let above = (below + 1).min(sorted.len() - 1);
        sorted[below] + (sorted[above] - sorted[below]) * (rank - below as f64)
    };
    match sorted.len() {
        0 => Interval { point, low: point, high: point },
        _ => Interval { point, low: at(0.025), high: at(0.975) },
    }
}
