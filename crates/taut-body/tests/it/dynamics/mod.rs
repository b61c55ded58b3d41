//! Forces behind movements.

mod laws;
mod reactions;
mod refusals;
pub mod walking;
