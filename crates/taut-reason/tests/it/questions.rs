//! Value of one more answer and same-decision probability, against enumeration of everything on small random knowledge.

use std::collections::BTreeMap;

use taut_knowledge::{
    Answers, Expr, FindingId, Knowledge, Review, Rule, RuleText, Rung, Screen, Sides, Value,
};
use taut_reason::{
    Advice, Planner, Reasoner, SameDecision, Search, Setting, Verdict, Why, XorShift,
};

use crate::enumerate::{evidence, random_answers};
use crate::tiny::random_knowledge;

const TOLERANCE: f64 = 1e-12;

/// Random knowledge with every finding on a screen, some gating, and rules that need one or two answers.
fn knowledge_with_rules(seed: u64) -> Knowledge {
    let mut knowledge = random_knowledge(seed, 3, 1, 5);
    // Wide, so that `undecided` comes up.
    knowledge.harms.undecided_margin = 0.3;
    let mut random = XorShift::new(seed ^ 0xABCD);
    let present = |f: u16, knowledge: &Knowledge| Expr::InStates {
        finding: FindingId(f),
        mask: !1 & ((1 << knowledge.finding(FindingId(f)).states.len()) - 1),
    };
    for (i, rung) in [Some(Rung::SeeDoctor), Some(Rung::HoldAndSeePt), None].into_iter().enumerate()
    {
        let (a, b) = ((random.next_u64() % 5) as u16, (random.next_u64() % 5) as u16);
        // A rule may read marked findings only positively, and these are.
        let when = if random.next_unit() < 0.5 {
            present(a, &knowledge)
        } else {
            Expr::All(vec![present(a, &knowledge), present(b, &knowledge)])
        };
        if random.next_unit() < 0.6 {
            knowledge.rules.push(rule(i, rung, when));
        }
    }
    for finding in &mut knowledge.findings[..5] {
        finding.gating = random.next_unit() < 0.3;
        finding.effort = 1 + (random.next_u64() % 5) as u8;
        finding.hazard = (random.next_u64() % 4) as u8;
    }
    knowledge.screens.push(Screen {
        id: "s".to_owned(),
        order: 1,
        core: true,
        findings: (0..5).map(FindingId).collect(),
        shown_if: None,
        yes_stops: false,
        form: "list".to_owned(),
        text: BTreeMap::new(),
    });
    knowledge
}

fn rule(index: usize, rung: Option<Rung>, when: Expr) -> Rule {
    let mut text = BTreeMap::new();
    text.insert("en".to_owned(), RuleText::default());
    Rule {
        id: format!("r{index}"),
        review: Review::R0,
        rung,
        settles: false,
        when,
        unless: None,
        source: String::new(),
        section: String::new(),
        text,
    }
}

fn with(answers: &Answers, finding: FindingId, state: u8) -> Answers {
    let mut after = answers.clone();
    after.set(finding, Value::State(state), Sides::Unstated);
    after
}

fn advice(verdict: &Verdict) -> Advice {
    Advice { rung: verdict.rung(), provisional: verdict.is_provisional() }
}

fn open(knowledge: &Knowledge, answers: &Answers) -> Vec<FindingId> {
    (0..5)
        .map(FindingId)
        .filter(|f| answers.get(*f) == Value::Unknown && knowledge.finding(*f).id != "sex")
        .collect()
}

/// Sum over all ways to answer the open questions of P(answers), split by whether the advice is the given one.
fn enumerate_same(reasoner: &Reasoner, answers: &Answers, today: Advice, sums: &mut [f64; 2]) {
    let knowledge = reasoner.knowledge;
    match open(knowledge, answers).first() {
        None => {
            let p = evidence(knowledge, answers, Setting::Home);
            sums[usize::from(advice(&reasoner.verdict(answers)) == today)] += p;
        }
        Some(&finding) => {
            for state in 0..knowledge.finding(finding).states.len() {
                enumerate_same(reasoner, &with(answers, finding, state as u8), today, sums);
            }
        }
    }
}

fn same(planner: &Planner, answers: &Answers, boxes: usize) -> SameDecision {
    planner.same_decision(answers, Search { boxes, threshold: None })
}

#[test]
fn same_decision_equals_enumeration() {
    let (mut below_one, mut pruned) = (0, 0);
    for seed in 1..=60 {
        let knowledge = knowledge_with_rules(seed);
        let reasoner = Reasoner::new(&knowledge, Setting::Home);
        let planner = Planner::new(&reasoner);
        let mut random = XorShift::new(seed);
        let answers = random_answers(&knowledge, &mut random, 0.3);
        let today = advice(&reasoner.verdict(&answers));
        let mut sums = [0.0; 2];
        enumerate_same(&reasoner, &answers, today, &mut sums);
        let emergency = knowledge.rules.iter().any(|r| r.rung == Some(Rung::Emergency));
        assert!(!emergency, "no rule of these stops the interview");
        let expected = sums[1] / (sums[0] + sums[1]);
        let found = planner.same_decision(&answers, Search::THOROUGH);
        assert!(found.exact, "seed {seed}");
        assert!(
            (found.low - expected).abs() < TOLERANCE && found.low == found.high,
            "seed {seed}: {} instead of {expected}",
            found.low
        );
        below_one += usize::from(expected < 1.0 - TOLERANCE);
        let leaves: usize =
            open(&knowledge, &answers).iter().map(|f| knowledge.finding(*f).states.len()).product();
        pruned += usize::from(found.boxes < leaves);
        let mut before = SameDecision { low: 0.0, high: 1.0, exact: false, remaining: 0, boxes: 0 };
        for boxes in [0, 1, 2, 4, 8, 16, 64] {
            let bounds = same(&planner, &answers, boxes);
            assert!(bounds.boxes <= boxes);
            assert!(bounds.low <= expected + TOLERANCE && expected <= bounds.high + TOLERANCE);
            let tighter = bounds.low >= before.low && bounds.high <= before.high + TOLERANCE;
            assert!(tighter, "more boxes, tighter bounds");
            before = bounds;
        }
    }
    assert!(below_one > 15 && pruned > 30, "too easy: {below_one} below 1, {pruned} pruned");
}

/// Worth of the rungs by its definition: utility, less the largest loss of a rule that fires.
fn worth(reasoner: &Reasoner, verdict: &Verdict) -> [f64; 8] {
    let mut worth = verdict.decision.utility;
    for (a, worth) in worth.iter_mut().enumerate() {
        let losses = verdict.decision.fired.iter().map(|fired| {
            let class = reasoner.knowledge.rules[fired.rule].rung.unwrap();
            reasoner.knowledge.harms.loss[class as usize][a]
        });
        *worth -= losses.fold(0.0, f64::max);
    }
    worth
}

/// What the advice amounts to: its rung, or the two best of which `undecided` cannot tell.
fn course(verdict: &Verdict, worth: &[f64; 8]) -> [Rung; 2] {
    if verdict.rung() != Rung::Undecided {
        return [verdict.rung(); 2];
    }
    let mut rungs: Vec<Rung> = Rung::ALL.into_iter().filter(|r| *r != Rung::Undecided).collect();
    // Stable: of two alike, the more careful one comes first.
    rungs.sort_by(|a, b| worth[*b as usize].total_cmp(&worth[*a as usize]));
    let second = rungs.iter().skip(1).find(|r| **r >= Rung::HoldAndSeePt);
    [rungs[0], *second.unwrap_or(&rungs[0])]
}

#[test]
fn gains_equal_enumeration() {
    let (mut positive, mut undecided) = (0, 0);
    for seed in 1..=80 {
        let knowledge = knowledge_with_rules(seed);
        let reasoner = Reasoner::new(&knowledge, Setting::Home);
        let planner = Planner::new(&reasoner);
        let answers = random_answers(&knowledge, &mut XorShift::new(seed + 500), 0.4);
        let today = reasoner.verdict(&answers);
        undecided += usize::from(today.rung() == Rung::Undecided);
        let course_today = course(&today, &worth(&reasoner, &today));
        let value = |w: &[f64; 8], c: [Rung; 2]| 0.5 * (w[c[0] as usize] + w[c[1] as usize]);
        let all = evidence(&knowledge, &answers, Setting::Home);
        let questions = planner.next_questions(&answers);
        assert_eq!(questions.len(), open(&knowledge, &answers).len());
        for question in &questions {
            let record = knowledge.finding(question.finding);
            let cost = f64::from(record.effort) + 2.0 * f64::from(record.hazard);
            assert!((question.cost - cost).abs() < TOLERANCE);
            let mut gain = 0.0;
            let mut changes = false;
            for state in 0..record.states.len() {
                let after = with(&answers, question.finding, state as u8);
                let p = evidence(&knowledge, &after, Setting::Home) / all;
                let then = reasoner.verdict(&after);
                let w = worth(&reasoner, &then);
                gain += p * (value(&w, course(&then, &w)) - value(&w, course_today));
                changes |= advice(&then) != advice(&today);
                if let Some(outcome) = question.outcomes.get(state) {
                    assert!((outcome.chance - p).abs() < TOLERANCE);
                    assert_eq!(outcome.advice, advice(&then), "seed {seed} {}", record.id);
                }
            }
            assert!((question.gain - gain).abs() < TOLERANCE, "seed {seed} {}", record.id);
            if question.why == Why::Nothing {
                assert!(!changes, "seed {seed} {}: called irrelevant", record.id);
            }
            positive += usize::from(gain > TOLERANCE);
        }
        let gating: Vec<bool> = questions.iter().map(|q| q.gating).collect();
        assert!(gating.is_sorted_by(|a, b| a >= b), "gating questions come first");
        for pair in questions.windows(2).filter(|p| p[0].gating == p[1].gating) {
            assert!(pair[0].per_cost >= pair[1].per_cost);
        }
    }
    assert!(positive > 40 && undecided > 1, "too easy: {positive} gains, {undecided} undecided");
}
