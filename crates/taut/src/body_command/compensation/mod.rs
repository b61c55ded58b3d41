//! `taut body compensation`: what weak or tired muscles do to hamstrings and low back in everyday tasks.

mod ask;
mod chart;
mod checks;
mod json;
mod page;
mod walking;
mod work;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::output;
use crate::shipped::Source;

/// Flags of `compensation`.
#[derive(Debug, Args)]
pub struct CompensationArgs {
    /// Tasks, separated by commas: `all`, a task such as `lift`, or one moment of it such as `lift_stoop`
    #[arg(long, default_value = "all", value_name = "TASKS")]
    task: String,
    /// Weak muscles with the share of strength that is left, in percent, such as `glmax=50,calf=70`
    #[arg(long, value_name = "GROUP=PERCENT")]
    weaken: Option<String>,
    /// Tired muscles: effort in percent and seconds of a steady hold, and seconds of rest after it, such as `calf=40:120` or
    /// `calf=40:120:60`
    #[arg(long, value_name = "GROUP=PERCENT:SECONDS[:REST]")]
    fatigue: Option<String>,
    /// Show numbers, with their ranges: for therapists and for checking the model, not for people
    #[arg(long)]
    numbers: bool,
    /// Show published figures beside those of the model
    #[arg(long)]
    checks: bool,
    /// Also work out the walking trial of gait2392, from the folder that holds `models/gait2392`
    #[arg(long, value_name = "DIR")]
    walking: Option<PathBuf>,
    /// How to write the result
    #[arg(long, value_enum, default_value = "text")]
    format: CompensationFormat,
    /// Threads; the result does not depend on it [default: all]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

/// How the result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CompensationFormat {
    /// Plain text
    Text,
    /// Tables in Markdown, with numbers
    Markdown,
    /// JSON for programs, with numbers
    Json,
    /// Bars, as a drawing
    Svg,
}

/// Runs the command.
///
/// # Errors
/// Unknown tasks or groups, shares that are none, and all else that is wrong with the flags, at once.
pub fn run(args: &CompensationArgs, source: &Source) -> anyhow::Result<()> {
    let (knowledge, _) = source.load_body()?;
    let question = ask::question(args, &knowledge)?;
    let threads = args.threads.or_else(|| std::thread::available_parallelism().ok());
    let threads = threads.unwrap_or(NonZeroUsize::MIN);
    let mut answer = work::answer(&knowledge, question, threads)?;
    if let Some(folder) = &args.walking {
        answer.walking = Some(walking::walking(&answer.weak, folder)?);
    }
    let checks = if args.checks { Some(checks::checks(&knowledge, threads)?) } else { None };
    output::print(&match args.format {
        CompensationFormat::Text => page::text(&answer, checks.as_deref(), args.numbers),
        CompensationFormat::Markdown => page::markdown(&answer, checks.as_deref()),
        CompensationFormat::Json => json::json(&answer, checks.as_deref())?,
        CompensationFormat::Svg => chart::svg(&answer)?,
    })
}
