//! The keys of a check-in file; the JSON Schema is made from these structs.

use schemars::JsonSchema;

use crate::case_file::AnswerEntry;

/// A check-in as it stands in its file; only the JSON Schema is made from it. What is left out was not said, and is never a "no".
#[derive(Debug, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckInFile {
    /// `taut.check_in/1`.
    pub schema: String,
    /// The day, such as 2026-11-22.
    #[schemars(extend("format" = "date-time"))]
    pub on: String,
    /// Flags, signs of loss and leg questions that were asked again, as in case files; `when` is the day of the check-in.
    #[serde(default)]
    pub answers: Vec<AnswerEntry>,
    /// Pain at its worst since the last check-in.
    pub pain: Option<PainEntry>,
    /// How long leg symptoms took to settle, in minutes; up to two weeks.
    #[schemars(range(min = 0, max = 20160))]
    pub leg_settled_minutes: Option<u32>,
    /// The morning after exercising, beside the morning before.
    pub next_morning: Option<NextMorningEntry>,
    /// Dull soreness in the muscles worked: hours until it was gone; up to two weeks.
    #[schemars(range(min = 0, max = 336))]
    pub soreness_hours: Option<u32>,
    /// Stretching made things worse.
    pub stretch_worse: Option<bool>,
    /// The person wants a little more, if the rules allow it.
    pub ready: Option<bool>,
    /// What was done since the last check-in, an entry an exercise.
    #[serde(default)]
    pub done: Vec<DoneEntry>,
    /// Measures, an entry a measure and side.
    #[serde(default)]
    pub measures: Vec<MeasureEntry>,
}

/// Pain, 0 (none) to 10 (the worst that one can think of).
#[derive(Debug, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PainEntry {
    /// Back or buttock.
    #[schemars(range(min = 0, max = 10))]
    pub back: Option<u8>,
    /// Leg.
    #[schemars(range(min = 0, max = 10))]
    pub leg: Option<u8>,
}

/// The morning after exercising.
#[derive(Debug, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NextMorningEntry {
    /// Better.
    Better,
    /// As before.
    Same,
    /// Worse.
    Worse,
}

/// What was done of one exercise.
#[derive(Debug, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DoneEntry {
    /// Id of the exercise.
    pub exercise: String,
    /// On so many of the last seven days.
    #[schemars(range(min = 0, max = 7))]
    pub days: u32,
    /// Worst back or buttock pain while doing it, 0 to 10.
    #[schemars(range(min = 0, max = 10))]
    pub pain: Option<u8>,
    /// The leg rose with it.
    pub leg_rose: Option<bool>,
}

/// One measure: a value, statements, or own activities.
#[derive(Debug, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasureEntry {
    /// Id of the measure.
    pub measure: String,
    /// Measures with sides: left or right.
    pub side: Option<MeasureSide>,
    /// The number.
    pub value: Option<f64>,
    /// Numbers of the statements that are ticked, from 1.
    pub ticked: Option<Vec<u32>>,
    /// Numbers of those that are not; what is in neither list was not answered.
    pub not_ticked: Option<Vec<u32>>,
    /// The person's own activities.
    pub activities: Option<Vec<ActivityEntry>>,
}

/// The side of a measure.
#[derive(Debug, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MeasureSide {
    /// Left.
    Left,
    /// Right.
    Right,
}

/// One of the person's own activities.
#[derive(Debug, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActivityEntry {
    /// In the person's words, the same each time.
    pub name: String,
    /// The number; left out: not answered.
    pub value: Option<f64>,
}
