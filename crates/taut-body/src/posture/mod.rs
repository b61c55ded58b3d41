//! Postures by their angles: records of stretches, exercises and clinical tests, coarse steps to look around, and their poses of either side.

mod angles;
mod check;
pub mod explorer;
mod reading;
pub mod record;

pub use angles::{AngleProblem, Fault, WorkingSide, pose_of};
pub use check::problems;
pub use reading::{HAMSTRINGS, LegReading, MissingPart, NoReading, Reader, Reading, Site};
