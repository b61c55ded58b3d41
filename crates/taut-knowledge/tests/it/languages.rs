//! Labels of pages, and languages.

use crate::bad_knowledge::{Row, wrong_rows};
use crate::tiny;

#[test]
fn a_label_falls_back_to_english_and_never_to_another_key() {
    let knowledge = tiny::knowledge();
    let rows = [
        ("common", "yes", "en", Some("Yes")),
        ("common", "yes", "es", Some("Yes")),
        ("common", "hello", "en", Some("Hello, {name}")),
        ("common", "no", "en", None),
        ("other", "yes", "en", None),
    ];
    for (area, key, language, wanted) in rows {
        assert_eq!(knowledge.label(area, key, language), wanted, "{area} {key} {language}");
    }
    let codes: Vec<&str> = knowledge.languages().iter().map(|l| l.code.as_str()).collect();
    assert_eq!(codes, ["en"]);
    assert!(knowledge.is_reviewed_translation("en"));
    assert!(!knowledge.is_reviewed_translation("es"));
}

/// As in `bad_knowledge`.
#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("interface/common.toml", "yes = \"Yes\"", "yes = \" \"", "empty-text", 5, 7),
    ("interface/common.toml", "yes = \"Yes\"", "Yes = \"Yes\"", "bad-key", 5, 7),
    ("interface/common.toml", "yes = \"Yes\"", "of = \"Yes\"", "bad-key", 5, 6),
    ("interface/common.toml", "yes = \"Yes\"", "yes = \"You are safe\"", "banned-word", 5, 7),
    ("interface/common.toml", "yes = \"Yes\"", "yes = 3", "wrong-type", 5, 7),
    ("interface/common.toml", "[text.en]", "[text.de]", "missing-text", 4, 2),
    ("interface/common.toml", "id = \"common\"", "id = \"comon\"", "id-not-path", 1, 6),
    ("interface/common.toml", "review = \"R0\"", "rview = \"R0\"", "unknown-key", 2, 1),
];

#[test]
fn every_problem_of_labels_is_named() {
    let wrong = wrong_rows(ROWS);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
