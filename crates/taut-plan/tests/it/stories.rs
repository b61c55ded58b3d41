//! Programmes over weeks, told check-in by check-in.

use taut_knowledge::{Exercise, ExerciseKind, PostureClass, Rung, Said, Side, Signal};
use taut_plan::{Action, Clinician, Programme, Response, Standing, Stopped, Story};

use crate::world::{
    answer, day, finding, fine, knowledge, number, preferences, roland_morris, said, say, story,
};

fn exercise(index: usize) -> &'static Exercise {
    &knowledge().exercises[index]
}

fn lengthens(index: usize) -> bool {
    exercise(index).is(PostureClass::HamstringLengthening)
}

/// The exercises of a programme that draw the hamstrings long.
fn stretches(programme: &Programme) -> Vec<usize> {
    let all = programme.chosen.iter().map(|chosen| chosen.item.exercise);
    all.filter(|exercise| lengthens(*exercise)).collect()
}

fn steps_up(response: &Response) -> Vec<taut_plan::StepUp> {
    let step = |action: &Action| match action {
        Action::StepUp(up) => Some(*up),
        _ => None,
    };
    response.actions.iter().filter_map(step).collect()
}

fn has(response: &Response, wanted: &Action) -> bool {
    response.actions.contains(wanted)
}

/// The office worker whose hamstrings were measured short stretches, and all goes well for days.
fn stretcher() -> Story<'static> {
    let story = story("vignette-stretch-01", &[number("nprs_back", Side::Unstated, 5.0)]);
    assert_eq!(story.rung(), Rung::StretchAndStrengthen);
    assert!(!stretches(story.programme().unwrap()).is_empty());
    story
}

#[test]
fn leg_pain_that_travels_down_after_a_stretch_stops_it_at_that_check_in() {
    let mut story = stretcher();
    let first = story.check_in(&fine(&story, 2, 5)).unwrap();
    assert_eq!(first.now, Rung::StretchAndStrengthen);

    // After the stretch it went down to the calf, and is still there.
    let stretch = stretches(story.programme().unwrap())[0];
    let mut second = fine(&story, 5, 4);
    second.leg = Some(4);
    second.leg_settled_minutes = Some(20);
    for done in &mut second.done {
        done.leg_rose = Some(done.exercise == stretch);
    }
    for (id, state) in [
        ("leg_symptoms", "comes_and_goes"),
        ("how_far_down", "below_knee"),
        ("leg_tingling", "absent"),
        ("leg_ache_only", "absent"),
        ("pull_end_of_stretch_only", "absent"),
        ("leg_pain_at_rest", "absent"),
        ("leg_irritable", "absent"),
        ("leg_spells_two", "absent"),
    ] {
        say(&mut second, answer(id, state));
    }
    let response = story.check_in(&second).unwrap();
    assert_eq!((response.before, response.now), (Rung::StretchAndStrengthen, Rung::HoldAndSeePt));
    let change = Action::MoreCareful(Rung::StretchAndStrengthen, Rung::HoldAndSeePt);
    assert!(has(&response, &change));
    assert!(response.signals.contains(&Signal::LegNew));
    assert!(response.signals.contains(&Signal::LegLower));
    assert!(has(&response, &Action::Stop(stretch, Stopped::Leg)), "{:?}", response.actions);
    assert!(response.because.iter().all(|f| knowledge().check_in.leg.contains(f)));
    assert!(!response.because.is_empty() && response.because.len() <= 2);
    assert_eq!(steps_up(&response).as_slice(), []);
    let left = response.programme.as_ref().map_or(Vec::new(), stretches);
    assert!(left.is_empty(), "a stretch goes on: {left:?}");
    let offered = response.offer.as_deref().expect("a position of ease is offered");
    assert!(stretches(offered).is_empty());
}

#[test]
fn hamstrings_that_gain_range_while_pain_falls_go_on_one_step_at_a_time() {
    let start = [
        number("nprs_back", Side::Unstated, 6.0),
        number("knee_extension", Side::Left, 48.0),
        number("knee_extension", Side::Right, 45.0),
        roland_morris(9, 0),
    ];
    let mut story = story("vignette-stretch-01", &start);
    let mut ups = 0;
    for (i, days) in (2..40).step_by(4).enumerate() {
        let before = story.programme().unwrap().clone();
        let mut check_in = fine(&story, days, 6_u8.saturating_sub(i as u8 / 2));
        check_in.measures = vec![number("knee_extension", Side::Left, 48.0 - i as f64)];
        let response = story.check_in(&check_in).unwrap();
        assert_eq!(response.now, Rung::StretchAndStrengthen);
        let taken = steps_up(&response);
        assert!(taken.len() <= 1);
        if i == 0 {
            assert!(taken.is_empty(), "twice in a row first");
        }
        for up in &taken {
            assert!(up.taken);
            let at = before.chosen.iter().position(|c| c.item.exercise == up.exercise).unwrap();
            assert_eq!(before.chosen[at].item.level, up.from);
            let now = &response.programme.as_ref().unwrap().chosen[at].item;
            assert_eq!((now.exercise, now.level), (up.next.unwrap_or(up.exercise), up.to));
        }
        ups += taken.len();
        assert!(!response.actions.iter().any(|a| matches!(a, Action::Stop(..))));
    }
    assert!(ups >= 4, "{ups}");
    assert!(!stretches(story.programme().unwrap()).is_empty(), "it brought range: it stays");
}

#[test]
fn numbness_that_appears_while_pain_falls_overrides_every_improvement() {
    let mut story = stretcher();
    story.check_in(&fine(&story, 2, 4)).unwrap();
    let mut numb = fine(&story, 6, 1);
    say(&mut numb, answer("numbness_new", "present"));
    let response = story.check_in(&numb).unwrap();
    assert!(response.now <= Rung::SeeDoctorToday, "{:?}", response.now);
    assert_eq!(response.actions[0], Action::Deficit(vec![finding("numbness_new")]));
    assert!(has(&response, &Action::StopAll(Stopped::Advice)));
    assert_eq!(response.because, [finding("numbness_new")]);
    assert_eq!((response.programme, response.offer), (None, None));

    // A check-in of a programme that has stopped is refused.
    let problems = story.check_in(&fine(&story, 9, 0)).unwrap_err();
    assert_eq!(problems[0].code, "programme-stopped");
}

#[test]
fn fifteen_days_without_a_check_in_freeze_the_programme() {
    let mut story = stretcher();
    story.check_in(&fine(&story, 2, 5)).unwrap();
    story.check_in(&fine(&story, 6, 4)).unwrap();
    assert_eq!(story.standing(day(20)), Standing::Running);
    assert_eq!(story.standing(day(21)), Standing::Frozen(Vec::new()));
    let response = story.check_in(&fine(&story, 21, 3)).unwrap();
    assert_eq!(response.actions[0], Action::Frozen(Vec::new()));
    assert_eq!(steps_up(&response).as_slice(), [], "asked again first");
    assert_eq!(story.standing(day(22)), Standing::Running, "all was answered");
}

#[test]
fn stretching_without_a_gain_is_asked_about_and_then_dropped() {
    let mut story = story(
        "vignette-stretch-01",
        &[number("nprs_back", Side::Unstated, 5.0), number("knee_extension", Side::Left, 48.0)],
    );
    let stretch = stretches(story.programme().unwrap())[0];
    let mut asked = false;
    for days in (3..40).step_by(3) {
        let mut check_in = fine(&story, days, 5);
        check_in.ready = None;
        check_in.measures = vec![number("knee_extension", Side::Left, 46.0)];
        let response = story.check_in(&check_in).unwrap();
        if days < 21 {
            assert!(!has(&response, &Action::NoGainYet(stretch)), "day {days}");
        } else if days < 28 {
            asked = true;
            assert!(has(&response, &Action::NoGainYet(stretch)), "day {days}");
        } else {
            assert!(has(&response, &Action::Stop(stretch, Stopped::NoGain)), "day {days}");
            assert!(stretches(response.programme.as_ref().unwrap()).is_empty());
            assert!(response.offer.as_deref().is_none_or(|offer| stretches(offer).is_empty()));
            assert!(asked);
            return;
        }
    }
    panic!("never dropped");
}

#[test]
fn a_roland_morris_score_worse_by_five_goes_to_a_clinician() {
    for (ticked, open, told) in [(9, 0, false), (10, 0, true), (9, 1, false), (10, 2, true)] {
        let mut story = story("vignette-stretch-01", &[roland_morris(5, 0)]);
        let mut check_in = fine(&story, 3, 4);
        check_in.measures = vec![roland_morris(ticked, open)];
        let response = story.check_in(&check_in).unwrap();
        let wanted = Action::Clinician(Clinician::RolandMorrisWorse);
        assert_eq!(has(&response, &wanted), told, "{ticked} ticked, {open} open");
    }
}

#[test]
fn back_pain_worse_twice_in_a_row_goes_to_a_clinician_and_leg_pain_at_once() {
    let start = [number("nprs_back", Side::Unstated, 4.0), number("nprs_leg", Side::Unstated, 0.0)];
    let mut story = story("vignette-stretch-01", &start);
    let back = Action::Clinician(Clinician::BackWorse);
    assert!(!has(&story.check_in(&fine(&story, 3, 6)).unwrap(), &back));
    assert!(!has(&story.check_in(&fine(&story, 6, 5)).unwrap(), &back));
    assert!(!has(&story.check_in(&fine(&story, 9, 6)).unwrap(), &back));
    let response = story.check_in(&fine(&story, 12, 7)).unwrap();
    assert!(has(&response, &back));
    assert_eq!(steps_up(&response).as_slice(), []);
}

#[test]
fn flags_that_are_left_out_or_not_sure_freeze_the_programme_until_they_are_answered() {
    let mut story = stretcher();
    story.check_in(&fine(&story, 2, 5)).unwrap();
    for (days, not_sure) in [(5, false), (8, true)] {
        let mut check_in = fine(&story, days, 3);
        check_in.answers.retain(|answer| answer.finding != finding("fever"));
        if not_sure {
            check_in.answers.push(said(finding("fever"), Said::Unknown));
        }
        let response = story.check_in(&check_in).unwrap();
        assert_eq!(response.actions[0], Action::Frozen(vec![finding("fever")]));
        assert_eq!(response.programme, None);
        assert!(story.waiting().is_some());
        assert_eq!(steps_up(&response).as_slice(), []);
    }
    let response = story.check_in(&fine(&story, 11, 3)).unwrap();
    assert!(response.programme.is_some(), "answered, it goes on");
    assert_eq!(steps_up(&response).as_slice(), [], "the count begins again");
}

#[test]
fn a_flag_that_is_asked_of_one_side_only_is_still_open() {
    let mut story = stretcher();
    let mut check_in = fine(&story, 2, 5);
    let one_side = |side| {
        let mut one = answer("numbness_new", "absent");
        one.side = side;
        one
    };
    say(&mut check_in, one_side(Side::Left));
    let response = story.check_in(&check_in).unwrap();
    assert_eq!(response.actions[0], Action::Frozen(vec![finding("numbness_new")]));
    let mut check_in = fine(&story, 5, 5);
    say(&mut check_in, one_side(Side::Left));
    check_in.answers.push(one_side(Side::Right));
    assert!(story.check_in(&check_in).unwrap().programme.is_some());
}

#[test]
fn a_leg_that_takes_long_to_settle_ends_every_stretch() {
    let mut story = stretcher();
    let stretch = stretches(story.programme().unwrap())[0];
    let mut check_in = fine(&story, 2, 4);
    check_in.leg = Some(1);
    check_in.leg_settled_minutes = Some(31);
    let response = story.check_in(&check_in).unwrap();
    assert!(response.signals.contains(&Signal::LegLingers));
    assert!(has(&response, &Action::Stop(stretch, Stopped::Hamstrings)), "{:?}", response.actions);
    assert_eq!(response.now, Rung::HoldAndSeePt);
}

#[test]
fn a_question_that_a_new_answer_opens_is_asked_before_the_programme_goes_on() {
    let mut story = stretcher();
    let mut check_in = fine(&story, 2, 4);
    say(&mut check_in, said(finding("leg_symptoms"), Said::Unknown));
    let response = story.check_in(&check_in).unwrap();
    assert_eq!(response.programme, None);
    let open = response.actions.iter().find_map(|action| match action {
        Action::Frozen(open) => Some(open.clone()),
        _ => None,
    });
    assert!(open.unwrap().contains(&finding("leg_symptoms")));
}

#[test]
fn pain_above_the_zones_while_exercising_is_a_step_back_of_that_exercise() {
    let mut story = stretcher();
    for days in [2, 5, 8] {
        story.check_in(&fine(&story, days, 4)).unwrap();
    }
    let raised = story.programme().unwrap().chosen.iter().position(|chosen| {
        let record = exercise(chosen.item.exercise);
        let first = taut_plan::Level::first(&record.dose, preferences().days_per_week);
        first != Some(chosen.item.level)
    });
    let at = raised.expect("one was made harder");
    let item = story.programme().unwrap().chosen[at].item.clone();
    for (days, pain, back) in [(11, 5, false), (14, 6, true)] {
        let mut check_in = fine(&story, days, 4);
        check_in.ready = Some(false);
        for done in &mut check_in.done {
            done.pain = Some(if done.exercise == item.exercise { pain } else { 0 });
        }
        let response = story.check_in(&check_in).unwrap();
        let backs: Vec<_> = response
            .actions
            .iter()
            .filter_map(|action| match action {
                Action::StepBack(down) => Some((down.exercise, down.from)),
                _ => None,
            })
            .collect();
        let wanted = if back { vec![(item.exercise, item.level)] } else { Vec::new() };
        assert_eq!(backs, wanted, "pain {pain}");
    }
}

#[test]
fn the_reason_is_the_fewest_new_answers_that_force_the_change() {
    let mut story = stretcher();
    let mut check_in = fine(&story, 2, 5);
    for id in ["weight_loss", "unwell", "recent_quinolone"] {
        say(&mut check_in, answer(id, "present"));
    }
    let response = story.check_in(&check_in).unwrap();
    assert_eq!((response.now, response.computed), (Rung::SeeDoctor, Rung::SeeDoctor));
    assert_eq!(response.because, [finding("unwell"), finding("weight_loss")]);
}

#[test]
fn less_careful_advice_is_named_and_never_taken() {
    let mut story = stretcher();
    let mut worse = fine(&story, 2, 5);
    worse.stretch_worse = Some(true);
    let response = story.check_in(&worse).unwrap();
    assert_eq!(response.now, Rung::HoldAndSeePt);
    assert_eq!(response.because, [finding("stretching_so_far")]);
    assert!(response.programme.as_ref().is_none_or(|programme| stretches(programme).is_empty()));
    if response.programme.is_none() {
        return;
    }
    let mut better = fine(&story, 6, 3);
    better.answers.push(answer("stretching_so_far", "helped"));
    let response = story.check_in(&better).unwrap();
    assert_eq!((response.before, response.now), (Rung::HoldAndSeePt, Rung::HoldAndSeePt));
    assert!(response.computed > Rung::HoldAndSeePt);
    assert!(has(&response, &Action::WouldBeLessCareful(response.computed)));
    assert!(response.programme.is_none_or(|programme| stretches(&programme).is_empty()));
}

#[test]
fn too_much_pain_is_a_step_back_and_a_second_time_within_days_the_lowest_level() {
    let mut story = stretcher();
    for days in [2, 5, 8, 11, 14] {
        story.check_in(&fine(&story, days, 4)).unwrap();
    }
    let levels = |story: &Story<'_>| -> Vec<_> {
        story.programme().unwrap().chosen.iter().map(|c| c.item.clone()).collect()
    };
    let before = levels(&story);
    let mut sore = fine(&story, 17, 4);
    sore.next_morning = Some(taut_knowledge::NextMorning::Worse);
    let response = story.check_in(&sore).unwrap();
    let backs = |response: &Response| {
        response.actions.iter().filter(|a| matches!(a, Action::StepBack(_))).count()
    };
    assert!(backs(&response) >= 1, "{:?}", response.actions);
    assert_ne!(levels(&story), before);
    let mut again = fine(&story, 21, 4);
    again.next_morning = Some(taut_knowledge::NextMorning::Worse);
    let response = story.check_in(&again).unwrap();
    assert!(has(&response, &Action::Clinician(Clinician::SecondStepBack)));
    let sizes = &knowledge().check_in.numbers.step;
    for item in levels(&story) {
        let dose = &exercise(item.exercise).dose;
        let lowest = taut_plan::step::lowest(&item.level, dose, sizes);
        assert_eq!(lowest, item.level, "{}", exercise(item.exercise).id);
    }
}

#[test]
fn soreness_or_more_pain_that_settles_holds_the_level() {
    let mut story = stretcher();
    for days in [2, 5, 8] {
        let mut check_in = fine(&story, days, 4);
        match days {
            2 => check_in.soreness_hours = Some(48),
            5 => check_in.done.iter_mut().for_each(|done| done.pain = Some(5)),
            _ => check_in.done.iter_mut().for_each(|done| done.pain = None),
        }
        let before = story.programme().unwrap().clone();
        let response = story.check_in(&check_in).unwrap();
        let holds = response.actions.iter().filter(|a| matches!(a, Action::Hold(_))).count();
        assert_eq!(holds, before.chosen.len(), "day {days}: {:?}", response.actions);
        assert_eq!(response.programme.as_ref(), Some(&before));
    }
}

#[test]
fn a_step_that_nobody_asked_for_is_offered_and_waits() {
    let mut story = stretcher();
    let before = story.programme().unwrap().clone();
    let mut first = fine(&story, 2, 4);
    first.ready = None;
    story.check_in(&first).unwrap();
    let mut second = fine(&story, 5, 4);
    second.ready = Some(false);
    let response = story.check_in(&second).unwrap();
    let ups = steps_up(&response);
    assert_eq!(ups.len(), 1);
    assert!(!ups[0].taken);
    assert_eq!(response.programme, Some(before));
}

#[test]
fn better_by_a_third_after_six_weeks_keeps_up_with_less_and_too_little_better_goes_to_a_clinician()
{
    let mut fewer = false;
    for (now, kept) in [(6, true), (9, false)] {
        let mut story = story("vignette-stretch-01", &[roland_morris(10, 0)]);
        for days in (4..=40).step_by(4) {
            let mut check_in = fine(&story, days, 4);
            check_in.ready = Some(false);
            story.check_in(&check_in).unwrap();
        }
        let before = story.programme().unwrap().clone();
        let mut check_in = fine(&story, 44, 3);
        check_in.measures = vec![roland_morris(now, 0)];
        let response = story.check_in(&check_in).unwrap();
        assert_eq!(has(&response, &Action::KeepUp), kept, "{:?}", response.actions);
        assert_eq!(has(&response, &Action::Clinician(Clinician::NotBetter)), !kept);
        let after = response.programme.as_ref().unwrap();
        for (old, new) in before.chosen.iter().zip(&after.chosen) {
            let record = exercise(new.item.exercise);
            let [strength, stretching] = knowledge().check_in.numbers.keep_up_days;
            let days = match record.kind {
                _ if !kept => u32::MAX,
                ExerciseKind::HipStrength | ExerciseKind::FootStrength => strength,
                ExerciseKind::TrunkAndHabits => u32::MAX,
                _ => stretching,
            };
            let wanted = days.max(record.dose.days_per_week[0]);
            let from = old.item.level.days_per_week;
            assert_eq!(new.item.level.days_per_week, from.min(wanted), "{}", record.id);
            fewer |= from > wanted;
        }
    }
    assert!(fewer, "some exercise is done on fewer days");
}

#[test]
fn the_same_check_ins_give_the_same_story() {
    let tell = || {
        let mut story = stretcher();
        for days in [2, 5, 9, 13] {
            let check_in = fine(&story, days, 4);
            story.check_in(&check_in).unwrap();
        }
        format!("{story:?}")
    };
    assert_eq!(tell(), tell());
}

#[test]
fn every_problem_of_a_check_in_is_named_and_nothing_changes() {
    let mut story = stretcher();
    story.check_in(&fine(&story, 4, 4)).unwrap();
    let before = format!("{story:?}");
    let mut bad = fine(&story, 3, 11);
    bad.leg = Some(12);
    bad.done[0].pain = Some(99);
    let twice = bad.done[0];
    bad.done.push(twice);
    let absent = knowledge().exercise("ns04").unwrap();
    bad.done.push(taut_knowledge::Done { exercise: absent, ..twice });
    let mut dated = answer("fever", "absent");
    dated.when = Some("2026-01-01".to_owned());
    bad.answers.push(dated);
    bad.measures = vec![number("nprs_back", Side::Left, 2.5), roland_morris(3, 0)];
    bad.measures.push(roland_morris(4, 0));
    let problems = story.check_in(&bad).unwrap_err();
    let mut codes: Vec<&str> = problems.iter().map(|problem| problem.code).collect();
    codes.sort_unstable();
    assert_eq!(
        codes,
        [
            "done-twice",
            "impossible-score",
            "impossible-score",
            "measured-twice",
            "not-in-programme",
            "other-day",
            "out-of-range",
            "out-of-range",
            "out-of-range",
            "out-of-range",
            "out-of-range",
            "time-goes-back",
        ],
        "{problems:#?}"
    );
    let mut long = fine(&story, 6, 4);
    long.done[0].days = 4;
    assert_eq!(story.check_in(&long).unwrap_err()[0].code, "too-many-days");
    assert_eq!(story.check_in(&fine(&story, 4, 4)).unwrap_err()[0].code, "time-goes-back");
    assert_eq!(format!("{story:?}"), before);
}

#[test]
fn leg_pain_that_rises_is_said_even_where_no_question_is_answered_otherwise() {
    let mut story = story("vignette-hold-01", &[]);
    for (days, leg, worse) in [(2, 2, false), (5, 2, false), (8, 3, true), (11, 1, false)] {
        let mut check_in = fine(&story, days, 3);
        check_in.leg = Some(leg);
        check_in.leg_settled_minutes = Some(10);
        let response = story.check_in(&check_in).unwrap();
        assert_eq!(response.signals.contains(&Signal::LegWorse), worse, "day {days}");
        assert!(!response.signals.contains(&Signal::LegNew));
    }
}
