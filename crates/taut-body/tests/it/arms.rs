//! Moment arms against finite differences of lengths, couplers applied.

use crate::tiny::{model, pose};
use taut_body::{Model, PathValue, Pose, WrapShape};

/// Largest difference between arms and `-dL/dq` by central differences of fourth order, relative to max(|r|, 1 mm).
/// Muscles with a conditional point within `away` of a switch are left out.
pub fn worst_arm(model: &Model, pose: &Pose, away: f64) -> f64 {
    let mut worst = 0.0_f64;
    let h = 1e-4;
    for q in (0..model.coordinates.len()).filter(|q| !model.is_driven(*q)) {
        let at = |step: f64| {
            let mut values = pose.values().to_vec();
            values[q] += step * h;
            model.lengths(&Pose::anywhere(model, &values).unwrap())
        };
        let (a, b, c, d) = (at(-2.0), at(-1.0), at(1.0), at(2.0));
        let arms = model.moment_arms(pose, q).unwrap();
        for (i, muscle) in model.muscles.iter().enumerate() {
            let near_switch = muscle.points.iter().filter_map(|p| p.condition.as_ref()).any(|c| {
                c.range.iter().any(|end| (pose.values()[c.coordinate] - end).abs() < away)
            });
            let known = |values: &[PathValue]| match values[i] {
                PathValue::Known(value) => value,
                PathValue::Wrapped(_) => f64::NAN,
            };
            if near_switch || !known(&arms).is_finite() {
                continue;
            }
            let slope = (known(&a) - 8.0 * known(&b) + 8.0 * known(&c) - known(&d)) / (12.0 * h);
            worst = worst.max((known(&arms) + slope).abs() / known(&arms).abs().max(1e-3));
        }
    }
    worst
}

#[test]
fn arms_are_the_slope_of_the_length() {
    let model = model();
    for (hip, knee) in [(0.3, -0.2), (1.2, -1.3), (-0.4, 0.13), (0.7, -1.9)] {
        let set =
            [("hip_flexion", hip), ("knee_angle", knee), ("base_ry", 0.4), ("hip_slide", 0.02)];
        let worst = worst_arm(&model, &pose(&model, &set), 0.01);
        assert!(worst < 1e-6, "{hip} {knee}: {worst}");
    }
}

#[test]
fn a_coupler_moves_along() {
    let model = model();
    let pose = pose(&model, &[("knee_angle", -0.7)]);
    // The kneecap's turn is 2 (0.5 q + 0.1), so the muscle that ends on it feels both.
    let driven = model.coordinate("knee_follows").unwrap();
    assert!((pose.values()[driven] - (-0.5)).abs() < 1e-15);
    let knee = model.coordinate("knee_angle").unwrap();
    let arms = model.moment_arms(&pose, knee).unwrap();
    let mut uncoupled = model.clone();
    uncoupled.couplers.clear();
    let alone = uncoupled.moment_arms(&pose, knee).unwrap();
    let follows = uncoupled.moment_arms(&pose, driven).unwrap();
    let known = |values: &[PathValue]| match values[model.muscle("moving").unwrap()] {
        PathValue::Known(value) => value,
        PathValue::Wrapped(_) => f64::NAN,
    };
    // The chain rule with dq2/dq1 = 2 * 0.5 = 1.
    assert!((known(&arms) - known(&alone) - known(&follows)).abs() < 1e-14);
    assert!(known(&follows).abs() > 1e-3);
    let refused = model.moment_arms(&pose, driven).unwrap_err().to_string();
    assert!(refused.contains("knee_follows: a coupler drives it"), "{refused}");
    assert!(model.moment_arms(&pose, 999).is_err());
}

#[test]
fn muscles_around_unread_surfaces_name_them_and_have_no_number() {
    let mut model = model();
    let pose = pose(&model, &[]);
    let wrapped = model.muscle("wrapped").unwrap();
    let PathValue::Known(around) = model.lengths(&pose)[wrapped] else {
        panic!("cylinders are read")
    };
    assert!(around > 0.2 && around < 0.21, "{around}");
    model.wraps[0].shape = WrapShape::Other("WrapTorus".to_owned());
    assert_eq!(model.lengths(&pose)[wrapped], PathValue::Wrapped(vec![0]));
    assert_eq!(model.moment_arms(&pose, 0).unwrap()[wrapped], PathValue::Wrapped(vec![0]));
    assert_eq!(model.route(&pose, wrapped), None);
    assert_eq!(model.wraps[0].name, "condyle");
    // A surface that is switched off is not in the way.
    model.wraps[0].active = false;
    let PathValue::Known(length) = model.lengths(&pose)[wrapped] else { panic!("still wraps") };
    assert!((length - 0.2).abs() < 1e-15);
}
