//! The body's records as they stand in their files: unknown keys refused. The doc comments are the field reference.

use schemars::JsonSchema;
use serde::Deserialize;

use super::grade::{Obtained, Review};
use super::hamstring::HamstringNorms;
use super::passive::Passive;
use super::scale::Scaling;

/// Everything that the body is built from.
#[derive(Debug, Clone, PartialEq)]
pub struct Records {
    /// Bodies, coordinates and joints.
    pub skeleton: Skeleton,
    /// Surfaces that muscles wrap around.
    pub surfaces: Surfaces,
    /// Groups of muscles, sorted by id.
    pub muscles: Vec<Muscles>,
    /// Passive torques.
    pub passive: Passive,
    /// How it is made as large as a person.
    pub scaling: Scaling,
    /// Where average hamstrings end a test.
    pub hamstring: HamstringNorms,
}

/// Where something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// There is one, in the midplane.
    Middle,
    /// There are two; this is the right one, and the left one is its mirror image.
    Right,
}

/// Unit of a coordinate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Degrees.
    Deg,
    /// Metres.
    M,
}

/// `body/skeleton.toml`: bodies, coordinates and joints. Axes: x forward, y up, z to the right; metres, kilograms, radians but where said.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Skeleton {
    /// Always `skeleton`.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// The rigid bodies.
    pub body: Vec<BodyRecord>,
    /// The coordinates.
    pub coordinate: Vec<CoordinateRecord>,
    /// The joints, from the ground outwards.
    pub joint: Vec<JointRecord>,
}

/// A rigid body.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BodyRecord {
    /// Its name, without a side.
    pub name: String,
    /// Where it is.
    pub side: Side,
    /// Mass, kg.
    pub mass: f64,
    /// Centre of mass in the body's frame, m.
    pub mass_center: [f64; 3],
    /// Moments of inertia xx, yy, zz about the centre of mass, kg m².
    pub inertia: [f64; 3],
    /// Source key.
    pub source: String,
    /// Where the numbers come from.
    pub obtained: Obtained,
    /// Anything else worth knowing.
    pub note: Option<String>,
}

/// One degree of freedom, or an angle that follows one.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CoordinateRecord {
    /// Its name, without a side.
    pub name: String,
    /// Where it is.
    pub side: Side,
    /// Unit of `default` and `range`; left out if it follows another.
    pub unit: Option<Unit>,
    /// Value in the upright pose; left out if it follows another.
    pub default: Option<f64>,
    /// Lowest and highest value; left out if it follows another.
    pub range: Option<[f64; 2]>,
    /// The coordinate that it follows; left out if it is free.
    pub follows: Option<String>,
    /// Which share of that coordinate it takes.
    pub share: Option<f64>,
    /// Source key.
    pub source: String,
    /// Where the numbers come from.
    pub obtained: Obtained,
    /// Anything else worth knowing.
    pub note: Option<String>,
}

/// A joint: first its turns, each about an axis that the ones before it have turned, then its moves along axes of the parent's joint frame.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JointRecord {
    /// Its name, without a side.
    pub name: String,
    /// Where it is.
    pub side: Side,
    /// The body nearer the ground, or `ground`.
    pub parent: String,
    /// The body further away.
    pub child: String,
    /// Where the joint sits on the parent, m.
    pub parent_at: [f64; 3],
    /// How the joint's frame is turned on the parent: about its own x, then y, then z, rad; left out: not turned.
    pub parent_turn: Option<[f64; 3]>,
    /// Where the joint sits on the child, m.
    pub child_at: [f64; 3],
    /// How the joint's frame is turned on the child, as `parent_turn`.
    pub child_turn: Option<[f64; 3]>,
    /// Its coordinates.
    pub coordinates: Vec<String>,
    /// At most three turns and three moves, turns first; none at all: the bodies are fixed to each other.
    pub motion: Vec<MotionRecord>,
    /// Source key.
    pub source: String,
    /// Where the numbers come from.
    pub obtained: Obtained,
    /// Anything else worth knowing.
    pub note: Option<String>,
}

/// What a motion does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MotionKind {
    /// It turns, rad.
    Turn,
    /// It moves, m.
    Move,
}

/// One motion of a joint, with one of `slope`, `polynomial`, `spline` and `constant`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MotionRecord {
    /// What it does.
    pub kind: MotionKind,
    /// Along or about this axis.
    pub axis: [f64; 3],
    /// The coordinate (rad, m) that drives it; left out for a constant.
    pub by: Option<String>,
    /// It is the coordinate times this.
    pub slope: Option<f64>,
    /// It is a polynomial of the coordinate, its highest power first.
    pub polynomial: Option<Vec<f64>>,
    /// It is a cubic spline of the coordinate.
    pub spline: Option<SplineRecord>,
    /// It is always this.
    pub constant: Option<f64>,
}

/// Knots of a cubic spline, straight outside them.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SplineRecord {
    /// Where, rising.
    pub x: Vec<f64>,
    /// The values there.
    pub y: Vec<f64>,
}

/// `body/surfaces.toml`: surfaces that muscles wrap around, on the right side or in the midplane.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Surfaces {
    /// Always `surfaces`.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// The surfaces.
    pub surface: Vec<SurfaceRecord>,
}

/// A cylinder about its z axis, or an ellipsoid.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SurfaceRecord {
    /// Its name, without a side; it serves the right side, and its mirror image the left one.
    pub name: String,
    /// The body it is fixed to.
    pub body: String,
    /// Where its centre is on the body, m.
    pub at: [f64; 3],
    /// How it is turned: about its own x, then y, then z, rad.
    pub turn: [f64; 3],
    /// Radius of a cylinder, m.
    pub radius: Option<f64>,
    /// Length of a cylinder, m.
    pub length: Option<f64>,
    /// Half axes of an ellipsoid, m.
    pub half_axes: Option<[f64; 3]>,
    /// The half that counts: `x`, `-x`, `y`, `-y`, `z`, `-z`, or `all`.
    pub quadrant: String,
    /// Source key.
    pub source: String,
    /// Where the numbers come from.
    pub obtained: Obtained,
    /// Anything else worth knowing.
    pub note: Option<String>,
}

/// `body/muscles/<id>.toml`: a group of muscles of the right side; the left ones are their mirror images.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Muscles {
    /// Key, also the file name.
    pub id: String,
    /// What the group is called, in plain words.
    pub label: String,
    /// Review level.
    pub review: Review,
    /// Source key of all numbers of the group.
    pub source: String,
    /// Where the numbers come from.
    pub obtained: Obtained,
    /// Anything else worth knowing.
    pub note: Option<String>,
    /// The muscles.
    pub muscle: Vec<MuscleRecord>,
}

/// A muscle, or a part of one.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MuscleRecord {
    /// Its name, without a side.
    pub name: String,
    /// Largest isometric force, N.
    pub max_isometric_force: f64,
    /// Fibre length at that force, m.
    pub optimal_fiber_length: f64,
    /// Tendon length where it begins to pull, m.
    pub tendon_slack_length: f64,
    /// Angle between fibre and tendon at the optimal length, rad.
    pub pennation: f64,
    /// Its points from origin to insertion.
    pub point: Vec<PointRecord>,
    /// Surfaces on its way; left out: none.
    pub wrap: Option<Vec<WrapRecord>>,
    /// The fascicles of the source that it stands for; left out: the one of the same name.
    pub stands_for: Option<Vec<String>>,
    /// Anything else worth knowing.
    pub note: Option<String>,
}

/// A point that a muscle goes through.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PointRecord {
    /// The body it is fixed to, without a side.
    pub body: String,
    /// Where on the body, m.
    pub at: [f64; 3],
}

/// A surface on the way of a muscle.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WrapRecord {
    /// The surface.
    pub surface: String,
    /// First and last point (from 1) between which it may wrap; left out: anywhere.
    pub range: Option<[i32; 2]>,
}
