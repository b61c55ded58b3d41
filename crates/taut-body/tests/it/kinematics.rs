//! Places of bodies and lengths of paths, worked out by hand with plain trigonometry.

use crate::tiny::{OLD_FORM, length, model, pose};
use taut_body::{Pose, read_osim};

const CLOSE: f64 = 1e-14;

fn near(got: [f64; 3], want: [f64; 3]) {
    for (g, w) in got.iter().zip(want) {
        assert!((g - w).abs() < CLOSE, "{got:?} {want:?}");
    }
}

#[test]
fn a_free_body_turns_about_its_own_x_then_y_then_z_and_moves() {
    let model = model();
    let (x, y, z) = (0.3_f64, -0.5_f64, 0.7_f64);
    let set = [("base_rx", x), ("base_ry", y), ("base_rz", z), ("base_tx", 1.0), ("base_tz", -2.0)];
    let place = model.placements(&pose(&model, &set))[model.body("pelvis").unwrap()];
    near(place.position, [1.0, 0.0, -2.0]);
    // The written-out product of the three turns (Craig 2005, appendix B).
    let ([cx, cy, cz], [sx, sy, sz]) = ([x.cos(), y.cos(), z.cos()], [x.sin(), y.sin(), z.sin()]);
    near(place.rotation[0], [cy * cz, -cy * sz, sy]);
    near(place.rotation[1], [sx * sy * cz + cx * sz, cx * cz - sx * sy * sz, -sx * cy]);
    near(place.rotation[2], [sx * sz - cx * sy * cz, cx * sy * sz + sx * cz, cx * cy]);
}

#[test]
fn a_bent_knee_takes_the_foot_with_it() {
    let model = model();
    let upright = model.placements(&pose(&model, &[]));
    let bent = model.placements(&pose(&model, &[("knee_angle", -0.9)]));
    let (thigh, foot) = (model.body("thigh").unwrap(), model.body("foot").unwrap());
    assert_eq!(upright[thigh], bent[thigh]);
    // In the thigh's frame: knee at (0, -0.4), shank 0.4 long, turned by -0.9 about z.
    let at = bent[thigh];
    let local = [-0.4 * 0.9_f64.sin(), -0.4 - 0.4 * 0.9_f64.cos(), 0.0];
    let turned = at.rotation.map(|row| row[0] * local[0] + row[1] * local[1] + row[2] * local[2]);
    near(bent[foot].position, [0, 1, 2].map(|i| turned[i] + at.position[i]));
}

#[test]
fn a_universal_joint_turns_about_x_then_y() {
    let model = model();
    let (a, b) = (0.4_f64, -0.6_f64);
    let place = model.placements(&pose(&model, &[("wrist_x", a), ("wrist_y", b)]))
        [model.body("hand").unwrap()];
    near(place.position, [0.0, 0.3, 0.2]);
    near(place.rotation[0], [b.cos(), 0.0, b.sin()]);
    near(place.rotation[1], [a.sin() * b.sin(), a.cos(), -a.sin() * b.cos()]);
    near(place.rotation[2], [-a.cos() * b.sin(), a.sin(), a.cos() * b.cos()]);
}

#[test]
fn rotations_stay_rotations() {
    let model = model();
    for step in 0..50 {
        let q = f64::from(step) * 0.07 - 1.7;
        let values = vec![q; model.coordinates.len()];
        for place in model.placements(&Pose::anywhere(&model, &values).unwrap()) {
            let r = place.rotation;
            for (i, a) in r.iter().enumerate() {
                for (j, b) in r.iter().enumerate() {
                    let dot: f64 = a.iter().zip(b).map(|(a, b)| a * b).sum();
                    assert!((dot - f64::from(u8::from(i == j))).abs() < 1e-13, "{r:?}");
                }
            }
        }
    }
}

#[test]
fn lengths_follow_trigonometry_and_conditions() {
    let model = model();
    // Thigh point (-0.02, -0.2); the shank's frame is at (0, -0.4), turned by q.
    let on_shank =
        |q: f64, x: f64, y: f64| [q.cos() * x - q.sin() * y, q.sin() * x + q.cos() * y - 0.4];
    let gap = |a: [f64; 2], b: [f64; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
    let start = [-0.02, -0.2];
    for q in [-1.2, -0.5, -0.500_009, -0.499_985, 0.1] {
        let end = on_shank(q, -0.01, -0.1);
        let via = on_shank(q, -0.04, 0.02);
        // On the path from -2.5 to -0.5, and 1e-5 beyond, as in OpenSim.
        let want = if q <= -0.499_99 { gap(start, via) + gap(via, end) } else { gap(start, end) };
        let got = length(&model, &pose(&model, &[("knee_angle", q)]), "conditional");
        assert!((got - want).abs() < CLOSE, "{q}: {got} {want}");
    }
}

#[test]
fn the_old_form_gives_the_same_kind_of_model() {
    let model = read_osim(OLD_FORM.as_bytes()).unwrap();
    let pose = Pose::default_of(&model).unwrap();
    // From (0, 0) to (0.1, 0.2) + 0.5 turned by 0.5.
    let want = (0.1 - 0.5 * 0.5_f64.sin()).hypot(0.2 + 0.5 * 0.5_f64.cos());
    assert!((length(&model, &pose, "m") - want).abs() < CLOSE);
}
