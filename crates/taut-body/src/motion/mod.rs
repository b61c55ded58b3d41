//! Recorded motion: files of coordinates, forces and markers over time, read, filtered, made smooth and written.

mod columns;
mod filter;
mod loads;
mod natural;
mod problem;
mod storage;
mod table;
mod trc;
mod write;

pub use filter::{FilterProblem, Lowpass};
pub use loads::{ExternalForce, ExternalLoads, read_external_loads};
pub use natural::{NaturalSpline, NaturalSplineProblem};
pub use problem::{MotionProblem, MotionProblems};
pub use storage::read_storage;
pub use table::{MotionTable, TableProblem};
pub use trc::{Gap, Markers, read_trc};
pub use write::{to_csv, to_storage};

/// Larger files are refused.
pub const MOST_BYTES: usize = 256 << 20;
