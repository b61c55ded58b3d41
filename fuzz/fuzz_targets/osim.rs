//! Any bytes as an OpenSim model: no panic, a refusal names at least one problem, and what is read gives finite lengths.
#![no_main]

use libfuzzer_sys::fuzz_target;
use taut_body::{PathValue, Pose, read_osim};

fuzz_target!(|bytes: &[u8]| {
    match read_osim(bytes) {
        Ok(model) => {
            let Ok(pose) = Pose::default_of(&model) else { return };
            for length in model.lengths(&pose) {
                assert!(matches!(length, PathValue::Wrapped(_)) || matches!(length, PathValue::Known(l) if l.is_finite()));
            }
        }
        Err(problems) => assert!(!problems.0.is_empty() && !problems.to_string().is_empty()),
    }
});
