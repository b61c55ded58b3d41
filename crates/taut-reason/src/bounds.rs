//! Bounds on what the classes of conditions can weigh once the rest is answered: proofs that an open question cannot matter.

use taut_knowledge::{
    Answers, ConditionId, ConditionKind, FindingId, Harms, Node, Rung, Sides, Value,
};

use crate::concern::ConcernScore;
use crate::fixed::Share;
use crate::planner::Planner;
use crate::posterior::Posteriors;
use crate::reach::{Reach, findings};

/// Slack for the rounding of posteriors and of sums in whole millionths: far above it, far below a cost that counts.
const SLACK: f64 = 1e-5;

/// What each class can weigh, whatever the open questions turn out to be.
#[derive(Debug, Clone)]
pub(crate) struct Bounds<'k> {
    harms: &'k Harms,
    /// Least and most weight of each class, in the order of [`Rung::ALL`].
    classes: [[f64; 2]; 8],
    /// The same for what the marked findings of watched conditions give alone; the least is 0.
    watched: [[f64; 2]; 8],
    /// One a finding: largest probability that any of its causes is present, at most 1; an open finding cannot bear on
    /// anything else by more.
    pub(crate) weight: Vec<f64>,
}

impl<'k> Bounds<'k> {
    /// The bounds for one person.
    pub(crate) fn new(
        planner: &Planner<'_, 'k>,
        answers: &Answers,
        reach: &Reach,
        unmarked: &Posteriors,
    ) -> Self {
        let reasoner = planner.reasoner;
        let posteriors = PosteriorBounds::new(planner, answers, reach, unmarked);
        let mut bounds = Self {
            harms: &reasoner.knowledge.harms,
            classes: [[0.0; 2]; 8],
            watched: [[0.0; 2]; 8],
            weight: Vec::new(),
        };
        let low = reasoner.weights.scores(&corner(planner, answers, reach, false), &posteriors.low);
        let high =
            reasoner.weights.scores(&corner(planner, answers, reach, true), &posteriors.high);
        for (index, condition) in reasoner.knowledge.conditions.iter().enumerate() {
            let Some(class) = condition.class else { continue };
            let id = ConditionId(index as u16);
            let of = |scores: &[ConcernScore]| scores.iter().position(|s| s.condition == id);
            let [mut least, mut most] = match (of(&low), of(&high)) {
                (Some(l), Some(h)) => {
                    let by_marked = high[h].by_marked.value() * condition.stake;
                    let watched = &mut bounds.watched[class as usize][1];
                    *watched = watched.max(by_marked);
                    [low[l].probability, probability_of(&high[h])]
                }
                _ => [posteriors.low.of(id), posteriors.high.of(id)],
            };
            // What nothing points to weighs nothing; a serious condition is pointed to by its part of the score alone.
            let pointed = reasoner.weights.is_pointed_at(id, answers);
            if !pointed && of(&low).is_none() {
                least = 0.0;
            }
            let marked = of(&high).is_some_and(|h| high[h].by_marked > Share::ZERO);
            if !pointed && !marked && !planner.could_be_pointed_at(id, reach) {
                most = 0.0;
            }
            let bound = &mut bounds.classes[class as usize];
            *bound = [bound[0].max(least * condition.stake), bound[1].max(most * condition.stake)];
        }
        bounds.weight = posteriors.weight;
        bounds
    }

    /// True if it is proved that the scores alone ask for no care.
    pub(crate) fn proves_no_concern(&self) -> bool {
        let open = |r: &Rung| r.is_open();
        Rung::ALL.into_iter().filter(|b| *b <= Rung::HoldAndSeePt).all(|care| {
            Rung::ALL
                .into_iter()
                .filter(open)
                .any(|a| self.could_win_by(care, a, &self.watched) < -SLACK)
        })
    }

    /// The rung that expected utility and scores come to, as far as it counts beside a floor that surely holds; `None` where
    /// it is not proved. `candidate` is the best rung today.
    ///
    /// A rung `b` beats `a` only if `base(a) - base(b) + sum over classes k of w(k) * (loss(k, a) - loss(k, b)) >= 0`; the
    /// sum is bounded with each weight at the end of its range that favours `b`. A floor is enough if nothing more careful
    /// can beat it. Else the candidate must beat all others by more than the margin of `undecided`.
    pub(crate) fn proved_best(&self, floor: Rung, candidate: Rung) -> Option<Rung> {
        if floor == Rung::Emergency {
            return Some(floor);
        }
        let others =
            |a: Rung| Rung::ALL.into_iter().filter(move |b| *b != a && *b != Rung::Undecided);
        if !floor.is_open() {
            let beaten = others(floor)
                .any(|b| b < floor && self.could_win_by(b, floor, &self.classes) >= -SLACK);
            if !beaten {
                return Some(floor);
            }
        }
        let margin = if candidate.is_open() { self.harms.undecided_margin } else { 0.0 };
        let clear = others(candidate)
            .all(|b| self.could_win_by(b, candidate, &self.classes) < -margin - SLACK);
        clear.then_some(candidate)
    }

    /// The most by which `b` can beat `a`; below 0 where it cannot.
    fn could_win_by(&self, b: Rung, a: Rung, classes: &[[f64; 2]; 8]) -> f64 {
        let (a, b) = (a as usize, b as usize);
        let saved = classes.iter().zip(&self.harms.loss).map(|([low, high], row)| {
            let each = row[a] - row[b];
            each * if each > 0.0 { high } else { low }
        });
        self.harms.base[a] - self.harms.base[b] + saved.sum::<f64>()
    }
}

/// The answers with every open marked finding at its lowest or its highest state. No score falls when a marked finding rises,
/// so these give the lowest and the highest scores.
fn corner(planner: &Planner, answers: &Answers, reach: &Reach, high: bool) -> Answers {
    let knowledge = planner.reasoner.knowledge;
    let mut corner = answers.clone();
    for id in findings(knowledge) {
        let finding = knowledge.finding(id);
        if reach.is_open(id) && finding.is_marked() {
            let top = finding.states.len().saturating_sub(1) as u8;
            let state = if high { top } else { 0 };
            corner.set(id, Value::State(state), Sides::Unstated);
        }
    }
    corner
}

/// The probability equivalent of a score, whether or not an answer points to the condition.
fn probability_of(score: &ConcernScore) -> f64 {
    let log_odds = score.added.iter().fold(score.base_log_odds, |sum, (_, w)| sum + w);
    1.0 / (1.0 + libm::exp(-log_odds))
}

/// Bounds of the posteriors given unmarked answers, whatever the open unmarked findings turn out to be.
struct PosteriorBounds {
    low: Posteriors,
    high: Posteriors,
    weight: Vec<f64>,
}

impl PosteriorBounds {
    /// *From the prior.* For a cause `c`, `odds(c | x) = odds(c) * E[P(x | w, c)] / E[P(x | w, not c)]` over the states `w` of
    /// everything that does not descend from `c`, which does not depend on `c`; so the ratio is at most the largest ratio for
    /// one `w`. For one `w` all cancels but the children of `c`. In a noisy-MAX the ratio of one child is largest where no
    /// other cause is present: `P(s | only c) / P(s | none)`, at most 1 for the lowest state. It holds given anything else.
    ///
    /// *From today.* Let `Z` be the causes of the open findings `X`, and `S` the sum of their bounds from the prior. With no
    /// cause in `Z`, `X` is independent of all else, so `P(x | c, e) = q(x) * P(no Z | c, e) / P(no Z | c, e, x)`, and both
    /// probabilities lie between `1 - S` and 1. So the odds of any other condition change at most by `(1 - S)^2` either way.
    fn new(planner: &Planner, answers: &Answers, reach: &Reach, unmarked: &Posteriors) -> Self {
        let reasoner = planner.reasoner;
        let knowledge = reasoner.knowledge;
        let n = knowledge.conditions.len();
        let counts = |id: FindingId| {
            !knowledge.finding(id).is_marked() && reasoner.network.finding(id).is_some()
        };
        let who_is_open =
            planner.age.into_iter().chain(planner.sex).any(|finding| reach.is_open(finding));
        let mut odds = planner.highest_prior_odds(answers);
        let mut leak: Option<&[f64]> = None;
        // Sorted by child, the leak of a child first.
        for link in &knowledge.links {
            let Some(cause) = link.cause else {
                leak = Some(&link.given);
                continue;
            };
            let Some(leak) = leak else { continue };
            let ratio =
                |s: usize| if leak[s] > 0.0 { link.given[s] / leak[s] } else { f64::INFINITY };
            let highest = || (0..leak.len()).map(ratio).fold(1.0, f64::max);
            odds[cause.index()] *= match link.child {
                Node::Condition(_) => highest(),
                Node::Finding(id) if !counts(id) => 1.0,
                Node::Finding(id) => match answers.get(id) {
                    Value::State(state) => ratio(usize::from(state)),
                    Value::Unknown if reach.is_open(id) => highest(),
                    Value::Unknown => 1.0,
                },
            };
        }
        let most: Vec<f64> = odds
            .iter()
            .zip(&knowledge.conditions)
            .map(|(odds, condition)| match condition.kind {
                ConditionKind::Cause if odds.is_finite() => odds / (1.0 + odds),
                _ => 1.0,
            })
            .collect();
        let mut weight = vec![0.0_f64; knowledge.findings.len()];
        let mut behind = vec![false; n];
        for link in &knowledge.links {
            if let (Node::Finding(id), Some(cause)) = (link.child, link.cause) {
                let sum = &mut weight[id.index()];
                *sum = (*sum + most[cause.index()]).min(1.0);
                behind[cause.index()] |= reach.is_open(id) && counts(id);
            }
        }
        let sum: f64 = most.iter().zip(&behind).filter(|(_, b)| **b).map(|(p, _)| p).sum();
        let stays = if who_is_open { 0.0 } else { (1.0 - sum).max(0.0) };
        let factor = stays * stays;
        let (low, high): (Vec<f64>, Vec<f64>) = (0..n)
            .map(|c| {
                let p = unmarked.present[c];
                let odds = p / (1.0 - p);
                let low = if behind[c] { 0.0 } else { to_probability(odds * factor) };
                let high = to_probability(odds / factor);
                (low, if behind[c] { most[c] } else { high.min(most[c]) })
            })
            .unzip();
        let of = |present: Vec<f64>| Posteriors { present, evidence: unmarked.evidence };
        Self { low: of(low), high: of(high), weight }
    }
}

/// Odds as a probability; 1 where they are infinite or not a number.
fn to_probability(odds: f64) -> f64 {
    if odds.is_finite() { odds / (1.0 + odds) } else { 1.0 }
}
