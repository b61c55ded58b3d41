//! `taut network`: exact inference in a Bayesian network of one's own, from a BIF file.

mod evidence;
mod pages;

use std::fmt::Write as _;
use std::io::Read as _;

use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};
use taut_infer::{Circuit, Effort, Evidence, Network, Normalised, Sweep, read_bif};

use crate::BadInput;
use crate::output;

/// Larger files are refused, as the reader of the format does.
const MOST_BYTES: u64 = 64 << 20;

/// What `taut network` can do.
#[derive(Debug, Subcommand)]
pub enum NetworkCommand {
    /// Check a network: size, rows that do not sum to 1, order and work of inference
    Check(CheckArgs),
    /// Exact posteriors of every variable, given what is observed
    Posteriors(PosteriorArgs),
    /// Posteriors of one variable under every answer of every open one
    Sweep(SweepArgs),
}

/// The network.
#[derive(Debug, Args)]
struct FileArgs {
    /// The network, a file in the Bayesian Interchange Format (.bif); `-` reads standard input
    file: String,
    /// Divide rows that do not sum to 1 by their sum (up to 0.01 off), and say how many
    #[arg(long)]
    normalise: bool,
}

/// Flags of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    file: FileArgs,
}

/// What is observed, and how to write the result.
#[derive(Debug, Args)]
struct QueryArgs {
    #[command(flatten)]
    file: FileArgs,
    /// An observed variable and its state; may be given many times
    #[arg(long, value_name = "VARIABLE=STATE")]
    evidence: Vec<String>,
    /// How to write the result
    #[arg(long, value_enum, default_value = "text")]
    format: NetworkFormat,
}

/// Flags of `posteriors`.
#[derive(Debug, Args)]
pub struct PosteriorArgs {
    #[command(flatten)]
    query: QueryArgs,
}

/// Flags of `sweep`.
#[derive(Debug, Args)]
pub struct SweepArgs {
    #[command(flatten)]
    query: QueryArgs,
    /// The variable whose posteriors are wanted
    #[arg(long, value_name = "VARIABLE")]
    target: String,
}

/// How results about a network are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum NetworkFormat {
    /// Plain text
    Text,
    /// JSON for programs
    Json,
}

/// A network that was read, and what was changed on the way.
struct Read {
    name: String,
    network: Network,
    normalised: Option<Normalised>,
}

/// Runs the command.
///
/// # Errors
/// A file that cannot be read or has problems, wrong or contradictory evidence, or a network that is too large.
pub fn run(command: &NetworkCommand) -> anyhow::Result<()> {
    let text = match command {
        NetworkCommand::Check(args) => check(&args.file)?,
        NetworkCommand::Posteriors(args) => posteriors(&args.query)?,
        NetworkCommand::Sweep(args) => sweep(args)?,
    };
    output::print(&text)
}

fn read(args: &FileArgs) -> anyhow::Result<Read> {
    let mut bytes = Vec::new();
    if args.file == "-" {
        std::io::stdin().lock().take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(&args.file)
            .and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
            .with_context(|| format!("cannot read {}", args.file))?;
    }
    let file = if args.file == "-" { "standard input" } else { &args.file };
    let refused = |problems: taut_infer::BifProblems| {
        let mut text = problems.named(file).to_string();
        if !args.normalise && text.contains("sums to") {
            text += "If these numbers were rounded, --normalise divides each row by its sum.\n";
        }
        BadInput(text)
    };
    let bif = read_bif(&bytes).map_err(refused)?;
    let name = bif.name.clone();
    let (network, normalised) = if args.normalise {
        let (network, normalised) = bif.normalised().map_err(refused)?;
        (network, Some(normalised))
    } else {
        (bif.network().map_err(refused)?, None)
    };
    Ok(Read { name, network, normalised })
}

/// Compiles with little effort where one question is asked, with more where the size is shown.
fn compile(network: &Network, effort: Effort) -> anyhow::Result<Circuit> {
    Circuit::compile(network, effort)
        .map_err(|error| BadInput(format!("error[too-large]: {error}")).into())
}

fn check(args: &FileArgs) -> anyhow::Result<String> {
    let Read { name, network, normalised } = read(args)?;
    let circuit = compile(&network, Effort::Thorough)?;
    let variables = network.variables();
    let arrows: usize = variables.iter().map(|v| v.parents.len()).sum();
    let mut text = format!(
        "network {name}: {} variables, {arrows} arrows, {} probabilities\n",
        variables.len(),
        network.parameters()
    );
    text += &normalised.map_or_else(
        || "rows: each sums to 1 within 1e-9\n".to_owned(),
        |n| pages::normalised_line(&n),
    );
    let _ = writeln!(
        text,
        "inference: {} multiply-adds for P(evidence), {} with all posteriors; {} numbers kept",
        circuit.multiply_adds_up(),
        circuit.multiply_adds(),
        circuit.slots()
    );
    let _ = writeln!(text, "order of elimination: {}", circuit.elimination_order().join(", "));
    text += "no errors";
    Ok(text)
}

fn posteriors(args: &QueryArgs) -> anyhow::Result<String> {
    let Read { network, normalised, .. } = read(&args.file)?;
    let evidence = evidence::parse(&network, &args.evidence, None)?.0;
    let circuit = compile(&network, Effort::Quick)?;
    let inputs = vec![0.0; network.variables().len()];
    let passes = circuit.evaluate(&inputs, &evidence);
    let mut out = Vec::new();
    circuit
        .posteriors(&passes, &evidence, &mut out)
        .map_err(|_| contradiction(&circuit, &inputs, &evidence))?;
    let log10 =
        libm::log10(passes.probability) + passes.exponent as f64 * std::f64::consts::LOG10_2;
    match args.format {
        NetworkFormat::Text => Ok(pages::posteriors(&network, &evidence, log10, &out, normalised)),
        NetworkFormat::Json => pages::posteriors_json(&network, &evidence, log10, &out, normalised),
    }
}

fn sweep(args: &SweepArgs) -> anyhow::Result<String> {
    let Read { network, normalised, .. } = read(&args.query.file)?;
    let (evidence, target) = evidence::parse(&network, &args.query.evidence, Some(&args.target))?;
    let circuit = compile(&network, Effort::Quick)?;
    let inputs = vec![0.0; network.variables().len()];
    let mut swept = Sweep::default();
    circuit
        .sweep(&inputs, &evidence, target, &mut swept)
        .map_err(|_| contradiction(&circuit, &inputs, &evidence))?;
    match args.query.format {
        NetworkFormat::Text => Ok(pages::sweep(&network, target, &swept, normalised)),
        NetworkFormat::Json => pages::sweep_json(&network, target, &swept, normalised),
    }
}

fn contradiction(circuit: &Circuit, inputs: &[f64], evidence: &Evidence) -> BadInput {
    let why = circuit
        .conflict(inputs, evidence)
        .map_or_else(|| "these answers contradict each other".to_owned(), |c| circuit.describe(&c));
    BadInput(format!(
        "error[contradictory-evidence]: {why}\n  hint: change or leave out one of them"
    ))
}
