//! `taut assess`: one person in a file, one verdict.

use std::io::Read as _;
use std::path::Path;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use serde::Serialize;
use taut_knowledge::{
    Answers, Case, Concern, ConditionId, FindingId, Knowledge, MAX_CASE_BYTES, read_case, resolve,
};
use taut_reason::{Basis, Contributions, Method, Reasoner, Setting, Verdict, contributions};
use taut_text::{therapist_page, verdict_page};

use crate::BadInput;
use crate::cli::Format;
use crate::output;
use crate::shipped::Source;

/// Flags of `taut assess`.
#[derive(Debug, Args)]
pub struct AssessArgs {
    /// The case file, JSON or TOML; `-` reads standard input
    file: String,
    /// How to write the result
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Who reads it: a person never sees a probability of serious disease
    #[arg(long = "for", value_enum, default_value = "person", value_name = "READER")]
    reader: Reader,
    /// Whose base rates apply
    #[arg(long, value_enum, default_value = "home")]
    setting: SettingArg,
    /// Language of the texts
    #[arg(long, default_value = "en")]
    language: String,
}

/// Who reads the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Reader {
    /// The person
    Person,
    /// A therapist
    Therapist,
}

/// Whose base rates apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SettingArg {
    /// People who ask at home
    Home,
    /// People in a physical-therapy clinic
    PtClinic,
}

impl From<SettingArg> for Setting {
    fn from(setting: SettingArg) -> Self {
        match setting {
            SettingArg::Home => Self::Home,
            SettingArg::PtClinic => Self::PtClinic,
        }
    }
}

/// Runs the command.
///
/// # Errors
/// Problems of the case file (all at once), or I/O.
pub fn run(args: &AssessArgs, source: &Source) -> anyhow::Result<()> {
    let knowledge = source.knowledge()?;
    crate::shipped::check_language(&knowledge, &args.language)?;
    let case = read_case_file(&args.file, &knowledge)?;
    let reasoner = Reasoner::new(&knowledge, args.setting.into());
    let resolved = resolve(&case, &knowledge);
    let answers = &resolved.answers;
    let verdict = reasoner.verdict(answers);
    let text = match (args.format, args.reader) {
        (Format::Json, reader) => {
            let parts = top_contributions(&reasoner, &verdict, answers);
            let dto = VerdictDto::new(
                &reasoner,
                &case,
                &verdict,
                answers,
                &resolved.notes,
                &parts,
                reader == Reader::Therapist,
            );
            serde_json::to_string_pretty(&dto)?
        }
        (format, Reader::Person) => {
            let page = verdict_page(&reasoner, &verdict, answers, &args.language);
            if format == Format::Markdown {
                page.to_markdown()
            } else {
                page.to_text(output::width())
            }
        }
        (format, Reader::Therapist) => {
            let parts = top_contributions(&reasoner, &verdict, answers);
            let page = therapist_page(&reasoner, &verdict, answers, &parts, &args.language);
            if format == Format::Markdown {
                page.to_markdown()
            } else {
                page.to_text(output::width())
            }
        }
    };
    output::print(&text)
}

/// Reads a case from a file or standard input, never more than [`MAX_CASE_BYTES`] plus one byte.
///
/// # Errors
/// All problems of the case in one `BadInput`, or the I/O error.
pub fn read_case_file(file: &str, knowledge: &Knowledge) -> anyhow::Result<Case> {
    let mut bytes = Vec::new();
    let limit = MAX_CASE_BYTES as u64 + 1;
    if file == "-" {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes).context("standard input")?;
    } else {
        let opened = std::fs::File::open(Path::new(file)).map_err(|e| {
            BadInput(format!("{file}: error[unreadable]: {e}\n  hint: check the path"))
        })?;
        opened.take(limit).read_to_end(&mut bytes).map_err(|e| {
            BadInput(format!("{file}: error[unreadable]: {e}\n  hint: give a file, not a folder"))
        })?;
    }
    let name = if file == "-" { "<stdin>" } else { file };
    read_case(name, &bytes, knowledge).map_err(|report| BadInput(report.to_string()).into())
}

/// Contributions for the condition behind the rung, if there is one, and the most likely shown cause.
fn top_contributions(
    reasoner: &Reasoner,
    verdict: &Verdict,
    answers: &Answers,
) -> Vec<Contributions> {
    let knowledge = reasoner.knowledge;
    let mut wanted: Vec<ConditionId> = Vec::new();
    if let Some(id) = verdict.decision.class_probability[verdict.rung() as usize].1 {
        wanted.push(id);
    }
    let best = (0..knowledge.conditions.len())
        .map(|i| ConditionId(i as u16))
        .filter(|id| knowledge.condition(*id).show_to_person)
        .max_by(|a, b| {
            let p = |id: &ConditionId| verdict.decision.posteriors.of(*id);
            p(a).total_cmp(&p(b)).then(b.cmp(a))
        });
    if let Some(best) = best
        && !wanted.contains(&best)
    {
        wanted.push(best);
    }
    wanted.into_iter().map(|id| contributions(reasoner, answers, id)).collect()
}

/// The verdict for programs (`taut.verdict/1`).
#[derive(Debug, Serialize)]
pub struct VerdictDto {
    schema: &'static str,
    program: &'static str,
    knowledge: KnowledgeDto,
    case: String,
    rung: &'static str,
    provisional: bool,
    basis: &'static str,
    answer: String,
    notice: String,
    safety_net: String,
    open_questions: Vec<String>,
    why_not_less_careful: Vec<RuleDto>,
    why_not_more_careful: Vec<RuledOutDto>,
    behind: Vec<ConditionDto>,
    concerns: Vec<ConcernDto>,
    contributions: Vec<ContributionsDto>,
    utility: Vec<(&'static str, f64)>,
    without_guard: &'static str,
    unmapped: usize,
    notes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct KnowledgeDto {
    edition: String,
    hash: String,
    lowest_review: &'static str,
    safety_locked: bool,
    figures: usize,
    assumed_figures: usize,
}

#[derive(Debug, Serialize)]
struct RuleDto {
    rule: String,
    rung: Option<&'static str>,
    reason: String,
    because: Vec<String>,
    source: String,
    section: String,
    review: &'static str,
}

#[derive(Debug, Serialize)]
struct RuledOutDto {
    rung: &'static str,
    said_no_to: Vec<String>,
    still_open: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ConditionDto {
    condition: String,
    probability: f64,
}

#[derive(Debug, Serialize)]
struct ConcernDto {
    condition: String,
    base_log_odds: f64,
    added: Vec<(String, f64)>,
    probability: f64,
}

#[derive(Debug, Serialize)]
struct ContributionsDto {
    condition: String,
    method: &'static str,
    prior_log_odds: f64,
    parts: Vec<(String, f64)>,
    log_odds: f64,
}

impl VerdictDto {
    /// Builds the output; probabilities of serious conditions are left out unless a therapist reads it.
    fn new(
        reasoner: &Reasoner,
        case: &Case,
        verdict: &Verdict,
        answers: &Answers,
        notes: &[String],
        parts: &[Contributions],
        therapist: bool,
    ) -> Self {
        let knowledge = reasoner.knowledge;
        let id = |f: &FindingId| knowledge.finding(*f).id.clone();
        let ids = |list: &[FindingId]| list.iter().map(id).collect::<Vec<_>>();
        let phrase = |p: &str| knowledge.phrase(p, "en").unwrap_or_default().to_owned();
        let visible = |c: ConditionId| {
            let condition = knowledge.condition(c);
            therapist || (condition.show_to_person && condition.concern != Concern::Serious)
        };
        let reasons = reasoner.reasons(verdict, answers);
        let assumed = knowledge
            .links
            .iter()
            .filter(|l| {
                knowledge.evidence[l.evidence].obtained == taut_knowledge::Obtained::Assumed
            })
            .count();
        Self {
            schema: "taut.verdict/1",
            program: concat!("taut ", env!("CARGO_PKG_VERSION")),
            knowledge: KnowledgeDto {
                edition: knowledge.edition.clone(),
                hash: knowledge.hash.clone(),
                lowest_review: knowledge.lowest_review.id(),
                safety_locked: knowledge.safety_locked,
                figures: knowledge.links.len(),
                assumed_figures: assumed,
            },
            case: case.id.clone(),
            rung: verdict.rung().id(),
            provisional: verdict.is_provisional(),
            basis: match verdict.decision.basis {
                Basis::Rule => "rule",
                Basis::Concern => "concern",
                Basis::Utility => "utility",
                Basis::Undecided => "undecided",
            },
            answer: phrase(&format!("answer_{}", verdict.rung().id())),
            notice: format!("{}. {}", phrase("research_preview"), phrase("no_clinician")),
            safety_net: phrase("safety_net"),
            open_questions: ids(&verdict.open),
            why_not_less_careful: verdict
                .decision
                .fired
                .iter()
                .map(|fired| {
                    let rule = &knowledge.rules[fired.rule];
                    RuleDto {
                        rule: rule.id.clone(),
                        rung: rule.rung.map(taut_knowledge::Rung::id),
                        reason: rule.text["en"].reason.clone(),
                        because: ids(&fired.because),
                        source: rule.source.clone(),
                        section: rule.section.clone(),
                        review: rule.review.id(),
                    }
                })
                .collect(),
            why_not_more_careful: reasons
                .ruled_out
                .iter()
                .map(|out| RuledOutDto {
                    rung: out.rung.id(),
                    said_no_to: ids(&out.answers),
                    still_open: ids(&out.open),
                })
                .collect(),
            behind: (0..knowledge.conditions.len())
                .map(|i| ConditionId(i as u16))
                .filter(|c| visible(*c))
                .map(|c| ConditionDto {
                    condition: knowledge.condition(c).id.clone(),
                    probability: verdict.decision.posteriors.of(c),
                })
                .collect(),
            concerns: verdict
                .decision
                .concerns
                .iter()
                .filter(|c| visible(c.condition))
                .map(|c| ConcernDto {
                    condition: knowledge.condition(c.condition).id.clone(),
                    base_log_odds: c.base_log_odds,
                    added: c.added.iter().map(|(f, w)| (id(f), *w)).collect(),
                    probability: c.probability,
                })
                .collect(),
            contributions: parts
                .iter()
                .filter(|c| visible(c.condition))
                .map(|c| ContributionsDto {
                    condition: knowledge.condition(c.condition).id.clone(),
                    method: match c.method {
                        Method::Shapley => "shapley",
                        Method::ChainRule => "chain_rule",
                    },
                    prior_log_odds: c.prior_log_odds,
                    parts: c.parts.iter().map(|(f, x)| (id(f), *x)).collect(),
                    log_odds: c.log_odds,
                })
                .collect(),
            utility: taut_knowledge::Rung::ALL
                .into_iter()
                .map(|r| (r.id(), verdict.decision.utility[r as usize]))
                .collect(),
            without_guard: verdict.decision.unguarded.id(),
            unmapped: case.unmapped.len(),
            notes: notes.to_vec(),
        }
    }
}
