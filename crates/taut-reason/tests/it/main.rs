//! Tests of the reasoning against independent paths.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod advice;
mod decision;
mod draws;
mod enumerate;
mod exactness;
mod interview;
mod questions;
mod reasons;
mod reasons_shipped;
mod second_part;
mod shipped;
mod table;
mod tiny;
mod uncertainty;
