//! Records of how a programme is put together and steered: policies, outcome measures, expected courses.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::exercise::{Equipment, ExerciseKind};
use super::{Obtained, Review, RungId};

/// How many exercises of a kind a programme holds.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mix {
    /// The rung of the verdict.
    pub rung: RungId,
    /// The kind. A kind without a line for a rung is not offered on it.
    pub kind: ExerciseKind,
    /// At least so many, if so many are admitted.
    pub at_least: u32,
    /// At most so many.
    pub at_most: u32,
}

/// What an exercise gains or costs when a programme is chosen. Whole points; the sum of the chosen ones is made as large as can be.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Points {
    /// For a condition that it serves, at a posterior of 1; below in proportion, rounded down.
    pub serves: u32,
    /// For each finding that prompts it and is present.
    pub prompted: u32,
    /// For a dose that a source prints.
    pub dose_reported: u32,
    /// For gluteal work that exceeds that of the hamstrings in one study of it.
    pub glute_over_hamstring: u32,
    /// For an entry level.
    pub entry: u32,
    /// Off for each started minute a week.
    pub minute: u32,
    /// Off for each thing that is needed.
    pub equipment: u32,
}

/// `decision/programme.toml`: how a programme is put together. Every number is assumed unless its note says otherwise.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProgrammePolicy {
    /// Always `programme`.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// Exercises in a programme: at least (if so many are admitted) and at most.
    pub size: [u32; 2],
    /// Minutes a day where the person does not say.
    pub minutes_per_day: u32,
    /// Minutes a day that a person or a therapist may ask for, at most.
    pub most_minutes_per_day: u32,
    /// Days a week where the person does not say.
    pub days_per_week: u32,
    /// What is at hand where the person does not say.
    pub usual_equipment: Vec<Equipment>,
    /// Steps above an entry level that a first programme may hold: 0 means entry levels only.
    pub first_level: u32,
    /// On hold: an exercise stays only if no nerve strain of its posture, as far as angles and parameters may be off, exceeds this. Strain against upright standing, as a share. It may only remove.
    pub hold_nerve_strain: f64,
    /// On hold: an expression; exercises that wait for a quiet leg are offered only when it is known false.
    pub unsettled: String,
    /// Minutes a week that one leg's hamstrings are stretched, at most.
    pub stretch_minutes_per_week: f64,
    /// Points.
    pub points: Points,
    /// How many of which kind, per rung.
    pub mix: Vec<Mix>,
    /// Where the numbers come from.
    pub obtained: Obtained,
    /// Source key.
    pub source: String,
    /// Why these numbers.
    pub note: String,
}

/// What a person says at a check-in about the leg, as an answer to a finding.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Becomes {
    /// What the check-in says.
    pub signal: Signal,
    /// The finding.
    pub finding: String,
    /// Its state from then on.
    pub state: String,
}

/// What a check-in can say that the interview has no question for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// Leg pain where there was none.
    LegNew,
    /// Leg pain that is worse than last time.
    LegWorse,
    /// Leg symptoms that go further down than last time.
    LegLower,
    /// Leg symptoms that took longer to settle than `linger_minutes`.
    LegLingers,
    /// Stretching made things worse.
    StretchWorse,
}

/// How much one step up adds, of the one thing that it changes; never beyond the most of a dose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepSizes {
    /// Repetitions.
    pub reps: u32,
    /// Seconds of a hold.
    pub hold_seconds: u32,
    /// Sets.
    pub sets: u32,
    /// Minutes.
    pub minutes: u32,
    /// Steps of load beyond the start, at most; each of them by a share within `load_step`.
    pub most_load: u32,
}

/// `decision/check_in.toml`: how check-ins steer a programme (section 10 of the clinical rules).
#[derive(Debug, Clone, PartialEq, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckInPolicy {
    /// Always `check_in`.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// Findings asked again each time, each on its own, nothing pre-selected: flags and signs of loss.
    pub rescreen: Vec<String>,
    /// Findings that are asked again about the leg.
    pub leg: Vec<String>,
    /// Of `rescreen`: new numbness or weakness, which overrides every improvement.
    pub deficits: Vec<String>,
    /// New numbness or weakness at a check-in: the advice is at least this careful.
    pub deficit_rung: RungId,
    /// What the check-in's own words become.
    pub becomes: Vec<Becomes>,
    /// Back or buttock pain while exercising up to this (0 to 10): fine.
    pub easy_pain: u32,
    /// ... and up to this, settled by the next morning: keep the level. Above: a step back.
    pub hold_pain: u32,
    /// Leg symptoms that take longer than this to settle, in minutes, linger.
    pub linger_minutes: u32,
    /// Check-ins in a row that are fine before one thing is made harder.
    pub easy_in_a_row: u32,
    /// A second step back within so many days lowers the level and asks for a review.
    pub second_step_back_days: u32,
    /// Muscle soreness is expected to be gone within so many hours.
    pub soreness_hours: u32,
    /// The first check-in is due this many hours after the first day: from, to.
    pub first_hours: [u32; 2],
    /// Later check-ins are due every so many days.
    pub every_days: u32,
    /// Without a check-in for so many days the programme is frozen.
    pub frozen_days: u32,
    /// Pain (0 to 10) worse than at the start by this much ...
    pub pain_worse: u32,
    /// ... at so many check-ins in a row for the back: to a clinician.
    pub back_worse_in_a_row: u32,
    /// ... and for the leg.
    pub leg_worse_in_a_row: u32,
    /// Roland-Morris score worse than at the start by this much: to a clinician.
    pub roland_morris_worse: u32,
    /// After so many weeks ...
    pub review_weeks: u32,
    /// ... less than this share better: to a clinician. From it on: keep up, with less.
    pub better_share: f64,
    /// Stretching without a gain for so many weeks is dropped: first asked, then dropped.
    pub stretch_weeks: [u32; 2],
    /// A gain of range counts from so many degrees on: what lies within error of measuring does not count.
    pub range_gain_degrees: f64,
    /// How much one step up adds.
    pub step: StepSizes,
    /// A step of load, as a share: least and most.
    pub load_step: [f64; 2],
    /// A clearance by a therapist ends after so many weeks at the latest.
    pub clearance_weeks: u32,
    /// A clearance that the person reports counts only after so many weeks without any leg symptom.
    pub reported_clearance_quiet_weeks: u32,
    /// Days a week of strength work, and of stretching, once better.
    pub keep_up_days: [u32; 2],
    /// Where the numbers come from.
    pub obtained: Obtained,
    /// Source keys.
    pub sources: Vec<String>,
    /// Which number has which source, and which is ours.
    pub note: String,
}

/// How a measure is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MeasureForm {
    /// One number.
    Number,
    /// Statements, each ticked or not; the score is how many are ticked.
    Statements,
    /// The person's own activities, each with a number; the score is their mean.
    OwnActivities,
}

/// A change of a measure that matters to people.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Important {
    /// Points on the measure's scale.
    pub points: f64,
    /// Or this share of the first score; left out: points only.
    pub share: Option<f64>,
    /// Where the number comes from.
    pub obtained: Obtained,
    /// Source key.
    pub source: String,
    /// What the source prints.
    pub note: String,
}

/// Words of a measure in one language.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasureText {
    /// Plain name.
    pub name: String,
    /// The question, or how to do the test.
    pub question: String,
    /// What the lowest value means.
    pub lowest: String,
    /// What the highest value means.
    pub highest: String,
    /// Statements, in their published order and words.
    #[serde(default)]
    pub statements: Vec<String>,
}

/// `measures/<id>.toml`: an outcome measure or a functional measure.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Id, also the file name.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// The clinician's term.
    pub clinician: String,
    /// How it is filled in.
    pub form: MeasureForm,
    /// Unit, such as `points`, `degrees`, `seconds`, `repetitions`, `centimetres`.
    pub unit: String,
    /// Lowest value.
    pub min: f64,
    /// Highest value.
    pub max: f64,
    /// Only whole values.
    pub whole: bool,
    /// Measured on each side.
    pub side: bool,
    /// True: a higher value is better.
    pub higher_is_better: bool,
    /// It compares with the start by itself, so its first value already is a change.
    #[serde(default)]
    pub is_change: bool,
    /// Own activities: at most so many.
    pub at_most: Option<u32>,
    /// Asked again after so many days.
    pub every_days: u32,
    /// The finding that a value becomes, where there is one.
    pub finding: Option<String>,
    /// Expression: nobody is asked to do this test unless it is known false; left out: everybody may be asked.
    pub left_out_if: Option<String>,
    /// Change that matters; left out where none was found.
    pub important: Option<Important>,
    /// Value that counts as recovered, where published.
    pub recovered: Option<f64>,
    /// May it be used freely: what was read about its licence.
    pub licence: String,
    /// Source key.
    pub source: String,
    /// Text per language; `en` is required.
    #[serde(default)]
    pub text: BTreeMap<String, MeasureText>,
}

/// `courses/<id>.toml`: how a measure went in published groups of people, to be drawn behind a person's own line.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Course {
    /// Id, also the file name.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// The measure.
    pub measure: String,
    /// Whom it is shown to: an expression over the findings; unknown is not shown.
    pub when: String,
    /// Weeks since the start, and the mean on the measure's scale.
    pub points: Vec<[f64; 2]>,
    /// Number of people.
    pub n: Option<u32>,
    /// Where the numbers come from.
    pub obtained: Obtained,
    /// Source key.
    pub source: String,
    /// Whom, and what was worked out.
    pub note: String,
    /// Plain words: who these people are, per language.
    #[serde(default)]
    pub text: BTreeMap<String, String>,
}
