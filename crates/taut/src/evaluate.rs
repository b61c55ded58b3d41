//! `taut evaluate`: many case files, counted against what was expected, beside two dumb baselines.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use serde::Serialize;
use taut_knowledge::{Case, Knowledge, Report, Rung, read_case, resolve};
use taut_reason::{Reasoner, Setting, Verdict};

use crate::BadInput;
use crate::cli::Format;
use crate::interval::Share;
use crate::output;
use crate::shipped::Source;

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

/// The four classes of the published cases, most careful first, with `undecided` where the ladder has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Class {
    /// Emergency care.
    Emergency,
    /// A doctor, today or within two weeks.
    SeeDoctor,
    /// Hold and see a physical therapist.
    NoStretchSeePt,
    /// No answer yet: a miss, counted apart.
    Undecided,
    /// Any open rung.
    Stretch,
}

impl Class {
    /// The class of a rung.
    #[must_use]
    pub const fn of(rung: Rung) -> Self {
        match rung {
            Rung::Emergency => Self::Emergency,
            Rung::SeeDoctorToday | Rung::SeeDoctor => Self::SeeDoctor,
            Rung::HoldAndSeePt => Self::NoStretchSeePt,
            Rung::Undecided => Self::Undecided,
            Rung::StayActive | Rung::Strengthen | Rung::StretchAndStrengthen => Self::Stretch,
        }
    }

    /// The class with this name in a case file.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "EMERGENCY" => Some(Self::Emergency),
            "SEE_DOCTOR" => Some(Self::SeeDoctor),
            "NO_STRETCH_SEE_PT" => Some(Self::NoStretchSeePt),
            "STRETCH" => Some(Self::Stretch),
            _ => None,
        }
    }
}

/// One case with its verdict.
#[derive(Debug, Clone, Serialize)]
struct Row {
    case: String,
    family: String,
    rests_on: String,
    acceptable: Vec<Class>,
    label: Option<Class>,
    rung: &'static str,
    class: Class,
    provisional: bool,
    rule: Option<String>,
    answers: usize,
    unmapped: usize,
}

impl Row {
    /// Not less careful than the least careful acceptable class.
    fn safe(&self, class: Class) -> bool {
        self.acceptable.iter().max().is_none_or(|least| class <= *least)
    }

    fn within(&self, class: Class) -> bool {
        self.acceptable.contains(&class)
    }

    /// More careful than the most careful acceptable class.
    fn over(&self, class: Class) -> bool {
        self.acceptable.iter().min().is_none_or(|most| class < *most)
    }

    /// The single right class: the label, or the only acceptable one.
    fn exact(&self, class: Class) -> bool {
        match self.label {
            Some(label) => class == label,
            None => self.acceptable.len() == 1 && self.acceptable[0] == class,
        }
    }

    fn labelled_stretch(&self) -> bool {
        match self.label {
            Some(label) => label == Class::Stretch,
            None => self.acceptable == [Class::Stretch],
        }
    }
}

/// The figures of one group of cases.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Figures {
    n: usize,
    safe_advice: Share,
    within_acceptable: Share,
    exact: Share,
    over_triage: Share,
    over_triage_to_emergency: Share,
    stretch_sensitivity: Share,
    open_rung_where_not_acceptable: Share,
    undecided: Share,
    provisional: Share,
}

impl Figures {
    /// Counts a group; `class_of` is ours or a baseline's.
    fn of(rows: &[&Row], class_of: impl Fn(&Row) -> Class) -> Self {
        let stretch: Vec<&Row> = rows.iter().copied().filter(|r| r.labelled_stretch()).collect();
        let closed: Vec<&Row> =
            rows.iter().copied().filter(|r| !r.within(Class::Stretch)).collect();
        Self {
            n: rows.len(),
            safe_advice: Share::count(rows, |r| r.safe(class_of(r))),
            within_acceptable: Share::count(rows, |r| r.within(class_of(r))),
            exact: Share::count(rows, |r| r.exact(class_of(r))),
            over_triage: Share::count(rows, |r| r.over(class_of(r))),
            over_triage_to_emergency: Share::count(rows, |r| {
                class_of(r) == Class::Emergency && r.over(Class::Emergency)
            }),
            stretch_sensitivity: Share::count(&stretch, |r| class_of(r) == Class::Stretch),
            open_rung_where_not_acceptable: Share::count(&closed, |r| {
                class_of(r) == Class::Stretch
            }),
            undecided: Share::count(rows, |r| class_of(r) == Class::Undecided),
            provisional: Share::count(rows, |r| r.provisional),
        }
    }
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

/// One case that another knowledge judges otherwise.
#[derive(Debug, Serialize)]
struct Moved {
    case: String,
    rung_there: &'static str,
    rung_here: &'static str,
    posteriors: Vec<(String, f64, f64)>,
    because: Vec<String>,
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
        Format::Markdown => markdown(&evaluation),
        Format::Text => plain(&evaluation),
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
        per_class.insert(name(class), Figures::of(&group, ours));
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

/// What differs between two editions of the knowledge, case by case.
fn moved(
    here: &Knowledge,
    there: &Knowledge,
    judged: &[(Case, Verdict)],
    cases_there: &[Case],
) -> Vec<Moved> {
    const VISIBLE: f64 = 1e-9;
    let changed = changed_records(here, there);
    let reasoner = Reasoner::new(there, Setting::Home);
    judged
        .iter()
        .zip(cases_there)
        .filter_map(|((case, verdict), case_there)| {
            let other = reasoner.verdict(&resolve(case_there, there).answers);
            let mut posteriors: Vec<(String, f64, f64)> = here
                .conditions
                .iter()
                .enumerate()
                .filter_map(|(i, condition)| {
                    let id = there.condition_id(&condition.id)?;
                    let (a, b) =
                        (other.decision.posteriors.of(id), verdict.decision.posteriors.present[i]);
                    ((a - b).abs() > VISIBLE).then(|| (condition.id.clone(), a, b))
                })
                .collect();
            posteriors.sort_by(|x, y| (y.1 - y.2).abs().total_cmp(&(x.1 - x.2).abs()));
            posteriors.truncate(5);
            let same_rung = other.rung() == verdict.rung();
            if same_rung && posteriors.is_empty() {
                return None;
            }
            let because = changed
                .iter()
                .filter(|record| touches(record, here, verdict, &posteriors))
                .cloned()
                .collect();
            Some(Moved {
                case: case.id.clone(),
                rung_there: other.rung().id(),
                rung_here: verdict.rung().id(),
                posteriors,
                because,
            })
        })
        .collect()
}

/// Ids of records that differ between two editions.
fn changed_records(here: &Knowledge, there: &Knowledge) -> Vec<String> {
    fn compare<T: PartialEq>(
        kind: &str,
        here: &[T],
        there: &[T],
        id: impl Fn(&T) -> &str,
        out: &mut Vec<String>,
    ) {
        let other: BTreeMap<&str, &T> = there.iter().map(|t| (id(t), t)).collect();
        let mine: BTreeMap<&str, &T> = here.iter().map(|t| (id(t), t)).collect();
        for (key, record) in &mine {
            if other.get(key).is_none_or(|o| o != record) {
                out.push(format!("{kind}/{key}"));
            }
        }
        for key in other.keys().filter(|k| !mine.contains_key(*k)) {
            out.push(format!("{kind}/{key} (only there)"));
        }
    }
    let mut out = Vec::new();
    compare("findings", &here.findings, &there.findings, |f| &f.id, &mut out);
    compare("conditions", &here.conditions, &there.conditions, |c| &c.id, &mut out);
    compare("rules", &here.rules, &there.rules, |r| &r.id, &mut out);
    compare("evidence", &here.evidence, &there.evidence, |e| &e.id, &mut out);
    // The numbers that drive are kept in the links, not in the evidence records.
    let figure = |k: &Knowledge, i: usize| {
        let link = &k.links[i];
        (k.evidence[link.evidence].id.clone(), link.given.clone())
    };
    let other: BTreeMap<String, Vec<f64>> =
        (0..there.links.len()).map(|i| figure(there, i)).collect();
    for i in 0..here.links.len() {
        let (id, given) = figure(here, i);
        let label = format!("evidence/{id}");
        if other.get(&id).is_some_and(|o| *o != given) && !out.contains(&label) {
            out.push(label);
        }
    }
    if here.harms != there.harms {
        out.push("decision/harms".to_owned());
    }
    out
}

/// True if a changed record can have moved this case: a rule that fired, the harms, or a figure of a moved condition.
fn touches(
    record: &str,
    here: &Knowledge,
    verdict: &Verdict,
    posteriors: &[(String, f64, f64)],
) -> bool {
    let Some((kind, id)) = record.split_once('/') else { return false };
    match kind {
        "rules" => {
            record.ends_with("(only there)")
                || verdict.decision.fired.iter().any(|f| here.rules[f.rule].id == id)
                || here.rules.iter().any(|r| r.id == id)
        }
        "evidence" | "conditions" => !posteriors.is_empty(),
        _ => true,
    }
}

fn name(class: Class) -> String {
    serde_json::to_value(class).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Rows of the main table: label and figures.
fn table_rows(evaluation: &Evaluation) -> Vec<(String, &Figures)> {
    let mut rows = vec![
        ("all that rest on findings".to_owned(), &evaluation.summary.findings),
        ("all cases".to_owned(), &evaluation.summary.all),
        ("baseline: always hold".to_owned(), &evaluation.baselines.always_hold),
        (
            "baseline: never stretch, see a doctor".to_owned(),
            &evaluation.baselines.never_stretch_see_doctor,
        ),
    ];
    rows.extend(evaluation.per_class.iter().map(|(c, f)| (format!("class {c}"), f)));
    rows.extend(evaluation.per_family.iter().map(|(c, f)| (format!("family {c}"), f)));
    rows
}

const COLUMNS: [&str; 8] = [
    "group",
    "n",
    "safe advice",
    "within acceptable",
    "exact",
    "over-triage",
    "undecided",
    "provisional",
];

fn cells(label: &str, f: &Figures) -> Vec<String> {
    vec![
        label.to_owned(),
        f.n.to_string(),
        f.safe_advice.to_string(),
        f.within_acceptable.to_string(),
        f.exact.to_string(),
        f.over_triage.to_string(),
        f.undecided.k.to_string(),
        f.provisional.k.to_string(),
    ]
}

fn markdown(evaluation: &Evaluation) -> String {
    let mut out = format!("{}\n\nShares with 95% Wilson intervals.\n\n", evaluation.limits);
    let _ = writeln!(out, "| {} |\n|{}", COLUMNS.join(" | "), "---|".repeat(COLUMNS.len()));
    for (label, figures) in table_rows(evaluation) {
        let _ = writeln!(out, "| {} |", cells(&label, figures).join(" | "));
    }
    let f = &evaluation.summary.findings;
    let _ = writeln!(
        out,
        "\nStretch sensitivity (labelled STRETCH, on an open rung): {}.\nOpen rung where none is acceptable: {}.\nOver-triage to emergency: {}.\nShare of stated facts without a finding: {}.",
        f.stretch_sensitivity,
        f.open_rung_where_not_acceptable,
        f.over_triage_to_emergency,
        evaluation.transcription.share_unmapped
    );
    let _ = writeln!(
        out,
        "\nMisses:\n\n| case | ours | acceptable | rests on | rule |\n|---|---|---|---|---|"
    );
    for m in &evaluation.misses {
        let _ = writeln!(
            out,
            "| {} | {}{} | {} | {} | {} |",
            m.case,
            m.rung,
            if m.provisional { " (provisional)" } else { "" },
            m.acceptable.iter().map(|c| name(*c)).collect::<Vec<_>>().join(", "),
            m.rests_on,
            m.rule.as_deref().unwrap_or("-")
        );
    }
    moved_lines(&mut out, evaluation);
    out
}

fn plain(evaluation: &Evaluation) -> String {
    let mut out = format!("{}\n\n", evaluation.limits);
    let rows: Vec<Vec<String>> = [COLUMNS.map(str::to_owned).to_vec()]
        .into_iter()
        .chain(table_rows(evaluation).into_iter().map(|(label, f)| cells(&label, f)))
        .collect();
    for row in &rows {
        let line: Vec<String> = row
            .iter()
            .enumerate()
            .map(|(i, cell)| {
                let width = rows.iter().map(|r| r[i].chars().count()).max().unwrap_or(0);
                format!("{cell:width$}")
            })
            .collect();
        let _ = writeln!(out, "{}", line.join("  ").trim_end());
    }
    let f = &evaluation.summary.findings;
    let _ = writeln!(out, "\nstretch sensitivity             {}", f.stretch_sensitivity);
    let _ = writeln!(out, "open rung, none acceptable      {}", f.open_rung_where_not_acceptable);
    let _ = writeln!(out, "over-triage to emergency        {}", f.over_triage_to_emergency);
    let _ = writeln!(
        out,
        "facts without a finding         {}",
        evaluation.transcription.share_unmapped
    );
    let _ = writeln!(out, "\nmisses ({}):", evaluation.misses.len());
    for m in &evaluation.misses {
        let acceptable: Vec<String> = m.acceptable.iter().map(|c| name(*c)).collect();
        let _ = writeln!(
            out,
            "  {}: {}{}, acceptable {} (rests on {}{})",
            m.case,
            m.rung,
            if m.provisional { ", provisional" } else { "" },
            acceptable.join(" or "),
            m.rests_on,
            m.rule.as_ref().map(|r| format!("; rule {r}")).unwrap_or_default()
        );
    }
    moved_lines(&mut out, evaluation);
    out
}

fn moved_lines(out: &mut String, evaluation: &Evaluation) {
    let Some(moved) = &evaluation.moved else { return };
    let _ = writeln!(out, "\nmoved against the other knowledge ({}):\n", moved.len());
    for m in moved {
        let _ = writeln!(out, "- {}: {} there, {} here", m.case, m.rung_there, m.rung_here);
        for (condition, there, here) in &m.posteriors {
            let _ = writeln!(out, "    {condition}: {there:.4} there, {here:.4} here");
        }
        if !m.because.is_empty() {
            let _ = writeln!(out, "    because of: {}", m.because.join(", "));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Class, Row};

    fn row(acceptable: &[Class]) -> Row {
        Row {
            case: String::new(),
            family: String::new(),
            rests_on: "findings".to_owned(),
            acceptable: acceptable.to_vec(),
            label: None,
            rung: "",
            class: Class::Stretch,
            provisional: false,
            rule: None,
            answers: 0,
            unmapped: 0,
        }
    }

    #[test]
    fn safe_means_not_less_careful_than_the_least_careful_acceptable_class() {
        let r = row(&[Class::SeeDoctor, Class::NoStretchSeePt]);
        assert!(r.safe(Class::Emergency) && r.safe(Class::NoStretchSeePt));
        assert!(!r.safe(Class::Undecided) && !r.safe(Class::Stretch));
        assert!(r.over(Class::Emergency) && !r.over(Class::SeeDoctor));
    }

    #[test]
    fn undecided_is_never_within() {
        let r = row(&[Class::Stretch]);
        assert!(!r.within(Class::Undecided));
        assert!(r.safe(Class::Undecided));
    }
}
