//! Answers and verdicts as they are kept, so that a verdict can be made again from the same answers and compared.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Stored;
use super::replay::{Replay, compare};
use crate::entry::Kind;

/// The body of an `answers` entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredAnswers {
    /// The case file (`taut.case/1`) as JSON.
    pub case: Value,
}

/// A clearance beside the answers of a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredCleared {
    /// Place of the `clearance` entry.
    pub entry: i64,
    /// It stood then; else only what was found present counted.
    pub stood: bool,
}

/// The body of a `verdict` entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredVerdict {
    /// Place of the `answers` entry that it was made from.
    pub answers: i64,
    /// Hash of the knowledge.
    pub knowledge: String,
    /// Edition of the knowledge.
    pub edition: String,
    /// Name and version of the program.
    pub program: String,
    /// Whose base rates applied.
    pub setting: String,
    /// Whether the longer search for reasons was asked for.
    pub thorough: bool,
    /// The rung.
    pub rung: String,
    /// Something was still open.
    pub provisional: bool,
    /// Clearances that were there, beside the answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clearances: Vec<StoredCleared>,
    /// The verdict as the person may see it.
    pub verdict: Value,
    /// SHA-256 of the canonical JSON of the whole verdict. The whole itself is not kept, because the person may read the
    /// record, and no probability of a serious condition is for the person.
    pub whole_sha256: String,
}

impl Stored for StoredAnswers {
    const KIND: Kind = Kind::Answers;
}

impl Stored for StoredVerdict {
    const KIND: Kind = Kind::Verdict;
}

impl StoredVerdict {
    /// Compares with the verdict made again: the whole one, and the one that the person may see.
    #[must_use]
    pub fn compare(&self, whole: &Value, for_person: &Value) -> Replay {
        compare(&self.verdict, &self.whole_sha256, for_person, whole)
    }
}
