//! `taut knowledge`: check, show, count and describe the knowledge, and export the network.

mod drawn;
mod implied;
mod programme;
mod questions;
mod sampled;
mod show;
mod translate;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use clap::{Args, Subcommand, ValueEnum};
use taut_knowledge::{BodyKnowledge, ConditionKind, Knowledge, Obtained, RecordKind, Report, Sex};
use taut_reason::{Reasoner, Setting, to_bif};

use crate::BadInput;
use crate::output;
use crate::shipped::Source;

/// Multiply-adds allowed for one upward and one downward pass.
const BUDGET_MULTIPLY_ADDS: usize = 20_000;

/// What `taut knowledge` can do.
#[derive(Debug, Subcommand)]
pub enum KnowledgeCommand {
    /// Check every record and the network's size
    Check,
    /// Show a record and what refers to it
    Show(ShowArgs),
    /// List the ids of a kind of record, with what each means
    List(ListArgs),
    /// Count records, reviews and assumed figures
    Stats(StatsArgs),
    /// Write the JSON Schema of a kind of record, or the field reference
    Schema(SchemaArgs),
    /// Write the network as BIF, for other engines
    Export(ExportArgs),
    /// Add to a language's files what they lack, with the English words beside it
    Translate(translate::TranslateArgs),
}

/// Flags of `show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Id of a finding, condition, rule, source, evidence record, safety rule, exercise, situation, caution, bar, measure or course
    id: String,
}

/// Flags of `list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// What to list
    #[arg(value_enum)]
    kind: Listed,
}

/// Kinds that `list` knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Listed {
    /// Findings: id, states, side, what counts
    Findings,
    /// Conditions: id, rung, clinician's term
    Conditions,
    /// Rules: id, rung, reason
    Rules,
    /// Sources: key, authors, year, title
    Sources,
    /// Exercises: id, name, kind, level, whom they are for
    Exercises,
    /// Situations, cautions and bars that keep exercises out: id, name, when
    Bars,
    /// Measures: id, name, scale
    Measures,
}

/// Flags of `stats`.
#[derive(Debug, Args)]
pub struct StatsArgs {
    /// Per driving figure: what the whole network implies, beside the published interval
    #[arg(long)]
    implied: bool,
    /// Kinds of distributions behind the driving figures, and what the constraint on causes cuts off
    #[arg(long)]
    draws: bool,
    /// Run the interview and the decision on this many sampled people
    #[arg(long, value_name = "N")]
    sampled: Option<usize>,
    /// Questions to the advice on this many sampled people: the chosen second part against asking everything
    #[arg(long, value_name = "N")]
    questions: Option<usize>,
    /// Beside them, the cases of this folder
    #[arg(long, value_name = "DIR", requires = "questions")]
    cases: Option<std::path::PathBuf>,
    /// Seed of the sampled people
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Flags of `schema`.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Kind of record, such as `finding` or `case`; without it, the field reference of all kinds in Markdown
    kind: Option<String>,
}

/// Flags of `export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Age band, 0 (under 18) to 4 (70 and over)
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(0..=4))]
    age_band: u8,
    /// Base rates for men instead of women
    #[arg(long)]
    male: bool,
}

/// Runs the command.
///
/// # Errors
/// Knowledge with problems, an unknown id, or I/O.
pub fn run(command: &KnowledgeCommand, source: &Source) -> anyhow::Result<()> {
    if let KnowledgeCommand::Schema(args) = command {
        return output::print(&schema(args)?);
    }
    if let KnowledgeCommand::Translate(args) = command {
        return translate::run(args, source);
    }
    let (knowledge, warnings) = source.load()?;
    let text = match command {
        KnowledgeCommand::Check => {
            let reasoner = Reasoner::new(&knowledge, Setting::Home);
            let used = reasoner.circuit.multiply_adds();
            if used > BUDGET_MULTIPLY_ADDS {
                anyhow::bail!(
                    "the network needs {used} multiply-adds for one upward and one downward pass; the budget is {BUDGET_MULTIPLY_ADDS}"
                );
            }
            let (body, more) = source.load_body()?;
            let against = taut_plan::problems(&knowledge, &body);
            if against.has_errors() {
                return Err(BadInput(against.to_string()).into());
            }
            let lines =
                |report: &Report| report.iter().map(|w| format!("{w}\n")).collect::<String>();
            format!(
                "{}{}{}network: {} variables, {used} multiply-adds (budget {BUDGET_MULTIPLY_ADDS})\n{}no errors, {} warnings",
                lines(&warnings),
                lines(&more),
                counts(&knowledge),
                reasoner.network.len(),
                body_counts(&body),
                warnings.0.len() + more.0.len()
            )
        }
        KnowledgeCommand::Show(args) => show::show(&knowledge, &args.id)?,
        KnowledgeCommand::List(args) => show::list(&knowledge, args.kind),
        KnowledgeCommand::Stats(args) => {
            let mut text = counts(&knowledge);
            if args.implied {
                text += &implied::table(&knowledge);
            }
            if args.draws {
                text += &drawn::table(&knowledge);
            }
            if let Some(n) = args.sampled {
                text += &sampled::table(&knowledge, n, args.seed);
            }
            if let Some(n) = args.questions {
                let cases = match &args.cases {
                    Some(folder) => questions::read_cases(&knowledge, folder)?,
                    None => Vec::new(),
                };
                text += &questions::table(&knowledge, &cases, n, args.seed);
            }
            text
        }
        KnowledgeCommand::Export(args) => {
            let reasoner = Reasoner::new(&knowledge, Setting::Home);
            let sex = if args.male { Sex::Male } else { Sex::Female };
            to_bif(&reasoner, usize::from(args.age_band), sex)
        }
        KnowledgeCommand::Schema(_) | KnowledgeCommand::Translate(_) => String::new(),
    };
    output::print(&text)
}

fn counts(knowledge: &Knowledge) -> String {
    let mut out = format!(
        "knowledge {} ({}), lowest review level {}, safety rules {}, {}\n",
        knowledge.edition,
        knowledge.hash,
        knowledge.lowest_review.id(),
        if knowledge.safety_locked { "locked" } else { "NOT locked" },
        if knowledge.proved { "proved" } else { "NOT proved" }
    );
    let causes = knowledge.conditions.iter().filter(|c| c.kind == ConditionKind::Cause).count();
    let _ = writeln!(
        out,
        "{} findings ({} gating), {} conditions ({causes} causes), {} rules, {} obligations, {} hazards, {} screens, {} sources",
        knowledge.findings.len(),
        knowledge.findings.iter().filter(|f| f.gating).count(),
        knowledge.conditions.len(),
        knowledge.rules.len(),
        knowledge.obligations.len(),
        knowledge.hazards.len(),
        knowledge.screens.len(),
        knowledge.sources.len()
    );
    let languages: Vec<String> = knowledge
        .languages()
        .iter()
        .map(|language| format!("{} ({})", language.code, language.review.id()))
        .collect();
    let _ = writeln!(out, "languages: {}", languages.join(", "));
    let mut driving: BTreeMap<Obtained, usize> = BTreeMap::new();
    for link in &knowledge.links {
        *driving.entry(knowledge.evidence[link.evidence].obtained).or_default() += 1;
    }
    let parts: Vec<String> = driving.iter().map(|(o, n)| format!("{n} {}", o.id())).collect();
    let _ = writeln!(
        out,
        "{} evidence records; {} drive the network: {}",
        knowledge.evidence.len(),
        knowledge.links.len(),
        parts.join(", ")
    );
    out + &programme::counts(knowledge)
}

fn body_counts(body: &BodyKnowledge) -> String {
    let model = &body.model;
    let free = (0..model.coordinates.len()).filter(|c| !model.is_driven(*c)).count();
    format!(
        "body ({}), lowest review level {:?}: {} bodies, {} joints, {free} free coordinates, {} muscles, {} surfaces, {} sources\n",
        body.hash,
        body.lowest_review,
        model.bodies.len() - 1,
        model.joints.len(),
        model.muscles.len(),
        model.wraps.len(),
        body.sources.len()
    )
}

fn schema(args: &SchemaArgs) -> anyhow::Result<String> {
    match &args.kind {
        None => Ok(taut_knowledge::schema::field_reference()),
        Some(name) => {
            let kind = RecordKind::ALL.into_iter().find(|k| k.name() == name);
            match kind {
                Some(kind) => Ok(serde_json::to_string_pretty(kind.schema())?),
                None => {
                    let names: Vec<&str> = RecordKind::ALL.iter().map(|k| k.name()).collect();
                    Err(BadInput(format!(
                        "error[unknown-kind]: unknown kind `{name}`\n  hint: one of {}",
                        names.join(", ")
                    ))
                    .into())
                }
            }
        }
    }
}
