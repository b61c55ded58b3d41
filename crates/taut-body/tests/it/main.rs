//! Tests of the body model against independent paths.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod arms;
mod fatigue;
mod kinematics;
mod poses;
mod reading;
mod reference;
mod screws;
mod search;
mod splines;
mod table;
mod tiny;
