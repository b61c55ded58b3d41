//! Movements, recordings and loads that are refused.

use crate::tiny::model;
use taut_body::dynamics::{LoadCurves, Movement, Trajectory};
use taut_body::motion::{MotionTable, read_external_loads, read_storage};

const LOADS: &str = include_str!("../../../../../fuzz/corpus/loads/ok-full");

fn table(names: &[&str], in_degrees: Option<bool>, rows: usize) -> MotionTable {
    MotionTable {
        name: String::new(),
        in_degrees,
        times: (0..rows).map(|i| i as f64 * 0.01).collect(),
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        columns: names.iter().map(|_| (0..rows).map(|i| i as f64).collect()).collect(),
        notes: Vec::new(),
    }
}

#[test]
fn bad_movements_are_named_all_at_once() {
    let model = model();
    let n = model.coordinates.len();
    let (still, mut speeds, mut rates) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
    let hip = model.coordinate("hip_flexion").unwrap();
    speeds[hip] = f64::NAN;
    rates[hip] = 1e12;
    let text = Movement::new(&model, &still, &speeds, &rates).unwrap_err().to_string();
    assert!(text.contains("hip_flexion: NaN among its speeds"), "{text}");
    assert!(text.contains("hip_flexion: 1000000000000 among its accelerations"), "{text}");
    let text = Movement::new(&model, &[0.0], &[0.0], &still).unwrap_err().to_string();
    assert!(text.contains("1 values for") && text.contains("1 speeds for"), "{text}");
}

#[test]
fn recordings_are_matched_by_name() {
    let model = model();
    let names = ["/jointset/hip/hip_flexion/value", "base_tx", "other", "knee_follows"];
    let way = Trajectory::new(&model, &table(&names, Some(true), 10), None).unwrap();
    assert_eq!(way.unused(), ["other"]);
    assert_eq!(way.driven(), ["knee_follows"]);
    assert!(way.missing().contains(&"knee_angle".to_owned()));
    let movement = way.at(&model, 0.03).unwrap();
    let value = |name: &str| movement.pose().values()[model.coordinate(name).unwrap()];
    assert!((value("hip_flexion") - 3.0_f64.to_radians()).abs() < 1e-12);
    assert!((value("base_tx") - 3.0).abs() < 1e-12);
    let speed = movement.speeds()[model.coordinate("hip_flexion").unwrap()];
    assert!((speed - 100.0_f64.to_radians()).abs() < 1e-9);
}

#[test]
fn bad_recordings_are_refused() {
    let model = model();
    let refused = |table: &MotionTable, cutoff| {
        let problems = Trajectory::new(&model, table, cutoff).unwrap_err();
        problems.iter().map(|p| format!("{p}\n")).collect::<String>()
    };
    let text = refused(&table(&["other"], None, 3), None);
    assert!(text.contains("no column has the name of a coordinate"), "{text}");
    assert!(text.contains("3 rows are too few"), "{text}");
    let text = refused(&table(&["hip_flexion", "hip_flexion/value"], None, 9), None);
    assert!(text.contains("hip_flexion is the same coordinate"), "{text}");
    assert!(text.contains("does not say whether angles are in degrees"), "{text}");
    let mut gap = table(&["hip_flexion"], Some(true), 9);
    gap.columns[0][4] = f64::NAN;
    let text = refused(&gap, None);
    assert!(text.contains("hip_flexion: 1 numbers are missing, the first at 0.04 s"), "{text}");
    let text = refused(&table(&["hip_flexion"], Some(true), 9), Some(80.0));
    assert!(text.contains("a cut-off at 80 Hz is not between 0 and"), "{text}");
    // Degrees called radians are far too large.
    let mut wrong = table(&["hip_flexion"], Some(false), 9);
    wrong.columns[0].iter_mut().for_each(|angle| *angle *= 1e3);
    let way = Trajectory::new(&model, &wrong, None).unwrap();
    assert!(way.at(&model, 0.05).is_err());
}

#[test]
fn loads_need_their_bodies_and_columns() {
    let model = model();
    let names =
        "time force_vx force_vy force_vz force_px force_py force_pz torque_x torque_y torque_z";
    let rows = "0 1 2 3 4 5 6 7 8 9\n1 1 2 3 4 5 6 7 8 9\n";
    let text = format!("grf\nnRows=2\nnColumns=10\nendheader\n{names}\n{rows}");
    let data = read_storage(text.as_bytes()).unwrap();
    let loads = read_external_loads(LOADS.as_bytes()).unwrap();
    let curves = LoadCurves::new(&model, &loads, &data).unwrap();
    let places = model.placements(&taut_body::Pose::default_of(&model).unwrap());
    let [load] = &curves.at(0.5, &places).unwrap()[..] else { panic!() };
    assert_eq!(load.body, model.body("foot").unwrap());
    for (ours, first) in [(load.force, 1.0), (load.point, 4.0), (load.torque, 7.0)] {
        let off = (0..3).map(|i| (ours[i] - first - i as f64).abs());
        assert!(off.fold(0.0, f64::max) < 1e-12, "{load:?}");
    }
    assert_eq!(curves.at(1.1, &places), None);
    let mut broken = loads.clone();
    broken.forces[0].body = "moon".to_owned();
    broken.forces[0].torque = Some("force_".to_owned());
    let problems = LoadCurves::new(&model, &broken, &data).unwrap_err();
    let text: String = problems.iter().map(|p| format!("{p}\n")).collect();
    assert!(text.contains("right: there is no body \"moon\""), "{text}");
    assert!(text.contains("force_: 6 columns begin like this, not 3"), "{text}");
}
