//! The server over a real connection, in this process.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod interview;
mod labels;
mod support;
