//! The server over a real connection, in this process.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod abuse;
mod accounts;
mod api;
mod assess;
mod clinic;
mod interview;
mod kill;
mod labels;
mod person;
mod postgres;
mod printer;
mod process;
mod roles;
mod steps;
mod support;
mod today;
