//! Tests of the crate from outside, on a tiny knowledge that is made up for them.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod bad_cases;
mod bad_check_ins;
mod bad_figures;
mod bad_knowledge;
mod bad_programme;
mod body;
mod clearances;
mod corpus;
mod expressions;
mod languages;
mod mutations;
mod pseudo;
mod resolution;
mod schemas;
mod shipped;
mod shipped_languages;
mod tiny;
mod translations;
