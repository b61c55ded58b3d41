//! Case files: what one person answered, read from JSON or TOML; every problem at once, with line and column.

use crate::case_file::{CaseSex, Side};
use crate::diagnostic::{Diagnostic, Place, Problem, Report, Severity, did_you_mean, shorten};
use crate::expr_parse::AGE;
use crate::ids::FindingId;
use crate::knowledge::{Kind as FindingKind, Knowledge, Rung};
use crate::schema::RecordKind;
use crate::shape;
use crate::sink::not_utf8;
use crate::tree::{Kind, Tree, read_json, read_toml};

mod answers;

use answers::Seen;

/// A larger case file is refused before it is parsed.
pub const MAX_CASE_BYTES: usize = 1 << 20;

/// The only value of `schema`.
pub const CASE_SCHEMA: &str = "taut.case/1";

/// Classes that published cases are labelled with.
pub const ACCEPTABLE: [&str; 4] = ["STRETCH", "NO_STRETCH_SEE_PT", "SEE_DOCTOR", "EMERGENCY"];

/// At most this many problems of one case file are reported.
const MOST_PROBLEMS: usize = 100;

/// Who answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// The person.
    Person,
    /// A physical therapist or another clinician.
    Therapist,
}

/// What an answer says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Said {
    /// Not sure, or asked without an answer.
    Unknown,
    /// In this state (index into the finding's states).
    State(u8),
    /// A measured number, in the finding's unit.
    Number(f64),
    /// A clinician cleared the flag (S13).
    Cleared,
}

/// One answer of a case.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseAnswer {
    /// The finding.
    pub finding: FindingId,
    /// What was said.
    pub said: Said,
    /// Side; `Unstated` for a finding without sides.
    pub side: Side,
    /// Who answered.
    pub by: By,
    /// When, as sortable text.
    pub when: Option<String>,
    /// Field of the source.
    pub from: String,
    /// Note.
    pub note: String,
    /// Why a flag is cleared; empty otherwise.
    pub reason: String,
    /// Who cleared it; may be empty.
    pub examiner: String,
}

/// Labels of a published case or vignette.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Expected {
    /// Acceptable classes, a subset of [`ACCEPTABLE`].
    pub acceptable: Vec<String>,
    /// The one class given by a reader who knew the diagnosis.
    pub label: Option<String>,
    /// Vignettes: the rung.
    pub rung: Option<Rung>,
    /// Vignettes: is the verdict final?
    pub is_final: Option<bool>,
    /// What the label rests on.
    pub rests_on: String,
    /// Family of cases.
    pub family: String,
    /// Source.
    pub source: String,
    /// Address of the source.
    pub url: String,
    /// Who made the labels.
    pub labels: String,
}

/// One person's answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Id.
    pub id: String,
    /// Lowest and highest possible age in years.
    pub age: Option<(f64, f64)>,
    /// Recorded sex.
    pub sex: Option<CaseSex>,
    /// Answers, in the order of the file.
    pub answers: Vec<CaseAnswer>,
    /// What no finding can hold: text, and field of the source.
    pub unmapped: Vec<(String, String)>,
    /// Labels; advice never reads them.
    pub expected: Option<Expected>,
}

/// Reads a case file, JSON if its first character is `{`, else TOML.
///
/// # Errors
/// Every problem, with line, column, logical path and hint.
pub fn read_case(name: &str, bytes: &[u8], knowledge: &Knowledge) -> Result<Case, Report> {
    if bytes.len() > MAX_CASE_BYTES {
        return Err(whole_file(
            name,
            "too-large",
            format!("more than {MAX_CASE_BYTES} bytes"),
            Some("a case file holds one person; leave out what no finding can hold".to_owned()),
        ));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let mut problem = not_utf8(bytes, &error);
            name.clone_into(&mut problem.place.file);
            return Err(Report::new(vec![problem]));
        }
    };
    if text.trim().is_empty() {
        let hint = format!("a case file starts with schema = \"{CASE_SCHEMA}\"");
        return Err(whole_file(name, "empty-file", "the file is empty".to_owned(), Some(hint)));
    }
    let (tree, mut problems) = if text.trim_start().starts_with('{') {
        read_json(text)
    } else {
        let (tree, problems) = read_toml(text);
        // What TOML could save from a broken text would only give echoes of the same problem.
        (problems.is_empty().then_some(tree), problems)
    };
    let mut case = None;
    if let Some(tree) = tree {
        problems.extend(shape::differences(&tree, RecordKind::Case.schema()));
        let mut reader = Reader { knowledge, text, problems: &mut problems };
        case = Some(reader.case(&tree));
    }
    match case {
        Some(case) if problems.is_empty() => Ok(case),
        _ => Err(report(name, text, problems)),
    }
}

fn whole_file(name: &str, code: &'static str, message: String, hint: Option<String>) -> Report {
    let place = Place { file: name.to_owned(), line: 1, column: 1, path: String::new() };
    Report::new(vec![Diagnostic { severity: Severity::Error, code, place, message, hint }])
}

fn report(name: &str, text: &str, mut problems: Vec<Problem>) -> Report {
    problems.sort_by_key(|problem| problem.start);
    let more = problems.len().saturating_sub(MOST_PROBLEMS);
    problems.truncate(MOST_PROBLEMS);
    let mut out: Vec<Diagnostic> =
        problems.into_iter().map(|problem| problem.into_error(name, text)).collect();
    if more > 0 {
        let message = format!("at least {more} more problems are not shown");
        out.extend(whole_file(name, "too-many-problems", message, None).0);
    }
    Report::new(out)
}

struct Reader<'a> {
    knowledge: &'a Knowledge,
    text: &'a str,
    problems: &'a mut Vec<Problem>,
}

impl Reader<'_> {
    fn problem(
        &mut self,
        code: &'static str,
        start: usize,
        path: impl Into<String>,
        message: String,
    ) -> &mut Problem {
        self.problems.push(Problem { code, start, path: path.into(), message, hint: None });
        let last = self.problems.len() - 1;
        &mut self.problems[last]
    }

    fn case(&mut self, tree: &Tree) -> Case {
        if let Some(schema) = tree.get("schema")
            && let Some(text) = schema.text()
            && text != CASE_SCHEMA
        {
            let message = format!("`{}` is not a format this program reads", shorten(text));
            self.problem("unknown-schema", schema.start, "schema", message).hint =
                Some(format!("write schema = \"{CASE_SCHEMA}\""));
        }
        let id = tree.get("id").and_then(Tree::text).unwrap_or_default().to_owned();
        if let Some(entry) = tree.get("id")
            && id.trim().is_empty()
            && entry.text().is_some()
        {
            self.problem("empty-text", entry.start, "id", "the id is empty".to_owned());
        }
        let mut case = Case {
            id,
            age: tree.get("age").and_then(|age| self.age(age)),
            sex: tree.get("sex").and_then(Tree::text).and_then(|text| {
                [CaseSex::Female, CaseSex::Male, CaseSex::Other]
                    .into_iter()
                    .find(|sex| sex.id() == text)
            }),
            answers: Vec::new(),
            unmapped: Vec::new(),
            expected: tree.get("expected").map(|expected| self.expected(expected)),
        };
        let mut seen = Seen::new();
        for (i, entry) in tree.get("answers").map_or(&[][..], Tree::items).iter().enumerate() {
            // Looking for the nearest id takes time, and nobody reads the thousandth problem.
            if self.problems.len() > MOST_PROBLEMS {
                break;
            }
            if let Some(answer) = self.answer(i, entry) {
                self.contradiction(i, entry.start, &answer, &mut seen);
                case.answers.push(answer);
            } else if self.problems.is_empty() {
                // Never drop an answer in silence, whatever stands in its way.
                self.problem(
                    "unreadable-answer",
                    entry.start,
                    format!("answers[{i}]"),
                    "the answer cannot be read".to_owned(),
                );
            }
        }
        for entry in tree.get("unmapped").map_or(&[][..], Tree::items) {
            case.unmapped.push((text_of(entry, "text"), text_of(entry, "from")));
        }
        case
    }

    fn age(&mut self, tree: &Tree) -> Option<(f64, f64)> {
        let (low, high) = match (&tree.kind, tree.items()) {
            (Kind::Number { value, .. }, _) => (*value, *value),
            (_, [low, high]) => (low.number()?, high.number()?),
            _ => return None,
        };
        let (min, max) =
            match self.knowledge.finding_id(AGE).map(|id| &self.knowledge.finding(id).kind) {
                Some(FindingKind::Measure { min, max, .. }) => (*min, *max),
                _ => (0.0, f64::MAX),
            };
        if !low.is_finite() || !high.is_finite() {
            // Reported by the comparison with the schema.
            return None;
        }
        if low < min || high > max || low > max || high < min {
            self.problem(
                "out-of-range",
                tree.start,
                "age",
                format!("the age is not within {min} to {max} years"),
            )
            .hint = Some("write the age in years, or leave it out if it is not known".to_owned());
            return None;
        }
        if low > high {
            let message = format!("the range of ages falls, from {low} to {high}");
            self.problem("out-of-range", tree.start, "age", message).hint =
                Some("write the lower age first".to_owned());
            return None;
        }
        Some((low, high))
    }

    fn expected(&mut self, tree: &Tree) -> Expected {
        let mut acceptable = Vec::new();
        for (i, item) in tree.get("acceptable").map_or(&[][..], Tree::items).iter().enumerate() {
            let Some(text) = item.text() else { continue };
            if !ACCEPTABLE.contains(&text) {
                let message =
                    format!("`{}` is not one of {}", shorten(text), ACCEPTABLE.join(", "));
                self.problem(
                    "unknown-value",
                    item.start,
                    format!("expected.acceptable[{i}]"),
                    message,
                )
                .hint = did_you_mean(text, ACCEPTABLE.into_iter());
            }
            acceptable.push(text.to_owned());
        }
        Expected {
            acceptable,
            label: tree.get("label").and_then(Tree::text).map(str::to_owned),
            rung: tree.get("rung").and_then(Tree::text).and_then(Rung::from_id),
            is_final: tree.get("final").and_then(|value| match value.kind {
                Kind::Bool(value) => Some(value),
                _ => None,
            }),
            rests_on: text_of(tree, "rests_on"),
            family: text_of(tree, "family"),
            source: text_of(tree, "source"),
            url: text_of(tree, "url"),
            labels: text_of(tree, "labels"),
        }
    }
}

fn text_of(tree: &Tree, key: &str) -> String {
    tree.get(key).and_then(Tree::text).unwrap_or_default().to_owned()
}
