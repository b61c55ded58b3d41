//! The commands and their flags, each defined once: help and completions come from here.

use std::path::PathBuf;

use clap::{Args, CommandFactory as _, Parser, Subcommand};

use crate::shipped::Source;
use crate::{
    ask, assess, body_command, checkin_command, clinic_command, evaluate, knowledge_command,
    network_command, next, plan_command, progress_command, record_command, serve, verify,
};

/// Can stretching my hamstrings get rid of my low back pain?
///
/// taut asks, weighs the answers by written rules and published figures, and says what to do next, with every reason.
/// Research preview: no clinician has reviewed it. It gives information, not a diagnosis.
#[derive(Debug, Parser)]
#[command(name = "taut", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,

    /// Use the knowledge in this folder instead of the one inside the program
    #[arg(long, global = true, value_name = "DIR")]
    knowledge: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answer the questions in the terminal and get the answer
    Ask(ask::AskArgs),
    /// Judge a person described in a file (JSON or TOML)
    Assess(assess::AssessArgs),
    /// What to ask a person in a file next, and whether asking more can change the advice
    Next(next::NextArgs),
    /// Exercises that follow from the advice: which, how much, why, when to stop
    Plan(plan_command::PlanArgs),
    /// A check-in of a plan that is kept: what changes, and why
    Checkin(checkin_command::CheckInArgs),
    /// How it goes: measures now and at the start, over the course of others
    Progress(progress_command::ProgressArgs),
    /// Run many case files and compare with what was expected
    Evaluate(evaluate::EvaluateArgs),
    /// Check, show and count the knowledge
    #[command(subcommand)]
    Knowledge(knowledge_command::KnowledgeCommand),
    /// Prove that the advice obeys the safety rules, for every possible set of answers
    Verify(verify::VerifyArgs),
    /// Exact inference in a Bayesian network of your own (BIF)
    #[command(subcommand)]
    Network(network_command::NetworkCommand),
    /// The body: what postures and tests do to hamstrings, nerve and low back; OpenSim files
    #[command(subcommand)]
    Body(body_command::BodyCommand),
    /// Records that last: people, their answers and verdicts, in one file or a database
    Record(record_command::RecordArgs),
    /// Pages in a browser: for yourself on this machine, or for a clinic
    Serve(serve::ServeArgs),
    /// Clinics: founded, their accounts invited and listed
    Clinic(clinic_command::ClinicArgs),
    /// Print a completion script for a shell
    Completions(CompletionArgs),
}

#[derive(Debug, Args)]
struct CompletionArgs {
    /// The shell
    shell: clap_complete::Shell,
}

impl Cli {
    /// Runs the command.
    ///
    /// # Errors
    /// Bad input (`BadInput`) or an I/O problem.
    pub fn run(self) -> anyhow::Result<()> {
        let source = self.knowledge.map_or(Source::Shipped, Source::Folder);
        match self.command {
            Command::Ask(args) => ask::run(&args, &source),
            Command::Assess(args) => assess::run(&args, &source),
            Command::Next(args) => next::run(&args, &source),
            Command::Plan(args) => plan_command::run(&args, &source),
            Command::Checkin(args) => checkin_command::run(&args, &source),
            Command::Progress(args) => progress_command::run(&args, &source),
            Command::Evaluate(args) => evaluate::run(&args, &source),
            Command::Knowledge(command) => knowledge_command::run(&command, &source),
            Command::Verify(args) => verify::run(&args, &source),
            Command::Network(command) => network_command::run(&command),
            Command::Body(command) => body_command::run(&command, &source),
            Command::Record(args) => record_command::run(&args, &source),
            Command::Serve(args) => serve::run(&args, &source),
            Command::Clinic(args) => clinic_command::run(&args),
            Command::Completions(args) => {
                let mut out = Vec::new();
                clap_complete::generate(args.shell, &mut Self::command(), "taut", &mut out);
                crate::output::print(&String::from_utf8_lossy(&out))
            }
        }
    }
}
