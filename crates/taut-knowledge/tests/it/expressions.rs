//! The expression language: what is read, what is refused, and that writing and reading are inverse.

use taut_knowledge::expr_parse::{parse, print};
use taut_knowledge::{Answers, Expr, FindingId, Knowledge, Sides, Truth, Value, resolve};

use crate::mutations::Random;
use crate::tiny;

/// Text, and the form in which it is written back.
const GOOD: &[(&str, &str)] = &[
    ("saddle_numbness", "saddle_numbness"),
    ("saddle_numbness = present", "saddle_numbness"),
    ("saddle_numbness=absent", "saddle_numbness = absent"),
    ("leg_symptoms", "leg_symptoms"),
    ("leg_symptoms >= long_gone", "leg_symptoms >= long_gone"),
    ("leg_symptoms in {long_gone, now}", "leg_symptoms >= long_gone"),
    ("leg_symptoms in { none , now }", "leg_symptoms in {none, now}"),
    ("leg_symptoms < now", "leg_symptoms in {none, long_gone}"),
    ("sex in {male,other}", "sex in {male, other}"),
    ("age >= 18 and age < 45", "age >= 18 and age < 45"),
    ("age = 18_39", "age = 18_39"),
    ("age >= 60_69", "age >= 60_69"),
    ("knee_deficit", "knee_deficit"),
    ("knee_deficit >= short", "knee_deficit"),
    ("knee_deficit >= 33.5", "knee_deficit >= 33.5"),
    ("not not weak_hip", "not not weak_hip"),
    ("slr or weak_hip and slr", "slr or weak_hip and slr"),
    ("(slr or weak_hip) and slr", "(slr or weak_hip) and slr"),
    ("not (slr and weak_hip)", "not (slr and weak_hip)"),
    ("((slr))", "slr"),
    (
        "at_least(2, slr, weak_hip one_sided, not sex = male)",
        "at_least(2, slr, weak_hip one_sided, not sex = male)",
    ),
    ("weak_hip both_sides", "weak_hip both_sides"),
    ("saddle_numbness not_sure", "saddle_numbness not_sure"),
    ("slr\n  or\tweak_hip", "slr or weak_hip"),
];

/// Text, code, byte offset of the token.
const BAD: &[(&str, &str, usize)] = &[
    ("", "empty-expression", 0),
    ("  ", "empty-expression", 0),
    ("slr and", "unexpected-token", 7),
    ("slr slr", "unexpected-token", 4),
    ("and slr", "unexpected-token", 0),
    ("(slr", "unexpected-token", 4),
    ("slr)", "unexpected-token", 3),
    ("nope", "unknown-finding", 0),
    ("slr or nope", "unknown-finding", 7),
    ("slr = presnt", "unknown-state", 6),
    ("leg_symptoms < none", "unknown-state", 15),
    ("leg_symptoms >= 3", "not-a-measure", 16),
    ("leg_symptoms in {}", "unexpected-token", 17),
    ("sex", "no-present-state", 0),
    ("sex >= male", "not-ordered", 0),
    ("age", "no-present-state", 0),
    ("age > 18", "unexpected-token", 4),
    ("age >= 400", "out-of-range", 7),
    ("age <= 18", "unexpected-token", 4),
    ("slr == present", "unexpected-token", 4),
    ("slr && slr", "unexpected-token", 4),
    ("knee_deficit >= long", "unknown-state", 16),
    ("knee_deficit >= 1.2.3", "unknown-state", 16),
    ("saddle_numbness one_sided", "no-side", 16),
    ("at_least(3, slr, slr)", "bad-count", 9),
    ("at_least(0, slr)", "bad-count", 9),
    ("at_least(slr)", "unexpected-token", 9),
    ("slr ~ slr", "unexpected-token", 4),
    ("\u{e9}", "unexpected-token", 0),
];

#[test]
fn good_expressions_are_read_and_written_back() {
    let knowledge = tiny::knowledge();
    for (text, wanted) in GOOD {
        let expr =
            parse(text, &knowledge.findings).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        assert_eq!(print(&expr, &knowledge.findings), *wanted);
    }
}

#[test]
fn bad_expressions_name_the_token() {
    let knowledge = tiny::knowledge();
    for (text, code, offset) in BAD {
        let error = parse(text, &knowledge.findings).expect_err(text);
        assert_eq!((error.code, error.offset), (*code, *offset), "{text}: {error:?}");
        assert!(text[error.offset..].starts_with(&error.token), "{text}: {error:?}");
    }
}

#[test]
fn deep_nesting_is_an_error() {
    let knowledge = tiny::knowledge();
    for text in ["(".repeat(10_000), "not ".repeat(10_000), "at_least(1, ".repeat(10_000)] {
        assert_eq!(parse(&text, &knowledge.findings).expect_err("deep").code, "too-deep");
    }
}

#[test]
fn writing_and_reading_are_inverse() {
    let knowledge = tiny::knowledge();
    let mut random = Random::new(7);
    for _ in 0..5_000 {
        let expr = any_expr(&knowledge, &mut random, 3);
        let text = print(&expr, &knowledge.findings);
        assert_eq!(parse(&text, &knowledge.findings).as_ref(), Ok(&expr), "{text}");
    }
}

fn any_expr(knowledge: &Knowledge, random: &mut Random, depth: usize) -> Expr {
    let parts = |random: &mut Random, least: usize| -> Vec<Expr> {
        (0..least + random.below(2)).map(|_| any_expr(knowledge, random, depth - 1)).collect()
    };
    match if depth == 0 { 0 } else { random.below(5) } {
        1 => Expr::Not(Box::new(any_expr(knowledge, random, depth - 1))),
        2 => Expr::All(parts(random, 2)),
        3 => Expr::Any(parts(random, 2)),
        4 => Expr::AtLeast(1 + random.below(2), parts(random, 2)),
        _ => any_atom(knowledge, random),
    }
}

fn any_atom(knowledge: &Knowledge, random: &mut Random) -> Expr {
    let finding = FindingId(u16::try_from(random.below(knowledge.findings.len())).expect("few"));
    let record = knowledge.finding(finding);
    let states = u32::try_from(record.states.len()).expect("few");
    let present = (u32::from(record.present_from)..states).fold(0, |mask, state| mask | 1 << state);
    let number = (random.below(900) as f64) / 10.0;
    match random.below(7) {
        0 => Expr::AgeAtLeast(number),
        1 => Expr::AgeBelow(number),
        2 if record.id == "knee_deficit" => Expr::NumberAtLeast(finding, number),
        3 if record.id == "knee_deficit" => Expr::NumberBelow(finding, number),
        4 if record.sided => Expr::OneSided { finding, mask: present },
        5 if record.sided => Expr::BothSides { finding, mask: present },
        6 => Expr::NotSure(finding),
        _ => {
            let all = (1usize << states) - 1;
            let mask = u32::try_from(1 + random.below(all)).expect("few");
            Expr::InStates { finding, mask }
        }
    }
}

#[test]
fn unknown_answers_make_unknown_truth() {
    let knowledge = tiny::knowledge();
    let eval = |text: &str, answers: &Answers| {
        parse(text, &knowledge.findings).expect("good").eval(answers)
    };
    let mut answers = Answers::none(&knowledge);
    for text in
        ["saddle_numbness", "not saddle_numbness", "age >= 18", "age < 18", "weak_hip one_sided"]
    {
        assert_eq!(eval(text, &answers), Truth::Unknown, "{text}");
    }
    assert_eq!(eval("saddle_numbness not_sure", &answers), Truth::False);
    let saddle = knowledge.finding_id("saddle_numbness").expect("there");
    answers.set_not_sure(saddle);
    assert_eq!(eval("saddle_numbness not_sure", &answers), Truth::True);
    assert_eq!(eval("saddle_numbness", &answers), Truth::Unknown);
    resolve::set_age(&knowledge, &mut answers, 17.0, 19.0);
    assert_eq!(eval("age >= 18", &answers), Truth::Unknown);
    assert_eq!(eval("age >= 17", &answers), Truth::True);
    assert_eq!(eval("age < 18_39 or age >= 20", &answers), Truth::Unknown);
    let hip = knowledge.finding_id("weak_hip").expect("there");
    answers.set(hip, Value::State(1), Sides::Both);
    assert_eq!(eval("weak_hip one_sided", &answers), Truth::False);
    assert_eq!(
        eval("at_least(2, weak_hip, weak_hip both_sides, saddle_numbness)", &answers),
        Truth::True
    );
}
