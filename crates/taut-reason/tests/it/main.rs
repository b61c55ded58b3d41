//! Tests of the reasoning against independent paths.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod advice;
mod decision;
mod enumerate;
mod exactness;
mod interview;
mod questions;
mod second_part;
mod shipped;
mod tiny;
