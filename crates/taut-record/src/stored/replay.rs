//! What is kept beside what comes out when it is made again: the same to the bit, close, or the first difference.

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::canonical::canonical;
use crate::chain_id::hex;

/// SHA-256 of the canonical JSON of a value, in hexadecimal.
#[must_use]
pub fn digest(value: &Value) -> String {
    hex(&Sha256::digest(canonical(value).as_bytes()))
}

/// Compares the part that is kept, and the digest of the whole, with both made again.
#[must_use]
pub(super) fn compare(kept: &Value, whole_sha256: &str, again: &Value, whole: &Value) -> Replay {
    if digest(whole) == whole_sha256 && kept == again {
        return Replay::Same;
    }
    match first_difference(kept, again, String::new()) {
        Some(difference) => Replay::Differs(difference),
        None if kept == again => Replay::Differs(Difference {
            path: "parts that are not kept".to_owned(),
            stored: format!("SHA-256 {whole_sha256}"),
            now: format!("SHA-256 {}", digest(whole)),
        }),
        None => Replay::Close,
    }
}

/// What came out when something kept was made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replay {
    /// The same to the last bit, the parts that are not kept included.
    Same,
    /// All that is kept is the same, its numbers to within 1e-12; another machine may round differently.
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

    #[test]
    fn a_replay_is_compared_to_the_bit_and_the_first_difference_named() {
        let person = json!({ "rung": "stay_active", "behind": [0.1, 0.2] });
        let whole = json!({ "rung": "stay_active", "behind": [0.1, 0.2, 0.3] });
        let sum = digest(&whole);
        let compare = |whole: &Value, again: &Value| compare(&person, &sum, again, whole);
        assert_eq!(compare(&whole, &person), Replay::Same);
        let near = json!({ "rung": "stay_active", "behind": [0.1, 0.2 + 1e-13] });
        assert_eq!(compare(&json!(1), &near), Replay::Close);
        let far = json!({ "rung": "stay_active", "behind": [0.1, 0.2 + 1e-9] });
        let Replay::Differs(difference) = compare(&whole, &far) else { panic!("differs") };
        assert_eq!(difference.path, "/behind/1");
        let other = json!({ "behind": [0.1, 0.2] });
        let Replay::Differs(difference) = compare(&whole, &other) else { panic!("differs") };
        assert_eq!((difference.path.as_str(), difference.now.as_str()), ("/rung", "null"));
        let hidden = json!({ "rung": "stay_active", "behind": [0.1, 0.2, 0.4] });
        let Replay::Differs(difference) = compare(&hidden, &person) else { panic!("differs") };
        assert!(difference.path.contains("not kept"), "{difference:?}");
    }
}
