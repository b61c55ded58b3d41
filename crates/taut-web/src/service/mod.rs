//! What pages and the API do for a visitor; every handler of either is a few lines around one of these.

pub mod answer;
pub mod interview;
