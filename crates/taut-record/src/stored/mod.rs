//! Bodies of entries that have a form of their own: how each is written, checked and read.

use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::entry::{Entry, Kind, NewEntry};
use crate::problem::{Outcome, Problem, ProblemKind};

mod check_in;
mod clearance;
mod measure;
mod programme;
mod replay;
mod verdict;

pub use check_in::StoredCheckIn;
pub use clearance::StoredClearance;
pub use measure::StoredMeasure;
pub use programme::{StoredItem, StoredLevel, StoredOverride, StoredPreferences, StoredProgramme};
pub use replay::{Difference, Replay, digest};
pub use verdict::{StoredAnswers, StoredCleared, StoredVerdict};

/// A body with a form of its own.
pub trait Stored: Serialize + DeserializeOwned {
    /// The kind of entry that it is the body of.
    const KIND: Kind;

    /// The newest version of its form that this program writes and reads.
    const VERSION: u32 = 1;

    /// What is wrong beyond the form, such as a date that is none; all of it, in one line each.
    fn wrong(&self) -> Vec<String> {
        Vec::new()
    }

    /// The entry.
    ///
    /// # Errors
    /// Refused with everything that is wrong with the body.
    fn entry(&self, author: &str, episode: Option<i64>) -> Outcome<NewEntry> {
        let wrong = self.wrong();
        if !wrong.is_empty() {
            return Err(Problem::refused(
                format!("the body of a {} entry: {}", Self::KIND.id(), wrong.join("; ")),
                "nothing was changed",
            ));
        }
        let body = serde_json::to_value(self).map_err(|e| {
            Problem::refused(format!("the body is no JSON: {e}"), "give a JSON object")
        })?;
        let author = author.to_owned();
        Ok(NewEntry { kind: Self::KIND, version: Self::VERSION, episode, author, body })
    }

    /// Reads an entry.
    ///
    /// # Errors
    /// It is of another kind or of a newer version, or its body is damaged: what exactly.
    fn read(entry: &Entry) -> Outcome<Self> {
        let (seq, kind) = (entry.seq, Self::KIND.id());
        if entry.kind != Self::KIND {
            let what = format!("entry {seq} is of kind {}, not {kind}", entry.kind.id());
            return Err(Problem::new(ProblemKind::NotFound, what));
        }
        if entry.version > Self::VERSION {
            let what = format!(
                "entry {seq} ({kind}) has version {}, and this program reads {}",
                entry.version,
                Self::VERSION
            );
            return Err(Problem::new(ProblemKind::Newer, what));
        }
        let damaged = |what: String| {
            Problem::new(ProblemKind::Corrupt, format!("the body of entry {seq} ({kind}): {what}"))
        };
        let body: Self =
            serde_json::from_str(&entry.body).map_err(|error| damaged(error.to_string()))?;
        let wrong = body.wrong();
        if wrong.is_empty() { Ok(body) } else { Err(damaged(wrong.join("; "))) }
    }
}

/// The day in a text such as `2026-11-25`; nothing if it is none.
pub(crate) fn day(text: &str) -> Option<Date> {
    text.parse().ok().filter(|_| text.len() == 10)
}

/// Says so if a text is no day.
fn check_day(key: &str, text: &str, wrong: &mut Vec<String>) {
    if day(text).is_none() {
        let text: String = text.chars().take(20).collect();
        wrong.push(format!("{key} {text:?} is no day such as 2026-11-25"));
    }
}

/// Says so if a text is not a SHA-256 in hexadecimal.
fn check_sha256(key: &str, text: &str, wrong: &mut Vec<String>) {
    let digits = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if text.len() != 64 || !digits {
        wrong.push(format!("{key} is no SHA-256 in hexadecimal"));
    }
}

/// Says so if an entry cannot have this place.
fn check_place(key: &str, place: i64, wrong: &mut Vec<String>) {
    if place < 1 {
        wrong.push(format!("{key} {place} is no place of an entry"));
    }
}
