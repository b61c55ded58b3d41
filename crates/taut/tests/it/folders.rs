//! `--knowledge DIR` with every command, broken and weakened folders, and `evaluate --against`.

use serde_json::Value;

use crate::program::{Folder, edit, run, run_with, succeed};

const CASE: &str = "knowledge/vignettes/vignette-stay-01.toml";

#[test]
fn a_copy_of_the_knowledge_gives_the_same_answers() {
    let folder = Folder::new("copy");
    let copy = folder.knowledge("knowledge");
    for args in [
        &["assess", CASE, "--format", "json"][..],
        &["assess", CASE, "--for", "therapist", "--format", "markdown"],
        &["evaluate", "knowledge/vignettes", "--format", "json"],
        &["knowledge", "check"],
        &["knowledge", "stats"],
    ] {
        let mut with = vec!["--knowledge", copy.as_str()];
        with.extend(args);
        assert_eq!(succeed(&with), succeed(args), "{args:?}");
    }
    let session = folder.at("session.json");
    let ask = ["ask", "--session", session.as_str()];
    let with = ["--knowledge", copy.as_str(), "ask", "--session", session.as_str()];
    let input = b"\n41\n2\nno\nyes\n";
    assert_eq!(run_with(&with, input).out, run_with(&ask, input).out);
}

#[test]
fn the_folder_is_used_and_not_the_program_s_own() {
    let folder = Folder::new("used");
    let copy = folder.knowledge("knowledge");
    edit(
        &folder.at("knowledge/interview/s030_emergency.toml"),
        "title = \"",
        "title = \"Made up for a test? ",
    );
    let check = succeed(&["--knowledge", &copy, "knowledge", "check"]);
    assert_ne!(check, succeed(&["knowledge", "check"]), "another hash");
    let session = folder.at("session.json");
    let ask = ["--knowledge", &copy, "ask", "--session", &session];
    assert!(run_with(&ask, b"\n41\n2\n").out.contains("Made up for a test?"));
}

#[test]
fn all_broken_records_are_named_at_once() {
    let folder = Folder::new("broken");
    let copy = folder.knowledge("knowledge");
    edit(&folder.at("knowledge/findings/fever.toml"), "kind = \"sign\"", "kind = \"omen\"");
    edit(&folder.at("knowledge/rules/emergency_bladder.toml"), "bladder_new", "blader_new");
    edit(
        &folder.at("knowledge/sources/konstantinou_2019.toml"),
        "id = ",
        "colour = \"red\"\nid = ",
    );
    for command in
        [&["knowledge", "check"][..], &["assess", CASE], &["evaluate", "knowledge/cases"], &["ask"]]
    {
        let mut args = vec!["--knowledge", copy.as_str()];
        args.extend(command);
        let done = run(&args);
        assert_eq!(done.code, Some(2), "{command:?}: {}", done.err);
        assert_eq!(done.out, "", "{command:?}");
        for file in [
            "findings/fever.toml:",
            "rules/emergency_bladder.toml:",
            "sources/konstantinou_2019.toml:",
        ] {
            assert!(done.err.contains(file), "{command:?}: no {file} in\n{}", done.err);
        }
        assert!(done.err.contains("hint:"), "{}", done.err);
    }
}

/// The words of a page without its line breaks.
fn unwrapped(page: &str) -> String {
    page.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn an_edited_folder_is_not_proved_until_it_is_verified() {
    let folder = Folder::new("proved");
    let copy = folder.knowledge("knowledge");
    let with = |args: &[&str]| {
        let mut all = vec!["--knowledge", copy.as_str()];
        all.extend(args);
        all.iter().map(|a| (*a).to_owned()).collect::<Vec<_>>()
    };
    let said = |args: &[&str]| {
        let args = with(args);
        succeed(&args.iter().map(String::as_str).collect::<Vec<_>>())
    };
    assert!(said(&["knowledge", "stats"]).contains("locked, proved"));
    let page = unwrapped(&said(&["assess", CASE]));
    assert!(page.contains("was shown to follow its written safety rules"), "{page}");
    edit(
        &folder.at("knowledge/rules/doctor_lump.toml"),
        "palpable_mass'",
        "palpable_mass or night_pain'",
    );
    assert!(said(&["knowledge", "stats"]).contains("NOT proved"));
    let page = unwrapped(&said(&["assess", CASE]));
    assert!(page.contains("was not shown that this knowledge follows"), "{page}");
    let json: Value = serde_json::from_str(&said(&["assess", CASE, "--format", "json"])).unwrap();
    assert_eq!(json["knowledge"]["proved"], false);
    // The edit lets a context flag ask for a doctor: named, with a person, and no certificate is written.
    let (certificate, people) = (folder.at("new.json"), folder.at("people"));
    let args = with(&["verify", "--certificate", &certificate, "--counterexamples", &people]);
    let done = run(&args.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(done.code, Some(1), "{}", done.out);
    assert!(done.out.contains("s02_context") && done.out.contains("BROKEN"), "{}", done.out);
    assert!(done.err.contains("not proved"), "{}", done.err);
    assert!(!std::path::Path::new(&certificate).exists());
    let person = format!("{people}/s02_context.toml");
    let json: Value =
        serde_json::from_str(&said(&["assess", &person, "--format", "json"])).unwrap();
    assert_eq!(json["rung"], "see_doctor");
    // An edit that breaks nothing: proved again once it is verified.
    edit(
        &folder.at("knowledge/rules/doctor_lump.toml"),
        "palpable_mass or night_pain'",
        "palpable_mass or pulsatile_mass'",
    );
    let into = folder.at("knowledge/CERTIFICATE.json");
    let text = said(&["verify", "--certificate", &into]);
    assert!(text.contains("theorems hold for every answer set"), "{text}");
    assert!(said(&["knowledge", "stats"]).contains("locked, proved"));
}

#[test]
fn a_weakened_safety_folder_is_refused() {
    let folder = Folder::new("weakened");
    let copy = folder.knowledge("knowledge");
    edit(
        &folder.at("knowledge/safety/s01_saddle.toml"),
        "at_least = \"emergency\"",
        "at_least = \"hold_and_see_pt\"",
    );
    for command in [&["knowledge", "check"][..], &["assess", CASE], &["evaluate", CASE]] {
        let mut args = vec!["--knowledge", copy.as_str()];
        args.extend(command);
        let done = run(&args);
        assert_eq!((done.code, done.out.as_str()), (Some(2), ""), "{command:?}");
        assert!(done.err.contains("safety/LOCK"), "{}", done.err);
    }
}

#[test]
fn a_lock_written_anew_shows_that_it_is_not_ours() {
    let folder = Folder::new("relocked");
    let copy = folder.knowledge("knowledge");
    let file = folder.at("knowledge/safety/s01_saddle.toml");
    edit(&file, "at_least = \"emergency\"", "at_least = \"hold_and_see_pt\"");
    let refused = run(&["--knowledge", &copy, "knowledge", "check"]).err;
    let is_hash = |word: &&str| word.len() == 64 && word.chars().all(|c| c.is_ascii_hexdigit());
    let old = std::fs::read_to_string(folder.at("knowledge/safety/LOCK")).unwrap();
    let new =
        refused.split(|c: char| !c.is_alphanumeric()).filter(is_hash).find(|w| *w != old.trim());
    let new = new.unwrap_or_else(|| panic!("no new hash in {refused}"));
    std::fs::write(folder.at("knowledge/safety/LOCK"), format!("{new}\n")).unwrap();
    let done = run(&["--knowledge", &copy, "assess", CASE]);
    let said = unwrapped(&format!("{}{}", done.out, done.err));
    assert!(said.contains("not locked") || done.code == Some(2), "{said}");
}

fn moved(copy: &str) -> Vec<Value> {
    let text = succeed(&[
        "--knowledge",
        copy,
        "evaluate",
        "knowledge/cases",
        "--against",
        "knowledge",
        "--format",
        "json",
    ]);
    serde_json::from_str::<Value>(&text).unwrap()["moved"].as_array().unwrap().clone()
}

#[test]
fn nothing_moves_against_the_same_knowledge() {
    let folder = Folder::new("same");
    assert!(moved(&folder.knowledge("knowledge")).is_empty());
}

#[test]
fn an_edited_rule_is_named_with_the_cases_it_moved() {
    let folder = Folder::new("edited-rule");
    let copy = folder.knowledge("knowledge");
    edit(
        &folder.at("knowledge/rules/hold_current_sciatic.toml"),
        "rung = \"hold_and_see_pt\"",
        "rung = \"see_doctor\"",
    );
    let moved = moved(&copy);
    assert!(!moved.is_empty());
    for case in &moved {
        assert_eq!(case["rung_here"], "see_doctor", "{case}");
        assert_eq!(case["because"], serde_json::json!(["rules/hold_current_sciatic"]), "{case}");
        assert_eq!(case["posteriors"], serde_json::json!([]), "{case}");
    }
    let text =
        succeed(&["--knowledge", &copy, "evaluate", "knowledge/cases", "--against", "knowledge"]);
    assert!(text.contains("because of: rules/hold_current_sciatic"), "{text}");
}

#[test]
fn an_edited_figure_is_named_with_the_posteriors_it_moved() {
    let folder = Folder::new("edited-figure");
    let copy = folder.knowledge("knowledge");
    let id = "nerve_mechanosensitivity/slr_reproduces_leg_pain/rabin_2007";
    edit(
        &folder.at(&format!("knowledge/evidence/{id}.toml")),
        "[given]\npresent = 0.67",
        "[given]\npresent = 0.87",
    );
    let moved = moved(&copy);
    assert!(!moved.is_empty());
    for case in &moved {
        let because = case["because"].as_array().unwrap();
        assert!(because.contains(&format!("evidence/{id}").into()), "{case}");
        assert!(because.iter().all(|r| r.as_str().unwrap().starts_with("evidence/")), "{case}");
        assert!(!case["posteriors"].as_array().unwrap().is_empty(), "{case}");
    }
}

#[test]
fn a_new_language_is_begun_in_a_folder_and_offered_only_when_it_is_whole() {
    let folder = Folder::new("language");
    let copy = folder.knowledge("knowledge");
    let translate = ["--knowledge", copy.as_str(), "knowledge", "translate", "xx"];
    let said = succeed(&translate);
    assert!(said.contains("written: languages/xx/language.toml"), "{said}");
    assert!(said.contains("not translated: "), "{said}");
    // Nothing is written twice, and what is empty is still to do.
    let again = succeed(&translate);
    assert!(!again.contains("written") && again.contains("not translated: "), "{again}");
    let check = run(&["--knowledge", &copy, "knowledge", "check"]);
    assert_eq!(check.code, Some(2), "{}", check.err);
    assert!(
        check.err.contains("languages/xx/language.toml:3:8: error[empty-text]"),
        "{}",
        check.err
    );
    let file = folder.at("knowledge/languages/xx/language.toml");
    edit(&file, "name = \"\"", "name = \"Exish\"");
    edit(&file, "translator = \"\"", "translator = \"a test\"");
    edit(&file, "banned = []", "banned = [\"never\"]");
    edit(&file, "vowels = \"\"", "vowels = \"a\"");
    edit(&file, "source = \"\"", "source = \"kincaid_1975\"");
    let check = succeed(&["--knowledge", &copy, "knowledge", "check"]);
    assert!(check.contains("warning[language-incomplete]"), "{check}");
    let ask = run(&["--knowledge", &copy, "assess", CASE, "--language", "xx"]);
    assert_eq!(ask.code, Some(2));
    assert!(ask.err.contains("error[unknown-language]"), "{}", ask.err);
    let nowhere = run(&["knowledge", "translate", "xx"]);
    assert_eq!(nowhere.code, Some(2));
    assert!(nowhere.err.contains("--knowledge FOLDER"), "{}", nowhere.err);
    let unknown = run(&["--knowledge", &copy, "knowledge", "translate", "xx", "--agree", "a/b"]);
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.err.contains("error[unknown-record]"), "{}", unknown.err);
}
