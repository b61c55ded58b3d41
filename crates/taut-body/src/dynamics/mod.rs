//! Forces behind movements: velocities, accelerations, inverse dynamics, external loads, joint reactions.

mod external;
mod inverse;
mod jet;
mod movement;
mod pull;
mod trajectory;

pub use external::LoadCurves;
pub use inverse::{Load, Reaction};
pub use movement::{BodyMotion, Movement};
pub use trajectory::Trajectory;
