//! Tests of the pages on the shipped knowledge, over all cases and vignettes.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod figures;
mod firmness;
mod pages;
mod plots;
mod stick;
