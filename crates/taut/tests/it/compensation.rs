//! `taut body compensation` end to end: words, tables, JSON, drawing, every mistake at once.

use crate::program::{run, succeed};

const COMMAND: [&str; 4] = ["body", "compensation", "--task", "hold_close"];

fn with(more: &[&str]) -> String {
    let all: Vec<&str> = COMMAND.iter().chain(more).copied().collect();
    succeed(&all)
}

#[test]
fn people_get_words_and_no_numbers() {
    let text = with(&["--weaken", "glmax=50"]);
    for words in [
        "Research preview. No clinician has reviewed this.",
        "The big buttock muscle with 50 % of its strength",
        "Holding 20 kg close to the body",
        "In the same posture: hamstrings: ",
        "no effect in this model",
        "It is not about you",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert!(!text.contains(" N |"), "{text}");
}

#[test]
fn therapists_get_numbers_and_threads_do_not_matter() {
    let one = with(&["--numbers", "--threads", "1", "--fatigue", "calf=40:120:60"]);
    assert!(one.contains("| holding 20 kg close to the body | L5-S1 compression | "), "{one}");
    assert!(one.contains("after holding 40 % for 120 s and 60 s of rest"), "{one}");
    assert_eq!(one, with(&["--numbers", "--threads", "2", "--fatigue", "calf=40:120:60"]));
}

#[test]
fn full_strength_changes_nothing() {
    let json = with(&["--weaken", "glmax=100,calf=100", "--format", "json"]);
    let page: serde_json::Value = serde_json::from_str(&json).unwrap();
    let task = &page["tasks"][0];
    assert_eq!(task["before"], task["same_posture"]);
    assert_eq!(task["before"], task["posture_free"]);
    for figure in ["hamstring_force", "l5_s1_compression", "effort"] {
        assert_eq!(task["change_posture_free"][figure]["difference"], 0.0);
    }
}

#[test]
fn bars_are_drawn() {
    let svg = with(&["--format", "svg"]);
    assert!(svg.starts_with("<svg") && svg.contains("<title"), "{svg}");
    assert!(svg.contains("posture free"), "{svg}");
}

#[test]
fn every_mistake_is_said_at_once() {
    let out = run(&[
        "body",
        "compensation",
        "--task",
        "juggling,standing",
        "--weaken",
        "glmax=150,elbow=50,calf",
        "--fatigue",
        "glmed=40:60,calf=x",
    ]);
    assert_eq!(out.code, Some(2));
    for words in [
        "there is no task `juggling`",
        "`150` is no percent of strength",
        "no group `elbow`",
        "`calf` is no weakness",
        "the fatigue of `glmed` cannot be worked out: no published parameters",
        "use --weaken glmed=PERCENT",
        "`x` is no hold",
    ] {
        assert!(out.err.contains(words), "{words}\n{}", out.err);
    }
    let walk = run(&["body", "compensation", "--task", "standing", "--walking", "/no/such/place"]);
    assert_eq!(walk.code, Some(2));
    assert_eq!(walk.err.matches("error[no-walk]").count(), 3, "{}", walk.err);
}
