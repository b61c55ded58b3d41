//! Any bytes as a `.trc` file: no panic, a refusal names a problem, and every marker has a place or none in each frame.
#![no_main]

use libfuzzer_sys::fuzz_target;
use taut_body::motion::read_trc;

fuzz_target!(|bytes: &[u8]| match read_trc(bytes) {
    Ok(markers) => {
        for positions in &markers.positions {
            assert!(positions.len() == markers.times.len());
            assert!(positions.iter().flatten().flatten().all(|x| x.is_finite()));
        }
    }
    Err(problems) => assert!(problems.count > 0 && !problems.to_string().is_empty()),
});
