//! Tests of the proofs: against the program, against trying everything, and with deliberate faults.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod diagrams;
mod differential;
mod mutation_table;
mod mutations;
mod programme;
mod small;
mod small_programme;
