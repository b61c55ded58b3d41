//! Draws of the harms table: costs, losses and stakes varied around their assumed values, their order kept.

use taut_knowledge::{Harms, Knowledge, Rung};

use crate::distribution::{INTERVAL_SCORE, shift_odds};
use crate::draws::Stream;

/// One variant of what the decision weighs probabilities with.
#[derive(Debug, Clone, PartialEq)]
pub struct HarmsVariant {
    /// Costs and losses.
    pub harms: Harms,
    /// Stake of each condition, in the order of the knowledge.
    pub stakes: Vec<f64>,
}

impl HarmsVariant {
    /// The assumed values themselves.
    #[must_use]
    pub fn of(knowledge: &Knowledge) -> Self {
        Self {
            harms: knowledge.harms.clone(),
            stakes: knowledge.conditions.iter().map(|c| c.stake).collect(),
        }
    }

    /// `count` variants from a seed; the first holds the assumed values.
    ///
    /// Every part is multiplied by a log-normal factor of its own. Base costs stand in the order of the ladder, and the loss of a
    /// class that asks for care must not shrink towards less careful advice (S6); so there the parts are the steps between
    /// neighbouring rungs: what costs more than its neighbour still does, and equal costs stay equal. In the classes of the
    /// open rungs each loss is a part. A stake of 1 is the reference of its class; of a smaller one the odds are a part.
    #[must_use]
    pub fn draw(knowledge: &Knowledge, count: usize, seed: u64) -> Vec<Self> {
        let stream = Stream::new(count.max(1), seed);
        let width = libm::log(knowledge.uncertainty.harms) / INTERVAL_SCORE;
        let mut variants = vec![Self::of(knowledge); count.max(1)];
        let mut vary = |name: &str, pick: &dyn Fn(&mut Self, f64)| {
            for (variant, score) in variants.iter_mut().zip(stream.scores(name)).skip(1) {
                pick(variant, score * width);
            }
        };
        let anchor = cheapest(&knowledge.harms.base);
        for step in 0..8 {
            vary(&format!("harms/base/{step}"), &|variant, shift| {
                scale_step(&mut variant.harms.base, &knowledge.harms.base, anchor, step, shift);
            });
            for class in Rung::ALL {
                let row = class as usize;
                let assumed = &knowledge.harms.loss[row];
                vary(&format!("harms/{}/{step}", class.id()), &|variant, shift| {
                    let drawn = &mut variant.harms.loss[row];
                    if class.is_open() {
                        drawn[step] = assumed[step] * libm::exp(shift);
                    } else {
                        scale_step(drawn, assumed, cheapest(assumed), step, shift);
                    }
                });
            }
        }
        for (i, condition) in knowledge.conditions.iter().enumerate() {
            if condition.stake < 1.0 {
                vary(&format!("stake/{}", condition.id), &|variant, shift| {
                    variant.stakes[i] = shift_odds(condition.stake, shift);
                });
            }
        }
        variants
    }
}

/// The rung of least cost, the most careful of equals.
fn cheapest(costs: &[f64; 8]) -> usize {
    (0..8).fold(0, |best, a| if costs[a] < costs[best] { a } else { best })
}

/// Multiplies the step from `step`'s inner neighbour (towards the anchor) to `step` by `exp(shift)`, and moves what lies beyond
/// it along. The anchor's own cost is its step.
fn scale_step(drawn: &mut [f64; 8], assumed: &[f64; 8], anchor: usize, step: usize, shift: f64) {
    let more = libm::expm1(shift);
    let moved: &mut [f64] = match step.cmp(&anchor) {
        std::cmp::Ordering::Less => &mut drawn[..=step],
        std::cmp::Ordering::Greater => &mut drawn[step..],
        std::cmp::Ordering::Equal => &mut drawn[..],
    };
    let inner = match step.cmp(&anchor) {
        std::cmp::Ordering::Less => assumed[step + 1],
        std::cmp::Ordering::Greater => assumed[step - 1],
        std::cmp::Ordering::Equal => 0.0,
    };
    let extra = (assumed[step] - inner) * more;
    for cost in moved {
        *cost += extra;
    }
}
