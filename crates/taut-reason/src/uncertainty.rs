//! How firm a verdict is: intervals of the posteriors, and how often the advice would differ under other numbers.

use taut_knowledge::{Answers, ConditionId, Rung};

use crate::concern::ConcernScore;
use crate::decide::Decision;
use crate::drawn::Drawn;
use crate::fixed::Share;
use crate::harms::HarmTable;

/// A posterior with the middle 95% of its draws.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Posterior, a probability, at the point values. It need not lie within the interval: the constraint on causes moves draws upwards.
    pub point: f64,
    /// 2.5% of the draws lie below; in the unit of `point`.
    pub low: f64,
    /// 2.5% of the draws lie above; in the unit of `point`.
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

    /// Evaluates one person; `harms` are tables to try, the first the assumed one, and `decision` is the decision at the point
    /// values.
    #[must_use]
    pub fn of(drawn: &Drawn, harms: &[HarmTable], answers: &Answers, decision: &Decision) -> Self {
        let reasoner = drawn.reasoner();
        let posteriors = drawn
            .posteriors(answers, |_| true)
            .iter()
            .zip(&decision.posteriors.present)
            .map(|(drawn, point)| interval(*point, &drawn[1..]))
            .collect();
        let score = |c| decision.concerns.iter().find(|s: &&ConcernScore| s.condition == c);
        let by_marked = |c| score(c).map_or(Share::ZERO, |score| score.by_marked);
        let share = |c| match score(c) {
            Some(score) => score.share,
            None if reasoner.weights.is_pointed_at(c, answers) => {
                Share::of(decision.unmarked.of(c))
            }
            None => Share::ZERO,
        };
        let under = |table| reasoner.asked(decision.asked.into(), table, by_marked, share).0.rung();
        let by_rule = decision.fired.iter().map(|fired| &reasoner.knowledge.rules[fired.rule]);
        Self {
            advice: decision.rung,
            by_rule: by_rule.filter(|rule| !rule.settles).filter_map(|rule| rule.rung).min(),
            posteriors,
            figures: Spread::of(drawn.rungs(answers, decision).into_iter().skip(1)),
            harms: Spread::of(harms.iter().skip(1).map(|table| under(table).0)),
        }
    }
}

impl Drawn<'_, '_> {
    /// The advice in each set, harms at their assumed values; `decision` is the decision at the point values.
    #[must_use]
    pub fn rungs(&self, answers: &Answers, decision: &Decision) -> Vec<Rung> {
        let reasoner = self.reasoner();
        let scores = self.scored(answers);
        let at = |set: usize| {
            let by_marked = |c: ConditionId| {
                scores.by_marked[c.index()].get(set).copied().unwrap_or(Share::ZERO)
            };
            let share = |c: ConditionId| scores.share[c.index()][set];
            reasoner.asked(decision.asked.into(), &reasoner.harms, by_marked, share).0.rung().0
        };
        (0..self.sets()).map(at).collect()
    }
}

/// The middle 95%: the order statistics of ranks 0.025 (n + 1) and 0.975 (n + 1), between two of them where these are no
/// whole numbers (Weibull's plotting position; exact ranks for 999 draws).
fn interval(point: f64, draws: &[f64]) -> Interval {
    let mut values = draws.to_vec();
    match values.len() {
        0 => Interval { point, low: point, high: point },
        _ => Interval { point, low: at(&mut values, 0.025), high: at(&mut values, 0.975) },
    }
}

/// The value below which this share of the values lies; changes their order.
fn at(values: &mut [f64], share: f64) -> f64 {
    let last = (values.len() - 1) as f64;
    // A share of a whole number of values may miss it by rounding.
    let rank = (share * (last + 2.0) - 1.0 + 1e-9).clamp(0.0, last);
    let below = rank as usize;
    let (_, low, rest) = values.select_nth_unstable_by(below, f64::total_cmp);
    let above = rest.iter().copied().min_by(f64::total_cmp).unwrap_or(*low);
    *low + (above - *low) * (rank - below as f64)
}

#[cfg(test)]
mod tests {
    use super::interval;

    #[test]
    fn interval_ends_are_the_order_statistics() {
        // 999 values in a shuffled order: the 25th and the 975th.
        let values: Vec<f64> = (0..999).map(|i| f64::from((i * 700) % 999 + 1)).collect();
        let found = interval(3.0, &values);
        assert_eq!(found.point, 3.0);
        assert!((found.low - 25.0).abs() < 1e-6 && (found.high - 975.0).abs() < 1e-6, "{found:?}");
        // Between two values: rank 0.025 * 21 = 0.525 lies before the first, 0.975 * 21 = 20.475 after the last.
        let few: Vec<f64> = (1..=20).map(f64::from).collect();
        let found = interval(9.0, &few);
        assert_eq!((found.low, found.high), (1.0, 20.0));
        let half: Vec<f64> = (1..=59).map(f64::from).collect();
        let found = interval(9.0, &half);
        assert!((found.low - 1.5).abs() < 1e-6 && (found.high - 58.5).abs() < 1e-6, "{found:?}");
        assert_eq!(interval(0.5, &[]).high, 0.5);
    }
}
