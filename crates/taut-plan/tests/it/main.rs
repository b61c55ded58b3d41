//! Tests of programmes against independent paths.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod measures;
mod steps;
