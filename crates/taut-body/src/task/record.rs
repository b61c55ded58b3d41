//! Records of tasks, of what can touch the ground, of groups of muscles and of fatigue, as they stand in their files.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::own::record::Side;
use crate::own::{Obtained, Review};

/// Everything that tasks are made of.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskRecords {
    /// Points, and what can carry weight.
    pub contacts: Contacts,
    /// Groups of muscles.
    pub groups: Groups,
    /// How groups tire.
    pub fatigue: Fatigue,
    /// What has been published about tasks.
    pub checks: TaskChecks,
    /// The tasks, sorted by id.
    pub tasks: Vec<TaskRecord>,
}

/// `body/contacts.toml`: named points, and what can carry weight.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contacts {
    /// Always `contacts`.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// The points.
    pub point: Vec<SpotRecord>,
    /// What can carry weight.
    pub support: Vec<SupportRecord>,
    /// Coordinates that are taken as held by what the model does not have.
    pub held: Vec<HeldRecord>,
}

/// A coordinate without balance of its own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeldRecord {
    /// Its name, without a side.
    pub coordinate: String,
    /// What holds it.
    pub reason: String,
}

/// A named point of a body.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpotRecord {
    /// Its name, without a side.
    pub name: String,
    /// Where it is.
    pub side: Side,
    /// The body it is on, without a side.
    pub body: String,
    /// Where on it, m.
    pub at: [f64; 3],
    /// Source key.
    pub source: String,
    /// Where the numbers come from.
    pub obtained: Obtained,
    /// Anything else worth knowing.
    pub note: Option<String>,
}

/// Something that can stand or lie on the ground.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SupportRecord {
    /// Its name, without a side.
    pub name: String,
    /// Where it is.
    pub side: Side,
    /// The points that carry; without a side where the support has one.
    pub points: Vec<String>,
    /// Coefficient of friction.
    pub friction: f64,
    /// Source key.
    pub source: String,
    /// Where the numbers come from.
    pub obtained: Obtained,
    /// Anything else worth knowing.
    pub note: Option<String>,
}

/// `body/groups.toml`: muscles that are weakened and reported together.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Groups {
    /// Always `groups`.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// The groups.
    pub group: Vec<GroupRecord>,
    /// Muscles whose stretched fibres do not resist.
    pub without_passive: Vec<WithoutPassive>,
    /// What is least certain about muscles, and by how much it may be off.
    pub uncertain: Vec<UncertainRecord>,
}

/// A file of muscles whose stretched fibres do not resist.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithoutPassive {
    /// Id of the file in `muscles/`.
    pub muscles: String,
    /// Why.
    pub reason: String,
}

/// What can be uncertain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Uncertain {
    /// Strength of all muscles.
    Strength,
    /// Passive force of all stretched fibres and joints.
    Passive,
}

/// A factor that may be off.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UncertainRecord {
    /// What.
    pub what: Uncertain,
    /// Lowest factor.
    pub low: f64,
    /// Highest factor.
    pub high: f64,
    /// Source key.
    pub source: String,
    /// Where the numbers come from.
    pub obtained: Obtained,
    /// Anything else worth knowing.
    pub note: Option<String>,
}

/// A group of muscles of both sides.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupRecord {
    /// Its name.
    pub name: String,
    /// What a therapist calls it.
    pub label: String,
    /// What anybody calls it.
    pub people: String,
    /// Its muscles, without a side.
    pub muscles: Vec<String>,
    /// Whether it may be weakened.
    pub can_weaken: bool,
    /// Beginnings of the names of its muscles in the published model gait2392, for its walking trial.
    #[serde(default)]
    pub gait2392: Vec<String>,
    /// Anything else worth knowing.
    pub note: Option<String>,
}

/// `body/tasks/<id>.toml`: one moment of an everyday task.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskRecord {
    /// Key, also the file name.
    pub id: String,
    /// The task that it is a moment of.
    pub part_of: String,
    /// What it is called in a table.
    pub label: String,
    /// What it is, in plain words.
    pub people: String,
    /// Review level.
    pub review: Review,
    /// Source key.
    pub source: String,
    /// Where the numbers come from.
    pub obtained: Obtained,
    /// Anything else worth knowing.
    pub note: Option<String>,
    /// What carries the weight.
    pub supports: Vec<String>,
    /// The point that lies in the ground's origin.
    pub ground: String,
    /// Degrees of coordinates; a name without a side where there are two sets both; left out: 0.
    pub angles: BTreeMap<String, f64>,
    /// What hangs on the body.
    #[serde(default)]
    pub load: Vec<LoadRecord>,
    /// What the posture has to meet.
    pub meet: Vec<MeetRecord>,
    /// What may change where muscles are weak.
    #[serde(default)]
    pub free: Vec<FreeRecord>,
}

/// A weight, shared equally by some points.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoadRecord {
    /// What it is.
    pub label: String,
    /// Where it hangs.
    pub points: Vec<String>,
    /// Its mass, kg.
    pub mass: f64,
}

/// Kinds of conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MeetKind {
    /// A point is so far above another one.
    Height,
    /// The weight stands above a line between two points.
    Balance,
}

/// Directions on the ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Along {
    /// To the front.
    Forward,
    /// To the right.
    Right,
}

/// A condition of the posture, and the coordinates that are moved to meet it.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetRecord {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: MeetKind,
    /// Height: the point.
    pub point: Option<String>,
    /// Height: what it is measured from.
    pub above: Option<String>,
    /// Height: how far above, m.
    pub metres: Option<f64>,
    /// Balance: along which direction.
    pub along: Option<Along>,
    /// Balance: the point where the share is 0.
    pub from: Option<String>,
    /// Balance: the point where it is 1.
    pub to: Option<String>,
    /// Balance: the share of the way at which the weight stands.
    pub share: Option<f64>,
    /// The coordinates that move together to meet it.
    pub by: Vec<String>,
}

/// Coordinates that may take another value together.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FreeRecord {
    /// The coordinates.
    pub by: Vec<String>,
    /// Lowest value, deg.
    pub low: f64,
    /// Highest value, deg.
    pub high: f64,
}

/// `body/fatigue.toml`: rates of the three-compartment model with faster recovery at rest.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fatigue {
    /// Always `fatigue`.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// How fast units are called up, 1/s.
    pub develop: f64,
    /// How fast they are let go, 1/s.
    pub relax: f64,
    /// Source key of both.
    pub source: String,
    /// Where the numbers come from.
    pub obtained: Obtained,
    /// Anything else worth knowing.
    pub note: Option<String>,
    /// Groups with published rates.
    pub group: Vec<FatigueGroup>,
    /// Groups without.
    pub unknown: Vec<FatigueUnknown>,
    /// Published endurance, to compare with.
    pub endurance: Vec<EnduranceRecord>,
}

/// Rates of one group of muscles.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FatigueGroup {
    /// The group's name in `groups.toml`.
    pub id: String,
    /// What the source calls it.
    pub label: String,
    /// F, 1/s.
    pub fatigue: f64,
    /// R, 1/s.
    pub recovery: f64,
    /// r; left out: not published.
    pub rest: Option<f64>,
    /// Lowest published F that may be meant, 1/s.
    pub low_fatigue: f64,
    /// Highest, 1/s.
    pub high_fatigue: f64,
    /// Source key.
    pub source: String,
    /// Where the numbers come from.
    pub obtained: Obtained,
    /// Anything else worth knowing.
    pub note: Option<String>,
}

/// A group whose fatigue nobody has published in this form.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FatigueUnknown {
    /// The group.
    pub group: String,
    /// What is missing.
    pub reason: String,
}

/// A published curve: a hold lasts `b0 * load ^ b1` seconds.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnduranceRecord {
    /// The joint.
    pub joint: String,
    /// The groups that it may be compared with.
    pub groups: Vec<String>,
    /// Seconds at full load.
    pub b0: f64,
    /// The power.
    pub b1: f64,
    /// Source key.
    pub source: String,
    /// Where the numbers come from.
    pub obtained: Obtained,
}

/// `body/task_checks.toml`: published figures about tasks, to compare with; nothing is worked out from them.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskChecks {
    /// Always `task_checks`.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// The figures.
    pub check: Vec<CheckRecord>,
}

/// What a published figure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckKind {
    /// Compression at L4-L5, over that of `against`.
    CompressionRatio,
    /// Compression at L5-S1 over body weight.
    CompressionWeight,
    /// Relative change of the sum of squared activations where `weak` has `left` of its strength, posture unchanged: over that where `against` has.
    EffortOrder,
    /// Part of the hip contact that pushes forwards, where `weak` has `left` of its strength over where it has all.
    ForwardHipForce,
    /// Angle of the trunk above the horizontal, deg.
    TrunkAngle,
    /// Lumbar flexion over hip flexion.
    LumbarHipRatio,
}

/// One published figure.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckRecord {
    /// What is compared, in words.
    pub what: String,
    /// What kind of figure it is.
    pub kind: CheckKind,
    /// The task.
    pub task: String,
    /// The task, or group, that it is compared with.
    pub against: Option<String>,
    /// The group that is weak.
    pub weak: Option<String>,
    /// Its share of strength that is left.
    pub left: Option<f64>,
    /// Published value; left out where only an order is known.
    pub value: Option<f64>,
    /// Lowest value that still agrees.
    pub low: f64,
    /// Highest value that still agrees.
    pub high: f64,
    /// Source key.
    pub source: String,
    /// What `low` and `high` are, and anything else worth knowing.
    pub note: String,
}
