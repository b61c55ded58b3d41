//! Exact inference in discrete Bayesian networks: a network is compiled once, and one pass up and one down give every posterior.
//!
//! Pure: no input or output, clock or randomness. The same input gives the same bits, for any number of threads and any
//! width of the machine's vectors, because every sum has a fixed order and no multiplication is fused with an addition.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests may panic"))]

mod batch;
mod bif;
mod check;
mod circuit;
mod conflict;
mod eliminate;
mod evaluate;
mod evidence;
mod graph;
mod kernel;
mod network;
mod noisy;
mod order;
mod parameters;
mod pool;
mod problem;
mod program;
mod random;
mod sweep;
mod wide;

pub use batch::{Batch, Case, LANES};
pub use bif::{Bif, BifProblem, BifProblems, read_bif, write_bif};
pub use circuit::{Circuit, Effort, EvidenceProblem, MOST_PRODUCTS, TooLarge};
pub use conflict::{Conflict, FEWEST_UP_TO};
pub use evaluate::{Impossible, LEAST, Passes, Workspace};
pub use evidence::{Evidence, Item, Known};
pub use network::{Network, Normalised, Table, Variable};
pub use noisy::{NoisyMax, Split};
pub use parameters::{Draws, ParameterTable, WrongDraw};
pub use problem::{NetworkProblem, NetworkProblems};
pub use random::XorShift;
pub use sweep::Sweep;
pub use wide::power_of_two;
