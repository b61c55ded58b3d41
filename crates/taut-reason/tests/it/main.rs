//! Tests of the reasoning against independent paths.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod advice;
mod decision;
mod draws;
mod enumerate;
mod exactness;
mod interview;
mod shipped;
mod tiny;
mod uncertainty;
