//! Many cases at once: side by side in the lanes of the machine's vectors, and on several threads.

use std::num::NonZeroUsize;

use crate::circuit::Circuit;
use crate::evaluate::{LEAST, LaneSpace, Passes};
use crate::evidence::{Evidence, Known};
use crate::kernel::Lanes;

/// Cases side by side in one evaluation.
pub const LANES: usize = 8;

/// One case of a batch.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// P(state 1) of each variable with an input table, by variable.
    pub inputs: &'a [f64],
    /// What is observed.
    pub evidence: &'a Evidence,
}

/// Results of a batch: of each case P(evidence) and the wanted joint probabilities, bit for bit what
/// [`Circuit::evaluate`] gives for it alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    wanted: usize,
    rows: Vec<f64>,
    exponents: Vec<i64>,
}

impl Batch {
    /// Number of cases.
    #[must_use]
    pub fn len(&self) -> usize {
        self.exponents.len()
    }

    /// True without cases.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.exponents.is_empty()
    }

    /// P(evidence) of a case times `2^-exponent`; 0 means impossible.
    #[must_use]
    pub fn probability(&self, case: usize) -> f64 {
        self.rows[case * (self.wanted + 1)]
    }

    /// The power of two of a case's numbers; 0 unless P(evidence) is tiny, as in [`Passes::exponent`].
    #[must_use]
    pub fn exponent(&self, case: usize) -> i64 {
        self.exponents[case]
    }

    /// P(state, evidence on the other variables) of each wanted state, times `2^-exponent`.
    #[must_use]
    pub fn joints(&self, case: usize) -> &[f64] {
        let width = self.wanted + 1;
        &self.rows[case * width + 1..(case + 1) * width]
    }
}

impl Circuit {
    /// Evaluates many cases; `wanted` names (variable, state) pairs. The result does not depend on the number of threads.
    ///
    /// # Panics
    /// As [`Circuit::evaluate`].
    #[must_use]
    pub fn evaluate_batch(
        &self,
        cases: &[Case<'_>],
        wanted: &[(usize, usize)],
        threads: NonZeroUsize,
    ) -> Batch {
        let positions: Vec<usize> =
            wanted.iter().map(|&(v, s)| self.first[v] as usize + s).collect();
        let width = wanted.len() + 1;
        let mut rows = vec![0.0; cases.len() * width];
        let mut exponents = vec![0; cases.len()];
        let blocks = cases.len().div_ceil(LANES);
        let share = blocks.div_ceil(threads.get()).max(1) * LANES;
        let mut parts = cases
            .chunks(share)
            .zip(rows.chunks_mut(share * width))
            .zip(exponents.chunks_mut(share));
        // The last part runs here, so that one thread starts no other.
        let last = parts.next_back();
        std::thread::scope(|scope| {
            for ((cases, rows), exponents) in parts {
                let positions = &positions;
                scope.spawn(move || self.evaluate_part(cases, positions, rows, exponents));
            }
            if let Some(((cases, rows), exponents)) = last {
                self.evaluate_part(cases, &positions, rows, exponents);
            }
        });
        Batch { wanted: wanted.len(), rows, exponents }
    }

    fn evaluate_part(
        &self,
        cases: &[Case<'_>],
        positions: &[usize],
        rows: &mut [f64],
        exponents: &mut [i64],
    ) {
        self.lane_spaces.with(
            || self.lane_space(),
            |space: &mut LaneSpace<LANES>| {
                let width = positions.len() + 1;
                let parts = cases
                    .chunks(LANES)
                    .zip(rows.chunks_mut(LANES * width))
                    .zip(exponents.chunks_mut(LANES));
                for ((cases, rows), exponents) in parts {
                    self.set_lanes(space, cases);
                    self.run(&mut space.slots);
                    let slots = space.slots.as_slice();
                    self.read_rows(slots, positions, rows);
                    for (lane, row) in rows.chunks_exact_mut(width).enumerate() {
                        if row[0] < LEAST {
                            let case = cases[lane];
                            let passes: Passes = self.evaluate_wide(case.inputs, case.evidence);
                            row[0] = passes.probability;
                            exponents[lane] = passes.exponent;
                            for (out, &at) in row[1..].iter_mut().zip(positions) {
                                *out = passes.slopes[at];
                            }
                        }
                    }
                }
            },
        );
    }

    /// Writes P(evidence) and the wanted slopes of each lane to its row; there may be fewer rows than lanes.
    pub(crate) fn read_rows(&self, slots: &[Lanes<LANES>], positions: &[usize], rows: &mut [f64]) {
        let width = positions.len() + 1;
        let wanted = positions.iter().map(|&at| self.program.slopes[at]);
        for (column, slot) in std::iter::once(self.program.root).chain(wanted).enumerate() {
            let lanes = slots[slot as usize].0;
            for (out, value) in rows[column..].iter_mut().step_by(width).zip(lanes) {
                *out = value;
            }
        }
    }

    /// Sets inputs and indicators, one case a lane. Lanes without a case repeat the first one.
    fn set_lanes(&self, space: &mut LaneSpace<LANES>, cases: &[Case<'_>]) {
        let layout = &self.program.layout;
        let slots = space.slots.as_mut_slice();
        for &v in &self.inputs {
            let present: [f64; LANES] =
                std::array::from_fn(|lane| cases.get(lane).unwrap_or(&cases[0]).inputs[v]);
            slots[layout.first_input + 2 * v] = Lanes(present.map(|p| 1.0 - p));
            slots[layout.first_input + 2 * v + 1] = Lanes(present);
        }
        let indicators = &mut slots[layout.first_indicator..layout.first_input];
        indicators.fill(Lanes([1.0; LANES]));
        for lane in 0..LANES {
            for item in cases.get(lane).unwrap_or(&cases[0]).evidence.items() {
                let weights = &mut indicators[self.range(item.variable)];
                match &item.known {
                    Known::State(state) => {
                        for (s, slot) in weights.iter_mut().enumerate() {
                            slot.0[lane] = f64::from(u8::from(s == *state));
                        }
                    }
                    Known::Weights(given) => {
                        for (slot, &w) in weights.iter_mut().zip(given) {
                            slot.0[lane] = w;
                        }
                    }
                }
            }
        }
    }
}
