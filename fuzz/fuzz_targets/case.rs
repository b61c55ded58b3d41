//! Any bytes as a case file: no panic, and a refusal names at least one problem.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use taut_knowledge::{Knowledge, read_case, resolve::resolve};

#[path = "../../crates/taut-knowledge/tests/it/tiny.rs"]
#[allow(dead_code, reason = "shared with the tests, which use more of it")]
mod tiny;

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(tiny::knowledge);

fuzz_target!(|bytes: &[u8]| {
    match read_case("case", bytes, &KNOWLEDGE) {
        Ok(case) => {
            let _ = resolve(&case, &KNOWLEDGE);
        }
        Err(report) => assert!(report.has_errors() && !report.to_string().is_empty()),
    }
});
