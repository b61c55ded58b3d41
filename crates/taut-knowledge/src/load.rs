//! From files to raw records: every file is parsed once; only a file with a problem is read again to say where and what.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use crate::diagnostic::{Diagnostic, Place, Problem, Report, Severity, line_column};
use crate::knowledge::Knowledge;
use crate::schema::RecordKind;
use crate::tree::{Tree, read_toml};
use crate::{assemble, check, hash, record, shape};

/// Path of the file that holds the reviewed hash of `safety/`.
pub const LOCK_PATH: &str = "safety/LOCK";

/// Path of the certificate that `taut verify` writes: what was proved, and of which knowledge. It is no record.
pub const CERTIFICATE_PATH: &str = "CERTIFICATE.json";

/// A record larger than this is refused.
pub const MAX_RECORD_BYTES: usize = 1 << 20;

/// Reads, resolves and checks the whole knowledge. Each file is given as its path below the knowledge folder, with `/`, and its bytes.
///
/// The second half of a success holds warnings only.
///
/// # Errors
/// Every problem of every file, with file, line and column.
pub fn load<B: AsRef<[u8]>>(files: &[(String, B)]) -> Result<(Knowledge, Report), Report> {
    let mut sink = Sink::default();
    let certificate = files.iter().find(|(path, _)| path == CERTIFICATE_PATH);
    let files = FileSet::new(files, &mut sink);
    let raw = Raw::read(&files, &mut sink);
    lock(&files, &mut sink);
    let mut built = assemble::assemble(&raw, &files, &mut sink);
    built.proved = certificate.is_some_and(|(_, text)| certifies(text.as_ref(), &built.hash));
    // Cross-checks over records that could not be read would only repeat the first error in other words.
    if raw.broken.is_empty() {
        check::cross_check(&built, &raw, &mut sink);
    }
    let report = sink.finish(&files);
    if report.has_errors() { Err(report) } else { Ok((built, report)) }
}

/// True if a certificate says that everything holds, of just this knowledge, by this version of the program.
///
/// One that cannot be read proves nothing.
fn certifies(certificate: &[u8], hash: &str) -> bool {
    let Ok(read) = serde_json::from_slice::<serde_json::Value>(certificate) else { return false };
    read["schema"] == "taut.certificate/1"
        && read["holds"] == true
        && read["knowledge_hash"] == hash
        && read["program"] == env!("CARGO_PKG_VERSION")
}

/// The hash of `safety/*.toml` that `safety/LOCK` must hold after a review.
#[must_use]
pub fn safety_hash<B: AsRef<[u8]>>(files: &[(String, B)]) -> String {
    hash::safety(&FileSet::new(files, &mut Sink::default()))
}

fn lock(files: &FileSet<'_>, sink: &mut Sink) {
    let wanted = hash::safety(files);
    let message = match files.get(LOCK_PATH) {
        None => "the obligations in safety/ have no lock".to_owned(),
        Some(lock) if lock.trim_ascii() == wanted.as_bytes() => return,
        Some(_) => "the obligations in safety/ are not those that were locked".to_owned(),
    };
    sink.error(LOCK_PATH, "", "safety-changed", message)
        .hint(format!("after a review of the change, let safety/LOCK hold {wanted}"));
}

/// The files, sorted by path.
pub(crate) struct FileSet<'a> {
    files: Vec<(&'a str, &'a [u8])>,
}

impl<'a> FileSet<'a> {
    fn new<B: AsRef<[u8]>>(files: &'a [(String, B)], sink: &mut Sink) -> Self {
        // Cases and vignettes use the knowledge, and the certificate speaks of it; they are not part of it.
        let mut files: Vec<(&str, &[u8])> = files
            .iter()
            .map(|(path, content)| (path.as_str(), content.as_ref()))
            .filter(|(path, _)| !path.starts_with("cases/") && !path.starts_with("vignettes/"))
            .filter(|(path, _)| *path != CERTIFICATE_PATH)
            .collect();
        files.sort_by_key(|(path, _)| *path);
        for pair in files.windows(2) {
            if pair[0].0 == pair[1].0 {
                sink.error(
                    pair[0].0,
                    "",
                    "duplicate-file",
                    "the same path is given twice".to_owned(),
                );
            }
        }
        files.dedup_by_key(|(path, _)| *path);
        Self { files }
    }

    /// Path and content of each file, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, &'a [u8])> + '_ {
        self.files.iter().copied()
    }

    /// Content of a file.
    pub fn get(&self, path: &str) -> Option<&'a [u8]> {
        self.files.binary_search_by_key(&path, |(path, _)| *path).ok().map(|i| self.files[i].1)
    }
}

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
    /// Paths of the files that could not be read.
    pub broken: BTreeSet<String>,
}

impl Raw {
    fn read(files: &FileSet<'_>, sink: &mut Sink) -> Self {
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
                RecordKind::SafetyLists => {
                    raw.safety_lists = reader.read(|r: &record::SafetyLists| Some(&r.id))
                }
                RecordKind::Hazard => {
                    raw.hazards.extend(reader.read(|r: &record::Hazard| Some(&r.id)))
                }
                RecordKind::Screen => {
                    raw.screens.extend(reader.read(|r: &record::Screen| Some(&r.id)))
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
                RecordKind::Prevalence => {
                    raw.prevalences.extend(reader.read(|r: &record::Prevalence| Some(&r.id)))
                }
                RecordKind::Phrase => {
                    raw.phrases.extend(reader.read(|r: &record::Phrase| Some(&r.id)))
                }
                // No path gives this kind.
                RecordKind::Case => {}
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
        raw
    }
}

struct Reader<'a, 's> {
    path: &'a str,
    content: &'a [u8],
    kind: RecordKind,
    sink: &'s mut Sink,
    broken: &'s mut BTreeSet<String>,
}

impl Reader<'_, '_> {
    fn read<T: DeserializeOwned>(
        &mut self,
        id_of: impl Fn(&T) -> Option<&String>,
    ) -> Option<Loaded<T>> {
        let parsed = self.parse::<T>();
        if parsed.is_none() {
            self.broken.insert(self.path.to_owned());
        }
        let raw = parsed?;
        let stem = self.path.strip_suffix(".toml").unwrap_or(self.path);
        let id = stem.split_once('/').map_or(stem, |(_, id)| id).to_owned();
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
        let depth = if self.kind == RecordKind::Evidence { 3 } else { 1 };
        if id.split('/').count() != depth || !id.split('/').all(is_id) {
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
            let diagnostic = problem.into_error(self.path, text);
            self.sink.done.push(diagnostic);
        }
    }
}

/// True for small letters, digits and `_`.
pub(crate) fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// The problem of bytes that are not UTF-8, with line and column.
pub(crate) fn not_utf8(content: &[u8], error: &std::str::Utf8Error) -> Diagnostic {
    let offset = error.valid_up_to();
    let good = std::str::from_utf8(&content[..offset]).unwrap_or_default();
    let (line, column) = line_column(good, offset);
    Diagnostic {
        severity: Severity::Error,
        code: "not-utf8",
        place: Place { file: String::new(), line, column, path: String::new() },
        message: format!("byte {offset} is not UTF-8"),
        hint: Some("save the file as UTF-8".to_owned()),
    }
}

/// Problems on their way to a report.
#[derive(Debug, Default)]
pub(crate) struct Sink {
    done: Vec<Diagnostic>,
    pending: Vec<Pending>,
}

/// A problem at a logical path; line and column are looked up at the end.
#[derive(Debug)]
pub(crate) struct Pending {
    diagnostic: Diagnostic,
    inside: Option<usize>,
}

impl Pending {
    /// Adds what to do about it.
    pub fn hint(&mut self, hint: impl Into<Option<String>>) -> &mut Self {
        self.diagnostic.hint = hint.into();
        self
    }

    /// Adds the byte offset inside the text at the path.
    pub fn inside(&mut self, offset: usize) -> &mut Self {
        self.inside = Some(offset);
        self
    }

    /// Makes it a warning.
    pub fn warning(&mut self) -> &mut Self {
        self.diagnostic.severity = Severity::Warning;
        self
    }
}

impl Sink {
    /// Adds an error at a logical path of a file.
    pub fn error(
        &mut self,
        file: &str,
        path: &str,
        code: &'static str,
        message: String,
    ) -> &mut Pending {
        let place = Place { file: file.to_owned(), line: 0, column: 0, path: path.to_owned() };
        let diagnostic = Diagnostic { severity: Severity::Error, code, place, message, hint: None };
        self.pending.push(Pending { diagnostic, inside: None });
        let last = self.pending.len() - 1;
        &mut self.pending[last]
    }

    fn located(&mut self, mut diagnostic: Diagnostic, file: &str) {
        file.clone_into(&mut diagnostic.place.file);
        self.done.push(diagnostic);
    }

    fn finish(self, files: &FileSet<'_>) -> Report {
        let mut done = self.done;
        let mut pending = self.pending;
        // One reading per file, however many problems it has.
        pending.sort_by(|a, b| a.diagnostic.place.file.cmp(&b.diagnostic.place.file));
        let mut open: Option<(String, &str, Tree)> = None;
        for Pending { mut diagnostic, inside } in pending {
            let file = &diagnostic.place.file;
            if open.as_ref().is_none_or(|(name, ..)| name != file) {
                let text = files.get(file).and_then(|content| std::str::from_utf8(content).ok());
                open = text
                    .filter(|_| file != LOCK_PATH)
                    .map(|text| (file.clone(), text, read_toml(text).0));
            }
            if let Some((_, text, tree)) = &open {
                let (start, exact) = tree.locate(&diagnostic.place.path);
                let offset = start
                    + inside
                        .filter(|_| exact)
                        .map_or(0, |inside| inside_text(&text[start..], inside));
                (diagnostic.place.line, diagnostic.place.column) = line_column(text, offset);
            }
            done.push(diagnostic);
        }
        Report::new(done)
    }
}

/// How far after the start of a quoted TOML text its n-th byte stands; 0 where escapes make that unclear.
fn inside_text(quoted: &str, offset: usize) -> usize {
    let quote = if quoted.starts_with("\"\"\"") || quoted.starts_with("'''") {
        let newline = quoted[3..].starts_with('\n');
        3 + usize::from(newline)
    } else {
        1
    };
    let escaped = quoted.starts_with('"')
        && quoted.get(quote..quote + offset).is_none_or(|text| text.contains('\\'));
    if escaped { 0 } else { quote + offset }
}
