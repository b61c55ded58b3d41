//! Records of languages: labels of pages, a language by itself, and one record's words in it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::Review;

/// `interface/<area>.toml`: labels of pages, such as buttons and headings; nothing clinical.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Interface {
    /// Area of the pages, also the file name.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// Key and text per language; `en` is required. Keys have small letters, digits and `_`; `{name}` is filled in by the page.
    #[serde(default)]
    pub text: BTreeMap<String, BTreeMap<String, String>>,
}

/// How easily a text is read: `constant - per_syllable * syllables a word - per_word * words a sentence`, as in Flesch's formula; higher is easier.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Readability {
    /// Value before anything is taken off.
    pub constant: f64,
    /// Taken off for each syllable of the mean word.
    pub per_syllable: f64,
    /// Taken off for each word of the mean sentence.
    pub per_word: f64,
    /// Letters that are vowels, small; a syllable is a group of them.
    pub vowels: String,
    /// Of those, vowels that are two syllables where two of them meet.
    #[serde(default)]
    pub strong: String,
    /// All words of a record that a person reads have at least this value together.
    pub at_least: f64,
    /// Source key.
    pub source: String,
}

/// `languages/<code>/language.toml`: a language beside English.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Language {
    /// Code as in web pages, such as `es`; also the folder.
    pub code: String,
    /// Its name in itself, such as `Español`.
    pub name: String,
    /// Review level of the whole translation; from R3 on, questions about flags are no longer marked as an unreviewed translation.
    pub review: Review,
    /// Who translated, and who read it.
    pub translator: String,
    /// True: every record is translated, and pages are offered in it. False: what is missing is only counted.
    pub complete: bool,
    /// Words and phrases that are not said to a person, small (clinical rules, section 9).
    pub banned: Vec<String>,
    /// How easily its texts must be read.
    pub readability: Readability,
    /// What else is to know about the translation.
    #[serde(default)]
    pub note: String,
}

/// Words of one record in another language: the same keys as its English text.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
pub struct Translation {
    /// First 12 hexadecimal digits of the SHA-256 of the English words that this is a translation of; `taut knowledge translate` writes it.
    #[serde(default)]
    pub of: String,
    /// The words, under the keys of the record's English text; `text` where that is a text without keys.
    #[serde(flatten)]
    pub words: serde_json::Map<String, serde_json::Value>,
}

/// `languages/<code>/<kind>.toml`: the words of all records of a kind in one language, by record id. Kinds: `findings`, `conditions`, `rules`, `screens`, `phrases`, `exercises`, `situations`, `cautions`, `measures`, `courses`, `interface`.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Translations {
    /// Words by record id.
    pub records: BTreeMap<String, Translation>,
}
