//! A check-in as it is kept: what was said, what came of it, and the programme from then on.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::replay::{Replay, compare};
use super::{Stored, StoredItem, check_day, check_place, check_sha256};
use crate::entry::Kind;

/// The body of a `check_in` entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredCheckIn {
    /// Place of the `programme` entry that it is about.
    pub programme: i64,
    /// The day.
    pub on: String,
    /// The check-in file (`taut.check_in/1`) as JSON.
    pub check_in: Value,
    /// Hash of the knowledge.
    pub knowledge: String,
    /// Edition of the knowledge.
    pub edition: String,
    /// Name and version of the program.
    pub program: String,
    /// What follows from it beside its own answers, in the form of a case file's answers.
    pub answers: Vec<Value>,
    /// What it says about the leg or the stretching beside answers.
    pub signals: Vec<String>,
    /// What was done, in the order in which it matters.
    pub actions: Vec<Value>,
    /// The rung of the advice before.
    pub before: String,
    /// The rung of the advice from then on.
    pub rung: String,
    /// The exercises from then on; none: the programme has stopped, and no check-in follows.
    #[serde(deserialize_with = "Option::deserialize")]
    pub items: Option<Vec<StoredItem>>,
    /// When the next check-in is due: from, to.
    pub next: [String; 2],
    /// SHA-256 of the canonical JSON of the whole response.
    pub whole_sha256: String,
}

impl Stored for StoredCheckIn {
    const KIND: Kind = Kind::CheckIn;

    fn wrong(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        check_place("programme", self.programme, &mut wrong);
        check_day("on", &self.on, &mut wrong);
        for due in &self.next {
            check_day("next", due, &mut wrong);
        }
        check_sha256("whole_sha256", &self.whole_sha256, &mut wrong);
        if !self.check_in.is_object() {
            wrong.push("check_in is no JSON object".to_owned());
        }
        wrong
    }
}

impl StoredCheckIn {
    /// True if the programme goes on after it.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        self.items.is_some()
    }

    /// Compares with the response made again: the whole as JSON, and what of it is kept, in a body made of it.
    #[must_use]
    pub fn compare(&self, whole: &Value, again: &Self) -> Replay {
        let part = |of: &Self| {
            serde_json::json!({
                "actions": of.actions,
                "before": of.before,
                "rung": of.rung,
                "items": of.items,
                "next": of.next,
            })
        };
        compare(&part(self), &self.whole_sha256, &part(again), whole)
    }
}
