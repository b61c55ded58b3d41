//! Postures: named angles to poses, mirror images, problems of angles and records all at once.

use std::collections::BTreeMap;
use std::path::Path;

use taut_body::Model;
use taut_body::posture::record::{ClinicalTest, Posture};
use taut_body::posture::{Fault, WorkingSide, pose_of, problems};

use crate::own::model as body;

fn angles(pairs: &[(&str, f64)]) -> BTreeMap<String, f64> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect()
}

fn records<T: serde::de::DeserializeOwned>(folder: &str) -> Vec<T> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge/body").join(folder);
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
        .iter()
        .map(|file| toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap())
        .collect()
}

#[test]
fn angles_become_a_pose_in_radians() {
    let model = body();
    let given = angles(&[("hip_flexion_r", 90.0), ("pelvis_ty", 0.5), ("lumbar_flexion", 30.0)]);
    let pose = pose_of(&model, &given, WorkingSide::Right).unwrap();
    let value = |name: &str| pose.values()[model.coordinate(name).unwrap()];
    assert!((value("hip_flexion_r") - std::f64::consts::FRAC_PI_2).abs() < 1e-12);
    assert_eq!(value("pelvis_ty"), 0.5);
    assert_eq!(value("hip_flexion_l"), 0.0);
    // The vertebrae share the bending among them.
    let shared: f64 = ["l5_s1", "l4_l5", "l3_l4", "l2_l3", "l1_l2", "t12_l1"]
        .iter()
        .map(|joint| value(&format!("{joint}_flexion")).abs())
        .sum();
    assert!((shared - 30_f64.to_radians()).abs() < 1e-12, "{shared}");
}

#[test]
fn the_left_side_is_the_mirror_image() {
    let model = body();
    let given = angles(&[
        ("pelvis_list", -20.0),
        ("pelvis_tilt", 10.0),
        ("pelvis_rotation", 15.0),
        ("hip_flexion_r", 60.0),
        ("hip_adduction_r", -20.0),
        ("hip_rotation_l", 25.0),
        ("knee_angle_l", 40.0),
        ("lumbar_bending", 10.0),
        ("lumbar_rotation", 5.0),
        ("neck_flexion", 20.0),
    ]);
    let [right, left] = [WorkingSide::Right, WorkingSide::Left]
        .map(|side| model.placements(&pose_of(&model, &given, side).unwrap()));
    let mut compared = 0;
    for (i, body) in model.bodies.iter().enumerate() {
        let twin = match (body.name.strip_suffix("_r"), body.name.strip_suffix("_l")) {
            (Some(stem), _) => format!("{stem}_l"),
            (_, Some(stem)) => format!("{stem}_r"),
            _ => body.name.clone(),
        };
        let j = model.body(&twin).unwrap();
        let [x, y, z] = right[i].position;
        for (is, wanted) in left[j].position.iter().zip([x, y, -z]) {
            assert!((is - wanted).abs() < 1e-12, "{}: {is} {wanted}", body.name);
        }
        compared += 1;
    }
    assert!(compared > 20);
}

#[test]
fn bad_angles_are_all_named() {
    let model = body();
    let given = angles(&[
        ("hip_flexon_r", 10.0),
        ("knee_angle_r", -30.0),
        ("ankle_angle_r", f64::NAN),
        ("l5_s1_flexion", 3.0),
        ("neck_flexion", 20.0),
    ]);
    for side in [WorkingSide::Right, WorkingSide::Left] {
        let found = pose_of(&model, &given, side).unwrap_err();
        let faults: Vec<_> = found.iter().map(|p| (p.name.as_str(), &p.fault)).collect();
        assert_eq!(faults.len(), 4, "{faults:?}");
        assert_eq!(faults[0], ("ankle_angle_r", &Fault::NotFinite));
        assert_eq!(faults[1], ("hip_flexon_r", &Fault::Unknown));
        assert!(matches!(faults[2], ("knee_angle_r", Fault::Outside { range: [0.0, _], .. })));
        assert_eq!(faults[3], ("l5_s1_flexion", &Fault::Driven));
        assert!(found.iter().all(|p| !p.to_string().is_empty() && !p.hint().is_empty()));
    }
}

#[test]
fn the_shipped_records_fit_the_body() {
    let model = body();
    let (postures, tests): (Vec<Posture>, Vec<ClinicalTest>) =
        (records("postures"), records("tests"));
    assert_eq!(problems(&model, &postures, &tests), []);
    assert_eq!(postures.len(), 60);
    assert!(tests.len() >= 8);
}

#[test]
fn broken_records_are_refused_with_every_problem() {
    let model: Model = body();
    let mut postures: Vec<Posture> = records("postures");
    let mut tests: Vec<ClinicalTest> = records("tests");
    let posture = &mut postures[0];
    let mut twice = posture.position[0].clone();
    twice.angles.insert("knee_angle_r".to_owned(), 400.0);
    twice.printed = Some(BTreeMap::from([("mtp_angle_r".to_owned(), "nobody".to_owned())]));
    posture.position.push(twice);
    postures[1].position.clear();
    let test = &mut tests[0];
    test.step[0].nerve = test.step[1].nerve;
    test.step[0].hamstrings = Some(taut_body::posture::record::LengthChange::Same);
    test.step[1].against = Some("Later".to_owned());
    let found = problems(&model, &postures, &tests);
    let paths: Vec<String> = found.iter().map(|p| format!("{} {}", p.record, p.path)).collect();
    let (a, b, c) = (&postures[0].id, &postures[1].id, &tests[0].id);
    let last = postures[0].position.len() - 1;
    assert_eq!(
        paths,
        [
            format!("postures/{a} position[{last}].name"),
            format!("postures/{a} position[{last}].angles.knee_angle_r"),
            format!("postures/{a} position[{last}].printed.mtp_angle_r"),
            format!("postures/{b} position"),
            format!("tests/{c} step[0]"),
            format!("tests/{c} step[1].against"),
        ]
    );
}
