//! `taut body`: musculoskeletal models.

mod compensation;
mod pages;

use std::io::Read as _;

use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};

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
        BodyCommand::Compensation(args) => compensation::run(args, source),
    }
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
