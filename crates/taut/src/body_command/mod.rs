//! `taut body`: musculoskeletal models.

mod drawing;
mod library;
mod pages;
mod pose;
mod rank;
mod sensitivity;
mod standing;
mod tests;

use std::io::Read as _;
use std::path::Path;

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
    file: String,
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
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = file.with_file_name(name);
    let end = if text.ends_with('\n') { "" } else { "\n" };
    std::fs::write(&part, format!("{text}{end}"))
        .and_then(|()| std::fs::rename(&part, file))
        .with_context(|| format!("cannot write {}", file.display()))
}

/// A figure that cannot be drawn is bad input: the records brought it about.
fn refused(problems: Vec<FigureProblem>) -> anyhow::Error {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    BadInput(lines.join("\n")).into()
}

fn models(args: &ModelArgs) -> anyhow::Result<()> {
    let mut bytes = Vec::new();
    let most = taut_body::MOST_BYTES as u64 + 1;
    if args.file == "-" {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(&args.file)
            .and_then(|file| file.take(most).read_to_end(&mut bytes))
            .with_context(|| format!("cannot read {}", args.file))?;
    }
    let file = if args.file == "-" { "standard input" } else { &args.file };
    let model = taut_body::read_osim(&bytes)
        .map_err(|problems| BadInput(problems.named(file).to_string()))?;
    let pose = taut_body::Pose::default_of(&model)
        .map_err(|problems| BadInput(format!("{file}: default pose\n{problems}")))?;
    output::print(&match args.format {
        ModelFormat::Text => pages::text(&model, &pose),
        ModelFormat::Json => pages::json(&model, &pose)?,
    })
}
