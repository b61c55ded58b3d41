//! The reasons of a verdict: why not less careful, why not more careful, and the fewest answers that would change it.

mod choices;
mod floor;
mod hitting;
mod ruled_out;
mod ruleset;
mod search;
mod what_if;

use taut_knowledge::{Answers, FindingId, Rung};

pub use choices::Answered;
pub(crate) use choices::{given, put};
pub use floor::{Floor, Guarantee, Minimality};
pub use ruled_out::RuledOut;
pub use search::Otherwise;
pub use what_if::Change;

use crate::decide::Verdict;
use crate::reasoner::Reasoner;
use floor::floor;
use ruled_out::{firing_pairs, ruled_out};
use search::{Direction, Limits, Ways, ways};
use what_if::WhatIf;

/// The fewest answers that would change the advice one way.
#[derive(Debug, Clone, PartialEq)]
pub enum Fewest {
    /// So many, and no fewer.
    Exactly {
        /// How many answers.
        count: usize,
        /// Which, one entry a set of questions and rung; all of them where `count` is 1 or the search was complete.
        ways: Vec<Otherwise>,
    },
    /// At least so many; more was not searched.
    AtLeast(usize),
    /// No other answers to these questions change the advice that way.
    Never,
}

/// All reasons of one verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct Reasons {
    /// Rules that fired at the rung itself: each is a floor under the advice, or settled which open rung it is.
    pub floor_rules: Vec<usize>,
    /// Why not less careful: the answers that force the rung.
    pub floor: Floor,
    /// Why not more careful: per more careful rung, most careful first.
    pub ruled_out: Vec<RuledOut>,
    /// Given answers that, had they been answered otherwise, would make the advice less careful.
    pub given_less: Fewest,
    /// Given answers that, had they been answered otherwise, would make it more careful.
    pub given_more: Fewest,
    /// Answers to open questions that would make it less careful.
    pub open_less: Fewest,
    /// Answers to open questions that would make it more careful.
    pub open_more: Fewest,
}

impl Reasoner<'_> {
    /// The answer that was given to a question.
    #[must_use]
    pub fn answer(&self, answers: &Answers, finding: FindingId) -> Answered {
        given(self.knowledge, answers, finding)
    }

    /// The reasons of a verdict on these answers, with as much work as [`Reasoner::reason_decisions`] allows.
    #[must_use]
    pub fn reasons(&self, verdict: &Verdict, answers: &Answers) -> Reasons {
        self.reasons_within(verdict, answers, self.reason_decisions)
    }

    /// The reasons of a verdict on these answers.
    ///
    /// Work is bounded: at most `decisions` decisions for ways to less careful advice by given answers, as many by open ones,
    /// one an answer of each question for ways to more careful advice, and for the set that forces the rung one a given answer in
    /// each round of dropping answers.
    #[must_use]
    pub fn reasons_within(
        &self,
        verdict: &Verdict,
        answers: &Answers,
        decisions: usize,
    ) -> Reasons {
        let rung = verdict.rung();
        let mut what_if = WhatIf::new(self, answers);
        let floor_rules = verdict
            .decision
            .fired
            .iter()
            .map(|fired| fired.rule)
            .filter(|rule| self.knowledge.rules[*rule].rung == Some(rung))
            .collect();
        let (floor, less) = floor(&mut what_if, rung, decisions);
        let (given, open) = (what_if.given.clone(), what_if.open.clone());
        let raised = single_raising(&mut what_if, &open, rung);
        let ruled_out = ruled_out(&what_if, rung, &raised.minimal);
        let more = single_raising(&mut what_if, &given, rung);
        let limits = Limits { first_size_only: true, changes: usize::MAX, decisions };
        // "Not sure" may be among the answers that force the rung, and is an open question all the same.
        let holds = floor.answers.iter().all(|f| !open.contains(f));
        let open_less = if holds && floor.guarantee == Guarantee::AnyAnswer {
            Fewest::Never
        } else {
            fewest(ways(&mut what_if, &open, rung, Direction::Less, limits))
        };
        Reasons {
            floor_rules,
            floor,
            given_less: fewest(less),
            given_more: raising(&mut what_if, &given, rung, more),
            open_less,
            open_more: raising(&mut what_if, &open, rung, raised),
            ruled_out,
        }
    }
}

/// Every way that one other answer to one of these questions makes the advice more careful.
fn single_raising(what_if: &mut WhatIf, pool: &[FindingId], rung: Rung) -> Ways {
    if rung == Rung::Emergency {
        return Ways { minimal: Vec::new(), searched: 0, exhausted: true };
    }
    let answers: usize = pool.iter().map(|f| what_if.choices.of(*f).len()).sum();
    let limits = Limits { first_size_only: true, changes: 1, decisions: answers };
    ways(what_if, pool, rung, Direction::More, limits)
}

/// The fewest answers towards more careful advice: single ones are all known, pairs are those that make a rule fire.
fn raising(what_if: &mut WhatIf, pool: &[FindingId], rung: Rung, single: Ways) -> Fewest {
    if single.exhausted || !single.minimal.is_empty() {
        return fewest(single);
    }
    let knowledge = what_if.reasoner.knowledge;
    let mut pairs: Vec<Otherwise> = Vec::new();
    for rule in knowledge.rules.iter().filter(|rule| rule.floor().is_some_and(|r| r < rung)) {
        for (first, second) in firing_pairs(what_if, rule, pool, &[]) {
            for one in what_if.others(first) {
                for two in what_if.others(second) {
                    let changes = vec![one, two];
                    let reached = what_if.rung_with(&changes);
                    if reached < rung {
                        pairs.push(Otherwise { changes, rung: reached });
                    }
                }
            }
        }
    }
    let searched = if pairs.is_empty() { single.searched } else { 2 };
    fewest(Ways { minimal: pairs, searched, exhausted: false })
}

/// The ways of the smallest size, one a set of questions and rung.
fn fewest(ways: Ways) -> Fewest {
    let Some(count) = ways.minimal.iter().map(|way| way.changes.len()).min() else {
        return if ways.exhausted { Fewest::Never } else { Fewest::AtLeast(ways.searched + 1) };
    };
    let mut list: Vec<Otherwise> = Vec::new();
    for way in ways.minimal.into_iter().filter(|way| way.changes.len() == count) {
        let same = |other: &Otherwise| {
            other.rung == way.rung
                && other.changes.iter().zip(&way.changes).all(|(a, b)| a.finding == b.finding)
        };
        if !list.iter().any(same) {
            list.push(way);
        }
    }
    Fewest::Exactly { count, ways: list }
}
