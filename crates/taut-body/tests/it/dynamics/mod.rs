//! Forces behind movements.

mod laws;
mod reactions;
mod refusals;
mod walking;
