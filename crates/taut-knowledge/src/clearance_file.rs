//! The keys of a clearance file; the JSON Schema is made from these structs.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::case_file::Side;
use crate::record::ById;
use crate::record::exercise::ExerciseKind;

/// A clearance as it stands in the file (section 6 of the clinical rules); only the JSON Schema is made from it.
#[derive(Debug, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClearanceFile {
    /// `taut.clearance/1`.
    pub schema: String,
    /// Who writes this: the therapist who examined, or the person who reports it. What a person reports is not verified.
    pub by: ById,
    /// Who examined.
    pub examiner: String,
    /// Profession of the examiner.
    pub profession: String,
    /// Registration of the examiner; a therapist states it.
    pub registration: Option<String>,
    /// The day of the examination.
    #[schemars(extend("format" = "date-time"))]
    pub on: String,
    /// The examiner and the person were in one room.
    pub in_person: bool,
    /// It was about this episode of pain.
    pub this_episode: bool,
    /// The last day on which it holds; never longer than the policy says, whatever stands here.
    #[schemars(extend("format" = "date-time"))]
    pub expires: Option<String>,
    /// A person who reports it: since which day there has been no symptom in the leg.
    #[schemars(extend("format" = "date-time"))]
    pub quiet_since: Option<String>,
    /// How easily the leg is stirred up; a therapist states it.
    pub irritability: Option<Irritability>,
    /// Signs of an upper motor neurone lesion; a therapist states them.
    pub upper_motor_neurone_signs: Option<bool>,
    /// What was found in each leg; a therapist states both.
    #[serde(default)]
    pub legs: Vec<LegEntry>,
    /// Flags that were asked again, each with its answer; a therapist states all that a check-in asks.
    #[serde(default)]
    pub flags: Vec<FlagEntry>,
    /// What is cleared, each with a reason.
    pub clears: Vec<ClearsEntry>,
    /// What is allowed of exercises that draw the hamstrings long or move the nerve; limits for others.
    #[serde(default)]
    pub allowed: Vec<AllowedEntry>,
}

/// How easily symptoms are stirred up, and how long they take to settle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Irritability {
    /// Hardly.
    Low,
    /// Somewhat.
    Moderate,
    /// Easily, or for long.
    High,
}

/// What was found in one leg.
#[derive(Debug, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LegEntry {
    /// `left` or `right`.
    pub side: Side,
    /// Knee angle short of straight, hip at a right angle, in degrees.
    pub knee_extension_deficit: Option<f64>,
    /// Angle of the straight leg raise, in degrees.
    pub straight_leg_raise: Option<f64>,
    /// The test brought on the familiar symptom.
    pub familiar: bool,
    /// Moving only ankle or only neck changed what was felt.
    pub ankle_or_neck_changes: bool,
    /// Power of the muscles of each root.
    pub power: PowerEntry,
    /// Knee reflex.
    pub knee_reflex: Reflex,
    /// Ankle reflex.
    pub ankle_reflex: Reflex,
    /// Light touch and pinprick.
    pub sensation: Found,
}

/// Power of the muscles of each root.
#[derive(Debug, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(non_snake_case, reason = "roots are written so")]
pub struct PowerEntry {
    /// Bends the hip.
    pub L2: Found,
    /// Straightens the knee.
    pub L3: Found,
    /// Lifts the foot.
    pub L4: Found,
    /// Lifts the big toe, moves the leg out.
    pub L5: Found,
    /// Lifts the heel.
    pub S1: Found,
}

/// As it should be, or less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// As it should be.
    Full,
    /// Less.
    Reduced,
}

/// A reflex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reflex {
    /// As on most people, and equal on both sides.
    Normal,
    /// Less, or none.
    Reduced,
    /// More.
    Brisk,
}

/// A flag that was asked again.
#[derive(Debug, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FlagEntry {
    /// Id of the finding.
    pub finding: String,
    /// Its state, such as `absent`.
    pub state: String,
}

/// A finding that the examiner clears.
#[derive(Debug, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClearsEntry {
    /// Id of the finding.
    pub finding: String,
    /// Sided findings: the side.
    pub side: Option<Side>,
    /// Why: the explanation that was found.
    pub reason: String,
}

/// What is allowed, and how much of it.
#[derive(Debug, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AllowedEntry {
    /// Id of an exercise; or `kind`.
    pub exercise: Option<String>,
    /// A kind of exercises; or `exercise`.
    pub kind: Option<ExerciseKind>,
    /// How far to go, in words.
    pub range: Option<String>,
    /// Sets at one time, at most.
    pub sets: Option<u32>,
    /// Repetitions in a set, at most.
    pub reps: Option<u32>,
    /// Seconds that a repetition is held, at most.
    pub hold_seconds: Option<u32>,
    /// Minutes at one time, at most.
    pub minutes: Option<u32>,
    /// Days a week, at most.
    pub days_per_week: Option<u32>,
}
