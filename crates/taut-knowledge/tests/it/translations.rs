//! Languages beside English: what reaches the records, every problem of a translation, and the beginnings that translators get.

use taut_knowledge::{Knowledge, Review, Severity, load, translate};

use crate::pseudo::with_pseudo_language;
use crate::tiny;

fn files() -> Vec<(String, Vec<u8>)> {
    with_pseudo_language(&tiny::files())
}

fn knowledge() -> Knowledge {
    load(&files()).unwrap_or_else(|report| panic!("{report}")).0
}

fn text_of<'f>(files: &'f [(String, Vec<u8>)], path: &str) -> &'f str {
    let (_, content) = files.iter().find(|(other, _)| other == path).expect("the file is there");
    std::str::from_utf8(content).expect("it is UTF-8")
}

#[test]
fn every_text_of_every_record_is_there_in_the_other_language() {
    let knowledge = knowledge();
    let wrapped = |english: &str| {
        english.lines().map(|line| format!("⟦{line}⟧")).collect::<Vec<_>>().join("\n")
    };
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut pair = |english: &str, other: &str| {
        if !english.is_empty() {
            pairs.push((wrapped(english), other.to_owned()));
        }
    };
    for finding in &knowledge.findings {
        let (en, xx) = (finding.en(), &finding.text["xx"]);
        for (en, xx) in [
            (&en.name, &xx.name),
            (&en.definition, &xx.definition),
            (&en.question, &xx.question),
            (&en.why, &xx.why),
            (&en.how, &xx.how),
        ] {
            pair(en, xx);
        }
        if matches!(finding.kind, taut_knowledge::Kind::Choice { .. }) {
            en.states.iter().zip(&xx.states).for_each(|(en, xx)| pair(en, xx));
        }
    }
    for condition in &knowledge.conditions {
        let (en, xx) = (condition.en(), &condition.text["xx"]);
        pair(&en.name, &xx.name);
        pair(&en.plain, &xx.plain);
        pair(&en.clinician, &xx.clinician);
    }
    for rule in &knowledge.rules {
        let (en, xx) = (&rule.text["en"], &rule.text["xx"]);
        pair(&en.reason, &xx.reason);
        pair(&en.clinician, &xx.clinician);
        pair(&en.next, &xx.next);
    }
    for screen in &knowledge.screens {
        let (en, xx) = (&screen.text["en"], &screen.text["xx"]);
        pair(&en.0, &xx.0);
        pair(&en.1, &xx.1);
    }
    for phrase in knowledge.phrases.values() {
        pair(&phrase["en"], &phrase["xx"]);
    }
    for exercise in &knowledge.exercises {
        let (en, xx) = (exercise.en(), &exercise.text["xx"]);
        pair(&en.name, &xx.name);
        pair(&en.purpose, &xx.purpose);
        pair(&en.feel, &xx.feel);
        assert_eq!(en.steps.len(), xx.steps.len());
        en.steps.iter().zip(&xx.steps).for_each(|(en, xx)| pair(en, xx));
        en.care.iter().for_each(|(situation, en)| pair(en, &xx.care[situation]));
    }
    let situations = knowledge.situations.iter().map(|situation| &situation.text);
    for bar in situations.chain(knowledge.cautions.iter().map(|caution| &caution.text)) {
        pair(&bar["en"].name, &bar["xx"].name);
        pair(&bar["en"].reason, &bar["xx"].reason);
    }
    for measure in &knowledge.measures {
        let (en, xx) = (measure.en(), &measure.record.text["xx"]);
        pair(&en.name, &xx.name);
        pair(&en.question, &xx.question);
        pair(&en.lowest, &xx.lowest);
        pair(&en.highest, &xx.highest);
        en.statements.iter().zip(&xx.statements).for_each(|(en, xx)| pair(en, xx));
    }
    for course in &knowledge.courses {
        pair(&course.record.text["en"], &course.record.text["xx"]);
    }
    pair("Hello, {name}", knowledge.label("common", "hello", "xx").expect("a label"));
    assert!(pairs.len() > 60, "{}", pairs.len());
    for (wanted, found) in pairs {
        assert_eq!(found, wanted);
    }
}

#[test]
fn a_whole_language_is_offered_and_its_review_level_says_whether_it_is_reviewed() {
    let of = |files: &[(String, Vec<u8>)]| load(files).map(|(knowledge, _)| knowledge).ok();
    let listed = |knowledge: &Knowledge| {
        let list = knowledge.languages().iter();
        list.map(|l| (l.code.clone(), l.name.clone(), l.review)).collect::<Vec<_>>()
    };
    let whole = knowledge();
    let xx = ("xx".to_owned(), "⟦English⟧".to_owned(), Review::R3);
    assert_eq!(listed(&whole)[1..], [xx]);
    assert_eq!(listed(&whole)[0].0, "en");
    assert!(whole.is_reviewed_translation("xx"));
    let draft = of(&changed("language", "review = \"R3\"", "review = \"R2\"")).expect("loads");
    assert!(!draft.is_reviewed_translation("xx"));
    let part = changed("language", "complete = true", "complete = false");
    let part = of(&part).expect("loads");
    assert_eq!(listed(&part).len(), 1);
    assert!(!part.is_reviewed_translation("xx"));
}

fn changed(kind: &str, from: &str, to: &str) -> Vec<(String, Vec<u8>)> {
    let path = format!("languages/xx/{kind}.toml");
    let mut files = files();
    let (_, content) = files.iter_mut().find(|(other, _)| *other == path).expect("the file");
    let before = String::from_utf8(content.clone()).expect("it is UTF-8");
    assert!(before.contains(from), "{path} does not hold {from}\n{before}");
    *content = before.replacen(from, to, 1).into_bytes();
    files
}

/// Kind of records, what is changed to what, the problem and where it is.
type Row = (&'static str, &'static str, &'static str, Severity, &'static str, &'static str);

const ERROR: Severity = Severity::Error;
const WARNING: Severity = Severity::Warning;

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("findings", "[age]", "[agee]", ERROR, "unknown-record", "agee"),
    ("findings", "[age]", "[agee]", ERROR, "untranslated", "age"),
    ("findings", "question = \"⟦How old are you?⟧\"", "question = \" \"", ERROR, "untranslated", "age"),
    ("findings", "question = \"⟦How old are you?⟧\"", "", ERROR, "untranslated", "age"),
    ("findings", "question = \"⟦How old are you?⟧\"", "quetsion = \"x\"", ERROR, "not-in-english", "age.quetsion"),
    ("findings", "question = \"⟦How old are you?⟧\"", "question = 3", ERROR, "wrong-type", "age.question"),
    ("findings", "question = \"⟦How old are you?⟧\"", "question = \"How {old}?\"", ERROR, "other-placeholders", "age.question"),
    ("findings", "question = \"⟦How old are you?⟧\"", "question = \"Never, said\"", ERROR, "banned-word", "age.question"),
    ("findings", "[age]\nof = \"", "[age]\nof = \"0", ERROR, "stale-translation", "age.of"),
    ("phrases", "[safety_net]\nof = \"", "[safety_net]\nof = \"0", ERROR, "stale-translation", "safety_net.of"),
    ("exercises", "[bridge]\nof = \"", "[bridge]\nof = \"0", WARNING, "stale-translation", "bridge.of"),
    ("exercises", "    \"⟦Lift your hips.⟧\",\n", "", ERROR, "untranslated", "bridge"),
    ("exercises", "    \"⟦Lift your hips.⟧\",\n", "\"a\", \"b\",", ERROR, "not-in-english", "bridge.steps[2]"),
    ("exercises", "bleeds = ", "bleed = ", ERROR, "not-in-english", "bridge.care.bleed"),
    ("exercises", "bleeds = ", "bleed = ", ERROR, "untranslated", "bridge"),
    ("interface", "⟦Hello, {name}⟧", "Hello", ERROR, "other-placeholders", "common.hello"),
    ("interface", "⟦Hello, {name}⟧", "{name}, {nme}", ERROR, "other-placeholders", "common.hello"),
    ("phrases", "Fixed words.⟧", "Fixed\\nwords.⟧", ERROR, "other-lines", "emergency_page.text"),
    ("phrases", "Fixed words.⟧", "Fixed 2 words.⟧", ERROR, "other-numbers", "emergency_page.text"),
    ("rules", "= \"⟦", "= ⟦⟦", ERROR, "bad-toml", ""),
    ("language", "code = \"xx\"", "code = \"yy\"", ERROR, "id-not-path", "code"),
    ("language", "name = \"⟦English⟧\"", "name = \"\"", ERROR, "empty-text", "name"),
    ("language", "translator = \"a test\"", "translator = \"\"", ERROR, "empty-text", "translator"),
    ("language", "banned = [\"never said\"]", "banned = []", ERROR, "empty-list", "banned"),
    ("language", "banned = [\"never said\"]", "banned = [\"A\"]", ERROR, "bad-word", "banned[0]"),
    ("language", "constant = 300.0", "constant = -3.0", ERROR, "out-of-range", "readability.constant"),
    ("language", "constant = 300.0", "constant = nan", ERROR, "out-of-range", "readability.constant"),
    ("language", "vowels = \"a\"", "vowels = \"\"", ERROR, "empty-text", "readability.vowels"),
    ("language", "source = \"taut_clinical_rules\"", "source = \"nobody\"", ERROR, "unknown-source", "readability.source"),
    ("language", "complete = true", "complete = false", WARNING, "language-incomplete", "complete"),
    ("language", "complete = true", "complete = 1", ERROR, "wrong-type", "complete"),
    ("language", "at_least = 0.0", "at_least = 301.0", ERROR, "hard-to-read", "age"),
];

#[test]
fn every_problem_of_a_translation_is_named() {
    let mut wrong = Vec::new();
    for (kind, from, to, severity, code, path) in ROWS {
        let report = match load(&changed(kind, from, to)) {
            Ok((_, warnings)) => warnings,
            Err(report) => report,
        };
        let found = report.iter().any(|problem| {
            problem.severity == *severity
                && problem.code == *code
                && problem.place.path == *path
                && problem.place.line > 0
                && problem.place.column > 0
        });
        if !found {
            wrong.push(format!("{kind}: {from:?} -> {to:?}: wanted {code} at {path}\n{report}\n"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_in_the_wrong_place_are_named() {
    let whole = files();
    let rows = [
        ("languages/xx/findigs.toml", "[age]\n", "unknown-kind"),
        ("languages/findings.toml", "[age]\n", "missing-record"),
        ("languages/yy/findings.toml", "[age]\n", "missing-record"),
        (
            "languages/en/language.toml",
            text_of(&whole, "languages/xx/language.toml"),
            "bad-language",
        ),
    ];
    for (path, content, code) in rows {
        let mut files = files();
        files.push((path.to_owned(), content.as_bytes().to_vec()));
        let report = load(&files).expect_err(path);
        assert!(report.iter().any(|problem| problem.code == code), "{path}: {report}");
    }
    let inline = tiny::text("phrases/safety_net.toml") + "xx = \"Inside\"\n";
    let report =
        load(&tiny::with("phrases/safety_net.toml", Some(inline.as_bytes()))).expect_err("bad");
    assert!(report.iter().any(|problem| problem.code == "misplaced-language"), "{report}");
}

#[test]
fn what_an_unfinished_language_lacks_is_only_counted() {
    let mut files = changed("language", "complete = true", "complete = false");
    let before = load(&files).expect("loads").0;
    files.retain(|(path, _)| path != "languages/xx/exercises.toml");
    let age = text_of(&files, "languages/xx/findings.toml")
        .replacen("why = \"⟦Age matters.⟧\"", "", 1)
        .into_bytes();
    files.iter_mut().find(|(path, _)| path.ends_with("xx/findings.toml")).expect("there").1 = age;
    let (knowledge, warnings) = load(&files).unwrap_or_else(|report| panic!("{report}"));
    let missing = before.exercises.len() + 1;
    let said = warnings.iter().find(|problem| problem.code == "language-incomplete").expect("said");
    assert!(said.message.starts_with(&format!("{missing} of ")), "{}", said.message);
    let age = knowledge.finding(knowledge.finding_id("age").expect("there"));
    assert!(!age.text.contains_key("xx"), "half a record is not shown");
}

#[test]
fn a_beginning_keeps_what_is_there_and_adds_what_lacks() {
    let whole = files();
    assert_eq!(translate(&whole, "xx", &[]).expect("fine").files, [], "nothing lacks");
    // Key by key: each text taken out comes back as an empty one with its English words above it.
    let findings = text_of(&whole, "languages/xx/findings.toml");
    for line in findings.lines().filter(|line| line.contains(" = \"⟦")) {
        let less = changed("findings", &format!("{line}\n"), "");
        let draft = translate(&less, "xx", &[]).expect("fine");
        let (path, content) = &draft.files[0];
        assert_eq!(path, "languages/xx/findings.toml");
        let key = line.split(" = ").next().expect("a key");
        let english = line.trim_start_matches(&format!("{key} = \"⟦")).trim_end_matches("⟧\"");
        assert!(content.contains(&format!("# {english}\n")), "{line}\n{content}");
        assert!(content.contains(&format!("{key} = \"\"\n")), "{line}\n{content}");
        let filled = content.replacen(&format!("{key} = \"\"\n"), &format!("{line}\n"), 1);
        let again = changed("findings", findings, &filled);
        load(&again).unwrap_or_else(|report| panic!("{line}\n{report}"));
        assert_eq!(draft.missing.len(), 1);
    }
    let short = changed("exercises", "    \"⟦Lift your hips.⟧\",\n", "");
    let draft = translate(&short, "xx", &[]).expect("fine");
    assert_eq!((draft.files, draft.lists), (vec![], vec!["exercises/bridge: steps".to_owned()]));
}

#[test]
fn a_digest_is_renewed_only_by_who_has_compared() {
    let stale = changed("findings", "[age]\nof = \"", "[age]\nof = \"0");
    let draft = translate(&stale, "xx", &[]).expect("fine");
    assert_eq!((draft.files.len(), draft.stale.clone()), (0, vec!["findings/age".to_owned()]));
    let draft = translate(&stale, "xx", &["findings/age".to_owned()]).expect("fine");
    assert_eq!(draft.files[0].1, text_of(&files(), "languages/xx/findings.toml"));
    let report = translate(&stale, "xx", &["findings/aeg".to_owned()]).expect_err("unknown");
    assert!(report.to_string().contains("did you mean `findings/age`?"), "{report}");
    // One that was never written is of the words of now.
    let whole = files();
    let findings = text_of(&whole, "languages/xx/findings.toml");
    let of = findings.lines().find(|line| line.starts_with("of = ")).expect("a digest");
    for none in ["", "of = \"\"\n"] {
        let draft = translate(&changed("findings", &format!("{of}\n"), none), "xx", &[]);
        assert_eq!(draft.expect("fine").files[0].1, findings);
    }
}

#[test]
fn a_change_of_any_english_text_makes_the_translation_stale() {
    let files = files();
    let change = |path: &str, from: &str, to: &str| {
        let mut files = files.clone();
        let (_, content) = files.iter_mut().find(|(other, _)| other == path).expect("there");
        let text = String::from_utf8(content.clone()).expect("UTF-8");
        assert!(text.contains(from), "{path}: {from}");
        *content = text.replacen(from, to, 1).into_bytes();
        files
    };
    for (path, from, to) in [
        ("findings/age.toml", "Age matters.", "Age counts."),
        ("exercises/bridge.toml", "Lift your hips.", "Lift both hips."),
        ("exercises/bridge.toml", "Use a soft mat.", "Use a mat."),
        ("interface/common.toml", "\"Yes\"", "\"Yes.\""),
        ("phrases/hold_note.toml", "Fixed words.", "Fixed text."),
    ] {
        let (report, path) = match load(&change(path, from, to)) {
            Ok((_, warnings)) => (warnings, path),
            Err(report) => (report, path),
        };
        assert!(report.iter().any(|p| p.code == "stale-translation"), "{path}: {report}");
    }
}
