//! Tests of the reasoning against independent paths.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod decision;
mod enumerate;
mod exactness;
mod shipped;
mod tiny;
