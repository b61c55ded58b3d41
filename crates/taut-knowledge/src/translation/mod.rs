//! Languages beside English: reads their folders, checks them against the English words, and gives each record its words.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::did_you_mean;
use crate::languages::Language;
use crate::raw::{Loaded, Raw};
use crate::record::language::{self, Translation, Translations};
use crate::sink::Sink;

mod compare;
mod kind;
mod language_words;
mod skeleton;
mod words;

pub(crate) use kind::Kind;
pub use skeleton::{Draft, translate};
use words::Words;

/// Gives the records their words in every language that there is a folder of; returns the languages in which everything is there.
///
/// Words that differ from the English ones in more than their language are a problem and are left out.
pub(crate) fn merge(raw: &mut Raw, sink: &mut Sink) -> Vec<Language> {
    for kind in Kind::ALL {
        for (file, code) in kind.misplaced(raw) {
            let message = format!("words in `{code}` do not stand in the record");
            sink.error(&file, &format!("text.{code}"), "misplaced-language", message)
                .hint(format!("write them to languages/{code}/{}.toml", kind.name()));
        }
    }
    let files = std::mem::take(&mut raw.translations);
    let languages = std::mem::take(&mut raw.languages);
    let codes: BTreeSet<&str> = files.iter().map(|file| code_and_kind(&file.id).0).collect();
    let described: BTreeMap<&str, &Loaded<language::Language>> =
        languages.iter().map(|language| (code_and_kind(&language.id).0, language)).collect();
    for code in &codes {
        let path = format!("languages/{code}/language.toml");
        if !described.contains_key(code) && !raw.broken.contains(&path) {
            sink.error(
                &path,
                "",
                "missing-record",
                "nothing says what language this is".to_owned(),
            )
            .hint(format!("`taut knowledge translate {code}` writes a beginning"));
        }
    }
    let mut offered = Vec::new();
    for (code, described) in &described {
        language_words::check_record(described, code, raw, sink);
        let mut merging = Merging { code, described, raw, sink, missing: 0, all: 0 };
        for kind in Kind::ALL {
            let file = files.iter().find(|file| code_and_kind(&file.id) == (*code, kind.name()));
            merging.kind(kind, file);
        }
        offered.extend(merging.finish());
    }
    for file in &files {
        let (_, name) = code_and_kind(&file.id);
        if !Kind::ALL.iter().any(|kind| kind.name() == name) {
            let names = Kind::ALL.iter().map(|kind| kind.name());
            let all = names.clone().collect::<Vec<_>>().join(", ");
            sink.error(
                &file.file,
                "",
                "unknown-kind",
                format!("`{name}` is no kind of record with words"),
            )
            .hint(did_you_mean(name, names).or(Some(format!("the kinds are {all}"))));
        }
    }
    offered
}

/// `es/findings` to `es` and `findings`.
fn code_and_kind(id: &str) -> (&str, &str) {
    id.split_once('/').unwrap_or((id, ""))
}

/// One language on its way into the records.
struct Merging<'a, 's> {
    code: &'a str,
    described: &'a Loaded<language::Language>,
    raw: &'a mut Raw,
    sink: &'s mut Sink,
    /// Records without words in it.
    missing: usize,
    /// Records that have English words.
    all: usize,
}

impl Merging<'_, '_> {
    fn kind(&mut self, kind: Kind, file: Option<&Loaded<Translations>>) {
        let english = kind.english(self.raw);
        let path = format!("languages/{}/{}.toml", self.code, kind.name());
        if self.raw.broken.contains(&path) {
            return;
        }
        let none = Translations::default();
        let records = &file.map_or(&none, |file| &file.raw).records;
        for (id, words) in &english {
            self.all += 1;
            match records.get(id) {
                Some(translation) => self.record(kind, &path, (id, words), translation),
                None => self.missing(&path, id, &format!("nothing of `{id}` is translated")),
            }
        }
        let broken = format!("{}/", kind.folder());
        for id in records.keys().filter(|id| !english.iter().any(|(known, _)| known == *id)) {
            if self.raw.broken.contains(&format!("{broken}{id}.toml")) {
                continue;
            }
            let known = english.iter().map(|(known, _)| known.as_str());
            self.sink
                .error(&path, id, "unknown-record", format!("there is no {broken}{id}.toml"))
                .hint(did_you_mean(id, known));
        }
    }

    fn missing(&mut self, path: &str, id: &str, message: &str) {
        self.missing += 1;
        if self.described.raw.complete {
            self.sink
                .error(path, id, "untranslated", message.to_owned())
                .hint(format!("`taut knowledge translate {}` writes a beginning", self.code));
        }
    }

    fn record(
        &mut self,
        kind: Kind,
        path: &str,
        (id, english): (&str, &Words),
        translation: &Translation,
    ) {
        let words = Words::of(&translation.words);
        let mut different = compare::differences(english, &words);
        if !self.described.raw.complete {
            // What is not there yet is only counted.
            let before = different.len();
            different.retain(|difference| difference.code != "untranslated");
            if different.len() < before {
                self.missing += 1;
                if different.is_empty() {
                    return;
                }
            }
        }
        for difference in &different {
            let at = crate::diagnostic::join(id, &difference.path);
            self.sink
                .error(path, at.trim_end_matches('.'), difference.code, difference.message.clone())
                .hint(difference.hint.clone());
        }
        if !different.is_empty() {
            return;
        }
        self.stale(kind, path, (id, english), &translation.of);
        language_words::check(kind, self.described, (path, id), &words, self.raw, self.sink);
        if !kind.put(self.raw, id, self.code, &translation.words) {
            let message = "the words do not have the form of the English ones".to_owned();
            self.sink
                .error(path, id, "wrong-type", message)
                .hint("lists where English has lists, tables where it has tables".to_owned());
        }
    }

    /// The English words have changed since, or nobody said which they were.
    fn stale(&mut self, kind: Kind, path: &str, (id, english): (&str, &Words), of: &str) {
        let digest = english.digest();
        if of == digest {
            return;
        }
        let message =
            format!("the English words of `{id}` are not those that this is a translation of");
        let grave = self.described.raw.complete && kind.is_grave(self.raw, id);
        let problem = self.sink.error(path, &format!("{id}.of"), "stale-translation", message);
        problem.hint(format!(
            "compare both, then: taut knowledge translate {} --agree {}/{id}",
            self.code,
            kind.name()
        ));
        if !grave {
            problem.warning();
        }
    }

    /// The language, if everything is there in it.
    fn finish(self) -> Option<Language> {
        let described = &self.described.raw;
        if !described.complete {
            let (message, hint) = if self.missing == 0 {
                let hint = "set complete = true, and pages are offered in it";
                ("every record is translated".to_owned(), hint)
            } else {
                let hint = "pages are not offered in it yet";
                (format!("{} of {} records are not translated", self.missing, self.all), hint)
            };
            self.sink
                .error(&self.described.file, "complete", "language-incomplete", message)
                .warning()
                .hint(hint.to_owned());
            return None;
        }
        Some(Language {
            code: self.code.to_owned(),
            name: described.name.clone(),
            review: described.review.into(),
            translator: described.translator.clone(),
        })
    }
}
