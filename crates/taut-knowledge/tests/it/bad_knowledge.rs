//! Bad knowledge files: each names its problem, with line and column.

use taut_knowledge::{Severity, load};

use crate::tiny;

/// Path; text to replace; replacement; code; line; column. An empty text to replace stands for the whole file; the replacement `-` takes the file out.
pub type Row = (&'static str, &'static str, &'static str, &'static str, u32, u32);

const ROWS: &[Row] = &[
    ("knowledge.toml", "", "-", "missing-record", 0, 0),
    ("knowledge.toml", "edition = \"2026.11\"", "edition = 2026.11", "wrong-type", 1, 11),
    ("knowledge.toml", "licence", "lisence", "unknown-key", 2, 1),
    ("knowledge.toml", "licence = \"CC0-1.0\"", "licence = \"\"", "empty-text", 2, 11),
    ("knowledge.toml", "2026.11\"", "2026.11", "bad-toml", 1, 19),
    ("knowledge.toml", "licence", "edition", "duplicate-key", 2, 1),
    ("findings/age.toml", "id = \"age\"", "id = \"aeg\"", "id-not-path", 1, 6),
    ("findings/age.toml", "name = \"18_39\"", "name = \"18_40\"", "bad-bins", 15, 1),
    ("findings/age.toml", "from = 40", "from = 17", "bad-bins", 23, 1),
    ("findings/age.toml", "unit = \"years\"", "unit = \"year\"", "unknown-value", 4, 8),
    ("findings/age.toml", "max = 120", "max = nan", "bad-range", 6, 7),
    ("findings/age.toml", "", "-", "missing-record", 0, 0),
    ("findings/Bad-Id.toml", "", "id = \"Bad-Id\"", "missing-key", 1, 1),
    ("findings/pregnant.toml", "from = \"postpartum\"", "from = \"post\"", "unknown-state", 6, 16),
    ("findings/pregnant.toml", "present_from = \"postpartum\"\n", "", "missing-key", 1, 1),
    ("findings/pregnant.toml", "sex = male", "sex = mal", "unknown-state", 13, 20),
    ("findings/pregnant.toml", "age >= 60", "age > 60", "unexpected-token", 13, 32),
    ("findings/pregnant.toml", "age >= 60", "age >= 160", "out-of-range", 13, 35),
    ("findings/pregnant.toml", "postpartum = \"Not long ago\"\n", "", "missing-text", 21, 1),
    ("findings/pregnant.toml", "[text.en.states]", "[text.en.state]", "unknown-key", 21, 10),
    ("findings/bleeding.toml", "kind = \"sign\"", "kind = \"sing\"", "unknown-value", 3, 8),
    (
        "findings/bleeding.toml",
        "kind = \"sign\"",
        "kind = \"sign\"\nunit = \"degrees\"",
        "misplaced-key",
        4,
        8,
    ),
    ("findings/bleeding.toml", "[text.en]", "[text.de]", "missing-text", 14, 2),
    ("findings/bleeding.toml", "effort = 1", "effort = 9", "out-of-range", 9, 10),
    ("findings/bleeding.toml", "effort = 1", "effort = 300", "out-of-range", 9, 10),
    (
        "findings/bleeding.toml",
        "source = \"taut_clinical_rules\"",
        "source = \"taut_clinical_rule\"",
        "unknown-source",
        12,
        10,
    ),
    ("findings/bleeding.toml", "Do you bleed?", "Is it safe?", "banned-word", 16, 12),
    (
        "findings/bleeding.toml",
        "Do you bleed?",
        "Do you experience gynaecological haemorrhage intermittently?",
        "hard-to-read",
        16,
        12,
    ),
    (
        "findings/slr.toml",
        "answered_by = [\"therapist\"]",
        "answered_by = [\"person\"]",
        "person-cannot-examine",
        7,
        15,
    ),
    (
        "conditions/root.toml",
        "[prior]\nhome = 0.1\npt_clinic = 0.2\nobtained = \"reported\"\nsource = \"smith_2020\"\n",
        "",
        "missing-prior",
        1,
        1,
    ),
    ("conditions/root.toml", "home = 0.1", "home = 1.0", "bad-probability", 9, 8),
    ("conditions/root.toml", "home = 0.1", "home = \"0.1\"", "wrong-type", 9, 8),
    ("conditions/weak_hips.toml", "70_plus = 2.0", "70_up = 2.0", "unknown-band", 17, 34),
    ("conditions/weak_hips.toml", "by = \"sex\"", "by = \"age\"", "duplicate-modifier", 21, 1),
    (
        "conditions/short_hamstrings.toml",
        "[text.en]",
        "[prior]\nhome = 0.1\npt_clinic = 0.1\nobtained = \"assumed\"\nsource = \"taut_clinical_rules\"\n\n[text.en]",
        "mechanism-prior",
        8,
        1,
    ),
    (
        "conditions/short_hamstrings.toml",
        "kind = \"mechanism\"",
        "kind = \"cause\"",
        "cause-with-parents",
        1,
        6,
    ),
    ("evidence/leak/leg_tingling/assumed.toml", "", "-", "no-leak", 1, 1),
    ("evidence/weak_hips/short_hamstrings/assumed.toml", "", "-", "mechanism-without-cause", 5, 8),
    ("evidence/weak_hips/short_hamstrings/assumed.toml", "", "-", "child-without-cause", 1, 1),
    (
        "evidence/root/leg_tingling/smith_2020.toml",
        "drives = true",
        "drives = false",
        "no-driver",
        1,
        1,
    ),
    (
        "evidence/root/leg_tingling/smith_2020_b.toml",
        "read_as = \"table\"",
        "read_as = \"table\"\ndrives = true\nwhy_drives = \"x\"\ngiven = { present = 0.5 }",
        "two-drivers",
        8,
        10,
    ),
    (
        "evidence/root/leg_tingling/smith_2020_b.toml",
        "read_as = \"table\"",
        "read_as = \"table\"\ngiven = { present = 0.5 }",
        "given-without-drives",
        8,
        9,
    ),
    (
        "evidence/root/leg_tingling/smith_2020.toml",
        "[given]\npresent = 0.6",
        "[given]\npresent = 0.01",
        "given-below-leak",
        27,
        1,
    ),
    (
        "evidence/root/leg_tingling/smith_2020.toml",
        "[given]\npresent = 0.6",
        "[given]\npresent = 1",
        "bad-probability",
        28,
        11,
    ),
    (
        "evidence/root/leg_tingling/smith_2020.toml",
        "[given]\npresent = 0.6",
        "[given]\npresnt = 0.6",
        "unknown-state",
        28,
        10,
    ),
    (
        "evidence/root/leg_tingling/smith_2020.toml",
        "low = 0.5",
        "low = 0.65",
        "interval-not-ordered",
        16,
        1,
    ),
    (
        "evidence/root/leg_tingling/smith_2020.toml",
        "value = 3.0",
        "value = 5.0",
        "figures-disagree",
        24,
        1,
    ),
    (
        "evidence/root/leg_tingling/smith_2020.toml",
        "setting = \"invented primary care\"",
        "setting = \"\"",
        "missing-population",
        12,
        11,
    ),
    (
        "evidence/root/leg_tinglin/smith_2020.toml",
        "",
        "id = \"root/leg_tinglin/smith_2020\"\nreview = \"R0\"\nclaim = \"x\"\nsource = \"smith_2020\"\nlocator = \"T\"\nobtained = \"reported\"\nread_as = \"table\"\npopulation = { setting = \"x\" }\n",
        "unknown-finding",
        1,
        6,
    ),
    (
        "evidence/rot/leg_tingling/smith_2020.toml",
        "",
        "id = \"rot/leg_tingling/smith_2020\"\nreview = \"R0\"\nclaim = \"x\"\nsource = \"smith_2020\"\nlocator = \"T\"\nobtained = \"reported\"\nread_as = \"table\"\npopulation = { setting = \"x\" }\n",
        "unknown-condition",
        1,
        6,
    ),
    (
        "rules/emergency_saddle.toml",
        "rung = \"emergency\"",
        "rung = \"emergancy\"",
        "unknown-value",
        3,
        8,
    ),
    ("rules/emergency_saddle.toml", "rung = \"emergency\"\n", "", "rung-or-provisional", 1, 1),
    (
        "rules/emergency_saddle.toml",
        "when = \"saddle_numbness\"",
        "when = \"not saddle_numbness\"",
        "not-monotone",
        4,
        8,
    ),
    (
        "rules/emergency_saddle.toml",
        "when = \"saddle_numbness\"",
        "when = \"leg_symptoms = long_gone\"",
        "not-monotone",
        4,
        8,
    ),
    (
        "rules/emergency_saddle.toml",
        "when = \"saddle_numbness\"",
        "when = \"saddle_numbness\"\nunless = \"leg_symptoms\"",
        "not-monotone",
        5,
        10,
    ),
    (
        "rules/emergency_saddle.toml",
        "when = \"saddle_numbness\"",
        "when = \"saddle_numbness not_sure\"",
        "not-monotone",
        4,
        8,
    ),
    (
        "rules/emergency_saddle.toml",
        "when = \"saddle_numbness\"",
        "when = 'saddle_numbness one_sided'",
        "no-side",
        4,
        25,
    ),
    (
        "rules/emergency_saddle.toml",
        "needs checking",
        "is damaged and needs checking",
        "banned-word",
        9,
        10,
    ),
    ("safety/s1_saddle.toml", "rule = \"S1\"", "rule = \"S14\"", "unknown-rule", 2, 8),
    ("safety/s1_saddle.toml", "\"saddle_numbness\"", "\"\"", "empty-expression", 3, 9),
    ("safety/LOCK", "", "-", "safety-changed", 0, 0),
    (
        "hazards/missed.toml",
        "\"emergency_saddle\"",
        "\"emergency_sadle\"",
        "unknown-control",
        8,
        13,
    ),
    ("hazards/missed.toml", "[\"obligations_hold\"]", "[]", "hazard-without-test", 9, 9),
    (
        "hazards/missed.toml",
        "[\"emergency_saddle\", \"s1_saddle\", \"S3\"]",
        "[]",
        "hazard-without-control",
        8,
        12,
    ),
    ("interview/s010_about.toml", "\"pregnant\"", "\"pregnat\"", "unknown-finding", 5, 27),
    ("interview/s010_about.toml", ", \"pregnant\"", "", "gating-not-asked", 7, 10),
    (
        "interview/s020_emergency.toml",
        "\"bleeding\"",
        "\"bleeding\", \"age\"",
        "asked-twice",
        5,
        44,
    ),
    (
        "interview/s020_emergency.toml",
        "\"bleeding\"",
        "\"bleeding\", \"slr\"",
        "person-cannot-examine",
        5,
        44,
    ),
    ("interview/s030_leg.toml", "order = 30", "order = 20", "same-order", 2, 9),
    ("interview/s040_hint.toml", "form = \"notice\"", "form = \"list\"", "empty-screen", 1, 1),
    ("decision/harms.toml", "undecided = 0.5", "undecidet = 0.5", "unknown-rung", 14, 13),
    ("decision/harms.toml", "strengthen = 0.1", "strengthen = inf", "not-finite", 16, 14),
    ("decision/harms.toml", "strengthen = 9", "strengthen = 4", "loss-not-monotone", 19, 1),
    (
        "decision/harms.toml",
        "stretch_and_strengthen = 9",
        "stretch_and_strengthen = 10",
        "loss-differs-when-open",
        19,
        1,
    ),
    ("decision/harms.toml", "fits_well = 0.5", "fits_well = 1.5", "bad-probability", 5, 13),
    ("conditions/root.toml", "concern =", "stake = 1.5\nconcern =", "out-of-range", 4, 9),
    ("conditions/weak_hips.toml", "\"none\"", "\"nerve\"", "watched-but-open", 4, 11),
    ("safety/lists.toml", "", LISTS, "safety-mark-missing", 1, 1),
    ("decision/population.toml", "0.4", "0.5", "bad-sum", 9, 1),
    (
        "evidence/root/leg_tingling/smith_2020.toml",
        "n = 100",
        "n = 100\nwith_condition = 101",
        "out-of-range",
        14,
        18,
    ),
    (
        "evidence/root/leg_tingling/smith_2020.toml",
        "n = 100",
        "n = 100\nwith_condition = 7",
        "figures-disagree",
        14,
        18,
    ),
    ("decision/uncertainty.toml", "assumed = 4", "assumed = 0.5", "out-of-range", 3, 11),
    ("decision/uncertainty.toml", "", "-", "missing-record", 0, 0),
    ("decision/questions.toml", "effort_weight = 1", "effort_weight = 0", "out-of-range", 3, 17),
    ("decision/questions.toml", "same_decision = 1", "same_decision = 1.5", "out-of-range", 6, 17),
    ("decision/questions.toml", "0.05", "0", "bad-probability", 5, 18),
    ("decision/questions.toml", "", "-", "missing-record", 0, 0),
    ("prevalence/saddle_numbness.toml", "0.001", "1.1", "bad-probability", 3, 9),
    ("phrases/hold_note.toml", "", "-", "missing-record", 0, 0),
    ("phrases/hold_note.toml", "en = ", "de = ", "missing-text", 4, 1),
    ("notes.toml", "", "x = 1", "unknown-place", 1, 1),
    ("sources/smith_2020.toml", "review = \"R1\"", "review = \"R9\"", "unknown-value", 7, 10),
    ("sources/smith_2020.toml", "year = 2020", "year = 99999", "out-of-range", 4, 8),
];

#[test]
fn the_tiny_knowledge_is_good() {
    let (knowledge, warnings) = load(&tiny::files()).unwrap_or_else(|report| panic!("{report}"));
    assert!(warnings.is_empty(), "{warnings}");
    assert!(knowledge.safety_locked);
    assert_eq!(knowledge.lowest_review.id(), "R0");
    assert_eq!(knowledge.links.len(), 6);
    assert!(
        knowledge
            .links
            .windows(2)
            .all(|pair| (pair[0].child, pair[0].cause) < (pair[1].child, pair[1].cause))
    );
    assert_eq!(knowledge.hash.len(), 64);
}

#[test]
fn order_of_the_files_does_not_matter() {
    let mut files = tiny::files();
    let forward = load(&files).expect("good");
    files.reverse();
    assert_eq!(load(&files).expect("good"), forward);
}

#[test]
fn cases_are_no_part_of_the_knowledge() {
    let mut files = tiny::files();
    let hash = load(&files).expect("good").0.hash;
    files.push(("cases/a.toml".to_owned(), b"not = [toml".to_vec()));
    assert_eq!(load(&files).expect("good").0.hash, hash);
}

#[test]
fn any_change_of_a_record_changes_the_hash() {
    let hash = tiny::knowledge().hash;
    let files = tiny::with(
        "knowledge.toml",
        Some(tiny::text("knowledge.toml").replace("11", "12").as_bytes()),
    );
    assert_ne!(load(&files).expect("good").0.hash, hash);
}

/// A list that asks for a mark which no finding of the tiny knowledge carries.
const LISTS: &str = r#"id = "lists"
review = "R0"
serious = ["saddle_numbness"]
nerve = ["saddle_numbness"]
deficit = []
gating = ["saddle_numbness"]
"#;

/// The rows whose problem is not named as they say.
pub fn wrong_rows(rows: &[Row]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (path, from, to, code, line, column) in rows {
        let content = match (*from, *to) {
            (_, "-") => None,
            ("", whole) => Some(whole.to_owned()),
            (from, to) => {
                let before = tiny::text(path);
                assert!(before.contains(from), "{path} does not hold {from}");
                Some(before.replacen(from, to, 1))
            }
        };
        let files = tiny::with(path, content.as_deref().map(str::as_bytes));
        let report = match load(&files) {
            Ok((_, warnings)) => warnings,
            Err(report) => report,
        };
        let found = report.iter().any(|problem| {
            problem.code == *code && problem.place.line == *line && problem.place.column == *column
        });
        if !found {
            wrong.push(format!(
                "{path}: {from:?} -> {to:?}: wanted {code} at {line}:{column}, got\n{report}\n"
            ));
        }
    }
    wrong
}

#[test]
fn bad_files_are_named() {
    let wrong = wrong_rows(ROWS);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn bytes_that_are_not_utf8_have_a_place() {
    let files = tiny::with("knowledge.toml", Some(b"edition = \"x\"\nnotice = \"\xff\""));
    let report = load(&files).expect_err("bad");
    let problem = report.iter().find(|problem| problem.code == "not-utf8").expect("named");
    assert_eq!((problem.place.line, problem.place.column), (2, 11));
}

#[test]
fn every_problem_is_reported_at_once() {
    let mut files = tiny::files();
    for (path, content) in &mut files {
        if path == "knowledge.toml" {
            *content = b"edition = 5".to_vec();
        }
        if path == "conditions/root.toml" {
            *content = String::from_utf8_lossy(content)
                .replace("0.1", "1.5")
                .replace("nerve\"", "nevre\"")
                .into_bytes();
        }
    }
    let report = load(&files).expect_err("bad");
    let codes: Vec<&str> = report.iter().map(|problem| problem.code).collect();
    assert_eq!(codes.iter().filter(|code| **code == "missing-key").count(), 2, "{report}");
    assert!(codes.contains(&"wrong-type") && codes.contains(&"unknown-value"), "{report}");
    assert!(report.iter().all(|problem| problem.severity == Severity::Error));
}

#[test]
fn a_cause_without_an_effect_of_its_own_is_named() {
    let of = |cause: &str, long_gone: f64, now: f64| {
        let text = tiny::text("evidence/leak/leg_tingling/assumed.toml")
            .replace("leak/leg_tingling", &format!("{cause}/leg_symptoms"))
            .replace("present = 0.02", &format!("long_gone = {long_gone}\nnow = {now}"));
        (format!("evidence/{cause}/leg_symptoms/assumed.toml"), text.into_bytes())
    };
    let load_with = |long_gone: f64, now: f64| {
        let mut files = tiny::files();
        files.extend([of("leak", 0.2, 0.2), of("root", long_gone, now)]);
        load(&files)
    };
    // P(state <= s) is 0.6, 0.8, 1 by the leak; the ratio 0.5, 0.5, 1 is a maximum with an effect, 0.5, 0.44, 1 is none.
    assert!(load_with(0.1, 0.6).is_ok());
    let report = load_with(0.05, 0.65).expect_err("bad");
    assert_eq!(report.0.len(), 1, "{report}");
    assert_eq!(report.0[0].code, "given-not-a-maximum", "{report}");
    assert_eq!(report.0[0].place.file, "evidence/root/leg_symptoms/assumed.toml");
}

#[test]
fn a_broken_finding_is_one_problem() {
    let files = tiny::with("findings/saddle_numbness.toml", Some(b"id = "));
    let report = load(&files).expect_err("bad");
    assert_eq!(report.0.len(), 1, "{report}");
}

#[test]
fn an_edited_obligation_needs_a_new_lock() {
    let mut files = tiny::files();
    for (path, content) in &mut files {
        if path == "safety/s1_saddle.toml" {
            content.push(b'\n');
        }
    }
    let report = load(&files).expect_err("bad");
    assert_eq!(report.0[0].code, "safety-changed");
    tiny::relock(&mut files);
    assert!(load(&files).is_ok());
}

#[test]
fn a_report_reads_well() {
    let text = tiny::text("rules/hold_leg.toml").replace("leg_tingling one", "leg_tinglin one");
    let report = load(&tiny::with("rules/hold_leg.toml", Some(text.as_bytes()))).expect_err("bad");
    assert_eq!(
        report.to_string(),
        "rules/hold_leg.toml:4:35: error[unknown-finding]: unknown finding `leg_tinglin` (when)\n  hint: did you mean `leg_tingling`?"
    );
}
