//! The server over a real connection, in this process.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod abuse;
mod accounts;
mod api;
mod assess;
mod careful;
mod clinic;
mod interview;
mod kept;
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
