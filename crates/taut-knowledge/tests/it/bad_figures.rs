//! Bad regions and self-tests: each names its problem, with line and column.

use taut_knowledge::load;

use crate::tiny;

const REGION: &str = r#"id = "calf"
review = "R0"
order = 10
paired = true
asks = ["leg_tingling"]
dermatomes = ["S1"]
dermatome_sources = ["smith_2020"]
source = "smith_2020"

[[area]]
view = "back"
corners = [[0.0, 150.0], [20.0, 150.0], [9.0, 190.0]]

[[area]]
view = "front"
corners = [[0.0, 150.0], [20.0, 150.0], [9.0, 190.0]]

[[says]]
finding = "leg_tingling"
state = "present"
fills = true

[text.en]
name = "calf"
"#;

const TEST: &str = r#"id = "weak_hip"
review = "R0"

[[picture]]
test = "seated"
step = "Sit"

[[timer]]
id = "settle"
seconds = 60
source = "smith_2020"

[text.en]
captions = ["Sit tall."]

[text.en.timers]
settle = "Wait"
"#;

/// What is replaced, by what, code, line and column.
type Row = (&'static str, &'static str, &'static str, u32, u32);

#[rustfmt::skip]
const REGIONS: &[Row] = &[
    ("finding = \"leg_tingling\"", "finding = \"leg_tinglin\"", "unknown-finding", 19, 11),
    ("finding = \"leg_tingling\"", "finding = \"slr\"", "person-cannot-examine", 19, 11),
    ("state = \"present\"", "state = \"there\"", "unknown-state", 20, 9),
    ("state = \"present\"", "state = \"absent\"", "shading-says-no", 20, 9),
    ("asks = [\"leg_tingling\"]", "asks = [\"leg\"]", "unknown-finding", 5, 9),
    ("dermatomes = [\"S1\"]", "dermatomes = [\"S7\"]", "unknown-root", 6, 15),
    ("dermatomes = [\"S1\"]", "dermatomes = [\"S1\", \"S1\"]", "listed-twice", 6, 21),
    ("dermatome_sources = [\"smith_2020\"]", "dermatome_sources = []", "empty-list", 7, 21),
    ("source = \"smith_2020\"\n\n", "source = \"smith\"\n\n", "unknown-source", 8, 10),
    ("paired = true", "paired = false", "bad-outline", 12, 11),
    ("[20.0, 150.0]", "[200.0, 150.0]", "bad-outline", 12, 11),
    ("[20.0, 150.0]", "[nan, 150.0]", "bad-outline", 12, 11),
    ("[[0.0, 150.0], [20.0, 150.0], [9.0, 190.0]]", "[]", "bad-outline", 12, 11),
    ("view = \"back\"", "view = \"front\"", "view-without-region", 10, 1),
    ("view = \"back\"", "view = \"side\"", "unknown-value", 11, 8),
    ("paired = true", "paired = false\nnote = \"\"", "bad-outline", 13, 11),
    ("fills = true", "fills = true\nboth_sides = true\nmore = 1", "unknown-key", 23, 1),
    ("name = \"calf\"", "name = \" \"", "empty-text", 24, 8),
    ("name = \"calf\"", "name = \"unstable calf\"", "banned-word", 24, 8),
    ("[text.en]", "[text.de]", "missing-text", 23, 2),
    ("id = \"calf\"", "id = \"claf\"", "id-not-path", 1, 6),
];

#[rustfmt::skip]
const TESTS: &[Row] = &[
    ("step = \"Sit\"\n", "", "bad-picture", 4, 1),
    ("step = \"Sit\"", "step = \"Sit\"\nposture = \"gl01\"", "bad-picture", 4, 1),
    ("seconds = 60", "seconds = 0", "out-of-range", 10, 11),
    ("seconds = 60", "seconds = 100000", "out-of-range", 10, 11),
    ("source = \"smith_2020\"", "source = \"smith\"", "unknown-source", 11, 10),
    ("[\"Sit tall.\"]", "[\"Sit tall.\", \"Stand.\"]", "captions-and-pictures", 14, 12),
    ("[\"Sit tall.\"]", "[\"\"]", "empty-text", 14, 13),
    ("settle = \"Wait\"", "setle = \"Wait\"", "unknown-timer", 17, 9),
    ("[text.en.timers]\nsettle = \"Wait\"\n", "", "missing-text", 13, 1),
    ("id = \"weak_hip\"", "id = \"weak\"", "id-not-path", 1, 6),
];

fn wrong(path: &str, good: &str, rows: &[Row]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (from, to, code, line, column) in rows {
        assert!(good.contains(from), "{path} does not hold {from}");
        let content = good.replacen(from, to, 1);
        let report = match load(&tiny::with(path, Some(content.as_bytes()))) {
            Ok((_, warnings)) => warnings,
            Err(report) => report,
        };
        let found = report.iter().any(|problem| {
            problem.code == *code && problem.place.line == *line && problem.place.column == *column
        });
        if !found {
            wrong.push(format!(
                "{from:?} -> {to:?}: wanted {code} at {line}:{column}, got\n{report}\n"
            ));
        }
    }
    wrong
}

#[test]
fn bad_figure_files_are_named() {
    for (path, good, rows) in
        [("regions/calf.toml", REGION, REGIONS), ("self_tests/weak_hip.toml", TEST, TESTS)]
    {
        let files = tiny::with(path, Some(good.as_bytes()));
        let (knowledge, _) = load(&files).unwrap_or_else(|report| panic!("{report}"));
        assert_eq!(knowledge.regions.len() + knowledge.self_tests.len(), 1);
        let wrong = wrong(path, good, rows);
        assert!(wrong.is_empty(), "{path}: {}", wrong.join("\n"));
    }
    // A history is no self-test.
    let other = TEST.replace("weak_hip", "leg_tingling");
    let files = tiny::with("self_tests/leg_tingling.toml", Some(other.as_bytes()));
    let report = load(&files).unwrap_err();
    assert!(report.iter().any(|problem| problem.code == "no-self-test"), "{report}");
}
