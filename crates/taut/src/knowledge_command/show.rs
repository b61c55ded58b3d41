//! Records as text: lists of ids, and one record with what refers to it.

use std::fmt::Write as _;

use taut_knowledge::{Demand, Finding, FindingId, Kind, Knowledge, Node, Rung};

use super::{Listed, programme};
use crate::BadInput;

/// One line a record: the id, and what it means.
pub fn list(knowledge: &Knowledge, kind: Listed) -> String {
    let mut out = String::new();
    match kind {
        Listed::Findings => {
            for finding in &knowledge.findings {
                let states = match &finding.kind {
                    Kind::Measure { unit, min, max, .. } => format!("{min} to {max} {unit}"),
                    _ => finding.states.join(" | "),
                };
                let side = if finding.sided { "; per side" } else { "" };
                let _ = writeln!(
                    out,
                    "{}: {} [{}{side}; {}]",
                    finding.id,
                    finding.en().definition,
                    states,
                    finding.origin.id()
                );
            }
        }
        Listed::Conditions => {
            for condition in &knowledge.conditions {
                let rung = condition.class.map_or("-", Rung::id);
                let _ = writeln!(out, "{}: {} [{rung}]", condition.id, condition.en().clinician);
            }
        }
        Listed::Rules => {
            for rule in &knowledge.rules {
                let rung = rule.rung.map_or("provisional", Rung::id);
                let _ = writeln!(out, "{}: {} [{rung}]", rule.id, rule.text["en"].clinician);
            }
        }
        Listed::Sources => {
            for source in knowledge.sources.values() {
                let year = source.year.map_or(String::new(), |y| format!(" {y}"));
                let _ = writeln!(out, "{}: {}{year}. {}", source.id, source.authors, source.title);
            }
        }
        Listed::Exercises => out = programme::list_exercises(knowledge),
        Listed::Bars => out = programme::list_bars(knowledge),
        Listed::Measures => out = programme::list_measures(knowledge),
    }
    out
}

/// One record, whatever its kind, with what refers to it.
///
/// # Errors
/// No record has the id; the nearest one is named.
pub fn show(knowledge: &Knowledge, id: &str) -> anyhow::Result<String> {
    let mut out = String::new();
    if let Some(f) = knowledge.finding_id(id) {
        show_finding(&mut out, knowledge, knowledge.finding(f), f);
    }
    if let Some(c) = knowledge.condition_id(id) {
        show_condition(&mut out, knowledge, c);
    }
    for rule in knowledge.rules.iter().filter(|r| r.id == id) {
        let _ = writeln!(
            out,
            "rule {} ({}), source {} section {}\n  rung: {}\n  when: {}",
            rule.id,
            rule.review.id(),
            rule.source,
            rule.section,
            rule.rung.map_or("keeps an open rung provisional", Rung::id),
            print(knowledge, &rule.when)
        );
        if let Some(unless) = &rule.unless {
            let _ = writeln!(out, "  unless: {}", print(knowledge, unless));
        }
        let _ = writeln!(
            out,
            "  reason: {}\n  clinician: {}",
            rule.text["en"].reason, rule.text["en"].clinician
        );
    }
    for o in knowledge.obligations.iter().filter(|o| o.id == id) {
        let _ = writeln!(
            out,
            "obligation {} ({}): {}\n  when: {}{}\n  {}: {}",
            o.id,
            o.rule,
            o.statement,
            print(knowledge, &o.when),
            if o.when_clean { ", all gating answers clean, nothing marked" } else { "" },
            match o.demand {
                Demand::AtLeast(_) => "at least",
                Demand::Exactly(_) => "exactly, and final",
            },
            o.demand.rung().id()
        );
    }
    for e in knowledge.evidence.iter().filter(|e| e.id == id) {
        show_evidence(&mut out, e);
    }
    if let Some(source) = knowledge.sources.get(id) {
        let year = source.year.map_or(String::new(), |y| format!(" {y}"));
        let _ = writeln!(
            out,
            "source {}: {}{year}. {}. Read as: {}. {} {} {} {}\n  {}",
            source.id,
            source.authors,
            source.title,
            source.read_as,
            source.doi,
            source.pmid,
            source.pmcid,
            source.url,
            source.note
        );
        for e in knowledge.evidence.iter().filter(|e| e.source == id) {
            let _ = writeln!(out, "  evidence {}: {}", e.id, e.claim);
        }
    }
    programme::show(&mut out, knowledge, id);
    if out.is_empty() {
        let ids = knowledge
            .findings
            .iter()
            .map(|f| f.id.as_str())
            .chain(knowledge.conditions.iter().map(|c| c.id.as_str()))
            .chain(knowledge.rules.iter().map(|r| r.id.as_str()))
            .chain(knowledge.sources.keys().map(String::as_str))
            .chain(knowledge.evidence.iter().map(|e| e.id.as_str()))
            .chain(programme::ids(knowledge));
        let near = taut_knowledge::nearest(id, ids);
        let hint = near.map_or_else(
            || "`taut knowledge stats` counts what there is".to_owned(),
            |n| format!("did you mean `{n}`?"),
        );
        return Err(BadInput(format!(
            "error[unknown-id]: no record has the id `{id}`\n  hint: {hint}"
        ))
        .into());
    }
    Ok(out)
}

/// An expression as it is written.
pub fn print(knowledge: &Knowledge, expr: &taut_knowledge::Expr) -> String {
    taut_knowledge::expr_parse::print(expr, &knowledge.findings)
}

fn show_finding(out: &mut String, knowledge: &Knowledge, finding: &Finding, id: FindingId) {
    let marks: Vec<&str> = finding.marks.iter().map(|m| m.id()).collect();
    let text = finding.en();
    let _ = writeln!(
        out,
        "finding {} ({}): {}\n  counts: {}\n  {}; states {}; marks [{}]{}{}\n  question: {}\n  why: {}",
        finding.id,
        finding.review.id(),
        text.name,
        text.definition,
        finding.origin.id(),
        finding.states.join(" < "),
        marks.join(", "),
        if finding.gating { "; gating" } else { "" },
        if finding.sided { "; per side" } else { "" },
        text.question,
        text.why
    );
    if !text.how.is_empty() {
        let _ = writeln!(out, "  how: {}", text.how);
    }
    for link in knowledge.links.iter().filter(|l| l.child == Node::Finding(id)) {
        let cause = link.cause.map_or("(no cause: leak)", |c| knowledge.condition(c).id.as_str());
        let e = &knowledge.evidence[link.evidence];
        let given: Vec<String> = link.given.iter().map(|p| format!("{p:.3}")).collect();
        let _ = writeln!(
            out,
            "  given {cause}: {} [{}, {}]",
            given.join(" "),
            e.obtained.id(),
            e.source
        );
    }
    for rule in &knowledge.rules {
        let mut reads = false;
        rule.when.visit_findings(&mut |f| reads |= f == id);
        if reads {
            let _ = writeln!(
                out,
                "  rule {} -> {}",
                rule.id,
                rule.rung.map_or("provisional", Rung::id)
            );
        }
    }
}

fn show_condition(out: &mut String, knowledge: &Knowledge, id: taut_knowledge::ConditionId) {
    let condition = knowledge.condition(id);
    let text = condition.en();
    let _ = writeln!(
        out,
        "condition {} ({}): {} / {}\n  asks for {}\n  {}",
        condition.id,
        condition.review.id(),
        text.name,
        text.clinician,
        condition.class.map_or("nothing by itself", Rung::id),
        text.plain
    );
    if let Some(prior) = &condition.prior {
        let _ = writeln!(
            out,
            "  base rate {} at home, {} in a PT clinic [{}, {}]: {}",
            prior.home,
            prior.pt_clinic,
            prior.obtained.id(),
            prior.source,
            prior.note
        );
    }
    for link in &knowledge.links {
        let e = &knowledge.evidence[link.evidence];
        if link.cause == Some(id) {
            let child = match link.child {
                Node::Finding(f) => &knowledge.finding(f).id,
                Node::Condition(c) => &knowledge.condition(c).id,
            };
            let _ = writeln!(out, "  -> {child} [{}, {}]", e.obtained.id(), e.source);
        }
        if link.child == Node::Condition(id)
            && let Some(cause) = link.cause
        {
            let _ = writeln!(
                out,
                "  <- {} [{}, {}]",
                knowledge.condition(cause).id,
                e.obtained.id(),
                e.source
            );
        }
    }
}

fn show_evidence(out: &mut String, e: &taut_knowledge::Evidence) {
    let _ = writeln!(
        out,
        "evidence {} ({}): {}\n  source {} ({}, {}), {}; {}",
        e.id,
        e.review.id(),
        e.claim,
        e.source,
        e.locator,
        e.read_as,
        e.obtained.id(),
        if e.drives {
            format!("drives: {}", e.why_drives)
        } else {
            "kept, does not drive".to_owned()
        }
    );
    for (name, f) in &e.figures {
        let interval = match (f.low, f.high) {
            (Some(low), Some(high)) => format!(" [{low}, {high}]"),
            _ => String::new(),
        };
        let _ = writeln!(out, "  {name} {}{interval}", f.value);
    }
    let _ = writeln!(
        out,
        "  population: {}; n {}; reference standard: {}\n  misuse: {}",
        e.setting,
        e.n.map_or("not stated".to_owned(), |n| n.to_string()),
        e.reference_standard,
        e.misuse
    );
}
