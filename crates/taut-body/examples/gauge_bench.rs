//! Times lengths and all moment arms: `gauge_bench MODEL.osim POSES.csv REPEATS THREADS`. The table's columns `q.NAME` are
//! coordinates, radians or metres. Prints JSON: microseconds a pose, the least of the repeats, for all poses at once, for one
//! pose at a time, and for the checks and couplers of a pose, which both need before.
#![allow(clippy::unwrap_used, reason = "an example may panic")]

use std::num::NonZeroUsize;
use std::time::Instant;

use taut_body::{Gauged, Model, Pose, read_osim};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, file, table, repeats, threads] = arguments.as_slice() else {
        panic!("gauge_bench MODEL.osim POSES.csv REPEATS THREADS")
    };
    let start = Instant::now();
    let model = read_osim(&std::fs::read(file).unwrap()).unwrap_or_else(|p| panic!("{p}"));
    let read = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let rig = model.rig();
    let compiled = start.elapsed().as_secs_f64();
    let rows = rows(&model, &std::fs::read_to_string(table).unwrap());
    let repeats: usize = repeats.parse().unwrap();
    let threads: NonZeroUsize = threads.parse().unwrap();
    let settle = || rows.iter().map(|row| Pose::anywhere(&model, row).unwrap()).collect();
    let poses: Vec<Pose> = settle();
    let least = |work: &mut dyn FnMut()| {
        let time = |_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64()
        };
        (0..repeats).map(time).fold(f64::INFINITY, f64::min) * 1e6 / rows.len() as f64
    };
    let checked = least(&mut || drop(std::hint::black_box::<Vec<Pose>>(settle())));
    let mut out = Gauged::default();
    let together = least(&mut || rig.gauge_in(&mut out, std::hint::black_box(&poses), threads));
    let mut one = Gauged::default();
    let alone = least(&mut || {
        for pose in &poses {
            rig.gauge_in(&mut one, std::slice::from_ref(pose), NonZeroUsize::MIN);
            std::hint::black_box(one.length(0, 0));
        }
    });
    println!(
        "{{\"muscles\": {}, \"pairs\": {}, \"poses\": {}, \"threads\": {threads}, \"read_s\": {read}, \
         \"compile_s\": {compiled}, \"checks_us\": {checked}, \"together_us\": {together}, \
         \"alone_us\": {alone}}}",
        rig.muscles().len(),
        rig.pairs().len(),
        rows.len()
    );
}

fn rows(model: &Model, text: &str) -> Vec<Vec<f64>> {
    let mut lines = text.lines();
    let columns: Vec<Option<usize>> = lines
        .next()
        .unwrap()
        .split(',')
        .map(|name| model.coordinate(name.trim().strip_prefix("q.")?))
        .collect();
    let row = |line: &str| {
        let mut values: Vec<f64> = model.coordinates.iter().map(|c| c.default).collect();
        for (column, number) in columns.iter().zip(line.split(',')) {
            if let Some(coordinate) = column {
                values[*coordinate] = number.trim().parse().unwrap();
            }
        }
        values
    };
    lines.map(row).collect()
}
