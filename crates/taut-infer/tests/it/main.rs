//! Tests of the inference against independent paths.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod bif;
mod checks;
mod conflicts;
mod enumerate;
mod exactness;
mod lanes;
mod random_network;
mod tiny;
