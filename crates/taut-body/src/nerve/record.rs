//! The nerve's records as they stand in their files: unknown keys refused. The doc comments are the field reference.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::own::{Obtained, Review};

/// `body/nerve.toml`: bed and cable of the nerve, on the right and in the middle; the left leg is the mirror image.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NerveRecord {
    /// Always `nerve`.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// The bed behind the hip.
    pub hip: HipRecord,
    /// Numbers that are uncertain: best value and range.
    pub parameter: Vec<ParameterRecord>,
    /// Segments from the skull to the toes, each after the one that it hangs from.
    pub segment: Vec<SegmentRecord>,
    /// Places that are reported.
    pub site: Vec<NerveSiteRecord>,
}

/// Two points of the bed at the hip, from the centre of the right femoral head in the upright posture, m.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HipRecord {
    /// On the pelvis, at the greater sciatic notch.
    pub notch: [f64; 3],
    /// On the femur, between sit bone and trochanter.
    pub thigh: [f64; 3],
    /// Source key.
    pub source: String,
    /// Where the numbers come from.
    pub obtained: Obtained,
    /// Anything else worth knowing.
    pub note: Option<String>,
}

/// What an uncertain number means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// Radius of the cylinder behind the hip, m.
    HipRadius,
    /// How far the bed lies behind the axis of the knee, m.
    KneeArm,
    /// How far it lies behind the axis of the ankle, m.
    AnkleArm,
    /// How far it lies below and inside the axis of the subtalar joint, m.
    SubtalarArm,
    /// How far it lies below the axis of the toes, m.
    ToeArm,
    /// How far the canal lies behind the axes of the lumbar joints, m.
    LumbarArm,
    /// The same for the bend of the thoracic spine, m.
    ThoracicArm,
    /// The same for the neck, m.
    NeckArm,
    /// Strain of the sciatic nerve at mid-thigh in the upright posture; below 0 it is slack there.
    RestStrain,
    /// Strain at which the fibres of the nerve are straight.
    ToeStrain,
    /// Modulus of straightened nerve, N/mm². The holds are given for a modulus of 1 and grow with it, so no strain depends on
    /// it, only tension.
    Modulus,
    /// Factor on the stiffness of all segments against the holds, between people.
    Stiffness,
    /// Hold of the canal on cord and dura, N/m a metre for a modulus of 1 N/mm².
    CanalHold,
    /// Hold of a foramen on its root, N/m for that modulus.
    ForamenHold,
    /// Hold of the bed in pelvis, thigh and calf, as in the canal.
    LegHold,
    /// Hold of the bed below the calf, as in the canal.
    FootHold,
    /// Hold of the skin and muscles in which the nerve ends, as at the foramen.
    EndHold,
}

/// One uncertain number.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParameterRecord {
    /// What it is.
    pub quantity: Quantity,
    /// The value that is used.
    pub best: f64,
    /// Lowest value that the literature or the assumption allows.
    pub low: f64,
    /// Highest one.
    pub high: f64,
    /// Where the fit starts, and what it stays near where the rows leave it open; left out: not fitted.
    pub start: Option<f64>,
    /// Rows of `nerve_rows` that it was fitted to; left out: not fitted.
    pub fitted_to: Option<Vec<String>>,
    /// Source key.
    pub source: String,
    /// Where the best value comes from.
    pub obtained: Obtained,
    /// Anything else worth knowing, above all why this range.
    pub note: Option<String>,
}

/// Where a segment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Cord, from the skull to the conus.
    Cord,
    /// Right leg; there is one for the left leg as well.
    Leg,
}

/// A piece of nerve between two places.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SegmentRecord {
    /// Its name, also of the place where it ends; a side is added in the legs.
    pub name: String,
    /// Where it is.
    pub part: Part,
    /// Length of its bed in the upright posture, m; left out behind the hip, where the bed is worked out.
    pub length: Option<f64>,
    /// Which share of the bed behind the hip it takes; left out elsewhere.
    pub hip_share: Option<f64>,
    /// Cross-section of the nerve, mm².
    pub area: f64,
    /// What holds it in its bed along its length.
    pub hold: Quantity,
    /// What holds its end besides.
    pub end_hold: Option<Quantity>,
    /// Joints that its bed passes.
    #[serde(default)]
    pub bend: Vec<BendRecord>,
    /// Source key of length and cross-section.
    pub source: String,
    /// Where the numbers come from.
    pub obtained: Obtained,
    /// Anything else worth knowing.
    pub note: Option<String>,
}

/// A joint that the bed passes at a lever arm.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BendRecord {
    /// The coordinate, without a side.
    pub by: String,
    /// The lever arm.
    pub arm: Quantity,
    /// Whether the bed gets shorter as the coordinate grows.
    #[serde(default)]
    pub shortens: bool,
}

/// A place that is reported.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NerveSiteRecord {
    /// Its name; a side is added in the legs.
    pub name: String,
    /// What it is called, in plain words.
    pub label: String,
    /// Where the nerve's sliding is reported: the end of this segment.
    pub slides_at: String,
    /// The segment whose strain is reported.
    pub strain_of: String,
}

/// `body/nerve_rows.toml`: published figures and directions, each for the fit or for the test.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NerveRows {
    /// Always `nerve_rows`.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// Share of its value that counts as the spread, either way, of a row which prints none; above 0.
    pub unprinted_spread: f64,
    /// Source key of that.
    pub unprinted_source: String,
    /// Rows with a number.
    pub figure: Vec<FigureRow>,
    /// Rows with a direction or an order.
    pub order: Vec<OrderRow>,
    /// Rows that the model cannot express.
    pub not_modelled: Vec<NotModelledRow>,
}

/// Coordinates and their values in degrees; what is not named is 0.
pub type Angles = BTreeMap<String, f64>;

/// What a row is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// The fit may use it.
    Calibrate,
    /// The fit never sees it.
    Predict,
}

/// What a row observes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Observable {
    /// Strain of the end posture against the start posture, percent.
    Strain,
    /// How far the nerve slides towards the foot along its bed, mm.
    Excursion,
    /// Change of bed length a radian of `coordinate`, mm.
    LeverArm,
    /// How much sooner `coordinate` reaches the same strain, degrees.
    AngleShift,
    /// Strain that depends on which joint moved first, percent.
    OrderDifference,
    /// Length of the muscle named by `site`, mm.
    MuscleLength,
}

/// A published number.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FigureRow {
    /// Key.
    pub id: String,
    /// What it is for.
    #[serde(rename = "use")]
    pub purpose: Use,
    /// Why it is for that.
    pub why: String,
    /// Where: a site of the right leg or the middle; `hip` for the bed behind it.
    pub site: String,
    /// What.
    pub observable: Observable,
    /// The coordinate of a lever arm or of an angle shift.
    pub coordinate: Option<String>,
    /// Posture before.
    pub start: Angles,
    /// Posture after.
    pub end: Angles,
    /// Unit of the numbers.
    pub unit: String,
    /// The published value.
    pub value: f64,
    /// Lower end of the published spread.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// People or specimens.
    pub n: Option<u32>,
    /// What the movement is measured against.
    pub relative_to: Option<String>,
    /// Source key.
    pub source: String,
    /// Source key of angles that the source itself does not print; left out: our reading.
    pub angles_from: Option<String>,
    /// What the text read did not print, and what stands in for it.
    pub nominal: String,
    /// What the spread is made of.
    pub spread: String,
}

/// What a row expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Expect {
    /// It grows from start to end.
    Rises,
    /// It shrinks.
    Falls,
    /// It stays, within `tolerance`.
    Unchanged,
}

/// A published direction, or the order of two changes.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderRow {
    /// Key.
    pub id: String,
    /// Where; for a muscle's length its name.
    pub site: String,
    /// What.
    pub observable: Observable,
    /// Posture before.
    pub start: Angles,
    /// Posture after.
    pub end: Angles,
    /// Where the change that is compared with happens; left out: the same place.
    pub than_site: Option<String>,
    /// Posture before the change that is compared with; left out: nothing is.
    pub than_start: Option<Angles>,
    /// Posture after it.
    pub than_end: Option<Angles>,
    /// What is expected of the change, or of how much its size exceeds the one compared with.
    pub expect: Expect,
    /// How far it may be off when it should stay, in the observable's unit.
    pub tolerance: Option<f64>,
    /// Source key.
    pub source: String,
}

/// A published finding that is outside the model.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotModelledRow {
    /// Key.
    pub id: String,
    /// What was found.
    pub what: String,
    /// Why the model cannot express it.
    pub why: String,
    /// Source key; left out: no text of it was read.
    pub source: Option<String>,
}
