//! From answers to one value a finding: sides, measures, order in time, clearance, structural absence.

use taut_knowledge::{Resolved, Sides, Value, read_case, resolve};

use crate::tiny;

/// A case with these lines at the top and these answers: finding, state or number, side, by, when (`-` for none).
fn resolved(head: &str, answers: &str) -> Resolved {
    let knowledge = tiny::knowledge();
    let mut text = format!("schema = \"taut.case/1\"\nid = \"x\"\n{head}\n");
    for line in answers.split(';').map(str::trim).filter(|line| !line.is_empty()) {
        let mut words = line.split_whitespace();
        let mut next = || words.next().unwrap_or("-");
        let (finding, said, side, by, when) = (next(), next(), next(), next(), next());
        text.push_str(&format!("[[answers]]\nfinding = \"{finding}\"\n"));
        if said.parse::<f64>().is_ok() {
            text.push_str(&format!("value = {said}\nunit = \"degrees\"\n"));
        } else {
            text.push_str(&format!("state = \"{said}\"\n"));
        }
        if side != "-" {
            text.push_str(&format!("side = \"{side}\"\n"));
        }
        text.push_str(&format!("by = \"{}\"\n", if by == "t" { "therapist" } else { "person" }));
        if when != "-" {
            text.push_str(&format!("when = \"{when}\"\n"));
        }
        if said == "cleared" {
            text.push_str("reason = \"examined\"\n");
        }
    }
    let case = read_case("x", text.as_bytes(), &knowledge)
        .unwrap_or_else(|report| panic!("{report}\n{text}"));
    resolve(&case, &knowledge)
}

/// State name of a finding, or `?`, with the sides that carry it.
fn value(resolved: &Resolved, finding: &str) -> (String, Sides) {
    let knowledge = tiny::knowledge();
    let id = knowledge.finding_id(finding).expect("there");
    let state = match resolved.answers.get(id) {
        Value::Unknown if resolved.answers.is_not_sure(id) => "not sure".to_owned(),
        Value::Unknown => "?".to_owned(),
        Value::State(state) => knowledge.finding(id).states[usize::from(state)].clone(),
    };
    (state, resolved.answers.sides(id))
}

/// Lines at the top; answers; finding; state; sides.
const ROWS: &[(&str, &str, &str, &str, Sides)] = &[
    // Sides of a sign.
    ("", "weak_hip present left p", "weak_hip", "present", Sides::One),
    ("", "weak_hip present left p; weak_hip absent right p", "weak_hip", "present", Sides::One),
    ("", "weak_hip present left p; weak_hip present right p", "weak_hip", "present", Sides::Both),
    ("", "weak_hip present both p", "weak_hip", "present", Sides::Both),
    ("", "weak_hip present unstated p", "weak_hip", "present", Sides::Unstated),
    ("", "weak_hip absent both p", "weak_hip", "absent", Sides::Unstated),
    ("", "weak_hip absent unstated p", "weak_hip", "absent", Sides::Unstated),
    ("", "weak_hip absent left p; weak_hip absent right p", "weak_hip", "absent", Sides::Unstated),
    ("", "weak_hip absent left p", "weak_hip", "?", Sides::Unstated),
    (
        "",
        "weak_hip absent left p; leg_tingling present left p",
        "weak_hip",
        "absent",
        Sides::Unstated,
    ),
    ("", "weak_hip absent left p; leg_tingling present right p", "weak_hip", "?", Sides::Unstated),
    ("", "weak_hip absent left p; leg_tingling present both p", "weak_hip", "?", Sides::Unstated),
    ("", "weak_hip unknown left p", "weak_hip", "not sure", Sides::Unstated),
    (
        "",
        "weak_hip absent unstated p; weak_hip unknown left p",
        "weak_hip",
        "not sure",
        Sides::Unstated,
    ),
    ("", "", "weak_hip", "?", Sides::Unstated),
    // Measures: sex-specific edges, the worst side wins.
    ("sex = \"female\"", "knee_deficit 30 left p", "knee_deficit", "short", Sides::One),
    ("sex = \"male\"", "knee_deficit 30 left p", "knee_deficit", "ordinary", Sides::Unstated),
    ("", "knee_deficit 30 left p", "knee_deficit", "?", Sides::Unstated),
    ("", "knee_deficit 40 left p", "knee_deficit", "short", Sides::One),
    ("", "knee_deficit 10 left p; knee_deficit 30 right p", "knee_deficit", "?", Sides::Unstated),
    (
        "sex = \"male\"",
        "knee_deficit 10 left p; knee_deficit 50 right p",
        "knee_deficit",
        "short",
        Sides::One,
    ),
    ("sex = \"male\"", "knee_deficit 33 both p", "knee_deficit", "short", Sides::Both),
    ("sex = \"male\"", "knee_deficit 32.9 both p", "knee_deficit", "ordinary", Sides::Unstated),
    (
        "sex = \"male\"",
        "knee_deficit 10 left p; knee_deficit short right p",
        "knee_deficit",
        "short",
        Sides::One,
    ),
    // Age and sex.
    ("age = 30", "", "age", "18_39", Sides::Unstated),
    ("age = [18, 39]", "", "age", "18_39", Sides::Unstated),
    ("age = [17, 19]", "", "age", "?", Sides::Unstated),
    ("sex = \"other\"", "", "sex", "other", Sides::Unstated),
    // Structural absence, also through another finding; it never overwrites an answer.
    ("sex = \"male\"", "", "pregnant", "no", Sides::Unstated),
    ("sex = \"male\"", "", "bleeding", "absent", Sides::Unstated),
    ("age = [60, 70]", "", "pregnant", "no", Sides::Unstated),
    ("age = [59, 70]", "", "pregnant", "?", Sides::Unstated),
    ("sex = \"male\"", "bleeding present - p", "bleeding", "present", Sides::Unstated),
    ("sex = \"female\"", "", "pregnant", "?", Sides::Unstated),
    ("", "pregnant no - p", "bleeding", "absent", Sides::Unstated),
    // A flag stands until a therapist clears it, with a later date (S13).
    (
        "",
        "saddle_numbness present - p 2026-11-01; saddle_numbness absent - p 2026-11-02",
        "saddle_numbness",
        "present",
        Sides::Unstated,
    ),
    (
        "",
        "saddle_numbness present - p 2026-11-01; saddle_numbness absent - t 2026-11-02",
        "saddle_numbness",
        "present",
        Sides::Unstated,
    ),
    (
        "",
        "saddle_numbness present - p 2026-11-01; saddle_numbness cleared - t 2026-11-02",
        "saddle_numbness",
        "absent",
        Sides::Unstated,
    ),
    (
        "",
        "saddle_numbness present - p 2026-11-01; saddle_numbness cleared - t 2026-11-01",
        "saddle_numbness",
        "present",
        Sides::Unstated,
    ),
    (
        "",
        "saddle_numbness present - p 2026-11-03; saddle_numbness cleared - t 2026-11-02",
        "saddle_numbness",
        "present",
        Sides::Unstated,
    ),
    (
        "",
        "saddle_numbness present - p; saddle_numbness cleared - t 2026-11-02",
        "saddle_numbness",
        "present",
        Sides::Unstated,
    ),
    ("", "saddle_numbness cleared - t 2026-11-02", "saddle_numbness", "absent", Sides::Unstated),
    (
        "",
        "leg_tingling present left p 2026-11-01; leg_tingling cleared right t 2026-11-02",
        "leg_tingling",
        "present",
        Sides::One,
    ),
    (
        "",
        "leg_tingling present left p 2026-11-01; leg_tingling cleared both t 2026-11-02",
        "leg_tingling",
        "absent",
        Sides::Unstated,
    ),
    (
        "",
        "leg_tingling present unstated p 2026-11-01; leg_tingling cleared both t 2026-11-02",
        "leg_tingling",
        "absent",
        Sides::Unstated,
    ),
    (
        "",
        "saddle_numbness absent - p 2026-11-01; saddle_numbness unknown - p 2026-11-02",
        "saddle_numbness",
        "not sure",
        Sides::Unstated,
    ),
    (
        "",
        "saddle_numbness unknown - p 2026-11-01; saddle_numbness absent - p 2026-11-02",
        "saddle_numbness",
        "absent",
        Sides::Unstated,
    ),
    (
        "",
        "leg_symptoms now - p 2026-11-01; leg_symptoms none - p 2026-11-02",
        "leg_symptoms",
        "now",
        Sides::Unstated,
    ),
    (
        "",
        "leg_symptoms long_gone - p 2026-11-01; leg_symptoms none - p 2026-11-02",
        "leg_symptoms",
        "none",
        Sides::Unstated,
    ),
    // An examination replaces only a self-test of the same thing, and only if later.
    (
        "",
        "weak_hip present left p 2026-11-01; weak_hip absent left t 2026-11-02; weak_hip absent right t",
        "weak_hip",
        "absent",
        Sides::Unstated,
    ),
    (
        "",
        "weak_hip absent both p 2026-11-03; weak_hip present left t 2026-11-02",
        "weak_hip",
        "not sure",
        Sides::Unstated,
    ),
    (
        "",
        "weak_hip present left p; weak_hip absent left t",
        "weak_hip",
        "not sure",
        Sides::Unstated,
    ),
    (
        "sex = \"male\"",
        "knee_deficit 20 left p 2026-11-01; knee_deficit 50 left t 2026-11-02",
        "knee_deficit",
        "short",
        Sides::One,
    ),
    (
        "",
        "pregnant pregnant - p 2026-11-01; pregnant no - t 2026-11-02",
        "pregnant",
        "not sure",
        Sides::Unstated,
    ),
    (
        "",
        "pregnant pregnant - p 2026-11-01; pregnant no - p 2026-11-02",
        "pregnant",
        "no",
        Sides::Unstated,
    ),
];

#[test]
fn answers_resolve() {
    let mut wrong = Vec::new();
    for (head, answers, finding, state, sides) in ROWS {
        let got = value(&resolved(head, answers), finding);
        if got != ((*state).to_owned(), *sides) {
            wrong
                .push(format!("{head} {answers}: wanted {finding} {state} {sides:?}, got {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_number_of_a_measure_is_kept() {
    let knowledge = tiny::knowledge();
    let knee = knowledge.finding_id("knee_deficit").expect("there");
    // Also where the sex is not known and the bin is open.
    assert_eq!(resolved("", "knee_deficit 30 left p").answers.number(knee), Some(30.0));
    assert_eq!(
        resolved("", "knee_deficit 30 left p; knee_deficit 41 right p").answers.number(knee),
        Some(41.0)
    );
    let replaced =
        resolved("", "knee_deficit 60 left p 2026-11-01; knee_deficit 50 left t 2026-11-02");
    assert_eq!(replaced.answers.number(knee), Some(50.0));
    assert_eq!(resolved("", "knee_deficit unknown left p").answers.number(knee), None);
}

#[test]
fn what_was_decided_is_noted() {
    assert!(resolved("", "weak_hip present left p").notes.is_empty());
    let notes =
        resolved("", "saddle_numbness present - p; saddle_numbness cleared - t 2026-11-02").notes;
    assert!(notes.len() == 1 && notes[0].contains("saddle_numbness"), "{notes:?}");
    let notes = resolved("", "weak_hip present left p; weak_hip absent left t").notes;
    assert!(notes.len() == 1 && notes[0].contains("disagree"), "{notes:?}");
}

#[test]
fn the_order_of_the_answers_does_not_matter() {
    let knowledge = tiny::knowledge();
    for (head, answers, ..) in ROWS {
        let forward = resolved(head, answers);
        let mut lines: Vec<&str> = answers.split(';').collect();
        lines.reverse();
        let backward = resolved(head, &lines.join(";"));
        assert_eq!(forward.answers, backward.answers, "{answers}, {}", knowledge.edition);
    }
}
