//! Any bytes as a check-in file: no panic, and a refusal names at least one problem.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use taut_knowledge::{Knowledge, read_check_in};

#[path = "../../crates/taut-knowledge/tests/it/tiny.rs"]
#[allow(dead_code, reason = "shared with the tests, which use more of it")]
mod tiny;

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(tiny::knowledge);

fuzz_target!(|bytes: &[u8]| {
    if let Err(report) = read_check_in("check-in", bytes, &KNOWLEDGE) {
        assert!(report.has_errors() && !report.to_string().is_empty());
    }
});
