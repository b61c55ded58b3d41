//! Tests of the body model against independent paths.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod arms;
mod kinematics;
mod own;
mod poses;
mod reading;
mod reference;
mod splines;
mod table;
mod tiny;
