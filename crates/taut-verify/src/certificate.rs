//! What was proved, of which knowledge, over how many answer sets.

use taut_knowledge::Knowledge;

use crate::model::Model;
use crate::outcome::{Outcome, Theorem};

/// The result of a verification.
#[derive(Debug, Clone, PartialEq)]
pub struct Certificate {
    /// Version of the program that proved, and whose decision it is.
    pub program: &'static str,
    /// Edition of the knowledge.
    pub edition: String,
    /// Hash of the whole knowledge.
    pub knowledge_hash: String,
    /// Hash of the safety folder.
    pub safety_hash: String,
    /// Number of different answer sets: digits before the exponent, and the exponent of ten.
    pub answer_sets: (f64, u32),
    /// Nodes of the decision diagrams: the work done.
    pub nodes: usize,
    /// Everything that must hold, in the order of the rules.
    pub theorems: Vec<Theorem>,
}

impl Certificate {
    pub(crate) fn new(knowledge: &Knowledge, model: &Model, theorems: Vec<Theorem>) -> Self {
        Self {
            program: env!("CARGO_PKG_VERSION"),
            edition: knowledge.edition.clone(),
            knowledge_hash: knowledge.hash.clone(),
            safety_hash: knowledge.safety_hash.clone(),
            answer_sets: model.symbols.answer_sets(),
            nodes: model.symbols.sets.node_count(),
            theorems,
        }
    }

    /// True if every theorem is proved.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.theorems.iter().all(Theorem::holds)
    }

    /// The theorems that are broken or open.
    pub fn failures(&self) -> impl Iterator<Item = &Theorem> {
        self.theorems.iter().filter(|theorem| !theorem.holds())
    }

    /// Rules of the design with the number of their theorems and of those that hold, in order.
    #[must_use]
    pub fn by_rule(&self) -> Vec<(&str, usize, usize)> {
        let mut rules: Vec<(&str, usize, usize)> = Vec::new();
        for theorem in &self.theorems {
            let proved = usize::from(matches!(theorem.outcome, Outcome::Proved(_)));
            match rules.last_mut().filter(|(rule, ..)| *rule == theorem.rule) {
                Some((_, all, held)) => {
                    *all += 1;
                    *held += proved;
                }
                None => rules.push((&theorem.rule, 1, proved)),
            }
        }
        rules
    }
}
