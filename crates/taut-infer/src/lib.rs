//! Exact inference in discrete Bayesian networks: a network is compiled once, and one pass up and one down give every posterior.
//!
//! Pure: no input or output, clock or randomness. The same input gives the same bits, for any number of threads and any
//! width of the machine's vectors, because every sum has a fixed order and no multiplication is fused with an addition.
//!
//! ```
//! use taut_infer::{Circuit, Effort, Evidence, read_bif};
//!
//! let text = b"variable rain { type discrete [ 2 ] { no, yes }; }
//! variable grass { type discrete [ 2 ] { dry, wet }; }
//! probability ( rain ) { table 0.8, 0.2; }
//! probability ( grass | rain ) { (no) 0.9, 0.1; (yes) 0.0, 1.0; }";
//! let network = read_bif(text)?.network()?;
//! let circuit = Circuit::compile(&network, Effort::Quick)?;
//!
//! let mut evidence = Evidence::none();
//! circuit.observe(&mut evidence, 1, 1);
//! let passes = circuit.evaluate(&[0.0, 0.0], &evidence);
//! // P(wet) = 0.8 * 0.1 + 0.2, and P(rain, wet) = 0.2.
//! assert!((passes.probability - 0.28).abs() < 1e-15);
//! assert!((circuit.joint(&passes, 0, 1) - 0.2).abs() < 1e-15);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

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
mod space;
mod split;
mod sweep;
mod variable;
mod wide;

pub use batch::{Batch, Case};
pub use bif::{Bif, BifProblem, BifProblems, read_bif, write_bif};
pub use circuit::{Circuit, Effort, EvidenceProblem, MOST_PRODUCTS, TooLarge};
pub use conflict::{Conflict, FEWEST_UP_TO};
pub use evaluate::{Impossible, LEAST};
pub use evidence::{Evidence, Item, Known};
pub use network::{Network, Normalised};
pub use noisy::NoisyMax;
pub use parameters::{Draws, ParameterTable, WrongDraw};
pub use problem::{NetworkProblem, NetworkProblems};
pub use random::XorShift;
pub use space::{LANES, Passes, Workspace};
pub use split::Split;
pub use sweep::Sweep;
pub use variable::{Table, Variable};
pub use wide::power_of_two;
