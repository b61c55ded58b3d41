//! The page for a therapist: the same verdict with clinical terms, scores and the share of assumed figures.

use taut_knowledge::{Answers, ConditionKind, FindingId, Mark, Value};
use taut_reason::{Contributions, Method, Reasoner, Verdict};

use crate::block::{Block, Page};
use crate::page::{assumed_share, name, phrase, rule_text, safety_net, said};

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
