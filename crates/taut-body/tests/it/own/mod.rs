//! taut's own body, as knowledge/body has it.

mod muscles;
mod passive;
mod person;
mod skeleton;

use std::fs;
use std::path::{Path, PathBuf};

use taut_body::Model;
use taut_body::own::record::{Muscles, Records};
use taut_body::own::{OwnBody, build};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge/body")
}

fn text(path: &str) -> String {
    fs::read_to_string(folder().join(path)).unwrap()
}

/// The shipped records.
pub fn records() -> Records {
    let files = fs::read_dir(folder().join("muscles")).unwrap();
    let mut muscles: Vec<Muscles> = files
        .map(|file| toml::from_str(&fs::read_to_string(file.unwrap().path()).unwrap()).unwrap())
        .collect();
    muscles.sort_by(|a, b| a.id.cmp(&b.id));
    Records {
        skeleton: toml::from_str(&text("skeleton.toml")).unwrap(),
        surfaces: toml::from_str(&text("surfaces.toml")).unwrap(),
        muscles,
        passive: toml::from_str(&text("passive.toml")).unwrap(),
        scaling: toml::from_str(&text("scaling.toml")).unwrap(),
        hamstring: toml::from_str(&text("hamstring.toml")).unwrap(),
    }
}

/// The body as the records have it, with its passive torques.
pub fn body() -> OwnBody {
    OwnBody::new(&records(), None).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The body as the records have it.
pub fn model() -> Model {
    build(&records()).unwrap_or_else(|problems| panic!("{problems}"))
}

/// A fixed generator: values in [0, 1) (Knuth's linear congruential one).
pub struct Random(pub u64);

impl Random {
    /// The next value.
    pub fn next(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Values inside every range.
pub fn random_values(model: &Model, random: &mut Random) -> Vec<f64> {
    let inside = |[low, high]: [f64; 2], part: f64| low + (high - low) * part;
    model.coordinates.iter().map(|c| inside(c.range, random.next())).collect()
}

/// The values of the mirrored pose.
pub fn mirrored(model: &Model, values: &[f64]) -> Vec<f64> {
    let turned = ["list", "rotation", "bending", "_tz"];
    model
        .coordinates
        .iter()
        .enumerate()
        .map(|(i, coordinate)| {
            let name = &coordinate.name;
            let (stem, hand) = name.split_at(name.len() - 2);
            match hand {
                "_r" => values[model.coordinate(&format!("{stem}_l")).unwrap()],
                "_l" => values[model.coordinate(&format!("{stem}_r")).unwrap()],
                _ if turned.iter().any(|end| name.ends_with(end)) => -values[i],
                _ => values[i],
            }
        })
        .collect()
}
