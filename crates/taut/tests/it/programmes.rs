//! `taut plan`, `taut checkin` and `taut progress` from outside: from answers to three check-ins and a plot.

use serde_json::Value;

use crate::program::{Done, Folder, run, run_with, succeed};

const STRETCH: &str = "knowledge/vignettes/vignette-stretch-01.toml";
const HOLD: &str = "knowledge/vignettes/vignette-hold-01.toml";
const DOCTOR: &str = "knowledge/vignettes/vignette-doctor-01.toml";
const SAFETY_NET: &str = "Do not wait to see if it passes.";

/// Flags that check-ins ask again: all answered with no, but for one.
fn flags(present: &str) -> String {
    let text =
        std::fs::read_to_string(crate::program::root().join("knowledge/decision/check_in.toml"))
            .unwrap();
    let policy: toml::Table = text.parse().unwrap();
    policy["rescreen"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let id = finding.as_str().unwrap();
            let state = if id == present { "present" } else { "absent" };
            let record = std::fs::read_to_string(
                crate::program::root().join(format!("knowledge/findings/{id}.toml")),
            )
            .unwrap();
            let record: toml::Table = record.parse().unwrap();
            let sided = record.get("side").and_then(toml::Value::as_bool) == Some(true);
            let side = if sided { "side = \"both\"\n" } else { "" };
            format!(
                "[[answers]]\nfinding = \"{id}\"\nstate = \"{state}\"\n{side}by = \"person\"\n\n"
            )
        })
        .collect()
}

fn check_in(on: &str, back: u8, leg: u8, present: &str) -> String {
    format!(
        "schema = \"taut.check_in/1\"\non = {on}\nnext_morning = \"same\"\nsoreness_hours = 0\nready = true\nleg_settled_minutes = 0\n\n[pain]\nback = {back}\nleg = {leg}\n\n{}",
        flags(present)
    )
}

struct Records {
    folder: Folder,
    db: String,
}

impl Records {
    /// A person with a kept programme that began on 1 November.
    fn new(name: &str) -> Self {
        let folder = Folder::new(&format!("programme-{name}"));
        let db = folder.at("records.db");
        let records = Self { folder, db };
        records.ok(&["assess", STRETCH, "--record", "Ann"]);
        let done = records.ok(&["plan", "--record", "Ann", "--begins", "2026-11-01"]);
        assert!(done.err.contains("Kept in the record of \"Ann\""), "{}", done.err);
        records
    }

    fn run(&self, args: &[&str]) -> Done {
        run(&[args, &["--db", &self.db]].concat())
    }

    fn ok(&self, args: &[&str]) -> Done {
        let done = self.run(args);
        assert_eq!(done.code, Some(0), "{args:?}: {}{}", done.out, done.err);
        done
    }

    fn check_in(&self, on: &str, text: &str) -> Value {
        let file = self.folder.write(&format!("{on}.toml"), text);
        let done = self.ok(&["checkin", "Ann", "--file", &file, "--format", "json"]);
        assert!(done.err.contains("Kept in the record"), "{}", done.err);
        serde_json::from_str(&done.out).unwrap()
    }
}

/// What an action of a response does.
fn actions(result: &Value) -> Vec<&str> {
    let list = result["response"]["actions"].as_array().unwrap();
    list.iter().map(|action| action["action"].as_str().unwrap()).collect()
}

#[test]
fn a_plan_needs_no_database_and_ends_with_the_safety_net() {
    for case in [STRETCH, HOLD, DOCTOR] {
        for format in ["text", "markdown", "json"] {
            for reader in [&[][..], &["--therapist"]] {
                let text = succeed(&[&["plan", case, "--format", format], reader].concat());
                assert!(text.replace('\n', " ").contains(SAFETY_NET), "{text}");
                assert!(text.contains("Research preview"), "{text}");
            }
        }
    }
    let hold: Value = serde_json::from_str(&succeed(&["plan", HOLD, "--format", "json"])).unwrap();
    assert_eq!(hold["schema"], "taut.plan_result/1");
    assert_eq!(hold["plan"]["rung"], "hold_and_see_pt");
    let chosen = hold["plan"]["programme"]["chosen"].as_array().unwrap();
    assert!(chosen.iter().all(|c| !c["exercise"].as_str().unwrap().starts_with("hs")), "{hold}");
    let doctor = succeed(&["plan", DOCTOR]);
    assert!(doctor.contains("An exercise plan waits until you have been seen"), "{doctor}");
}

#[test]
fn wishes_are_kept_to_and_wrong_ones_refused_all_at_once() {
    let json = |more: &[&str]| -> Value {
        let args = [&["plan", STRETCH, "--format", "json"], more].concat();
        serde_json::from_str(&succeed(&args)).unwrap()
    };
    let plain = json(&[]);
    let first = plain["plan"]["programme"]["chosen"][0]["exercise"].as_str().unwrap().to_owned();
    let other = json(&[
        "--without",
        &first,
        "--no-floor",
        "--minutes",
        "10",
        "--days",
        "3",
        "--equipment",
        "none",
    ]);
    assert_eq!(other["preferences"]["floor"], false);
    assert_eq!(other["preferences"]["equipment"].as_array().unwrap().len(), 0);
    let programme = &other["plan"]["programme"];
    assert!(programme["minutes_per_day"].as_u64().unwrap() <= 10, "{programme}");
    for chosen in programme["chosen"].as_array().unwrap() {
        assert_ne!(chosen["exercise"], first.as_str());
        assert!(chosen["level"]["days_per_week"].as_u64().unwrap() <= 3);
    }
    let done = run(&["plan", STRETCH, "--without", "gl99", "--equipment", "strap,bnad"]);
    assert_eq!(done.code, Some(2), "{}", done.err);
    assert!(
        done.err.contains("unknown-exercise") && done.err.contains("unknown-equipment"),
        "{}",
        done.err
    );
    for args in
        [&["plan"][..], &["plan", STRETCH, "--days", "8"], &["plan", STRETCH, "--record", "x"]]
    {
        assert_eq!(run(args).code, Some(2), "{args:?}");
    }
}

#[test]
fn figures_are_written_one_an_exercise() {
    let folder = Folder::new("plan-figures");
    let figures = folder.at("figures");
    let done = run(&["plan", STRETCH, "--svg", &figures]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    let mut names: Vec<String> = std::fs::read_dir(&figures)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert!((3..=5).contains(&names.len()), "{names:?}");
    assert!(done.err.contains(&format!("{} figures", names.len())), "{}", done.err);
    for name in &names {
        let svg = std::fs::read_to_string(format!("{figures}/{name}")).unwrap();
        assert!(svg.starts_with("<svg") && svg.contains("<desc id=\"desc\">"), "{name}");
    }
}

#[test]
fn from_answers_over_three_check_ins_to_progress() {
    let records = Records::new("story");
    let first = records.check_in("2026-11-03", &check_in("2026-11-03", 6, 0, ""));
    assert_eq!(first["response"]["now"], "stretch_and_strengthen", "{first}");
    assert!(!actions(&first).contains(&"frozen"), "{first}");
    let second = records.check_in("2026-11-07", &check_in("2026-11-07", 3, 0, ""));
    assert_eq!(second["response"]["now"], "stretch_and_strengthen", "{second}");
    // Better for weeks, and then new numbness: it comes before everything else.
    let third = records.check_in("2026-11-11", &check_in("2026-11-11", 1, 0, "numbness_new"));
    assert!(actions(&third).contains(&"deficit"), "{third}");
    let now = third["response"]["now"].as_str().unwrap();
    assert!(["see_doctor_today", "emergency"].contains(&now), "{now}");
    assert_eq!(third["response"]["programme"], Value::Null);

    let page = records.ok(&["progress", "Ann", "--ascii"]).out;
    assert!(page.contains("Back pain, 0 to 10: better than at the start."), "{page}");
    assert!(page.contains("1 of 10 now, 6 of 10 at the start"), "{page}");
    assert!(page.contains("o you 1") && page.contains(".. others on average"), "{page}");
    assert!(page.replace('\n', " ").contains(SAFETY_NET), "{page}");
    let svg = records.folder.at("back.svg");
    let json = records.ok(&[
        "progress",
        "Ann",
        "--measure",
        "nprs_back",
        "--svg",
        &svg,
        "--format",
        "json",
    ]);
    let json: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((&json["schema"], &json["check_ins"]), (&"taut.progress/1".into(), &3.into()));
    let measure = &json["measures"][0];
    assert_eq!(measure["points"].as_array().unwrap().len(), 3);
    assert_eq!(measure["change"]["important"], "yes");
    assert_eq!(measure["change"]["better"]["low"], 5.0);
    let drawn = std::fs::read_to_string(&svg).unwrap();
    assert!(drawn.contains("<title>2026-11-07: 3</title>"), "{drawn}");
    assert_eq!(drawn.matches("class=\"dot\"").count(), 3);

    // The programme has stopped: nothing more is taken, and nothing is added.
    let file = records.folder.write("later.toml", check_in("2026-11-15", 1, 0, ""));
    let done = records.run(&["checkin", "Ann", "--file", &file]);
    assert_eq!(done.code, Some(2), "{}{}", done.out, done.err);
}

#[test]
fn a_bad_check_in_is_refused_and_nothing_is_kept() {
    let records = Records::new("bad");
    let entries = || records.ok(&["record", "show", "Ann", "--format", "json"]).out;
    let before = entries();
    for (text, code) in [
        (check_in("2026-11-03", 11, 0, ""), "pain"),
        (check_in("2026-10-03", 3, 0, ""), "2026-10-03"),
        ("schema = \"taut.check_in/9\"\non = 2026-11-03\n".to_owned(), "taut.check_in/9"),
        ("nonsense".to_owned(), "error["),
    ] {
        let file = records.folder.write("bad.toml", &text);
        let done = records.run(&["checkin", "Ann", "--file", &file]);
        assert_eq!(done.code, Some(2), "{code}: {}{}", done.out, done.err);
        assert_eq!(done.out, "", "{code}");
        assert!(done.err.contains("error[") && done.err.contains(code), "{code}: {}", done.err);
    }
    assert_eq!(entries(), before);
    for args in
        [&["checkin", "Nobody"][..], &["progress", "Nobody"], &["plan", "--record", "Nobody"]]
    {
        assert_eq!(records.run(args).code, Some(2), "{args:?}");
    }
    let done = records.run(&["progress", "Ann", "--measure", "nprs_bakc"]);
    assert!(done.err.contains("did you mean `nprs_back`?"), "{}", done.err);
}

#[test]
fn a_check_in_can_be_answered_line_by_line_and_a_flag_ends_it() {
    let records = Records::new("lines");
    let args = ["checkin", "Ann", "--plain", "--db", &records.db];
    // The first flag is there: the rest of the screen is answered, and nothing more is asked.
    let mut input = "yes\n".to_owned();
    input += &"no\n".repeat(60);
    let done = run_with(&args, input.as_bytes());
    assert_eq!(done.code, Some(0), "{}{}", done.out, done.err);
    assert!(done.out.contains("Anything new?") && !done.out.contains("Your leg"), "{}", done.out);
    assert!(done.err.contains("Kept in the record"), "{}", done.err);
    // Who stops on the first screen leaves nothing behind.
    let records = Records::new("lines-stop");
    let args = ["checkin", "Ann", "--plain", "--db", &records.db];
    let done = run_with(&args, b"q\n");
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""), "{}", done.out);
    assert!(done.out.contains("Nothing was kept"), "{}", done.out);
}
