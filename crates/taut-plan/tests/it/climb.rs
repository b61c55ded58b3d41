//! People for whom all goes well climb to the limits, and come down again when it is too much.

use std::collections::BTreeSet;

use taut_knowledge::{NextMorning, PostureClass};
use taut_plan::{Action, Planner, Story, step};
use taut_reason::{Reasoner, Setting, XorShift};

use crate::simulation::checker::Checker;
use crate::simulation::person::person;
use crate::world::{self, fine, knowledge, loads, planner, reasoner};

/// Seconds a week for which the hamstrings of one leg are stretched.
fn stretch(story: &Story<'_>) -> u64 {
    let chosen = &story.programme().unwrap().chosen;
    let items = chosen.iter().map(|chosen| &chosen.item);
    let lengthens = |e: usize| knowledge().exercises[e].is(PostureClass::HamstringLengthening);
    items
        .filter(|item| lengthens(item.exercise))
        .map(|item| {
            let dose = &knowledge().exercises[item.exercise].dose;
            let rep = if item.level.hold_seconds > 0 {
                item.level.hold_seconds
            } else {
                dose.rep_seconds.unwrap_or(0)
            };
            u64::from(item.level.sets * item.level.reps * rep * item.level.days_per_week)
        })
        .sum()
}

/// Days between check-ins on the way down: a second step back comes within the days of the policy.
const EVERY: i64 = 3;

#[test]
fn all_the_way_up_no_limit_is_passed_and_all_the_way_down_each_thing_is_undone() {
    let mut random = XorShift::new(17);
    let (mut climbed, mut nexts, mut easier) = (0, 0, 0);
    let mut people = 0;
    while people < 25 {
        let mut person = person(reasoner(), &mut random);
        person.preferences.minutes_per_day = [20, 60][people % 2];
        let begun = Story::begin(
            reasoner(),
            planner(),
            &person.case,
            &person.preferences,
            world::START,
            &[],
        );
        let Ok(mut story) = begun else { continue };
        if !story.rung().is_open() {
            continue;
        }
        people += 1;
        let first = story.programme().unwrap().clone();
        let mut checker =
            Checker::begin(reasoner(), &person.preferences, &person.case, &first, world::START);
        // Up: two check-ins in a row are fine, then one thing is made harder.
        let mut day = 0;
        for _ in 0..40 {
            day += 1;
            let check_in = fine(&story, day, 4);
            let response = story.check_in(&check_in).unwrap();
            checker.after(&check_in, &response, story.answers());
            for action in &response.actions {
                if let Action::StepUp(up) = action {
                    assert!(up.taken);
                    climbed += 1;
                    nexts += usize::from(up.next.is_some());
                }
            }
            assert!(response.programme.is_some(), "{:?}", response.actions);
        }
        // Down: worse the next morning, again and again within a week.
        for round in 0..12 {
            day += EVERY;
            let mut check_in = fine(&story, day, 4);
            check_in.next_morning = Some(NextMorning::Worse);
            let response = story.check_in(&check_in).unwrap();
            checker.after(&check_in, &response, story.answers());
            let backs = response.actions.iter().filter_map(|action| match action {
                Action::StepBack(down) => Some(*down),
                _ => None,
            });
            let backs: Vec<_> = backs.collect();
            easier += backs.iter().filter(|down| down.easier.is_some()).count();
            if round > 0 {
                let sizes = &knowledge().check_in.numbers.step;
                for down in &backs {
                    let dose = &knowledge().exercises[down.easier.unwrap_or(down.exercise)].dose;
                    assert_eq!(down.to, step::lowest(&down.to, dose, sizes), "the lowest level");
                }
            }
        }
        assert_eq!(checker.violations, []);
        let exercises: BTreeSet<usize> =
            story.programme().unwrap().chosen.iter().map(|c| c.item.exercise).collect();
        assert_eq!(exercises.len(), story.programme().unwrap().chosen.len());
    }
    assert!(climbed > 300 && nexts > 10 && easier > 10, "{climbed} {nexts} {easier}");
}

#[test]
fn a_stretch_grows_up_to_the_minutes_a_week_and_no_further() {
    // Two repetitions of half a minute on five days are 300 seconds a week; four would be 600.
    for (minutes, highest) in [(10.0, 600), (9.9, 450), (7.0, 300)] {
        let mut changed = knowledge().clone();
        changed.programme.stretch_minutes_per_week = minutes;
        let planner = Planner::new(&changed, loads());
        let reasoner = Reasoner::new(&changed, Setting::Home);
        let mut preferences = world::preferences();
        let stretches = changed.exercises.iter().enumerate();
        let others =
            stretches.filter(|(_, e)| e.is(PostureClass::HamstringLengthening) && e.id != "hs01");
        preferences.unwanted.extend(others.map(|(index, _)| index));
        let case = world::vignette("vignette-stretch-01");
        let mut story =
            Story::begin(&reasoner, &planner, &case, &preferences, world::START, &[]).unwrap();
        let mut seen = BTreeSet::from([stretch(&story)]);
        // Before three weeks are over nothing is asked of the stretch.
        for day in 1..=20 {
            story.check_in(&fine(&story, day, 4)).unwrap();
            seen.insert(stretch(&story));
        }
        assert_eq!((seen.first(), seen.last()), (Some(&300), Some(&highest)), "{minutes} minutes");
    }
}
