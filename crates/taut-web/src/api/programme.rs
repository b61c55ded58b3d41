//! The shapes of plans, check-ins and progress for the document: the same as the command line writes as JSON.
#![expect(dead_code, reason = "only the schemas are used; tests hold real results against them")]

use serde::Serialize;
use utoipa::ToSchema;

use super::verdict::Rung;

/// What follows a verdict (`taut.plan_result/1`).
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanResult {
    #[schema(example = "taut.plan_result/1")]
    schema: String,
    program: String,
    knowledge: PlanKnowledge,
    preferences: super::plan::Preferences,
    plan: Plan,
    notice: String,
    safety_net: String,
}

/// The knowledge that a plan rests on.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PlanKnowledge {
    edition: String,
    hash: String,
    lowest_review: String,
    proved: bool,
}

/// The knowledge that a result rests on.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ResultKnowledge {
    edition: String,
    hash: String,
}

/// A programme, or why there is none (`taut.plan/1`).
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Plan {
    #[schema(example = "taut.plan/1")]
    schema: String,
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
    rung: Rung,
    chosen: Vec<ChosenExercise>,
    rejected: Vec<RejectedExercise>,
    barred: Vec<BarredExercise>,
    /// Findings whose answers could admit more exercises.
    would_admit: Vec<WouldAdmit>,
    points: i64,
    minutes_per_day: u32,
}

/// An exercise of a programme.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChosenExercise {
    exercise: String,
    level: Dose,
    /// Situations in which it is done differently.
    care: Vec<String>,
    why: WhyChosen,
}

/// How much of an exercise.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Dose {
    sets: u32,
    reps: u32,
    hold_seconds: u32,
    minutes: u32,
    days_per_week: u32,
    range: u32,
    load: u32,
}

/// Why an exercise was chosen.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WhyChosen {
    serves: Vec<String>,
    prompted: Vec<String>,
    needed: bool,
    points: i64,
}

/// An exercise that could have been chosen.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RejectedExercise {
    exercise: String,
    kind: String,
    behind: Option<i64>,
    best_with: Vec<String>,
}

/// An exercise that must not be chosen.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BarredExercise {
    exercise: String,
    why: Vec<Bar>,
}

/// Why an exercise must not be chosen.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Bar {
    /// The kind of bar.
    bar: String,
    #[schema(nullable = false)]
    asked: Option<bool>,
    #[schema(nullable = false)]
    situation: Option<String>,
    #[schema(nullable = false)]
    caution: Option<String>,
    condition: Option<String>,
    #[schema(nullable = false)]
    equipment: Option<String>,
}

/// A finding whose answer could admit more exercises.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WouldAdmit {
    finding: String,
    more: u32,
}

/// What a check-in comes to (`taut.check_in_result/1`).
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckInResult {
    #[schema(example = "taut.check_in_result/1")]
    schema: String,
    program: String,
    knowledge: ResultKnowledge,
    response: CheckInResponse,
    notice: String,
    safety_net: String,
}

/// What a check-in does (`taut.response/1`).
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CheckInResponse {
    #[schema(example = "taut.response/1")]
    schema: String,
    on: String,
    actions: Vec<ActionTaken>,
    before: Rung,
    now: Rung,
    computed: Rung,
    because: Vec<String>,
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
struct ActionTaken {
    /// The kind of action.
    action: String,
    /// A rung, or a dose.
    #[schema(nullable = false)]
    from: Option<RungOrDose>,
    /// A rung, or a dose.
    #[schema(nullable = false)]
    to: Option<RungOrDose>,
    #[schema(nullable = false)]
    findings: Option<Vec<String>>,
    #[schema(nullable = false)]
    why: Option<String>,
    #[schema(nullable = false)]
    exercise: Option<String>,
    #[schema(nullable = false)]
    open: Option<Vec<String>>,
    easier: Option<String>,
    #[schema(nullable = false)]
    variable: Option<String>,
    next: Option<String>,
    #[schema(nullable = false)]
    taken: Option<bool>,
    #[schema(nullable = false)]
    rung: Option<Rung>,
}

#[derive(Serialize, ToSchema)]
#[serde(untagged)]
enum RungOrDose {
    Rung(Rung),
    Dose(Dose),
}

/// Measures over time (`taut.progress/1`).
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProgressResult {
    #[schema(example = "taut.progress/1")]
    schema: String,
    program: String,
    knowledge: ResultKnowledge,
    begun: String,
    last: String,
    check_ins: u32,
    rung: Rung,
    next: DueDays,
    measures: Vec<MeasureSeries>,
    notice: String,
    safety_net: String,
}

/// First and last day of a check-in.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DueDays {
    from: String,
    to: String,
}

/// A measure over time.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MeasureSeries {
    measure: String,
    side: Option<String>,
    unit: String,
    higher_is_better: bool,
    points: Vec<MeasurePoint>,
    change: Option<MeasureChange>,
    expected: Vec<ExpectedCourse>,
}

/// A measure on a day; without a range where too little was answered.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MeasurePoint {
    on: String,
    #[schema(nullable = false)]
    low: Option<f64>,
    #[schema(nullable = false)]
    high: Option<f64>,
}

/// What has changed since the first measurement.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MeasureChange {
    on: String,
    first: ScoreRange,
    now: ScoreRange,
    better: ScoreRange,
    /// `yes`, `no` or `cannot_tell`.
    important: Option<String>,
    importantly_worse: Option<String>,
    recovered: Option<String>,
}

/// A score between two ends.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ScoreRange {
    low: f64,
    high: f64,
}

/// The course that studies found.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ExpectedCourse {
    course: String,
    source: String,
    points: Vec<CoursePoint>,
}

/// The mean on a day.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CoursePoint {
    on: String,
    mean: f64,
}
