//! Recorded motion: reading, writing, filtering, splines.

mod filter;
mod natural;
mod reading;
mod writing;
