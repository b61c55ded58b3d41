//! `taut record` and `taut assess --record`, from outside.

use serde_json::Value;

use crate::program::{Done, Folder, command, edit, root, run, run_with};

const CASE: &str = "knowledge/vignettes/vignette-stretch-01.toml";

struct Records {
    folder: Folder,
    db: String,
}

impl Records {
    fn new(name: &str) -> Self {
        let folder = Folder::new(&format!("record-{name}"));
        let db = folder.at("data/records.db");
        Self { folder, db }
    }

    fn run(&self, args: &[&str]) -> Done {
        run(&[&["record"], args, &["--db", &self.db]].concat())
    }

    fn ok(&self, args: &[&str]) -> String {
        let done = self.run(args);
        assert_eq!(done.code, Some(0), "{args:?}: {}{}", done.out, done.err);
        done.out
    }

    fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.ok(&[args, &["--format", "json"]].concat())).unwrap()
    }

    fn keep(&self, case: &str, name: &str, more: &[&str]) -> Done {
        let done = run(&[&["assess", case, "--record", name, "--db", &self.db], more].concat());
        assert_eq!(done.code, Some(0), "{}", done.err);
        done
    }
}

#[test]
fn a_verdict_is_kept_shown_and_made_again_to_the_last_bit() {
    let records = Records::new("keep");
    let kept = records.keep(CASE, "Ann Example", &[]);
    // The page is the same as without keeping it.
    assert_eq!(kept.out, run(&["assess", CASE]).out);
    assert!(kept.err.contains("entries 3 and 4 of episode 2"), "{}", kept.err);
    let kept = records.keep(CASE, "Ann Example", &["--setting", "pt-clinic", "--format", "json"]);
    assert!(kept.err.contains("entries 5 and 6 of episode 2"), "{}", kept.err);
    let case = std::fs::read_dir(root().join("knowledge/cases")).unwrap().next().unwrap().unwrap();
    records.keep(case.path().to_str().unwrap(), "Bob", &[]);

    let list = records.json(&["list"]);
    assert_eq!(list["people"][0]["name"], "Ann Example");
    assert_eq!(list["people"][1]["entries"], 4);
    let shown = records.ok(&["show", "Ann Example"]);
    assert!(shown.contains("stretch_and_strengthen"), "{shown}");
    assert!(shown.contains("Go to emergency care now"), "{shown}");
    let history = records.json(&["show", "Ann Example", "--kind", "verdict", "--count", "1"]);
    let entry = &history["entries"][0];
    assert_eq!((entry["entry"].as_i64(), history["next"].as_i64()), (Some(6), Some(6)));
    assert_eq!(entry["body"]["answers"], 5);
    assert_eq!(entry["body"]["setting"], "pt-clinic");
    let older = records.json(&["show", "Ann Example", "--kind", "verdict", "--before", "6"]);
    assert_eq!(older["entries"][0]["entry"], 4);
    let one = records.ok(&["show", "Ann Example", "--entry", "3"]);
    assert!(one.contains("taut.case/1"), "{one}");

    let replay = records.json(&["replay"]);
    let verdicts = replay["verdicts"].as_array().unwrap();
    assert_eq!(verdicts.len(), 3);
    assert!(verdicts.iter().all(|v| v["outcome"] == "same"), "{replay}");
    assert!(records.ok(&["replay", "Bob"]).contains("1 verdicts made again"));
    let verified = records.json(&["verify"]);
    assert_eq!((&verified["whole"], &verified["not_anchored"]), (&true.into(), &0.into()));
    let digest = verified["newest"]["digest"].as_str().unwrap().to_owned();
    records.ok(&["verify", "--known", &digest]);
    let done = records.run(&["verify", "--known", &digest.replace(&digest[..8], "00000000")]);
    assert_eq!(done.code, Some(2), "{}", done.err);
}

#[test]
fn a_kept_verdict_holds_no_probability_of_a_serious_condition() {
    let records = Records::new("hidden");
    records.keep("knowledge/vignettes/vignette-doctor-01.toml", "Ann", &["--for", "therapist"]);
    let whole = run(&[
        "assess",
        "knowledge/vignettes/vignette-doctor-01.toml",
        "--format",
        "json",
        "--for",
        "therapist",
    ])
    .out;
    let seen =
        run(&["assess", "knowledge/vignettes/vignette-doctor-01.toml", "--format", "json"]).out;
    let conditions = |text: &str| {
        let value: Value = serde_json::from_str(text).unwrap();
        let behind = value["behind"].as_array().unwrap().clone();
        behind.iter().map(|c| c["condition"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let hidden: Vec<String> =
        conditions(&whole).into_iter().filter(|c| !conditions(&seen).contains(c)).collect();
    assert!(!hidden.is_empty());
    let export = records.ok(&["export", "-"]);
    let line = export.lines().find(|l| l.contains("\"kind\":\"verdict\"")).unwrap();
    let body: Value = serde_json::from_str(line).unwrap();
    let kept = conditions(&body["entry"]["body"]["verdict"].to_string());
    assert!(hidden.iter().all(|c| !kept.contains(c)), "{kept:?}");
}

#[test]
fn a_changed_verdict_or_other_knowledge_is_told_by_replay() {
    let records = Records::new("replay");
    let other = records.folder.knowledge("other");
    edit(&format!("{other}/phrases/do_stay_active.toml"), "Keep walking", "Keep on walking");
    let done =
        run(&["--knowledge", &other, "assess", CASE, "--record", "Ann", "--db", &records.db]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    let shipped = records.ok(&["replay"]);
    assert!(shipped.contains("give that folder with --knowledge"), "{shipped}");
    let with = records.ok(&["replay", "--knowledge", &other]);
    assert!(with.contains("1 the same to the last bit"), "{with}");
}

#[test]
fn export_import_backup_restore_and_erase_go_round() {
    let records = Records::new("round");
    records.keep(CASE, "Ann", &[]);
    records.keep(CASE, "Bob", &[]);
    let (export, backup) = (records.folder.at("all.jsonl"), records.folder.at("all.age"));
    records.ok(&["export", &export]);
    let words = records.folder.write("words.txt", "four small words here\n");
    records.ok(&["backup", &backup, "--passphrase-file", &words]);
    assert!(!std::fs::read(&backup).unwrap().windows(3).any(|w| w == b"Ann"));

    let second = Records::new("round-second");
    second.ok(&["import", &export]);
    assert_eq!(second.ok(&["export", "-"]), std::fs::read_to_string(&export).unwrap());
    let done = second.run(&["import", &export]);
    assert_eq!(done.code, Some(2));
    assert!(done.err.contains("already"), "{}", done.err);

    // Not the name: nothing is erased.
    let args = ["record", "erase", "Ann", "--db", &records.db];
    let done = run_with(&args, b"An\n");
    assert_eq!(done.code, Some(2), "{}", done.err);
    assert!(records.ok(&["list"]).contains("Ann"));
    let done = run_with(&args, b"Ann\n");
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert!(done.err.contains("backups made before"), "{}", done.err);
    assert_eq!(records.ok(&["list"]).trim(), "Bob  (4 entries)");
    records.ok(&["verify"]);

    let wrong = records.folder.write("wrong.txt", "other words\n");
    let done = records.run(&["restore", &backup, "--replace", "--passphrase-file", &wrong]);
    assert_eq!(done.code, Some(2));
    assert!(
        done.err.contains("wrong-passphrase") && !done.err.contains("other words"),
        "{}",
        done.err
    );
    records.ok(&["restore", &backup, "--replace", "--passphrase-file", &words]);
    // Who was erased stays erased.
    assert_eq!(records.ok(&["list"]).trim(), "Bob  (4 entries)");
    let third = Records::new("round-third");
    third.ok(&["restore", &backup, "--passphrase-file", &words]);
    assert_eq!(third.ok(&["export", "-"]), std::fs::read_to_string(&export).unwrap());
    third.ok(&["erase", "Bob", "--yes"]);
    assert_eq!(third.ok(&["list"]).trim(), "Ann  (4 entries)");
}

#[test]
fn every_wrong_input_is_told_with_a_hint() {
    let records = Records::new("wrong");
    let missing = records.run(&["list"]);
    assert_eq!(missing.code, Some(2));
    assert!(missing.err.contains("there are no records yet"), "{}", missing.err);
    assert!(!std::path::Path::new(&records.db).exists());
    records.keep(CASE, "Ann", &[]);
    for (args, says) in [
        (&["show", "ann"][..], "no records of \"ann\""),
        (&["show", "Ann", "--entry", "99"], "no entry 99"),
        (&["show", "Ann", "--kind", "checkin"], "one of person, episode"),
        (&["show", "Ann", "--from", "yesterday"], "2026-11-25"),
        (&["verify", "--known", "abc"], "64 characters"),
        (&["erase", "Eve", "--yes"], "no records of \"Eve\""),
        (&["backup", "x.age"], "--passphrase-file"),
        (&["restore", "missing.age", "--passphrase-file", "/nonexistent"], "unreadable"),
    ] {
        let done = records.run(args);
        assert_eq!(done.code, Some(2), "{args:?}: {}", done.err);
        assert!(done.err.contains(says) && done.err.contains("hint:"), "{args:?}: {}", done.err);
        assert_eq!(done.out, "", "{args:?}");
    }
    let bad = run(&["assess", CASE, "--record", " Ann", "--db", &records.db]);
    assert_eq!(bad.code, Some(2), "{}", bad.err);
    // The advice is not held back by trouble with the records.
    assert!(bad.out.contains("Go to emergency care now"), "{}", bad.out);
    let bad = run(&["record", "list", "--db", "mysql://a/b"]);
    assert_eq!(bad.code, Some(2), "{}", bad.err);
    let cut = records
        .folder
        .write("cut.jsonl", "{\"format\":{\"name\":\"taut.records\",\"version\":1}}\n");
    let second = Records::new("wrong-second");
    let done = second.run(&["import", &cut]);
    assert_eq!(done.code, Some(2));
    assert!(done.err.contains("cut.jsonl:2: error[tampered]"), "{}", done.err);
}

#[test]
fn records_are_in_the_users_data_folder_unless_said_otherwise() {
    let folder = Folder::new("record-places");
    let with = |set: &[(&str, &str)], args: &[&str]| {
        let mut command = command(args);
        command.env_remove("TAUT_DB").env_remove("XDG_DATA_HOME").env("HOME", folder.at("home"));
        command.envs(set.iter().copied());
        let done = command.output().unwrap();
        (done.status.code(), String::from_utf8(done.stderr).unwrap())
    };
    let args = ["assess", CASE, "--record", "Ann"];
    let (data, db) = (folder.at("xdg"), folder.at("named.db"));
    for (set, place) in [
        (&[][..], "home/.local/share/taut/records.db"),
        (&[("XDG_DATA_HOME", "relative/is/ignored")], "home/.local/share/taut/records.db"),
        (&[("XDG_DATA_HOME", data.as_str())], "xdg/taut/records.db"),
        (&[("XDG_DATA_HOME", data.as_str()), ("TAUT_DB", db.as_str())], "named.db"),
    ] {
        let (code, err) = with(set, &args);
        assert_eq!(code, Some(0), "{err}");
        assert!(err.contains(&folder.at(place)), "{err}");
        assert!(std::path::Path::new(&folder.at(place)).exists(), "{place}");
    }
}

/// The day so many days after today.
fn day(after: i64) -> jiff::civil::Date {
    use jiff::ToSpan as _;
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    today.checked_add(after.days()).unwrap()
}

/// A clearance of leg symptoms as a person reports it, so many days after today.
fn reported(on: i64) -> String {
    format!(
        r#"schema = "taut.clearance/1"
by = "person"
examiner = "T. Example"
profession = "physical therapist"
on = {}
in_person = true
this_episode = true
quiet_since = {}

[[clears]]
finding = "leg_symptoms"
reason = "it came from the hip, I was told"
"#,
        day(on),
        day(-60)
    )
}

#[test]
fn a_clearance_is_kept_listed_and_shown_as_what_it_is() {
    let records = Records::new("clear");
    records.keep(CASE, "Ann", &[]);
    let file = records.folder.write("clearance.toml", reported(-3));
    let out = records.ok(&["clear", "Ann", "--file", &file]);
    assert!(out.contains("Entry 5") && out.contains("stands until"), "{out}");
    assert!(out.contains("Reported, not verified."), "{out}");
    let listed = records.json(&["clearances", "Ann"]);
    let one = &listed["clearances"][0];
    assert_eq!((&one["stands"], &one["reported"]), (&true.into(), &true.into()));
    let old = records.folder.write("old.toml", reported(-50));
    let out = records.ok(&["clear", "Ann", "--file", &old]);
    assert!(out.contains("does not stand: it ended on"), "{out}");
    let shown = records.ok(&["show", "Ann", "--kind", "clearance"]);
    assert!(shown.contains("clears leg_symptoms; reported, not verified"), "{shown}");

    let future = records.folder.write("future.toml", reported(5));
    let bad = records.folder.write(
        "bad.toml",
        reported(-3).replace("in_person = true", "in_person = false").replace("leg_sym", "lag_sym"),
    );
    let entries = records.json(&["list"])["people"][0]["entries"].clone();
    for (file, name, says) in [
        (&future, "Ann", &["has not happened yet"][..]),
        (&bad, "Ann", &["clears-nothing", "bad.toml:6:13", "unknown finding `lag_symptoms`"]),
        (&file, "Eve", &["no records of \"Eve\""]),
    ] {
        let done = records.run(&["clear", name, "--file", file]);
        assert_eq!(done.code, Some(2), "{}", done.err);
        for part in says {
            assert!(done.err.contains(part), "{part}: {}", done.err);
        }
    }
    assert_eq!(records.json(&["list"])["people"][0]["entries"], entries);
}

#[test]
fn a_leg_that_was_felt_since_is_not_reported_as_quiet() {
    let records = Records::new("quiet");
    let case = |felt: i64| {
        let on = day(felt);
        let answers = format!(
            r#"[{{"finding": "leg_symptoms", "state": "most_weeks", "by": "person", "when": "{on}"}},
            {{"finding": "how_far_down", "state": "foot", "by": "person", "when": "{on}"}}]"#
        );
        format!(r#"{{"schema": "taut.case/1", "id": "x", "answers": {answers}}}"#)
    };
    let entries = |name: &str| {
        let list = records.json(&["list"]);
        let one = list["people"].as_array().unwrap().iter().find(|one| one["name"] == name);
        one.unwrap()["entries"].clone()
    };
    let clearance = records.folder.write("clearance.toml", reported(-3));
    // The file says that the leg is quiet since 60 days ago.
    for (name, felt, code) in [("Ann", -10, 2), ("Bob", -60, 2), ("Cleo", -61, 0)] {
        let said = records.folder.write(&format!("{name}.json"), case(felt));
        records.keep(&said, name, &[]);
        let before = entries(name);
        let done = records.run(&["clear", name, "--file", &clearance]);
        assert_eq!(done.code, Some(code), "{name}: {}", done.err);
        let symptom = format!("a symptom in the leg is recorded on {}", day(felt));
        for part in ["clearance.toml", "not-quiet", "quiet_since", &symptom, "hint: "] {
            assert_eq!(done.err.contains(part), code == 2, "{name}, {part}: {}", done.err);
        }
        assert_eq!(entries(name) == before, code == 2, "{name}");
    }
}
