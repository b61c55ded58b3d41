//! `taut next` and the count of questions: what is listed, in which order, and that bad input is named.

use serde_json::Value;

use crate::program::{Folder, root, run, succeed};

fn next(file: &str) -> Value {
    serde_json::from_str(&succeed(&["next", file, "--format", "json", "--follow", "200"])).unwrap()
}

#[test]
fn an_empty_case_begins_with_gating_questions() {
    let folder = Folder::new("next-empty");
    let case = folder
        .write("case.toml", "schema = \"taut.case/1\"\nid = \"x\"\nage = 41\nsex = \"male\"\n");
    let found = next(&case);
    assert_eq!(found["schema"], "taut.next/1");
    let questions = found["questions"].as_array().unwrap();
    let gating: Vec<bool> = questions.iter().map(|q| q["gating"].as_bool().unwrap()).collect();
    assert!(gating[0] && gating.is_sorted_by(|a, b| a >= b), "{gating:?}");
    let gains: Vec<f64> = questions
        .iter()
        .filter(|q| q["gating"] == true)
        .map(|q| q["gain_per_cost"].as_f64().unwrap())
        .collect();
    assert!(gains.len() > 30 && gains.is_sorted_by(|a, b| a >= b));
    for question in questions {
        assert!(question.get("chance").is_none(), "no probability of an answer");
        assert!(!question["why"].as_str().unwrap().contains('{'), "{question}");
    }
    let same = &found["same_decision"];
    assert_eq!(same["exact"], false);
    assert!(same["low"].as_f64().unwrap() <= same["high"].as_f64().unwrap());
    let page = succeed(&["next", &case, "--count", "3"]);
    assert!(page.contains("effort 1, hazard 0. It must be answered"), "{page}");
    assert!(page.contains("nothing sampled") && page.contains("Go to emergency care now"));
    assert!(succeed(&["next", &case, "--format", "markdown"]).starts_with("# "));
}

#[test]
fn an_emergency_leaves_nothing_to_ask() {
    let folder = Folder::new("next-emergency");
    let case = folder.write(
        "case.toml",
        "schema = \"taut.case/1\"\nid = \"x\"\nage = 41\n[[answers]]\nfinding = \"bladder_new\"\nstate = \"present\"\nby = \"person\"\n",
    );
    let found = next(&case);
    assert_eq!(found["rung"], "emergency");
    assert_eq!(found["questions"].as_array().unwrap().len(), 0);
    assert_eq!(found["same_decision"]["exact"], true);
    let page = succeed(&["next", &case]);
    assert!(page.contains("More answers would not change this advice."), "{page}");
}

#[test]
fn a_bad_case_is_named() {
    let done = run(&["next", "/no/such/case.toml"]);
    assert_eq!(done.code, Some(2));
    assert!(done.err.contains("unreadable"), "{}", done.err);
}

#[test]
fn the_chosen_part_gives_the_advice_of_asking_everything() {
    let text = succeed(&["knowledge", "stats", "--questions", "6", "--seed", "5"]);
    assert!(text.contains("6 sampled people (seed 5)"), "{text}");
    assert_eq!(text.matches("advice that differs from asking everything: 0").count(), 2, "{text}");
}

/// The whole run takes minutes, so that it is not made anew here; `scripts/update-readme --check` says when it is old.
#[test]
fn the_committed_count_has_no_difference() {
    let text = std::fs::read_to_string(root().join("eval/questions.txt")).unwrap();
    assert!(text.contains("10000 sampled people"));
    assert_eq!(text.matches("advice that differs from asking everything: 0").count(), 2, "{text}");
}
