//! Tests of the body model against independent paths.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod arms;
mod curves;
mod dynamics;
mod effort;
mod effort_models;
mod effort_walk;
mod effort_weak;
mod fibres;
mod kinematics;
mod motion;
mod nerve;
mod opensim_rule;
mod own;
mod poses;
mod postures;
mod reading;
mod readings;
mod reference;
mod rig;
mod screws;
mod splines;
mod strengths;
mod table;
mod task;
mod tiny;
mod wrapping;
