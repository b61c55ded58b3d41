//! The small invented models that the tests share with the fuzz corpus.

use taut_body::{Model, PathValue, Pose, read_osim};

/// One of each kind of element that is read.
pub const NEW_FORM: &str = include_str!("../../../../fuzz/corpus/osim/ok-new-form");
/// The nested form of file version 20101.
pub const OLD_FORM: &str = include_str!("../../../../fuzz/corpus/osim/ok-old-form");

/// The model of `NEW_FORM`.
pub fn model() -> Model {
    read_osim(NEW_FORM.as_bytes()).unwrap()
}

/// A pose with these coordinates set, the others 0.
pub fn pose(model: &Model, set: &[(&str, f64)]) -> Pose {
    let mut values = vec![0.0; model.coordinates.len()];
    for (name, value) in set {
        values[model.coordinate(name).unwrap()] = *value;
    }
    Pose::anywhere(model, &values).unwrap()
}

/// The length of a muscle that has one, metres.
pub fn length(model: &Model, pose: &Pose, muscle: &str) -> f64 {
    match &model.lengths(pose)[model.muscle(muscle).unwrap()] {
        PathValue::Known(length) => *length,
        PathValue::Wrapped(_) => panic!("{muscle} wraps"),
    }
}
