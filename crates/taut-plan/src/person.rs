//! A person as a plan sees them: answers, verdict, what could play a part, what was mastered and what was dropped.

use std::collections::BTreeSet;

use taut_knowledge::{Answers, FindingId, Knowledge, Value};
use taut_reason::{Posteriors, Verdict};

/// A person as a plan sees them.
#[derive(Debug, Clone, Copy)]
pub struct Person<'p> {
    /// Their answers.
    pub answers: &'p Answers,
    /// The verdict on those answers.
    pub verdict: &'p Verdict,
    /// P(condition | answers).
    pub posteriors: &'p Posteriors,
    /// Exercises that they have mastered, indices in the knowledge.
    pub mastered: &'p BTreeSet<usize>,
    /// Exercises that were dropped from their programme, indices in the knowledge.
    pub dropped: &'p BTreeSet<usize>,
}

impl Person<'_> {
    /// True if a finding is known and present.
    #[must_use]
    pub fn has(&self, knowledge: &Knowledge, finding: FindingId) -> bool {
        match self.answers.get(finding) {
            Value::Unknown => false,
            Value::State(state) => state >= knowledge.finding(finding).present_from,
        }
    }
}
