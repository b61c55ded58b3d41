//! Forces of muscles: their curves, the fibre in balance with its tendon, and the fibre behind a rigid tendon.

mod bezier;
mod curves;
mod degroote;
mod equilibrium;
mod force;
mod millard;
mod point;
mod rigid;
mod thelen;

pub use curves::{Curves, MuscleKind};
pub use degroote::{DeGrooteFregly, DeGrooteFreglyShape};
pub use equilibrium::{FibreState, LONGEST, RESIDUAL};
pub use force::{ForceProblem, MuscleForce};
pub use millard::{ActiveShape, Millard, MillardShape, PassiveShape, TendonShape, VelocityShape};
pub use point::{CurvePoint, CurveProblem};
pub use rigid::RigidForce;
pub use thelen::{Thelen, ThelenShape};
