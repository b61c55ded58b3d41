//! Why not more careful: the answers that rule each more careful rung out, and the questions that could still raise it.

use taut_knowledge::{Answers, Expr, FindingId, Knowledge, Rule, Rung, Truth, Value};

use super::choices::{Answered, finding_of, given, put, visit_atoms};
use super::search::Otherwise;
use super::what_if::WhatIf;
use crate::decide::fires;

/// A more careful rung and what kept the advice from it.
#[derive(Debug, Clone, PartialEq)]
pub struct RuledOut {
    /// The rung.
    pub rung: Rung,
    /// Rules of this rung that are known not to apply.
    pub rules: Vec<usize>,
    /// Rules of this rung that do not apply as long as more than two open questions stay open.
    pub rules_far: Vec<usize>,
    /// For each rule of `rules` a small set of given answers that rules it out, together and without repeats.
    pub answers: Vec<FindingId>,
    /// Open questions with an answer that alone raises the advice to this rung: all of them, by deciding anew for each answer.
    pub open: Vec<FindingId>,
    /// Pairs of open questions, neither in `open` of this or a more careful rung, of which two answers together make a rule of
    /// this rung fire: all of them. Pairs that raise a score without a rule are not looked for.
    pub open_pairs: Vec<(FindingId, FindingId)>,
}

/// Per rung more careful than this one, most careful first; `single` are the ways that one open answer raises the advice.
pub(super) fn ruled_out(what_if: &WhatIf, rung: Rung, single: &[Otherwise]) -> Vec<RuledOut> {
    let more_careful = |r: &Rung| *r < rung && *r != Rung::Undecided;
    Rung::ALL.into_iter().filter(more_careful).map(|r| one_rung(what_if, r, single)).collect()
}

fn one_rung(what_if: &WhatIf, rung: Rung, single: &[Otherwise]) -> RuledOut {
    let knowledge = what_if.reasoner.knowledge;
    let answers = &what_if.as_is;
    let raising = |up_to: bool| -> Vec<FindingId> {
        let reaches = |way: &&Otherwise| way.rung == rung || up_to && way.rung < rung;
        let mut list = Vec::new();
        for change in single.iter().filter(reaches).flat_map(|way| &way.changes) {
            push_new(&mut list, change.finding);
        }
        list
    };
    let mut out = RuledOut {
        rung,
        rules: Vec::new(),
        rules_far: Vec::new(),
        answers: Vec::new(),
        open: raising(false),
        open_pairs: Vec::new(),
    };
    let alone = raising(true);
    for (index, rule) in knowledge.rules.iter().enumerate() {
        if rule.floor() != Some(rung) || fires(rule, answers) {
            continue;
        }
        if let Some(by) = silenced_by(knowledge, rule, answers) {
            out.rules.push(index);
            for finding in by {
                push_new(&mut out.answers, finding);
            }
            continue;
        }
        let pairs = firing_pairs(what_if, rule, &what_if.open, &alone);
        let reads_single = reads(knowledge, rule).any(|f| out.open.contains(&f));
        if pairs.is_empty() && !reads_single {
            out.rules_far.push(index);
        }
        for pair in pairs {
            if !out.open_pairs.contains(&pair) {
                out.open_pairs.push(pair);
            }
        }
    }
    out.answers.sort_unstable();
    out
}

/// Pairs out of these questions of which two other answers together make the rule fire; `without` are left out.
pub(super) fn firing_pairs(
    what_if: &WhatIf,
    rule: &Rule,
    pool: &[FindingId],
    without: &[FindingId],
) -> Vec<(FindingId, FindingId)> {
    let knowledge = what_if.reasoner.knowledge;
    let mut read: Vec<FindingId> =
        reads(knowledge, rule).filter(|f| pool.contains(f) && !without.contains(f)).collect();
    read.sort_unstable();
    read.dedup();
    let mut scratch = what_if.as_is.clone();
    let mut pairs = Vec::new();
    for (i, &first) in read.iter().enumerate() {
        for one in what_if.others(first) {
            put(knowledge, &mut scratch, first, one.to);
            for &second in &read[i + 1..] {
                if pairs.contains(&(first, second)) {
                    continue;
                }
                let hit = what_if.others(second).iter().any(|two| {
                    put(knowledge, &mut scratch, second, two.to);
                    fires(rule, &scratch)
                });
                put(knowledge, &mut scratch, second, what_if.answer(second));
                if hit {
                    pairs.push((first, second));
                }
            }
        }
        put(knowledge, &mut scratch, first, what_if.answer(first));
    }
    pairs
}

/// The findings that a rule reads, with repeats.
fn reads<'k>(knowledge: &'k Knowledge, rule: &'k Rule) -> impl Iterator<Item = FindingId> + 'k {
    let mut read = Vec::new();
    for expr in [Some(&rule.when), rule.unless.as_ref()].into_iter().flatten() {
        visit_atoms(expr, true, &mut |atom, _| read.extend(finding_of(knowledge, atom)));
    }
    read.into_iter()
}

/// Given answers that keep a rule from firing, whatever is answered besides; `None` if it still could fire.
fn silenced_by(knowledge: &Knowledge, rule: &Rule, answers: &Answers) -> Option<Vec<FindingId>> {
    let excused = rule.unless.as_ref().and_then(|e| settled_by(knowledge, e, true, answers));
    smaller(settled_by(knowledge, &rule.when, false, answers), excused)
}

/// A small set of given answers that makes the expression known true, or known false, whatever is answered besides.
///
/// Of several parts that each would do, the one with the fewest answers is taken, with marked ones alone before others.
fn settled_by(
    knowledge: &Knowledge,
    expr: &Expr,
    wanted: bool,
    answers: &Answers,
) -> Option<Vec<FindingId>> {
    let truth = if wanted { Truth::True } else { Truth::False };
    if expr.eval(answers) != truth {
        return None;
    }
    // "At least `count` of" is false as soon as all but `count - 1` are false.
    let (needed, parts) = match (expr, wanted) {
        (Expr::Not(inner), _) => return settled_by(knowledge, inner, !wanted, answers),
        (Expr::All(parts), true) | (Expr::Any(parts), false) => (parts.len(), parts),
        (Expr::Any(parts), true) | (Expr::All(parts), false) => (1, parts),
        (Expr::AtLeast(count, parts), true) => (*count, parts),
        (Expr::AtLeast(count, parts), false) => ((parts.len() + 1).saturating_sub(*count), parts),
        (atom, _) => {
            let Some(finding) = finding_of(knowledge, atom) else { return Some(Vec::new()) };
            if given(knowledge, answers, finding) == Answered::Nothing {
                return Some(Vec::new());
            }
            // What is structurally absent follows from other answers; those are the reason.
            let absent_if = knowledge.finding(finding).absent_if.as_ref();
            let follows = answers.get(finding) == Value::State(0);
            let from = absent_if
                .filter(|_| follows)
                .and_then(|absent_if| settled_by(knowledge, absent_if, true, answers));
            return Some(from.unwrap_or_else(|| vec![finding]));
        }
    };
    let mut settled: Vec<Vec<FindingId>> =
        parts.iter().filter_map(|part| settled_by(knowledge, part, wanted, answers)).collect();
    let plain = |list: &[FindingId]| list.iter().any(|f| !knowledge.finding(*f).is_marked());
    settled.sort_by_key(|list| (list.len(), plain(list)));
    let mut by = Vec::new();
    for finding in settled.into_iter().take(needed).flatten() {
        push_new(&mut by, finding);
    }
    Some(by)
}

fn smaller(a: Option<Vec<FindingId>>, b: Option<Vec<FindingId>>) -> Option<Vec<FindingId>> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if b.len() < a.len() { b } else { a }),
        (a, b) => a.or(b),
    }
}

fn push_new(list: &mut Vec<FindingId>, finding: FindingId) {
    if !list.contains(&finding) {
        list.push(finding);
    }
}
