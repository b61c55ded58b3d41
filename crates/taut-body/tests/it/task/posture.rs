//! Postures of tasks: conditions met, by an independent path; what cannot be met is said.

use super::{body, none, records, stage};
use taut_body::Pose;
use taut_body::task::record::TaskRecord;
use taut_body::task::{Condition, Demand, NoPosture, Spot, Stage};

#[test]
fn every_task_meets_its_conditions() {
    let body = body();
    for task in &records().tasks {
        let stage = stage(&body, &task.id);
        let pose = stage
            .pose(&body.model, &stage.nominal())
            .unwrap_or_else(|why| panic!("{}: {why:?}", task.id));
        let places = body.model.placements(&pose);
        let at = |spot: Spot| {
            let place = &places[spot.body];
            let turned = place.rotation.map(|row| (0..3).map(|i| row[i] * spot.at[i]).sum::<f64>());
            [0, 1, 2].map(|i| turned[i] + place.position[i])
        };
        for meet in &stage.meets {
            let off = match meet.condition {
                Condition::Height { spot, above, metres } => at(spot)[1] - at(above)[1] - metres,
                Condition::Balance { axis, from, to, share } => {
                    let (mut weighed, mut mass) = (0.0, 0.0);
                    for (i, part) in body.model.bodies.iter().enumerate() {
                        weighed += part.mass * at(Spot { body: i, at: part.mass_center })[axis];
                        mass += part.mass;
                    }
                    for load in &stage.hanging {
                        weighed += load.mass * at(load.spot)[axis];
                        mass += load.mass;
                    }
                    weighed / mass - (1.0 - share) * at(from)[axis] - share * at(to)[axis]
                }
            };
            assert!(off.abs() < 1e-9, "{}: {off}", task.id);
        }
    }
}

#[test]
fn newton_and_halving_agree() {
    // One condition alone: feet level by the pelvis, found by halving instead.
    let body = body();
    let mut record = task("standing");
    record.meet.truncate(1);
    record.angles.insert("hip_flexion".to_owned(), 20.0);
    let stage = Stage::new(&body.model, &records().contacts, 1.0, &record).unwrap();
    let pose = stage.pose(&body.model, &stage.nominal()).unwrap();
    let tilt = body.model.coordinate("pelvis_tilt").unwrap();
    let Condition::Height { spot, above, .. } = stage.meets[0].condition else { panic!() };
    let height = |value: f64| {
        let mut values = pose.values().to_vec();
        values[tilt] = value;
        let places = body.model.placements(&Pose::anywhere(&body.model, &values).unwrap());
        let y = |s: Spot| {
            let place = &places[s.body];
            (0..3).map(|i| place.rotation[1][i] * s.at[i]).sum::<f64>() + place.position[1]
        };
        y(spot) - y(above)
    };
    let (mut low, mut high) = (-1.0_f64, 1.0_f64);
    assert!(height(low) < 0.0 && height(high) > 0.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if height(middle) < 0.0 { low = middle } else { high = middle }
    }
    assert!((pose.values()[tilt] - low).abs() < 1e-9);
}

#[test]
fn what_cannot_be_met_is_said() {
    let body = body();
    let contacts = records().contacts;
    let mut record = task("forward_bend");
    // Hands three metres up.
    record.meet[2].metres = Some(3.6);
    let stage = Stage::new(&body.model, &contacts, 1.0, &record).unwrap();
    match stage.pose(&body.model, &stage.nominal()) {
        Err(NoPosture::NotMet { off }) => assert!(off > 1.0),
        other => panic!("{other:?}"),
    }
}

#[test]
fn everything_wrong_in_a_record_is_said_at_once() {
    let body = body();
    let mut record = task("lift_stoop");
    record.angles.insert("elbow".to_owned(), 1.0);
    record.angles.insert("knee_angle".to_owned(), 400.0);
    record.supports.push("hand_r".to_owned());
    record.ground = "heel".to_owned();
    record.load[0].mass = f64::NAN;
    record.meet[0].share = Some(0.1);
    record.free[0].low = 90.0;
    let problems = Stage::new(&body.model, &records().contacts, 1.0, &record).unwrap_err().0;
    let paths: Vec<&str> = problems.iter().map(|p| p.path.as_str()).collect();
    for path in [
        "angles.elbow",
        "angles.knee_angle",
        "supports[2]",
        "ground",
        "load[0]",
        "meet[0]",
        "free[0]",
    ] {
        assert!(paths.contains(&path), "{path} not in {paths:?}");
    }
    assert!(problems.iter().all(|p| p.record == "tasks/lift_stoop" && !p.hint.is_empty()));
}

#[test]
fn a_body_that_leans_beside_its_feet_falls() {
    let body = body();
    let mut record = task("standing");
    record.meet[1].share = Some(1.6);
    let stage = Stage::new(&body.model, &records().contacts, 1.0, &record).unwrap();
    let pose = stage.pose(&body.model, &stage.nominal()).unwrap();
    let demand = Demand::new(&body, &stage, &pose, &none(&pose)).unwrap();
    assert!(demand.hold(&vec![1.0; body.model.muscles.len()], 1.0).is_err());
}

fn task(id: &str) -> TaskRecord {
    records().tasks.into_iter().find(|task| task.id == id).unwrap()
}
