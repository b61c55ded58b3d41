//! The shapes of plans, check-ins and progress for the document: the same as the command line writes as JSON.
#![expect(dead_code, reason = "only the schemas are used; tests hold real results against them")]

use serde::Serialize;
use utoipa::ToSchema;

use super::verdict::Rung;

/// What follows a verdict (`taut.plan_result/1`).
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanResult {
    /// The form of this, and its version.
    #[schema(example = "taut.plan_result/1")]
    schema: String,
    /// The program that worked it out, with its version.
    program: String,
    /// What it rests on.
    knowledge: PlanKnowledge,
    /// The wishes that were taken.
    preferences: super::plan::Preferences,
    /// What follows.
    plan: Plan,
    /// What this is and is not, for people.
    notice: String,
    /// When to go for help at once, for people.
    safety_net: String,
}

/// The knowledge that a plan rests on.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PlanKnowledge {
    /// Its edition, such as `2026.11`.
    edition: String,
    /// SHA-256 of it, hexadecimal.
    hash: String,
    /// The lowest level of review among its records, `R0` to `R4`.
    lowest_review: String,
    /// Whether its certificate says that the safety rules are proved.
    proved: bool,
}

/// The knowledge that a result rests on.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ResultKnowledge {
    /// Its edition, such as `2026.11`.
    edition: String,
    /// SHA-256 of it, hexadecimal.
    hash: String,
}

/// A programme, or why there is none (`taut.plan/1`).
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Plan {
    /// The form of this, and its version.
    #[schema(example = "taut.plan/1")]
    schema: String,
    /// Which of the three it is.
    plan: PlanKind,
    /// With `see_doctor` and `programme`.
    #[schema(nullable = false)]
    rung: Option<Rung>,
    /// With `not_yet`.
    #[schema(nullable = false)]
    why: Option<WhyNotYet>,
    /// With `programme`.
    #[schema(nullable = false)]
    programme: Option<Programme>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum PlanKind {
    SeeDoctor,
    NotYet,
    Programme,
}

/// Why there is no programme yet.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
enum WhyNotYet {
    /// Open questions.
    Open {
        /// Findings.
        open: Vec<String>,
    },
    /// Rules that keep the verdict provisional.
    Kept {
        /// Rules.
        kept_provisional_by: Vec<String>,
    },
    /// Always `undecided`.
    Undecided(String),
}

/// Exercises and their doses.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Programme {
    /// The advice that it follows.
    rung: Rung,
    /// Its exercises, in the order in which they are done.
    chosen: Vec<ChosenExercise>,
    /// Exercises that would be allowed and were not chosen.
    rejected: Vec<RejectedExercise>,
    /// Exercises that are not allowed, each with every reason.
    barred: Vec<BarredExercise>,
    /// Findings whose answers could admit more exercises.
    would_admit: Vec<WouldAdmit>,
    /// The sum of the points of its exercises.
    points: i64,
    /// Minutes that it takes on a day.
    minutes_per_day: u32,
}

/// An exercise of a programme.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChosenExercise {
    /// Its id.
    exercise: String,
    /// How much of it.
    level: Dose,
    /// Situations in which it is done differently.
    care: Vec<String>,
    /// Why it was chosen.
    why: WhyChosen,
}

/// How much of an exercise.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Dose {
    sets: u32,
    /// Repetitions in a set, of each side where sides are apart; 0 where there are minutes.
    reps: u32,
    /// Seconds that a repetition is held; 0: not held.
    hold_seconds: u32,
    /// Minutes at one time; 0 where there are repetitions.
    minutes: u32,
    /// Days a week.
    days_per_week: u32,
    /// Steps of range beyond the start, 0 or 1.
    range: u32,
    /// Steps of load beyond the start.
    load: u32,
}

/// Why an exercise was chosen.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WhyChosen {
    /// Conditions that it serves, those that fit best first.
    serves: Vec<String>,
    /// Findings whose answers speak for it.
    prompted: Vec<String>,
    /// Whether the policy asks for one of its kind.
    needed: bool,
    /// Its points.
    points: i64,
}

/// An exercise that could have been chosen.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RejectedExercise {
    /// Its id.
    exercise: String,
    /// Its kind.
    kind: String,
    /// By how many points the best programme that holds it is behind; null if none can hold it.
    behind: Option<i64>,
    /// Exercises of that programme; empty if there is none.
    best_with: Vec<String>,
}

/// An exercise that must not be chosen.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BarredExercise {
    /// Its id.
    exercise: String,
    /// Every reason that holds.
    why: Vec<Bar>,
}

/// Why an exercise must not be chosen.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Bar {
    /// The kind of bar.
    bar: String,
    /// With `unsettled`, `situation` and `caution`: whether the question was asked.
    #[schema(nullable = false)]
    asked: Option<bool>,
    /// With `situation`: its id.
    #[schema(nullable = false)]
    situation: Option<String>,
    /// With `caution` and `condition`: its id.
    #[schema(nullable = false)]
    caution: Option<String>,
    /// With `condition`: its id; null where people do not see it.
    condition: Option<String>,
    /// With `equipment`: what is missing.
    #[schema(nullable = false)]
    equipment: Option<String>,
}

/// A finding whose answer could admit more exercises.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WouldAdmit {
    /// Its id.
    finding: String,
    /// How many exercises more.
    more: u32,
}

/// What a check-in comes to (`taut.check_in_result/1`).
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckInResult {
    /// The form of this, and its version.
    #[schema(example = "taut.check_in_result/1")]
    schema: String,
    /// The program that worked it out, with its version.
    program: String,
    /// What it rests on.
    knowledge: ResultKnowledge,
    /// What it does.
    response: CheckInResponse,
    /// What this is and is not, for people.
    notice: String,
    /// When to go for help at once, for people.
    safety_net: String,
}

/// What a check-in does (`taut.response/1`).
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CheckInResponse {
    /// The form of this, and its version.
    #[schema(example = "taut.response/1")]
    schema: String,
    /// The day of the check-in.
    on: String,
    /// What it does, one thing after another.
    actions: Vec<ActionTaken>,
    /// The advice before.
    before: Rung,
    /// The advice from now on.
    now: Rung,
    /// The advice that all answers so far come to by themselves; a less careful one is only offered.
    computed: Rung,
    /// Findings with new answers that forced a change of the advice.
    because: Vec<String>,
    /// What was noticed, by name.
    signals: Vec<String>,
    /// The programme from now on.
    programme: Option<Programme>,
    /// A programme that a less careful advice would allow; only offered.
    offer: Option<Programme>,
    /// First and last day of the next check-in.
    next: Vec<String>,
}

/// One thing that a check-in does.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActionTaken {
    /// The kind of action.
    action: String,
    /// A rung, or a dose.
    #[schema(nullable = false)]
    from: Option<RungOrDose>,
    /// A rung, or a dose.
    #[schema(nullable = false)]
    to: Option<RungOrDose>,
    /// With `deficit`: findings.
    #[schema(nullable = false)]
    findings: Option<Vec<String>>,
    /// With `stop`, `stop_all` and `clinician`: why.
    #[schema(nullable = false)]
    why: Option<String>,
    /// The exercise, where it is about one.
    #[schema(nullable = false)]
    exercise: Option<String>,
    /// With `frozen`: findings that are open.
    #[schema(nullable = false)]
    open: Option<Vec<String>>,
    /// With `step_back`: an easier exercise in its place.
    easier: Option<String>,
    /// With `step_up`: what grows.
    #[schema(nullable = false)]
    variable: Option<String>,
    /// With `step_up`: a harder exercise that may follow.
    next: Option<String>,
    /// With `step_up`: whether it is taken, or only offered.
    #[schema(nullable = false)]
    taken: Option<bool>,
    /// With `would_be_less_careful`: the advice.
    #[schema(nullable = false)]
    rung: Option<Rung>,
}

#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum RungOrDose {
    Rung(Rung),
    Dose(Dose),
}

/// Measures over time (`taut.progress/1`).
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProgressResult {
    /// The form of this, and its version.
    #[schema(example = "taut.progress/1")]
    schema: String,
    /// The program that worked it out, with its version.
    program: String,
    /// What it rests on.
    knowledge: ResultKnowledge,
    /// The first day of the programme.
    begun: String,
    /// The day of the last check-in; the first day without one.
    last: String,
    /// How many check-ins there were.
    check_ins: u32,
    /// The advice now.
    rung: Rung,
    /// When the next check-in is due.
    next: DueDays,
    /// Each measure over time.
    measures: Vec<MeasureSeries>,
    /// What this is and is not, for people.
    notice: String,
    /// When to go for help at once, for people.
    safety_net: String,
}

/// First and last day of a check-in.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DueDays {
    /// First day.
    from: String,
    /// Last day.
    to: String,
}

/// A measure over time.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MeasureSeries {
    /// Its id.
    measure: String,
    /// The side, where it has one.
    side: Option<String>,
    /// The unit of its numbers.
    unit: String,
    /// Whether more is better.
    higher_is_better: bool,
    /// What was measured, in the order of days.
    points: Vec<MeasurePoint>,
    /// What has changed; null without two measurements.
    change: Option<MeasureChange>,
    /// How published groups went.
    expected: Vec<ExpectedCourse>,
}

/// A measure on a day; without a range where too little was answered.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MeasurePoint {
    /// The day.
    on: String,
    /// The least that the answers allow, in the unit of the measure.
    #[schema(nullable = false)]
    low: Option<f64>,
    /// The most.
    #[schema(nullable = false)]
    high: Option<f64>,
}

/// What has changed since the first measurement.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MeasureChange {
    /// The day of the newest measurement.
    on: String,
    /// At the first one.
    first: ScoreRange,
    /// At the newest one.
    now: ScoreRange,
    /// By how much it is better; below 0: worse.
    better: ScoreRange,
    /// `yes`, `no` or `cannot_tell`.
    important: Option<String>,
    /// The same for a change for the worse.
    importantly_worse: Option<String>,
    /// Whether the value that counts as recovered is reached, likewise; null where none is published.
    recovered: Option<String>,
}

/// A score between two ends.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ScoreRange {
    /// The least, in the unit of the measure.
    low: f64,
    /// The most.
    high: f64,
}

/// The course that studies found.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ExpectedCourse {
    /// Its id.
    course: String,
    /// Key of the source.
    source: String,
    /// Its points, in the order of days.
    points: Vec<CoursePoint>,
}

/// The mean on a day.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CoursePoint {
    /// The day.
    on: String,
    /// The mean of the group, in the unit of the measure.
    mean: f64,
}
