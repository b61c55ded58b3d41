//! The seeds of the fuzz targets as an ordinary test: `ok-` files are accepted, `bad-` files are refused, and nothing panics.

use std::fs;
use std::path::PathBuf;

use taut_knowledge::{load, read_case, read_check_in, resolve::resolve};

use crate::tiny;

/// Name and content of the seeds of one fuzz target.
fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let entries = fs::read_dir(&dir).unwrap_or_else(|error| panic!("{}: {error}", dir.display()));
    let mut seeds: Vec<(String, Vec<u8>)> = entries
        .map(|entry| {
            let path = entry.expect("readable").path();
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, fs::read(&path).expect("readable"))
        })
        .collect();
    seeds.sort();
    assert!(seeds.len() >= 20, "{target}");
    seeds
}

fn check(name: &str, problems: Option<String>) {
    match problems {
        None => assert!(!name.starts_with("bad-"), "{name} was accepted"),
        Some(problems) => {
            assert!(!name.starts_with("ok-"), "{name}: {problems}");
            assert!(!problems.is_empty(), "{name}");
        }
    }
}

#[test]
fn case_seeds() {
    let knowledge = tiny::knowledge();
    for (name, content) in seeds("case") {
        let read = read_case(&name, &content, &knowledge);
        if let Ok(case) = &read {
            let _ = resolve(case, &knowledge);
        }
        check(&name, read.err().map(|report| report.to_string()));
    }
}

#[test]
fn check_in_seeds() {
    let knowledge = tiny::knowledge();
    for (name, content) in seeds("check_in") {
        let read = read_check_in(&name, &content, &knowledge);
        check(&name, read.err().map(|report| report.to_string()));
    }
}

#[test]
fn knowledge_seeds() {
    for (name, content) in seeds("knowledge") {
        let end =
            content.iter().position(|byte| *byte == b'\n').expect("a first line with the path");
        let path = std::str::from_utf8(&content[..end]).expect("a path");
        let loaded = load(&tiny::with(path, Some(&content[end + 1..])));
        check(&name, loaded.err().map(|report| report.to_string()));
    }
}
