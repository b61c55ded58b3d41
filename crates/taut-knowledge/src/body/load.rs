//! The whole way from the body's files to checked records and a model that they build.

use std::collections::{BTreeMap, BTreeSet};

use taut_body::Model;
use taut_body::nerve::Nerve;
use taut_body::nerve::record::{NerveRecord, NerveRows};
use taut_body::nerve::rows::Trial;
use taut_body::own::record::{Muscles, Records, Review, Skeleton, Surfaces};
use taut_body::own::{RecordProblems, build};

use super::cite::{cited, nerve_cited};
use super::kind::BodyKind;
use super::source::{BodySource, BodySourceKind};
use crate::diagnostic::{Report, did_you_mean};
use crate::files::{BODY, FileSet};
use crate::hash;
use crate::raw::{Loaded, Reader};
use crate::schema::RecordKind;
use crate::sink::Sink;

/// Records that the program does not read yet; whoever reads them takes their place out of this list.
const LATER: [&str; 3] = ["body/postures", "body/tests", "body/tasks"];

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
    /// The nerve's record.
    pub nerve_record: NerveRecord,
    /// What is published about the nerve.
    pub nerve_rows: NerveRows,
    /// The nerve of that body.
    pub nerve: Nerve,
}

/// Records while they are read.
#[derive(Default)]
struct Read {
    sources: Vec<Loaded<BodySource>>,
    skeleton: Option<Loaded<Skeleton>>,
    surfaces: Option<Loaded<Surfaces>>,
    muscles: Vec<Loaded<Muscles>>,
    nerve: Option<Loaded<NerveRecord>>,
    nerve_rows: Option<Loaded<NerveRows>>,
}

/// Every record, read.
struct Whole {
    sources: Vec<BodySource>,
    records: Records,
    nerve: NerveRecord,
    nerve_rows: NerveRows,
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
    let Some(whole) = read.whole() else { return Err(sink.finish(&files)) };
    check_sources(&whole, &mut sink);
    let built = built(&whole, &mut sink);
    let report = sink.finish(&files);
    match built {
        Some((model, nerve)) if !report.has_errors() => {
            let hash = hash::all(&files);
            let lowest_review = lowest_review(&whole);
            let Whole { sources, records, nerve: nerve_record, nerve_rows } = whole;
            let body = BodyKnowledge {
                hash,
                lowest_review,
                sources,
                records,
                model,
                nerve_record,
                nerve_rows,
                nerve,
            };
            Ok((body, report))
        }
        _ => Err(report),
    }
}

/// The body and its nerve, held against the published rows once; every problem is noted.
fn built(whole: &Whole, sink: &mut Sink) -> Option<(Model, Nerve)> {
    let mut note = |RecordProblems(problems): RecordProblems| {
        for problem in problems {
            let file = format!("{BODY}{}.toml", problem.record);
            sink.error(&file, &problem.path, "bad-body", problem.message).hint(problem.hint);
        }
    };
    let model = build(&whole.records).map_err(&mut note).ok()?;
    let nerve = Nerve::build(&whole.nerve, &model).map_err(&mut note).ok()?;
    Trial::new(&model, &nerve, &whole.nerve_rows).map_err(&mut note).ok()?;
    Some((model, nerve))
}

impl Read {
    fn files(files: &FileSet<'_>, sink: &mut Sink, broken: &mut BTreeSet<String>) -> Self {
        let mut read = Self::default();
        for (path, content) in files.iter() {
            if LATER.iter().any(|start| path.starts_with(start)) {
                continue;
            }
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
                BodyKind::Muscles => read.muscles.extend(reader.read(|r: &Muscles| Some(&r.id))),
                BodyKind::Nerve => read.nerve = reader.read(|r: &NerveRecord| Some(&r.id)),
                BodyKind::NerveRows => read.nerve_rows = reader.read(|r: &NerveRows| Some(&r.id)),
            }
        }
        read
    }

    /// True if a record that every body needs is not there, which is noted.
    fn missing(&self, broken: &BTreeSet<String>, sink: &mut Sink) -> bool {
        let singles = [
            (BodyKind::Skeleton, self.skeleton.is_some()),
            (BodyKind::Surfaces, self.surfaces.is_some()),
            (BodyKind::Nerve, self.nerve.is_some()),
            (BodyKind::NerveRows, self.nerve_rows.is_some()),
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

    fn whole(self) -> Option<Whole> {
        let mut sources: Vec<BodySource> = self.sources.into_iter().map(|s| s.raw).collect();
        sources.sort_by(|a, b| a.id.cmp(&b.id));
        let mut muscles: Vec<Muscles> = self.muscles.into_iter().map(|m| m.raw).collect();
        muscles.sort_by(|a, b| a.id.cmp(&b.id));
        let (skeleton, surfaces) = (self.skeleton?.raw, self.surfaces?.raw);
        let records = Records { skeleton, surfaces, muscles };
        let (nerve, nerve_rows) = (self.nerve?.raw, self.nerve_rows?.raw);
        Some(Whole { sources, records, nerve, nerve_rows })
    }
}

/// Every named source must be there, and every source named; a model must have a licence.
fn check_sources(whole: &Whole, sink: &mut Sink) {
    let Whole { sources, records, nerve, nerve_rows } = whole;
    let known: BTreeMap<&str, &BodySource> = sources.iter().map(|s| (s.id.as_str(), s)).collect();
    let mut cited = cited(records);
    cited.extend(nerve_cited(nerve, nerve_rows));
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

fn lowest_review(whole: &Whole) -> Review {
    let Whole { sources, records, nerve, nerve_rows } = whole;
    let own = [records.skeleton.review, records.surfaces.review, nerve.review, nerve_rows.review];
    let all = own.into_iter().chain(records.muscles.iter().map(|m| m.review));
    all.chain(sources.iter().map(|s| s.review)).min().unwrap_or(Review::R0)
}
