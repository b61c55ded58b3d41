//! What differs between the words of a record and their translation: keys, lists, lines, numbers, placeholders.

use std::collections::BTreeSet;

use super::words::{Words, placeholders};
use crate::diagnostic::did_you_mean;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    /// Path in the translation; empty for the whole.
    pub path: String,
    /// Code of the problem.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

/// Every difference.
pub(crate) fn differences(english: &Words, translation: &Words) -> Vec<Difference> {
    let mut found = Vec::new();
    for path in &translation.odd {
        found.push(Difference {
            path: path.clone(),
            code: "wrong-type",
            message: format!("`{path}` is no text"),
            hint: None,
        });
    }
    for (path, text) in &english.texts {
        match translation.texts.get(path) {
            Some(words) => {
                found.extend(other_placeholders(path, text, words));
                found.extend(other_lines(path, text, words));
                found.extend(other_numbers(path, text, words));
            }
            None if translation.odd.contains(path) => {}
            None => found.push(Difference {
                path: String::new(),
                code: "untranslated",
                message: format!("`{path}` is not translated"),
                hint: Some(format!("the English text is: {text}")),
            }),
        }
    }
    for path in translation.texts.keys().filter(|path| !english.texts.contains_key(*path)) {
        found.push(Difference {
            path: path.clone(),
            code: "not-in-english",
            message: format!("the English text has no `{path}`"),
            hint: did_you_mean(path, english.texts.keys().map(String::as_str)),
        });
    }
    found
}

/// A page makes an item of each line.
fn other_lines(path: &str, english: &str, translation: &str) -> Option<Difference> {
    let (wanted, given) = (english.lines().count(), translation.lines().count());
    (wanted != given).then(|| Difference {
        path: path.to_owned(),
        code: "other-lines",
        message: format!("{given} lines, and {wanted} in English"),
        hint: Some("each line becomes an item of a list".to_owned()),
    })
}

/// Minutes, weeks and degrees are the same in every language, in whatever order they are said.
fn other_numbers(path: &str, english: &str, translation: &str) -> Option<Difference> {
    let numbers = |text: &str| {
        let parts = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
        let mut parts: Vec<String> = parts.map(str::to_owned).collect();
        parts.sort();
        parts.join(", ")
    };
    let (wanted, given) = (numbers(english), numbers(translation));
    (wanted != given).then(|| Difference {
        path: path.to_owned(),
        code: "other-numbers",
        message: format!("the numbers are `{given}`, and `{wanted}` in English"),
        hint: Some("write in digits what English writes in digits".to_owned()),
    })
}

fn other_placeholders(path: &str, english: &str, translation: &str) -> Option<Difference> {
    let (wanted, given) = (placeholders(english), placeholders(translation));
    if wanted == given {
        return None;
    }
    let named = |names: BTreeSet<&&str>| {
        names.into_iter().map(|name| format!("`{{{name}}}`")).collect::<Vec<_>>().join(", ")
    };
    let lacking = named(wanted.difference(&given).collect());
    let extra = named(given.difference(&wanted).collect());
    let parts = [("lacking: ", lacking), ("not in the English text: ", extra)];
    let parts = parts.into_iter().filter(|(_, names)| !names.is_empty());
    let parts: Vec<String> = parts.map(|(word, names)| format!("{word}{names}")).collect();
    Some(Difference {
        path: path.to_owned(),
        code: "other-placeholders",
        message: format!("other places to fill in than in English; {}", parts.join("; ")),
        hint: Some("the page puts names and numbers there; they are not translated".to_owned()),
    })
}
