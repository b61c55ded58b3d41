//! Plans of people against what must hold for every programme, evaluated apart from the rules that make it hold.

use std::collections::{BTreeMap, BTreeSet};

use taut_knowledge::{ExerciseKind, PostureClass, Rung};
use taut_plan::choose::Force;
use taut_plan::{Admission, Level, NotYet, Plan, Planner, Preferences, Programme};
use taut_plan::{Load, Loads};
use taut_reason::XorShift;

use crate::choices::by_solver;
use crate::shipped::{
    Someone, anything, knowledge, loads, planner, sampled, some_preferences, vignettes,
};

/// Vignettes with everything at hand, sampled people with preferences of their own.
fn people(count: usize) -> Vec<(Someone, Preferences)> {
    let mut random = XorShift::new(5);
    let with_all = vignettes().into_iter().map(|someone| (someone, anything()));
    let others = sampled(count, 21).into_iter();
    with_all.chain(others.map(|someone| (someone, some_preferences(&mut random)))).collect()
}

fn programme(someone: &Someone, preferences: &Preferences) -> Option<Programme> {
    match planner().plan(&someone.person(), preferences) {
        Plan::Programme(programme) => Some(*programme),
        Plan::SeeDoctor(_) | Plan::NotYet(_) => None,
    }
}

#[test]
fn no_programme_holds_what_an_item_bar_of_the_safety_folder_forbids() {
    let (mut items, mut bars) = (0, 0);
    for (someone, preferences) in people(400) {
        let Some(programme) = programme(&someone, &preferences) else { continue };
        let (rung, provisional) = (someone.verdict.rung(), someone.verdict.is_provisional());
        for chosen in &programme.chosen {
            items += 1;
            let exercise = &knowledge().exercises[chosen.item.exercise];
            for bar in &knowledge().item_bars {
                bars += 1;
                let forbidden = bar.covers(exercise)
                    && bar.applies(rung, provisional)
                    && bar.bars(&someone.answers);
                assert!(!forbidden, "{}: {} breaks {}", someone.name, exercise.id, bar.id);
            }
        }
    }
    assert!(items > 500, "{items} items, {bars} looks");
}

#[test]
fn every_programme_keeps_dose_time_size_and_mix() {
    let policy = &knowledge().programme;
    for (someone, preferences) in people(300) {
        let Some(programme) = programme(&someone, &preferences) else { continue };
        let name = &someone.name;
        let (mut seconds, mut stretch) = (0, 0);
        let mut kinds: BTreeMap<ExerciseKind, u32> = BTreeMap::new();
        for chosen in &programme.chosen {
            let (item, exercise) = (&chosen.item, &knowledge().exercises[chosen.item.exercise]);
            assert!(item.level.within(&exercise.dose), "{name}: {}", exercise.id);
            assert!(item.level.days_per_week <= preferences.days_per_week, "{name}");
            assert!(exercise.equipment.iter().all(|e| preferences.equipment.contains(e)), "{name}");
            assert!(preferences.floor || !exercise.floor, "{name}: {}", exercise.id);
            seconds += item.level.session_seconds(&exercise.dose);
            if exercise.is(PostureClass::HamstringLengthening) {
                stretch += item.level.week_seconds_of_one_leg(&exercise.dose);
            }
            *kinds.entry(exercise.kind).or_default() += 1;
        }
        assert!(seconds <= 60 * u64::from(preferences.minutes_per_day), "{name}");
        assert_eq!(u64::from(programme.minutes_per_day), seconds.div_ceil(60), "{name}");
        assert!(stretch as f64 <= 60.0 * policy.stretch_minutes_per_week, "{name}");
        assert!(programme.chosen.len() <= policy.size[1] as usize, "{name}");
        for (kind, count) in kinds {
            let line = policy.mix.iter().find(|m| (m.rung, m.kind) == (programme.rung, kind));
            assert!(count <= line.unwrap().at_most, "{name}: {kind:?}");
        }
    }
}

#[test]
fn a_person_with_time_and_things_gets_a_full_programme_where_the_verdict_allows_one() {
    let mut seen: BTreeMap<Rung, usize> = BTreeMap::new();
    let mut empty = 0;
    for someone in vignettes() {
        let plan = planner().plan(&someone.person(), &anything());
        let rung = someone.verdict.rung();
        match &plan {
            Plan::SeeDoctor(doctor) => assert!(*doctor == rung && rung < Rung::HoldAndSeePt),
            Plan::NotYet(NotYet::Undecided) => assert_eq!(rung, Rung::Undecided),
            Plan::NotYet(NotYet::Open(open)) => assert!(!open.is_empty()),
            Plan::NotYet(NotYet::Kept(kept)) => assert!(!kept.is_empty()),
            Plan::Programme(programme) => {
                *seen.entry(rung).or_default() += 1;
                assert_eq!(programme.rung, rung);
                let least = knowledge().programme.size[0] as usize;
                if rung.is_open() {
                    assert!(programme.chosen.len() >= least, "{}", someone.name);
                } else {
                    // A caution can leave nothing on hold, such as for someone under 18.
                    empty += usize::from(programme.chosen.is_empty());
                }
            }
        }
        assert_eq!(plan, planner().plan(&someone.person(), &anything()), "{}", someone.name);
    }
    assert!(empty <= 3, "{empty} empty programmes on hold");
    for rung in [Rung::HoldAndSeePt, Rung::StayActive, Rung::Strengthen, Rung::StretchAndStrengthen]
    {
        assert!(seen.get(&rung).is_some_and(|count| *count >= 3), "{rung:?}: {seen:?}");
    }
}

#[test]
fn nothing_on_hold_draws_the_hamstrings_long_or_moves_the_nerve_by_intent() {
    let mut held = 0;
    for (someone, preferences) in people(400) {
        if someone.verdict.rung() != Rung::HoldAndSeePt {
            continue;
        }
        for chosen in programme(&someone, &preferences).iter().flat_map(|p| &p.chosen) {
            held += 1;
            let exercise = &knowledge().exercises[chosen.item.exercise];
            assert!(!exercise.is(PostureClass::HamstringLengthening), "{}", exercise.id);
            assert!(!exercise.is(PostureClass::Neural), "{}", exercise.id);
            assert!(exercise.kind != ExerciseKind::HamstringLengthening, "{}", exercise.id);
        }
    }
    assert!(held > 20, "{held}");
}

#[test]
fn admission_is_the_outer_limit_and_strains_only_remove() {
    let none = Load { hamstrings: -1.0, nerve: 0.0, lumbar: [0.0; 2] };
    let all = Load { hamstrings: 9.0, nerve: 9.0, lumbar: [0.0; 2] };
    let count = knowledge().exercises.len();
    let lowest = Loads::given(&vec![(none, 0.0); count]);
    let highest = Loads::given(&vec![(all, 9.0); count]);
    let planners = [&lowest, loads(), &highest].map(|loads| Planner::new(knowledge(), loads));
    let admission = Admission::new(knowledge());
    let (mut removed, mut admitted) = (0, 0);
    for (someone, preferences) in people(150) {
        let (rung, provisional) = (someone.verdict.rung(), someone.verdict.is_provisional());
        for exercise in 0..count {
            let may = planners
                .each_ref()
                .map(|p| p.barred(exercise, &someone.person(), &preferences).is_empty());
            let admits = admission.admits(exercise, rung, provisional, &someone.answers);
            let barred = admission.barred(exercise, rung, provisional, &someone.answers);
            assert_eq!(admits, barred.is_empty());
            assert!(may[2] <= may[1] && may[1] <= may[0] && may[0] <= admits, "{exercise}");
            removed += usize::from(may[0] && !may[2]);
            admitted += usize::from(admits);
        }
    }
    assert!(removed > 10 && admitted > 500, "{removed} {admitted}");
}

#[test]
fn less_of_anything_never_admits_more() {
    let mut random = XorShift::new(77);
    let count = knowledge().exercises.len();
    for (someone, preferences) in people(100) {
        let less = some_preferences(&mut random);
        let tighter = Preferences {
            minutes_per_day: preferences.minutes_per_day.min(less.minutes_per_day),
            days_per_week: preferences.days_per_week,
            equipment: preferences.equipment.intersection(&less.equipment).copied().collect(),
            floor: preferences.floor && less.floor,
            unwanted: preferences.unwanted.union(&less.unwanted).copied().collect(),
        };
        let mut other = someone.clone();
        other.dropped = less.unwanted.clone();
        let mut more = someone.clone();
        more.mastered = (0..count).collect();
        for exercise in 0..count {
            let may = |who: &Someone, preferences: &Preferences| {
                planner().barred(exercise, &who.person(), preferences).is_empty()
            };
            let as_it_is = may(&someone, &preferences);
            assert!(may(&someone, &tighter) <= as_it_is);
            assert!(may(&other, &preferences) <= as_it_is);
            assert!(as_it_is <= may(&more, &preferences));
        }
    }
}

#[test]
fn real_programmes_are_optimal_for_another_solver_too_and_reasons_add_up() {
    let mut compared = 0;
    for (someone, preferences) in people(80) {
        let Some(programme) = programme(&someone, &preferences) else { continue };
        let barred: BTreeSet<usize> = programme.barred.iter().map(|(e, _)| *e).collect();
        let choice = planner().choice(&someone.person(), &preferences, &barred);
        let best = choice.best(Force::Free).unwrap();
        assert_eq!(by_solver(&choice), (best.missing, best.points()), "{}", someone.name);
        let points: i64 = programme.chosen.iter().map(|chosen| chosen.why.points).sum();
        assert_eq!((points, programme.points), (best.points(), best.points()));
        for rejected in &programme.rejected {
            let Some(behind) = rejected.behind else { continue };
            assert!(behind >= 0 && rejected.best_with.contains(&rejected.exercise));
            let with = choice.candidates.iter();
            let with = with.filter(|c| rejected.best_with.contains(&c.exercise));
            assert_eq!(with.map(|c| c.points).sum::<i64>(), best.points() - behind);
        }
        compared += 1;
    }
    assert!(compared > 60, "{compared}");
}

#[test]
fn a_question_that_would_admit_exercises_does_so_when_it_is_answered_no() {
    let mut tried = 0;
    for someone in sampled(300, 3) {
        let Some(programme) = programme(&someone, &anything()) else { continue };
        let open: Vec<_> = programme.would_admit.iter().map(|(finding, _)| *finding).collect();
        if open.is_empty() {
            continue;
        }
        let mut answers = someone.answers.clone();
        for finding in &open {
            let none = taut_knowledge::Value::State(0);
            answers.set(*finding, none, taut_knowledge::Sides::Unstated);
        }
        let after = Someone::new(someone.name.clone(), answers);
        if after.verdict.rung() != someone.verdict.rung() {
            continue;
        }
        let fewer = planner().plan(&after.person(), &anything());
        let Plan::Programme(fewer) = fewer else { continue };
        assert!(fewer.barred.len() <= programme.barred.len(), "{}", someone.name);
        tried += usize::from(fewer.barred.len() < programme.barred.len());
    }
    assert!(tried >= 5, "{tried}");
}

#[test]
fn every_exercise_on_offer_starts_within_its_dose_and_fits_a_day() {
    for exercise in &knowledge().exercises {
        let level = Level::first(&exercise.dose, 7).unwrap();
        assert!(level.within(&exercise.dose), "{}", exercise.id);
        let policy = &knowledge().programme;
        let fits = level.session_minutes(&exercise.dose) <= u64::from(policy.minutes_per_day);
        assert!(fits, "{}", exercise.id);
    }
}
