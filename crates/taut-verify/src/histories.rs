//! S13: what a report, a denial, an examination and a clearance of one finding come to, over every short history.
//!
//! The reading of a case treats each finding for itself, and findings with the same marks, sides, origin and states alike. So one
//! finding of each kind stands for all. Of a longer history, a report that should stand and the clearance that should not count
//! are two answers; a third is tried beside them.

use taut_knowledge::{
    Answers, By, Case, CaseAnswer, Finding, FindingId, Kind, Knowledge, Origin, Said, Side, Value,
    resolve,
};

use crate::outcome::{Counterexample, Outcome, Theorem};

/// Dates of a history, in order of time.
const DATES: [&str; 2] = ["2026-01-01", "2026-02-01"];

/// S13 over every history of up to three answers, for one finding of each kind.
#[must_use]
pub fn histories(knowledge: &Knowledge) -> Theorem {
    let mut kinds: Vec<Finding> = Vec::new();
    for finding in &knowledge.findings {
        if matches!(finding.id.as_str(), "age" | "sex") {
            continue;
        }
        if !kinds.iter().any(|known| same_kind(known, finding)) {
            kinds.push(finding.clone());
        }
    }
    let mut seen = 0_usize;
    let mut outcome = None;
    for finding in &kinds {
        let alone = alone(knowledge, finding);
        match tried(&alone) {
            Ok(n) => seen += n,
            Err(broken) => {
                outcome = Some(Outcome::Broken(broken));
                break;
            }
        }
    }
    Theorem {
        rule: "S13".to_owned(),
        id: "s13_histories".to_owned(),
        statement: "A reported flag stands until a later clearance; an examination replaces only an earlier self-test.".to_owned(),
        outcome: outcome.unwrap_or_else(|| {
            Outcome::Proved(format!(
                "all {seen} histories of up to three answers, for {} kinds of findings",
                kinds.len()
            ))
        }),
    }
}

fn same_kind(a: &Finding, b: &Finding) -> bool {
    let measure = |f: &Finding| matches!(f.kind, Kind::Measure { .. });
    a.is_marked() == b.is_marked()
        && a.sided == b.sided
        && (a.origin == Origin::SelfTest) == (b.origin == Origin::SelfTest)
        && a.states.len() == b.states.len()
        && a.present_from == b.present_from
        && measure(a) == measure(b)
}

/// Knowledge with this finding only, and no condition on when it applies.
fn alone(knowledge: &Knowledge, finding: &Finding) -> Knowledge {
    let mut finding = finding.clone();
    finding.absent_if = None;
    finding.asked_if = None;
    Knowledge { findings: vec![finding], ..knowledge.clone() }
}

fn tried(knowledge: &Knowledge) -> Result<usize, Counterexample> {
    let finding = &knowledge.findings[0];
    let answers = every_answer(finding);
    let mut seen = 0;
    for (i, first) in answers.iter().enumerate() {
        for (j, second) in answers.iter().enumerate().skip(i) {
            check(knowledge, &[first, second])?;
            seen += 1;
            // Two answers say all about findings without a mark.
            if finding.is_marked() {
                for third in &answers[j..] {
                    check(knowledge, &[first, second, third])?;
                    seen += 1;
                }
            }
        }
    }
    Ok(seen)
}

fn every_answer(finding: &Finding) -> Vec<CaseAnswer> {
    let sides: &[Side] = if finding.sided {
        &[Side::Unstated, Side::Left, Side::Right, Side::Both]
    } else {
        &[Side::Unstated]
    };
    let present = finding.present_from.min(finding.states.len() as u8 - 1);
    let mut said = vec![Said::Unknown, Said::State(0), Said::State(present)];
    said.dedup();
    let mut all = Vec::new();
    for &side in sides {
        for when in [None, Some(DATES[0]), Some(DATES[1])] {
            for by in [By::Person, By::Therapist] {
                for &said in &said {
                    all.push(answer(said, side, by, when));
                }
            }
            // The reader refuses a clearance of an unmarked finding, by the person, or without a date.
            if finding.is_marked() && when.is_some() {
                all.push(answer(Said::Cleared, side, By::Therapist, when));
            }
        }
    }
    all
}

fn answer(said: Said, side: Side, by: By, when: Option<&str>) -> CaseAnswer {
    let cleared = said == Said::Cleared;
    CaseAnswer {
        finding: FindingId(0),
        said,
        side,
        by,
        when: when.map(str::to_owned),
        from: String::new(),
        note: String::new(),
        reason: if cleared { "examined".to_owned() } else { String::new() },
        examiner: String::new(),
    }
}

fn check(knowledge: &Knowledge, history: &[&CaseAnswer]) -> Result<(), Counterexample> {
    let finding = &knowledge.findings[0];
    let case = Case {
        id: "history".to_owned(),
        age: None,
        sex: None,
        answers: history.iter().map(|a| (*a).clone()).collect(),
        unmapped: Vec::new(),
        expected: None,
    };
    let answers: Answers = resolve(&case, knowledge).answers;
    let value = answers.get(FindingId(0));
    let present = matches!(value, Value::State(s) if s >= finding.present_from);
    let fail = |text: String| {
        Err(Counterexample {
            text: format!(
                "{text}: {}",
                history.iter().map(|a| told(a)).collect::<Vec<_>>().join("; ")
            ),
            cases: Vec::new(),
        })
    };
    if finding.is_marked() {
        let stands = history.iter().any(|report| {
            is_present(finding, report)
                && sides(report.side)
                    .iter()
                    .any(|side| !history.iter().any(|c| clears(c, *side) && is_later(c, report)))
        });
        if stands && !present {
            return fail(format!("a report of `{}` does not stand", finding.id));
        }
        return Ok(());
    }
    // One answer of each, about the same side: the examined one counts only against an earlier self-test.
    if let [a, b] = history
        && a.by != b.by
        && a.side == b.side
        && a.said != b.said
        && a.said != Said::Unknown
        && b.said != Said::Unknown
    {
        let (person, therapist) = if a.by == By::Person { (a, b) } else { (b, a) };
        let replaces = finding.origin == Origin::SelfTest && is_later(therapist, person);
        let Said::State(examined) = therapist.said else { return Ok(()) };
        if !replaces && value == Value::State(examined) && finding.origin == Origin::SelfTest {
            return fail(format!("an examination that is not later replaces `{}`", finding.id));
        }
        if !replaces && matches!(value, Value::State(_)) {
            return fail(format!(
                "of two answers to `{}` that disagree, one is dropped",
                finding.id
            ));
        }
    }
    Ok(())
}

fn is_present(finding: &Finding, answer: &CaseAnswer) -> bool {
    matches!(answer.said, Said::State(s) if s >= finding.present_from)
}

/// A report of both sides is a report of each, and needs a clearance of each.
const fn sides(side: Side) -> &'static [Side] {
    match side {
        Side::Both => &[Side::Left, Side::Right],
        Side::Left => &[Side::Left],
        Side::Right => &[Side::Right],
        Side::Unstated => &[Side::Unstated],
    }
}

/// True if the answer clears this side: that one, or both.
fn clears(clearance: &CaseAnswer, side: Side) -> bool {
    clearance.said == Said::Cleared && (clearance.side == side || clearance.side == Side::Both)
}

fn is_later(a: &CaseAnswer, b: &CaseAnswer) -> bool {
    match (&a.when, &b.when) {
        (Some(a), Some(b)) => a > b,
        _ => false,
    }
}

fn told(answer: &CaseAnswer) -> String {
    format!(
        "{:?} {:?} by {:?} {}",
        answer.said,
        answer.side,
        answer.by,
        answer.when.as_deref().unwrap_or("undated")
    )
}
