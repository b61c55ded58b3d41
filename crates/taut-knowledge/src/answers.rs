//! What a person has answered, resolved to one value a finding: the only thing that the reasoning reads.

use crate::ids::{FindingId, Sex};

/// The resolved value of one finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Value {
    /// Not asked, not reported, or "not sure". Never the same as absent.
    #[default]
    Unknown,
    /// In this state (index into the finding's states).
    State(u8),
}

/// Which sides carry a sided finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Sides {
    /// Not known, or the finding has no side.
    #[default]
    Unstated,
    /// One side (the other absent or not known).
    One,
    /// Both sides.
    Both,
}

/// Resolved answers: one value for each finding of one knowledge base.
#[derive(Debug, Clone, PartialEq)]
pub struct Answers {
    values: Vec<Value>,
    sides: Vec<Sides>,
    not_sure: Vec<bool>,
    age_years: Option<(f64, f64)>,
    sex: Option<Sex>,
    numbers: Vec<Option<f64>>,
}

impl Answers {
    /// So many findings, all unknown.
    #[must_use]
    pub fn unknown(n: usize) -> Self {
        Self {
            values: vec![Value::Unknown; n],
            sides: vec![Sides::Unstated; n],
            not_sure: vec![false; n],
            age_years: None,
            sex: None,
            numbers: vec![None; n],
        }
    }

    /// The value of a finding.
    #[must_use]
    pub fn get(&self, finding: FindingId) -> Value {
        self.values[finding.index()]
    }

    /// The side or sides of a finding that is present.
    #[must_use]
    pub fn sides(&self, finding: FindingId) -> Sides {
        self.sides[finding.index()]
    }

    /// True if the person said "not sure" (the value is still unknown).
    #[must_use]
    pub fn is_not_sure(&self, finding: FindingId) -> bool {
        self.not_sure[finding.index()]
    }

    /// The number behind a measure's state, in the finding's unit.
    #[must_use]
    pub fn number(&self, finding: FindingId) -> Option<f64> {
        self.numbers[finding.index()]
    }

    /// Age in years, as a range (equal ends for an exact age).
    #[must_use]
    pub fn age_years(&self) -> Option<(f64, f64)> {
        self.age_years
    }

    /// Recorded sex, where it is female or male.
    #[must_use]
    pub fn sex(&self) -> Option<Sex> {
        self.sex
    }

    /// Sets a value and its sides, and forgets an earlier "not sure".
    pub fn set(&mut self, finding: FindingId, value: Value, sides: Sides) {
        self.values[finding.index()] = value;
        self.sides[finding.index()] = sides;
        self.not_sure[finding.index()] = false;
        self.numbers[finding.index()] = None;
    }

    /// Records "not sure": unknown, but asked.
    pub fn set_not_sure(&mut self, finding: FindingId) {
        self.set(finding, Value::Unknown, Sides::Unstated);
        self.not_sure[finding.index()] = true;
    }

    /// Keeps the number behind a measure.
    pub fn set_number(&mut self, finding: FindingId, number: f64) {
        self.numbers[finding.index()] = Some(number);
    }

    /// Sets the age range in years; the caller also sets the band of the `age` finding where the range lies in one.
    pub fn set_age_years(&mut self, low: f64, high: f64) {
        self.age_years = Some((low, high));
    }

    /// Forgets the age in years; the caller also clears the `age` finding.
    pub fn forget_age_years(&mut self) {
        self.age_years = None;
    }

    /// Sets the recorded sex used for cut-offs; the caller also sets the `sex` finding.
    pub fn set_sex(&mut self, sex: Option<Sex>) {
        self.sex = sex;
    }

    /// Every finding with a known value, in the order of the knowledge.
    pub fn known(&self) -> impl Iterator<Item = (FindingId, u8)> + '_ {
        self.values.iter().enumerate().filter_map(|(i, value)| match value {
            Value::State(state) => Some((FindingId(i as u16), *state)),
            Value::Unknown => None,
        })
    }
}
