//! Any bytes as one file of the knowledge (first line: its path): no panic, and a refusal names at least one problem.
#![no_main]

use libfuzzer_sys::fuzz_target;
use taut_knowledge::load;

#[path = "../../crates/taut-knowledge/tests/it/tiny.rs"]
#[allow(dead_code, reason = "shared with the tests, which use more of it")]
mod tiny;

fuzz_target!(|bytes: &[u8]| {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let Ok(path) = std::str::from_utf8(&bytes[..end]) else { return };
    let content = bytes.get(end + 1..).unwrap_or_default();
    if let Err(report) = load(&tiny::with(path, Some(content))) {
        assert!(report.has_errors() && !report.to_string().is_empty());
    }
});
