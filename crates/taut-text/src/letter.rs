//! The page for a therapist: the same verdict with clinical terms, scores and the share of assumed figures.

use taut_knowledge::{Answers, ConditionKind, FindingId, Knowledge, Mark, Value};
use taut_reason::{
    Contributions, Fewest, Guarantee, Method, Minimality, Reasoner, Reasons, Verdict,
};

use crate::block::{Block, Page};
use crate::page::{assumed_share, safety_net};
use crate::reasons::{changes_words, given_words};
use crate::words::{name, phrase, rule_text, said};

/// The page that a therapist reads.
#[must_use]
pub fn therapist_page(
    reasoner: &Reasoner,
    verdict: &Verdict,
    answers: &Answers,
    contributions: &[Contributions],
    language: &str,
) -> Page {
    let knowledge = reasoner.knowledge;
    let mut page = Page::default();
    page.push(Block::Title("For the therapist".to_owned()));
    page.push(Block::Notice(format!(
        "{}. {} Knowledge {}, review level {}.",
        phrase(knowledge, "research_preview", language),
        phrase(knowledge, "no_clinician", language),
        knowledge.edition,
        knowledge.lowest_review.id()
    )));
    page.push(Block::Text(format!(
        "Advice given: {}{}.",
        verdict.rung().id(),
        if verdict.is_provisional() { ", provisional" } else { ", final" }
    )));
    let mut reasons: Vec<String> = verdict
        .decision
        .fired
        .iter()
        .map(|fired| {
            let rule = &knowledge.rules[fired.rule];
            format!("{}: {}", rule.id, rule_text(knowledge, fired.rule, language).clinician)
        })
        .collect();
    if reasons.is_empty() {
        reasons.push("no hard rule applies; expected utility decided".to_owned());
    }
    page.section("Rules that fired", reasons);
    let why = reasoner.reasons(verdict, answers);
    forced(&mut page, reasoner, &why, answers, language);
    ruled_out(&mut page, reasoner, &why, language);
    would_change(&mut page, reasoner, &why, language);
    flags(&mut page, reasoner, answers, language);
    page.push(Block::Heading("Differential".to_owned()));
    page.push(Block::Text(format!(
        "Exact posteriors of the network under all answers, in bands. {}",
        assumed_share(knowledge, language)
    )));
    page.push(Block::Table(
        vec!["band".to_owned(), "condition".to_owned(), "rung it asks for".to_owned()],
        differential(reasoner, verdict),
    ));
    for part in contributions {
        contribution(&mut page, reasoner, part, answers, language);
    }
    safety_net(&mut page, knowledge, language);
    page
}

/// Why not less careful: the forcing answers, and what they are known to force.
fn forced(
    page: &mut Page,
    reasoner: &Reasoner,
    reasons: &Reasons,
    answers: &Answers,
    language: &str,
) {
    let knowledge = reasoner.knowledge;
    let floor = &reasons.floor;
    let known = match &floor.guarantee {
        Guarantee::AnyAnswer => "whatever the answers to all other questions, asked or not (proved)".to_owned(),
        Guarantee::GivenAnswers { excusable_by } if excusable_by.is_empty() => {
            "however the other given answers were changed or withdrawn, open questions staying open (proved)".to_owned()
        }
        Guarantee::GivenAnswers { excusable_by } => format!(
            "however the other given answers were changed or withdrawn (proved), unless an answer to an open question excuses the rule: {}",
            list(knowledge, excusable_by, language)
        ),
        Guarantee::FewChanges { changes } => format!(
            "alone, and with all answers as given except up to {changes} others changed (each way tried; more at once not established)"
        ),
    };
    let least = match floor.minimality {
        Minimality::Smallest => "no smaller set does",
        Minimality::NoneToSpare => "none of them can be spared; a smaller set may exist",
    };
    page.push(Block::Heading("Why not less careful".to_owned()));
    page.push(Block::Text(format!("These answers force at least this advice {known}; {least}.")));
    let mut items = given_words(reasoner, &floor.answers, answers, language);
    if items.is_empty() {
        items.push("no answer is needed".to_owned());
    }
    page.push(Block::List(items));
}

/// Why not more careful: per rung the answers that rule it out, and what could still raise the advice to it.
fn ruled_out(page: &mut Page, reasoner: &Reasoner, reasons: &Reasons, language: &str) {
    if reasons.ruled_out.is_empty() {
        return;
    }
    let knowledge = reasoner.knowledge;
    let items = reasons
        .ruled_out
        .iter()
        .map(|out| {
            let mut parts = Vec::new();
            for (what, findings) in
                [("ruled out by", &out.answers), ("one open answer raises it", &out.open)]
            {
                if !findings.is_empty() {
                    parts.push(format!("{what}: {}", list(knowledge, findings, language)));
                }
            }
            if !out.open_pairs.is_empty() {
                parts.push(format!("pairs of open answers raise it: {}", out.open_pairs.len()));
            }
            if !out.rules_far.is_empty() {
                parts.push(format!("rules that need more than two: {}", out.rules_far.len()));
            }
            format!("{}: {}", out.rung.id(), parts.join(". "))
        })
        .collect();
    page.push(Block::Heading("Why not more careful".to_owned()));
    page.push(Block::Text(
        "Each answer to each open question was tried. Pairs are those that make a rule fire."
            .to_owned(),
    ));
    page.push(Block::List(items));
}

/// The fewest answers that would change the advice, each way.
fn would_change(page: &mut Page, reasoner: &Reasoner, reasons: &Reasons, language: &str) {
    const WAYS_SHOWN: usize = 3;
    let knowledge = reasoner.knowledge;
    let items = [
        ("Given answers, less careful", &reasons.given_less),
        ("Given answers, more careful", &reasons.given_more),
        ("Open questions, less careful", &reasons.open_less),
        ("Open questions, more careful", &reasons.open_more),
    ]
    .into_iter()
    .map(|(what, fewest)| match fewest {
        Fewest::Exactly { count, ways } => {
            let mut shown: Vec<String> = ways
                .iter()
                .take(WAYS_SHOWN)
                .map(|way| {
                    let to = changes_words(knowledge, &way.changes, language);
                    format!("{to} -> {}", way.rung.id())
                })
                .collect();
            if ways.len() > WAYS_SHOWN {
                shown.push(format!("{} more", ways.len() - WAYS_SHOWN));
            }
            format!("{what}: {count} at the fewest, such as {}", shown.join("; "))
        }
        Fewest::AtLeast(count) => format!("{what}: {count} or more; no way was found"),
        Fewest::Never => format!("{what}: none does"),
    })
    .collect();
    page.push(Block::Heading("Fewest answers that would change the advice".to_owned()));
    page.push(Block::List(items));
}

fn list(knowledge: &Knowledge, findings: &[FindingId], language: &str) -> String {
    findings.iter().map(|f| name(knowledge, *f, language)).collect::<Vec<_>>().join("; ")
}

/// Every flag with its answer, "not asked" visible.
fn flags(page: &mut Page, reasoner: &Reasoner, answers: &Answers, language: &str) {
    let knowledge = reasoner.knowledge;
    let rows = (0..knowledge.findings.len())
        .map(|i| FindingId(i as u16))
        .filter(|id| {
            let finding = knowledge.finding(*id);
            finding.gating && finding.marks.contains(&Mark::Serious)
        })
        .map(|id| {
            let answer = match answers.get(id) {
                Value::Unknown if answers.is_not_sure(id) => "not sure".to_owned(),
                Value::Unknown => "not asked".to_owned(),
                Value::State(state) => knowledge.finding(id).states[usize::from(state)].clone(),
            };
            vec![name(knowledge, id, language), answer]
        })
        .collect();
    page.push(Block::Heading("Flags".to_owned()));
    page.push(Block::Table(vec!["item".to_owned(), "answer".to_owned()], rows));
}

fn differential(reasoner: &Reasoner, verdict: &Verdict) -> Vec<Vec<String>> {
    let harms = &reasoner.knowledge.harms;
    let bands =
        [(harms.fits_well, "likely"), (harms.could_play_a_part, "possible"), (0.0, "less likely")];
    let mut list: Vec<(f64, Vec<String>)> = reasoner
        .knowledge
        .conditions
        .iter()
        .zip(&verdict.decision.posteriors.present)
        .filter(|(c, p)| c.kind == ConditionKind::Cause && **p >= 0.02)
        .map(|(c, p)| {
            let band = bands.iter().find(|(edge, _)| p >= edge).map_or("", |(_, label)| label);
            let class = c.class.map_or("-", taut_knowledge::Rung::id);
            (*p, vec![band.to_owned(), c.en().clinician.clone(), class.to_owned()])
        })
        .collect();
    list.sort_by(|a, b| b.0.total_cmp(&a.0));
    list.into_iter().take(12).map(|(_, row)| row).collect()
}

fn contribution(
    page: &mut Page,
    reasoner: &Reasoner,
    part: &Contributions,
    answers: &Answers,
    language: &str,
) {
    let knowledge = reasoner.knowledge;
    let method = match part.method {
        Method::Shapley => "Shapley values",
        Method::ChainRule => "chain rule, age and sex first, then by finding id",
    };
    page.push(Block::Heading(format!(
        "What moved: {}",
        knowledge.condition(part.condition).en().clinician
    )));
    page.push(Block::Text(format!(
        "Log-odds {:.2} before, {:.2} after ({method}).",
        part.prior_log_odds, part.log_odds
    )));
    let rows = part
        .parts
        .iter()
        .take(10)
        .map(|(finding, x)| vec![format!("{x:+.2}"), said(knowledge, *finding, answers, language)])
        .collect();
    page.push(Block::Table(vec!["log-odds".to_owned(), "answer".to_owned()], rows));
}
