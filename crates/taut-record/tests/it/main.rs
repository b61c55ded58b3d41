//! Tests of the records: the same suite on SQLite and on a real PostgreSQL, tampering, crashes, faults, files.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod accounts;
mod conformance;
mod crash;
mod drafts;
mod erasure;
mod faults;
mod follow_up;
mod opening;
mod postgres;
mod round;
mod sealing;
mod support;
mod tampering;
mod transfer;
mod viewers;
