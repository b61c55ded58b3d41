//! The proofs against trying everything, on small random knowledge with random rules, right and wrong ones.

#[path = "../../../taut-reason/tests/it/tiny.rs"]
mod tiny;

use std::collections::BTreeMap;

use taut_knowledge::{
    Answers, Demand, Expr, FindingId, Knowledge, Mark, Obligation, Review, Rule, RuleText, Rung,
    Source, Truth, Value,
};
use taut_reason::{Reasoner, Setting, Verdict, XorShift};
use taut_verify::{Certificate, Model, Outcome, verify};

pub const FINDINGS: usize = 4;

/// Random knowledge whose marks are those of its safety lists, with random rules and obligations.
pub fn knowledge_with_rules(seed: u64) -> Knowledge {
    let mut knowledge = tiny::random_knowledge(seed, 4, 1, FINDINGS);
    let mut random = XorShift::new(7000 + seed);
    for (index, finding) in knowledge.findings.iter_mut().enumerate() {
        let id = FindingId(index as u16);
        finding.gating = finding.id != "sex" && random.next_u64().is_multiple_of(2);
        if finding.gating {
            knowledge.safety.gating.push(id);
        }
        for mark in &finding.marks {
            match mark {
                Mark::Serious => knowledge.safety.serious.push(id),
                Mark::Nerve => knowledge.safety.nerve.push(id),
                Mark::Deficit => knowledge.safety.deficit.push(id),
            }
        }
    }
    // Half of the knowledge has rules that are right by their form, half has any rules.
    let wild = seed.is_multiple_of(2);
    let rungs = [Rung::Emergency, Rung::SeeDoctor, Rung::HoldAndSeePt, Rung::Strengthen];
    for n in 0..4 {
        let rung = rungs[(random.next_u64() % 4) as usize];
        let settles = n == 3 && random.next_u64().is_multiple_of(2);
        let when = expression(&knowledge, &mut random, wild, 2);
        let unless = (wild && random.next_u64().is_multiple_of(2))
            .then(|| expression(&knowledge, &mut random, true, 1));
        let text =
            RuleText { reason: "r".to_owned(), clinician: "c".to_owned(), next: String::new() };
        knowledge.rules.push(Rule {
            id: format!("rule{n}"),
            review: Review::R0,
            rung: if settles { Some(Rung::StretchAndStrengthen) } else { Some(rung) },
            settles,
            when,
            unless,
            source: String::new(),
            section: String::new(),
            text: BTreeMap::from([("en".to_owned(), text)]),
        });
    }
    knowledge.rules.sort_by_key(|rule| rule.rung);
    for n in 0..3 {
        knowledge.obligations.push(Obligation {
            id: format!("o{n}"),
            rule: "S2".to_owned(),
            when: expression(&knowledge, &mut random, true, 1),
            unless: None,
            demand: Demand::AtLeast(rungs[(random.next_u64() % 3) as usize]),
            when_clean: false,
            statement: "s".to_owned(),
        });
    }
    // One that its rule keeps by its form, so that some are proved.
    if let Some(rule) = knowledge.rules.iter().find(|r| r.floor().is_some()).cloned() {
        knowledge.obligations.push(Obligation {
            id: "o_kept".to_owned(),
            rule: "S2".to_owned(),
            when: Expr::All(vec![rule.when, expression(&knowledge, &mut random, true, 1)]),
            unless: rule.unless,
            demand: Demand::AtLeast(rule.rung.unwrap()),
            when_clean: false,
            statement: "s".to_owned(),
        });
    }
    knowledge.sources.insert(String::new(), Source::default());
    knowledge
}

/// A random expression; unless `wild`, one that a marked finding can only make true by rising.
pub fn expression(knowledge: &Knowledge, random: &mut XorShift, wild: bool, depth: usize) -> Expr {
    if depth == 0 || random.next_u64().is_multiple_of(3) {
        let id = FindingId((random.next_u64() % FINDINGS as u64) as u16);
        let finding = knowledge.finding(id);
        let states = finding.states.len() as u64;
        let up = u64::from(finding.present_from);
        let mask = if wild {
            1 + random.next_u64() % ((1 << states) - 2)
        } else {
            (1 << states) - (1 << (up + random.next_u64() % (states - up)))
        };
        let atom = Expr::InStates { finding: id, mask: mask as u32 };
        return match random.next_u64() % 8 {
            0 if wild => Expr::Not(Box::new(atom)),
            1 if wild => Expr::NotSure(id),
            _ => atom,
        };
    }
    let parts = (0..2 + random.next_u64() % 2)
        .map(|_| expression(knowledge, random, wild, depth - 1))
        .collect::<Vec<_>>();
    match random.next_u64() % 3 {
        0 => Expr::All(parts),
        1 => Expr::Any(parts),
        _ => Expr::AtLeast(2, parts),
    }
}

/// Every answer set, with its verdict; the place of each finding's value comes with it.
pub struct Everybody {
    pub values: Vec<Vec<usize>>,
    pub people: Vec<(Answers, Verdict)>,
}

impl Everybody {
    pub fn new(model: &Model) -> Self {
        let knowledge = model.knowledge();
        let mut values: Vec<Vec<usize>> = vec![Vec::new()];
        for index in 0..knowledge.findings.len() {
            let count = model.symbols.points(FindingId(index as u16)).len();
            values = values
                .into_iter()
                .flat_map(|v| {
                    (0..count).map(move |at| {
                        let mut v = v.clone();
                        v.push(at);
                        v
                    })
                })
                .collect();
        }
        let people = values
            .iter()
            .map(|value| {
                let mut answers = Answers::none(knowledge);
                for (index, at) in value.iter().enumerate() {
                    let id = FindingId(index as u16);
                    model.symbols.write(&mut answers, id, &model.symbols.points(id)[*at]);
                }
                let verdict = model.reasoner.verdict(&answers);
                (answers, verdict)
            })
            .collect();
        Self { values, people }
    }

    /// Pairs of people who differ in this finding alone.
    fn pairs(&self, id: FindingId) -> impl Iterator<Item = (usize, usize)> + '_ {
        let key = move |at: usize| {
            let mut value = self.values[at].clone();
            value[id.index()] = usize::MAX;
            value
        };
        let mut groups: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
        for at in 0..self.people.len() {
            groups.entry(key(at)).or_default().push(at);
        }
        groups.into_values().flat_map(|group| {
            let again = group.clone();
            group.into_iter().flat_map(move |a| again.clone().into_iter().map(move |b| (a, b)))
        })
    }
}

/// absent < unknown < present, with the states in their own order.
fn rank(value: Value, present_from: u8) -> u8 {
    match value {
        Value::State(s) if s < present_from => s,
        Value::Unknown => present_from,
        Value::State(s) => s + 1,
    }
}

fn outcome<'c>(certificate: &'c Certificate, id: &str) -> &'c Outcome {
    &certificate.theorems.iter().find(|t| t.id == id).unwrap().outcome
}

/// All theorems of a rule that bear on one finding, or on the numbers.
fn all_proved(certificate: &Certificate, rule: &str, finding: &str) -> bool {
    certificate
        .theorems
        .iter()
        .filter(|t| t.rule == "S6" || t.rule == rule)
        .filter(|t| {
            let own = t.id == format!("{}_{finding}", if rule == "S6" { "s06" } else { "s07" });
            let numbers = [
                "s06_unmarked_posteriors",
                "s06_score_to_share",
                "s06_groups",
                "s06_pointers",
                "s06_harms",
                "s06_questions",
                "s06_ladder",
            ];
            own || numbers.contains(&t.id.as_str())
        })
        .all(|t| matches!(t.outcome, Outcome::Proved(_)))
}

#[test]
fn proofs_agree_with_trying_everything() {
    let (mut proved, mut broken, mut kept, mut lost) = (0, 0, 0, 0);
    for seed in 1..=24 {
        let knowledge = knowledge_with_rules(seed);
        let reasoner = Reasoner::new(&knowledge, Setting::Home);
        let certificate = verify(&reasoner, &mut |_| {});
        let everybody = Everybody::new(&Model::new(&reasoner));
        for obligation in &knowledge.obligations {
            let violated = everybody.people.iter().any(|(answers, verdict)| {
                obligation.when.eval(answers) == Truth::True
                    && obligation.unless.as_ref().is_none_or(|e| e.eval(answers) != Truth::True)
                    && verdict.rung() > obligation.demand.rung()
            });
            match outcome(&certificate, &obligation.id) {
                Outcome::Proved(_) => {
                    proved += 1;
                    assert!(!violated, "seed {seed}, {}", obligation.id);
                }
                Outcome::Broken(example) if !example.cases.is_empty() => {
                    broken += 1;
                    assert!(violated, "seed {seed}, {}", obligation.id);
                }
                _ => {}
            }
        }
        for id in knowledge.safety.marked() {
            let finding = knowledge.finding(id);
            let strict = finding.marks.iter().any(|m| *m != Mark::Nerve);
            let rank = |at: usize| rank(everybody.people[at].0.get(id), finding.present_from);
            let falls = everybody.pairs(id).any(|(a, b)| {
                let (before, after) = (everybody.people[a].1.rung(), everybody.people[b].1.rung());
                rank(a) < rank(b)
                    && after > before
                    && (strict || (before <= Rung::HoldAndSeePt && after > Rung::HoldAndSeePt))
            });
            if all_proved(&certificate, "S6", &finding.id) {
                kept += 1;
                assert!(!falls, "seed {seed}: {} rises and the advice falls", finding.id);
            }
            lost += usize::from(falls);
            let withdrawn = everybody.pairs(id).any(|(a, b)| {
                let (before, after) = (&everybody.people[a].1, &everybody.people[b].1);
                rank(a) < finding.present_from
                    && rank(b) == finding.present_from
                    && (after.rung() > before.rung()
                        || (before.is_provisional()
                            && !after.is_provisional()
                            && after.rung() != Rung::Emergency))
            });
            if all_proved(&certificate, "S7", &finding.id) {
                assert!(!withdrawn, "seed {seed}: taking back {} is bolder", finding.id);
            }
        }
        for &id in &knowledge.safety.gating {
            let name = &knowledge.finding(id).id;
            let missed = everybody.people.iter().any(|(answers, verdict)| {
                answers.get(id) == Value::Unknown
                    && verdict.rung().is_open()
                    && !verdict.is_provisional()
            });
            if matches!(outcome(&certificate, &format!("s03_{name}")), Outcome::Proved(_)) {
                assert!(!missed, "seed {seed}: {name}");
            }
        }
    }
    // The comparison says something only if both outcomes occur.
    assert!(proved > 10 && broken > 10, "{proved} proved, {broken} broken");
    assert!(kept > 5 && lost > 5, "{kept} kept, {lost} lost");
}

#[test]
fn counterexamples_are_what_assess_says() {
    let mut shown = 0;
    for seed in 1..=24 {
        let knowledge = knowledge_with_rules(seed);
        let reasoner = Reasoner::new(&knowledge, Setting::Home);
        for theorem in verify(&reasoner, &mut |_| {}).failures() {
            let Outcome::Broken(example) = &theorem.outcome else { continue };
            let verdicts: Vec<Verdict> = example
                .cases
                .iter()
                .map(|(name, text)| {
                    let case = taut_knowledge::read_case(name, text.as_bytes(), &knowledge)
                        .unwrap_or_else(|report| panic!("{report}"));
                    reasoner.verdict(&taut_knowledge::resolve(&case, &knowledge).answers)
                })
                .collect();
            shown += verdicts.len();
            for verdict in &verdicts {
                assert!(
                    example.text.contains(verdict.rung().id()) || example.text.contains("final"),
                    "seed {seed}, {}: {} but {}",
                    theorem.id,
                    example.text,
                    verdict.rung().id()
                );
            }
        }
    }
    assert!(shown > 20, "{shown}");
}
