//! Every label that a page asks for is there, and every label that is there is asked for.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use taut_knowledge::read_folder;

/// Areas whose labels are also put together from parts, or are for other crates.
const TOGETHER: [&str; 8] =
    ["about", "common", "explorer", "figures", "letter", "privacy", "therapist_page", "units"];

/// Endings of files, which look like keys.
const ENDINGS: [&str; 3] = ["css", "html", "js"];

#[test]
fn labels_and_pages_fit() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = read_folder(&root.join("../../knowledge")).unwrap();
    let (knowledge, _) = taut_knowledge::load(&files).unwrap();
    let mut there = BTreeSet::new();
    for (path, bytes) in files.iter().filter(|(path, _)| path.starts_with("interface/")) {
        let area = path.trim_start_matches("interface/").trim_end_matches(".toml");
        let value: toml::Table = std::str::from_utf8(bytes).unwrap().parse().unwrap();
        let labels = value["text"]["en"].as_table().unwrap();
        there.extend(labels.keys().map(|key| format!("{area}.{key}")));
    }
    let areas: BTreeSet<&str> = there.iter().filter_map(|name| name.split('.').next()).collect();
    let mut asked = BTreeSet::new();
    for folder in ["src", "templates"] {
        words(&root.join(folder), &mut |text| {
            for literal in text.split('"').skip(1) {
                let is_name = |part: &str| {
                    !part.is_empty()
                        && part
                            .bytes()
                            .all(|b| b.is_ascii_lowercase() || b == b'_' || b.is_ascii_digit())
                };
                if let Some((area, key)) = literal.split_once('.')
                    && areas.contains(area)
                    && is_name(key)
                    && key != "html"
                    && !ENDINGS.contains(&key)
                {
                    asked.insert(literal.to_owned());
                }
            }
        });
    }
    let missing: Vec<&String> = asked.difference(&there).collect();
    assert!(missing.is_empty(), "asked for and not there: {missing:?}");
    let unused: Vec<&String> = there
        .difference(&asked)
        .filter(|name| !TOGETHER.contains(&name.split('.').next().unwrap()))
        .collect();
    assert!(unused.is_empty(), "there and not asked for: {unused:?}");
    assert!(knowledge.label("menu", "interview", "en").is_some());
}

/// Hands the text of every file under a folder on.
fn words(folder: &Path, each: &mut impl FnMut(&str)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            words(&path, each);
        } else {
            each(&fs::read_to_string(&path).unwrap());
        }
    }
}
