//! Tests of the program from outside: the built binary, files, pipes and a pseudo-terminal.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod ask_lines;
mod ask_terminal;
mod assess_reasons;
mod bad_input;
mod body;
mod body_motion;
mod body_postures;
mod committed;
mod compensation;
mod folders;
mod help;
mod network;
mod next_questions;
mod program;
mod programmes;
mod record;
mod said_anew;
mod sources;
mod uncertainty;
