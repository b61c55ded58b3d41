//! The circuit equals the enumerator, contributions add up, and the concern weights are monotone, on random small networks.

use taut_reason::{Method, Reasoner, Setting, XorShift, contributions};

use crate::enumerate::{posteriors, random_answers};
use crate::tiny::random_knowledge;

/// Agreement asked of the circuit.
const TOLERANCE: f64 = 1e-12;

#[test]
fn posteriors_equal_the_enumerator() {
    for seed in 1..=25 {
        let knowledge = random_knowledge(seed, 5, 2, 7);
        let reasoner = Reasoner::new(&knowledge, Setting::Home);
        let mut random = XorShift::new(1000 + seed);
        for chance in [0.0, 0.4, 0.8, 1.0] {
            let answers = random_answers(&knowledge, &mut random, chance);
            let ours = reasoner.posteriors(&answers);
            let oracle = posteriors(&knowledge, &answers, Setting::Home);
            for (index, (a, b)) in ours.present.iter().zip(&oracle).enumerate() {
                assert!(
                    (a - b).abs() <= TOLERANCE,
                    "seed {seed}, condition {index}: circuit {a}, enumerator {b}"
                );
            }
        }
    }
}

#[test]
fn a_batch_gives_the_bits_of_one_person_after_another() {
    let knowledge = random_knowledge(8, 5, 2, 9);
    let reasoner = Reasoner::new(&knowledge, Setting::Home);
    let mut random = XorShift::new(3);
    let mut people: Vec<taut_knowledge::Answers> =
        (0..21).map(|i| random_answers(&knowledge, &mut random, f64::from(i) / 20.0)).collect();
    // Sex known, so that one group answers for some of them and all groups for the others.
    let sex = knowledge.finding_id("sex").unwrap();
    for (i, person) in people.iter_mut().enumerate().filter(|(i, _)| i % 2 == 0) {
        let state = taut_knowledge::Value::State((i % 4 / 2) as u8);
        person.set(sex, state, taut_knowledge::Sides::Unstated);
    }
    let one: Vec<_> = people.iter().map(|person| reasoner.posteriors(person)).collect();
    for threads in [1, 2, 5] {
        let threads = std::num::NonZeroUsize::new(threads).unwrap();
        assert_eq!(reasoner.posteriors_batch(&people, threads), one);
    }
}

#[test]
fn contributions_add_up_to_what_is_shown() {
    for seed in 1..=12 {
        let knowledge = random_knowledge(seed, 5, 2, if seed % 2 == 0 { 6 } else { 15 });
        let reasoner = Reasoner::new(&knowledge, Setting::Home);
        let mut random = XorShift::new(77 + seed);
        let answers = random_answers(&knowledge, &mut random, 0.9);
        for condition in [0, 3, 6] {
            let id = taut_knowledge::ConditionId(condition);
            let c = contributions(&reasoner, &answers, id);
            let sum = c.parts.iter().fold(c.prior_log_odds, |s, (_, x)| s + x);
            assert!((sum - c.log_odds).abs() < 1e-9, "seed {seed}: {sum} is not {}", c.log_odds);
            assert_eq!(c.method == Method::Shapley, c.parts.len() <= taut_reason::SHAPLEY_LIMIT);
        }
    }
}

#[test]
fn shapley_of_a_single_answer_is_its_whole_effect() {
    let knowledge = random_knowledge(3, 4, 1, 5);
    let reasoner = Reasoner::new(&knowledge, Setting::Home);
    let mut random = XorShift::new(9);
    let all = random_answers(&knowledge, &mut random, 1.0);
    let (finding, state) = all.known().next().unwrap();
    let one = reasoner.with_answer(&taut_knowledge::Answers::none(&knowledge), finding, state);
    let c = contributions(&reasoner, &one, taut_knowledge::ConditionId(0));
    assert!(c.parts.len() <= 1);
    let sum: f64 = c.parts.iter().map(|(_, x)| x).sum();
    assert!((c.prior_log_odds + sum - c.log_odds).abs() < 1e-12);
}

#[test]
fn compiling_twice_gives_the_same_bits() {
    let knowledge = random_knowledge(5, 6, 2, 9);
    let mut random = XorShift::new(4);
    let answers = random_answers(&knowledge, &mut random, 0.7);
    let a = Reasoner::new(&knowledge, Setting::Home).posteriors(&answers);
    let b = Reasoner::new(&knowledge, Setting::Home).posteriors(&answers);
    assert_eq!(a, b);
}
