//! `taut body`: musculoskeletal models.

mod compensation;
mod library;
mod motion;
mod pages;
mod pose;
mod rank;
mod read;
mod sensitivity;
mod standing;
mod tests;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};
use taut_text::figure::FigureProblem;

use crate::BadInput;
use crate::output;
use crate::shipped::Source;

/// What `taut body` can do.
#[derive(Debug, Subcommand)]
pub enum BodyCommand {
    /// What is in a model: counts, coordinates, muscles and what they wrap around, what is not read
    Models(ModelArgs),
    /// What weak or tired muscles do to hamstrings and low back in everyday tasks
    Compensation(compensation::CompensationArgs),
    /// What muscles and joints do along a recorded movement: lengths, moment arms, inverse dynamics, joint reactions
    Motion(motion::MotionArgs),
    /// What a posture does to hamstrings, nerve and low back, in words or as a figure
    Pose(pose::PoseArgs),
    /// Clinical tests step by step: what each step does to muscle and nerve, and why
    Tests(tests::TestArgs),
    /// Every stored stretch and exercise: hamstrings against nerve, and the low back
    Rank(rank::RankArgs),
    /// How far the results move with each uncertain number, as Markdown tables
    Sensitivity(sensitivity::SensitivityArgs),
}

/// How results about postures are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FigureFormat {
    /// Plain text
    Text,
    /// JSON for programs
    Json,
    /// A figure (SVG)
    Svg,
}

/// Flags of `models`.
#[derive(Debug, Args)]
pub struct ModelArgs {
    /// The model, an OpenSim file (.osim); `-` reads standard input
    file: PathBuf,
    /// How to write the result
    #[arg(long, value_enum, default_value = "text")]
    format: ModelFormat,
}

/// How results about a model are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ModelFormat {
    /// Plain text
    Text,
    /// JSON for programs
    Json,
}

/// Runs the command.
///
/// # Errors
/// A file that cannot be read or has problems, or a default pose that its couplers make impossible.
pub fn run(command: &BodyCommand, source: &Source) -> anyhow::Result<()> {
    match command {
        BodyCommand::Models(args) => models(args),
        BodyCommand::Compensation(args) => compensation::run(args, source),
        BodyCommand::Motion(args) => motion::run(args),
        BodyCommand::Pose(args) => pose::run(args, source),
        BodyCommand::Tests(args) => tests::run(args, source),
        BodyCommand::Rank(args) => rank::run(args, source),
        BodyCommand::Sensitivity(args) => sensitivity::run(args, source),
    }
}

/// Prints, or writes to a file: whole, under a temporary name first.
///
/// # Errors
/// The write's error, with the file's name.
fn deliver(text: &str, file: Option<&Path>) -> anyhow::Result<()> {
    let Some(file) = file else { return output::print(text) };
    let end = if text.ends_with('\n') { "" } else { "\n" };
    output::replace(file, format!("{text}{end}").as_bytes())
        .with_context(|| format!("cannot write {}", file.display()))
}

/// A figure that cannot be drawn is bad input: the records brought it about.
pub fn refused(problems: Vec<FigureProblem>) -> anyhow::Error {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    BadInput(lines.join("\n")).into()
}

fn models(args: &ModelArgs) -> anyhow::Result<()> {
    let model = read::model(&args.file)?;
    let pose = taut_body::Pose::default_of(&model).map_err(|problems| {
        BadInput(format!("{}: default pose\n{problems}", read::name(&args.file)))
    })?;
    output::print(&match args.format {
        ModelFormat::Text => pages::text(&model, &pose),
        ModelFormat::Json => pages::json(&model, &pose)?,
    })
}
