//! Check-in files, good and bad: each bad one names its problem, with line and column, whether it is TOML or JSON.

use taut_knowledge::{
    CheckIn, Done, MAX_CHECK_IN_BYTES, MeasureAnswer, NextMorning, Said, Side, read_check_in,
};

use crate::tiny;

/// A good check-in. The bad ones change it.
pub const TOML: &str = r#"schema = "taut.check_in/1"
on = 2026-11-24
leg_settled_minutes = 20
next_morning = "same"
soreness_hours = 24
stretch_worse = false
ready = true

[pain]
back = 3
leg = 0

[[answers]]
finding = "saddle_numbness"
state = "absent"
by = "person"

[[answers]]
finding = "leg_tingling"
state = "unknown"
side = "left"
by = "person"
when = 2026-11-24T08:00

[[answers]]
finding = "weak_hip"
state = "present"
side = "left"
by = "person"

[[done]]
exercise = "bridge"
days = 3
pain = 2
leg_rose = false

[[done]]
exercise = "walk"
days = 0

[[measures]]
measure = "back_pain"
value = 3

[[measures]]
measure = "deficit"
side = "left"
value = 22.5

[[measures]]
measure = "list"
ticked = [1]
not_ticked = [3]

[[measures]]
measure = "own"
activities = [{ name = "sit", value = 4 }, { name = "run" }]
"#;

/// The same in JSON.
pub const JSON: &str = r#"{
  "schema": "taut.check_in/1", "on": "2026-11-24",
  "leg_settled_minutes": 20, "next_morning": "same", "soreness_hours": 24,
  "stretch_worse": false, "ready": true,
  "pain": {"back": 3, "leg": 0},
  "answers": [
    {"finding": "saddle_numbness", "state": "absent", "by": "person"},
    {"finding": "leg_tingling", "state": "unknown", "side": "left", "by": "person", "when": "2026-11-24T08:00"},
    {"finding": "weak_hip", "state": "present", "side": "left", "by": "person", "when": "2026-11-24"}
  ],
  "done": [
    {"exercise": "bridge", "days": 3, "pain": 2, "leg_rose": false},
    {"exercise": "walk", "days": 0}
  ],
  "measures": [
    {"measure": "back_pain", "value": 3},
    {"measure": "deficit", "side": "left", "value": 22.5},
    {"measure": "list", "ticked": [1], "not_ticked": [3]},
    {"measure": "own", "activities": [{"name": "sit", "value": 4}, {"name": "run"}]}
  ]
}
"#;

/// Text of [`TOML`] to replace (empty: the whole file); replacement; code; line; column.
#[rustfmt::skip]
const ROWS: &[(&str, &str, &str, u32, u32)] = &[
    ("", " ", "empty-file", 1, 1),
    ("", "schema = ", "bad-toml", 1, 10),
    ("", "schema = \"taut.check_in/1\"", "missing-key", 1, 1),
    ("", "{\"schema\": \"taut.check_in/1\", \"on\": 5}", "wrong-type", 1, 37),
    ("taut.check_in/1", "taut.check_in/2", "unknown-schema", 1, 10),
    ("taut.check_in/1", "taut.case/1", "unknown-schema", 1, 10),
    ("on = 2026-11-24", "on = 2026-11-31", "bad-toml", 2, 6),
    ("on = 2026-11-24", "on = \"2026-11-31\"", "bad-date", 2, 6),
    ("on = 2026-11-24", "on = \"24.11.2026\"", "bad-date", 2, 6),
    ("on = 2026-11-24", "on = \"2026-11-24T08:00\"", "bad-date", 2, 6),
    ("on = 2026-11-24\n", "", "missing-key", 1, 1),
    ("on = 2026", "onn = 2026", "unknown-key", 2, 1),
    ("back = 3", "back = 11", "out-of-range", 10, 8),
    ("back = 3", "back = 2.5", "wrong-type", 10, 8),
    ("back = 3", "back = -1", "out-of-range", 10, 8),
    ("leg = 0", "leg = \"none\"", "wrong-type", 11, 7),
    ("leg_settled_minutes = 20", "leg_settled_minutes = 20161", "out-of-range", 3, 23),
    ("next_morning = \"same\"", "next_morning = \"sam\"", "unknown-value", 4, 16),
    ("soreness_hours = 24", "soreness_hours = 337", "out-of-range", 5, 18),
    ("ready = true", "ready = \"yes\"", "wrong-type", 7, 9),
    ("saddle_numbness", "sadle_numbness", "unknown-finding", 14, 11),
    ("state = \"absent\"", "state = \"absant\"", "unknown-state", 15, 9),
    ("saddle_numbness", "age", "misplaced-answer", 14, 11),
    ("2026-11-24T08:00", "2026-11-23T08:00", "not-that-day", 23, 8),
    ("2026-11-24T08:00", "\"2026-11-24Z\"", "bad-date", 23, 8),
    ("finding = \"weak_hip\"\nstate = \"present\"", "finding = \"saddle_numbness\"\nstate = \"present\"", "side-not-allowed", 28, 1),
    ("finding = \"weak_hip\"\nstate = \"present\"\nside = \"left\"", "finding = \"saddle_numbness\"\nstate = \"present\"", "contradictory-answers", 25, 1),
    ("finding = \"weak_hip\"", "finding = \"slr\"", "person-cannot-examine", 29, 6),
    ("exercise = \"bridge\"", "exercise = \"brigde\"", "unknown-exercise", 32, 12),
    ("exercise = \"walk\"", "exercise = \"bridge\"", "listed-twice", 38, 12),
    ("days = 3", "days = 9", "out-of-range", 33, 8),
    ("days = 3", "days = 0", "done-on-no-day", 31, 1),
    ("days = 3\n", "", "missing-key", 31, 1),
    ("pain = 2", "pain = 10.5", "wrong-type", 34, 8),
    ("measure = \"back_pain\"", "measure = \"back_pian\"", "unknown-measure", 42, 11),
    ("measure = \"back_pain\"", "measure = \"own\"", "wrong-form", 43, 1),
    ("measure = \"back_pain\"\nvalue = 3", "measure = \"back_pain\"", "missing-key", 41, 1),
    ("value = 3", "value = 11", "out-of-range", 43, 9),
    ("value = 3", "value = -1", "out-of-range", 43, 9),
    ("value = 3", "value = 2.5", "not-whole", 43, 9),
    ("value = 3", "value = nan", "not-finite", 43, 9),
    ("value = 3", "value = 3\nside = \"left\"", "side-not-allowed", 44, 1),
    ("side = \"left\"\nvalue = 22.5", "value = 22.5", "missing-side", 45, 1),
    ("side = \"left\"\nvalue = 22.5", "side = \"both\"\nvalue = 22.5", "unknown-value", 47, 8),
    ("value = 22.5", "value = 91", "out-of-range", 48, 9),
    ("value = 22.5", "ticked = [1]", "wrong-form", 48, 1),
    ("ticked = [1]", "ticked = [4]", "out-of-range", 52, 11),
    ("ticked = [1]", "ticked = [0]", "out-of-range", 52, 11),
    ("ticked = [1]", "ticked = [1.5]", "wrong-type", 52, 11),
    ("ticked = [1]", "ticked = [1, 1]", "contradictory-answers", 52, 14),
    ("not_ticked = [3]", "not_ticked = [3, 1]", "contradictory-answers", 53, 18),
    ("name = \"run\"", "name = \"sit\"", "listed-twice", 57, 53),
    ("name = \"run\"", "name = \" \"", "empty-text", 57, 53),
    ("{ name = \"run\" }", "{ name = \"run\" }, { name = \"lie\" }", "out-of-range", 57, 14),
    ("value = 4", "value = 40", "out-of-range", 57, 39),
    ("measure = \"deficit\"\nside = \"left\"\nvalue = 22.5", "measure = \"back_pain\"\nvalue = 3", "listed-twice", 45, 1),
];

fn read(text: &str) -> CheckIn {
    read_check_in("x", text.as_bytes(), &tiny::knowledge())
        .unwrap_or_else(|report| panic!("{report}"))
}

#[test]
fn both_formats_of_a_check_in_say_the_same() {
    let knowledge = tiny::knowledge();
    let toml = read(TOML);
    assert_eq!(toml, read(JSON));
    assert_eq!(toml.on.to_string(), "2026-11-24");
    assert_eq!((toml.back, toml.leg, toml.leg_settled_minutes), (Some(3), Some(0), Some(20)));
    assert_eq!(toml.next_morning, Some(NextMorning::Same));
    assert_eq!(
        (toml.soreness_hours, toml.stretch_worse, toml.ready),
        (Some(24), Some(false), Some(true))
    );
    let bridge = knowledge.exercise("bridge").expect("there");
    let done = Done { exercise: bridge, days: 3, pain: Some(2), leg_rose: Some(false) };
    assert_eq!(toml.done[0], done);
    assert_eq!((toml.done[1].days, toml.done[1].pain, toml.done[1].leg_rose), (0, None, None));
    // Answers without a date are of the day; nothing said is unknown.
    let when: Vec<_> = toml.answers.iter().map(|answer| answer.when.as_deref()).collect();
    assert_eq!(when, [Some("2026-11-24"), Some("2026-11-24T08:00:00"), Some("2026-11-24")]);
    assert_eq!(toml.answers[1].said, Said::Unknown);
    let answers: Vec<_> = toml.measures.iter().map(|m| (m.side, m.answer.clone())).collect();
    let own = vec![("sit".to_owned(), Some(4.0)), ("run".to_owned(), None)];
    assert_eq!(
        answers,
        [
            (Side::Unstated, MeasureAnswer::Number(3.0)),
            (Side::Left, MeasureAnswer::Number(22.5)),
            (Side::Unstated, MeasureAnswer::Statements(vec![Some(true), None, Some(false)])),
            (Side::Unstated, MeasureAnswer::OwnActivities(own)),
        ]
    );
}

#[test]
fn what_is_not_said_is_nothing() {
    let empty = read("schema = \"taut.check_in/1\"\non = \"2026-11-24\"");
    assert_eq!((empty.back, empty.leg, empty.ready), (None, None, None));
    assert!(empty.answers.is_empty() && empty.done.is_empty() && empty.measures.is_empty());
}

#[test]
fn bad_check_ins_are_named() {
    let knowledge = tiny::knowledge();
    let mut wrong = Vec::new();
    for (from, to, code, line, column) in ROWS {
        assert!(TOML.contains(from), "no {from}");
        let text = if from.is_empty() { (*to).to_owned() } else { TOML.replacen(from, to, 1) };
        let report = match read_check_in("x", text.as_bytes(), &knowledge) {
            Ok(_) => {
                wrong.push(format!("{from:?} -> {to:?}: accepted"));
                continue;
            }
            Err(report) => report,
        };
        let found = report.iter().any(|problem| {
            problem.code == *code && (problem.place.line, problem.place.column) == (*line, *column)
        });
        if !found {
            wrong.push(format!(
                "{from:?} -> {to:?}: wanted {code} at {line}:{column}, got\n{report}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_problem_of_a_check_in_is_reported_at_once() {
    let text = TOML
        .replace("back = 3", "back = 30")
        .replace("days = 3", "days = 30")
        .replace("\"bridge\"", "\"bidge\"")
        .replace("value = 22.5", "value = 2250")
        .replace("ticked = [1]", "ticked = [10]");
    let report = read_check_in("x", text.as_bytes(), &tiny::knowledge()).expect_err("bad");
    assert_eq!(report.0.len(), 5, "{report}");
}

#[test]
fn a_newer_check_in_is_refused_as_newer() {
    let text = TOML.replace("check_in/1", "check_in/12");
    let report = read_check_in("x", text.as_bytes(), &tiny::knowledge()).expect_err("bad");
    let hint = report.0[0].hint.clone().unwrap_or_default();
    assert!(hint.contains("newer version"), "{report}");
}

#[test]
fn a_large_check_in_is_refused_unread() {
    let text = " ".repeat(MAX_CHECK_IN_BYTES + 1);
    let report = read_check_in("x", text.as_bytes(), &tiny::knowledge()).expect_err("bad");
    assert_eq!(report.0[0].code, "too-large");
}
