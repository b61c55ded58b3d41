//! The nerve of taut's own body.

mod balance;
mod bed;
mod bound;
mod rows;

use crate::own::{Random, model, random_values};
use std::fs;
use std::path::Path;
use taut_body::nerve::Nerve;
use taut_body::nerve::record::{NerveRecord, NerveRows};
use taut_body::{Model, Pose};

fn text(path: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge/body");
    fs::read_to_string(folder.join(path)).unwrap()
}

fn record() -> NerveRecord {
    toml::from_str(&text("nerve.toml")).unwrap()
}

fn published() -> NerveRows {
    toml::from_str(&text("nerve_rows.toml")).unwrap()
}

fn body() -> (Model, Nerve) {
    let model = model();
    let nerve = Nerve::build(&record(), &model).unwrap_or_else(|problems| panic!("{problems}"));
    (model, nerve)
}

/// Poses inside every range.
fn random_poses(model: &Model, count: usize, seed: u64) -> Vec<Pose> {
    let mut random = Random(seed);
    (0..count).map(|_| Pose::new(model, &random_values(model, &mut random)).unwrap()).collect()
}

/// A pose with these angles (degrees).
fn posed(model: &Model, angles: &[(&str, f64)]) -> Pose {
    let angles = angles.iter().map(|(name, angle)| ((*name).to_owned(), *angle)).collect();
    taut_body::nerve::rows::posture(model, &angles).unwrap()
}
