//! Time of static optimisation of a recorded walk, for comparison with other programs:
//! `effort MODEL.osim MOTION.mot LOADS.xml FIRST LAST [REPEATS]`. Every row of the motion between FIRST and LAST (s) is a frame; reserves
//! as for OpenSim's reference: 1000 at coordinates of the pelvis, 1 elsewhere. Prints CSV: part, least microseconds a frame.
#![allow(clippy::unwrap_used, reason = "an example may panic")]

use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Instant;

use taut_body::dynamics::{Load, LoadCurves, Movement, Trajectory};
use taut_body::effort::{Moment, Reserve, Settings};
use taut_body::motion::{read_external_loads, read_storage};
use taut_body::{Gauged, Pose, read_osim};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, motion, loads, first, last, rest @ ..] = arguments.as_slice() else {
        panic!("effort MODEL.osim MOTION.mot LOADS.xml FIRST LAST [REPEATS]")
    };
    let repeats: usize = rest.first().map_or(20, |n| n.parse().unwrap());
    let [first, last]: [f64; 2] = [first, last].map(|n| n.parse().unwrap());
    let model = read_osim(&std::fs::read(model).unwrap()).unwrap_or_else(|p| panic!("{p}"));
    let motion = read_storage(&std::fs::read(motion).unwrap()).unwrap_or_else(|p| panic!("{p}"));
    let loads = Path::new(loads);
    let external = read_external_loads(&std::fs::read(loads).unwrap()).unwrap();
    let data = std::fs::read(loads.parent().unwrap().join(&external.data_file)).unwrap();
    let loads = LoadCurves::new(&model, &external, &read_storage(&data).unwrap()).unwrap();
    let way = Trajectory::new(&model, &motion, Some(6.0)).unwrap();
    let strength =
        |c: usize| if model.coordinates[c].name.contains("pelvis") { 1000.0 } else { 1.0 };
    let reserves = (0..model.coordinates.len()).map(|c| Reserve::new(c, strength(c))).collect();
    let settings = Settings { reserves, ..Settings::default() };

    let times: Vec<f64> =
        motion.times.iter().copied().filter(|t| (first..=last).contains(t)).collect();
    let frames: Vec<(Movement, Vec<Load>)> = times
        .iter()
        .map(|time| {
            let movement = way.at(&model, *time).unwrap();
            let places = model.placements(movement.pose());
            (movement, loads.at(*time, &places).unwrap())
        })
        .collect();
    let rig = model.rig();
    let poses: Vec<Pose> = frames.iter().map(|(movement, _)| movement.pose().clone()).collect();
    let one = NonZeroUsize::MIN;
    let at = |gauged: &Gauged, pose: usize| {
        let (movement, loads) = &frames[pose];
        Moment::new(&model, &rig, (gauged, pose), movement, loads).unwrap()
    };
    let gauged = rig.gauge(&poses, one);
    let moments: Vec<Moment> = (0..poses.len()).map(|pose| at(&gauged, pose)).collect();
    let least = |work: &dyn Fn()| {
        let once = |_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64() * 1e6 / times.len() as f64
        };
        (0..repeats).map(once).fold(f64::INFINITY, f64::min)
    };
    let share = |moment: &Moment| moment.share(&model, &settings).unwrap();
    println!("part,us_per_frame");
    let all = least(&|| {
        let gauged = rig.gauge(&poses, one);
        (0..poses.len()).for_each(|pose| drop(std::hint::black_box(share(&at(&gauged, pose)))));
    });
    println!("lengths arms inverse dynamics forces and optimisation,{all:.2}");
    let part = least(&|| drop(std::hint::black_box(rig.gauge(&poses, one))));
    println!("lengths and arms,{part:.2}");
    let needs = |(movement, loads): &(Movement, Vec<Load>)| {
        drop(std::hint::black_box(model.inverse_dynamics(movement, loads)));
    };
    let part = least(&|| frames.iter().for_each(needs));
    println!("inverse dynamics,{part:.2}");
    let part = least(&|| moments.iter().for_each(|m| drop(std::hint::black_box(share(m)))));
    println!("forces of muscles and optimisation,{part:.2}");
    let pulls = |m: &Moment| drop(std::hint::black_box(m.pulls(&model, &settings).unwrap()));
    let part = least(&|| moments.iter().for_each(pulls));
    println!("forces of muscles,{part:.2}");
    let steps: usize = moments.iter().map(|m| share(m).steps).sum();
    println!("# {} frames, {} Newton steps", times.len(), steps);
}
