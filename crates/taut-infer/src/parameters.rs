//! Many draws of a network's numbers: one case evaluated under all of them at once, draws in the lanes.

use std::fmt;
use std::num::NonZeroUsize;

use crate::batch::LaneTable;
use crate::circuit::Circuit;
use crate::evaluate::LEAST;
use crate::evidence::Evidence;
use crate::kernel::Lanes;
use crate::network::Network;
use crate::space::{LANES, LaneSpace};
use crate::split::expand;
use crate::variable::Table;

/// The table entries of many networks of one structure, for a circuit of [`Circuit::compile_parametric`].
///
/// Shape: entry-major and draw-minor within blocks of [`LANES`] draws, as the evaluation reads them.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterTable {
    blocks: Vec<Vec<Lanes<LANES>>>,
    draws: usize,
}

/// A draw that the circuit's structure cannot hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrongDraw {
    /// Which draw, from 0.
    pub draw: usize,
    /// What is wrong with it.
    pub message: String,
}

impl fmt::Display for WrongDraw {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "draw {}: {}", self.draw, self.message)
    }
}

impl std::error::Error for WrongDraw {}

/// P(evidence) and the wanted joint probabilities under each draw.
#[derive(Debug, Clone, PartialEq)]
pub struct Draws {
    table: LaneTable,
    draws: usize,
}

impl Draws {
    /// Number of draws.
    #[must_use]
    pub fn len(&self) -> usize {
        self.draws
    }

    /// True without draws.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.draws == 0
    }

    /// P(evidence) under a draw.
    #[must_use]
    pub fn probability(&self, draw: usize) -> f64 {
        self.table.at(draw, 0)
    }

    /// P(state, evidence on the other variables) of each wanted state under a draw. Divided by [`Draws::probability`] it is
    /// the posterior of a variable that is not observed.
    pub fn joints(&self, draw: usize) -> impl Iterator<Item = f64> + '_ {
        self.table.row(draw, 1)
    }
}

impl ParameterTable {
    /// Collects the entries of networks that have the structure of the one that was compiled: same variables, states, parents
    /// and kinds of tables, and its zeros and ones.
    ///
    /// # Errors
    /// A network of another structure, or with another number where the compiled network has 0 or 1.
    pub fn new<'n>(
        circuit: &Circuit,
        draws: impl IntoIterator<Item = &'n Network>,
    ) -> Result<Self, WrongDraw> {
        let mut table = Self { blocks: Vec::new(), draws: 0 };
        for network in draws {
            table.push(circuit, network)?;
        }
        Ok(table)
    }

    /// Adds one more draw.
    ///
    /// # Errors
    /// As [`ParameterTable::new`].
    pub fn push(&mut self, circuit: &Circuit, network: &Network) -> Result<(), WrongDraw> {
        let draw = self.draws;
        let wrong = |message: &str| WrongDraw { draw, message: message.to_owned() };
        let variables = expand(network.variables(), circuit.split);
        let shape = variables.iter().map(|v| (v.states.len(), &v.parents[..]));
        if !shape.eq(circuit.shape.iter().map(|(states, parents)| (*states, &parents[..]))) {
            return Err(wrong("its variables, states or parents are not those of the circuit"));
        }
        let lane = draw % LANES;
        if lane == 0 {
            self.blocks.push(vec![[0.0; LANES]; circuit.parameters]);
        }
        let Some(block) = self.blocks.last_mut() else {
            return Err(wrong("there is no block for it"));
        };
        let rows = variables.iter().filter_map(|v| match &v.table {
            Table::Rows(rows) => Some(rows),
            _ => None,
        });
        let mut structure = circuit.structure.iter().peekable();
        for (position, &p) in rows.flatten().enumerate() {
            if let Some(&(_, fixed)) = structure.next_if(|(at, _)| *at == position)
                && p != fixed
            {
                let message = format!("an entry is {p:?} where the structure has {fixed:?}");
                return Err(wrong(&message));
            }
            let Some(slot) = block.get_mut(position) else {
                return Err(wrong("it has more table entries than the circuit"));
            };
            // Unused lanes of the last block repeat its first draw, so that they stay ordinary numbers.
            slot[lane..].fill(p);
        }
        self.draws += 1;
        Ok(())
    }

    /// Number of draws.
    #[must_use]
    pub fn len(&self) -> usize {
        self.draws
    }

    /// True without draws.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.draws == 0
    }
}

impl Circuit {
    /// Number of table entries that a parametric circuit is given with each evaluation.
    #[must_use]
    pub fn parameters(&self) -> usize {
        self.parameters
    }

    /// Evaluates one case under every draw. `inputs` has one row a draw, or one row for all; each by variable, as in
    /// [`Circuit::evaluate`]. `wanted` names (variable, state) pairs. The result does not depend on the number of threads.
    ///
    /// # Errors
    /// A draw under which P(evidence) is below 2^-500: its numbers would not be exact.
    ///
    /// # Panics
    /// As [`Circuit::evaluate`], or if `inputs` has neither one row nor one a draw.
    pub fn evaluate_draws(
        &self,
        parameters: &ParameterTable,
        inputs: &[&[f64]],
        evidence: &Evidence,
        wanted: &[(usize, usize)],
        threads: NonZeroUsize,
    ) -> Result<Draws, WrongDraw> {
        assert!(
            inputs.len() == 1 || inputs.len() == parameters.draws,
            "one row of inputs, or one a draw"
        );
        let positions = self.positions(wanted);
        let mut table = LaneTable::default();
        table.reshape(parameters.draws, wanted.len() + 1);
        let share = parameters.blocks.len().div_ceil(threads.get()).max(1);
        let mut parts = table.parts(share).zip(parameters.blocks.chunks(share)).enumerate();
        let last = parts.next_back();
        std::thread::scope(|scope| {
            for (part, (cells, blocks)) in parts {
                let positions = &positions;
                scope.spawn(move || {
                    self.draws_part(blocks, part * share, inputs, evidence, positions, cells);
                });
            }
            if let Some((part, (cells, blocks))) = last {
                self.draws_part(blocks, part * share, inputs, evidence, &positions, cells);
            }
        });
        let draws = Draws { table, draws: parameters.draws };
        match (0..draws.len()).find(|&d| draws.probability(d) < LEAST) {
            Some(draw) => Err(WrongDraw {
                draw,
                message: "the evidence is impossible, or less probable than 2^-500".to_owned(),
            }),
            None => Ok(draws),
        }
    }

    fn draws_part(
        &self,
        blocks: &[Vec<Lanes<LANES>>],
        first_block: usize,
        inputs: &[&[f64]],
        evidence: &Evidence,
        positions: &[usize],
        cells: &mut [Lanes<LANES>],
    ) {
        let layout = &self.program.layout;
        self.lane_spaces.with(
            || self.lane_space(),
            |space: &mut LaneSpace<LANES>| {
                for ((offset, block), cells) in
                    blocks.iter().enumerate().zip(cells.chunks_exact_mut(positions.len() + 1))
                {
                    let slots = space.slots.as_mut_slice();
                    self.set_all(slots, inputs[0], evidence);
                    if inputs.len() > 1 {
                        let first = (first_block + offset) * LANES;
                        for &v in &self.inputs {
                            let present: [f64; LANES] = std::array::from_fn(|lane| {
                                inputs.get(first + lane).unwrap_or(&inputs[first])[v]
                            });
                            slots[layout.first_input + 2 * v] = present.map(|p| 1.0 - p);
                            slots[layout.first_input + 2 * v + 1] = present;
                        }
                    }
                    slots[layout.first_parameter..layout.first_result].copy_from_slice(block);
                    self.run(&mut space.slots);
                    self.read_cells(space.slots.as_slice(), positions, cells);
                }
            },
        );
    }
}
