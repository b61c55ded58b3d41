//! `taut`: parses the command line, runs one command, and turns its outcome into an exit code.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests may panic"))]

mod ask;
mod assess;
mod body_command;
mod checkin_command;
mod cli;
mod clinic_command;
mod evaluate;
mod interval;
mod knowledge_command;
mod network_command;
mod next;
mod output;
mod plan_command;
mod progress_command;
mod record_command;
mod serve;
mod setting;
mod shipped;
mod standing_signs;
mod verify;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;

/// The exit codes, a contract for scripts.
mod exit {
    /// Done.
    pub const OK: u8 = 0;
    /// Something went wrong that is not the input's fault.
    pub const FAILED: u8 = 1;
    /// The input has problems; all of them were printed.
    pub const BAD_INPUT: u8 = 2;
}

/// Input with problems, already worded for the user.
#[derive(Debug)]
struct BadInput(String);

impl std::fmt::Display for BadInput {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadInput {}

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let code = match cli.run() {
        Ok(()) => exit::OK,
        Err(error) if is_broken_pipe(&error) => exit::OK,
        Err(error) => {
            let mut stderr = std::io::stderr().lock();
            if let Some(BadInput(text)) = error.downcast_ref::<BadInput>() {
                let _ = writeln!(stderr, "{}", text.trim_end());
                exit::BAD_INPUT
            } else {
                let _ = writeln!(stderr, "error: {error:#}");
                exit::FAILED
            }
        }
    };
    ExitCode::from(code)
}

/// A reader such as `head` that stops early is not an error.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
}
