//! Screens of questions as data.

use std::collections::BTreeMap;

use taut_knowledge::{FindingId, Kind, Knowledge, Screen, Side, Sides};
use taut_reason::{Interview, Planner, Reply};
use taut_text::why_asked;

use crate::draft::Draft;
use crate::error::Fault;

#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub stops: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    pub unit: String,
    pub min: f64,
    pub max: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    pub key: String,
    pub text: String,
    pub why: String,
    pub how: String,
    pub choices: Vec<Choice>,
    pub number: Option<Number>,
    pub chosen: Option<String>,
    pub typed: Option<String>,
    pub unreviewed: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ScreenView {
    pub id: String,
    pub title: String,
    pub intro: String,
    pub progress: (usize, usize),
    pub yes_stops: bool,
    pub questions: Vec<Question>,
}

#[derive(Debug, Clone, Default)]
pub struct Replies(BTreeMap<String, String>);

impl Replies {
    pub fn from_form(fields: &[(String, String)]) -> Self {
        Self(
            fields
                .iter()
                .filter(|(n, v)| (n.starts_with("a.") || n.starts_with("n.")) && !v.is_empty())
                .cloned()
                .collect(),
        )
    }
    pub fn chosen(&self, key: &str) -> Option<&str> {
        self.0.get(&format!("a.{key}")).map(String::as_str)
    }
    pub fn number(&self, key: &str) -> Option<&str> {
        self.0.get(&format!("n.{key}")).map(String::as_str)
    }
}

pub fn screen(
    planner: &Planner<'_, '_>,
    interview: &Interview<'_>,
    record: &Screen,
    findings: &[FindingId],
    draft: &Draft,
    language: &str,
) -> ScreenView {
    let knowledge = planner.reasoner.knowledge;
    let now = planner.reasons_to_ask(&interview.answers(), findings);
    let (title, intro) =
        record.text.get(language).or_else(|| record.text.get("en")).cloned().unwrap_or_default();
    let progress = interview.progress();
    let questions = findings
        .iter()
        .zip(now)
        .map(|(&f, why)| {
            let rec = knowledge.finding(f);
            let text = rec.text.get(language).unwrap_or_else(|| rec.en());
            let l = |k: &str| knowledge.label("common", k, language).unwrap_or_default().to_owned();
            let c = |value: &str, label: String, stops| Choice {
                value: value.to_owned(),
                label,
                stops,
            };
            let mut choices = match &rec.kind {
                Kind::Sign if rec.sided => vec![
                    c("no", l("no"), false),
                    c("left", l("left"), false),
                    c("right", l("right"), false),
                    c("both", l("both_sides"), false),
                ],
                Kind::Sign => vec![c("no", l("no"), false), c("yes", l("yes"), record.yes_stops)],
                Kind::Choice { .. } => rec
                    .states
                    .iter()
                    .zip(&text.states)
                    .map(|(s, t)| c(s, t.clone(), false))
                    .collect(),
                Kind::Measure { .. } => vec![],
            };
            choices.push(c("not_sure", l("not_sure"), false));
            let number = match &rec.kind {
                Kind::Measure { unit, min, max, .. } => {
                    Some(Number { unit: unit.clone(), min: *min, max: *max })
                }
                _ => None,
            };
            let reply = interview.log().iter().find(|(g, _)| *g == f).map(|(_, r)| *r);
            let mut typed = None;
            let chosen = match reply {
                Some(Reply::NotSure) => Some("not_sure".to_owned()),
                Some(Reply::Number(n)) => {
                    typed = Some(n.to_string());
                    None
                }
                Some(Reply::State(s, _)) => Some(match (&rec.kind, draft.side(&rec.id)) {
                    (Kind::Sign, _) if s == 0 => "no".to_owned(),
                    (Kind::Sign, Some(side)) if rec.sided => side.id().to_owned(),
                    (Kind::Sign, _) => "yes".to_owned(),
                    _ => rec.states[usize::from(s)].clone(),
                }),
                None => None,
            };
            let why = format!("{} {}", text.why, why_asked(knowledge, f, why, language))
                .trim()
                .to_owned();
            Question {
                key: rec.id.clone(),
                text: text.question.clone(),
                why,
                how: text.how.clone(),
                choices,
                number,
                chosen,
                typed,
                unreviewed: taut_text::translation_notice(knowledge, f, language).is_some(),
            }
        })
        .collect();
    ScreenView {
        id: record.id.clone(),
        title,
        intro,
        progress: (progress.done + 1, progress.total),
        yes_stops: record.yes_stops,
        questions,
    }
}

pub fn take(
    knowledge: &Knowledge,
    draft: &mut Draft,
    screen: &ScreenView,
    replies: &Replies,
) -> Vec<Fault> {
    let mut problems = Vec::new();
    if screen.questions.is_empty() {
        let mut interview = draft.interview(knowledge);
        interview.mark_read(&screen.id);
        draft.follow(&interview);
    }
    for question in &screen.questions {
        let Some(id) = knowledge.finding_id(&question.key) else { continue };
        let rec = knowledge.finding(id);
        let said = match (
            replies.chosen(&question.key),
            replies.number(&question.key),
            &question.number,
        ) {
            (_, Some(text), Some(number)) => match text.trim().replace(',', ".").parse::<f64>() {
                Ok(v) if v >= number.min && v <= number.max => Some((Reply::Number(v), None)),
                _ => {
                    problems.push(Fault::new(
                        "bad-number",
                        &question.key,
                        format!(
                            "{}: {} – {} {}",
                            question.text, number.min, number.max, number.unit
                        ),
                        "",
                    ));
                    continue;
                }
            },
            (Some("not_sure"), _, _) => Some((Reply::NotSure, None)),
            (Some("no"), _, _) => Some((Reply::State(0, Sides::Unstated), None)),
            (Some("yes"), _, _) => Some((Reply::State(1, Sides::Unstated), None)),
            (Some(side @ ("left" | "right" | "both")), _, _) if rec.sided => {
                let side =
                    [Side::Left, Side::Right, Side::Both].into_iter().find(|s| s.id() == side);
                Some((Reply::State(1, Sides::Unstated), side))
            }
            (Some(value), _, _) => rec
                .states
                .iter()
                .position(|s| s == value)
                .map(|s| (Reply::State(s as u8, Sides::Unstated), None)),
            _ => None,
        };
        match said {
            Some((reply, side)) => draft.reply(knowledge, id, reply, side),
            None => problems.push(Fault::new("no-reply", &question.key, question.text.clone(), "")),
        }
    }
    problems
}
