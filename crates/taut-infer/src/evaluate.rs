//! One case: P(evidence) and all slopes, without allocation after the first time, and without a limit on how small they get.

use pulp::Arch;

use crate::circuit::Circuit;
use crate::evidence::{Evidence, Known};
use crate::kernel::{Lanes, Slots, Start, Value};
use crate::space::{LaneSpace, Passes, Workspace};
use crate::wide::Wide;

/// Below this an f64 may have lost parts of a sum to underflow, so the case is computed again with wide numbers.
///
/// A term that underflows is off by at most 2^-1074. With P(evidence) at least 2^-500, a posterior is thus off by at most
/// `multiply-adds * largest value * 2^-574`, and no value is above 2^70 in a circuit of fewer than 2^70 joint states a table.
pub const LEAST: f64 = f64::from_bits((1023 - 500) << 52);

impl Circuit {
    /// Memory for evaluations of this circuit.
    #[must_use]
    pub fn workspace(&self) -> Workspace {
        Workspace { lanes: self.lane_space(), passes: Passes::default() }
    }

    pub(crate) fn lane_space<const N: usize>(&self) -> LaneSpace<N> {
        let mut slots = self.operands.slots(self.slots());
        self.place_constants(&mut slots);
        LaneSpace { slots }
    }

    fn place_constants<V: Value>(&self, slots: &mut Slots<V>) {
        for (slot, &c) in slots.as_mut_slice().iter_mut().zip(&self.program.layout.constants) {
            *slot = V::of(c);
        }
    }

    /// One pass up and one down. `inputs[v]` is P(state 1) of a variable `v` with an input table; the others are not read.
    ///
    /// # Panics
    /// If the evidence names a variable or state that the network has not; see [`Circuit::check_evidence`].
    #[must_use]
    pub fn evaluate(&self, inputs: &[f64], evidence: &Evidence) -> Passes {
        self.spaces.with(
            || self.workspace(),
            |workspace| self.evaluate_in(workspace, inputs, evidence).clone(),
        )
    }

    /// As [`Circuit::evaluate`], in memory that is used again.
    ///
    /// # Panics
    /// As [`Circuit::evaluate`], or if the workspace is another circuit's.
    pub fn evaluate_in<'w>(
        &self,
        workspace: &'w mut Workspace,
        inputs: &[f64],
        evidence: &Evidence,
    ) -> &'w Passes {
        let slots = &mut workspace.lanes.slots;
        self.set_all(slots.as_mut_slice(), inputs, evidence);
        self.run(slots);
        let slots = slots.as_slice();
        let passes = &mut workspace.passes;
        passes.probability = slots[self.program.root as usize][0];
        if passes.probability < LEAST {
            *passes = self.evaluate_wide(inputs, evidence);
        } else {
            passes.exponent = 0;
            passes.slopes.clear();
            passes.slopes.extend(self.program.slopes.iter().map(|&slot| slots[slot as usize][0]));
        }
        passes
    }

    /// The same passes in numbers whose exponent cannot run out.
    pub(crate) fn evaluate_wide(&self, inputs: &[f64], evidence: &Evidence) -> Passes {
        let mut slots: Slots<Wide> = self.operands.slots(self.slots());
        self.place_constants(&mut slots);
        self.set_all(slots.as_mut_slice(), inputs, evidence);
        self.run_here(&mut slots);
        let slots = slots.as_slice();
        let root = slots[self.program.root as usize];
        let exponent = if root.is_zero() { 0 } else { root.exponent() };
        Passes {
            probability: root.scaled_by(exponent),
            exponent,
            slopes: self
                .program
                .slopes
                .iter()
                .map(|&slot| slots[slot as usize].scaled_by(exponent))
                .collect(),
        }
    }

    /// Sets inputs and indicators, the same in every lane.
    pub(crate) fn set_all<V: Value>(&self, slots: &mut [V], inputs: &[f64], evidence: &Evidence) {
        let layout = &self.program.layout;
        for &v in &self.inputs {
            slots[layout.first_input + 2 * v] = V::of(1.0 - inputs[v]);
            slots[layout.first_input + 2 * v + 1] = V::of(inputs[v]);
        }
        let indicators = &mut slots[layout.first_indicator..layout.first_input];
        indicators.fill(V::ONE);
        for item in evidence.items() {
            let states = self.range(item.variable);
            match &item.known {
                Known::State(state) => {
                    let weights = &mut indicators[states];
                    weights.fill(V::ZERO);
                    weights[*state] = V::ONE;
                }
                Known::Weights(weights) => {
                    for (slot, &w) in indicators[states].iter_mut().zip(weights) {
                        *slot = V::of(w);
                    }
                }
            }
        }
    }

    /// Positions of a variable's states among all states.
    pub(crate) fn range(&self, variable: usize) -> std::ops::Range<usize> {
        self.first[variable] as usize..self.first[variable + 1] as usize
    }

    /// Both passes with the widest instructions that this machine has.
    pub(crate) fn run<const N: usize>(&self, slots: &mut Slots<Lanes<N>>) {
        Arch::new().dispatch(BothPasses { circuit: self, slots });
    }

    #[inline(always)]
    fn run_here<V: Value>(&self, slots: &mut Slots<V>) {
        let program = &self.program;
        let up_at = Start { result: program.layout.first_result, single: 0, pair: 0, weight: 0 };
        slots.run(&self.operands, &program.weights, &program.up, up_at);
        slots.run(&self.operands, &program.weights, &program.down, self.down_at);
    }

    /// P(variable = state, evidence on the *other* variables), times the power of two of these passes.
    #[must_use]
    pub fn joint(&self, passes: &Passes, variable: usize, state: usize) -> f64 {
        passes.slopes[self.first[variable] as usize + state]
    }

    /// Posteriors of every state of every variable, in order, into `out`; hidden variables get 0.
    ///
    /// # Errors
    /// The evidence is impossible.
    pub fn posteriors(
        &self,
        passes: &Passes,
        evidence: &Evidence,
        out: &mut Vec<f64>,
    ) -> Result<(), Impossible> {
        if passes.probability == 0.0 {
            return Err(Impossible);
        }
        out.clear();
        // Rounding may carry a certain state just above 1.
        out.extend(passes.slopes.iter().map(|slope| (slope / passes.probability).min(1.0)));
        for item in evidence.items() {
            let states = self.range(item.variable);
            for (state, p) in out[states.clone()].iter_mut().enumerate() {
                let joint = item.known.weight(state) * passes.slopes[states.start + state];
                *p = (joint / passes.probability).min(1.0);
            }
        }
        Ok(())
    }
}

/// The work of [`Circuit::run`]. A closure would do, but is not always inlined into the function that has the wide
/// instructions, and then runs without them.
struct BothPasses<'a, const N: usize> {
    circuit: &'a Circuit,
    slots: &'a mut Slots<Lanes<N>>,
}

impl<const N: usize> pulp::NullaryFnOnce for BothPasses<'_, N> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        self.circuit.run_here(self.slots);
    }
}

/// The evidence has probability 0; [`Circuit::conflict`] says why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Impossible;

impl std::fmt::Display for Impossible {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("these answers contradict each other: together they have probability 0")
    }
}

impl std::error::Error for Impossible {}
