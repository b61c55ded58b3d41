//! The circuit equals the enumerator, contributions add up, and the concern weights are monotone, on random small networks.

use taut_knowledge::FindingId;
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
fn shapley_values_average_over_every_order_of_answering() {
    let mut checked = [0; 7];
    for seed in 1..=10 {
        let knowledge = random_knowledge(seed, 4, 2, 5);
        let reasoner = Reasoner::new(&knowledge, Setting::Home);
        let mut random = XorShift::new(40 + seed);
        let mut answers =
            random_answers(&knowledge, &mut random, if seed % 3 == 0 { 0.3 } else { 0.9 });
        if seed % 2 == 0 {
            taut_knowledge::resolve::set_sex(&knowledge, &mut answers, "male");
        }
        for condition in [0, 4, 5] {
            let id = taut_knowledge::ConditionId(condition);
            let c = contributions(&reasoner, &answers, id);
            assert_eq!(c.method, Method::Shapley);
            let players: Vec<FindingId> = c.parts.iter().map(|(f, _)| *f).collect();
            let value = |known: &[FindingId]| {
                let p = reasoner.posteriors_given(&answers, |f| known.contains(&f)).of(id);
                libm::log(p) - libm::log(1.0 - p)
            };
            let mut sums = vec![0.0; players.len()];
            let orders = orders(players.len());
            for order in &orders {
                let mut known = Vec::new();
                let mut before = value(&known);
                for &p in order {
                    known.push(players[p]);
                    let after = value(&known);
                    sums[p] += after - before;
                    before = after;
                }
            }
            for ((finding, part), sum) in c.parts.iter().zip(&sums) {
                let average = sum / orders.len() as f64;
                assert!(
                    (part - average).abs() < 1e-9,
                    "seed {seed}, {finding:?}: {part}, {average}"
                );
            }
            checked[players.len()] += 1;
        }
    }
    // Codes of 1 and of 3 findings, with and without others beside them.
    assert!(checked[1..].iter().all(|n| *n > 0), "{checked:?}");
}

/// Every order of `0..n`.
fn orders(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![Vec::new()];
    }
    let with_last = |order: Vec<usize>| {
        (0..n).map(move |place| {
            let mut longer = order.clone();
            longer.insert(place, n - 1);
            longer
        })
    };
    orders(n - 1).into_iter().flat_map(with_last).collect()
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
