//! `taut next`: what to ask a person next, with what each answer is worth, and whether asking more can change the advice.

use clap::Args;
use serde::Serialize;
use taut_knowledge::{Knowledge, resolve};
use taut_reason::{Advice, ChanceSource, Planner, Question, Reasoner, SameDecision, Search};
use taut_text::{next_page, why_asked};

use crate::assess::read_case_file;
use crate::output;
use crate::output::Format;
use crate::setting::SettingArg;
use crate::shipped::Source;

/// Flags of `taut next`.
#[derive(Debug, Args)]
pub struct NextArgs {
    /// The case file, JSON or TOML; `-` reads standard input
    file: String,
    /// How to write the result
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Questions to show in full (JSON has them all)
    #[arg(long, default_value_t = 10, value_name = "N")]
    count: usize,
    /// Sets of answers to follow before the chance of the same advice is given as proved bounds
    #[arg(long, default_value_t = Search::THOROUGH.boxes, value_name = "N")]
    follow: usize,
    /// Whose base rates apply
    #[arg(long, value_enum, default_value = "home")]
    setting: SettingArg,
    /// Language of the texts
    #[arg(long, default_value = "en")]
    language: String,
}

/// Runs the command.
///
/// # Errors
/// Problems of the case file (all at once), or I/O.
pub fn run(args: &NextArgs, source: &Source) -> anyhow::Result<()> {
    let knowledge = source.knowledge()?;
    crate::shipped::check_language(&knowledge, &args.language)?;
    let case = read_case_file(&args.file, &knowledge)?;
    let reasoner = Reasoner::new(&knowledge, args.setting.into());
    let planner = Planner::new(&reasoner);
    let answers = resolve(&case, &knowledge).answers;
    let verdict = reasoner.verdict(&answers);
    let advice = Advice { rung: verdict.rung(), provisional: verdict.is_provisional() };
    let questions = planner.next_questions(&answers);
    let same = planner.same_decision(&answers, Search { boxes: args.follow, threshold: None });
    let page = || next_page(&knowledge, advice, &questions, &same, args.count, &args.language);
    output::print(&match args.format {
        Format::Json => {
            let dto =
                NextJson::new(&knowledge, &case.id, advice, &questions, &same, &args.language);
            serde_json::to_string_pretty(&dto)?
        }
        Format::Markdown => page().to_markdown(),
        Format::Text => page().to_text(output::width()),
    })
}

/// What to ask next, for programs (`taut.next/1`). Holds no probability of an answer or a condition.
#[derive(Debug, Serialize)]
struct NextJson {
    schema: &'static str,
    edition: String,
    hash: String,
    case: String,
    rung: &'static str,
    provisional: bool,
    same_decision: SameJson,
    questions: Vec<QuestionJson>,
}

#[derive(Debug, Serialize)]
struct SameJson {
    low: f64,
    high: f64,
    exact: bool,
    questions_that_matter: usize,
    sets_followed: usize,
}

#[derive(Debug, Serialize)]
struct QuestionJson {
    finding: String,
    gating: bool,
    gain: f64,
    effort: u8,
    hazard: u8,
    cost: f64,
    gain_per_cost: f64,
    movement: f64,
    chances_from: &'static str,
    outcomes: Vec<OutcomeJson>,
    why: String,
}

#[derive(Debug, Serialize)]
struct OutcomeJson {
    state: String,
    rung: &'static str,
    provisional: bool,
}

impl NextJson {
    fn new(
        knowledge: &Knowledge,
        case: &str,
        advice: Advice,
        questions: &[Question],
        same: &SameDecision,
        language: &str,
    ) -> Self {
        Self {
            schema: "taut.next/1",
            edition: knowledge.edition.clone(),
            hash: knowledge.hash.clone(),
            case: case.to_owned(),
            rung: advice.rung.id(),
            provisional: advice.provisional,
            same_decision: SameJson {
                low: same.low,
                high: same.high,
                exact: same.exact,
                questions_that_matter: same.remaining,
                sets_followed: same.boxes,
            },
            questions: questions.iter().map(|q| question(knowledge, q, language)).collect(),
        }
    }
}

fn question(knowledge: &Knowledge, question: &Question, language: &str) -> QuestionJson {
    let record = knowledge.finding(question.finding);
    QuestionJson {
        finding: record.id.clone(),
        gating: question.gating,
        gain: question.gain,
        effort: record.effort,
        hazard: record.hazard,
        cost: question.cost,
        gain_per_cost: question.per_cost,
        movement: question.movement,
        chances_from: match question.source {
            ChanceSource::Network => "network",
            ChanceSource::Prevalence => "prevalence",
            ChanceSource::Assumed => "assumed",
        },
        outcomes: question
            .outcomes
            .iter()
            .map(|outcome| OutcomeJson {
                state: record.states[usize::from(outcome.state)].clone(),
                rung: outcome.advice.rung.id(),
                provisional: outcome.advice.provisional,
            })
            .collect(),
        why: why_asked(knowledge, question.finding, question.why, language),
    }
}
