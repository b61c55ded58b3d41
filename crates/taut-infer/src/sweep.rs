//! The next-question sweep: one variable's posterior under every answer of every other, from derivatives.

use crate::circuit::Circuit;
use crate::evaluate::{Impossible, LEAST};
use crate::evidence::{Evidence, Known};
use crate::space::{LaneSpace, Passes};
use crate::wide::power_of_two;

/// The posteriors of a target under each single further answer.
///
/// One pass with the target held in state `t` has the slopes `P(t, x, evidence)` for all states `x` of all open variables at
/// once (Darwiche 2003), so the whole sweep costs one pass a state of the target, and these run side by side.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sweep {
    /// Number of states of the target.
    states: usize,
    /// P(evidence), times a power of two that all numbers share.
    probability: f64,
    /// For each state of each variable: P(target = t, state, evidence on the *other* variables), target fastest.
    joints: Vec<f64>,
    first: Vec<u32>,
    observed: Vec<bool>,
}

impl Sweep {
    /// P(answer | evidence) for an open variable; `None` for one that is observed or is the target.
    #[must_use]
    pub fn answer(&self, variable: usize, state: usize) -> Option<f64> {
        let joints = self.joints(variable, state)?;
        Some(joints.iter().fold(0.0, |sum, p| sum + p) / self.probability)
    }

    /// P(target = t | evidence, answer) for each `t`, into `out`; false if the variable is observed, is the target, or this
    /// answer has a probability of less than 2^-500 given the evidence.
    #[must_use]
    pub fn posterior(&self, variable: usize, state: usize, out: &mut [f64]) -> bool {
        let Some(joints) = self.joints(variable, state) else { return false };
        let sum = joints.iter().fold(0.0, |sum, p| sum + p);
        if sum < LEAST * self.probability || sum == 0.0 {
            return false;
        }
        let by = 1.0 / sum;
        for (out, p) in out.iter_mut().zip(joints) {
            *out = p * by;
        }
        true
    }

    fn joints(&self, variable: usize, state: usize) -> Option<&[f64]> {
        let at = self.first[variable] as usize + state;
        (!self.observed[variable]).then(|| &self.joints[at * self.states..(at + 1) * self.states])
    }
}

impl Circuit {
    /// The posterior of `target` under every answer of every open variable.
    ///
    /// # Errors
    /// The evidence is impossible.
    ///
    /// # Panics
    /// As [`Circuit::evaluate`].
    pub fn sweep(
        &self,
        inputs: &[f64],
        evidence: &Evidence,
        target: usize,
        sweep: &mut Sweep,
    ) -> Result<(), Impossible> {
        let states = self.states(target);
        sweep.states = states;
        sweep.first.clone_from(&self.first);
        sweep.observed.clear();
        sweep.observed.resize(self.variables(), false);
        sweep.observed[target] = true;
        for item in evidence.items() {
            sweep.observed[item.variable] |= matches!(item.known, Known::State(_));
        }
        sweep.joints.resize(self.program.slopes.len() * states, 0.0);
        let weight = |state| evidence.of(target).map_or(1.0, |known| known.weight(state));
        match states {
            0..=2 => {
                self.side_by_side::<2>(&self.pair_spaces, inputs, evidence, target, &weight, sweep)
            }
            3..=4 => {
                self.side_by_side::<4>(&self.quad_spaces, inputs, evidence, target, &weight, sweep)
            }
            _ => {
                self.side_by_side::<8>(&self.lane_spaces, inputs, evidence, target, &weight, sweep)
            }
        }
        if sweep.probability < LEAST {
            self.one_by_one(inputs, evidence, target, &weight, sweep);
        }
        if sweep.probability == 0.0 { Err(Impossible) } else { Ok(()) }
    }

    fn side_by_side<const N: usize>(
        &self,
        spaces: &crate::pool::Pool<LaneSpace<N>>,
        inputs: &[f64],
        evidence: &Evidence,
        target: usize,
        weight: &dyn Fn(usize) -> f64,
        sweep: &mut Sweep,
    ) {
        let states = sweep.states;
        sweep.probability = 0.0;
        spaces.with(
            || self.lane_space(),
            |space| {
                for first in (0..states).step_by(N) {
                    let lanes = N.min(states - first);
                    let slots = space.slots.as_mut_slice();
                    self.set_all(slots, inputs, evidence);
                    for state in 0..states {
                        let mut here = [0.0; N];
                        if (first..first + lanes).contains(&state) {
                            here[state - first] = weight(state);
                        }
                        slots[self.program.layout.first_indicator
                            + self.range(target).start
                            + state] = here;
                    }
                    self.run(&mut space.slots);
                    let slots = space.slots.as_slice();
                    for &p in &slots[self.program.root as usize][..lanes] {
                        sweep.probability += p;
                    }
                    for (joints, &slot) in
                        sweep.joints.chunks_exact_mut(states).zip(&self.program.slopes)
                    {
                        joints[first..first + lanes]
                            .copy_from_slice(&slots[slot as usize][..lanes]);
                    }
                }
            },
        );
    }

    /// The same for very improbable evidence: each state of the target alone, brought to one power of two.
    fn one_by_one(
        &self,
        inputs: &[f64],
        evidence: &Evidence,
        target: usize,
        weight: &dyn Fn(usize) -> f64,
        sweep: &mut Sweep,
    ) {
        let states = sweep.states;
        let all: Vec<Passes> = (0..states)
            .map(|state| {
                let mut with = evidence.clone();
                let mut weights = vec![0.0; states];
                weights[state] = weight(state);
                with.weigh(target, &weights);
                self.evaluate_wide(inputs, &with)
            })
            .collect();
        let possible = all.iter().filter(|p| p.probability > 0.0);
        let exponent = possible.map(|p| p.exponent).max().unwrap_or(0);
        sweep.probability = 0.0;
        for (state, passes) in all.iter().enumerate() {
            let by = power_of_two(passes.exponent - exponent);
            sweep.probability += passes.probability * by;
            for (joints, slope) in sweep.joints.chunks_exact_mut(states).zip(&passes.slopes) {
                joints[state] = slope * by;
            }
        }
    }
}
