//! `taut assess --uncertainty` and `taut knowledge stats --draws`.

use serde_json::Value;

use crate::program::succeed;

const CASE: &str = "knowledge/vignettes/vignette-strengthen-03.toml";

fn json(more: &[&str]) -> Value {
    let args = [&["assess", CASE, "--format", "json"], more].concat();
    serde_json::from_str(&succeed(&args)).unwrap()
}

#[test]
fn the_runs_are_reported_apart_and_add_up() {
    let plain = json(&[]);
    assert!(plain.get("uncertainty").is_none());
    let with = json(&["--uncertainty"]);
    for (key, value) in plain.as_object().unwrap() {
        assert_eq!(with[key], *value, "{key}");
    }
    let uncertainty = &with["uncertainty"];
    for run in ["sampling_error_of_the_sources", "sources_and_assumed_figures", "assumed_harms"] {
        let run = &uncertainty[run];
        let others = run["other_advice"].as_array().unwrap();
        let others: u64 = others.iter().map(|other| other[1].as_u64().unwrap()).sum();
        assert_eq!(run["draws"], 999);
        assert_eq!(run["same_advice"].as_u64().unwrap() + others, 999);
    }
    assert_eq!(with, json(&["--uncertainty"]), "the same case gives other draws");
}

#[test]
fn a_person_gets_no_interval_of_a_serious_condition() {
    let conditions = |more: &[&str]| -> Vec<String> {
        let run = json(more)["uncertainty"]["sources_and_assumed_figures"]["posteriors"].clone();
        let name = |i: &Value| i["condition"].as_str().unwrap().to_owned();
        run.as_array().unwrap().iter().map(name).collect()
    };
    let person = conditions(&["--uncertainty"]);
    let therapist = conditions(&["--uncertainty", "--for", "therapist"]);
    for serious in ["cauda_equina_syndrome", "spinal_malignancy", "spinal_infection"] {
        assert!(!person.iter().any(|c| c == serious), "{person:?}");
        assert!(therapist.iter().any(|c| c == serious), "{therapist:?}");
    }
}

#[test]
fn intervals_hold_most_points_and_are_ordered() {
    let run = &json(&["--uncertainty", "--for", "therapist"])["uncertainty"];
    let intervals = run["sources_and_assumed_figures"]["posteriors"].as_array().unwrap();
    let number = |i: &Value, key: &str| i[key].as_f64().unwrap();
    let mut inside = 0;
    for interval in intervals {
        let (low, high) = (number(interval, "low"), number(interval, "high"));
        assert!(0.0 < low && low < high && high < 1.0, "{interval}");
        let point = number(interval, "point");
        inside += usize::from(low <= point && point <= high);
    }
    // Not all must: the rule that a cause outweighs the leak moves draws to one side.
    assert!(inside * 10 > intervals.len() * 9, "{inside} of {}", intervals.len());
}

#[test]
fn text_says_how_firm_the_answer_is() {
    let person = succeed(&["assess", CASE, "--uncertainty"]);
    assert!(person.contains("How firm is this") && person.contains("of 100 runs"), "{person}");
    assert!(!person.contains('%'), "{person}");
    let therapist = succeed(&["assess", CASE, "--uncertainty", "--for", "therapist"]);
    for label in ["Sampling error of the sources alone", "Our assumed harms", "of 999 draws"] {
        assert!(therapist.contains(label), "{therapist}");
    }
}

#[test]
fn stats_count_the_kinds_of_distributions() {
    let text = succeed(&["knowledge", "stats", "--draws"]);
    let counts: Vec<usize> = text
        .lines()
        .skip_while(|line| !line.starts_with("distributions behind"))
        .skip(1)
        .take(6)
        .map(|line| line.split_whitespace().next().unwrap().parse().unwrap())
        .collect();
    let total: usize = counts.iter().sum();
    assert!(text.contains(&format!("distributions behind the {total} driving figures")), "{text}");
    assert_eq!(counts.len(), 6);
}
