//! The hazards name tests that exist.

use std::path::Path;

use crate::program::root;

#[test]
fn every_test_that_a_hazard_names_exists() {
    let mut sources = String::new();
    read_all(&root().join("crates"), &mut sources);
    let folder = root().join("knowledge");
    let files = taut_knowledge::read_folder(&folder).unwrap_or_else(|report| panic!("{report}"));
    let (knowledge, _) = taut_knowledge::load(&files).unwrap_or_else(|report| panic!("{report}"));
    assert!(knowledge.hazards.len() >= 11, "{}", knowledge.hazards.len());
    for hazard in &knowledge.hazards {
        assert!(!hazard.tests.is_empty(), "{} names no test", hazard.id);
        for test in &hazard.tests {
            let found = sources.contains(&format!("#[test]\nfn {test}("))
                || sources.contains(&format!("#[test]\n    fn {test}("));
            assert!(found, "{} names the test {test}, which does not exist", hazard.id);
        }
    }
}

/// All Rust below a folder.
fn read_all(folder: &Path, sources: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_all(&path, sources);
        } else if path.extension().is_some_and(|e| e == "rs") {
            sources.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}
