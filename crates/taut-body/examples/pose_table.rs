//! Lengths and moment arms of every muscle for a table of poses, for comparison with other programs:
//! `pose_table MODEL.osim POSES.csv`. The table's columns are coordinates, radians or metres; what comes out is CSV with a
//! column `L.muscle` (metres) a muscle and a column `R.muscle.coordinate` (metres a radian) for each arm that is asked for by
//! a column of that name; such columns of the input are otherwise left aside.
#![allow(clippy::unwrap_used, reason = "an example may panic")]

use std::fmt::Write as _;

use taut_body::{Model, PathValue, Pose, read_osim};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, file, poses] = arguments.as_slice() else { panic!("pose_table MODEL.osim POSES.csv") };
    let model = read_osim(&std::fs::read(file).unwrap()).unwrap_or_else(|p| panic!("{p}"));
    let text = std::fs::read_to_string(poses).unwrap();
    let mut lines = text.lines();
    let columns: Vec<&str> = lines.next().unwrap().split(',').map(str::trim).collect();
    let q: Vec<(usize, usize)> = columns
        .iter()
        .enumerate()
        .filter_map(|(at, name)| Some((at, model.coordinate(name.strip_prefix("q.")?)?)))
        .collect();
    let pairs: Vec<(usize, usize)> = columns.iter().filter_map(|name| pair(&model, name)).collect();
    let mut out: Vec<String> = model.muscles.iter().map(|m| format!("L.{}", m.name)).collect();
    out.extend(pairs.iter().map(|(muscle, coordinate)| {
        format!("R.{}.{}", model.muscles[*muscle].name, model.coordinates[*coordinate].name)
    }));
    println!("{}", out.join(","));
    for line in lines {
        let row: Vec<f64> = line.split(',').map(|n| n.trim().parse().unwrap()).collect();
        let mut values: Vec<f64> = model.coordinates.iter().map(|c| c.default).collect();
        for (at, coordinate) in &q {
            values[*coordinate] = row[*at];
        }
        let pose = Pose::anywhere(&model, &values).unwrap();
        let mut text = String::new();
        let mut write = |value: &PathValue| match value {
            PathValue::Known(value) => write!(text, "{value},").unwrap(),
            PathValue::Wrapped(_) => text.push_str("nan,"),
        };
        model.lengths(&pose).iter().for_each(&mut write);
        let mut arms = vec![None; model.coordinates.len()];
        for (muscle, coordinate) in &pairs {
            let arms = arms[*coordinate]
                .get_or_insert_with(|| model.moment_arms(&pose, *coordinate).unwrap());
            write(&arms[*muscle]);
        }
        text.pop();
        println!("{text}");
    }
}

fn pair(model: &Model, column: &str) -> Option<(usize, usize)> {
    let (muscle, coordinate) = column.strip_prefix("R.")?.rsplit_once('.')?;
    Some((model.muscle(muscle)?, model.coordinate(coordinate)?))
}
