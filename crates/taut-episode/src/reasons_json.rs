//! The reasons of a verdict as JSON for programs: which answers force it, what rules more out, what would change it.

use serde::Serialize;
use taut_knowledge::{Answers, FindingId, Knowledge, Sides};
use taut_reason::{Answered, Fewest, Guarantee, Minimality, Reasoner, Reasons};

/// A question and an answer to it.
#[derive(Debug, Serialize)]
struct AnswerDto {
    finding: String,
    answer: String,
}

impl AnswerDto {
    /// States by id; `not_answered`, `not_sure`, a number in the finding's unit, or years of age.
    fn new(knowledge: &Knowledge, finding: FindingId, answer: Answered) -> Self {
        let record = knowledge.finding(finding);
        let answer = match answer {
            Answered::Nothing => "not_answered".to_owned(),
            Answered::NotSure => "not_sure".to_owned(),
            Answered::State(state, sides) => {
                let state = &record.states[usize::from(state)];
                match sides {
                    Sides::Unstated => state.clone(),
                    Sides::One => format!("{state}, one side"),
                    Sides::Both => format!("{state}, both sides"),
                }
            }
            Answered::Number(number) => number.to_string(),
            Answered::Years(low, high) if low == high => low.to_string(),
            Answered::Years(low, high) => format!("{low}-{high}"),
        };
        Self { finding: record.id.clone(), answer }
    }
}

/// The given answers that force at least this rung, and what that is known for.
#[derive(Debug, Serialize)]
pub(crate) struct ForcedByDto {
    answers: Vec<AnswerDto>,
    /// `any_answer`, `given_answers` or `few_changes`.
    guarantee: &'static str,
    /// What the guarantee means, in words.
    holds: &'static str,
    /// With `given_answers`: open questions that could excuse the rules.
    excusable_by: Vec<String>,
    /// With `few_changes`: so many other answers changed at once were tried.
    changes_tried: Option<usize>,
    /// `smallest` or `none_to_spare`.
    minimality: &'static str,
}

impl ForcedByDto {
    pub(crate) fn new(reasoner: &Reasoner, reasons: &Reasons, answers: &Answers) -> Self {
        let knowledge = reasoner.knowledge;
        let floor = &reasons.floor;
        let said = |f: &FindingId| AnswerDto::new(knowledge, *f, reasoner.answer(answers, *f));
        let (guarantee, holds) = match floor.guarantee {
            Guarantee::AnyAnswer => {
                ("any_answer", "whatever is answered to all other questions, asked or not; proved")
            }
            Guarantee::GivenAnswers { .. } => (
                "given_answers",
                "however the other given answers were changed or taken back, open questions staying open; proved",
            ),
            Guarantee::FewChanges { .. } => (
                "few_changes",
                "with no other answer, and with all answers as given except so many changed; each way tried, more at once not established",
            ),
        };
        Self {
            answers: floor.answers.iter().map(said).collect(),
            guarantee,
            holds,
            excusable_by: match &floor.guarantee {
                Guarantee::GivenAnswers { excusable_by } => ids(knowledge, excusable_by),
                _ => Vec::new(),
            },
            changes_tried: match floor.guarantee {
                Guarantee::FewChanges { changes } => Some(changes),
                _ => None,
            },
            minimality: match floor.minimality {
                Minimality::Smallest => "smallest",
                Minimality::NoneToSpare => "none_to_spare",
            },
        }
    }
}

/// A more careful rung and what kept the advice from it.
#[derive(Debug, Serialize)]
pub(crate) struct RuledOutDto {
    rung: &'static str,
    /// Answers that keep every rule of `rules` from applying.
    ruled_out_by: Vec<String>,
    rules: Vec<String>,
    /// Open questions with an answer that alone raises the advice to this rung; every answer was tried.
    still_open: Vec<String>,
    /// Pairs of open questions of which two answers together make a rule of this rung apply.
    still_open_pairs: Vec<[String; 2]>,
    /// Rules that need more than two open answers.
    rules_that_need_more: Vec<String>,
}

impl RuledOutDto {
    pub(crate) fn list(reasoner: &Reasoner, reasons: &Reasons) -> Vec<Self> {
        let knowledge = reasoner.knowledge;
        let rules = |list: &[usize]| list.iter().map(|r| knowledge.rules[*r].id.clone()).collect();
        reasons
            .ruled_out
            .iter()
            .map(|out| Self {
                rung: out.rung.id(),
                ruled_out_by: ids(knowledge, &out.answers),
                rules: rules(&out.rules),
                still_open: ids(knowledge, &out.open),
                still_open_pairs: out
                    .open_pairs
                    .iter()
                    .map(|(a, b)| [*a, *b].map(|f| knowledge.finding(f).id.clone()))
                    .collect(),
                rules_that_need_more: rules(&out.rules_far),
            })
            .collect()
    }
}

/// The fewest answers that would change the advice. It says what the advice rests on, and never asks for another answer.
#[derive(Debug, Serialize)]
pub(crate) struct WouldChangeDto {
    given_less_careful: FewestDto,
    given_more_careful: FewestDto,
    open_less_careful: FewestDto,
    open_more_careful: FewestDto,
}

impl WouldChangeDto {
    pub(crate) fn new(knowledge: &Knowledge, reasons: &Reasons) -> Self {
        Self {
            given_less_careful: FewestDto::new(knowledge, &reasons.given_less),
            given_more_careful: FewestDto::new(knowledge, &reasons.given_more),
            open_less_careful: FewestDto::new(knowledge, &reasons.open_less),
            open_more_careful: FewestDto::new(knowledge, &reasons.open_more),
        }
    }
}

/// A number of answers, and which.
#[derive(Debug, Serialize)]
struct FewestDto {
    /// `exactly`, `at_least` (more was not searched) or `never`.
    bound: &'static str,
    answers: Option<usize>,
    ways: Vec<WayDto>,
}

/// Other answers, and the advice with them.
#[derive(Debug, Serialize)]
struct WayDto {
    answers: Vec<AnswerDto>,
    rung: &'static str,
}

impl FewestDto {
    fn new(knowledge: &Knowledge, fewest: &Fewest) -> Self {
        match fewest {
            Fewest::Exactly { count, ways } => Self {
                bound: "exactly",
                answers: Some(*count),
                ways: ways
                    .iter()
                    .map(|way| WayDto {
                        answers: way
                            .changes
                            .iter()
                            .map(|c| AnswerDto::new(knowledge, c.finding, c.to))
                            .collect(),
                        rung: way.rung.id(),
                    })
                    .collect(),
            },
            Fewest::AtLeast(count) => {
                Self { bound: "at_least", answers: Some(*count), ways: Vec::new() }
            }
            Fewest::Never => Self { bound: "never", answers: None, ways: Vec::new() },
        }
    }
}

fn ids(knowledge: &Knowledge, findings: &[FindingId]) -> Vec<String> {
    findings.iter().map(|f| knowledge.finding(*f).id.clone()).collect()
}
