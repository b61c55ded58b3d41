//! The bed behind the hip against the placed bodies and a search for the shortest way; the record's problems.

use super::{body, posed, random_poses, record};
use crate::own::model;
use taut_body::nerve::Nerve;
use taut_body::nerve::record::Quantity;

/// The shortest way from `a` around the back of a cylinder (radius `r`, axis z through 0) to `b`, by search: the way leaves
/// the surface at two angles and two heights.
/// The way turns by about `near` radians.
fn shortest(a: [f64; 3], b: [f64; 3], r: f64, near: f64) -> f64 {
    let start = a[1].atan2(a[0]);
    let turn = b[1].atan2(b[0]) - start;
    let whole = turn + ((near - turn) / std::f64::consts::TAU).round() * std::f64::consts::TAU;
    let away = |p: [f64; 3], q: [f64; 3]| {
        ((p[0] - q[0]).powi(2) + (p[1] - q[1]).powi(2) + (p[2] - q[2]).powi(2)).sqrt()
    };
    let way = |x: [f64; 4]| {
        let on = |turn: f64, z: f64| [r * (start + turn).cos(), r * (start + turn).sin(), z];
        let (first, second) = (on(x[0], x[2]), on(x[1], x[3]));
        let arc = ((r * (x[1] - x[0])).powi(2) + (x[3] - x[2]).powi(2)).sqrt();
        away(a, first) + arc + away(second, b)
    };
    let reach = |p: [f64; 3]| (r / p[0].hypot(p[1])).acos();
    let ends = [reach(a), whole - reach(b)];
    if ends[0] >= ends[1] {
        return away(a, b);
    }
    // Four numbers, each in turn to the best of ever smaller steps; the heights also together, as they are coupled.
    let mut x = [ends[0], ends[1], a[2], b[2]];
    let moves = [
        [1.0, 0.0, 0.0, 0.0],
        [0.0, 1.0, 0.0, 0.0],
        [0.0, 0.0, 1.0, 0.0],
        [0.0, 0.0, 0.0, 1.0],
        [0.0, 0.0, 1.0, 1.0],
        [0.0, 0.0, 1.0, -1.0],
    ];
    let mut step = 0.05;
    while step > 1e-7 {
        let mut better = false;
        for by in moves {
            for sign in [-step, step] {
                let y: [f64; 4] = std::array::from_fn(|i| x[i] + sign * by[i]);
                // Only what is seen from an end can be reached from there without cutting through the cylinder.
                let outside = y[0] <= ends[0] && y[1] >= ends[1];
                if outside && way(y) < way(x) {
                    (x, better) = (y, true);
                }
            }
        }
        if !better {
            step *= 0.5;
        }
    }
    way(x)
}

#[test]
fn the_way_behind_the_hip_is_the_shortest_between_the_placed_bodies() {
    let (model, nerve) = body();
    let hip = record().hip;
    let names: Vec<&str> = nerve.segments().collect();
    let radius = nerve.best().get(Quantity::HipRadius);
    let mut worst = 0.0_f64;
    for pose in random_poses(&model, 60, 21) {
        let places = model.placements(&pose);
        let cable = nerve.cable(&pose, nerve.best()).unwrap();
        for (side, sign) in [("r", 1.0), ("l", -1.0)] {
            let joint = model.joints.iter().find(|j| j.name == format!("hip_{side}")).unwrap();
            let pelvis = &places[joint.parent.body];
            let femur = &places[joint.child.body];
            let centre = joint.parent.offset.position;
            // The thigh's point in the ground frame, then seen from the femoral head in the pelvis frame.
            let far = [hip.thigh[0], hip.thigh[1], sign * hip.thigh[2]];
            let far: [f64; 3] = std::array::from_fn(|i| {
                (0..3)
                    .map(|k| femur.rotation[i][k] * (far[k] + joint.child.offset.position[k]))
                    .sum::<f64>()
                    + femur.position[i]
                    - pelvis.position[i]
            });
            let far: [f64; 3] = std::array::from_fn(|i| {
                (0..3).map(|k| pelvis.rotation[k][i] * far[k]).sum::<f64>() - centre[i]
            });
            let near = [hip.notch[0], hip.notch[1], sign * hip.notch[2]];
            // Upright the way turns by 127 degrees; flexion adds to that.
            let flexion = pose.values()[model.coordinate(&format!("hip_flexion_{side}")).unwrap()];
            let expected = shortest(near, far, radius, 127_f64.to_radians() + flexion);
            let ours: f64 = ["buttock", "upper_thigh"]
                .iter()
                .map(|name| {
                    let name = format!("{name}_{side}");
                    cable.bed[names.iter().position(|n| *n == name).unwrap() + 1]
                })
                .sum();
            worst = worst.max((ours - expected).abs());
        }
    }
    println!("worst difference {worst:.2e} m");
    assert!(worst <= 1e-8, "{worst:e}");
}

/// Lever arms as published: 41 mm at the hip, 20 to 35 mm at the knee, 8 to 14 mm at the ankle.
#[test]
fn lever_arms_are_those_of_the_literature() {
    let (model, nerve) = body();
    let arm = |name: &str, angles: &[(&str, f64)]| {
        let at = model.coordinate(name).unwrap();
        let total = |by: f64| {
            let mut values = posed(&model, angles).values().to_vec();
            values[at] += by;
            let pose = taut_body::Pose::new(&model, &values).unwrap();
            nerve.cable(&pose, nerve.best()).unwrap().bed.iter().sum::<f64>()
        };
        1e3 * (total(1e-5) - total(-1e-5)) / 2e-5
    };
    for angle in [30.0, 60.0, 90.0] {
        let hip = arm("hip_flexion_r", &[("hip_flexion_r", angle)]);
        assert!((hip - 41.0).abs() < 1.0, "{hip} mm at {angle}");
    }
    let knee = -arm("knee_angle_r", &[("knee_angle_r", 45.0)]);
    assert!((20.0..=35.0).contains(&knee), "{knee}");
    let ankle = arm("ankle_angle_r", &[]);
    assert!((8.0..=14.0).contains(&ankle), "{ankle}");
}

#[test]
fn every_problem_of_the_record_is_named() {
    let model = model();
    let mut broken = record();
    broken.parameter[2].best = f64::NAN;
    broken.parameter.remove(0);
    broken.segment[0].bend[0].by = "neck_bend".to_owned();
    broken.segment[1].length = Some(-1.0);
    broken.segment[2].area = 0.0;
    broken.segment[3].hold = Quantity::KneeArm;
    broken.site[0].strain_of = "tail".to_owned();
    broken.segment[8].hip_share = Some(0.3);
    let text = Nerve::build(&broken, &model).unwrap_err().to_string();
    for wanted in [
        "HipRadius stands there 0 times",
        "parameter[1]: not a usable number",
        "no coordinate neck_bend",
        "segment[1]: no length",
        "segment[2]: no cross-section",
        "KneeArm holds nothing",
        "site[0]: no such segments",
        "shares of the hip add up to 0.8",
    ] {
        assert!(text.contains(wanted), "{wanted} is not in\n{text}");
    }
}
