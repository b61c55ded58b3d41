//! A language by itself: its record, the words that are not said in it, and how easily its texts are read.

use super::kind::Kind;
use super::words::Words;
use crate::raw::{Loaded, Raw};
use crate::readability::{Flesch, ease};
use crate::record::language::Language;
use crate::sink::Sink;
use crate::wording::said_of;

/// Checks the record of a language.
pub(super) fn check_record(language: &Loaded<Language>, code: &str, raw: &Raw, sink: &mut Sink) {
    let Loaded { file, raw: record, .. } = language;
    let mut error = |path: &str, code: &'static str, message: String| {
        sink.error(file, path, code, message);
    };
    if record.code != code {
        let message = format!("the code is `{}`, the folder says `{code}`", record.code);
        error("code", "id-not-path", message);
    }
    if !is_code(code) || code == "en" {
        let message = format!("`{code}` cannot be the code of a language beside English");
        error("code", "bad-language", message);
    }
    for (path, text) in [("name", &record.name), ("translator", &record.translator)] {
        if text.trim().is_empty() {
            error(path, "empty-text", "the text is empty".to_owned());
        }
    }
    if record.banned.is_empty() {
        let message = "words that are not said to a person exist in every language".to_owned();
        error("banned", "empty-list", message);
    }
    for (i, banned) in record.banned.iter().enumerate() {
        if banned.trim().is_empty() || banned.to_lowercase() != *banned {
            let message = format!("`{banned}` is not in small letters");
            error(&format!("banned[{i}]"), "bad-word", message);
        }
    }
    let formula = &record.readability;
    for (key, value) in [
        ("constant", formula.constant),
        ("per_syllable", formula.per_syllable),
        ("per_word", formula.per_word),
        ("at_least", formula.at_least),
    ] {
        if !value.is_finite() || value < 0.0 {
            error(&format!("readability.{key}"), "out-of-range", format!("{value} is below 0"));
        }
    }
    if formula.vowels.is_empty() {
        error("readability.vowels", "empty-text", "the text is empty".to_owned());
    }
    let known = raw.sources.iter().any(|source| source.id == formula.source);
    let path = format!("sources/{}.toml", formula.source);
    if !known && !raw.broken.contains(&path) {
        let message = format!("unknown source `{}`", formula.source);
        sink.error(file, "readability.source", "unknown-source", message)
            .hint(format!("write {path}"));
    }
}

/// As in web pages: two or three small letters, perhaps with a region or a script after `-`.
fn is_code(code: &str) -> bool {
    let mut parts = code.split('-');
    let small = |part: &str| part.bytes().all(|b| b.is_ascii_lowercase());
    parts.next().is_some_and(|first| (2..=3).contains(&first.len()) && small(first))
        && parts.all(|part| {
            (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}

/// Checks the words of one record.
pub(super) fn check(
    kind: Kind,
    language: &Loaded<Language>,
    (file, id): (&str, &str),
    words: &Words,
    raw: &Raw,
    sink: &mut Sink,
) {
    let banned = &language.raw.banned;
    let mut easy = String::new();
    for (path, text) in &words.texts {
        if kind.is_clinical(raw, id, path) {
            continue;
        }
        for word in said_of(banned.iter().map(String::as_str), text) {
            let message = format!("`{word}` is not said to a person");
            sink.error(file, &format!("{id}.{path}"), "banned-word", message)
                .hint("see section 9 of the clinical rules for what to say instead".to_owned());
        }
        if kind.is_easy(path) {
            easy.push_str(text);
            easy.push_str(if text.ends_with(['.', '!', '?']) { " " } else { ". " });
        }
    }
    let formula = &language.raw.readability;
    let flesch = Flesch {
        constant: formula.constant,
        per_syllable: formula.per_syllable,
        per_word: formula.per_word,
        vowels: &formula.vowels,
        strong: &formula.strong,
    };
    if let Some(value) = ease(&easy, &flesch).filter(|value| *value < formula.at_least) {
        let message =
            format!("the text has reading ease {value:.1}; at least {}", formula.at_least);
        sink.error(file, id, "hard-to-read", message)
            .hint("shorter sentences, shorter words".to_owned());
    }
}
