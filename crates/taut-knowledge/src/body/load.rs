//! The whole way from the body's files to checked records and a model that they build.

use std::collections::{BTreeMap, BTreeSet};

use taut_body::Model;
use taut_body::nerve::Nerve;
use taut_body::nerve::record::{NerveRecord, NerveRows};
use taut_body::nerve::rows::Trial;
use taut_body::own::passive::Passive;
use taut_body::own::record::{Muscles, Records, Skeleton, Surfaces};
use taut_body::own::{HamstringNorms, RecordProblem, RecordProblems, Review, Scaling, build};
use taut_body::posture;
use taut_body::posture::explorer::ExplorerRecord;
use taut_body::posture::record::{ClinicalTest, Posture, ReadingRecord};
use taut_body::task::record::{Contacts, Fatigue, Groups, TaskChecks, TaskRecord, TaskRecords};

use super::asked::Asked;
use super::cite::cited;
use super::kind::BodyKind;
use super::source::{BodySource, BodySourceKind};
use super::tasks;
use crate::diagnostic::{Report, did_you_mean};
use crate::files::{BODY, FileSet};
use crate::hash;
use crate::raw::{Loaded, Reader};
use crate::schema::RecordKind;
use crate::sink::Sink;
use crate::wording::banned_words;

/// The checked records of the body.
#[derive(Debug, Clone, PartialEq)]
pub struct BodyKnowledge {
    /// SHA-256 over every file of the body, as lower-case hex.
    pub hash: String,
    /// Lowest review level of any record.
    pub lowest_review: Review,
    /// The sources, sorted by key.
    pub sources: Vec<BodySource>,
    /// What the body is built from.
    pub records: Records,
    /// The body as the records have it, not scaled to anybody.
    pub model: Model,
    /// Stretches and exercises, sorted by id.
    pub postures: Vec<Posture>,
    /// Clinical tests, sorted by id.
    pub tests: Vec<ClinicalTest>,
    /// How far the angles of a posture may be off.
    pub reading: ReadingRecord,
    /// What the nerve is built from.
    pub nerve_record: NerveRecord,
    /// What is published about the nerve.
    pub nerve_rows: NerveRows,
    /// The nerve of the body.
    pub nerve: Nerve,
    /// Postures in coarse steps.
    pub explorer: ExplorerRecord,
    /// Tasks, what they stand on, groups of muscles, how they tire, and published checks.
    pub tasks: TaskRecords,
}

/// Records while they are read.
#[derive(Default)]
struct Read {
    sources: Vec<Loaded<BodySource>>,
    skeleton: Option<Loaded<Skeleton>>,
    surfaces: Option<Loaded<Surfaces>>,
    passive: Option<Loaded<Passive>>,
    scaling: Option<Loaded<Scaling>>,
    hamstring: Option<Loaded<HamstringNorms>>,
    muscles: Vec<Loaded<Muscles>>,
    postures: Vec<Loaded<Posture>>,
    tests: Vec<Loaded<ClinicalTest>>,
    reading: Option<Loaded<ReadingRecord>>,
    nerve: Option<Loaded<NerveRecord>>,
    nerve_rows: Option<Loaded<NerveRows>>,
    contacts: Option<Loaded<Contacts>>,
    groups: Option<Loaded<Groups>>,
    fatigue: Option<Loaded<Fatigue>>,
    checks: Option<Loaded<TaskChecks>>,
    tasks: Vec<Loaded<TaskRecord>>,
    explorer: Option<Loaded<ExplorerRecord>>,
}

/// Reads and checks the body. Each file is given as its path below the knowledge folder (`body/...`) and its bytes;
/// files elsewhere are left aside.
///
/// The second half of a success holds warnings only.
///
/// # Errors
/// Every problem of every file, with file, line and column.
pub fn load_body<B: AsRef<[u8]>>(files: &[(String, B)]) -> Result<(BodyKnowledge, Report), Report> {
    let mut sink = Sink::default();
    let (files, twice) = FileSet::body(files);
    for path in twice {
        sink.error(path, "", "duplicate-file", "the same path is given twice".to_owned());
    }
    let mut broken = BTreeSet::new();
    let read = Read::files(&files, &mut sink, &mut broken);
    let missing = read.missing(&broken, &mut sink);
    // Cross-checks over records that could not be read would only repeat the first error in other words.
    if missing || !broken.is_empty() {
        return Err(sink.finish(&files));
    }
    let Some((sources, records, asked)) = read.whole() else { return Err(sink.finish(&files)) };
    check_sources(&sources, &records, &asked, &mut sink);
    let built = built(&records, &asked, &mut sink);
    check_words(&asked, &mut sink);
    let report = sink.finish(&files);
    match built {
        Some((model, nerve)) if !report.has_errors() => {
            let hash = hash::all(&files);
            let lowest_review = lowest_review(&sources, &records, &asked);
            let Asked {
                postures,
                tests,
                reading,
                nerve: nerve_record,
                nerve_rows,
                tasks,
                explorer,
            } = asked;
            let body = BodyKnowledge {
                hash,
                lowest_review,
                sources,
                records,
                model,
                postures,
                tests,
                reading,
                nerve_record,
                nerve_rows,
                nerve,
                explorer,
                tasks,
            };
            Ok((body, report))
        }
        _ => Err(report),
    }
}

/// The body and its nerve, postures and published rows held against them once; every problem is noted.
fn built(records: &Records, asked: &Asked, sink: &mut Sink) -> Option<(Model, Nerve)> {
    let mut noted = |RecordProblems(problems): RecordProblems| note(&problems, sink);
    let model = build(records).map_err(&mut noted).ok()?;
    noted(RecordProblems(posture::problems(&model, &asked.postures, &asked.tests)));
    noted(RecordProblems(asked.explorer.problems(&model, &asked.tests)));
    noted(RecordProblems(tasks::problems(&model, &records.muscles, &asked.tasks)));
    let nerve = Nerve::build(&asked.nerve, &model).map_err(&mut noted).ok()?;
    Trial::new(&model, &nerve, &asked.nerve_rows).map_err(&mut noted).ok()?;
    Some((model, nerve))
}

fn note(problems: &[RecordProblem], sink: &mut Sink) {
    for problem in problems {
        let file = format!("{BODY}{}.toml", problem.record);
        sink.error(&file, &problem.path, "bad-body", problem.message.clone())
            .hint(problem.hint.clone());
    }
}

/// Words that a person may see hold none of the banned ones.
fn check_words(asked: &Asked, sink: &mut Sink) {
    let mut text = |file: &str, path: String, words: &str| {
        for banned in banned_words(words) {
            let message = format!("`{banned}` is not said to a person");
            sink.error(file, &path, "banned-word", message)
                .hint("see section 9 of the clinical rules for what to say instead".to_owned());
        }
    };
    for posture in &asked.postures {
        text(&format!("{BODY}postures/{}.toml", posture.id), "name".to_owned(), &posture.name);
    }
    for (file, path, words) in tasks::texts(&asked.tasks) {
        text(&file, path, words);
    }
    for test in &asked.tests {
        let file = format!("{BODY}tests/{}.toml", test.id);
        text(&file, "name".to_owned(), &test.name);
        text(&file, "note".to_owned(), &test.note);
        for (i, step) in test.step.iter().enumerate() {
            text(&file, format!("step[{i}].name"), &step.name);
            text(&file, format!("step[{i}].does"), &step.does);
            text(&file, format!("step[{i}].why"), &step.why);
        }
    }
}

impl Read {
    fn files(files: &FileSet<'_>, sink: &mut Sink, broken: &mut BTreeSet<String>) -> Self {
        let mut read = Self::default();
        for (path, content) in files.iter() {
            let Some(kind) = BodyKind::of_path(path) else {
                sink.error(path, "", "unknown-place", "no kind of record has this path".to_owned())
                    .hint("see docs/knowledge-fields.md for the place of each kind".to_owned());
                continue;
            };
            let mut reader = Reader { path, content, kind: RecordKind::Body(kind), sink, broken };
            match kind {
                BodyKind::Source => read.sources.extend(reader.read(|r: &BodySource| Some(&r.id))),
                BodyKind::Skeleton => read.skeleton = reader.read(|r: &Skeleton| Some(&r.id)),
                BodyKind::Surfaces => read.surfaces = reader.read(|r: &Surfaces| Some(&r.id)),
                BodyKind::Scaling => read.scaling = reader.read(|r: &Scaling| Some(&r.id)),
                BodyKind::Hamstring => {
                    read.hamstring = reader.read(|r: &HamstringNorms| Some(&r.id))
                }
                BodyKind::Passive => read.passive = reader.read(|r: &Passive| Some(&r.id)),
                BodyKind::Muscles => read.muscles.extend(reader.read(|r: &Muscles| Some(&r.id))),
                BodyKind::Posture => read.postures.extend(reader.read(|r: &Posture| Some(&r.id))),
                BodyKind::Test => read.tests.extend(reader.read(|r: &ClinicalTest| Some(&r.id))),
                BodyKind::Reading => read.reading = reader.read(|r: &ReadingRecord| Some(&r.id)),
                BodyKind::Nerve => read.nerve = reader.read(|r: &NerveRecord| Some(&r.id)),
                BodyKind::NerveRows => read.nerve_rows = reader.read(|r: &NerveRows| Some(&r.id)),
                BodyKind::Contacts => read.contacts = reader.read(|r: &Contacts| Some(&r.id)),
                BodyKind::Groups => read.groups = reader.read(|r: &Groups| Some(&r.id)),
                BodyKind::Fatigue => read.fatigue = reader.read(|r: &Fatigue| Some(&r.id)),
                BodyKind::TaskChecks => read.checks = reader.read(|r: &TaskChecks| Some(&r.id)),
                BodyKind::Explorer => read.explorer = reader.read(|r: &ExplorerRecord| Some(&r.id)),
                BodyKind::Task => read.tasks.extend(reader.read(|r: &TaskRecord| Some(&r.id))),
            }
        }
        read
    }

    /// True if a record that every body needs is not there, which is noted.
    fn missing(&self, broken: &BTreeSet<String>, sink: &mut Sink) -> bool {
        let singles = [
            (BodyKind::Skeleton, self.skeleton.is_some()),
            (BodyKind::Surfaces, self.surfaces.is_some()),
            (BodyKind::Passive, self.passive.is_some()),
            (BodyKind::Scaling, self.scaling.is_some()),
            (BodyKind::Hamstring, self.hamstring.is_some()),
            (BodyKind::Reading, self.reading.is_some()),
            (BodyKind::Nerve, self.nerve.is_some()),
            (BodyKind::NerveRows, self.nerve_rows.is_some()),
            (BodyKind::Contacts, self.contacts.is_some()),
            (BodyKind::Groups, self.groups.is_some()),
            (BodyKind::Fatigue, self.fatigue.is_some()),
            (BodyKind::TaskChecks, self.checks.is_some()),
            (BodyKind::Explorer, self.explorer.is_some()),
        ];
        let mut missing = false;
        for (kind, _) in singles.into_iter().filter(|(_, there)| !there) {
            missing = true;
            if !broken.contains(kind.place()) {
                let message = format!("{} is missing", kind.place());
                sink.error(kind.place(), "", "missing-file", message)
                    .hint("the body cannot be built without it".to_owned());
            }
        }
        missing
    }

    fn whole(self) -> Option<(Vec<BodySource>, Records, Asked)> {
        let mut sources: Vec<BodySource> = self.sources.into_iter().map(|s| s.raw).collect();
        sources.sort_by(|a, b| a.id.cmp(&b.id));
        let mut muscles: Vec<Muscles> = self.muscles.into_iter().map(|m| m.raw).collect();
        muscles.sort_by(|a, b| a.id.cmp(&b.id));
        let (skeleton, surfaces) = (self.skeleton?.raw, self.surfaces?.raw);
        let (passive, scaling) = (self.passive?.raw, self.scaling?.raw);
        let hamstring = self.hamstring?.raw;
        let records = Records { skeleton, surfaces, muscles, passive, scaling, hamstring };
        let mut postures: Vec<Posture> = self.postures.into_iter().map(|p| p.raw).collect();
        postures.sort_by(|a, b| a.id.cmp(&b.id));
        let mut tests: Vec<ClinicalTest> = self.tests.into_iter().map(|t| t.raw).collect();
        tests.sort_by(|a, b| a.id.cmp(&b.id));
        let reading = self.reading?.raw;
        let (nerve, nerve_rows) = (self.nerve?.raw, self.nerve_rows?.raw);
        let mut tasks: Vec<TaskRecord> = self.tasks.into_iter().map(|t| t.raw).collect();
        tasks.sort_by(|a, b| a.id.cmp(&b.id));
        let (contacts, groups) = (self.contacts?.raw, self.groups?.raw);
        let (fatigue, checks) = (self.fatigue?.raw, self.checks?.raw);
        let tasks = TaskRecords { contacts, groups, fatigue, checks, tasks };
        let explorer = self.explorer?.raw;
        let asked = Asked { postures, tests, reading, nerve, nerve_rows, tasks, explorer };
        Some((sources, records, asked))
    }
}

/// Every named source must be there, and every source named; a model must have a licence.
fn check_sources(sources: &[BodySource], records: &Records, asked: &Asked, sink: &mut Sink) {
    let known: BTreeMap<&str, &BodySource> = sources.iter().map(|s| (s.id.as_str(), s)).collect();
    let cited = cited(records, asked);
    for cite in cited.iter().filter(|cite| !known.contains_key(cite.source)) {
        let message = format!("no source `{}` in body/sources", cite.source);
        sink.error(&cite.file, &cite.path, "unknown-source", message)
            .hint(did_you_mean(cite.source, known.keys().copied()));
    }
    let used: BTreeSet<&str> = cited.iter().map(|cite| cite.source).collect();
    for source in sources {
        let file = format!("{BODY}sources/{}.toml", source.id);
        if !used.contains(source.id.as_str()) {
            let message = format!("no record of the body names `{}`", source.id);
            sink.error(&file, "", "unused-source", message).warning();
        }
        if source.kind == BodySourceKind::Model && source.licence.is_none() {
            let message = "a model without a licence".to_owned();
            sink.error(&file, "", "no-licence", message)
                .hint("name the licence, or take the numbers from another model".to_owned());
        }
    }
}

fn lowest_review(sources: &[BodySource], records: &Records, asked: &Asked) -> Review {
    let own = [records.skeleton.review, records.surfaces.review, asked.reading.review];
    let all = own.into_iter().chain([asked.nerve.review, asked.nerve_rows.review]);
    let all = all.chain([records.passive.review, records.scaling.review]);
    let all = all.chain([records.hamstring.review, asked.explorer.review]);
    let all = all.chain(records.muscles.iter().map(|m| m.review));
    let all = all.chain(asked.postures.iter().map(|p| p.review));
    let all = all.chain(asked.tests.iter().map(|t| t.review));
    let all = all.chain(tasks::reviews(&asked.tasks));
    all.chain(sources.iter().map(|s| s.review)).min().unwrap_or(Review::R0)
}
