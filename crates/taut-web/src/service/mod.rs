//! What pages and the API do for a visitor; every handler of either is a few lines around one of these.

pub mod account;
pub mod admin;
pub mod answer;
pub mod examine;
pub mod interview;
pub mod patient;
pub mod people;
pub mod side_by_side;
