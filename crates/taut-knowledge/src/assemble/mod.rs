//! From raw records to the resolved knowledge: every id becomes an index, every expression is read, every number is checked.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::did_you_mean;
use crate::expr::Expr;
use crate::expr_parse;
use crate::files::FileSet;
use crate::grades::Review;
use crate::hash;
use crate::knowledge::{Finding, Hazard, Knowledge, Source};
use crate::languages::Language;
use crate::raw::{Loaded, Raw};
use crate::sink::Sink;

mod bars;
mod conditions;
mod decision;
mod dose;
mod evidence;
mod exercises;
mod figures;
mod findings;
mod interface;
mod lookup;
mod measures;
mod policies;
mod rules;
mod safety;
mod states;

pub(crate) use rules::is_design_rule;

/// Resolves the records. Where there are errors, the result is incomplete and must not be used.
pub(crate) fn assemble(raw: &Raw, files: &FileSet<'_>, sink: &mut Sink) -> Knowledge {
    let mut maker =
        Maker { raw, sink, sources: ids_below(raw.sources.iter().map(|s| &s.id), raw, "sources/") };
    let manifest = maker.manifest();
    let sources = maker.sources();
    let findings = maker.findings();
    let conditions = maker.conditions();
    let (evidence, links) = maker.evidence(&findings, &conditions);
    let rules = maker.rules(&findings);
    let obligations = maker.obligations(&findings);
    let safety = maker.safety_lists(&findings);
    let screens = maker.screens(&findings);
    let harms = maker.harms();
    let population = maker.population();
    let uncertainty = maker.uncertainty();
    let questions = maker.questions();
    let prevalences = maker.prevalences(&findings);
    let phrases = maker.phrases();
    let situations = maker.situations(&findings);
    let cautions = maker.cautions(&findings, &conditions);
    let item_bars = maker.item_bars(&findings);
    let exercises = maker.exercises(&findings, &conditions);
    let programme = maker.programme(&findings);
    let check_in = maker.check_in(&findings);
    let measures = maker.measures(&findings);
    let courses = maker.courses(&findings);
    let interface = maker.interface();
    let regions = maker.regions(&findings);
    let self_tests = maker.self_tests(&findings);
    let lowest_review = lowest_review(raw);
    let safety_hash = hash::safety(files);
    Knowledge {
        edition: manifest,
        hash: hash::all(files),
        safety_locked: files
            .get(crate::files::LOCK_PATH)
            .is_some_and(|lock| lock.trim_ascii() == safety_hash.as_bytes()),
        safety_hash,
        proved: false,
        lowest_review,
        findings,
        conditions,
        evidence,
        links,
        rules,
        harms,
        uncertainty,
        screens,
        obligations,
        safety,
        sources,
        hazards: hazards(raw),
        prevalences,
        phrases,
        population,
        questions,
        exercises,
        situations,
        cautions,
        item_bars,
        programme,
        check_in,
        measures,
        courses,
        interface,
        regions,
        self_tests,
        languages: vec![Language {
            code: "en".to_owned(),
            name: "English".to_owned(),
            review: lowest_review,
            translator: String::new(),
        }],
    }
}

/// The ids of the records of a folder, also of those that could not be read, so that one broken file is one problem.
fn ids_below<'a>(
    ids: impl Iterator<Item = &'a String>,
    raw: &Raw,
    folder: &str,
) -> BTreeSet<String> {
    let broken = raw
        .broken
        .iter()
        .filter_map(|path| path.strip_prefix(folder)?.strip_suffix(".toml"))
        .map(str::to_owned);
    ids.cloned().chain(broken).collect()
}

fn lowest_review(raw: &Raw) -> Review {
    let levels = (raw.sources.iter().map(|r| r.raw.review))
        .chain(raw.conditions.iter().map(|r| r.raw.review))
        .chain(raw.findings.iter().map(|r| r.raw.review))
        .chain(raw.evidence.iter().map(|r| r.raw.review))
        .chain(raw.rules.iter().map(|r| r.raw.review))
        .chain(raw.obligations.iter().map(|r| r.raw.review))
        .chain(raw.hazards.iter().map(|r| r.raw.review))
        .chain(raw.screens.iter().filter_map(|r| r.raw.review))
        .chain(raw.harms.iter().map(|r| r.raw.review))
        .chain(raw.population.iter().map(|r| r.raw.review))
        .chain(raw.uncertainty.iter().map(|r| r.raw.review))
        .chain(raw.questions.iter().map(|r| r.raw.review))
        .chain(raw.prevalences.iter().map(|r| r.raw.review))
        .chain(raw.phrases.iter().map(|r| r.raw.review))
        .chain(raw.exercises.iter().map(|r| r.raw.review))
        .chain(raw.situations.iter().map(|r| r.raw.review))
        .chain(raw.cautions.iter().map(|r| r.raw.review))
        .chain(raw.item_bars.iter().map(|r| r.raw.review))
        .chain(raw.programme.iter().map(|r| r.raw.review))
        .chain(raw.check_in.iter().map(|r| r.raw.review))
        .chain(raw.measures.iter().map(|r| r.raw.review))
        .chain(raw.courses.iter().map(|r| r.raw.review))
        .chain(raw.regions.iter().map(|r| r.raw.review))
        .chain(raw.self_tests.iter().map(|r| r.raw.review));
    levels.map(Review::from).min().unwrap_or(Review::R0)
}

fn hazards(raw: &Raw) -> Vec<Hazard> {
    raw.hazards
        .iter()
        .map(|Loaded { id, raw, .. }| Hazard {
            id: id.clone(),
            hazard: raw.hazard.clone(),
            cause: raw.cause.clone(),
            effect: raw.effect.clone(),
            severity: raw.severity,
            likelihood: raw.likelihood,
            controls: raw.controls.clone(),
            tests: raw.tests.clone(),
            residual: raw.residual.clone(),
            owner: raw.owner.clone(),
        })
        .collect()
}

fn find<T>(items: &[T], id: &str, id_of: impl Fn(&T) -> &str) -> Option<usize> {
    items.binary_search_by(|item| id_of(item).cmp(id)).ok()
}

fn index(i: usize) -> u16 {
    // More than 65,535 records of a kind do not occur; the first check on them would fail on the size of the folder.
    u16::try_from(i).unwrap_or(u16::MAX)
}

struct Maker<'a> {
    raw: &'a Raw,
    sink: &'a mut Sink,
    sources: BTreeSet<String>,
}

impl Maker<'_> {
    fn is_broken(&self, folder: &str, id: &str) -> bool {
        !self.raw.broken.is_empty() && self.raw.broken.contains(&format!("{folder}/{id}.toml"))
    }

    fn missing_record(&mut self, path: &str, message: &str) {
        if !self.raw.broken.contains(path) {
            self.sink.error(path, "", "missing-record", message.to_owned());
        }
    }

    fn source(&mut self, file: &str, path: &str, key: &str) {
        if !self.sources.contains(key) {
            let hint = did_you_mean(key, self.sources.iter().map(String::as_str))
                .or_else(|| Some(format!("write sources/{key}.toml")));
            self.sink
                .error(file, path, "unknown-source", format!("unknown source `{key}`"))
                .hint(hint);
        }
    }

    fn share(&mut self, file: &str, path: &str, value: f64) {
        if !(value > 0.0 && value < 1.0) {
            self.sink
                .error(file, path, "bad-probability", format!("{value} is not between 0 and 1"))
                .hint(
                    "a probability of exactly 0 or 1 can never be corrected by an answer"
                        .to_owned(),
                );
        }
    }

    fn filled(&mut self, file: &str, path: &str, text: &str) {
        if text.trim().is_empty() {
            self.sink.error(file, path, "empty-text", "the text is empty".to_owned());
        }
    }

    fn english<T>(&mut self, file: &str, text: &BTreeMap<String, T>) {
        if !text.contains_key("en") {
            self.sink
                .error(file, "text.en", "missing-text", "there is no English text".to_owned())
                .hint("add a table [text.en]".to_owned());
        }
    }

    fn expr(&mut self, file: &str, path: &str, text: &str, findings: &[Finding]) -> Option<Expr> {
        match expr_parse::parse(text, findings) {
            Ok(expr) => Some(expr),
            Err(error) => {
                if error.code != "unknown-finding" || !self.is_broken("findings", &error.token) {
                    self.sink
                        .error(file, path, error.code, error.message)
                        .hint(error.hint)
                        .inside(error.offset);
                }
                None
            }
        }
    }

    fn manifest(&mut self) -> String {
        let Some(Loaded { file, raw, .. }) = &self.raw.manifest else {
            self.missing_record(
                "knowledge.toml",
                "the file with edition, licence and notice is missing",
            );
            return String::new();
        };
        for (path, text) in
            [("edition", &raw.edition), ("licence", &raw.licence), ("notice", &raw.notice)]
        {
            self.filled(file, path, text);
        }
        raw.edition.clone()
    }

    fn sources(&mut self) -> BTreeMap<String, Source> {
        let mut sources = BTreeMap::new();
        for Loaded { file, id, raw } in &self.raw.sources {
            self.filled(file, "title", &raw.title);
            self.filled(file, "authors", &raw.authors);
            let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
            sources.insert(
                id.clone(),
                Source {
                    id: id.clone(),
                    kind: raw.kind.id().to_owned(),
                    authors: raw.authors.clone(),
                    year: raw.year,
                    title: raw.title.clone(),
                    doi: or_empty(&raw.doi),
                    pmid: or_empty(&raw.pmid),
                    pmcid: or_empty(&raw.pmcid),
                    url: or_empty(&raw.url),
                    read_as: raw.read_as.id().to_owned(),
                    note: or_empty(&raw.note),
                },
            );
        }
        sources
    }
}
