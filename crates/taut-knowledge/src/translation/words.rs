//! The words of a record as a flat list, whatever its kind: paths, placeholders, digest.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::diagnostic::join;
use crate::hash::hex;

/// Digits of a digest that are kept: enough to notice a change, short enough to read.
const DIGITS: usize = 12;

/// The words of a record: path and text, such as `states.present` or `steps[2]`, without empty ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Words {
    /// Text by path.
    pub texts: BTreeMap<String, String>,
    /// Paths of what is neither text, list nor table.
    pub odd: Vec<String>,
}

impl Words {
    /// The words of a table of texts.
    pub(crate) fn of(table: &Map<String, Value>) -> Self {
        let mut words = Self::default();
        for (key, value) in table {
            words.add(key, value);
        }
        words
    }

    fn add(&mut self, path: &str, value: &Value) {
        match value {
            Value::String(text) => {
                if !text.trim().is_empty() {
                    self.texts.insert(path.to_owned(), text.clone());
                }
            }
            Value::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    self.add(&format!("{path}[{i}]"), item);
                }
            }
            Value::Object(table) => {
                for (key, item) in table {
                    self.add(&join(path, key), item);
                }
            }
            Value::Null => {}
            _ => self.odd.push(path.to_owned()),
        }
    }

    /// First digits of the SHA-256 over path, NUL, text, NUL of every text, sorted by path; lower-case hexadecimal.
    pub(crate) fn digest(&self) -> String {
        let mut sha = Sha256::new();
        for (path, text) in &self.texts {
            for part in [path, text] {
                sha.update(part.as_bytes());
                sha.update([0]);
            }
        }
        let mut digest = hex(&sha.finalize());
        digest.truncate(DIGITS);
        digest
    }
}

/// Places in a text that a page fills in: `{name}`.
pub(crate) fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_flat_and_their_digest_is_of_paths_and_texts() {
        let table = serde_json::json!({
            "name": "Bridge", "steps": ["Lie.", "Lift."], "care": { "bleeds": "Softly." }, "how": " ",
        });
        let words = Words::of(table.as_object().expect("a table"));
        let flat: Vec<(&str, &str)> =
            words.texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let wanted = [
            ("care.bleeds", "Softly."),
            ("name", "Bridge"),
            ("steps[0]", "Lie."),
            ("steps[1]", "Lift."),
        ];
        assert_eq!(flat, wanted);
        // printf 'care.bleeds\0Softly.\0name\0Bridge\0steps[0]\0Lie.\0steps[1]\0Lift.\0' | sha256sum
        assert_eq!(words.digest(), "037fe477a69a");
        assert_eq!(placeholders("{a} of {b}, {a}").into_iter().collect::<Vec<_>>(), ["a", "b"]);
    }
}
