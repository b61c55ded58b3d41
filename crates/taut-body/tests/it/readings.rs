//! Readings of postures: mirror images, what ankle and neck leave alone, the moment by another way, missing parts.

use std::collections::BTreeMap;
use std::path::Path;

use taut_body::Model;
use taut_body::nerve::Nerve;
use taut_body::posture::{Reader, WorkingSide, pose_of};

use crate::own::model as body;

fn nerve(model: &Model) -> Nerve {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge/body/nerve.toml");
    Nerve::build(&toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap(), model).unwrap()
}

fn angles(pairs: &[(&str, f64)]) -> BTreeMap<String, f64> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect()
}

/// Postures of many kinds, degrees.
fn many() -> Vec<BTreeMap<String, f64>> {
    let mut out = vec![angles(&[])];
    for i in 0..6 {
        let t = f64::from(i);
        out.push(angles(&[
            ("pelvis_tilt", 90.0 - 36.0 * t),
            ("hip_flexion_r", 20.0 * t),
            ("hip_flexion_l", 60.0 - 15.0 * t),
            ("hip_adduction_r", 10.0 - 5.0 * t),
            ("hip_rotation_r", 4.0 * t - 15.0),
            ("knee_angle_r", 100.0 - 20.0 * t),
            ("knee_angle_l", 8.0 * t),
            ("lumbar_flexion", 12.0 * t - 15.0),
            ("thoracic_flexion", 2.0 * t),
        ]));
    }
    out
}

#[test]
fn standing_draws_nothing_longer() {
    let model = body();
    let nerve = nerve(&model);
    let reader = Reader::new(&model, &nerve).unwrap();
    let reading = reader.read(&pose_of(&model, &angles(&[]), WorkingSide::Right).unwrap()).unwrap();
    for leg in &reading.legs {
        assert!(leg.hamstrings.best.abs() < 1e-12);
        assert!(leg.nerve.len() >= 5);
        assert!(leg.nerve.iter().all(|site| site.reading.strain.best.abs() < 1e-9));
    }
    assert!(!reading.cord.is_empty());
}

#[test]
fn ankle_and_neck_leave_the_hamstrings_to_the_bit() {
    let model = body();
    let nerve = nerve(&model);
    let reader = Reader::new(&model, &nerve).unwrap();
    for base in many() {
        let before = reader.read(&pose_of(&model, &base, WorkingSide::Right).unwrap()).unwrap();
        for (name, value) in
            [("ankle_angle_r", 20.0), ("neck_flexion", 40.0), ("mtp_angle_r", 15.0)]
        {
            let mut moved = base.clone();
            moved.insert(name.to_owned(), value);
            let after = reader.read(&pose_of(&model, &moved, WorkingSide::Right).unwrap()).unwrap();
            for side in [0, 1] {
                assert_eq!(before.legs[side].muscles, after.legs[side].muscles, "{name}");
            }
            let strains = |reading: &taut_body::posture::Reading| -> Vec<f64> {
                reading.legs[0].nerve.iter().map(|site| site.reading.strain.best).collect()
            };
            assert_ne!(strains(&before), strains(&after), "{name} moves the nerve");
        }
    }
}

#[test]
fn the_left_leg_of_the_mirror_image_reads_as_the_right_one() {
    let model = body();
    let nerve = nerve(&model);
    let reader = Reader::new(&model, &nerve).unwrap();
    for base in many() {
        let [right, left] = [WorkingSide::Right, WorkingSide::Left]
            .map(|side| reader.read(&pose_of(&model, &base, side).unwrap()).unwrap());
        for (a, b) in [(0, 1), (1, 0)] {
            for (x, y) in right.legs[a].muscles.iter().zip(&left.legs[b].muscles) {
                assert!((x - y).abs() < 1e-9, "{x} {y}");
            }
            for (x, y) in right.legs[a].nerve.iter().zip(&left.legs[b].nerve) {
                assert_eq!(x.name, y.name);
                let (x, y) = (x.reading.strain, y.reading.strain);
                assert!((x.best - y.best).abs() < 1e-7, "{x:?} {y:?}");
            }
        }
        assert!((right.lumbar_moment - left.lumbar_moment).abs() < 1e-9);
    }
}

/// Without side bending the axis is level, so the moment is weight times the distance of its line from the joint.
#[test]
fn the_moment_is_weight_times_distance() {
    let model = body();
    let nerve = nerve(&model);
    let reader = Reader::new(&model, &nerve).unwrap();
    let above =
        ["lumbar5", "lumbar4", "lumbar3", "lumbar2", "lumbar1", "torso", "upper_torso", "head"];
    for (tilt, bend) in [(0.0, 0.0), (-53.0, 60.0), (20.0, 45.0), (-90.0, -20.0)] {
        let given =
            angles(&[("pelvis_tilt", tilt), ("lumbar_flexion", bend), ("neck_flexion", 10.0)]);
        let pose = pose_of(&model, &given, WorkingSide::Right).unwrap();
        let places = model.placements(&pose);
        let (mut mass, mut moment_of_mass) = (0.0, 0.0);
        for name in above {
            let index = model.body(name).unwrap();
            let body = &model.bodies[index];
            let place = &places[index];
            let x: f64 = place.position[0]
                + (0..3).map(|k| place.rotation[0][k] * body.mass_center[k]).sum::<f64>();
            mass += body.mass;
            moment_of_mass += body.mass * x;
        }
        let joint = places[model.body("lumbar5").unwrap()].position[0];
        let wanted = 9.80665 * (moment_of_mass - mass * joint);
        let is = reader.read(&pose).unwrap().lumbar_moment;
        assert!((is - wanted).abs() < 1e-9 * wanted.abs().max(1.0), "{tilt} {bend}: {is} {wanted}");
    }
}

#[test]
fn a_body_without_a_part_is_refused_by_name() {
    let model = body();
    let nerve = nerve(&model);
    for (part, named) in [("semimem_l", "semimem_l"), ("bflh_r", "bflh_r")] {
        let mut without = model.clone();
        let index = without.muscle(part).unwrap();
        "gone".clone_into(&mut without.muscles[index].name);
        assert_eq!(Reader::new(&without, &nerve).unwrap_err().name, named);
    }
    let mut without = model.clone();
    let index = without.body("lumbar5").unwrap();
    "gone".clone_into(&mut without.bodies[index].name);
    assert_eq!(Reader::new(&without, &nerve).unwrap_err().name, "lumbar5");
}
