//! Draws of the harms table: costs, losses and stakes varied around their assumed values, their order kept.

use taut_knowledge::{Harms, Knowledge, Rung};

use crate::distribution::{INTERVAL_SCORE, shift_odds};
use crate::draws::Stream;
use crate::harms::HarmTable;

/// `count` harms tables from a seed; the first holds the assumed values.
///
/// Every part is multiplied by a log-normal factor of its own. Base costs stand in the order of the ladder, and the loss of a
/// class that asks for care must not shrink towards less careful advice (S6); so there the parts are the steps between
/// neighbouring rungs: what costs more than its neighbour still does, and equal costs stay equal. In the classes of the
/// open rungs each loss is a part. A stake of 1 is the reference of its class; of a smaller one the odds are a part.
#[must_use]
pub fn draw_harms(knowledge: &Knowledge, count: usize, seed: u64) -> Vec<HarmTable> {
    let stream = Stream::new(count.max(1), seed);
    let assumed = &knowledge.harms;
    let stakes: Vec<f64> = knowledge.conditions.iter().map(|c| c.stake).collect();
    let mut tables = vec![(assumed.clone(), stakes); count.max(1)];
    let width = libm::log(knowledge.uncertainty.harms) / INTERVAL_SCORE;
    let mut vary = |name: &str, change: &dyn Fn(&mut Harms, &mut [f64], f64)| {
        for ((harms, stakes), score) in tables.iter_mut().zip(stream.scores(name)).skip(1) {
            change(harms, stakes, score * width);
        }
    };
    for step in 0..8 {
        vary(&format!("harms/base/{step}"), &|harms, _, shift| {
            scale_step(&mut harms.base, &assumed.base, step, shift);
        });
        for class in Rung::ALL {
            let point = &assumed.loss[class as usize];
            vary(&format!("harms/{}/{step}", class.id()), &|harms, _, shift| {
                let row = &mut harms.loss[class as usize];
                if class.is_open() {
                    row[step] = point[step] * libm::exp(shift);
                } else {
                    scale_step(row, point, step, shift);
                }
            });
        }
    }
    for (i, condition) in knowledge.conditions.iter().enumerate() {
        if condition.stake < 1.0 {
            vary(&format!("stake/{}", condition.id), &|_, stakes, shift| {
                stakes[i] = shift_odds(condition.stake, shift);
            });
        }
    }
    tables.into_iter().map(|(harms, stakes)| HarmTable::of(&harms, stakes.into_iter())).collect()
}

/// The rung of least cost, the most careful of equals.
fn cheapest(costs: &[f64; 8]) -> usize {
    (0..8).fold(0, |best, a| if costs[a] < costs[best] { a } else { best })
}

/// Multiplies by `exp(shift)` the step that leads to `step` from its neighbour on the side of the cheapest rung, and moves what
/// lies beyond along. The cheapest rung's own cost is its step.
fn scale_step(drawn: &mut [f64; 8], assumed: &[f64; 8], step: usize, shift: f64) {
    let anchor = cheapest(assumed);
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
