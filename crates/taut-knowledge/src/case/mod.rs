//! Case files: what one person answered, read from JSON or TOML; every problem at once, with line and column.

use crate::case_file::{CaseSex, Side};
use crate::diagnostic::{Report, did_you_mean, shorten};
use crate::document::{self, Format, Reader, text_of};
use crate::expr_parse::AGE;
use crate::grades::Rung;
use crate::ids::FindingId;
use crate::knowledge::{Kind as FindingKind, Knowledge};
use crate::schema::RecordKind;
use crate::tree::{Kind, Tree};

mod answers;

/// A larger case file is refused before it is parsed.
pub const MAX_CASE_BYTES: usize = 1 << 20;

/// The only value of `schema`.
pub const CASE_SCHEMA: &str = "taut.case/1";

/// Classes that published cases are labelled with.
pub const ACCEPTABLE: [&str; 4] = ["STRETCH", "NO_STRETCH_SEE_PT", "SEE_DOCTOR", "EMERGENCY"];

const CASE: Format = Format {
    kind: RecordKind::Case,
    schema: CASE_SCHEMA,
    word: "case file",
    most_bytes: MAX_CASE_BYTES,
    too_large: "a case file holds one person; leave out what no finding can hold",
};

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
    document::read(&CASE, name, bytes, knowledge, |reader, tree| reader.case(tree))
}

impl Reader<'_> {
    fn case(&mut self, tree: &Tree) -> Case {
        self.schema(tree);
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
        case.answers = self.answers(tree);
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
