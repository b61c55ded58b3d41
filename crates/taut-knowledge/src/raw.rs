//! Raw records: every file is parsed once; only a file with a problem is read again to say where and what.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use crate::diagnostic::Problem;
use crate::files::{FileSet, LOCK_PATH};
use crate::record::{exercise, figure, language, steering};
use crate::schema::RecordKind;
use crate::sink::{Sink, not_utf8};
use crate::tree::read_toml;
use crate::{record, shape};

/// A record larger than this is refused.
pub const MAX_RECORD_BYTES: usize = 1 << 20;

/// A record and the file that it came from.
#[derive(Debug, Clone)]
pub(crate) struct Loaded<T> {
    pub file: String,
    /// The id that the path gives.
    pub id: String,
    pub raw: T,
}

/// Every record that could be read, sorted by path.
#[derive(Debug, Default)]
pub(crate) struct Raw {
    pub manifest: Option<Loaded<record::Manifest>>,
    pub sources: Vec<Loaded<record::Source>>,
    pub conditions: Vec<Loaded<record::Condition>>,
    pub findings: Vec<Loaded<record::Finding>>,
    pub evidence: Vec<Loaded<record::Evidence>>,
    pub rules: Vec<Loaded<record::Rule>>,
    pub obligations: Vec<Loaded<record::Obligation>>,
    pub safety_lists: Option<Loaded<record::SafetyLists>>,
    pub hazards: Vec<Loaded<record::Hazard>>,
    pub screens: Vec<Loaded<record::Screen>>,
    pub harms: Option<Loaded<record::Harms>>,
    pub population: Option<Loaded<record::Population>>,
    pub uncertainty: Option<Loaded<record::Uncertainty>>,
    pub questions: Option<Loaded<record::Questions>>,
    pub prevalences: Vec<Loaded<record::Prevalence>>,
    pub phrases: Vec<Loaded<record::Phrase>>,
    pub exercises: Vec<Loaded<exercise::Exercise>>,
    pub situations: Vec<Loaded<exercise::Situation>>,
    pub cautions: Vec<Loaded<exercise::Caution>>,
    pub item_bars: Vec<Loaded<exercise::ItemBar>>,
    pub programme: Option<Loaded<steering::ProgrammePolicy>>,
    pub check_in: Option<Loaded<steering::CheckInPolicy>>,
    pub measures: Vec<Loaded<steering::Measure>>,
    pub courses: Vec<Loaded<steering::Course>>,
    pub interface: Vec<Loaded<language::Interface>>,
    pub languages: Vec<Loaded<language::Language>>,
    pub translations: Vec<Loaded<language::Translations>>,
    pub regions: Vec<Loaded<figure::Region>>,
    pub self_tests: Vec<Loaded<figure::SelfTest>>,
    /// Paths of the files that could not be read.
    pub broken: BTreeSet<String>,
}

impl Raw {
    pub(crate) fn read(files: &FileSet<'_>, sink: &mut Sink) -> Self {
        let mut raw = Self::default();
        for (path, content) in files.iter() {
            let Some(kind) = RecordKind::of_path(path) else {
                if path != LOCK_PATH {
                    sink.error(
                        path,
                        "",
                        "unknown-place",
                        "no kind of record has this path".to_owned(),
                    )
                    .hint(
                        "see docs/knowledge-fields.md for the folder of each kind of record"
                            .to_owned(),
                    );
                }
                continue;
            };
            let mut reader = Reader { path, content, kind, sink, broken: &mut raw.broken };
            match kind {
                RecordKind::Manifest => raw.manifest = reader.read(|_| None),
                RecordKind::SafetyLists => {
                    raw.safety_lists = reader.read(|r: &record::SafetyLists| Some(&r.id))
                }
                RecordKind::Harms => raw.harms = reader.read(|r: &record::Harms| Some(&r.id)),
                RecordKind::Population => {
                    raw.population = reader.read(|r: &record::Population| Some(&r.id))
                }
                RecordKind::Uncertainty => {
                    raw.uncertainty = reader.read(|r: &record::Uncertainty| Some(&r.id))
                }
                RecordKind::Questions => {
                    raw.questions = reader.read(|r: &record::Questions| Some(&r.id))
                }
                RecordKind::ProgrammePolicy => {
                    raw.programme = reader.read(|r: &steering::ProgrammePolicy| Some(&r.id))
                }
                RecordKind::CheckInPolicy => {
                    raw.check_in = reader.read(|r: &steering::CheckInPolicy| Some(&r.id))
                }
                RecordKind::Source => {
                    raw.sources.extend(reader.read(|r: &record::Source| Some(&r.id)))
                }
                RecordKind::Condition => {
                    raw.conditions.extend(reader.read(|r: &record::Condition| Some(&r.id)))
                }
                RecordKind::Finding => {
                    raw.findings.extend(reader.read(|r: &record::Finding| Some(&r.id)))
                }
                RecordKind::Evidence => {
                    raw.evidence.extend(reader.read(|r: &record::Evidence| Some(&r.id)))
                }
                RecordKind::Rule => raw.rules.extend(reader.read(|r: &record::Rule| Some(&r.id))),
                RecordKind::Obligation => {
                    raw.obligations.extend(reader.read(|r: &record::Obligation| Some(&r.id)))
                }
                RecordKind::Hazard => {
                    raw.hazards.extend(reader.read(|r: &record::Hazard| Some(&r.id)))
                }
                RecordKind::Screen => {
                    raw.screens.extend(reader.read(|r: &record::Screen| Some(&r.id)))
                }
                RecordKind::Prevalence => {
                    raw.prevalences.extend(reader.read(|r: &record::Prevalence| Some(&r.id)))
                }
                RecordKind::Phrase => {
                    raw.phrases.extend(reader.read(|r: &record::Phrase| Some(&r.id)))
                }
                RecordKind::Exercise => {
                    raw.exercises.extend(reader.read(|r: &exercise::Exercise| Some(&r.id)))
                }
                RecordKind::Situation => {
                    raw.situations.extend(reader.read(|r: &exercise::Situation| Some(&r.id)))
                }
                RecordKind::Caution => {
                    raw.cautions.extend(reader.read(|r: &exercise::Caution| Some(&r.id)))
                }
                RecordKind::ItemBar => {
                    raw.item_bars.extend(reader.read(|r: &exercise::ItemBar| Some(&r.id)))
                }
                RecordKind::Region => {
                    raw.regions.extend(reader.read(|r: &figure::Region| Some(&r.id)))
                }
                RecordKind::SelfTest => {
                    raw.self_tests.extend(reader.read(|r: &figure::SelfTest| Some(&r.id)))
                }
                RecordKind::Interface => {
                    raw.interface.extend(reader.read(|r: &language::Interface| Some(&r.id)))
                }
                RecordKind::Language => raw.languages.extend(reader.read(|_| None)),
                RecordKind::Translation => raw.translations.extend(reader.read(|_| None)),
                RecordKind::Measure => {
                    raw.measures.extend(reader.read(|r: &steering::Measure| Some(&r.id)))
                }
                RecordKind::Course => {
                    raw.courses.extend(reader.read(|r: &steering::Course| Some(&r.id)))
                }
                // No path gives these kinds: the body's files are apart.
                RecordKind::Case
                | RecordKind::Clearance
                | RecordKind::CheckIn
                | RecordKind::Body(_) => {}
            }
        }
        // By id, not by path: `a_b.toml` sorts before `a.toml`.
        raw.sources.sort_by(|a, b| a.id.cmp(&b.id));
        raw.conditions.sort_by(|a, b| a.id.cmp(&b.id));
        raw.findings.sort_by(|a, b| a.id.cmp(&b.id));
        raw.evidence.sort_by(|a, b| a.id.cmp(&b.id));
        raw.rules.sort_by(|a, b| a.id.cmp(&b.id));
        raw.obligations.sort_by(|a, b| a.id.cmp(&b.id));
        raw.hazards.sort_by(|a, b| a.id.cmp(&b.id));
        raw.screens.sort_by(|a, b| a.id.cmp(&b.id));
        raw.prevalences.sort_by(|a, b| a.id.cmp(&b.id));
        raw.phrases.sort_by(|a, b| a.id.cmp(&b.id));
        raw.exercises.sort_by(|a, b| a.id.cmp(&b.id));
        raw.situations.sort_by(|a, b| a.id.cmp(&b.id));
        raw.cautions.sort_by(|a, b| a.id.cmp(&b.id));
        raw.item_bars.sort_by(|a, b| a.id.cmp(&b.id));
        raw.measures.sort_by(|a, b| a.id.cmp(&b.id));
        raw.interface.sort_by(|a, b| a.id.cmp(&b.id));
        raw.regions.sort_by(|a, b| a.id.cmp(&b.id));
        raw.self_tests.sort_by(|a, b| a.id.cmp(&b.id));
        raw.courses.sort_by(|a, b| a.id.cmp(&b.id));
        raw
    }
}

/// Reads one file.
pub(crate) struct Reader<'a, 's> {
    pub path: &'a str,
    pub content: &'a [u8],
    pub kind: RecordKind,
    pub sink: &'s mut Sink,
    pub broken: &'s mut BTreeSet<String>,
}

impl Reader<'_, '_> {
    /// The record, unless the file is broken; its id must be that of its path.
    pub fn read<T: DeserializeOwned>(
        &mut self,
        id_of: impl Fn(&T) -> Option<&String>,
    ) -> Option<Loaded<T>> {
        let parsed = self.parse::<T>();
        if parsed.is_none() {
            self.broken.insert(self.path.to_owned());
        }
        let raw = parsed?;
        let stem = self.path.strip_suffix(".toml").unwrap_or(self.path);
        let id = self.kind.id_in(stem).to_owned();
        if let Some(written) = id_of(&raw)
            && *written != id
        {
            self.sink
                .error(
                    self.path,
                    "id",
                    "id-not-path",
                    format!("the id is `{written}`, the path says `{id}`"),
                )
                .hint(format!("write id = \"{id}\", or move the file"));
        }
        // What languages and kinds there are is checked when they are merged.
        let below_language = matches!(self.kind, RecordKind::Language | RecordKind::Translation);
        let depth = if self.kind == RecordKind::Evidence { 3 } else { 1 };
        if !below_language && (id.split('/').count() != depth || !id.split('/').all(is_id)) {
            let shape = if depth == 3 { "<cause>/<child>/<key>" } else { "one id" };
            self.sink.error(
                self.path,
                "",
                "bad-id",
                format!("`{id}` is not {shape} of small letters, digits and `_`"),
            );
        }
        Some(Loaded { file: self.path.to_owned(), id, raw })
    }

    fn parse<T: DeserializeOwned>(&mut self) -> Option<T> {
        if self.content.len() > MAX_RECORD_BYTES {
            self.sink.error(
                self.path,
                "",
                "too-large",
                format!("{} bytes; a record has at most {MAX_RECORD_BYTES}", self.content.len()),
            );
            return None;
        }
        let text = match std::str::from_utf8(self.content) {
            Ok(text) => text,
            Err(error) => {
                let problem = not_utf8(self.content, &error);
                self.sink.located(problem, self.path);
                return None;
            }
        };
        match toml::from_str(text) {
            Ok(raw) => Some(raw),
            Err(error) => {
                self.explain(text, &error);
                None
            }
        }
    }

    /// Second reading of a file that failed: names every problem, not only the first.
    fn explain(&mut self, text: &str, error: &toml::de::Error) {
        let (tree, mut problems) = read_toml(text);
        if problems.is_empty() {
            problems = shape::differences(&tree, self.kind.schema());
        }
        if problems.is_empty() {
            problems.push(Problem {
                code: "wrong-type",
                start: error.span().map_or(0, |span| span.start),
                path: String::new(),
                message: error.message().to_owned(),
                hint: None,
            });
        }
        for problem in problems {
            self.sink.placed(problem.into_error(self.path, text));
        }
    }
}

/// True for small letters, digits and `_`.
pub(crate) fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
