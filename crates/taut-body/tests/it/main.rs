//! Tests of the body model against independent paths.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod arms;
mod kinematics;
mod motion;
mod opensim_rule;
mod poses;
mod reading;
mod reference;
mod screws;
mod splines;
mod table;
mod tiny;
mod wrapping;
