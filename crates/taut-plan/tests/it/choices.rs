//! Choices against two other ways to the same optimum: every subset, and a solver of whole-number programs by others.

use std::cmp::Reverse;

use good_lp::{Expression, ProblemVariables, Solution, SolverModel, constraint, microlp, variable};
use taut_knowledge::ExerciseKind;
use taut_plan::choose::{Best, Candidate, Choice, Force, Quota};
use taut_reason::XorShift;

const KINDS: [ExerciseKind; 6] = [
    ExerciseKind::HamstringLengthening,
    ExerciseKind::HipStrength,
    ExerciseKind::HipMobility,
    ExerciseKind::FootStrength,
    ExerciseKind::FootMobility,
    ExerciseKind::TrunkAndHabits,
];

/// A number from 0 to below `most`.
fn below(random: &mut XorShift, most: u64) -> u64 {
    random.next_u64() % most
}

/// A choice among so many candidates, with limits that bind now and then.
fn some_choice(random: &mut XorShift, count: usize) -> Choice {
    let mut candidates: Vec<Candidate> = (0..count)
        .map(|at| Candidate {
            exercise: at + at / 3,
            kind: KINDS[below(random, 6) as usize],
            // Few different values, so that ties are common.
            points: below(random, 9) as i64 * 10 - 20,
            seconds: 60 + 30 * below(random, 20),
            stretch: 30 * below(random, 10),
            apart: Vec::new(),
        })
        .collect();
    for _ in 0..count / 2 {
        let (a, b) = (below(random, count as u64) as usize, below(random, count as u64) as usize);
        if a != b {
            let (one, other) = (candidates[a].exercise, candidates[b].exercise);
            candidates[a].apart.push(other);
            candidates[b].apart.push(one);
        }
    }
    let quotas = KINDS.iter().map(|kind| {
        let at_least = below(random, 2) as u32;
        let at_most = at_least + below(random, 3) as u32;
        Quota { kind: *kind, at_least, at_most }
    });
    let quotas = quotas.collect();
    let least = 1 + below(random, 3) as u32;
    Choice {
        candidates,
        quotas,
        size: [least, least + below(random, 3) as u32],
        seconds: 300 + below(random, 1500),
        stretch: 100 + below(random, 500),
    }
}

/// What a choice of these candidates is worth; nothing if it breaks a limit.
fn worth(choice: &Choice, set: &[usize]) -> Option<([u32; 2], Reverse<i64>, Vec<usize>)> {
    let chosen: Vec<&Candidate> = set.iter().map(|at| &choice.candidates[*at]).collect();
    let exercises: Vec<usize> = chosen.iter().map(|c| c.exercise).collect();
    let apart = chosen.iter().any(|c| c.apart.iter().any(|other| exercises.contains(other)));
    let seconds: u64 = chosen.iter().map(|c| c.seconds).sum();
    let stretch: u64 = chosen.iter().map(|c| c.stretch).sum();
    let mut missing = 0;
    for quota in &choice.quotas {
        let of_kind = chosen.iter().filter(|c| c.kind == quota.kind).count() as u32;
        if of_kind > quota.at_most {
            return None;
        }
        missing += quota.at_least.saturating_sub(of_kind);
    }
    let unknown = chosen.iter().any(|c| choice.quotas.iter().all(|q| q.kind != c.kind));
    let count = chosen.len() as u32;
    let broken = apart
        || unknown
        || count > choice.size[1]
        || seconds > choice.seconds
        || stretch > choice.stretch;
    let points = chosen.iter().map(|c| c.points).sum();
    let missing = [missing, choice.size[0].saturating_sub(count)];
    (!broken).then_some((missing, Reverse(points), exercises))
}

/// The best by trying every subset.
fn by_trying(choice: &Choice, force: Force) -> Option<([u32; 2], Reverse<i64>, Vec<usize>)> {
    let count = choice.candidates.len();
    let subsets = (0..1_u32 << count)
        .map(|bits| -> Vec<usize> { (0..count).filter(|at| bits >> at & 1 == 1).collect() });
    let allowed = subsets.filter(|set| match force {
        Force::Free => true,
        Force::With(at) => set.contains(&at),
        Force::Without(at) => !set.contains(&at),
    });
    allowed.filter_map(|set| worth(choice, &set)).min()
}

fn told(best: &Best) -> ([u32; 2], Reverse<i64>, Vec<usize>) {
    (best.missing, Reverse(best.points()), best.exercises.clone())
}

#[test]
fn the_best_choice_is_the_best_of_all_subsets_and_ties_go_to_the_first_ids() {
    let mut random = XorShift::new(11);
    let (mut ties, mut none) = (0, 0);
    for round in 0..400 {
        let count = 1 + round % 12;
        let choice = some_choice(&mut random, count);
        let force = match round % 3 {
            0 => Force::Free,
            1 => Force::With(below(&mut random, count as u64) as usize),
            _ => Force::Without(below(&mut random, count as u64) as usize),
        };
        let expected = by_trying(&choice, force);
        let found = choice.best(force);
        assert_eq!(found.as_ref().map(told), expected, "{choice:#?} {force:?}");
        none += usize::from(found.is_none());
        if let Some(best) = found {
            let as_good = (0..1_u32 << count).filter(|bits| {
                let set: Vec<usize> = (0..count).filter(|at| bits >> at & 1 == 1).collect();
                worth(&choice, &set).is_some_and(|(missing, points, _)| {
                    (missing, points) == (best.missing, Reverse(best.points()))
                })
            });
            ties += usize::from(as_good.count() > 1);
        }
    }
    assert!(ties > 30 && none > 5, "ties {ties}, impossible {none}");
}

/// The optimum by `good_lp` with `microlp`: what is missing, and points.
pub fn by_solver(choice: &Choice) -> ([u32; 2], i64) {
    let mut variables = ProblemVariables::new();
    let x: Vec<_> = choice.candidates.iter().map(|_| variables.add(variable().binary())).collect();
    let short: Vec<_> =
        choice.quotas.iter().map(|_| variables.add(variable().integer().min(0).max(9))).collect();
    let small = variables.add(variable().integer().min(0).max(9));
    // What is missing outweighs any points, and kinds outweigh size.
    let all: i64 = choice.candidates.iter().map(|c| c.points.abs()).sum();
    let size_price = (2 * all + 1) as f64;
    let kind_price = size_price * f64::from(choice.size[0] + 1);
    let sum = |value: &dyn Fn(&Candidate) -> f64| -> Expression {
        choice.candidates.iter().zip(&x).map(|(c, x)| value(c) * *x).sum()
    };
    let kinds_short: Expression = short.iter().map(|short| kind_price * *short).sum();
    let objective = sum(&|c| c.points as f64) - kinds_short - size_price * small;
    let count = || sum(&|_| 1.0);
    let mut model = variables.maximise(objective).using(microlp);
    model.add_constraint(constraint!(count() <= f64::from(choice.size[1])));
    model.add_constraint(constraint!(count() + small >= f64::from(choice.size[0])));
    model.add_constraint(constraint!(sum(&|c| c.seconds as f64) <= choice.seconds as f64));
    model.add_constraint(constraint!(sum(&|c| c.stretch as f64) <= choice.stretch as f64));
    for (quota, short) in choice.quotas.iter().zip(&short) {
        let of_kind = || sum(&|c| f64::from(u8::from(c.kind == quota.kind)));
        model.add_constraint(constraint!(of_kind() <= f64::from(quota.at_most)));
        model.add_constraint(constraint!(of_kind() + *short >= f64::from(quota.at_least)));
    }
    for (i, one) in choice.candidates.iter().enumerate() {
        for (j, other) in choice.candidates.iter().enumerate().skip(i + 1) {
            if one.apart.contains(&other.exercise) {
                model.add_constraint(constraint!(x[i] + x[j] <= 1.0));
            }
        }
    }
    let solution = model.solve().unwrap();
    let set: Vec<usize> = (0..x.len()).filter(|at| solution.value(x[*at]) > 0.5).collect();
    let (missing, points, _) = worth(choice, &set).expect("the solver keeps the limits");
    (missing, points.0)
}

#[test]
fn another_solver_reaches_the_same_optimum() {
    let mut random = XorShift::new(12);
    for round in 0..300 {
        let choice = some_choice(&mut random, 5 + round % 26);
        let best = choice.best(Force::Free).unwrap();
        assert_eq!(by_solver(&choice), (best.missing, best.points()), "{choice:#?}");
    }
}
