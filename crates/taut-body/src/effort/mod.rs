//! Least effort: which muscles share a load, by static optimisation, with a proof of each answer and of each refusal.

mod check;
mod dual;
mod factor;
mod moment;
mod program;
mod share;
mod solve;

pub use check::Certificate;
pub use moment::{Moment, Settings};
pub use program::Program;
pub use share::{Load, LoadProblem, NotHeld, Pull, Reserve, Share};
pub use solve::{BALANCE, ProgramProblem, STATIONARITY, Solution, Unmet};
