//! Measures as they are kept where they are recorded apart from a check-in.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Stored, check_day};
use crate::entry::Kind;

/// The body of a `measure` entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredMeasure {
    /// The day.
    pub on: String,
    /// The measures, in the form that a check-in file gives them.
    pub measures: Vec<Value>,
    /// Hash of the knowledge that they were read with.
    pub knowledge: String,
}

impl Stored for StoredMeasure {
    const KIND: Kind = Kind::Measure;

    fn wrong(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        check_day("on", &self.on, &mut wrong);
        if self.measures.is_empty() {
            wrong.push("no measure".to_owned());
        }
        wrong
    }
}
