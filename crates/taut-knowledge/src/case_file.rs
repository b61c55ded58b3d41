//! The keys of a case file; the JSON Schema is made from these structs.

use schemars::JsonSchema;

use crate::record::{ById, RungId};

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

    pub(crate) fn from_id(id: &str) -> Option<Self> {
        [Self::Left, Self::Right, Self::Both, Self::Unstated]
            .into_iter()
            .find(|side| side.id() == id)
    }

    /// True if the two can speak of the same side.
    pub(crate) fn overlaps(self, other: Self) -> bool {
        self == other
            || (self == Self::Both && other != Self::Unstated)
            || (other == Self::Both && self != Self::Unstated)
    }
}
