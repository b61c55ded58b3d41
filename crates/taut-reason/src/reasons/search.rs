//! The fewest other answers that change the advice: all ways with one change, then with two, and so on.

use std::collections::BTreeSet;

use taut_knowledge::{FindingId, Mark, Rung};

use super::choices::{Answered, finding_of, visit_atoms};
use super::what_if::{Change, WhatIf};

/// Which way the advice should move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Less,
    More,
}

/// Other answers, and the advice with them.
#[derive(Debug, Clone, PartialEq)]
pub struct Otherwise {
    /// The answers that differ, by question.
    pub changes: Vec<Change>,
    /// The advice with them.
    pub rung: Rung,
}

/// Ways to change the advice, smallest first, and how far was searched.
#[derive(Debug)]
pub(super) struct Ways {
    /// Every way from which no change can be left out, up to `searched` changes.
    pub(super) minimal: Vec<Otherwise>,
    /// Every way of at most so many changes was tried, or ruled out.
    pub(super) searched: usize,
    /// Nothing is left to try: `minimal` is complete.
    pub(super) exhausted: bool,
}

/// When to stop.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Stop after the first size with a way.
    pub(super) first_size_only: bool,
    /// Largest number of changes to try.
    pub(super) changes: usize,
    /// A size is begun only if so many decisions are enough for it together with those before.
    pub(super) decisions: usize,
}

/// Searches changes of the answers to these questions.
///
/// Complete for each size, by two arguments that leave out only what cannot succeed. Towards less careful advice, while a
/// rule with a floor fires, one of the answers that it reads must change. And a marked finding only needs its lowest state:
/// by S6 a higher one is never less careful. Where a finding carries only the nerve mark, S6 says so from `hold_and_see_pt`
/// on, so among the rungs below all its states are tried. Supersets of a way already found are left out.
pub(super) fn ways(
    what_if: &mut WhatIf,
    pool: &[FindingId],
    rung: Rung,
    direction: Direction,
    limits: Limits,
) -> Ways {
    let moves: Vec<(FindingId, Vec<Change>)> = pool
        .iter()
        .map(|f| (*f, moves(what_if, *f, rung, direction)))
        .filter(|(_, changes)| !changes.is_empty())
        .collect();
    let started = what_if.decided;
    let mut ways = Ways { minimal: Vec::new(), searched: 0, exhausted: false };
    let mut partial: Vec<Vec<(usize, usize)>> = vec![Vec::new()];
    let changes_of = |key: &[(usize, usize)]| -> Vec<Change> {
        key.iter().map(|(m, c)| moves[*m].1[*c]).collect()
    };
    loop {
        let mut next: BTreeSet<Vec<(usize, usize)>> = BTreeSet::new();
        for key in &partial {
            let answers = what_if.answers_with(&changes_of(key));
            let floor = match direction {
                Direction::Less => what_if.floor_rule(&answers, rung),
                Direction::More => None,
            };
            let read = floor.map(|rule| influences(what_if, rule));
            for (m, (finding, changes)) in moves.iter().enumerate() {
                let is_used = key.iter().any(|(used, _)| *used == m);
                if is_used || read.as_ref().is_some_and(|read| !read.contains(finding)) {
                    continue;
                }
                for c in 0..changes.len() {
                    let mut longer = key.clone();
                    longer.push((m, c));
                    longer.sort_unstable();
                    next.insert(longer);
                }
            }
            if what_if.decided - started + next.len() > limits.decisions {
                return ways;
            }
        }
        if next.is_empty() {
            ways.exhausted = true;
            return ways;
        }
        partial.clear();
        let before = ways.minimal.len();
        for key in next {
            let changes = changes_of(&key);
            let holds = |way: &Otherwise| {
                way.changes.iter().all(|w| changes.iter().any(|c| c.finding == w.finding))
            };
            if ways.minimal[..before].iter().any(holds) {
                continue;
            }
            let answers = what_if.answers_with(&changes);
            let stays =
                direction == Direction::Less && what_if.floor_rule(&answers, rung).is_some();
            let reached = if stays { rung } else { what_if.rung_of(&changes, &answers) };
            let moved = match direction {
                Direction::Less => reached > rung,
                Direction::More => reached < rung,
            };
            if moved {
                ways.minimal.push(Otherwise { changes, rung: reached });
            } else {
                partial.push(key);
            }
        }
        ways.searched += 1;
        let done = limits.first_size_only && !ways.minimal.is_empty();
        if done || ways.searched == limits.changes {
            return ways;
        }
    }
}

/// Other answers to a question that can move the advice that way.
fn moves(what_if: &WhatIf, finding: FindingId, rung: Rung, direction: Direction) -> Vec<Change> {
    let reasoner = what_if.reasoner;
    let record = reasoner.knowledge.finding(finding);
    let is_who = matches!(record.id.as_str(), "age" | "sex");
    let bears =
        is_who || reasoner.network.finding(finding).is_some() || what_if.choices.is_read(finding);
    if !bears {
        return Vec::new();
    }
    let only_nerve = record.marks == [Mark::Nerve];
    let lowest_only = record.is_marked()
        && direction == Direction::Less
        && (!only_nerve || rung <= Rung::HoldAndSeePt);
    // "Not sure" is told from no answer by some rules, and where it is told apart what can still be asked (`undecided`).
    let not_sure = rung >= Rung::Undecided || what_if.choices.reads_not_sure(finding);
    what_if
        .others(finding)
        .into_iter()
        .filter(|change| match change.to {
            Answered::NotSure => !lowest_only && not_sure,
            Answered::State(state, _) => !lowest_only || state == 0,
            Answered::Number(_) => true,
            Answered::Nothing | Answered::Years(..) => !lowest_only,
        })
        .collect()
}

/// The questions that a rule reads, directly or through what makes one of them structurally absent.
fn influences(what_if: &WhatIf, rule: usize) -> Vec<FindingId> {
    let knowledge = what_if.reasoner.knowledge;
    let rule = &knowledge.rules[rule];
    let mut read: Vec<FindingId> = Vec::new();
    let add = |expr, read: &mut Vec<FindingId>| {
        visit_atoms(expr, true, &mut |atom, _| {
            read.extend(finding_of(knowledge, atom).filter(|f| !read.contains(f)));
        });
    };
    add(&rule.when, &mut read);
    if let Some(unless) = &rule.unless {
        add(unless, &mut read);
    }
    let mut next = 0;
    while next < read.len() {
        if let Some(absent_if) = &knowledge.finding(read[next]).absent_if {
            add(absent_if, &mut read);
        }
        next += 1;
    }
    read
}
