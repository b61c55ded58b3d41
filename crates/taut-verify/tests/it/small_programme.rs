//! The proof of the bars against trying everything: every person and every verdict, on small random exercises and bars.

use std::collections::BTreeMap;

use taut_knowledge::record::Obtained;
use taut_knowledge::{
    Caution, Exercise, ExerciseKind, Expr, ItemBar, Knowledge, Mix, OnHold, PostureClass, Presence,
    Review, Rung, Situation, SituationRule,
};
use taut_plan::Admission;
use taut_reason::{Reasoner, Setting, XorShift};
use taut_verify::{Model, Outcome};

use crate::small::{Everybody, expression, knowledge_with_rules};

const CLASSES: [PostureClass; 4] =
    [PostureClass::Bridge, PostureClass::Hinge, PostureClass::Supine, PostureClass::Heavy];
const KINDS: [ExerciseKind; 3] =
    [ExerciseKind::HipStrength, ExerciseKind::HamstringLengthening, ExerciseKind::FootStrength];

fn below(random: &mut XorShift, most: usize) -> usize {
    (random.next_u64() % most as u64) as usize
}

fn some<T: Copy>(random: &mut XorShift, of: &[T]) -> Vec<T> {
    of.iter().copied().filter(|_| random.next_u64().is_multiple_of(2)).collect()
}

fn presence(knowledge: &Knowledge, random: &mut XorShift) -> Presence {
    let when = expression(knowledge, random, true, 1);
    let also = random.next_u64().is_multiple_of(3);
    Presence { when, also_when: also.then(|| expression(knowledge, random, true, 0)) }
}

/// Random knowledge with exercises, situations, cautions and bars; some bars are kept by a caution, some by chance or not.
fn knowledge_with_exercises(seed: u64) -> Knowledge {
    let mut knowledge = knowledge_with_rules(seed);
    let mut random = XorShift::new(9000 + seed);
    for n in 0..2 {
        knowledge.situations.push(Situation {
            id: format!("s{n}"),
            review: Review::R0,
            presence: presence(&knowledge, &mut random),
            source: String::new(),
            section: String::new(),
            text: BTreeMap::new(),
        });
        knowledge.cautions.push(Caution {
            id: format!("c{n}"),
            review: Review::R0,
            presence: presence(&knowledge, &mut random),
            conditions: Vec::new(),
            source: String::new(),
            section: String::new(),
            text: BTreeMap::new(),
        });
    }
    for n in 0..4 {
        let exercise = exercise(n, &mut random);
        knowledge.exercises.push(exercise);
    }
    for rung in [Rung::HoldAndSeePt, Rung::Strengthen, Rung::StretchAndStrengthen] {
        let kinds = some(&mut random, &KINDS).into_iter();
        knowledge.programme.mix.extend(kinds.map(|kind| Mix {
            rung,
            kind,
            at_least: 0,
            at_most: 2,
        }));
    }
    knowledge.programme.unsettled = Some(expression(&knowledge, &mut random, true, 1));
    for n in 0..6 {
        let bar = bar(n, &knowledge, &mut random);
        knowledge.item_bars.push(bar);
    }
    knowledge
}

fn exercise(n: usize, random: &mut XorShift) -> Exercise {
    let rules = [SituationRule::No, SituationRule::Yes];
    let on_hold = [OnHold::No, OnHold::Settled, OnHold::Always][below(random, 3)];
    Exercise {
        id: format!("e{n}"),
        review: Review::R0,
        kind: KINDS[below(random, 3)],
        posture: String::new(),
        classes: some(random, &CLASSES),
        therapist_only: random.next_u64().is_multiple_of(8),
        not_offered: random.next_u64().is_multiple_of(8).then(|| "no".to_owned()),
        equipment: Vec::new(),
        floor: false,
        easier: None,
        level: 0,
        serves: Vec::new(),
        prompted_by: Vec::new(),
        only_if_prompted: false,
        on_hold,
        situations: vec![rules[below(random, 2)], rules[below(random, 2)]],
        cautions: some(random, &[0, 1]),
        dose: taut_knowledge::programme::Dose {
            sets: [1, 1],
            reps: Some([1, 1]),
            hold_seconds: None,
            rep_seconds: Some(1),
            rest_seconds: 0,
            minutes: None,
            days_per_week: [1, 7],
            each_side: false,
            progress: Vec::new(),
            obtained: Obtained::Assumed,
            source: String::new(),
            note: String::new(),
        },
        activity: Vec::new(),
        evidence: String::new(),
        sources: Vec::new(),
        text: BTreeMap::new(),
    }
}

fn bar(n: usize, knowledge: &Knowledge, random: &mut XorShift) -> ItemBar {
    // What a caution or a situation says, narrowed, so that some bars hold.
    let kept = match below(random, 4) {
        0 => Some(knowledge.cautions[below(random, 2)].presence.when.clone()),
        1 => Some(knowledge.situations[below(random, 2)].presence.when.clone()),
        2 => Some(expression(knowledge, random, true, 1)),
        _ => None,
    };
    let narrower =
        |when, random: &mut XorShift| Expr::All(vec![when, expression(knowledge, random, true, 0)]);
    let rungs = [Rung::SeeDoctor, Rung::HoldAndSeePt, Rung::Strengthen];
    let pick = |random: &mut XorShift| {
        let some = random.next_u64().is_multiple_of(2);
        some.then(|| rungs[below(random, 3)])
    };
    ItemBar {
        id: format!("b{n}"),
        rule: "S8".to_owned(),
        classes: some(random, &CLASSES[..2]),
        except: some(random, &CLASSES[3..]),
        therapist_only: random.next_u64().is_multiple_of(6),
        from_rung: pick(random),
        below_rung: pick(random),
        provisional: random.next_u64().is_multiple_of(6),
        when: kept.map(|when| narrower(when, random)),
        unless: random.next_u64().is_multiple_of(4).then(|| expression(knowledge, random, true, 0)),
        statement: "s".to_owned(),
    }
}

#[test]
fn proofs_of_bars_agree_with_trying_everything() {
    let (mut proved, mut broken, mut admitted_people) = (0, 0, 0);
    for seed in 1..=16 {
        let knowledge = knowledge_with_exercises(seed);
        let reasoner = Reasoner::new(&knowledge, Setting::Home);
        let mut model = Model::new(&reasoner);
        let everybody = Everybody::new(&model);
        let admission = Admission::new(&knowledge);
        let admitted = model.admitted();
        // The diagrams say of each person what admission says.
        for held in &admitted {
            for (values, (answers, _)) in everybody.values.iter().zip(&everybody.people) {
                let assignment = model.symbols.assignment(|id| values[id.index()]);
                let admits = admission.admits(held.exercise, held.rung, held.provisional, answers);
                admitted_people += usize::from(admits);
                assert_eq!(model.symbols.sets.contains(held.set, &assignment), admits);
            }
        }
        for bar in &knowledge.item_bars {
            let violated = everybody.people.iter().any(|(answers, _)| {
                bar.bars(answers)
                    && Rung::ALL.iter().any(|&rung| {
                        [false, true].into_iter().any(|provisional| {
                            bar.applies(rung, provisional)
                                && (0..knowledge.exercises.len()).any(|e| {
                                    bar.covers(&knowledge.exercises[e])
                                        && admission.admits(e, rung, provisional, answers)
                                })
                        })
                    })
            });
            match model.item_bar(bar, &admitted).outcome {
                Outcome::Proved(_) => {
                    proved += 1;
                    assert!(!violated, "seed {seed}, {}", bar.id);
                }
                Outcome::Broken(example) if !example.cases.is_empty() => {
                    broken += 1;
                    assert!(violated, "seed {seed}, {}: {}", bar.id, example.text);
                }
                Outcome::Broken(_) => {}
                Outcome::Open(why) => panic!("seed {seed}, {}: {why}", bar.id),
            }
        }
    }
    // The comparison says something only if everything occurs.
    assert!(proved > 10 && broken > 10, "{proved} proved, {broken} broken");
    assert!(admitted_people > 1000, "{admitted_people}");
}
