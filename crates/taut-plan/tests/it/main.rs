//! Tests of programmes against independent paths.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod body_checks;
mod choices;
mod clearances;
mod climb;
mod golden;
mod measures;
mod plans;
mod shipped;
mod simulation;
mod steps;
mod stories;
mod world;
