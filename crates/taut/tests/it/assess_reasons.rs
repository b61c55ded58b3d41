//! `taut assess` gives its reasons: on the page for a person, in the letter, and as JSON.

use serde_json::{Value, json};

use crate::program::run;

const CANCER: &str = "knowledge/vignettes/vignette-doctor-01.toml";
const SHORT: &str = "knowledge/vignettes/vignette-stretch-01.toml";
const ONE_SIDED: &str = "knowledge/vignettes/vignette-hold-05.toml";

fn assess(args: &[&str]) -> String {
    let done = run(&[&["assess"], args].concat());
    assert_eq!(done.code, Some(0), "{}", done.err);
    done.out
}

fn verdict(file: &str) -> Value {
    serde_json::from_str(&assess(&[file, "--format", "json"])).unwrap()
}

#[test]
fn json_names_the_forcing_answers_and_the_guarantee() {
    let forced = &verdict(CANCER)["forced_by"];
    assert_eq!(forced["answers"], json!([{ "finding": "cancer_history", "answer": "present" }]));
    assert_eq!(forced["guarantee"], "any_answer");
    assert_eq!(forced["minimality"], "smallest");
    assert_eq!((&forced["excusable_by"], &forced["changes_tried"]), (&json!([]), &Value::Null));

    // Nothing is less careful than a stretch, so no answer needs to force it.
    let forced = &verdict(SHORT)["forced_by"];
    assert_eq!((&forced["answers"], &forced["guarantee"]), (&json!([]), &json!("any_answer")));

    // Expected utility decides: too many answers to try every change, and the output says how far it went.
    let forced = &verdict(ONE_SIDED)["forced_by"];
    assert_eq!(forced["guarantee"], "few_changes");
    assert_eq!(forced["changes_tried"], 1);
    assert!(forced["answers"].as_array().is_some_and(|a| !a.is_empty()), "{forced}");
}

#[test]
fn a_thorough_search_makes_the_guarantee_exact() {
    let case = "knowledge/cases/mech_tightness-15.toml";
    let forced = |more: &[&str]| {
        let args = [&[case, "--format", "json"], more].concat();
        serde_json::from_str::<Value>(&assess(&args)).unwrap()["forced_by"].clone()
    };
    assert_eq!(forced(&[])["guarantee"], "few_changes");
    let thorough = forced(&["--thorough"]);
    assert_eq!(thorough["guarantee"], "given_answers");
    assert_eq!(thorough["minimality"], "smallest");
}

#[test]
fn json_says_what_would_change_the_advice() {
    let change = &verdict(CANCER)["what_would_change"];
    let less = &change["given_less_careful"];
    assert_eq!((&less["bound"], &less["answers"]), (&json!("exactly"), &json!(1)));
    let answers = json!([{ "finding": "cancer_history", "answer": "absent" }]);
    assert!(less["ways"].as_array().unwrap().iter().all(|way| way["answers"] == answers));
    assert_eq!(change["open_less_careful"]["bound"], "never");
    let more = change["given_more_careful"]["ways"].as_array().unwrap();
    let saddle = json!({
        "answers": [{ "finding": "saddle_numbness", "answer": "present" }],
        "rung": "emergency",
    });
    assert!(more.contains(&saddle), "{more:?}");
}

#[test]
fn json_tells_what_rules_out_more_careful_rungs() {
    let verdict = verdict(CANCER);
    let out = verdict["why_not_more_careful"].as_array().unwrap();
    let rungs: Vec<&Value> = out.iter().map(|o| &o["rung"]).collect();
    assert_eq!(rungs, ["emergency", "see_doctor_today"]);
    let ruled_out_by = out[0]["ruled_out_by"].as_array().unwrap();
    assert!(ruled_out_by.contains(&json!("saddle_numbness")), "{ruled_out_by:?}");
    assert!(out[1]["still_open"].as_array().unwrap().contains(&json!("pulsating_belly")));
}

#[test]
fn pages_say_what_forces_the_advice_and_how_far_that_is_known() {
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let person = flat(&assess(&[CANCER]));
    assert!(
        person.contains(
            "This alone is enough: a history of cancer. Whatever you answer to the other questions, the advice does not get less careful."
        ),
        "{person}"
    );
    assert!(person.contains("Keep your true answers."), "{person}");
    let person = flat(&assess(&[ONE_SIDED]));
    assert!(person.contains("More changes at once were not all tried."), "{person}");
    let letter = flat(&assess(&[CANCER, "--for", "therapist"]));
    assert!(
        letter.contains(
            "whatever the answers to all other questions, asked or not (proved); no smaller set does."
        ),
        "{letter}"
    );
    let letter = flat(&assess(&[ONE_SIDED, "--for", "therapist"]));
    assert!(letter.contains("more at once not established"), "{letter}");
}
