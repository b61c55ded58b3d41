//! Steps up and down: bounds, one thing at a time, and back again, over drawn doses.

use taut_knowledge::Variable;
use taut_knowledge::programme::{Dose, StepSizes};
use taut_knowledge::record::Obtained;
use taut_plan::{Level, step};
use taut_reason::XorShift;

/// A dose drawn with all its bounds.
fn drawn(random: &mut XorShift) -> Dose {
    let mut below = |n: u64| (random.next_u64() % n) as u32;
    let mut bounds = |least: u32, spread: u64| {
        let first = least + below(8);
        [first, first + below(spread)]
    };
    let (sets, reps, hold, minutes) = (bounds(1, 4), bounds(1, 12), bounds(5, 41), bounds(5, 26));
    let timed = below(4) == 0;
    let held = !timed && below(2) == 0;
    let mut progress = Vec::new();
    let all = [
        Variable::Reps,
        Variable::Hold,
        Variable::Sets,
        Variable::Minutes,
        Variable::Range,
        Variable::Load,
        Variable::Next,
    ];
    let start = below(7) as usize;
    for i in 0..7 {
        let variable = all[(start + i) % 7];
        let has = match variable {
            Variable::Reps => !timed,
            Variable::Hold => held,
            Variable::Minutes => timed,
            _ => true,
        };
        if has && below(3) > 0 {
            progress.push(variable);
        }
    }
    Dose {
        sets,
        reps: (!timed).then_some(reps),
        hold_seconds: held.then_some(hold),
        rep_seconds: (!timed).then_some(3),
        rest_seconds: 10,
        minutes: timed.then_some(minutes),
        days_per_week: [2, 5],
        each_side: true,
        progress,
        obtained: Obtained::Assumed,
        source: String::new(),
        note: String::new(),
    }
}

/// Each value of a level, so that a test can count what differs.
fn values(level: &Level) -> [u32; 7] {
    [
        level.reps,
        level.hold_seconds,
        level.sets,
        level.minutes,
        level.range,
        level.load,
        level.days_per_week,
    ]
}

const SIZES: StepSizes = StepSizes { reps: 2, hold_seconds: 5, sets: 1, minutes: 5, most_load: 3 };

#[test]
fn a_step_up_changes_one_thing_stays_within_bounds_and_a_step_back_undoes_it() {
    let mut random = XorShift::new(7);
    let mut steps = 0;
    for _ in 0..2_000 {
        let dose = drawn(&mut random);
        let mut level = Level::first(&dose, 5).unwrap();
        assert_eq!(step::back(&level, &dose, &SIZES), None);
        // All the way up, in the order of the dose.
        loop {
            let next = step::ups(&level, &dose, &SIZES).find(|(_, level)| level.is_some());
            let Some((variable, Some(up))) = next else { break };
            let (old, new) = (values(&level), values(&up));
            let differ: Vec<usize> = (0..7).filter(|&i| old[i] != new[i]).collect();
            assert_eq!(differ.len(), 1, "{level:?} to {up:?}");
            assert!(new[differ[0]] > old[differ[0]]);
            assert!(dose.progress.contains(&variable));
            assert!(up.within(&dose), "{up:?} of {dose:?}");
            assert!(up.load <= SIZES.most_load);
            assert_eq!(step::back(&up, &dose, &SIZES), Some((variable, level)));
            assert!(up.session_seconds(&dose) >= level.session_seconds(&dose));
            level = up;
            steps += 1;
        }
        assert_eq!(step::lowest(&level, &dose, &SIZES), Level::first(&dose, 5).unwrap());
    }
    assert!(steps > 5_000, "{steps}");
}

#[test]
fn each_thing_by_itself_goes_up_and_comes_back() {
    let mut random = XorShift::new(11);
    for _ in 0..500 {
        let dose = drawn(&mut random);
        for &variable in &dose.progress {
            let mut level = Level::first(&dose, 5).unwrap();
            while let Some(up) = step::up(&level, &dose, &SIZES, variable) {
                assert_eq!(step::down(&up, &dose, &SIZES, variable), Some(level));
                level = up;
            }
        }
    }
}

/// 30 seconds, longer by 5 up to 42: the last step is cut short and undone whole.
#[test]
fn the_last_step_is_cut_at_the_most() {
    let mut dose = drawn(&mut XorShift::new(3));
    dose.minutes = None;
    dose.hold_seconds = Some([30, 42]);
    dose.progress = vec![Variable::Hold];
    let mut level = Level::first(&dose, 5).unwrap();
    let mut holds = vec![level.hold_seconds];
    while let Some(up) = step::up(&level, &dose, &SIZES, Variable::Hold) {
        level = up;
        holds.push(level.hold_seconds);
    }
    assert_eq!(holds, [30, 35, 40, 42]);
    let down = step::down(&level, &dose, &SIZES, Variable::Hold).unwrap();
    assert_eq!(down.hold_seconds, 40);
    assert_eq!(step::up(&level, &dose, &SIZES, Variable::Sets), None, "not a step of this dose");
}
