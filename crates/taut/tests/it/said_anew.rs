//! `taut ask --record` and `taut assess --record` a second time: what was reported or found before stands (S13) and is named.

use serde_json::Value;

use crate::ask_lines::{flat, phrase, whole};
use crate::program::{Done, Folder, run};

const STRETCH: &str = "knowledge/vignettes/vignette-stretch-01.toml";
/// A name of a sign as an answer shows it.
const SADDLE: &str = "new numbness between the legs";

struct Records {
    folder: Folder,
    db: String,
}

impl Records {
    fn new(name: &str) -> Self {
        let folder = Folder::new(&format!("anew-{name}"));
        let db = folder.at("records.db");
        Self { folder, db }
    }

    /// The interview in plain lines, clean but for these; everything shown.
    fn ask(&self, others: &[(&str, &str)]) -> String {
        let session = self.folder.at("session.json");
        let (all, code) = whole(&session, &["--record", "Ann", "--db", &self.db], others);
        assert_eq!(code, Some(0), "{all}");
        flat(&all)
    }

    fn assess(&self, file: &str, more: &[&str]) -> Done {
        let done = run(&[&["assess", file, "--record", "Ann", "--db", &self.db], more].concat());
        assert_eq!(done.code, Some(0), "{}", done.err);
        done
    }

    /// A case file with one answer, judged; the verdict as JSON.
    fn say(&self, answer: &str) -> Value {
        let text = format!("schema = \"taut.case/1\"\nid = \"one\"\n\n[[answers]]\n{answer}\n");
        let file = self.folder.write("one.toml", text);
        serde_json::from_str(&self.assess(&file, &["--format", "json"]).out).unwrap()
    }

    fn record(&self, args: &[&str]) -> Done {
        run(&[&["record"], args, &["--db", &self.db]].concat())
    }
}

fn flag(state: &str, when: &str) -> String {
    let when = if when.is_empty() { String::new() } else { format!("when = {when}\n") };
    format!("finding = \"saddle_numbness\"\nstate = \"{state}\"\nby = \"person\"\n{when}")
}

#[test]
fn an_interview_is_answered_with_what_stood_before_and_names_it() {
    let records = Records::new("ask");
    assert_eq!(records.say(&flag("present", "2026-01-05"))["rung"], "emergency");
    let all = records.ask(&[]);
    assert!(all.contains(&phrase("answer_emergency")), "{all}");
    assert!(!all.contains(&phrase("answer_stay_active")), "{all}");
    assert!(all.contains("it still counts:") && all.contains(SADDLE), "{all}");
    assert!(!all.contains("optional second part"), "{all}");
    // In the record is what was shown.
    let shown = records.record(&["show", "Ann", "--kind", "verdict", "--count", "1"]);
    assert!(shown.out.contains("emergency"), "{}", shown.out);
    assert!(records.record(&["replay"]).out.contains("2 the same to the last bit"));
    // Another problem begins without it, and the old one stays in the record.
    let none = records.record(&["new-episode", "Eve", "--reason", "a new pain"]);
    assert_eq!(none.code, Some(2), "{}", none.err);
    let begun = records.record(&["new-episode", "Ann", "--reason", "a new pain"]);
    assert_eq!(begun.code, Some(0), "{}", begun.err);
    let all = records.ask(&[]);
    assert!(all.contains(&phrase("answer_stay_active")), "{all}");
    assert!(!all.contains("it still counts"), "{all}");
    assert!(
        records.record(&["export", "-"]).out.contains("\"saddle_numbness\",\"state\":\"present")
    );
}

#[test]
fn a_slip_of_the_same_day_is_put_right() {
    let records = Records::new("slip");
    let all = records.ask(&[("between the legs", "yes")]);
    assert!(all.contains(&phrase("answer_emergency")), "{all}");
    let all = records.ask(&[]);
    assert!(all.contains(&phrase("answer_stay_active")), "{all}");
    assert!(!all.contains("it still counts"), "{all}");
    // What a therapist found on the same day stands.
    let found = "finding = \"motor_weakness_exam\"\nstate = \"present\"\nside = \"left\"\nby = \"therapist\"";
    assert_eq!(records.say(found)["rung"], "hold_and_see_pt");
    let all = records.ask(&[]);
    assert!(all.contains(&phrase("answer_hold_and_see_pt")), "{all}");
    assert!(all.contains("it still counts:"), "{all}");
    // It goes on into a new episode, where what the person reported does not.
    let begun = records.record(&["new-episode", "Ann", "--reason", "a new pain"]);
    assert_eq!(begun.code, Some(0), "{}", begun.err);
    let shown = records.record(&["show", "Ann", "--kind", "verdict", "--count", "1"]);
    assert!(shown.out.contains("hold_and_see_pt"), "{}", shown.out);
    let all = records.ask(&[]);
    assert!(all.contains(&phrase("answer_hold_and_see_pt")), "{all}");
    assert!(all.contains("it still counts:"), "{all}");
}

#[test]
fn a_file_is_answered_with_what_it_does_not_mention() {
    let records = Records::new("file");
    records.assess(STRETCH, &[]);
    assert_eq!(records.say(&flag("present", ""))["rung"], "emergency");
    // A file that says nothing of it, in every form and for every reader.
    let emergency = phrase("answer_emergency");
    for (more, advice, named) in [
        (&["--format", "text"][..], emergency.as_str(), SADDLE),
        (&["--format", "markdown"], &emergency, SADDLE),
        (
            &["--format", "text", "--for", "therapist"],
            "Advice given: Emergency care, final",
            SADDLE,
        ),
        (&["--format", "json"], "\"rung\": \"emergency\"", "\"stands\": [ \"saddle_numbness\" ]"),
    ] {
        let file = records.folder.write(
            "other.toml",
            "schema = \"taut.case/1\"\nid = \"other\"\n\n[[answers]]\nfinding = \"felt_tightness\"\nstate = \"present\"\nside = \"both\"\nby = \"person\"\n",
        );
        let done = records.assess(&file, more);
        let out = flat(&done.out);
        assert!(out.contains(advice) && out.contains(named), "{out}");
        assert!(done.err.contains("taut record new-episode"), "{}", done.err);
    }
    // Of the same day it is taken back; then nothing stands any more.
    let verdict = records.say(&flag("absent", ""));
    assert_eq!(
        (&verdict["rung"], &verdict["stands"]),
        (&"stretch_and_strengthen".into(), &Value::Null)
    );
    // A report of an earlier day stands against a denial.
    assert_eq!(records.say(&flag("present", "2026-01-05"))["rung"], "emergency");
    let verdict = records.say(&flag("absent", "2026-01-06"));
    assert_eq!(
        (&verdict["rung"], &verdict["stands"][0]),
        (&"emergency".into(), &"saddle_numbness".into())
    );
    // Until a clinician clears it, with a reason and a later day.
    let cleared = "finding = \"saddle_numbness\"\nstate = \"cleared\"\nby = \"therapist\"\nwhen = 2026-01-08\nreason = \"examined, feeling is full\"\nexaminer = \"Dr Example\"";
    assert_eq!(records.say(cleared)["rung"], "stretch_and_strengthen");
}

#[test]
fn an_answer_is_not_held_back_by_a_record_that_cannot_be_read() {
    let records = Records::new("broken");
    let broken = records.folder.write("broken.db", "no records at all");
    let done = run(&["assess", STRETCH, "--record", "Ann", "--db", &broken]);
    assert_ne!(done.code, Some(0));
    assert_eq!(done.out, run(&["assess", STRETCH]).out);
    assert!(done.err.contains("of the file alone"), "{}", done.err);
    let session = records.folder.at("session.json");
    let (all, code) = whole(&session, &["--record", "Ann", "--db", &broken], &[]);
    assert_ne!(code, Some(0));
    assert!(flat(&all).contains(&phrase("answer_stay_active")), "{all}");
    assert!(std::path::Path::new(&session).exists(), "the answers are not lost");
}
