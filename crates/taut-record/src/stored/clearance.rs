//! A clinician's clearance as it is kept. Whether it still stands follows from its day and from what came after; that is never kept.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Stored, check_day};
use crate::entry::Kind;

/// The body of a `clearance` entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredClearance {
    /// The day of the examination.
    pub on: String,
    /// The person reported it; nobody has verified it.
    pub reported: bool,
    /// The clearance file (`taut.clearance/1`) as JSON.
    pub clearance: Value,
    /// Hash of the knowledge that it was read with.
    pub knowledge: String,
}

impl Stored for StoredClearance {
    const KIND: Kind = Kind::Clearance;

    fn wrong(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        check_day("on", &self.on, &mut wrong);
        if !self.clearance.is_object() {
            wrong.push("clearance is no JSON object".to_owned());
        }
        wrong
    }
}
