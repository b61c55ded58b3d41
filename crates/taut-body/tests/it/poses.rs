//! Poses that are refused.

use crate::tiny::model;
use taut_body::Pose;

#[test]
fn bad_values_are_named_all_at_once() {
    let model = model();
    let mut values = vec![0.0; model.coordinates.len()];
    values[model.coordinate("hip_flexion").unwrap()] = f64::NAN;
    values[model.coordinate("base_tx").unwrap()] = 1e9;
    values[model.coordinate("knee_angle").unwrap()] = 0.5;
    let problems = Pose::new(&model, &values).unwrap_err();
    let text = problems.to_string();
    assert_eq!(problems.0.len(), 3, "{text}");
    assert!(text.contains("hip_flexion: NaN is no usable value"), "{text}");
    assert!(text.contains("base_tx: 1000000000 is no usable value"), "{text}");
    assert!(text.contains("knee_angle: 0.5 is outside its range -2 to 0.2"), "{text}");
    assert_eq!(Pose::anywhere(&model, &values).unwrap_err().0.len(), 2);
    assert!(Pose::new(&model, &[0.0]).unwrap_err().to_string().contains("1 values for 12"));
}

#[test]
fn couplers_replace_what_was_given() {
    let model = model();
    let driven = model.coordinate("knee_follows").unwrap();
    let mut values = vec![0.0; model.coordinates.len()];
    values[driven] = 5.0;
    let pose = Pose::new(&model, &values).unwrap();
    assert!((pose.values()[driven] - 0.2).abs() < 1e-15);
    assert_eq!(Pose::new(&model, pose.values()).unwrap(), pose);
}
