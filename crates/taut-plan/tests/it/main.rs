//! Tests of programmes against independent paths.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod choices;
mod measures;
mod simulation;
mod steps;
mod stories;
mod world;
