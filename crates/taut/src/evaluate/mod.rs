//! `taut evaluate`: many case files, counted against what was expected, beside two dumb baselines.

mod figures;
mod moved;
mod tables;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use serde::Serialize;
use taut_knowledge::{Case, Knowledge, Report, read_case, resolve};
use taut_reason::{Reasoner, Setting, Verdict};

use crate::BadInput;
use crate::interval::Share;
use crate::output;
use crate::output::Format;
use crate::shipped::Source;
use figures::{Class, Figures, Row};
use moved::{Moved, moved};

/// Flags of `taut evaluate`.
#[derive(Debug, Args)]
pub struct EvaluateArgs {
    /// Case files, or folders of them
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// How to write the result
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// Compare with the knowledge in this folder: which verdicts and posteriors moved, and because of which record
    #[arg(long, value_name = "DIR")]
    against: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Summary {
    findings: Figures,
    all: Figures,
}

#[derive(Debug, Serialize)]
struct Baselines {
    always_hold: Figures,
    never_stretch_see_doctor: Figures,
}

#[derive(Debug, Serialize)]
struct Transcription {
    answers: usize,
    unmapped: usize,
    share_unmapped: Share,
}

/// The result of `taut evaluate` (`taut.evaluation/1`).
#[derive(Debug, Serialize)]
struct Evaluation {
    schema: &'static str,
    knowledge_edition: String,
    limits: String,
    summary: Summary,
    baselines: Baselines,
    per_class: BTreeMap<String, Figures>,
    per_family: BTreeMap<String, Figures>,
    transcription: Transcription,
    misses: Vec<Row>,
    cases: Vec<Row>,
    #[serde(skip_serializing_if = "Option::is_none")]
    moved: Option<Vec<Moved>>,
}

const LIMITS: &str = "No clinician labelled these cases; most were read as abstracts or excerpts; published cases are far more serious than everyday ones; the STRETCH class is small and weakly sourced. They test the program; they do not validate it clinically.";

/// What these cases can show: the limits of the published ones, unless every file names another, single source.
fn limits(judged: &[(Case, Verdict)]) -> String {
    let mut sources = judged.iter().map(|(case, _)| case.expected.as_ref().map(|e| &e.source));
    match sources.next().flatten() {
        Some(first) if judged.len() > 1 && sources.all(|s| s == Some(first)) => {
            format!("All cases have one source: {first}.")
        }
        _ => LIMITS.to_owned(),
    }
}

/// Runs the command.
///
/// # Errors
/// All problems of all case files in one report, or I/O.
pub fn run(args: &EvaluateArgs, source: &Source) -> anyhow::Result<()> {
    let knowledge = source.knowledge()?;
    let cases = read_all(&args.paths, &knowledge)?;
    let reasoner = Reasoner::new(&knowledge, Setting::Home);
    let judged: Vec<(Case, Verdict)> = cases
        .into_iter()
        .map(|case| {
            let verdict = reasoner.verdict(&resolve(&case, &knowledge).answers);
            (case, verdict)
        })
        .collect();
    let mut evaluation = evaluate(&knowledge, &judged);
    if let Some(folder) = &args.against {
        let other = Source::Folder(folder.clone()).knowledge()?;
        let there = read_all(&args.paths, &other)?;
        evaluation.moved = Some(moved(&knowledge, &other, &judged, &there));
    }
    let text = match args.format {
        Format::Json => serde_json::to_string_pretty(&evaluation)?,
        Format::Markdown => tables::markdown(&evaluation),
        Format::Text => tables::plain(&evaluation),
    };
    output::print(&text)
}

/// Case files of all paths, in the order of their names; every problem of every file in one report.
fn read_all(paths: &[PathBuf], knowledge: &Knowledge) -> anyhow::Result<Vec<Case>> {
    let mut files = Vec::new();
    for path in paths {
        collect(path, &mut files)?;
    }
    files.sort();
    files.dedup();
    if files.is_empty() {
        return Err(BadInput(format!(
            "{}: error[no-cases]: no .json or .toml file here\n  hint: give case files or a folder of them",
            paths.first().map(|p| p.display().to_string()).unwrap_or_default()
        ))
        .into());
    }
    let mut cases = Vec::new();
    let mut problems = Report::default();
    for file in &files {
        let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
        match read_case(&file.display().to_string(), &bytes, knowledge) {
            Ok(case) => cases.push(case),
            Err(report) => problems.0.extend(report.0),
        }
    }
    if problems.0.is_empty() { Ok(cases) } else { Err(BadInput(problems.to_string()).into()) }
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).with_context(|| path.display().to_string())? {
            let inner = entry?.path();
            let case = inner.extension().is_some_and(|e| e == "toml" || e == "json");
            if inner.is_dir() || case {
                collect(&inner, files)?;
            }
        }
        Ok(())
    } else if path.exists() {
        files.push(path.to_path_buf());
        Ok(())
    } else {
        Err(BadInput(format!(
            "{}: error[unreadable]: no such file or folder\n  hint: check the path",
            path.display()
        ))
        .into())
    }
}

fn evaluate(knowledge: &Knowledge, judged: &[(Case, Verdict)]) -> Evaluation {
    let rows: Vec<Row> =
        judged.iter().map(|(case, verdict)| row(knowledge, case, verdict)).collect();
    let scored: Vec<&Row> = rows.iter().filter(|r| !r.acceptable.is_empty()).collect();
    let on_findings: Vec<&Row> =
        scored.iter().copied().filter(|r| r.rests_on != "diagnosis").collect();
    let ours = |r: &Row| r.class;
    let mut per_class = BTreeMap::new();
    for class in [Class::Emergency, Class::SeeDoctor, Class::NoStretchSeePt, Class::Stretch] {
        let group: Vec<&Row> = on_findings
            .iter()
            .copied()
            .filter(|r| r.label.or(r.acceptable.iter().min().copied()) == Some(class))
            .collect();
        per_class.insert(figures::name(class), Figures::of(&group, ours));
    }
    let mut families: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    for r in &on_findings {
        families.entry(r.family.clone()).or_default().push(r);
    }
    let answers = rows.iter().map(|r| r.answers).sum();
    let unmapped = rows.iter().map(|r| r.unmapped).sum();
    Evaluation {
        schema: "taut.evaluation/1",
        knowledge_edition: knowledge.edition.clone(),
        limits: limits(judged),
        summary: Summary {
            findings: Figures::of(&on_findings, ours),
            all: Figures::of(&scored, ours),
        },
        baselines: Baselines {
            always_hold: Figures::of(&on_findings, |_| Class::NoStretchSeePt),
            never_stretch_see_doctor: Figures::of(&on_findings, |_| Class::SeeDoctor),
        },
        per_class,
        per_family: families
            .iter()
            .map(|(f, group)| (f.clone(), Figures::of(group, ours)))
            .collect(),
        transcription: Transcription {
            answers,
            unmapped,
            share_unmapped: Share::of(unmapped, answers + unmapped),
        },
        misses: scored.iter().filter(|r| !r.within(r.class)).map(|r| (*r).clone()).collect(),
        cases: rows.clone(),
        moved: None,
    }
}

fn row(knowledge: &Knowledge, case: &Case, verdict: &Verdict) -> Row {
    let expected = case.expected.as_ref();
    let classes = |names: &[String]| -> Vec<Class> {
        names.iter().filter_map(|n| Class::from_name(n)).collect()
    };
    Row {
        case: case.id.clone(),
        family: expected.map(|e| e.family.clone()).unwrap_or_default(),
        rests_on: expected.map(|e| e.rests_on.clone()).unwrap_or_default(),
        acceptable: expected.map(|e| classes(&e.acceptable)).unwrap_or_default(),
        label: expected.and_then(|e| e.label.as_deref()).and_then(Class::from_name),
        rung: verdict.rung().id(),
        class: Class::of(verdict.rung()),
        provisional: verdict.is_provisional(),
        rule: verdict
            .decision
            .fired
            .iter()
            .find(|f| knowledge.rules[f.rule].rung == Some(verdict.rung()))
            .map(|f| knowledge.rules[f.rule].id.clone()),
        answers: case.answers.len(),
        unmapped: case.unmapped.len(),
    }
}
