//! The advice under other answers, decided anew each time, with the posteriors of equal unmarked answers computed once.

use std::collections::BTreeMap;

use taut_knowledge::resolve::fill_structural;
use taut_knowledge::{Answers, FindingId, Rung, Sides, Truth, Value};

use super::choices::{Answered, Choices, given, put};
use crate::decide::fires;
use crate::posterior::Posteriors;
use crate::reasoner::Reasoner;

/// An answer to one question that differs from what was given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// The question.
    pub finding: FindingId,
    /// The other answer.
    pub to: Answered,
}

/// One person's answers, and the advice under changes of them.
///
/// A question that is structurally absent (`absent_if`) is no given answer: it follows from others, and after each change it
/// is settled anew.
pub(super) struct WhatIf<'r, 'k> {
    pub(super) reasoner: &'r Reasoner<'k>,
    pub(super) choices: Choices,
    /// The answers without those that follow from others.
    base: Answers,
    /// The answers with them.
    pub(super) as_is: Answers,
    /// Questions with an answer of their own, "not sure" included.
    pub(super) given: Vec<FindingId>,
    /// Questions without an answer that this person still could be asked.
    pub(super) open: Vec<FindingId>,
    /// Unmarked findings of the network, with age and sex: what the posteriors depend on.
    unmarked: Vec<FindingId>,
    posteriors: BTreeMap<Vec<Value>, Posteriors>,
    /// Rungs after a single change, by question and place among its other answers.
    single: BTreeMap<(FindingId, usize), Rung>,
    /// Decisions asked for so far.
    pub(super) decided: usize,
}

impl<'r, 'k> WhatIf<'r, 'k> {
    pub(super) fn new(reasoner: &'r Reasoner<'k>, answers: &Answers) -> Self {
        let knowledge = reasoner.knowledge;
        let all = || (0..knowledge.findings.len()).map(|i| FindingId(i as u16));
        let follows = |f: &FindingId| {
            let absent_if = knowledge.finding(*f).absent_if.as_ref();
            answers.get(*f) == Value::State(0)
                && absent_if.is_some_and(|e| e.eval(answers) == Truth::True)
        };
        let mut base = answers.clone();
        for finding in all().filter(follows) {
            base.set(finding, Value::Unknown, Sides::Unstated);
        }
        let mut filled = base.clone();
        fill_structural(knowledge, &mut filled);
        if filled != *answers {
            // Two that follow from each other: take them as given.
            base = answers.clone();
        }
        let is_given = |f: &FindingId| given(knowledge, &base, *f) != Answered::Nothing;
        let is_open = |f: &FindingId| {
            matches!(given(knowledge, answers, *f), Answered::Nothing | Answered::NotSure)
                && reasoner.applies(*f, answers)
        };
        let is_who = |f: &FindingId| matches!(knowledge.finding(*f).id.as_str(), "age" | "sex");
        let feeds = |f: &FindingId| {
            is_who(f)
                || (reasoner.network.finding(*f).is_some() && !knowledge.finding(*f).is_marked())
        };
        Self {
            reasoner,
            choices: Choices::new(knowledge),
            given: all().filter(is_given).collect(),
            open: all().filter(is_open).collect(),
            unmarked: all().filter(feeds).collect(),
            base,
            as_is: answers.clone(),
            posteriors: BTreeMap::new(),
            single: BTreeMap::new(),
            decided: 0,
        }
    }

    /// The answers after some changes, with what follows from them.
    pub(super) fn answers_with(&self, changes: &[Change]) -> Answers {
        let knowledge = self.reasoner.knowledge;
        let mut answers = self.base.clone();
        for change in changes {
            put(knowledge, &mut answers, change.finding, change.to);
        }
        fill_structural(knowledge, &mut answers);
        answers
    }

    /// The first rule that sets a floor at this rung or a more careful one and fires under these answers.
    pub(super) fn floor_rule(&self, answers: &Answers, rung: Rung) -> Option<usize> {
        self.reasoner
            .knowledge
            .rules
            .iter()
            .position(|rule| rule.floor().is_some_and(|r| r <= rung) && fires(rule, answers))
    }

    /// The rung under these answers.
    pub(super) fn rung(&mut self, answers: &Answers) -> Rung {
        self.decided += 1;
        let key: Vec<Value> = self.unmarked.iter().map(|f| answers.get(*f)).collect();
        let unmarked = self
            .posteriors
            .entry(key)
            .or_insert_with(|| self.reasoner.posteriors_unmarked(answers));
        self.reasoner.rung_given(answers, unmarked)
    }

    /// The rung after some changes.
    pub(super) fn rung_with(&mut self, changes: &[Change]) -> Rung {
        let answers = self.answers_with(changes);
        self.rung_of(changes, &answers)
    }

    /// The rung under these answers, which are those after the changes. A single change is decided only once.
    pub(super) fn rung_of(&mut self, changes: &[Change], answers: &Answers) -> Rung {
        let [change] = changes else { return self.rung(answers) };
        let place = self.choices.of(change.finding).iter().position(|to| *to == change.to);
        let Some(key) = place.map(|place| (change.finding, place)) else {
            return self.rung(answers);
        };
        if let Some(rung) = self.single.get(&key) {
            self.decided += 1;
            return *rung;
        }
        let rung = self.rung(answers);
        self.single.insert(key, rung);
        rung
    }

    /// The answer that is there.
    pub(super) fn answer(&self, finding: FindingId) -> Answered {
        given(self.reasoner.knowledge, &self.as_is, finding)
    }

    /// Other answers to a question, each with its change: states, "not sure" and none at all for one that is answered.
    pub(super) fn others(&self, finding: FindingId) -> Vec<Change> {
        let answer = self.answer(finding);
        let has_none = matches!(answer, Answered::Nothing | Answered::NotSure);
        // A number stands for its bin where no rule reads the number.
        let state = match (answer, self.as_is.get(finding)) {
            (Answered::Number(_), Value::State(state)) => {
                Answered::State(state, self.as_is.sides(finding))
            }
            _ => answer,
        };
        let numbers = self.choices.of(finding).iter().any(|a| matches!(a, Answered::Number(_)));
        let answer = if numbers { answer } else { state };
        self.choices
            .of(finding)
            .iter()
            .filter(|to| !has_none || !matches!(to, Answered::Nothing | Answered::NotSure))
            .filter(|to| !self.choices.is_same(finding, answer, **to))
            .map(|to| Change { finding, to: *to })
            .collect()
    }
}
