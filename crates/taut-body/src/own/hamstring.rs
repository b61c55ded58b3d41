//! A person's own hamstring length from the angle of a test, or every reason why the angle does not give one.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;

use super::grade::{Obtained, Review};
use super::problem::Sink;
use super::scale::Sex;
use crate::model::Model;
use crate::path::PathValue;
use crate::pose::Pose;

/// The muscles whose length the tests show.
const MUSCLES: [&str; 3] = ["bflh", "semimem", "semiten"];

/// `body/hamstring.toml`: where the hamstrings of average adults end the knee-extension test.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HamstringNorms {
    /// Always `hamstring`.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// Hip flexion in the knee-extension test, degrees.
    pub hip_deg: f64,
    /// How far the knee stays short of straight, men, degrees.
    pub male_deg: f64,
    /// Likewise, women.
    pub female_deg: f64,
    /// Source key of the angles.
    pub source: String,
    /// Where they come from.
    pub obtained: Obtained,
    /// How far a reading may be off either way, degrees.
    pub reading_deg: f64,
    /// Source key of that.
    pub reading_source: String,
    /// Smallest and largest knee angle that gives a length, degrees short of straight.
    pub knee_deg: [f64; 2],
    /// Smallest and largest straight leg raise that gives a length, degrees of hip flexion.
    pub hip_range_deg: [f64; 2],
    /// Age from which a length is given, years.
    pub adult_years: f64,
    /// Smallest and largest length that is looked for, times the average one.
    pub length_factor: [f64; 2],
    /// Source key of the limits.
    pub limit_source: String,
    /// Anything else worth knowing.
    pub note: Option<String>,
}

/// Which test an angle comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HamstringTest {
    /// Knee extension with the thigh upright: degrees short of straight.
    KneeExtension,
    /// Straight leg raise: degrees of hip flexion.
    StraightLegRaise,
}

/// An answer to a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Not known, or not asked: never counts as met.
    Unknown,
}

/// What must be so, or not so, for an angle to show the hamstrings' length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HamstringCondition {
    /// The limit is a pull in the middle of the thigh.
    PullInMidThigh,
    /// Something is felt below the knee.
    SymptomBelowKnee,
    /// There is tingling.
    Tingling,
    /// Moving the ankle changes it.
    ChangedByAnkle,
    /// Moving the neck changes it.
    ChangedByNeck,
    /// An answer asks for emergency or urgent care, or such a question is open.
    EmergencyOrUrgent,
    /// Leg symptoms at rest, above 3 of 10, or slow to settle.
    IrritableLegSymptoms,
    /// Numbness or weakness.
    NumbOrWeak,
    /// Surgery of back, hip or hamstring, or an injection at the spine, within 12 weeks.
    RecentSurgery,
    /// A hip replacement without leave to stretch.
    HipReplacementWithoutLeave,
    /// A tear is suspected.
    SuspectedTear,
    /// Osteoporosis.
    Osteoporosis,
    /// Pregnancy, which the body does not represent.
    Pregnant,
    /// A foot ulcer, or feet that do not feel.
    FootUlcerOrInsensate,
}

impl HamstringCondition {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::PullInMidThigh,
        Self::SymptomBelowKnee,
        Self::Tingling,
        Self::ChangedByAnkle,
        Self::ChangedByNeck,
        Self::EmergencyOrUrgent,
        Self::IrritableLegSymptoms,
        Self::NumbOrWeak,
        Self::RecentSurgery,
        Self::HipReplacementWithoutLeave,
        Self::SuspectedTear,
        Self::Osteoporosis,
        Self::Pregnant,
        Self::FootUlcerOrInsensate,
    ];

    /// The only answer that meets it.
    #[must_use]
    pub fn wanted(self) -> Answer {
        if self == Self::PullInMidThigh { Answer::Yes } else { Answer::No }
    }

    /// What it says, as a sentence that may be so or not.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::PullInMidThigh => "the limit is a pull in the middle of the thigh",
            Self::SymptomBelowKnee => "something is felt below the knee",
            Self::Tingling => "there is tingling",
            Self::ChangedByAnkle => "moving the ankle changes it",
            Self::ChangedByNeck => "moving the neck changes it",
            Self::EmergencyOrUrgent => "an answer asks for urgent care, or is still open",
            Self::IrritableLegSymptoms => {
                "leg symptoms are there at rest, strong or slow to settle"
            }
            Self::NumbOrWeak => "the leg is numb or weak",
            Self::RecentSurgery => "surgery or an injection was less than 12 weeks ago",
            Self::HipReplacementWithoutLeave => "there is a hip replacement without leave",
            Self::SuspectedTear => "a tear is suspected",
            Self::Osteoporosis => "there is osteoporosis",
            Self::Pregnant => "there is a pregnancy",
            Self::FootUlcerOrInsensate => "a foot has an ulcer or does not feel",
        }
    }
}

/// An angle, and all that decides what it shows. A condition without an answer is unknown.
#[derive(Debug, Clone, PartialEq)]
pub struct HamstringMeasurement {
    /// The test.
    pub test: HamstringTest,
    /// The angle, degrees.
    pub degrees: f64,
    /// Sex.
    pub sex: Sex,
    /// Age in years, if known.
    pub age: Option<f64>,
    /// The answers.
    pub answers: BTreeMap<HamstringCondition, Answer>,
}

/// Why an angle gives no length.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// A condition is not met.
    Condition(HamstringCondition, Answer),
    /// Too young, or of unknown age.
    Age(Option<f64>),
    /// The angle is outside what the body is fitted for: it, lowest, highest.
    Angle(f64, [f64; 2]),
    /// The body has no answer at that angle.
    Model(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Condition(condition, Answer::Unknown) => {
                write!(f, "not known whether {}", condition.words())
            }
            Self::Condition(condition, Answer::Yes) => f.write_str(condition.words()),
            Self::Condition(condition, Answer::No) => {
                write!(f, "it is not so that {}", condition.words())
            }
            Self::Age(None) => f.write_str("the age is not known"),
            Self::Age(Some(age)) => write!(f, "at {age} years the body is not that of an adult"),
            Self::Angle(angle, [low, high]) => {
                write!(
                    f,
                    "{angle} degrees is outside {low} to {high}, which the body is fitted for"
                )
            }
            Self::Model(problem) => f.write_str(problem),
        }
    }
}

/// A person's hamstring length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HamstringLength {
    /// Fibre and tendon are this many times as long as average.
    pub factor: f64,
    /// The factors of readings that are off either way, lowest first.
    pub range: [f64; 2],
}

impl HamstringLength {
    /// Gives the hamstrings of one side (`r` or `l`) this length.
    pub fn apply(&self, model: &mut Model, side: &str) {
        for name in MUSCLES {
            if let Some(at) = model.muscle(&format!("{name}_{side}")) {
                let force = &mut model.muscles[at].force;
                force.optimal_fiber_length *= self.factor;
                force.tendon_slack_length *= self.factor;
            }
        }
    }
}

impl HamstringNorms {
    /// Notes numbers that cannot be.
    pub(super) fn check(&self, sink: &mut Sink) {
        let [a, b] = self.knee_deg;
        let [c, d] = self.hip_range_deg;
        sink.finite("", &[self.hip_deg, self.male_deg, self.female_deg, self.reading_deg]);
        let [e, f] = self.length_factor;
        sink.finite("", &[a, b, c, d, e, f, self.adult_years]);
        if a >= b || c >= d || e >= f || self.reading_deg < 0.0 {
            sink.add("", "a range that is none", "give the lower value first");
        }
        if e <= 0.0 {
            sink.add("length_factor", "a length that is none", "give factors above 0");
        }
    }

    /// The length at which the hamstrings pull as hard, at the person's limit, as average ones of that sex do at theirs in
    /// the knee-extension test: the end of the movement is taken to be where they pull that hard, in either test.
    ///
    /// # Errors
    /// Every reason why the angle does not show a length.
    pub fn hamstring_length(
        &self,
        model: &Model,
        measured: &HamstringMeasurement,
    ) -> Result<HamstringLength, Vec<Refusal>> {
        let mut refusals = Vec::new();
        for condition in HamstringCondition::ALL {
            let answer = measured.answers.get(&condition).copied().unwrap_or(Answer::Unknown);
            if answer != condition.wanted() {
                refusals.push(Refusal::Condition(condition, answer));
            }
        }
        // Asked this way round a NaN does not pass.
        if !measured.age.is_some_and(|age| age >= self.adult_years) {
            refusals.push(Refusal::Age(measured.age));
        }
        let range = match measured.test {
            HamstringTest::KneeExtension => self.knee_deg,
            HamstringTest::StraightLegRaise => self.hip_range_deg,
        };
        let [low, high] = range;
        let inside = measured.degrees >= low && measured.degrees <= high;
        if !inside {
            refusals.push(Refusal::Angle(measured.degrees, range));
        }
        if !refusals.is_empty() {
            return Err(refusals);
        }
        self.solve(model, measured, range).map_err(|problem| vec![Refusal::Model(problem)])
    }

    fn solve(
        &self,
        model: &Model,
        measured: &HamstringMeasurement,
        [low, high]: [f64; 2],
    ) -> Result<HamstringLength, String> {
        let average = match measured.sex {
            Sex::Female => self.female_deg,
            Sex::Male => self.male_deg,
        };
        let wanted = pull(model, &lengths(model, self.hip_deg, average)?, 1.0)?;
        let factor = |degrees: f64| {
            let degrees = degrees.clamp(low, high);
            let lengths = match measured.test {
                HamstringTest::KneeExtension => lengths(model, self.hip_deg, degrees)?,
                HamstringTest::StraightLegRaise => lengths(model, degrees, 0.0)?,
            };
            bisect(self.length_factor, |factor| Ok(pull(model, &lengths, factor)? - wanted))
        };
        let off = self.reading_deg;
        let (a, b) = (factor(measured.degrees - off)?, factor(measured.degrees + off)?);
        let range = [a.min(b), a.max(b)];
        Ok(HamstringLength { factor: factor(measured.degrees)?, range })
    }
}

/// Lengths of the right hamstrings at these degrees of hip and knee flexion, m.
fn lengths(model: &Model, hip: f64, knee: f64) -> Result<Vec<f64>, String> {
    let mut values: Vec<f64> = model.coordinates.iter().map(|c| c.default).collect();
    for (name, degrees) in [("hip_flexion_r", hip), ("knee_angle_r", knee)] {
        let at = model.coordinate(name).ok_or_else(|| format!("there is no {name}"))?;
        values[at] = degrees.to_radians();
    }
    let pose = Pose::new(model, &values).map_err(|problems| problems.to_string())?;
    let lengths = model.lengths(&pose);
    let one = |name: &str| {
        let at = model.muscle(&format!("{name}_r"));
        match at.map(|at| &lengths[at]) {
            Some(PathValue::Known(length)) => Ok(*length),
            _ => Err(format!("{name} has no length")),
        }
    };
    MUSCLES.into_iter().map(one).collect()
}

/// What the hamstrings pull together without being active, each `factor` times as long, N.
fn pull(model: &Model, lengths: &[f64], factor: f64) -> Result<f64, String> {
    let mut sum = 0.0;
    for (name, length) in MUSCLES.into_iter().zip(lengths) {
        let at = model.muscle(&format!("{name}_r")).ok_or_else(|| format!("there is no {name}"))?;
        let mut force = model.muscles[at].force.clone();
        force.optimal_fiber_length *= factor;
        force.tendon_slack_length *= factor;
        sum += force.equilibrium(*length, 0.0).map_err(|problem| problem.to_string())?.tendon_force;
    }
    Ok(sum)
}

/// Where a falling function of the factor is 0 between two factors, to 1e-9.
fn bisect(
    [mut low, mut high]: [f64; 2],
    off: impl Fn(f64) -> Result<f64, String>,
) -> Result<f64, String> {
    if off(low)? < 0.0 || off(high)? > 0.0 {
        return Err("no length of the hamstrings gives that angle".to_owned());
    }
    while high - low > 1e-9 {
        let middle = 0.5 * (low + high);
        if off(middle)? > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(0.5 * (low + high))
}
