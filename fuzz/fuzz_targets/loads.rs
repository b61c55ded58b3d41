//! Any bytes as external loads: no panic, a refusal names a problem, and what is read has a force or a torque.
#![no_main]

use libfuzzer_sys::fuzz_target;
use taut_body::motion::read_external_loads;

fuzz_target!(|bytes: &[u8]| match read_external_loads(bytes) {
    Ok(loads) => assert!(loads.forces.iter().all(|f| f.force.is_some() || f.torque.is_some())),
    Err(problems) => assert!(problems.count > 0 && !problems.to_string().is_empty()),
});
