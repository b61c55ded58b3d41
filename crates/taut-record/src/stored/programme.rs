//! A programme as it is kept: what it follows, what the person wants, the exercises with their levels, and the digest of the whole plan.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::replay::{Replay, compare};
use super::{Stored, check_day, check_place, check_sha256};
use crate::entry::Kind;

/// What a person can and wants to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredPreferences {
    /// Minutes on a day with exercises.
    pub minutes_per_day: u32,
    /// Days a week.
    pub days_per_week: u32,
    /// What is at hand.
    pub equipment: Vec<String>,
    /// Getting down to the floor and up again is fine.
    pub floor: bool,
    /// Ids of exercises that the person does not want.
    pub unwanted: Vec<String>,
}

/// How much of one exercise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredLevel {
    /// Sets at one time.
    pub sets: u32,
    /// Repetitions in a set; 0 where there are minutes.
    pub reps: u32,
    /// Seconds that a repetition is held; 0: not held.
    pub hold_seconds: u32,
    /// Minutes at one time; 0 where there are repetitions.
    pub minutes: u32,
    /// Days a week.
    pub days_per_week: u32,
    /// Steps of range beyond the start.
    pub range: u32,
    /// Steps of load beyond the start.
    pub load: u32,
}

/// One exercise of a programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredItem {
    /// Its id.
    pub exercise: String,
    /// How much.
    pub level: StoredLevel,
    /// Ids of the situations in which it is done with care.
    pub care: Vec<String>,
}

/// A preference or a dose that a therapist set. The bounds of the exercise's dose hold all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredOverride {
    /// Id of the exercise whose dose it is; none: a preference.
    pub exercise: Option<String>,
    /// What was set, such as `minutes_per_day` or `reps`.
    pub what: String,
    /// The value it has now.
    pub value: u32,
    /// Why.
    pub reason: String,
    /// Who set it.
    pub who: String,
}

/// The body of a `programme` entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredProgramme {
    /// Place of the `verdict` entry that it follows.
    pub verdict: i64,
    /// Hash of the knowledge.
    pub knowledge: String,
    /// Edition of the knowledge.
    pub edition: String,
    /// Name and version of the program.
    pub program: String,
    /// What the person can and wants to do.
    pub preferences: StoredPreferences,
    /// What a therapist set, each with a reason.
    #[serde(default, rename = "override", skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<StoredOverride>,
    /// Ids of exercises that an earlier programme of the episode dropped, and that were not chosen again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dropped: Vec<String>,
    /// The first day.
    pub begins: String,
    /// The rung of the advice.
    pub rung: String,
    /// The exercises in the order of a session.
    pub items: Vec<StoredItem>,
    /// SHA-256 of the canonical JSON of the whole plan, reasons and all.
    pub whole_sha256: String,
}

impl Stored for StoredProgramme {
    const KIND: Kind = Kind::Programme;

    fn wrong(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        check_place("verdict", self.verdict, &mut wrong);
        check_day("begins", &self.begins, &mut wrong);
        check_sha256("whole_sha256", &self.whole_sha256, &mut wrong);
        if self.items.is_empty() {
            wrong.push("a programme without exercises".to_owned());
        }
        for (key, days) in std::iter::once(("preferences", self.preferences.days_per_week))
            .chain(self.items.iter().map(|i| (i.exercise.as_str(), i.level.days_per_week)))
        {
            if !(1..=7).contains(&days) {
                wrong.push(format!("{key}: {days} days a week"));
            }
        }
        for set in &self.overrides {
            for (key, text) in [("what", &set.what), ("reason", &set.reason), ("who", &set.who)] {
                if text.trim().is_empty() {
                    wrong.push(format!("an override of {:?} without {key:?}", set.what));
                }
            }
        }
        wrong
    }
}

impl StoredProgramme {
    /// Compares with the programme made again: the whole plan as JSON, and the advice and exercises that came out.
    #[must_use]
    pub fn compare(&self, whole: &Value, rung: &str, items: &[StoredItem]) -> Replay {
        let kept = serde_json::json!({ "rung": self.rung, "items": self.items });
        let again = serde_json::json!({ "rung": rung, "items": items });
        compare(&kept, &self.whole_sha256, &again, whole)
    }
}
