//! Before and after weakness: nothing changes at full strength, effort never falls, a grid finds nothing better.

use super::{body, none, stage};
use taut_body::task::{
    Change, Direction, Figure, Posture, Stage, TaskBody, Trial, Variant, run_tasks,
};

fn group(body: &TaskBody, name: &str) -> usize {
    body.groups.iter().position(|group| group.name == name).unwrap()
}

/// A stage with fewer choices, so that the test is quick.
fn narrow(mut stage: Stage) -> Stage {
    stage.free.truncate(1);
    stage
}

#[test]
fn full_strength_changes_nothing_to_the_bit() {
    let body = body();
    let stage = narrow(stage(&body, "forward_bend"));
    let weak: Vec<(usize, f64)> = (0..body.groups.len()).map(|group| (group, 1.0)).collect();
    let compared = Trial::new(&body, &stage, &none).compare(&weak, Variant::PLAIN).unwrap();
    assert_eq!(compared.before, compared.fixed);
    assert_eq!(compared.before, compared.free);
}

#[test]
fn effort_never_falls_in_the_same_posture() {
    let body = body();
    for id in ["forward_bend", "single_leg_stance", "bridge_one_leg"] {
        let stage = stage(&body, id);
        let mut trial = Trial::new(&body, &stage, &none);
        for name in ["glmax", "glmed", "calf", "foot", "hamstrings"] {
            let mut before = 0.0;
            for percent in [100, 75, 50, 25, 5] {
                let weak = [(group(&body, name), f64::from(percent) / 100.0)];
                let strength = body.strengths(&weak, Variant::PLAIN);
                let Posture { cost, .. } = trial.posture(&stage.nominal(), &strength, 1.0).unwrap();
                assert!(cost >= before - 1e-9 * before, "{id} {name} {percent}: {cost} {before}");
                before = cost;
            }
        }
    }
}

#[test]
fn a_grid_of_postures_finds_nothing_better() {
    let body = body();
    let stage = narrow(stage(&body, "forward_bend"));
    let strength = body.strengths(&[(group(&body, "glmax"), 0.5)], Variant::PLAIN);
    let mut trial = Trial::new(&body, &stage, &none);
    let best = trial.least(&strength, 1.0).unwrap();
    let [low, high] = stage.free[0].bounds;
    for k in 0..=24 {
        let at = low + (high - low) * f64::from(k) / 24.0;
        if let Ok(there) = trial.posture(&[at], &strength, 1.0) {
            // The search ends at steps of 1/128 of the range; near a lowest value that is worth less than this.
            assert!(best.cost <= there.cost * (1.0 + 1e-3), "{at}: {} {}", best.cost, there.cost);
        }
    }
}

#[test]
fn directions_need_every_variant() {
    let change = |pairs: &[(f64, f64)]| Change { pairs: pairs.to_vec(), floor: 1.0 };
    assert_eq!(change(&[(100.0, 120.0), (90.0, 95.0)]).direction(0.01), Direction::More);
    assert_eq!(change(&[(100.0, 80.0), (90.0, 85.0)]).direction(0.01), Direction::Less);
    assert_eq!(change(&[(100.0, 100.5), (90.0, 89.5)]).direction(0.01), Direction::NoEffect);
    assert_eq!(change(&[(100.0, 120.0), (90.0, 85.0)]).direction(0.01), Direction::Unsettled);
    assert_eq!(change(&[(100.0, 120.0), (90.0, 90.5)]).direction(0.01), Direction::Unsettled);
    // From nothing to little is no effect, from nothing to much is one, and neither is a share of what was before.
    assert_eq!(change(&[(0.0, 0.9)]).direction(0.01), Direction::NoEffect);
    assert_eq!(change(&[(0.0, 9.0)]).direction(0.01), Direction::More);
    assert_eq!(change(&[(0.0, 9.0)]).relative(), None);
    assert_eq!(change(&[(100.0, 110.0)]).relative().map(|(c, _)| (c * 1e6).round()), Some(1e5));
    assert_eq!(Figure::ALL.len(), 6);
}

#[test]
fn threads_do_not_matter() {
    let body = body();
    let stages: Vec<Stage> = ["standing", "forward_bend", "bridge_one_leg"]
        .iter()
        .map(|id| {
            let mut stage = narrow(stage(&body, id));
            stage.free.clear();
            stage
        })
        .collect();
    let weak = [(group(&body, "glmax"), 0.5)];
    let run = |threads: usize| {
        let threads = std::num::NonZeroUsize::new(threads).unwrap();
        run_tasks(&body, &stages, &weak, &none, threads, &|_| {})
    };
    assert_eq!(run(1), run(3));
}
