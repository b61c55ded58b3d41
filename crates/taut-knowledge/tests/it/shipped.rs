//! Tests on the shipped knowledge: the lock of `safety/`, sides, clearance and examination.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use taut_knowledge::{
    Answers, Knowledge, Sides, Value, load, read_case, read_folder, resolve, safety_hash,
};

type Files = Vec<(String, Vec<u8>)>;

static FILES: LazyLock<Files> = LazyLock::new(|| {
    let folder: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
    read_folder(&folder).unwrap_or_else(|report| panic!("{report}"))
});

static KNOWLEDGE: LazyLock<Knowledge> =
    LazyLock::new(|| load(&FILES).unwrap_or_else(|report| panic!("{report}")).0);

/// The answers of a case with these answers: finding, state, side, by, when (`-` for none).
fn answers(rows: &[[&str; 5]]) -> Answers {
    let mut text = String::from("schema = \"taut.case/1\"\nid = \"x\"\nage = 40\n");
    for [finding, state, side, by, when] in rows {
        text +=
            &format!("[[answers]]\nfinding = \"{finding}\"\nstate = \"{state}\"\nby = \"{by}\"\n");
        for (key, value) in [("side", side), ("when", when)] {
            if *value != "-" {
                text += &format!("{key} = \"{value}\"\n");
            }
        }
        if *state == "cleared" {
            text += "reason = \"examined, no sign of it\"\nexaminer = \"A. Therapist\"\n";
        }
    }
    let case = read_case("x", text.as_bytes(), &KNOWLEDGE)
        .unwrap_or_else(|report| panic!("{report}\n{text}"));
    resolve(&case, &KNOWLEDGE).answers
}

/// The state's name, or `?`.
fn state(answers: &Answers, id: &str) -> String {
    let finding = KNOWLEDGE.finding_id(id).expect("there");
    match answers.get(finding) {
        Value::Unknown => "?".to_owned(),
        Value::State(state) => KNOWLEDGE.finding(finding).states[usize::from(state)].clone(),
    }
}

fn sides(answers: &Answers, id: &str) -> Sides {
    answers.sides(KNOWLEDGE.finding_id(id).expect("there"))
}

#[test]
fn safety_folder_is_locked() {
    assert!(KNOWLEDGE.safety_locked);
    let lock = FILES.iter().find(|(path, _)| path == "safety/LOCK").expect("a lock");
    let lock = String::from_utf8(lock.1.clone()).expect("text");
    assert_eq!(lock.trim(), safety_hash(&FILES));
    assert_eq!(lock.trim(), KNOWLEDGE.safety_hash);
    let obligation = "safety/s01_saddle.toml";
    let softer: Files = FILES
        .iter()
        .map(|(path, content)| {
            let text = String::from_utf8_lossy(content);
            let soft = text.replace("at_least = \"emergency\"", "at_least = \"stay_active\"");
            (path.clone(), if path == obligation { soft.into_bytes() } else { content.clone() })
        })
        .collect();
    let gone: Files = FILES.iter().filter(|(path, _)| path != obligation).cloned().collect();
    let mut unlocked = softer.clone();
    unlocked.retain(|(path, _)| path != "safety/LOCK");
    for (label, files) in [("softer", softer), ("gone", gone), ("no lock", unlocked)] {
        let report = load(&files).expect_err(label).to_string();
        assert!(report.contains("safety/LOCK"), "{label}: {report}");
    }
    // Rules are not locked, but obligations keep watch over them; another hash shows the change.
    assert_ne!(safety_hash(&FILES), safety_hash(&FILES[..FILES.len() / 2]));
}

#[test]
fn sides_are_resolved() {
    let one = answers(&[
        ["weakness_one_leg_new", "present", "left", "person", "-"],
        ["weakness_one_leg_new", "absent", "right", "person", "-"],
    ]);
    assert_eq!(state(&one, "weakness_one_leg_new"), "present");
    assert_eq!(sides(&one, "weakness_one_leg_new"), Sides::One);
    let both = answers(&[
        ["numbness_new", "present", "left", "person", "-"],
        ["numbness_new", "present", "right", "person", "-"],
    ]);
    assert_eq!(sides(&both, "numbness_new"), Sides::Both);
    let half = answers(&[["numbness_new", "absent", "left", "person", "-"]]);
    assert_eq!(state(&half, "numbness_new"), "?", "the other side was not asked");
    let symptomatic = answers(&[
        ["pain_posterior_thigh", "present", "left", "person", "-"],
        ["numbness_new", "absent", "left", "person", "-"],
    ]);
    assert_eq!(state(&symptomatic, "numbness_new"), "absent", "the only painful side is free");
    let other = answers(&[
        ["pain_posterior_thigh", "present", "right", "person", "-"],
        ["numbness_new", "absent", "left", "person", "-"],
    ]);
    assert_eq!(state(&other, "numbness_new"), "?", "the painful side was not asked");
}

#[test]
fn flag_stands_until_cleared() {
    let reported = ["saddle_numbness", "present", "-", "person", "2026-03-02"];
    let of = |rows: &[[&str; 5]]| state(&answers(rows), "saddle_numbness");
    assert_eq!(of(&[reported]), "present");
    // A later "no", even of a therapist, is no clearance.
    for by in ["person", "therapist"] {
        let no = ["saddle_numbness", "absent", "-", by, "2026-03-09"];
        assert_eq!(of(&[reported, no]), "present", "{by}");
    }
    let cleared = |when| ["saddle_numbness", "cleared", "-", "therapist", when];
    assert_eq!(of(&[reported, cleared("2026-03-09")]), "absent");
    assert_eq!(of(&[reported, cleared("2026-03-01")]), "present", "cleared before it began");
    let again = ["saddle_numbness", "present", "-", "person", "2026-03-12"];
    assert_eq!(of(&[reported, cleared("2026-03-09"), again]), "present", "reported again");
}

#[test]
fn examined_value_replaces_only_an_earlier_self_test() {
    let unmarked = |rows: &[[&str; 5]]| state(&answers(rows), "knee_to_wall_short");
    let tested = ["knee_to_wall_short", "present", "left", "person", "2026-03-02"];
    let free = ["knee_to_wall_short", "absent", "right", "person", "2026-03-02"];
    let examined = |when| ["knee_to_wall_short", "absent", "left", "therapist", when];
    assert_eq!(unmarked(&[tested, free]), "present");
    assert_eq!(unmarked(&[tested, free, examined("2026-03-09")]), "absent");
    // An examination before the self-test, or of the other side, does not replace it.
    assert_ne!(unmarked(&[tested, free, examined("2026-02-20")]), "absent");
    let elsewhere = ["knee_to_wall_short", "absent", "right", "therapist", "2026-03-09"];
    assert_eq!(unmarked(&[tested, free, elsewhere]), "present");
    // What a person tells of their history is not replaced by an examination.
    let history = answers(&[
        ["bending_worse", "present", "-", "person", "2026-03-02"],
        ["bending_worse", "absent", "-", "therapist", "2026-03-09"],
    ]);
    assert_eq!(state(&history, "bending_worse"), "?");
}
