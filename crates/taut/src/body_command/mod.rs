//! `taut body`: musculoskeletal models.

mod compensation;
mod motion;
mod pages;
mod read;

use std::path::PathBuf;

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
    /// What muscles and joints do along a recorded movement: lengths, moment arms, inverse dynamics, joint reactions
    Motion(motion::MotionArgs),
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
    }
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
