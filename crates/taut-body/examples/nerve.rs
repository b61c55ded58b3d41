//! The nerve against the published rows: fits it, tabulates it, times it.
//!
//! ```text
//! cargo run --release -p taut-body --example nerve -- fit     # values for knowledge/body/nerve.toml
//! cargo run --release -p taut-body --example nerve -- table   # every row, published and ours, into docs/nerve.md
//! cargo run --release -p taut-body --example nerve -- speed   # time of one posture
//! ```

use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{env, fs};

use taut_body::nerve::fit::{FREE, first, fit, misfit, ranges};
use taut_body::nerve::record::{NerveRecord, NerveRows, Quantity};
use taut_body::nerve::rows::{Trial, posture};
use taut_body::nerve::table::markdown;
use taut_body::nerve::{Nerve, Parameters};
use taut_body::own::build;
use taut_body::own::record::{Muscles, Records};
use taut_body::{Model, Pose};

fn main() {
    let model = build(&records()).unwrap_or_else(|problems| panic!("{problems}"));
    let record: NerveRecord = read("nerve.toml");
    let rows: NerveRows = read("nerve_rows.toml");
    let nerve = Nerve::build(&record, &model).unwrap_or_else(|problems| panic!("{problems}"));
    match env::args().nth(1).as_deref() {
        Some("fit") => calibrate(&model, &nerve, &rows, &first(&record)),
        Some("table") => tabulate(&model, &nerve, &rows),
        Some("speed") => speed(&model, &nerve),
        _ => eprintln!("usage: nerve fit|table|speed"),
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge/body")
}

fn text(path: &str) -> String {
    fs::read_to_string(folder().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn read<T: serde::de::DeserializeOwned>(path: &str) -> T {
    toml::from_str(&text(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn records() -> Records {
    let files = fs::read_dir(folder().join("muscles")).expect("the muscles");
    let mut muscles: Vec<Muscles> = files
        .map(|file| {
            let path = file.expect("a file").path();
            let text = fs::read_to_string(&path).expect("a readable file");
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        })
        .collect();
    muscles.sort_by(|a, b| a.id.cmp(&b.id));
    Records {
        skeleton: read("skeleton.toml"),
        surfaces: read("surfaces.toml"),
        muscles,
        passive: read("passive.toml"),
        scaling: read("scaling.toml"),
        hamstring: read("hamstring.toml"),
    }
}

/// Puts every row, published and ours, between the marks of the page.
fn tabulate(model: &Model, nerve: &Nerve, rows: &NerveRows) {
    let trial = Trial::new(model, nerve, rows).unwrap_or_else(|problems| panic!("{problems}"));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/nerve.md");
    let page = fs::read_to_string(&path).expect("the page");
    let (before, rest) = page.split_once("<!-- nerve-rows -->\n").expect("a mark");
    let (_, after) = rest.split_once("<!-- /nerve-rows -->").expect("a mark");
    let table = markdown(&trial, rows);
    let page = format!("{before}<!-- nerve-rows -->\n{table}<!-- /nerve-rows -->{after}");
    fs::write(&path, page).expect("a page that can be written");
    print!("{table}");
}

/// What the calibrating rows ask for, from the values in the file.
fn calibrate(model: &Model, nerve: &Nerve, rows: &NerveRows, first: &Parameters) {
    let trial = Trial::new(model, nerve, rows).unwrap_or_else(|problems| panic!("{problems}"));
    println!("misfit of the file: {:.6}", misfit(&trial, rows, nerve.best()));
    let (set, cost) = fit(&trial, rows, first);
    println!("misfit of the fit:  {cost:.6}");
    for quantity in [Quantity::HipRadius].into_iter().chain(FREE) {
        println!("{quantity:?} = {:.6}", set.get(quantity));
    }
    let ranges = ranges(model, nerve, rows, first).unwrap_or_else(|problems| panic!("{problems}"));
    for (quantity, [low, high]) in FREE.into_iter().zip(ranges) {
        println!("{quantity:?} from {low:.6} to {high:.6}");
    }
    for (i, row) in rows.figure.iter().enumerate() {
        let value = trial.figure_with(i, &set).unwrap_or(f64::NAN);
        println!("{:28} {:?} {:8.2} {:8.2}", row.id, row.purpose, row.value, value);
    }
}

/// The time of a posture: coupled coordinates, bed and balance; then what ranges and bounds cost.
fn speed(model: &Model, nerve: &Nerve) {
    let angles = [("hip_flexion_r", 70.0), ("ankle_angle_r", 20.0), ("neck_flexion", 30.0)];
    let angles = angles.map(|(name, angle)| (name.to_owned(), angle)).into();
    let pose = posture(model, &angles).expect("a posture of the body");
    let values = pose.values().to_vec();
    let state = |pose: &Pose| {
        std::hint::black_box(nerve.state(pose).expect("a pose of the body"));
    };
    let least = fastest(|| state(&Pose::new(model, &values).expect("the same posture")));
    println!("one posture, pose, bed and balance: {:.2} us", least * 1e6);
    println!("the nerve alone:                    {:.2} us", fastest(|| state(&pose)) * 1e6);
    let read = fastest(|| drop(std::hint::black_box(nerve.read(&pose).expect("a pose"))));
    println!("with ranges (33 balances):          {:.2} us", read * 1e6);
    let bound = fastest(|| drop(std::hint::black_box(nerve.strain_bound(&pose, nerve.bounds()))));
    println!("bound at all sites:                 {:.2} us", bound * 1e6);
}

/// The least time of one run, s, of many rounds of some.
fn fastest(mut run: impl FnMut()) -> f64 {
    let mut least = f64::INFINITY;
    for _ in 0..200 {
        let start = Instant::now();
        for _ in 0..10 {
            run();
        }
        least = least.min(start.elapsed().as_secs_f64() / 10.0);
    }
    least
}
