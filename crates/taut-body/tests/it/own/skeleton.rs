//! The skeleton: sums, mirror images, and the models that its numbers come from.

use super::{Random, mirrored, model, random_values};
use crate::reference::load;
use crate::table::folder;
use taut_body::{Model, Placement, Pose};

/// Names that others build on.
const BODIES: [&str; 27] = [
    "pelvis",
    "sacrum",
    "lumbar5",
    "lumbar4",
    "lumbar3",
    "lumbar2",
    "lumbar1",
    "torso",
    "upper_torso",
    "head",
    "abdomen",
    "femur_r",
    "patella_r",
    "tibia_r",
    "talus_r",
    "calcn_r",
    "toes_r",
    "femur_l",
    "patella_l",
    "tibia_l",
    "talus_l",
    "calcn_l",
    "toes_l",
    "ground",
    "pelvis",
    "torso",
    "head",
];
const FREE: [&str; 26] = [
    "pelvis_tilt",
    "pelvis_list",
    "pelvis_rotation",
    "pelvis_tx",
    "pelvis_ty",
    "pelvis_tz",
    "hip_flexion_r",
    "hip_adduction_r",
    "hip_rotation_r",
    "knee_angle_r",
    "ankle_angle_r",
    "subtalar_angle_r",
    "mtp_angle_r",
    "hip_flexion_l",
    "hip_adduction_l",
    "hip_rotation_l",
    "knee_angle_l",
    "ankle_angle_l",
    "subtalar_angle_l",
    "mtp_angle_l",
    "lumbar_flexion",
    "lumbar_bending",
    "lumbar_rotation",
    "thoracic_flexion",
    "neck_flexion",
    "pelvis_tilt",
];

#[test]
fn bodies_and_free_coordinates_have_their_names() {
    let model = model();
    for name in BODIES {
        assert!(model.body(name).is_some(), "{name}");
    }
    let mut free: Vec<&str> = (0..model.coordinates.len())
        .filter(|c| !model.is_driven(*c))
        .map(|c| model.coordinates[c].name.as_str())
        .collect();
    free.sort_unstable();
    let mut wanted = FREE.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    assert_eq!(free, wanted);
}

#[test]
fn lumbar_shares_sum_to_one() {
    let model = model();
    for end in ["flexion", "bending", "rotation"] {
        let leader = model.coordinate(&format!("lumbar_{end}")).unwrap();
        let levels = ["l5_s1", "l4_l5", "l3_l4", "l2_l3", "l1_l2", "t12_l1"];
        let shares: f64 = levels
            .iter()
            .map(|level| {
                let name = format!("{level}_{end}");
                let dependent = model.coordinate(&name).unwrap();
                let coupler = model.couplers.iter().find(|c| c.dependent == dependent).unwrap();
                assert_eq!(coupler.independent, [leader], "{name}");
                coupler.function.value(&[1.0])
            })
            .sum();
        assert!((shares - 1.0).abs() < 1e-12, "{end}: {shares}");
    }
}

/// A frame seen in the mirror, its own z axis mirrored too.
fn in_mirror(place: &Placement) -> Placement {
    let flip = |i: usize, j: usize, x: f64| if (i == 2) == (j == 2) { x } else { -x };
    let [x, y, z] = place.position;
    Placement {
        rotation: std::array::from_fn(|i| {
            std::array::from_fn(|j| flip(i, j, place.rotation[i][j]))
        }),
        position: [x, y, -z],
    }
}

#[test]
fn the_mirrored_pose_is_the_mirror_image_to_the_bit() {
    let model = model();
    let mut random = Random(7);
    for _ in 0..20 {
        let values = random_values(&model, &mut random);
        let here = model.placements(&Pose::anywhere(&model, &values).unwrap());
        let there = Pose::anywhere(&model, &mirrored(&model, &values)).unwrap();
        let there = model.placements(&there);
        for (i, body) in model.bodies.iter().enumerate() {
            let stem = body.name.trim_end_matches("_r").trim_end_matches("_l");
            let other = if body.name.ends_with("_r") {
                format!("{stem}_l")
            } else if body.name.ends_with("_l") {
                format!("{stem}_r")
            } else {
                body.name.clone()
            };
            let other = model.body(&other).unwrap();
            // Zeroes of either sign are equal.
            assert_eq!(here[i], in_mirror(&there[other]), "{}", body.name);
            assert_eq!(body.mass, model.bodies[other].mass, "{}", body.name);
        }
    }
}

/// The place of one body seen from another.
fn seen(model: &Model, places: &[Placement], from: &str, body: &str) -> [f64; 12] {
    let (a, b) = (places[model.body(from).unwrap()], places[model.body(body).unwrap()]);
    let mut out = [0.0; 12];
    for i in 0..3 {
        for k in 0..3 {
            out[3 * i + k] = (0..3).map(|j| a.rotation[j][i] * b.rotation[j][k]).sum();
            out[9 + i] += a.rotation[k][i] * (b.position[k] - a.position[k]);
        }
    }
    out
}

/// Sets the source's coordinates from ours: its name, our name, its factor.
fn compare(file: &str, names: &[(&str, &str, f64)], bodies: &[&str], tolerance: f64) {
    let Some(folder) = folder() else { return };
    let (source, own) = (load(&folder, file), model());
    let mut random = Random(3);
    let mut worst = 0.0_f64;
    for _ in 0..50 {
        let values = random_values(&own, &mut random);
        let mut theirs: Vec<f64> = source.coordinates.iter().map(|c| c.default).collect();
        for (their, our, factor) in names {
            theirs[source.coordinate(their).unwrap()] =
                factor * values[own.coordinate(our).unwrap()];
        }
        let here = own.placements(&Pose::anywhere(&own, &values).unwrap());
        let there = source.placements(&Pose::anywhere(&source, &theirs).unwrap());
        for body in bodies {
            let ours = seen(&own, &here, "pelvis", body);
            let theirs = seen(&source, &there, "pelvis", body);
            for (a, b) in ours.iter().zip(theirs) {
                worst = worst.max((a - b).abs());
            }
        }
    }
    println!("{file}: {} bodies in 50 poses, worst {worst:.2e}", bodies.len());
    assert!(worst < tolerance, "{file}: {worst:e}");
}

#[test]
fn legs_move_as_in_the_model_they_come_from() {
    let joints = [
        "hip_flexion",
        "hip_adduction",
        "hip_rotation",
        "knee_angle",
        "ankle_angle",
        "subtalar_angle",
        "mtp_angle",
    ];
    let names: Vec<String> =
        joints.iter().flat_map(|j| [format!("{j}_r"), format!("{j}_l")]).collect();
    let names: Vec<(&str, &str, f64)> = names
        .iter()
        .map(|n| (n.as_str(), n.as_str(), if n.starts_with("mtp") { -1.0 } else { 1.0 }))
        .collect();
    let bodies = ["femur", "patella", "tibia", "talus", "calcn", "toes"];
    let bodies: Vec<String> =
        bodies.iter().flat_map(|b| [format!("{b}_r"), format!("{b}_l")]).collect();
    let bodies: Vec<&str> = bodies.iter().map(String::as_str).collect();
    // The source writes pi as 3.14159 on both sides, which is not quite a mirror image: 5e-6.
    compare("opencap/LaiUhlrich2022.osim", &names, &bodies, 1e-5);
}

#[test]
fn the_lumbar_spine_moves_as_in_the_model_it_comes_from() {
    let names = [
        ("L5_S1_Flex_Ext", "lumbar_flexion", -1.0 / 7.1429),
        ("L5_S1_Lat_Bending", "lumbar_bending", 1.0 / 10.781),
        ("L5_S1_axial_rotation", "lumbar_rotation", 1.0 / 5.5625),
    ];
    let bodies = ["sacrum", "lumbar5", "lumbar4", "lumbar3", "lumbar2", "lumbar1", "torso"];
    // Shares are rounded to six digits.
    compare("pose2sim/Model_Pose2Sim_muscles_flex.osim", &names, &bodies, 2e-6);
}
