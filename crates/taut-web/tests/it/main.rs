//! The server over a real connection, in this process.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod accounts;
mod api;
mod assess;
mod clinic;
mod interview;
mod labels;
mod person;
mod printer;
mod roles;
mod support;
