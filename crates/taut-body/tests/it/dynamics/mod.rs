//! Forces behind movements.

mod laws;
mod refusals;
mod walking;
