//! What pages and the API do for a visitor; every handler of either is a few lines around one of these.

pub mod account;
pub mod admin;
pub mod answer;
pub mod assess;
pub mod check_in;
pub mod day;
pub mod examine;
pub mod explorer;
pub mod handout;
pub mod interview;
pub mod letter;
pub mod marks;
pub mod me;
pub mod patient;
pub mod people;
pub mod plan;
pub mod print;
pub mod propose;
pub mod resolve;
pub mod revise;
pub mod roots;
pub mod side_by_side;
pub mod step;
pub mod story;
pub mod subject;
pub mod uncertainty;
