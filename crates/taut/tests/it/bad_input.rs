//! Bad input end to end: every problem at once, with place, code and hint, exit code 2 and nothing on standard output.

use std::fs::File;

use crate::program::{Done, Folder, run, run_with};

/// A case file with this first line after the schema and these answers.
fn case(head: &str, answers: &[&str]) -> String {
    let mut text = format!("schema = \"taut.case/1\"\nid = \"x\"\n{head}\n");
    for answer in answers {
        text += &format!("[[answers]]\n{answer}\nby = \"person\"\n");
    }
    text
}

fn assert_refused(label: &str, done: &Done, expected: &[&str]) {
    assert_eq!(done.code, Some(2), "{label}: {}{}", done.out, done.err);
    assert_eq!(done.out, "", "{label}");
    for part in expected {
        assert!(done.err.contains(part), "{label}: no `{part}` in:\n{}", done.err);
    }
    assert!(!done.err.contains("panicked"), "{label}: {}", done.err);
}

/// Label, content, and what the message must contain after the file's name.
fn rows() -> Vec<(&'static str, Vec<u8>, Vec<&'static str>)> {
    let toml = |head: &str, answers: &[&str]| case(head, answers).into_bytes();
    vec![
        (
            "unknown id",
            toml("age = 40", &["finding = \"sadle_numbness\"\nstate = \"present\""]),
            vec![":5:11: error[unknown-finding]", "hint: did you mean `saddle_numbness`?"],
        ),
        (
            "unknown state",
            toml("age = 40", &["finding = \"fever\"\nstate = \"maybe\""]),
            vec![":6:9: error[unknown-state]", "hint: one of"],
        ),
        (
            "contradictory",
            toml(
                "age = 40",
                &[
                    "finding = \"fever\"\nstate = \"present\"",
                    "finding = \"fever\"\nstate = \"absent\"",
                ],
            ),
            vec![":8:1: error[contradictory-answers]", "hint: keep one"],
        ),
        (
            "not a number",
            toml(
                "age = 40",
                &[
                    "finding = \"knee_extension_deficit\"\nvalue = nan\nunit = \"degrees\"\nside = \"left\"",
                ],
            ),
            vec![":6:9: error[not-finite]", "hint:"],
        ),
        (
            "no unit",
            toml(
                "age = 40",
                &["finding = \"knee_extension_deficit\"\nvalue = 30.0\nside = \"left\""],
            ),
            vec![":6:9: error[missing-unit]", "unit", "hint:"],
        ),
        (
            "out of range",
            toml(
                "age = 40",
                &[
                    "finding = \"knee_extension_deficit\"\nvalue = 300.0\nunit = \"degrees\"\nside = \"left\"",
                ],
            ),
            vec![":6:9: error[out-of-range]", "0 to 90 degrees"],
        ),
        (
            "no side",
            toml("age = 40", &["finding = \"numbness_new\"\nstate = \"present\""]),
            vec![":4:1: error[", "side", "hint:"],
        ),
        (
            "duplicate key",
            toml("age = 40\nage = 41", &[]),
            vec![":4:1: error[duplicate-key]", "hint:"],
        ),
        (
            "duplicate key, JSON",
            b"{\"schema\": \"taut.case/1\", \"id\": \"x\", \"id\": \"y\", \"answers\": []}"
                .to_vec(),
            vec![":1:38: error[duplicate-key]", "hint:"],
        ),
        ("unknown key", toml("aeg = 40", &[]), vec![":3:1: error[", "hint: did you mean `age`?"]),
        ("empty", Vec::new(), vec![":1:1: error[empty-file]", "hint:"]),
        (
            "not UTF-8",
            b"schema = \"taut.case/1\"\nid = \"\xff\"\n".to_vec(),
            vec![":2:7: error[not-utf8]", "hint: save the file as UTF-8"],
        ),
        ("no TOML", b"not [ toml".to_vec(), vec![":1:", "error[bad-toml]"]),
        ("no JSON", b"{\"schema\": ".to_vec(), vec![":1:", "error["]),
        ("nothing but zero bytes", vec![0; 64], vec![":1:", "error["]),
    ]
}

#[test]
fn a_bad_case_is_refused_with_its_place() {
    let folder = Folder::new("bad-case");
    for (label, content, expected) in rows() {
        let file = folder.write("case.toml", &content);
        let place = format!("{file}{}", expected[0]);
        let mut wanted = vec![place.as_str()];
        wanted.extend(&expected[1..]);
        assert_refused(label, &run(&["assess", &file]), &wanted);
        assert_refused(label, &run(&["evaluate", &file]), &wanted);
        let place = format!("<stdin>{}", expected[0]);
        wanted[0] = &place;
        assert_refused(label, &run_with(&["assess", "-"], &content), &wanted);
    }
}

#[test]
fn all_problems_of_a_file_come_at_once() {
    let folder = Folder::new("many-problems");
    let text = case(
        "age = 400",
        &[
            "finding = \"sadle_numbness\"\nstate = \"present\"",
            "finding = \"fever\"\nstate = \"maybe\"",
            "finding = \"numbness_new\"\nstate = \"present\"",
            "finding = \"knee_extension_deficit\"\nvalue = inf\nunit = \"degrees\"\nside = \"left\"",
        ],
    );
    let file = folder.write("case.toml", text);
    let done = run(&["assess", &file]);
    assert_refused("many", &done, &[":3:7:", ":5:11:", ":10:9:", ":12:1:", ":18:9:"]);
    assert_eq!(done.err.matches(": error[").count(), 5, "{}", done.err);
}

#[test]
fn all_problems_of_all_files_come_at_once() {
    let folder = Folder::new("many-files");
    folder.write("a.toml", case("age = 40", &["finding = \"fevre\"\nstate = \"present\""]));
    folder.write("b.toml", case("age = 40", &["finding = \"fever\"\nstate = \"absent\""]));
    folder.write("c.json", "{");
    folder.write("notes.txt", "no case");
    let done = run(&["evaluate", &folder.at("")]);
    assert_refused("two of three files", &done, &["a.toml:5:11: error[", "c.json:1:"]);
    assert!(!done.err.contains("b.toml") && !done.err.contains("notes.txt"), "{}", done.err);
}

#[test]
fn a_huge_file_is_refused() {
    const HUGE: u64 = 100 << 20;
    let folder = Folder::new("huge");
    let file = folder.at("huge.toml");
    // Sparse: it takes no room on the disk.
    File::create(&file).unwrap().set_len(HUGE).unwrap();
    for command in ["assess", "evaluate"] {
        assert_refused(command, &run(&[command, &file]), &["huge.toml:1:1: error[too-large]"]);
    }
}

#[test]
fn what_is_no_file_is_refused() {
    let folder = Folder::new("no-file");
    let missing = folder.at("missing.toml");
    assert_refused("folder", &run(&["assess", &folder.at("")]), &["error[unreadable]", "hint:"]);
    assert_refused("missing", &run(&["assess", &missing]), &["missing.toml: error[", "hint:"]);
    assert_refused("missing", &run(&["evaluate", &missing]), &["missing.toml: error[", "hint:"]);
    assert_refused("no case", &run(&["evaluate", &folder.at("")]), &["error[no-cases]", "hint:"]);
    let no_such = folder.at("nowhere");
    for command in [&["assess", "-"][..], &["evaluate", "knowledge/cases"], &["knowledge", "check"]]
    {
        let mut args = vec!["--knowledge", no_such.as_str()];
        args.extend(command);
        assert_refused("no knowledge", &run(&args), &["nowhere", "error[cannot-read]"]);
    }
}

#[test]
fn an_unknown_language_is_refused() {
    let file = "knowledge/vignettes/vignette-stay-01.toml";
    let done = run(&["assess", file, "--language", "tlh"]);
    assert_refused("language", &done, &["error[unknown-language]", "hint:"]);
}
