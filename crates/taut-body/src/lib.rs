//! Musculoskeletal models: read from OpenSim files, posed, and measured; knows nothing of advice.
//!
//! This is the first part: bodies, joints, couplers and muscle paths. There is no nerve and no force yet, and a muscle
//! that wraps around a surface has no length here: it says so and names the surfaces. Lengths are in metres, angles in
//! radians, masses in kilograms, forces in newtons.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests may panic"))]

mod function;
mod kinematics;
mod model;
mod osim;
pub mod own;
mod path;
mod pose;
mod problem;
mod scalar;
mod space;
mod spline;

pub use function::Function;
pub use model::{
    Body, Condition, Coordinate, Coupler, Joint, JointKind, LeftOut, Location, Model, Motion,
    Mount, Muscle, MuscleKind, PathPoint, Turns, Wrap, WrapMethod, WrapShape, WrapSurface,
};
pub use osim::{MOST_BYTES, read_osim};
pub use path::PathValue;
pub use pose::{LARGEST as LARGEST_COORDINATE, Pose, PoseProblem, PoseProblems};
pub use problem::{ModelProblem, ModelProblems};
pub use space::Placement;
pub use spline::{Spline, SplineProblem};
