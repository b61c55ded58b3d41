//! Case files, good and bad: each bad one names its problem, with line and column, whether it is TOML or JSON.

use taut_knowledge::{By, CaseSex, MAX_CASE_BYTES, Said, Side, read_case};

use crate::tiny;

/// A good case. The bad ones change it.
pub const TOML: &str = r#"schema = "taut.case/1"
id = "a-1"
age = [30, 35]
sex = "female"

[[answers]]
finding = "saddle_numbness"
state = "absent"
by = "person"
when = 2026-11-20

[[answers]]
finding = "leg_tingling"
state = "present"
side = "left"
by = "person"
when = "2026-11-20T09:30"

[[answers]]
finding = "knee_deficit"
value = 40
unit = "deg"
side = "both"
by = "therapist"

[[unmapped]]
text = "gym-goer"
from = "history.other"

[expected]
acceptable = ["STRETCH"]
rung = "strengthen"
final = true
"#;

/// The same in JSON.
pub const JSON: &str = r#"{
  "schema": "taut.case/1",
  "id": "a-1",
  "age": [30, 35],
  "sex": "female",
  "answers": [
    {"finding": "saddle_numbness", "state": "absent", "by": "person", "when": "2026-11-20"},
    {"finding": "leg_tingling", "state": "present", "side": "left", "by": "person", "when": "2026-11-20 09:30"},
    {"finding": "knee_deficit", "value": 40, "unit": "degrees", "side": "both", "by": "therapist"}
  ],
  "unmapped": [{"text": "gym-goer", "from": "history.other"}],
  "expected": {"acceptable": ["STRETCH"], "rung": "strengthen", "final": true}
}
"#;

/// `t` TOML or `j` JSON; text to replace (empty: the whole file); replacement; code; line; column.
const ROWS: &[(char, &str, &str, &str, u32, u32)] = &[
    ('t', "saddle_numbness", "sadle_numbness", "unknown-finding", 7, 11),
    ('j', "saddle_numbness", "sadle_numbness", "unknown-finding", 7, 17),
    ('t', "state = \"absent\"", "state = \"abset\"", "unknown-state", 8, 9),
    ('j', "\"absent\"", "\"abset\"", "unknown-state", 7, 45),
    ('t', "by = \"person\"", "by = \"persn\"", "unknown-value", 9, 6),
    ('t', "by = \"person\"", "bi = \"person\"", "unknown-key", 9, 1),
    ('t', "by = \"person\"\n", "", "missing-key", 6, 1),
    ('j', "\"by\": \"person\", ", "", "missing-key", 7, 5),
    ('t', "side = \"left\"\n", "", "missing-side", 12, 1),
    ('j', "\"side\": \"left\", ", "", "missing-side", 8, 5),
    ('t', "side = \"left\"", "side = \"lft\"", "unknown-value", 15, 8),
    ('t', "state = \"absent\"", "state = \"absent\"\nside = \"left\"", "side-not-allowed", 9, 1),
    ('t', "unit = \"deg\"\n", "", "missing-unit", 21, 9),
    ('j', "\"unit\": \"degrees\", ", "", "missing-unit", 9, 42),
    ('t', "unit = \"deg\"", "unit = \"rad\"", "wrong-unit", 22, 8),
    ('t', "value = 40", "value = 140", "out-of-range", 21, 9),
    ('j', "\"value\": 40", "\"value\": -1", "out-of-range", 9, 42),
    ('t', "value = 40", "value = nan", "not-finite", 21, 9),
    ('t', "value = 40", "value = inf", "not-finite", 21, 9),
    ('j', "\"value\": 40", "\"value\": NaN", "not-finite", 9, 42),
    ('j', "\"value\": 40", "\"value\": 1e999", "not-finite", 9, 42),
    ('t', "value = 40", "value = \"40\"", "wrong-type", 21, 9),
    ('j', "\"value\": 40", "\"value\": null", "wrong-type", 9, 42),
    ('t', "value = 40", "value = 40\nstate = \"short\"", "state-and-value", 21, 9),
    ('t', "state = \"absent\"", "value = 1", "not-a-measure", 8, 9),
    ('t', "value = 40\nunit = \"deg\"\n", "", "missing-key", 19, 1),
    (
        't',
        "finding = \"knee_deficit\"\nvalue = 40\nunit = \"deg\"",
        "finding = \"slr\"\nstate = \"present\"",
        "ok",
        0,
        0,
    ),
    ('t', "finding = \"leg_tingling\"", "finding = \"slr\"", "person-cannot-examine", 16, 6),
    ('t', "finding = \"saddle_numbness\"", "finding = \"age\"", "misplaced-answer", 7, 11),
    ('t', "age = [30, 35]", "age = [35, 30]", "out-of-range", 3, 7),
    ('t', "age = [30, 35]", "age = 121", "out-of-range", 3, 7),
    ('t', "age = [30, 35]", "age = -1", "out-of-range", 3, 7),
    ('t', "age = [30, 35]", "age = [30]", "wrong-type", 3, 7),
    ('t', "age = [30, 35]", "age = \"30\"", "wrong-type", 3, 7),
    ('t', "age = [30, 35]", "age = nan", "not-finite", 3, 7),
    ('t', "sex = \"female\"", "sex = \"F\"", "unknown-value", 4, 7),
    ('t', "taut.case/1", "taut.case/2", "unknown-schema", 1, 10),
    ('t', "schema = \"taut.case/1\"\n", "", "missing-key", 1, 1),
    ('t', "id = \"a-1\"", "id = \" \"", "empty-text", 2, 6),
    ('t', "id = \"a-1\"", "id = \"a-1\"\nid = \"a-2\"", "duplicate-key", 3, 1),
    ('j', "\"id\": \"a-1\"", "\"id\": \"a-1\",\n  \"id\": \"a-2\"", "duplicate-key", 4, 3),
    (
        'j',
        "\"state\": \"absent\"",
        "\"state\": \"absent\", \"state\": \"present\"",
        "duplicate-key",
        7,
        55,
    ),
    ('t', "when = 2026-11-20\n", "when = 2026-11-31\n", "bad-toml", 10, 8),
    ('j', "\"2026-11-20\"", "\"2026-11-31\"", "bad-date", 7, 79),
    ('j', "2026-11-20 09:30", "yesterday", "bad-date", 8, 93),
    ('t', "text = \"gym-goer\"", "text = 2026-11-20", "wrong-type", 27, 8),
    ('t', "when = 2026-11-20\n", "when = 09:30:00\n", "bad-date", 10, 8),
    ('t', "when = 2026-11-20\n", "when = 2026-11-20T09:30:00Z\n", "bad-date", 10, 8),
    ('t', "when = 2026-11-20\n", "when = 3\n", "wrong-type", 10, 8),
    (
        't',
        "[[unmapped]]",
        "[[answers]]\nfinding = \"saddle_numbness\"\nstate = \"present\"\nby = \"person\"\nwhen = 2026-11-20\n\n[[unmapped]]",
        "contradictory-answers",
        26,
        1,
    ),
    (
        't',
        "[[unmapped]]",
        "[[answers]]\nfinding = \"leg_tingling\"\nside = \"both\"\nstate = \"absent\"\nby = \"person\"\nwhen = \"2026-11-20T09:30\"\n\n[[unmapped]]",
        "contradictory-answers",
        26,
        1,
    ),
    (
        't',
        "[[unmapped]]",
        "[[answers]]\nfinding = \"saddle_numbness\"\nstate = \"present\"\nby = \"person\"\nwhen = 2026-11-21\n\n[[unmapped]]",
        "ok",
        0,
        0,
    ),
    ('t', "state = \"absent\"", "state = \"cleared\"", "cannot-clear", 9, 6),
    ('t', "by = \"person\"", "by = \"therapist\"\nreason = \"examined\"", "ok", 0, 0),
    (
        't',
        "state = \"absent\"\nby = \"person\"\nwhen = 2026-11-20",
        "state = \"cleared\"\nby = \"therapist\"\nreason = \"examined\"",
        "cannot-clear",
        6,
        1,
    ),
    (
        't',
        "state = \"absent\"\nby = \"person\"",
        "state = \"cleared\"\nby = \"therapist\"",
        "cannot-clear",
        6,
        1,
    ),
    (
        't',
        "state = \"absent\"\nby = \"person\"",
        "state = \"cleared\"\nby = \"therapist\"\nreason = \"examined\"",
        "ok",
        0,
        0,
    ),
    ('t', "\"STRETCH\"", "\"STRETHC\"", "unknown-value", 31, 15),
    ('t', "rung = \"strengthen\"", "rung = \"strong\"", "unknown-value", 32, 8),
    ('t', "[expected]", "[expcted]", "unknown-key", 30, 2),
    ('t', "id = \"a-1\"", "id = \"a-1", "bad-toml", 2, 10),
    ('t', "", "answers = 3\nschema = \"taut.case/1\"\nid = \"x\"\n", "wrong-type", 1, 11),
    ('t', "", "", "empty-file", 1, 1),
    ('t', "", " \n\t\n", "empty-file", 1, 1),
    ('j', "", "{", "bad-json", 1, 2),
    ('j', "", "{} {}", "bad-json", 1, 4),
    ('j', "", "{\"id\": 01}", "bad-json", 1, 9),
    ('j', "", "{\"id\": \"\\ud800\"}", "bad-json", 1, 15),
    ('j', "", "{\"id\": \"a\nb\"}", "bad-json", 1, 10),
    ('j', "", "{\"id\": tru}", "bad-json", 1, 8),
    ('j', "", "{\"id\": \"\u{e9}\", }", "bad-json", 1, 13),
    ('j', "", "{\n  \"\u{e9}\u{e9}\": 1 2}", "bad-json", 2, 11),
    ('j', "", "[]", "bad-toml", 1, 2),
    ('j', "\"answers\": [", "\"answers\": [[", "bad-json", 11, 13),
];

#[test]
fn both_formats_say_the_same() {
    let knowledge = tiny::knowledge();
    let toml = read_case("a.toml", TOML.as_bytes(), &knowledge)
        .unwrap_or_else(|report| panic!("{report}"));
    let json = read_case("a.json", JSON.as_bytes(), &knowledge)
        .unwrap_or_else(|report| panic!("{report}"));
    assert_eq!(toml, json);
    assert_eq!(toml.age, Some((30.0, 35.0)));
    assert_eq!(toml.sex, Some(CaseSex::Female));
    assert_eq!(toml.answers.len(), 3);
    assert_eq!((toml.answers[1].side, toml.answers[1].by), (Side::Left, By::Person));
    assert_eq!(toml.answers[1].when.as_deref(), Some("2026-11-20T09:30:00"));
    assert_eq!(toml.answers[2].said, Said::Number(40.0));
    assert_eq!(toml.unmapped, [("gym-goer".to_owned(), "history.other".to_owned())]);
    let expected = toml.expected.expect("given");
    assert_eq!(expected.rung.map(|rung| rung.id()), Some("strengthen"));
    assert_eq!(expected.is_final, Some(true));
}

#[test]
fn bad_cases_are_named() {
    let knowledge = tiny::knowledge();
    let mut wrong = Vec::new();
    for (format, from, to, code, line, column) in ROWS {
        let base = if *format == 't' { TOML } else { JSON };
        let text = if from.is_empty() {
            (*to).to_owned()
        } else {
            assert!(base.contains(from), "{from}");
            base.replacen(from, to, 1)
        };
        match read_case("a", text.as_bytes(), &knowledge) {
            Ok(_) if *code == "ok" => {}
            Ok(_) => wrong.push(format!("{from:?} -> {to:?}: wanted {code}, was accepted")),
            Err(report) => {
                let found = report.iter().any(|problem| {
                    problem.code == *code
                        && (problem.place.line, problem.place.column) == (*line, *column)
                });
                if !found {
                    wrong.push(format!(
                        "{from:?} -> {to:?}: wanted {code} at {line}:{column}, got\n{report}\n"
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn hints_name_the_nearest() {
    let knowledge = tiny::knowledge();
    let text = JSON.replace("saddle_numbness", "sadle_numbness");
    let report = read_case("a.json", text.as_bytes(), &knowledge).expect_err("bad");
    assert_eq!(
        report.to_string(),
        "a.json:7:17: error[unknown-finding]: unknown finding `sadle_numbness` (answers[0].finding)\n  hint: did you mean `saddle_numbness`?"
    );
}

#[test]
fn a_contradiction_names_both_places() {
    let knowledge = tiny::knowledge();
    let text = JSON.replace(
        "\"answers\": [",
        "\"answers\": [\n    {\"finding\": \"leg_tingling\", \"state\": \"absent\", \"side\": \"left\", \"by\": \"person\", \"when\": \"2026-11-20T09:30\"},",
    );
    let report = read_case("a.json", text.as_bytes(), &knowledge).expect_err("bad");
    assert_eq!(
        report.to_string(),
        "a.json:9:5: error[contradictory-answers]: `leg_tingling` contradicts answers[0] at line 7, column 5: same side, person and time (answers[2])\n  hint: keep one of the two, or say when each was answered"
    );
}

#[test]
fn every_problem_is_reported_at_once() {
    let knowledge = tiny::knowledge();
    let text = TOML
        .replace("saddle", "sadle")
        .replace("\"left\"", "\"lft\"")
        .replace("value = 40", "value = 400");
    let report = read_case("a.toml", text.as_bytes(), &knowledge).expect_err("bad");
    let codes: Vec<&str> = report.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["unknown-finding", "unknown-value", "out-of-range"], "{report}");
}

#[test]
fn a_large_file_is_refused_unread() {
    let knowledge = tiny::knowledge();
    let bytes = vec![b'{'; 100 << 20];
    let report = read_case("a.json", &bytes, &knowledge).expect_err("bad");
    assert_eq!(report.0[0].code, "too-large");
    assert!(report.0[0].message.contains(&MAX_CASE_BYTES.to_string()), "{report}");
    assert!(report.0[0].hint.is_some(), "{report}");
    assert!(read_case("a.json", &bytes[..=MAX_CASE_BYTES], &knowledge).is_err());
}

#[test]
fn bytes_that_are_not_utf8_have_an_offset_and_a_place() {
    let knowledge = tiny::knowledge();
    let report = read_case("a.toml", b"id = \"x\"\n\"\xc3\x28", &knowledge).expect_err("bad");
    let problem = &report.0[0];
    assert_eq!((problem.code, problem.place.line, problem.place.column), ("not-utf8", 2, 2));
    assert!(problem.message.contains("byte 10"), "{report}");
}

#[test]
fn deep_nesting_is_refused() {
    let knowledge = tiny::knowledge();
    let depth = 300_000;
    for (name, text) in [
        ("json lists", format!("{{\"id\": {}", "[".repeat(depth))),
        ("json tables", "{\"a\":".repeat(depth / 5)),
        ("toml lists", format!("id = {}", "[".repeat(depth))),
        ("toml tables", format!("id = {}", "{a=".repeat(depth / 3))),
        ("toml dotted key", format!("{}a = 1", "a.".repeat(depth / 2))),
        ("toml header", format!("[{}a]", "a.".repeat(depth / 2))),
        ("toml list header", format!("[[{}a]]", "a.".repeat(depth / 2))),
        ("toml headers", (0..400).map(|n| format!("[{}a]\n", "a.".repeat(n))).collect()),
    ] {
        assert!(text.len() <= MAX_CASE_BYTES, "{name}");
        let report = read_case("a", text.as_bytes(), &knowledge).expect_err("bad");
        assert!(!report.is_empty(), "{name}");
    }
}

#[test]
fn a_file_full_of_problems_is_cut_short() {
    let knowledge = tiny::knowledge();
    let answers = "[[answers]]\nfinding = \"x\"\nstat = 1\n".repeat(20_000);
    let text = format!("schema = \"taut.case/1\"\nid = \"x\"\n{answers}");
    let report = read_case("a.toml", text.as_bytes(), &knowledge).expect_err("bad");
    assert_eq!(report.0.len(), 101);
    assert!(report.iter().any(|problem| problem.code == "too-many-problems"));
}
