//! Answers and verdicts as they are kept, so that a verdict can be made again from the same answers and compared.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::canonical::canonical;
use crate::chain_id::hex;
use crate::entry::{Entry, Kind, NewEntry};
use crate::problem::{Outcome, Problem, ProblemKind};

/// The only version of both bodies.
const VERSION: u32 = 1;

/// The body of an `answers` entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredAnswers {
    /// The case file (`taut.case/1`) as JSON.
    pub case: Value,
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
    /// The verdict as the person may see it.
    pub verdict: Value,
    /// SHA-256 of the canonical JSON of the whole verdict. The whole itself is not kept, because the person may read the
    /// record, and no probability of a serious condition is for the person.
    pub whole_sha256: String,
}

impl StoredAnswers {
    /// The entry.
    ///
    /// # Errors
    /// Never for a JSON object.
    pub fn entry(&self, author: &str, episode: Option<i64>) -> Outcome<NewEntry> {
        new_entry(Kind::Answers, self, author, episode)
    }

    /// Reads an entry.
    ///
    /// # Errors
    /// It is of another kind or version.
    pub fn read(entry: &Entry) -> Outcome<Self> {
        read(Kind::Answers, entry)
    }
}

impl StoredVerdict {
    /// The entry.
    ///
    /// # Errors
    /// Never for a JSON object.
    pub fn entry(&self, author: &str, episode: Option<i64>) -> Outcome<NewEntry> {
        new_entry(Kind::Verdict, self, author, episode)
    }

    /// Reads an entry.
    ///
    /// # Errors
    /// It is of another kind or version.
    pub fn read(entry: &Entry) -> Outcome<Self> {
        read(Kind::Verdict, entry)
    }

    /// Compares with the verdict made again: the whole one, and the one that the person may see.
    #[must_use]
    pub fn compare(&self, whole: &Value, for_person: &Value) -> Replay {
        if digest(whole) == self.whole_sha256 && &self.verdict == for_person {
            return Replay::Same;
        }
        match first_difference(&self.verdict, for_person, String::new()) {
            Some(difference) => Replay::Differs(difference),
            None if &self.verdict == for_person => Replay::Differs(Difference {
                path: "parts that only a therapist sees".to_owned(),
                stored: format!("SHA-256 {}", self.whole_sha256),
                now: format!("SHA-256 {}", digest(whole)),
            }),
            None => Replay::Close,
        }
    }
}

/// SHA-256 of the canonical JSON of a value, in hexadecimal.
#[must_use]
pub fn digest(value: &Value) -> String {
    hex(&Sha256::digest(canonical(value).as_bytes()))
}

fn new_entry(
    kind: Kind,
    body: &impl Serialize,
    author: &str,
    episode: Option<i64>,
) -> Outcome<NewEntry> {
    let body = serde_json::to_value(body)
        .map_err(|e| Problem::refused(format!("the body is no JSON: {e}"), "give a JSON object"))?;
    Ok(NewEntry { kind, version: VERSION, episode, author: author.to_owned(), body })
}

fn read<T: for<'de> Deserialize<'de>>(kind: Kind, entry: &Entry) -> Outcome<T> {
    if entry.kind != kind {
        let what = format!("entry {} is of kind {}, not {}", entry.seq, entry.kind.id(), kind.id());
        return Err(Problem::new(ProblemKind::NotFound, what));
    }
    if entry.version > VERSION {
        let what = format!(
            "entry {} has version {}, and this program reads {VERSION}",
            entry.seq, entry.version
        );
        return Err(Problem::new(ProblemKind::Newer, what));
    }
    serde_json::from_str(&entry.body).map_err(|e| {
        Problem::new(ProblemKind::Corrupt, format!("the body of entry {}: {e}", entry.seq))
    })
}

/// What came out when a verdict was made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replay {
    /// The same to the last bit, the parts for a therapist included.
    Same,
    /// All that the person sees is the same, its numbers to within 1e-12; another machine may round differently.
    Close,
    /// Something differs.
    Differs(Difference),
}

/// The first thing that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where, such as `/behind/3/probability`.
    pub path: String,
    /// What is kept.
    pub stored: String,
    /// What came out now.
    pub now: String,
}

/// Numbers that differ by no more than this, or by this share, replay.
const TOLERANCE: f64 = 1e-12;

/// The first difference in order of keys and places.
fn first_difference(stored: &Value, now: &Value, path: String) -> Option<Difference> {
    match (stored, now) {
        (Value::Object(a), Value::Object(b)) => {
            let mut keys: Vec<&String> = a.keys().chain(b.keys()).collect();
            keys.sort();
            keys.dedup();
            keys.into_iter().find_map(|key| {
                let path = format!("{path}/{key}");
                first_difference(
                    a.get(key).unwrap_or(&Value::Null),
                    b.get(key).unwrap_or(&Value::Null),
                    path,
                )
            })
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => a
            .iter()
            .zip(b)
            .enumerate()
            .find_map(|(i, (a, b))| first_difference(a, b, format!("{path}/{i}"))),
        (Value::Number(a), Value::Number(b)) if close(a.as_f64(), b.as_f64()) => None,
        _ if stored == now => None,
        _ => Some(Difference { path, stored: shown(stored), now: shown(now) }),
    }
}

fn close(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= TOLERANCE * a.abs().max(b.abs()).max(1.0),
        _ => false,
    }
}

fn shown(value: &Value) -> String {
    const LONGEST: usize = 120;
    let text = canonical(value);
    if text.chars().count() > LONGEST {
        format!("{}...", text.chars().take(LONGEST).collect::<String>())
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn stored(verdict: &Value, whole: &Value) -> StoredVerdict {
        StoredVerdict {
            answers: 3,
            knowledge: String::new(),
            edition: String::new(),
            program: String::new(),
            setting: String::new(),
            thorough: false,
            rung: String::new(),
            provisional: true,
            verdict: verdict.clone(),
            whole_sha256: digest(whole),
        }
    }

    #[test]
    fn a_replay_is_compared_to_the_bit_and_the_first_difference_named() {
        let person = json!({ "rung": "stay_active", "behind": [0.1, 0.2] });
        let whole = json!({ "rung": "stay_active", "behind": [0.1, 0.2, 0.3] });
        let kept = stored(&person, &whole);
        assert_eq!(kept.compare(&whole, &person), Replay::Same);
        let near = json!({ "rung": "stay_active", "behind": [0.1, 0.2 + 1e-13] });
        assert_eq!(kept.compare(&json!(1), &near), Replay::Close);
        let far = json!({ "rung": "stay_active", "behind": [0.1, 0.2 + 1e-9] });
        let Replay::Differs(difference) = kept.compare(&whole, &far) else { panic!("differs") };
        assert_eq!(difference.path, "/behind/1");
        let other = json!({ "behind": [0.1, 0.2] });
        let Replay::Differs(difference) = kept.compare(&whole, &other) else { panic!("differs") };
        assert_eq!((difference.path.as_str(), difference.now.as_str()), ("/rung", "null"));
        let hidden = json!({ "rung": "stay_active", "behind": [0.1, 0.2, 0.4] });
        let Replay::Differs(difference) = kept.compare(&hidden, &person) else { panic!("differs") };
        assert!(difference.path.contains("therapist"), "{difference:?}");
    }
}
