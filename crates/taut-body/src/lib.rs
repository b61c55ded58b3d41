//! Musculoskeletal models: read from OpenSim files, posed, and measured; knows nothing of advice.
//!
//! Bodies, joints, couplers, muscle paths past points and around surfaces, and forces of muscles. There is no nerve yet. A
//! muscle around a surface of a form that is not read has no length: it says so and names the surface. Lengths are in metres,
//! angles in radians, masses in kilograms, forces in newtons.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "tests may panic"))]

mod compiled;
pub mod dynamics;
pub mod effort;
mod function;
mod kinematics;
mod model;
pub mod motion;
mod muscle;
pub mod nerve;
mod osim;
pub mod own;
mod path;
mod pose;
pub mod posture;
mod problem;
mod scalar;
mod screws;
mod space;
mod spline;
pub mod task;
mod wrap;

pub use compiled::{Gauged, Rig};
pub use function::Function;
pub use model::{
    Body, Condition, Coordinate, Coupler, Joint, JointKind, LeftOut, Location, Model, Motion,
    Mount, Muscle, PathPoint, Side, Turns, Wrap, WrapMethod, WrapShape, WrapSurface,
};
pub use muscle::{
    ActiveShape, CurvePoint, CurveProblem, Curves, DeGrooteFregly, DeGrooteFreglyShape, FibreState,
    ForceProblem, LONGEST as LONGEST_MUSCLE, Millard, MillardShape, MuscleForce, MuscleKind,
    PassiveShape, RESIDUAL as FIBRE_RESIDUAL, RigidForce, TendonShape, Thelen, ThelenShape,
    VelocityShape,
};
pub use osim::{MOST_BYTES, read_osim};
pub use path::PathValue;
pub use pose::{LARGEST as LARGEST_COORDINATE, Pose, PoseProblem, PoseProblems};
pub use problem::{ModelProblem, ModelProblems};
pub use screws::{Screws, Twist};
pub use space::Placement;
pub use spline::{Spline, SplineProblem};
pub use wrap::{Route, Stop};
