//! Beginnings of a translation: what is missing is added to a language's files with its English words beside it; what is there stays.

use std::fmt::Write as _;

use super::compare::differences;
use super::kind::Kind;
use super::words::Words;
use crate::diagnostic::{Report, did_you_mean, join};
use crate::files::FileSet;
use crate::raw::{Loaded, Raw};
use crate::record::language::{Translation, Translations};
use crate::sink::Sink;
use crate::tree::{Tree, read_toml};

/// What is to be written, and what is left for the translator.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// Path below the knowledge folder and new content of each file that changes.
    pub files: Vec<(String, String)>,
    /// Records without words in the language, such as `findings/age`.
    pub missing: Vec<String>,
    /// Records whose English words have changed since, such as `findings/age`.
    pub stale: Vec<String>,
    /// Lists that have another length than in English; only the translator can mend them.
    pub lists: Vec<String>,
}

/// Adds what a translation lacks: whole records, single keys, digests where there are none. `agreed` names stale records, such as
/// `findings/age`, whose translation has been compared with the English words of now.
///
/// # Errors
/// Files that cannot be read as records, or something agreed that is not there.
pub fn translate<B: AsRef<[u8]>>(
    files: &[(String, B)],
    code: &str,
    agreed: &[String],
) -> Result<Draft, Report> {
    let (files, _) = FileSet::new(files);
    let mut sink = Sink::default();
    let raw = Raw::read(&files, &mut sink);
    if !raw.broken.is_empty() {
        return Err(sink.finish(&files));
    }
    let mut draft = Draft::default();
    let described = format!("languages/{code}/language.toml");
    if files.get(&described).is_none() {
        draft.files.push((described, LANGUAGE.replace("{code}", code)));
    }
    let mut known = Vec::new();
    for kind in Kind::ALL {
        let path = format!("languages/{code}/{}.toml", kind.name());
        let text = files.get(&path).and_then(|content| std::str::from_utf8(content).ok());
        let id = format!("{code}/{}", kind.name());
        let there = raw.translations.iter().find(|file| file.id == id);
        let mut writing = Writing::new(kind, text.unwrap_or_default(), there, agreed, &mut draft);
        for (id, words) in kind.english(&raw) {
            writing.record(&id, &words);
            known.push(format!("{}/{id}", kind.name()));
        }
        if let Some(content) = writing.finish() {
            draft.files.push((path, content));
        }
    }
    for agreed in agreed.iter().filter(|agreed| !known.contains(agreed)) {
        let message = format!("there is nothing named `{agreed}`");
        sink.error(&format!("languages/{code}"), "", "unknown-record", message)
            .hint(did_you_mean(agreed, known.iter().map(String::as_str)));
    }
    let report = sink.finish(&files);
    if report.has_errors() { Err(report) } else { Ok(draft) }
}

/// A language that nobody has described yet.
const LANGUAGE: &str = r#"code = "{code}"
# Its name in itself.
name = ""
review = "R0"
# Who translated, and who read it.
translator = ""
# true once everything is translated; then pages are offered in it.
complete = false
# What must not be said to a person (section 9 of the clinical rules), in small letters.
banned = []

# Flesch's formula fitted to this language, and where that stands.
[readability]
constant = 0.0
per_syllable = 0.0
per_word = 0.0
vowels = ""
at_least = 0.0
source = ""
"#;

/// One file of a language while it is written.
struct Writing<'a> {
    kind: Kind,
    text: &'a str,
    tree: Tree,
    there: Option<&'a Loaded<Translations>>,
    agreed: &'a [String],
    draft: &'a mut Draft,
    /// Places in the text, bytes taken out there, and what comes in.
    edits: Vec<(usize, usize, String)>,
    /// What is added at the end.
    added: String,
}

impl<'a> Writing<'a> {
    fn new(
        kind: Kind,
        text: &'a str,
        there: Option<&'a Loaded<Translations>>,
        agreed: &'a [String],
        draft: &'a mut Draft,
    ) -> Self {
        let (tree, _) = read_toml(text);
        Self { kind, text, tree, there, agreed, draft, edits: Vec::new(), added: String::new() }
    }

    fn record(&mut self, id: &str, english: &Words) {
        let name = format!("{}/{id}", self.kind.name());
        let Some(translation) = self.there.and_then(|there| there.raw.records.get(id)) else {
            self.draft.missing.push(name);
            self.added.push_str(&beginning(id, english));
            return;
        };
        let digest = english.digest();
        if translation.of.is_empty() {
            self.digest(id, &digest);
        } else if translation.of != digest {
            if self.agreed.contains(&name) {
                self.digest(id, &digest);
            } else {
                self.draft.stale.push(name.clone());
            }
        }
        self.lacking(id, &name, english, translation);
    }

    /// Keys that a record lacks.
    fn lacking(&mut self, id: &str, name: &str, english: &Words, translation: &Translation) {
        let words = Words::of(&translation.words);
        let lacks = differences(english, &words).iter().any(|d| d.code == "untranslated");
        if !lacks {
            return;
        }
        self.draft.missing.push(name.to_owned());
        for (path, text) in &english.texts {
            let (_, exists) = self.tree.locate(&join(id, path));
            if exists {
                continue;
            }
            let (list, item) =
                path.split_once('[').map_or((path.as_str(), false), |(l, _)| (l, true));
            let is_there = self.tree.locate(&join(id, list)).1;
            if item && is_there {
                self.draft.lists.push(format!("{name}: {list}"));
            } else if item && !path.ends_with("[0]") {
                // Written with its first item.
            } else {
                let (table, key) =
                    list.rsplit_once('.').map_or((None, list), |(t, k)| (Some(t), k));
                let header = table.and_then(|table| self.header(&join(id, table)));
                let (at, key) = match header {
                    Some(at) => (Some(at), key.to_owned()),
                    None => (self.header(id), list.to_owned()),
                };
                let Some(at) = at else { continue };
                let lines = if item { list_of(&key, list, english) } else { line_of(&key, text) };
                self.edits.push((at, 0, lines));
            }
        }
        self.draft.lists.dedup();
    }

    /// Sets the digest of a record that is there.
    fn digest(&mut self, id: &str, digest: &str) {
        let (start, exists) = self.tree.locate(&join(id, "of"));
        if exists {
            let quote = &self.text[start..start + 1];
            let length = self.text[start + 1..].find(quote).map_or(0, |end| end + 2);
            self.edits.push((start, length, format!("\"{digest}\"")));
        } else if let Some(at) = self.header(id) {
            self.edits.push((at, 0, format!("of = \"{digest}\"\n")));
        }
    }

    /// Just after the line of a table's header; nothing where it has none.
    fn header(&self, path: &str) -> Option<usize> {
        let wanted = format!("[{path}]");
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            at += line.len();
            if line.split('#').next().unwrap_or_default().trim() == wanted {
                return line.ends_with('\n').then_some(at);
            }
        }
        None
    }

    fn finish(mut self) -> Option<String> {
        if self.edits.is_empty() && self.added.is_empty() {
            return None;
        }
        let mut text = self.text.to_owned();
        // From the end, so that places before stay where they are; what comes in at one place keeps its order.
        self.edits.reverse();
        self.edits.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
        for (at, taken, with) in self.edits {
            text.replace_range(at..at + taken, &with);
        }
        text.push_str(if text.is_empty() { self.added.trim_start() } else { &self.added });
        Some(text)
    }
}

/// A whole record, nothing of it translated.
fn beginning(id: &str, english: &Words) -> String {
    let mut out = format!("\n[{id}]\nof = \"{}\"\n", english.digest());
    let (nested, flat): (Vec<_>, Vec<_>) =
        english.texts.iter().partition(|(path, _)| path.contains('.'));
    for (path, text) in flat {
        match path.split_once('[') {
            None => out.push_str(&line_of(path, text)),
            Some((list, "0]")) => out.push_str(&list_of(list, list, english)),
            Some(_) => {}
        }
    }
    let mut table = "";
    for (path, text) in nested {
        let (of, key) = path.split_once('.').unwrap_or_default();
        if of != table {
            let _ = writeln!(out, "\n[{id}.{of}]");
            table = of;
        }
        out.push_str(&line_of(key, text));
    }
    out
}

/// An empty text under its English words.
fn line_of(key: &str, text: &str) -> String {
    format!("{}{key} = \"\"\n", comment(text, ""))
}

/// A list of empty texts, each under its English words.
fn list_of(key: &str, path: &str, english: &Words) -> String {
    let mut out = format!("{key} = [\n");
    for i in 0.. {
        let Some(text) = english.texts.get(&format!("{path}[{i}]")) else { break };
        out.push_str(&comment(text, "    "));
        out.push_str("    \"\",\n");
    }
    out.push_str("]\n");
    out
}

fn comment(text: &str, indent: &str) -> String {
    text.lines().fold(String::new(), |mut out, line| {
        let _ = writeln!(out, "{indent}# {line}");
        out
    })
}
