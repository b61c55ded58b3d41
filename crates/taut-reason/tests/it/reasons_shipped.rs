//! The reasons on the shipped knowledge, for the published cases and the vignettes, against adversaries.

use std::sync::LazyLock;

use taut_knowledge::{Answers, FindingId, Rung, Sides, Truth, Value};
use taut_reason::{Fewest, Guarantee, Minimality, Reasons, XorShift};

use crate::shipped::{
    answers_of, cases, knowledge, plain_findings, random_age, reasoner, set_random,
};

/// One person of the files, with the verdict and its reasons.
struct Person {
    label: String,
    answers: Answers,
    at: Rung,
    reasons: Reasons,
}

static PEOPLE: LazyLock<Vec<Person>> = LazyLock::new(|| {
    ["cases", "vignettes"]
        .into_iter()
        .flat_map(cases)
        .map(|case| {
            let answers = answers_of(&case);
            let verdict = reasoner().verdict(&answers);
            let reasons = reasoner().reasons(&verdict, &answers);
            Person { label: case.id, answers, at: verdict.rung(), reasons }
        })
        .collect()
});

/// Takes an answer back.
fn forget(answers: &mut Answers, id: FindingId) {
    answers.set(id, Value::Unknown, Sides::Unstated);
    match knowledge().finding(id).id.as_str() {
        "age" => answers.forget_age_years(),
        "sex" => answers.set_sex(None),
        _ => {}
    }
}

/// The lowest state of every marked finding outside the set, a random answer or none to all others: hard to stay careful.
fn adversary(
    answers: &Answers,
    kept: &[FindingId],
    asked_too: bool,
    random: &mut XorShift,
) -> Answers {
    let mut other = answers.clone();
    for id in plain_findings().filter(|id| !kept.contains(id)) {
        if !asked_too && answers.get(id) == Value::Unknown {
            continue;
        }
        match random.next_u64() % 4 {
            0 => forget(&mut other, id),
            _ if knowledge().finding(id).is_marked() => {
                other.set(id, Value::State(0), Sides::Unstated);
            }
            _ => set_random(&mut other, id, random, 0.4),
        }
    }
    let age = knowledge().finding_id("age").unwrap();
    if !kept.contains(&age) && (asked_too || answers.age_years().is_some()) {
        if random.next_u64().is_multiple_of(3) {
            forget(&mut other, age);
        } else {
            random_age(&mut other, random);
        }
    }
    other
}

fn rung(answers: &Answers) -> Rung {
    reasoner().decide(answers).rung
}

/// True if a rule with a floor at the rung or above fires.
fn a_floor_fires(answers: &Answers, rung: Rung) -> bool {
    knowledge().rules.iter().any(|rule| {
        rule.floor().is_some_and(|floor| floor <= rung)
            && rule.when.eval(answers) == Truth::True
            && rule.unless.as_ref().is_none_or(|e| e.eval(answers) != Truth::True)
    })
}

#[test]
fn forcing_answers_withstand_adversaries() {
    let mut random = XorShift::new(71);
    let mut kinds = [0; 4];
    for Person { label, answers, at, reasons } in &*PEOPLE {
        let (at, kept) = (*at, &reasons.floor.answers);
        let asked_too = match &reasons.floor.guarantee {
            Guarantee::AnyAnswer => true,
            Guarantee::GivenAnswers { .. } => false,
            Guarantee::FewChanges { changes } => {
                assert_few_changes(label, answers, reasons, at, *changes);
                kinds[3] += 1;
                continue;
            }
        };
        let nothing_less = at == Rung::StretchAndStrengthen;
        for _ in 0..if nothing_less { 0 } else { 24 } {
            let other = adversary(answers, kept, asked_too, &mut random);
            assert!(rung(&other) <= at, "{label}: less careful with {kept:?} kept");
        }
        let by_rule = a_floor_fires(answers, at);
        kinds[if nothing_less { 0 } else { 1 + usize::from(!by_rule) }] += 1;
        if by_rule {
            assert_no_answer_to_spare(label, answers, reasons, at, asked_too, &mut random);
        }
    }
    assert!(kinds.iter().all(|n| *n >= 3), "{kinds:?}");
}

/// Without any one of the answers some other answers leave no rule of the rung firing.
fn assert_no_answer_to_spare(
    label: &str,
    answers: &Answers,
    reasons: &Reasons,
    at: Rung,
    asked_too: bool,
    random: &mut XorShift,
) {
    assert_eq!(reasons.floor.minimality, Minimality::Smallest, "{label}");
    for &spared in &reasons.floor.answers {
        let kept: Vec<FindingId> =
            reasons.floor.answers.iter().copied().filter(|f| *f != spared).collect();
        let escapes = (0..400).any(|_| {
            let other = adversary(answers, &kept, asked_too, random);
            !a_floor_fires(&other, at)
        });
        assert!(escapes, "{label}: {} seems to be spare", knowledge().finding(spared).id);
    }
}

/// The set alone is enough, and none of it can be spared; with all answers given, no change of one outside it matters.
fn assert_few_changes(label: &str, answers: &Answers, reasons: &Reasons, at: Rung, changes: usize) {
    let kept = &reasons.floor.answers;
    let alone = |kept: &[FindingId]| {
        let mut other = answers.clone();
        let all = (0..knowledge().findings.len() as u16).map(FindingId);
        for id in all.filter(|id| !kept.contains(id)) {
            forget(&mut other, id);
        }
        rung(&other)
    };
    assert!(alone(kept) <= at, "{label}: {kept:?} alone is not enough");
    let moving = |id: FindingId| {
        (0..knowledge().finding(id).states.len() as u8).any(|state| {
            let mut other = answers.clone();
            other.set(id, Value::State(state), Sides::Unstated);
            rung(&other) > at
        })
    };
    if changes > 0 {
        for (id, _) in answers.known().filter(|(id, _)| !kept.contains(id)) {
            let who = matches!(knowledge().finding(id).id.as_str(), "age" | "sex");
            assert!(who || !moving(id), "{label}: {} alone moves it", knowledge().finding(id).id);
        }
    }
    if matches!(reasons.given_less, Fewest::AtLeast(_)) {
        // No way was found, so only "alone is enough" asks for an answer.
        for &spared in kept {
            let fewer: Vec<FindingId> = kept.iter().copied().filter(|f| *f != spared).collect();
            assert!(
                alone(&fewer) > at,
                "{label}: {} can be spared",
                knowledge().finding(spared).id
            );
        }
    }
}

#[test]
fn open_questions_that_raise_are_those_that_raise() {
    for Person { label, answers, at, reasons } in PEOPLE.iter().step_by(6) {
        for id in plain_findings() {
            if answers.get(id) != Value::Unknown || !reasoner().applies(id, answers) {
                continue;
            }
            let mut reached: Vec<Rung> = (0..knowledge().finding(id).states.len() as u8)
                .map(|state| rung(&reasoner().with_answer(answers, id, state)))
                .filter(|r| r < at && *r != Rung::Undecided)
                .collect();
            reached.sort_unstable();
            reached.dedup();
            let named: Vec<Rung> = reasons
                .ruled_out
                .iter()
                .filter(|out| out.open.contains(&id))
                .map(|out| out.rung)
                .collect();
            assert_eq!(named, reached, "{label}: {}", knowledge().finding(id).id);
        }
    }
}

#[test]
fn answers_that_rule_out_keep_every_rule_of_the_rung_silent() {
    let mut random = XorShift::new(72);
    for Person { label, answers, reasons, .. } in PEOPLE.iter().step_by(4) {
        for out in &reasons.ruled_out {
            for _ in 0..6 {
                let mut other = answers.clone();
                // What is structurally absent stays so as long as the answers that make it so are kept.
                let absent = |id: FindingId| {
                    let absent_if = knowledge().finding(id).absent_if.as_ref();
                    absent_if.is_some_and(|e| e.eval(answers) == Truth::True)
                };
                let free = |id: &FindingId| !out.answers.contains(id) && !absent(*id);
                for id in plain_findings().filter(free) {
                    set_random(&mut other, id, &mut random, 0.7);
                }
                for &rule in &out.rules {
                    let rule = &knowledge().rules[rule];
                    let fires = rule.when.eval(&other) == Truth::True
                        && rule.unless.as_ref().is_none_or(|e| e.eval(&other) != Truth::True);
                    assert!(!fires, "{label}: {} fires", rule.id);
                }
            }
            for &(first, second) in &out.open_pairs {
                let mut fires = false;
                for a in 0..knowledge().finding(first).states.len() as u8 {
                    for b in 0..knowledge().finding(second).states.len() as u8 {
                        let one = reasoner().with_answer(answers, first, a);
                        fires |= rung(&reasoner().with_answer(&one, second, b)) <= out.rung;
                    }
                }
                assert!(fires, "{label}: {first:?} and {second:?} do not reach {:?}", out.rung);
            }
        }
    }
}

#[test]
fn ways_to_other_advice_lead_there() {
    for Person { label, answers, at, reasons } in &*PEOPLE {
        let at = *at;
        for (fewest, less) in [
            (&reasons.given_less, true),
            (&reasons.given_more, false),
            (&reasons.open_less, true),
            (&reasons.open_more, false),
        ] {
            let Fewest::Exactly { count, ways } = fewest else { continue };
            assert!(!ways.is_empty(), "{label}");
            for way in ways {
                assert_eq!(way.changes.len(), *count, "{label}");
                assert!(if less { way.rung > at } else { way.rung < at }, "{label}: {way:?}");
            }
        }
        // At the ends of the ladder there is nowhere to go.
        if at == Rung::Emergency {
            assert_eq!((&reasons.given_more, &reasons.open_more), (&Fewest::Never, &Fewest::Never));
        }
        if reasons.floor.guarantee == Guarantee::AnyAnswer && at != Rung::StretchAndStrengthen {
            let sure = reasons.floor.answers.iter().all(|f| answers.get(*f) != Value::Unknown);
            assert!(
                !sure || reasons.open_less == Fewest::Never,
                "{label}: {:?}",
                reasons.open_less
            );
        }
    }
}
