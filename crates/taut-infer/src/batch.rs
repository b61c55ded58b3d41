//! Many cases at once: side by side in the lanes of the machine's vectors, and on several threads.

use std::num::NonZeroUsize;

use crate::circuit::Circuit;
use crate::evaluate::LEAST;
use crate::evidence::{Evidence, Known};
use crate::kernel::Lanes;
use crate::space::{LANES, LaneSpace, Passes};

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
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Batch {
    table: LaneTable,
    exponents: Vec<i64>,
}

/// One row a case, kept as the evaluation leaves it: for each block of [`LANES`] cases column after column, cases side by side.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct LaneTable {
    columns: usize,
    blocks: Vec<Lanes<LANES>>,
}

impl LaneTable {
    /// A table of this shape; its cells hold what they held before.
    pub(crate) fn reshape(&mut self, rows: usize, columns: usize) {
        self.columns = columns;
        self.blocks.resize(rows.div_ceil(LANES) * columns, [0.0; LANES]);
    }

    /// The cells of some blocks at a time, for one thread each.
    pub(crate) fn parts(&mut self, blocks: usize) -> std::slice::ChunksMut<'_, Lanes<LANES>> {
        self.blocks.chunks_mut(blocks * self.columns)
    }

    /// One cell.
    pub(crate) fn at(&self, row: usize, column: usize) -> f64 {
        self.blocks[row / LANES * self.columns + column][row % LANES]
    }

    /// The cells of a row from a column on.
    pub(crate) fn row(&self, row: usize, from: usize) -> impl Iterator<Item = f64> + '_ {
        let start = row / LANES * self.columns;
        let columns = &self.blocks[start + from..start + self.columns];
        columns.iter().map(move |lanes| lanes[row % LANES])
    }
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
        self.table.at(case, 0)
    }

    /// The power of two of a case's numbers; 0 unless P(evidence) is tiny, as in [`Passes::exponent`].
    #[must_use]
    pub fn exponent(&self, case: usize) -> i64 {
        self.exponents[case]
    }

    /// P(state, evidence on the other variables) of each wanted state, times `2^-exponent`.
    pub fn joints(&self, case: usize) -> impl Iterator<Item = f64> + '_ {
        self.table.row(case, 1)
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
        let mut batch = Batch::default();
        self.evaluate_batch_in(&mut batch, cases, wanted, threads);
        batch
    }

    /// As [`Circuit::evaluate_batch`], into memory that is used again.
    ///
    /// # Panics
    /// As [`Circuit::evaluate`].
    pub fn evaluate_batch_in(
        &self,
        batch: &mut Batch,
        cases: &[Case<'_>],
        wanted: &[(usize, usize)],
        threads: NonZeroUsize,
    ) {
        let positions = self.positions(wanted);
        let Batch { table, exponents } = batch;
        table.reshape(cases.len(), wanted.len() + 1);
        exponents.clear();
        exponents.resize(cases.len(), 0);
        let share = cases.len().div_ceil(LANES).div_ceil(threads.get()).max(1);
        let mut parts = cases
            .chunks(share * LANES)
            .zip(table.parts(share))
            .zip(exponents.chunks_mut(share * LANES));
        // The last part runs here, so that one thread starts no other.
        let last = parts.next_back();
        std::thread::scope(|scope| {
            for ((cases, cells), exponents) in parts {
                let positions = &positions;
                scope.spawn(move || self.evaluate_part(cases, positions, cells, exponents));
            }
            if let Some(((cases, cells), exponents)) = last {
                self.evaluate_part(cases, &positions, cells, exponents);
            }
        });
    }

    /// Positions of (variable, state) pairs among all states.
    pub(crate) fn positions(&self, wanted: &[(usize, usize)]) -> Vec<usize> {
        wanted.iter().map(|&(v, s)| self.range(v).start + s).collect()
    }

    fn evaluate_part(
        &self,
        cases: &[Case<'_>],
        positions: &[usize],
        cells: &mut [Lanes<LANES>],
        exponents: &mut [i64],
    ) {
        self.lane_spaces.with(
            || self.lane_space(),
            |space: &mut LaneSpace<LANES>| {
                let parts = cases
                    .chunks(LANES)
                    .zip(cells.chunks_exact_mut(positions.len() + 1))
                    .zip(exponents.chunks_mut(LANES));
                for ((cases, cells), exponents) in parts {
                    self.set_lanes(space, cases);
                    self.run(&mut space.slots);
                    self.read_cells(space.slots.as_slice(), positions, cells);
                    for (lane, (case, exponent)) in cases.iter().zip(exponents).enumerate() {
                        if cells[0][lane] < LEAST {
                            let passes: Passes = self.evaluate_wide(case.inputs, case.evidence);
                            *exponent = passes.exponent;
                            cells[0][lane] = passes.probability;
                            for (cell, &at) in cells[1..].iter_mut().zip(positions) {
                                cell[lane] = passes.slopes[at];
                            }
                        }
                    }
                }
            },
        );
    }

    /// Copies P(evidence) and the wanted slopes of all lanes.
    pub(crate) fn read_cells(
        &self,
        slots: &[Lanes<LANES>],
        positions: &[usize],
        cells: &mut [Lanes<LANES>],
    ) {
        let wanted = positions.iter().map(|&at| self.program.slopes[at]);
        for (cell, slot) in cells.iter_mut().zip(std::iter::once(self.program.root).chain(wanted)) {
            *cell = slots[slot as usize];
        }
    }

    /// Sets inputs and indicators, one case a lane. Lanes without a case repeat the first one.
    fn set_lanes(&self, space: &mut LaneSpace<LANES>, cases: &[Case<'_>]) {
        let layout = &self.program.layout;
        let slots = space.slots.as_mut_slice();
        for &v in &self.inputs {
            let present: [f64; LANES] =
                std::array::from_fn(|lane| cases.get(lane).unwrap_or(&cases[0]).inputs[v]);
            slots[layout.first_input + 2 * v] = present.map(|p| 1.0 - p);
            slots[layout.first_input + 2 * v + 1] = present;
        }
        let indicators = &mut slots[layout.first_indicator..layout.first_input];
        indicators.fill([1.0; LANES]);
        for lane in 0..LANES {
            let case = cases.get(lane).unwrap_or(&cases[0]);
            for item in case.evidence.items() {
                let weights = &mut indicators[self.range(item.variable)];
                match &item.known {
                    Known::State(state) => {
                        for slot in &mut *weights {
                            slot[lane] = 0.0;
                        }
                        weights[*state][lane] = 1.0;
                    }
                    Known::Weights(given) => {
                        for (slot, &w) in weights.iter_mut().zip(given) {
                            slot[lane] = w;
                        }
                    }
                }
            }
        }
    }
}
