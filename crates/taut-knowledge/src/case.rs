//! Case files: what one person answered, read from JSON or TOML; every problem at once, with line and column.

use std::collections::HashMap;

use schemars::JsonSchema;

use crate::dates;
use crate::diagnostic::{Diagnostic, Place, Problem, Report, Severity, did_you_mean, shorten};
use crate::expr_parse::AGE;
use crate::knowledge::{Finding, FindingId, Kind as FindingKind, Knowledge, Rung};
use crate::load::not_utf8;
use crate::record::{ById, RungId};
use crate::schema::RecordKind;
use crate::shape;
use crate::tree::{Kind, Tree, read_json, read_toml};

/// A larger case file is refused before it is parsed.
pub const MAX_CASE_BYTES: usize = 1 << 20;

/// The only value of `schema`.
pub const CASE_SCHEMA: &str = "taut.case/1";

/// Classes that published cases are labelled with.
pub const ACCEPTABLE: [&str; 4] = ["STRETCH", "NO_STRETCH_SEE_PT", "SEE_DOCTOR", "EMERGENCY"];

/// At most this many problems of one case file are reported.
const MOST_PROBLEMS: usize = 100;

/// A case file as it stands in the file; only the JSON Schema is made from it.
#[derive(Debug, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseFile {
    /// `taut.case/1`.
    pub schema: String,
    /// Id of the case.
    pub id: String,
    /// Age in years, or a range such as [13, 15]; left out if not reported.
    pub age: Option<AgeEntry>,
    /// Recorded sex; left out if not reported.
    pub sex: Option<CaseSex>,
    /// The answers; a finding without an answer is unknown, never absent.
    #[serde(default)]
    pub answers: Vec<AnswerEntry>,
    /// What was reported but no finding can hold.
    #[serde(default)]
    pub unmapped: Vec<UnmappedEntry>,
    /// Labels of a published case; advice never reads them.
    pub expected: Option<ExpectedEntry>,
}

/// An age or a range of ages.
#[derive(Debug, JsonSchema)]
#[serde(untagged)]
pub enum AgeEntry {
    /// Age in years.
    Years(f64),
    /// Lowest and highest possible age in years.
    Range([f64; 2]),
}

/// One answer of a case file.
#[derive(Debug, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerEntry {
    /// Id of the finding.
    pub finding: String,
    /// Sign: absent, present or unknown; choice: a state or unknown; cleared: see the clinical rules (S13).
    pub state: Option<String>,
    /// Measure: the number.
    pub value: Option<f64>,
    /// Measure: the unit of the number.
    pub unit: Option<String>,
    /// Sided findings: the side.
    pub side: Option<Side>,
    /// Who answered.
    pub by: ById,
    /// When it was answered: local date or date and time.
    #[schemars(extend("format" = "date-time"))]
    pub when: Option<String>,
    /// Field of the source (transcribed cases).
    pub from: Option<String>,
    /// Note.
    pub note: Option<String>,
    /// Why a flag is cleared.
    pub reason: Option<String>,
    /// Who cleared it.
    pub examiner: Option<String>,
}

/// Something that no finding can hold.
#[derive(Debug, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnmappedEntry {
    /// What was reported.
    pub text: String,
    /// Field of the source.
    pub from: Option<String>,
}

/// Labels of a published case.
#[derive(Debug, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectedEntry {
    /// Classes that are acceptable: STRETCH, NO_STRETCH_SEE_PT, SEE_DOCTOR, EMERGENCY.
    #[serde(default)]
    pub acceptable: Vec<String>,
    /// The one class given by a reader who knew the diagnosis.
    pub label: Option<String>,
    /// Vignettes: the rung.
    pub rung: Option<RungId>,
    /// Vignettes: is the verdict final?
    #[serde(rename = "final")]
    pub is_final: Option<bool>,
    /// What the label rests on, such as `findings`.
    pub rests_on: Option<String>,
    /// Family of cases.
    pub family: Option<String>,
    /// Source.
    pub source: Option<String>,
    /// Address of the source.
    pub url: Option<String>,
    /// Who made the labels.
    pub labels: Option<String>,
}

/// Sex as recorded in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseSex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Other, or not recorded.
    Other,
}

impl CaseSex {
    /// `female`, `male` or `other`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
            Self::Other => "other",
        }
    }
}

/// The side of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Left.
    Left,
    /// Right.
    Right,
    /// Both sides.
    Both,
    /// The side was not said, or the finding has none.
    Unstated,
}

impl Side {
    /// `left`, `right`, `both` or `unstated`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Right => "right",
            Self::Both => "both",
            Self::Unstated => "unstated",
        }
    }

    fn from_id(id: &str) -> Option<Self> {
        [Self::Left, Self::Right, Self::Both, Self::Unstated]
            .into_iter()
            .find(|side| side.id() == id)
    }

    /// True if the two can speak of the same side.
    fn overlaps(self, other: Self) -> bool {
        self == other
            || (self == Self::Both && other != Self::Unstated)
            || (other == Self::Both && self != Self::Unstated)
    }
}

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

/// First answer of a finding by the same person at the same time, per side.
type Seen = HashMap<(FindingId, By, Option<String>), Vec<(Side, Said, usize, usize)>>;

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

    /// One answer; nothing where a problem, here or in the shape, stands in the way.
    fn answer(&mut self, i: usize, entry: &Tree) -> Option<CaseAnswer> {
        let before = self.problems.len();
        let path = |key: &str| format!("answers[{i}].{key}");
        let finding_tree = entry.get("finding")?;
        let name = finding_tree.text()?;
        let Some(id) = self.knowledge.finding_id(name) else {
            let hint = did_you_mean(
                name,
                self.knowledge.findings.iter().map(|finding| finding.id.as_str()),
            );
            let message = format!("unknown finding `{}`", shorten(name));
            self.problem("unknown-finding", finding_tree.start, path("finding"), message).hint =
                hint.or_else(|| Some("what no finding can hold goes into `unmapped`".to_owned()));
            return None;
        };
        let knowledge = self.knowledge;
        let finding = knowledge.finding(id);
        if name == AGE || name == "sex" {
            self.problem(
                "misplaced-answer",
                finding_tree.start,
                path("finding"),
                format!("`{name}` is no answer"),
            )
            .hint = Some(format!("write `{name}` at the top of the file"));
            return None;
        }
        let by = match entry.get("by").and_then(Tree::text) {
            Some("person") => Some(By::Person),
            Some("therapist") => Some(By::Therapist),
            _ => None,
        };
        if by == Some(By::Person) && !finding.person_may_answer {
            let start = entry.get("by").map_or(entry.start, |tree| tree.start);
            let message = format!("`{name}` needs an examination; a person cannot answer it");
            self.problem("person-cannot-examine", start, path("by"), message).hint =
                Some("write by = \"therapist\" if a clinician examined it".to_owned());
        }
        let side = self.side(i, entry, finding);
        let when = self.when(i, entry);
        let said = self.said(i, entry, finding);
        if said == Some(Said::Cleared) {
            self.clearance(i, entry, finding, by);
        }
        let (Some(by), Some(side), Some(said)) = (by, side, said) else {
            return None;
        };
        (self.problems.len() == before).then(|| CaseAnswer {
            finding: id,
            said,
            side,
            by,
            when,
            from: text_of(entry, "from"),
            note: text_of(entry, "note"),
            reason: text_of(entry, "reason"),
            examiner: text_of(entry, "examiner"),
        })
    }

    fn side(&mut self, i: usize, entry: &Tree, finding: &Finding) -> Option<Side> {
        let path = format!("answers[{i}].side");
        match (entry.entry("side"), finding.sided) {
            (None, false) => Some(Side::Unstated),
            (Some(given), false) => {
                let message = format!("`{}` has no side", finding.id);
                self.problem("side-not-allowed", given.start, path, message).hint =
                    Some("leave `side` out".to_owned());
                None
            }
            (None, true) => {
                let message = format!("`{}` needs a side", finding.id);
                self.problem("missing-side", entry.start, path, message).hint =
                    Some("write left, right, both or unstated".to_owned());
                None
            }
            (Some(given), true) => given.value.text().and_then(Side::from_id),
        }
    }

    fn when(&mut self, i: usize, entry: &Tree) -> Option<String> {
        let given = entry.get("when")?;
        let (Kind::Text(text) | Kind::Date(text)) = &given.kind else {
            return None;
        };
        match dates::read(text) {
            Ok(when) => Some(when),
            Err(message) => {
                let message = format!("`{}` is no date: {message}", shorten(text));
                self.problem("bad-date", given.start, format!("answers[{i}].when"), message);
                None
            }
        }
    }

    fn said(&mut self, i: usize, entry: &Tree, finding: &Finding) -> Option<Said> {
        let path = |key: &str| format!("answers[{i}].{key}");
        let state = entry.get("state");
        let value = entry.get("value");
        let name = &finding.id;
        if let (Some(_), Some(value)) = (state, value) {
            self.problem(
                "state-and-value",
                value.start,
                path("value"),
                format!("`{name}` has a state and a value"),
            )
            .hint = Some("keep one of the two".to_owned());
            return None;
        }
        if let Some(value) = value {
            return self.measured(i, entry, value, finding);
        }
        if let Some(unit) = entry.entry("unit") {
            self.problem(
                "unit-not-allowed",
                unit.start,
                path("unit"),
                "a unit without a value".to_owned(),
            );
        }
        let Some(state) = state else {
            let measure = matches!(finding.kind, FindingKind::Measure { .. });
            let (key, hint) = if measure {
                ("value", "write value and unit, or state = \"unknown\"".to_owned())
            } else {
                ("state", format!("one of {} or unknown", finding.states.join(", ")))
            };
            self.problem("missing-key", entry.start, path(key), format!("`{name}` has no {key}"))
                .hint = Some(hint);
            return None;
        };
        let text = state.text()?;
        match text {
            "unknown" => return Some(Said::Unknown),
            "cleared" => return Some(Said::Cleared),
            _ => {}
        }
        match finding
            .states
            .iter()
            .position(|known| known == text)
            .and_then(|at| u8::try_from(at).ok())
        {
            Some(at) => Some(Said::State(at)),
            None => {
                let names = finding.states.iter().map(String::as_str).chain(["unknown"]);
                let hint = did_you_mean(text, names)
                    .or_else(|| Some(format!("one of {} or unknown", finding.states.join(", "))));
                let message = format!("`{name}` has no state `{}`", shorten(text));
                self.problem("unknown-state", state.start, path("state"), message).hint = hint;
                None
            }
        }
    }

    fn measured(
        &mut self,
        i: usize,
        entry: &Tree,
        value: &Tree,
        finding: &Finding,
    ) -> Option<Said> {
        let path = |key: &str| format!("answers[{i}].{key}");
        let name = &finding.id;
        let FindingKind::Measure { unit, min, max, .. } = &finding.kind else {
            let message = format!("`{name}` is not a measure, so it has no value");
            self.problem("not-a-measure", value.start, path("value"), message).hint =
                Some(format!("write state = one of {}", finding.states.join(", ")));
            return None;
        };
        match entry.get("unit") {
            None => {
                self.problem(
                    "missing-unit",
                    value.start,
                    path("unit"),
                    format!("`{name}` has a value without a unit"),
                )
                .hint = Some(format!("write unit = \"{unit}\""));
            }
            Some(given) => {
                let short = match unit.as_str() {
                    "degrees" => "deg",
                    "millilitres" => "ml",
                    other => other,
                };
                if let Some(text) = given.text()
                    && text != unit
                    && text != short
                {
                    let message =
                        format!("`{name}` is measured in {unit}, not in `{}`", shorten(text));
                    self.problem("wrong-unit", given.start, path("unit"), message).hint =
                        Some(format!("convert the value and write unit = \"{unit}\""));
                }
            }
        }
        let number = value.number()?;
        if !number.is_finite() {
            // Reported by the comparison with the schema.
            return None;
        }
        if number < *min || number > *max {
            let message = format!("{number} is not within {min} to {max} {unit}");
            self.problem("out-of-range", value.start, path("value"), message).hint =
                Some(format!("check the number, and that it is in {unit}"));
            return None;
        }
        Some(Said::Number(number))
    }

    fn clearance(&mut self, i: usize, entry: &Tree, finding: &Finding, by: Option<By>) {
        let path = |key: &str| format!("answers[{i}].{key}");
        let name = &finding.id;
        let start = |key: &str| entry.get(key).map_or(entry.start, |tree| tree.start);
        if !finding.is_marked() {
            let message = format!("`{name}` is not a flag, so there is nothing to clear");
            self.problem("cannot-clear", start("state"), path("state"), message);
        }
        if by == Some(By::Person) {
            let message = format!("only a therapist clears `{name}`");
            self.problem("cannot-clear", start("by"), path("by"), message);
        }
        if text_of(entry, "reason").trim().is_empty() {
            self.problem(
                "cannot-clear",
                start("reason"),
                path("reason"),
                format!("`{name}` is cleared without a reason"),
            )
            .hint = Some("write the explanation in `reason`".to_owned());
        }
        if entry.get("when").is_none() {
            self.problem(
                "cannot-clear",
                entry.start,
                path("when"),
                format!("`{name}` is cleared without a date"),
            )
            .hint = Some(
                "write in `when` the date of the examination, after the flag was reported"
                    .to_owned(),
            );
        }
    }

    fn contradiction(&mut self, i: usize, start: usize, answer: &CaseAnswer, seen: &mut Seen) {
        let earlier = seen.entry((answer.finding, answer.by, answer.when.clone())).or_default();
        let clash = earlier.iter().find(|(side, said, ..)| {
            let known =
                *side == answer.side || (*said != Said::Unknown && answer.said != Said::Unknown);
            known && side.overlaps(answer.side) && *said != answer.said
        });
        let clash = clash.map(|(_, _, other, place)| (*other, *place));
        if !earlier.iter().any(|(side, ..)| *side == answer.side) {
            earlier.push((answer.side, answer.said, i, start));
        }
        if let Some((other, place)) = clash {
            let (line, column) = crate::diagnostic::line_column(self.text, place);
            let name = &self.knowledge.finding(answer.finding).id;
            let message = format!(
                "`{name}` contradicts answers[{other}] at line {line}, column {column}: same side, person and time"
            );
            self.problem("contradictory-answers", start, format!("answers[{i}]"), message).hint =
                Some("keep one of the two, or say when each was answered".to_owned());
        }
    }
}

fn text_of(tree: &Tree, key: &str) -> String {
    tree.get(key).and_then(Tree::text).unwrap_or_default().to_owned()
}
