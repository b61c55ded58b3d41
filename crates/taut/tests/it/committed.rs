//! The committed results and references equal what the program makes today, and the results meet their bar.

use serde_json::Value;

use crate::program::{root, succeed};

fn assert_committed(file: &str, made: &str, how: &str) {
    let committed = std::fs::read_to_string(root().join(file)).unwrap_or_default();
    let first = made.lines().zip(committed.lines()).position(|(a, b)| a != b);
    assert!(
        committed == made,
        "{file} is not what the program makes (first difference in line {:?}).\n\
         Explain what moved and why, then run scripts/update-readme, or: taut {how} > {file}",
        first.map(|line| line + 1)
    );
}

#[test]
fn committed_results_are_equal() {
    for (file, how) in [
        ("eval/open-cases.json", "evaluate knowledge/cases --format json"),
        ("eval/open-cases.md", "evaluate knowledge/cases --format markdown"),
        ("eval/vignettes.json", "evaluate knowledge/vignettes --format json"),
        // The figures outside their published interval, marked with a star.
        ("eval/implied.txt", "knowledge stats --implied"),
        // The share of people that each rung would get, from the flag prevalences.
        ("eval/sampled.txt", "knowledge stats --sampled 10000"),
    ] {
        let args: Vec<&str> = how.split(' ').collect();
        assert_committed(file, &succeed(&args), how);
    }
}

#[test]
fn committed_references_are_equal() {
    assert_committed(
        "docs/knowledge-fields.md",
        &succeed(&["knowledge", "schema"]),
        "knowledge schema",
    );
    let mut files: Vec<String> = std::fs::read_dir(root().join("schemas"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let mut kinds: Vec<String> = taut_knowledge::RecordKind::ALL
        .iter()
        .map(|kind| format!("{}.json", kind.name()))
        .collect();
    kinds.sort();
    assert_eq!(files, kinds, "one schema for each kind of record");
    for file in files {
        let kind = file.trim_end_matches(".json");
        let made = succeed(&["knowledge", "schema", kind]);
        serde_json::from_str::<Value>(&made).unwrap();
        assert_committed(&format!("schemas/{file}"), &made, &format!("knowledge schema {kind}"));
    }
}

fn evaluation(folder: &str) -> Value {
    serde_json::from_str(&succeed(&["evaluate", folder, "--format", "json"])).unwrap()
}

/// Share of a figure, counted again from its parts.
fn share(figures: &Value, name: &str) -> f64 {
    let (k, n) = (figures[name]["k"].as_f64().unwrap(), figures[name]["n"].as_f64().unwrap());
    let share = figures[name]["share"].as_f64().unwrap();
    assert!(n > 0.0 && (share - k / n).abs() < 1e-4, "{name}: {k} of {n} is not {share}");
    share
}

#[test]
fn evaluation_meets_its_bar() {
    let result = evaluation("knowledge/cases");
    let findings = &result["summary"]["findings"];
    assert_eq!(result["schema"], "taut.evaluation/1");
    assert_eq!(findings["n"], 68);
    assert_eq!(result["summary"]["all"]["n"], 78);
    assert!((share(findings, "safe_advice") - 1.0).abs() < 1e-12);
    assert_eq!(findings["open_rung_where_not_acceptable"]["k"], 0);
    assert!(share(findings, "within_acceptable") >= 0.92);
    assert_eq!(findings["stretch_sensitivity"]["n"], 11);
    assert!(findings["stretch_sensitivity"]["k"].as_u64().unwrap() >= 8);
    assert!(share(findings, "over_triage") <= 0.10);
    assert!(share(findings, "over_triage_to_emergency") <= 0.05);
}

#[test]
fn the_summary_is_the_sum_of_its_cases() {
    let rank = |class: &Value| {
        ["EMERGENCY", "SEE_DOCTOR", "NO_STRETCH_SEE_PT", "UNDECIDED", "STRETCH"]
            .iter()
            .position(|c| class == c)
            .unwrap()
    };
    for folder in ["knowledge/cases", "knowledge/vignettes"] {
        let result = evaluation(folder);
        let (mut n, mut safe, mut within, mut over) = (0, 0, 0, 0);
        for case in result["cases"].as_array().unwrap() {
            if case["rests_on"] == "diagnosis" {
                continue;
            }
            let acceptable = case["acceptable"].as_array().unwrap();
            let ours = rank(&case["class"]);
            n += 1;
            safe += u64::from(acceptable.iter().any(|class| ours <= rank(class)));
            within += u64::from(acceptable.contains(&case["class"]));
            over += u64::from(acceptable.iter().all(|class| ours < rank(class)));
        }
        let findings = &result["summary"]["findings"];
        assert_eq!(findings["n"], n);
        assert_eq!(findings["safe_advice"]["k"], safe, "{folder}");
        assert_eq!(findings["within_acceptable"]["k"], within, "{folder}");
        assert_eq!(findings["over_triage"]["k"], over, "{folder}");
    }
}

#[test]
fn every_vignette_is_final_and_within() {
    let findings = evaluation("knowledge/vignettes")["summary"]["findings"].clone();
    assert!(findings["n"].as_u64().unwrap() >= 40);
    assert!((share(&findings, "within_acceptable") - 1.0).abs() < 1e-12);
    assert_eq!(findings["provisional"]["k"], 0);
}

#[test]
fn the_exported_network_is_whole() {
    let bif = succeed(&["knowledge", "export", "--age-band", "2"]);
    let starting = |word: &str| {
        bif.lines().filter_map(|line| line.strip_prefix(word)).map(str::trim).collect::<Vec<_>>()
    };
    let name = |rest: &str| {
        rest.split([' ', '{', '|', ')']).find(|w| !w.is_empty() && *w != "(").unwrap().to_owned()
    };
    let variables: Vec<String> = starting("variable ").into_iter().map(name).collect();
    let tables: Vec<String> = starting("probability (").into_iter().map(name).collect();
    assert!(variables.len() > 100, "{}", variables.len());
    assert_eq!(variables, tables, "one table for each variable, in the same order");
    assert_eq!(bif.matches('{').count(), bif.matches('}').count());
    let mut rows = 0;
    for line in bif.lines() {
        let row = line.trim();
        let numbers = match row.strip_prefix("table ") {
            Some(rest) => rest,
            None if row.starts_with('(') => row.split_once(')').unwrap().1,
            None => continue,
        };
        let sum: f64 = numbers
            .trim_end_matches(';')
            .split(',')
            .map(|number| number.trim().parse::<f64>().unwrap())
            .sum();
        assert!((sum - 1.0).abs() < 1e-9, "{row} sums to {sum}");
        rows += 1;
    }
    assert!(rows > variables.len());
    let male = succeed(&["knowledge", "export", "--age-band", "2", "--male"]);
    assert_ne!(bif, male, "base rates differ by sex");
}
