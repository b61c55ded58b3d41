//! Why not less careful: a smallest set of the given answers that forces at least this rung, and what that is known for.

use taut_knowledge::{FindingId, Rung, Value};

use super::choices::Answered;
use super::hitting::smallest_hitting_set;
use super::ruleset::{Forcing, RuleSet};
use super::search::{Direction, Limits, Ways, ways};
use super::what_if::{Change, WhatIf};

/// Steps allowed to the search for a smallest set, rules or hitting sets alike.
const SET_WORK: usize = 100_000;

/// What a set of answers is known to force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Guarantee {
    /// At least this rung, whatever the answers to all other questions are, asked or not, possible together or not. Proved.
    AnyAnswer,
    /// At least this rung, however the other given answers were changed or taken back, while questions that were not answered
    /// stay so. Proved. `excusable_by` names unanswered questions that could still silence the rules behind it; it is empty
    /// where no rule decides.
    GivenAnswers {
        /// Questions whose answer could excuse the rules.
        excusable_by: Vec<FindingId>,
    },
    /// At least this rung if nothing else had been answered, and also with all other answers as given except any `changes` of
    /// them changed or taken back; each way was tried. Whether it holds for more changes at once is not known.
    FewChanges {
        /// So many changes at once.
        changes: usize,
    },
}

/// How small the set is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Minimality {
    /// No set of fewer answers has the guarantee.
    Smallest,
    /// No answer can be left out: answers were dropped one by one, those in their lowest state first, then by id,
    /// until none could go.
    NoneToSpare,
}

/// Given answers that force at least this rung.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Floor {
    /// The answers, in the order of the knowledge; empty where nothing is less careful, or no answer is needed.
    pub answers: Vec<FindingId>,
    /// What they are known to force.
    pub guarantee: Guarantee,
    /// How small the set is.
    pub minimality: Minimality,
}

/// The floor under the advice, and the ways to less careful advice by other given answers.
pub(super) fn floor(what_if: &mut WhatIf, rung: Rung, decisions: usize) -> (Floor, Ways) {
    let pool = what_if.given.clone();
    let has_rule = what_if.floor_rule(&what_if.as_is, rung).is_some();
    let by_rules = if has_rule { forced_by_rules(what_if, rung) } else { None };
    let limits = Limits { first_size_only: by_rules.is_some(), changes: usize::MAX, decisions };
    let ways = ways(what_if, &pool, rung, Direction::Less, limits);
    let floor = match by_rules {
        Some(floor) => floor,
        None if rung == Rung::StretchAndStrengthen => Floor {
            answers: Vec::new(),
            guarantee: Guarantee::AnyAnswer,
            minimality: Minimality::Smallest,
        },
        None => forced_by_balance(what_if, rung, &ways),
    };
    (floor, ways)
}

/// The set where a rule decides: it forces one of the rules with a floor to fire.
fn forced_by_rules(what_if: &WhatIf, rung: Rung) -> Option<Floor> {
    let knowledge = what_if.reasoner.knowledge;
    let rules = knowledge.rules.iter().filter(|rule| rule.floor().is_some_and(|r| r <= rung));
    let set = RuleSet::new(knowledge, rules, &what_if.choices, &what_if.as_is)?;
    let (forcing, guarantee) = match set.forcing(true, SET_WORK) {
        Forcing::Excusable { by } => {
            (set.forcing(false, SET_WORK), Guarantee::GivenAnswers { excusable_by: by })
        }
        forcing => (forcing, Guarantee::AnyAnswer),
    };
    match forcing {
        Forcing::By { answers, smallest } => Some(Floor {
            answers,
            guarantee,
            minimality: if smallest { Minimality::Smallest } else { Minimality::NoneToSpare },
        }),
        Forcing::Excusable { .. } | Forcing::Unknown => None,
    }
}

/// The set where scores and expected utility decide: it meets every way to less careful advice.
fn forced_by_balance(what_if: &mut WhatIf, rung: Rung, ways: &Ways) -> Floor {
    let given = what_if.given.clone();
    let must_meet: Vec<Vec<usize>> = ways
        .minimal
        .iter()
        .map(|way| {
            way.changes.iter().filter_map(|c| given.binary_search(&c.finding).ok()).collect()
        })
        .collect();
    let meets = |kept: &[usize]| must_meet.iter().all(|set| set.iter().any(|g| kept.contains(g)));
    if ways.exhausted
        && let Some(chosen) = smallest_hitting_set(&must_meet, &mut { SET_WORK })
    {
        return Floor {
            answers: chosen.into_iter().map(|g| given[g]).collect(),
            guarantee: Guarantee::GivenAnswers { excusable_by: Vec::new() },
            minimality: Minimality::Smallest,
        };
    }
    let is_lowest = |g: &usize| what_if.as_is.get(given[*g]) == Value::State(0);
    let all = || 0..given.len();
    let order: Vec<usize> =
        all().filter(is_lowest).chain(all().filter(|g| !is_lowest(g))).collect();
    let mut kept: Vec<usize> = all().collect();
    // Taking one answer back can make room for taking back another, so it goes on until a round drops none.
    let mut before = kept.len() + 1;
    while kept.len() < before {
        before = kept.len();
        for &g in &order {
            let fewer: Vec<usize> = kept.iter().copied().filter(|k| *k != g).collect();
            if fewer.len() < kept.len()
                && meets(&fewer)
                && (ways.exhausted || alone(what_if, &given, &fewer) <= rung)
            {
                kept = fewer;
            }
        }
    }
    Floor {
        answers: kept.into_iter().map(|g| given[g]).collect(),
        guarantee: if ways.exhausted {
            Guarantee::GivenAnswers { excusable_by: Vec::new() }
        } else {
            Guarantee::FewChanges { changes: ways.searched }
        },
        minimality: Minimality::NoneToSpare,
    }
}

/// The rung with these given answers alone.
fn alone(what_if: &mut WhatIf, given: &[FindingId], kept: &[usize]) -> Rung {
    let taken_back: Vec<Change> = (0..given.len())
        .filter(|g| !kept.contains(g))
        .map(|g| Change { finding: given[g], to: Answered::Nothing })
        .collect();
    what_if.rung_with(&taken_back)
}
