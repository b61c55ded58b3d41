//! Clearance files, good and bad, on the shipped knowledge: each bad one names all its problems with line and column.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::LazyLock;

use taut_knowledge::clearance::{CLEARANCE_SCHEMA, Clearance, read_clearance};
use taut_knowledge::clearance_file::Irritability;
use taut_knowledge::{By, Knowledge, MAX_CASE_BYTES, Report, Said, Side, load, read_folder};

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
    let files = read_folder(&folder).unwrap_or_else(|report| panic!("{report}"));
    load(&files).unwrap_or_else(|report| panic!("{report}")).0
});

/// A therapist's clearance of leg symptoms; every flag asked again.
fn good() -> String {
    let mut text = r#"schema = "taut.clearance/1"
by = "therapist"
examiner = "T. Example"
profession = "physical therapist"
registration = "PT 12345"
on = 2026-11-20
in_person = true
this_episode = true
expires = 2026-12-20
irritability = "low"
upper_motor_neurone_signs = false

[[legs]]
side = "left"
knee_extension_deficit = 35
straight_leg_raise = 70
familiar = false
ankle_or_neck_changes = false
power = { L2 = "full", L3 = "full", L4 = "full", L5 = "full", S1 = "full" }
knee_reflex = "normal"
ankle_reflex = "normal"
sensation = "full"

[[legs]]
side = "right"
familiar = false
ankle_or_neck_changes = true
power = { L2 = "full", L3 = "full", L4 = "full", L5 = "full", S1 = "full" }
knee_reflex = "normal"
ankle_reflex = "normal"
sensation = "full"

[[clears]]
finding = "leg_symptoms"
reason = "referred from the hip"

[[clears]]
finding = "leg_tingling"
side = "both"
reason = "gone since October"

[[allowed]]
kind = "hamstring_lengthening"
range = "to the first pull"
hold_seconds = 30
"#
    .to_owned();
    for finding in &KNOWLEDGE.check_in.rescreen {
        let finding = KNOWLEDGE.finding(*finding);
        let (id, state) = (&finding.id, &finding.states[0]);
        let _ = write!(text, "\n[[flags]]\nfinding = \"{id}\"\nstate = \"{state}\"\n");
    }
    text
}

/// What a person reports.
const REPORTED: &str = r#"{"schema": "taut.clearance/1", "by": "person", "examiner": "T. Example", "profession": "physical therapist",
 "on": "2026-11-20", "in_person": true, "this_episode": true, "quiet_since": "2026-11-01",
 "clears": [{"finding": "leg_symptoms", "reason": "the hip, I was told"}]}"#;

fn read(text: &str) -> Result<Clearance, Report> {
    read_clearance("c.toml", text.as_bytes(), &KNOWLEDGE)
}

#[test]
fn a_clearance_becomes_answers_of_its_day() {
    let clearance = read(&good()).unwrap_or_else(|report| panic!("{report}"));
    assert_eq!(clearance.on.to_string(), "2026-11-20");
    assert_eq!(clearance.expires.unwrap().to_string(), "2026-12-20");
    assert_eq!((clearance.by, clearance.irritability), (By::Therapist, Some(Irritability::Low)));
    let of = |id: &str, side: Side| {
        let id = KNOWLEDGE.finding_id(id).unwrap();
        let mut found = clearance.found.iter().filter(|a| a.finding == id && a.side == side);
        let one = found.next().unwrap_or_else(|| panic!("nothing of {id:?}"));
        assert_eq!(one.when.as_deref(), Some("2026-11-20"));
        assert_eq!((one.by, one.examiner.as_str()), (By::Therapist, "T. Example"));
        one.said
    };
    assert_eq!(of("knee_extension_deficit_exam", Side::Left), Said::Number(35.0));
    for side in [Side::Left, Side::Right] {
        for id in [
            "motor_weakness_exam",
            "sensory_loss_exam",
            "reflex_knee_reduced",
            "reflex_ankle_reduced",
            "slr_reproduces_leg_pain",
            "slump_positive",
        ] {
            assert_eq!(of(id, side), Said::State(0), "{id}");
        }
    }
    assert_eq!(of("upper_motor_neurone_signs", Side::Unstated), Said::State(0));
    let cleared: Vec<_> = clearance
        .clears
        .iter()
        .map(|a| (KNOWLEDGE.finding(a.finding).id.as_str(), a.said, a.reason.as_str()))
        .collect();
    assert_eq!(
        cleared,
        [
            ("leg_symptoms", Said::Cleared, "referred from the hip"),
            ("leg_tingling", Said::Cleared, "gone since October")
        ]
    );
    assert_eq!(clearance.allowed[0].most.hold_seconds, Some(30));
    assert_eq!(clearance.allowed[0].most.sets, None);
}

#[test]
fn what_is_found_is_never_lost() {
    let changed = |from: &str, to: &str| {
        let text = good().replacen(from, to, 1);
        assert_ne!(text, good(), "{from}");
        read(&text).unwrap_or_else(|report| panic!("{from}: {report}"))
    };
    for (from, to, finding) in [
        ("L5 = \"full\"", "L5 = \"reduced\"", "motor_weakness_exam"),
        ("sensation = \"full\"", "sensation = \"reduced\"", "sensory_loss_exam"),
        ("knee_reflex = \"normal\"", "knee_reflex = \"reduced\"", "reflex_knee_reduced"),
        ("ankle_reflex = \"normal\"", "ankle_reflex = \"reduced\"", "reflex_ankle_reduced"),
        ("ankle_reflex = \"normal\"", "ankle_reflex = \"brisk\"", "upper_motor_neurone_signs"),
        (
            "upper_motor_neurone_signs = false",
            "upper_motor_neurone_signs = true",
            "upper_motor_neurone_signs",
        ),
        ("familiar = false", "familiar = true", "slr_reproduces_leg_pain"),
    ] {
        let clearance = changed(from, to);
        let id = KNOWLEDGE.finding_id(finding).unwrap();
        let present = |a: &&taut_knowledge::CaseAnswer| a.finding == id && a.said == Said::State(1);
        assert!(clearance.found.iter().any(|a| present(&a)), "{from}");
    }
}

#[test]
fn a_person_reports_what_was_said_and_no_more() {
    let reported = read(REPORTED).unwrap_or_else(|report| panic!("{report}"));
    assert!(reported.is_reported() && reported.found.is_empty());
    assert_eq!(reported.quiet_since.unwrap().to_string(), "2026-11-01");
    // A flag or a loss is cleared by the examiner's own file only.
    for finding in ["numbness_new", "saddle_numbness"] {
        let side = if finding == "numbness_new" { "\"side\": \"both\", " } else { "" };
        let text = REPORTED
            .replace("\"finding\": \"leg_symptoms\"", &format!("{side}\"finding\": \"{finding}\""));
        let report = read(&text).unwrap_err().to_string();
        assert!(report.contains("error[cannot-clear]: a person cannot report"), "{report}");
    }
    let report = read(&REPORTED.replace("\"quiet_since\": \"2026-11-01\",", "")).unwrap_err();
    assert!(report.to_string().contains("since when the leg is quiet"), "{report}");
}

#[test]
fn every_problem_is_told_with_its_place() {
    let good = good();
    for (from, to, code, line) in [
        ("taut.clearance/1", "taut.clearance/2", "unknown-schema", 1),
        ("by = \"therapist\"", "by = \"nobody\"", "unknown-value", 2),
        ("examiner = \"T. Example\"", "examiner = \" \"", "empty-text", 3),
        ("registration = \"PT 12345\"\n", "", "missing-key", 1),
        ("on = 2026-11-20", "on = \"20 November\"", "bad-date", 6),
        ("on = 2026-11-20", "on = 2026-11-20T10:00:00", "bad-date", 6),
        ("in_person = true", "in_person = false", "clears-nothing", 7),
        ("this_episode = true", "this_episode = false", "clears-nothing", 8),
        ("expires = 2026-12-20", "expires = 2026-11-19", "bad-date", 9),
        ("irritability = \"low\"", "irritability = \"lo\"", "unknown-value", 10),
        ("irritability = \"low\"\n", "", "missing-key", 1),
        ("side = \"left\"", "side = \"right\"", "both-legs", 13),
        ("side = \"left\"", "side = \"both\"", "both-legs", 14),
        ("deficit = 35", "deficit = 135", "out-of-range", 15),
        ("raise = 70", "raise = -1", "out-of-range", 16),
        ("L2 = \"full\"", "L2 = \"5\"", "unknown-value", 19),
        ("L2 = \"full\", ", "", "missing-key", 19),
        ("finding = \"leg_symptoms\"", "finding = \"leg_symptom\"", "unknown-finding", 34),
        ("finding = \"leg_symptoms\"", "finding = \"pain_buttock\"", "cannot-clear", 34),
        ("referred from the hip", " ", "cannot-clear", 33),
        ("side = \"both\"\n", "", "missing-side", 37),
        ("kind = \"hamstring_lengthening\"", "exercise = \"none\"", "unknown-exercise", 43),
        ("kind = \"hamstring_lengthening\"\n", "", "exercise-or-kind", 42),
        ("hold_seconds = 30", "hold_seconds = -30", "out-of-range", 45),
        ("[[flags]]\nfinding", "[[flags]]\ncolour", "unknown-key", 48),
    ] {
        let text = good.replacen(from, to, 1);
        assert_ne!(text, good, "{from}");
        let report = read(&text).unwrap_err();
        let found = report.iter().any(|d| d.code == code && d.place.line == line);
        assert!(found, "{from}: {report}");
        assert!(report.iter().all(|d| d.place.file == "c.toml"), "{report}");
    }
    for (bytes, code) in [
        (&b""[..], "empty-file"),
        (b"\xff", "not-utf8"),
        (&vec![b' '; MAX_CASE_BYTES + 1], "too-large"),
        (b"schema = ", "bad-toml"),
    ] {
        let report = read_clearance("c", bytes, &KNOWLEDGE).unwrap_err();
        assert_eq!(report.0[0].code, code, "{report}");
    }
    // All at once.
    let text = good.replace("in_person = true", "in_person = false").replace("= 35", "= 135");
    assert_eq!(read(&text).unwrap_err().0.len(), 2);
    assert_eq!(CLEARANCE_SCHEMA, "taut.clearance/1");
}

#[test]
fn a_flag_that_was_not_asked_again_is_missed_by_name() {
    let without = |id: &str| {
        let flag = format!("\n[[flags]]\nfinding = \"{id}\"\nstate = \"absent\"\n");
        good().replace(&flag, "")
    };
    let report = read(&without("saddle_numbness")).unwrap_err();
    assert_eq!(report.0.len(), 1, "{report}");
    assert_eq!(report.0[0].code, "flag-not-asked");
    assert!(report.0[0].message.contains("saddle_numbness"), "{report}");
}
