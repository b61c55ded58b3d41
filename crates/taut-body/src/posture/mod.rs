//! Postures by their angles: records of stretches, exercises and clinical tests, and their poses of either side.

mod angles;
mod check;
mod reading;
pub mod record;

pub use angles::{AngleProblem, Fault, WorkingSide, pose_of};
pub use check::problems;
pub use reading::{HAMSTRINGS, LegReading, MissingPart, NoReading, Reader, Reading, Site};
