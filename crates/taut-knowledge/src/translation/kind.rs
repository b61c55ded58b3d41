//! Kinds of records that have words for people: where their translations stand, and how words are taken out and put in.

use serde_json::{Map, Value};

use super::words::Words;
use crate::check::PHRASES;
use crate::raw::Raw;
use crate::record::{ById, MarkId};

/// A kind of record with words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Findings,
    Conditions,
    Rules,
    Screens,
    Phrases,
    Exercises,
    Situations,
    Cautions,
    Measures,
    Courses,
    Interface,
    Regions,
    SelfTests,
}

/// The key of a text that has none in its record.
const TEXT: &str = "text";

/// Does the same with the records of every kind; all of them have `raw.text`.
macro_rules! each {
    (@by [$($by:tt)+] $raw:ident $field:ident) => { $($by)+ $raw.$field };
    (@match $kind:expr, $by:tt $raw:ident, $records:ident => $body:expr; $($name:ident $field:ident),+) => {
        match $kind {
            $(Kind::$name => { let $records = each!(@by $by $raw $field); $body })+
        }
    };
    ($kind:expr, $by:tt $raw:ident, $records:ident => $body:expr) => {
        each!(@match $kind, $by $raw, $records => $body;
            Findings findings, Conditions conditions, Rules rules, Screens screens, Phrases phrases,
            Exercises exercises, Situations situations, Cautions cautions, Measures measures,
            Courses courses, Interface interface, Regions regions, SelfTests self_tests)
    };
}

impl Kind {
    /// Every kind.
    pub(crate) const ALL: [Self; 13] = [
        Self::Findings,
        Self::Conditions,
        Self::Rules,
        Self::Screens,
        Self::Phrases,
        Self::Exercises,
        Self::Situations,
        Self::Cautions,
        Self::Measures,
        Self::Courses,
        Self::Interface,
        Self::Regions,
        Self::SelfTests,
    ];

    /// The name of its file in a language's folder, without `.toml`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Findings => "findings",
            Self::Conditions => "conditions",
            Self::Rules => "rules",
            Self::Screens => "screens",
            Self::Phrases => "phrases",
            Self::Exercises => "exercises",
            Self::Situations => "situations",
            Self::Cautions => "cautions",
            Self::Measures => "measures",
            Self::Courses => "courses",
            Self::Interface => "interface",
            Self::Regions => "regions",
            Self::SelfTests => "self_tests",
        }
    }

    /// The folder of its records.
    pub(crate) const fn folder(self) -> &'static str {
        match self {
            Self::Screens => "interview",
            other => other.name(),
        }
    }

    /// Id and English words of every record that has any, sorted by id.
    pub(crate) fn english(self, raw: &Raw) -> Vec<(String, Words)> {
        each!(self, [&] raw, records => {
            let words = records.iter().filter_map(|record| {
                let english = serde_json::to_value(record.raw.text.get("en")?).ok()?;
                Some((record.id.clone(), Words::of(&keyed(english))))
            });
            words.collect()
        })
    }

    /// Every language but English that a record itself has words in: file, language.
    pub(crate) fn misplaced(self, raw: &Raw) -> Vec<(String, String)> {
        each!(self, [&] raw, records => {
            let others = records.iter().flat_map(|record| {
                let codes = record.raw.text.keys().filter(|code| *code != "en");
                codes.map(|code| (record.file.clone(), code.clone()))
            });
            others.collect()
        })
    }

    /// Gives a record its words in a language; they have the keys of the English ones. False: they have another form all the same.
    pub(crate) fn put(
        self,
        raw: &mut Raw,
        id: &str,
        code: &str,
        words: &Map<String, Value>,
    ) -> bool {
        each!(self, [&mut] raw, records => {
            let found = records.iter_mut().find(|record| record.id == id);
            let whole = Value::Object(words.clone());
            // A text without keys stands under `text`; which of both fits is up to the record's type.
            let words = serde_json::from_value(whole)
                .or_else(|_| serde_json::from_value(words.get(TEXT).cloned().unwrap_or_default()));
            let (Some(record), Ok(words)) = (found, words) else { return false };
            record.raw.text.insert(code.to_owned(), words);
            true
        })
    }

    /// True for words that decide for many: a finding that is serious, a deficit or gating, and what the safety of a page rests on.
    pub(crate) fn is_grave(self, raw: &Raw, id: &str) -> bool {
        match self {
            Self::Findings => raw.findings.iter().any(|finding| {
                let marked = |mark: &MarkId| matches!(mark, MarkId::Serious | MarkId::Deficit);
                finding.id == id && (finding.raw.gating || finding.raw.marks.iter().any(marked))
            }),
            Self::Phrases => PHRASES.contains(&id),
            _ => false,
        }
    }

    /// True if only clinicians read these words.
    pub(crate) fn is_clinical(self, raw: &Raw, id: &str, path: &str) -> bool {
        match self {
            Self::Findings => {
                let asked = |by: &ById| matches!(by, ById::Person);
                let finding = raw.findings.iter().find(|finding| finding.id == id);
                path == "definition"
                    || !finding.is_some_and(|f| f.raw.answered_by.iter().any(asked))
            }
            Self::Conditions => {
                let condition = raw.conditions.iter().find(|condition| condition.id == id);
                path == "clinician" || !condition.is_some_and(|c| c.raw.show_to_person)
            }
            Self::Rules => path == "clinician",
            _ => false,
        }
    }

    /// True if a person reads this text as our words, so that it must be easy to read. As for English: no names, no published words.
    pub(crate) fn is_easy(self, path: &str) -> bool {
        let top = path.split(['.', '[']).next().unwrap_or_default();
        match self {
            Self::Findings | Self::Measures => top == "question",
            Self::Exercises => matches!(top, "purpose" | "feel" | "steps" | "care"),
            Self::Situations | Self::Cautions => top == "reason",
            Self::Courses => top == TEXT,
            Self::SelfTests => true,
            _ => false,
        }
    }
}

/// A table of words; a text without keys gets one.
fn keyed(words: Value) -> Map<String, Value> {
    match words {
        Value::Object(table) => table,
        text => Map::from_iter([(TEXT.to_owned(), text)]),
    }
}
