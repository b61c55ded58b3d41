//! Clearances: what ends one, what it adds while it stands, what it allows; and a story that rests on one.

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use jiff::civil::Date;
use taut_knowledge::clearance::{Allowed, Clearance, Most};
use taut_knowledge::{
    By, Case, CaseAnswer, ExerciseKind, PostureClass, Rung, Said, Side, Signal, resolve,
};
use taut_plan::clearance::{
    Event, Standing, Void, What, advice, answers, events, most, raised, standing,
};
use taut_plan::{Clearances, Level, Programme, Standing as StoryStanding, Start, Story};

use crate::world::{
    START, answer, day, finding, fine, knowledge, planner, preferences, reasoner, said, say,
    vignette,
};

/// The examination, two days before the programme begins.
fn examined() -> Date {
    day(-2)
}

fn of_day(mut answer: CaseAnswer, on: Date) -> CaseAnswer {
    answer.when = Some(on.to_string());
    answer
}

fn clears(id: &str) -> CaseAnswer {
    CaseAnswer {
        by: By::Therapist,
        reason: "referred from the hip".to_owned(),
        examiner: "T. Example".to_owned(),
        ..of_day(said(finding(id), Said::Cleared), examined())
    }
}

fn clearance() -> Clearance {
    Clearance {
        by: By::Therapist,
        examiner: "T. Example".to_owned(),
        profession: "physical therapist".to_owned(),
        registration: "PT 1".to_owned(),
        on: examined(),
        expires: None,
        quiet_since: None,
        irritability: None,
        found: Vec::new(),
        clears: vec![clears("leg_symptoms"), clears("how_far_down")],
        allowed: vec![Allowed {
            exercise: None,
            kind: Some(ExerciseKind::HamstringLengthening),
            range: "to the first pull".to_owned(),
            most: Most::default(),
        }],
    }
}

fn reported(quiet_since: Option<Date>) -> Clearance {
    Clearance { by: By::Person, quiet_since, registration: String::new(), ..clearance() }
}

/// The place of the clearance among what was written down.
const PLACE: i64 = 5;

fn stands(clearance: &Clearance, on: Date, events: &[Event]) -> Standing {
    standing(knowledge(), (clearance, PLACE), on, events)
}

/// Something that was written down before the clearance, or after it.
fn event(on: Date, written: i64, what: What) -> Event {
    Event { on, written, what }
}

fn weeks(count: u32) -> i64 {
    7 * i64::from(count)
}

#[test]
fn a_clearance_ends_with_the_earlier_of_its_own_day_and_the_weeks_of_the_policy() {
    let longest = weeks(knowledge().check_in.numbers.clearance_weeks);
    let last = examined().checked_add(longest.days()).unwrap();
    let after = last.tomorrow().unwrap();
    let one = clearance();
    assert_eq!(stands(&one, examined(), &[]), Standing::Valid { until: last });
    assert_eq!(stands(&one, last, &[]), Standing::Valid { until: last });
    assert_eq!(stands(&one, after, &[]), Standing::Void(vec![Void::Expired(last)]));
    let early = examined().yesterday().unwrap();
    assert_eq!(stands(&one, early, &[]), Standing::Void(vec![Void::NotBegun(examined())]));
    // The examiner may make it shorter, never longer.
    let short = Clearance { expires: Some(day(3)), ..clearance() };
    assert_eq!(stands(&short, day(3), &[]), Standing::Valid { until: day(3) });
    assert_eq!(stands(&short, day(4), &[]), Standing::Void(vec![Void::Expired(day(3))]));
    let long = Clearance { expires: Some(day(500)), ..clearance() };
    assert_eq!(stands(&long, last, &[]), Standing::Valid { until: last });
    assert!(!stands(&long, after, &[]).is_valid());
}

#[test]
fn each_thing_that_happens_ends_it_at_once() {
    let one = clearance();
    for what in [
        What::Signal(Signal::LegNew),
        What::Signal(Signal::LegWorse),
        What::Signal(Signal::LegLower),
        What::Signal(Signal::LegLingers),
        What::Signal(Signal::StretchWorse),
        What::Raised(finding("numbness_new")),
        What::Raised(finding("saddle_numbness")),
    ] {
        // Written down after it, of whatever day; of a later day, whenever it was written down.
        for (on, written) in [
            (examined(), PLACE + 1),
            (day(-3), PLACE + 1),
            (day(5), PLACE + 1),
            (day(-1), PLACE - 1),
            (day(5), PLACE - 1),
        ] {
            let event = event(on, written, what);
            let void = Standing::Void(vec![Void::Happened(event)]);
            assert_eq!(stands(&one, day(5), &[event]), void, "{what:?}");
            // It does not come back.
            assert_eq!(stands(&one, day(30), &[event]), void, "{what:?}");
        }
        // What was written down before, of its own day or an earlier one, it knew; what is still to come has not happened.
        for (on, written) in [
            (examined(), PLACE - 1),
            (day(-3), PLACE - 1),
            (day(6), PLACE + 1),
            (day(6), PLACE - 1),
        ] {
            assert!(stands(&one, day(5), &[event(on, written, what)]).is_valid(), "{what:?}");
        }
    }
    // Something in the leg that is neither new nor more ends none but a reported one.
    let felt = event(day(5), PLACE + 1, What::LegFelt);
    assert!(stands(&one, day(5), &[felt]).is_valid());
}

#[test]
fn a_reported_one_waits_until_the_leg_has_been_quiet() {
    let quiet = weeks(knowledge().check_in.numbers.reported_clearance_quiet_weeks);
    let from = day(quiet);
    let one = reported(Some(START));
    assert_eq!(stands(&one, day(quiet - 1), &[]), Standing::Void(vec![Void::NotQuiet(from)]));
    assert!(stands(&one, from, &[]).is_valid());
    // Not said is not quiet.
    let never = Standing::Void(vec![Void::NotQuiet(Date::MAX)]);
    assert_eq!(stands(&reported(None), from, &[]), never);
    // Felt again: it begins anew, also when it was felt before the examination.
    let felt = event(day(3), PLACE - 1, What::LegFelt);
    assert_eq!(stands(&one, from, &[felt]), Standing::Void(vec![Void::NotQuiet(day(quiet + 3))]));
    assert!(stands(&one, day(quiet + 3), &[felt]).is_valid());
    assert!(stands(&reported(Some(day(-40))), day(5), &[]).is_valid());
}

#[test]
fn a_check_in_says_what_bears_on_it() {
    let story = Story::begin(
        reasoner(),
        planner(),
        &vignette("vignette-stretch-01"),
        &preferences(),
        START,
        &[],
    )
    .unwrap();
    let mut quiet = fine(&story, 2, 3);
    let of = |said: &taut_knowledge::CheckIn, signals: &[Signal]| {
        let all = events(knowledge(), story.answers(), (said, PLACE), &said.answers, signals);
        assert!(all.iter().all(|event| event.on == said.on && event.written == PLACE));
        all.into_iter().map(|event| event.what).collect::<Vec<_>>()
    };
    assert_eq!(of(&quiet, &[]), []);
    quiet.leg = Some(1);
    assert_eq!(of(&quiet, &[Signal::LegNew]), [What::Signal(Signal::LegNew), What::LegFelt]);
    for (id, state) in
        [("numbness_new", "present"), ("fever", "present"), ("leg_symptoms", "most_weeks")]
    {
        let mut said = fine(&story, 2, 3);
        say(&mut said, answer(id, state));
        assert_eq!(of(&said, &[]), [What::Raised(finding(id))], "{id}");
    }
    // Not more than before is nothing new.
    let mut case = vignette("vignette-stretch-01");
    replace(&mut case, answer("leg_symptoms", "most_weeks"));
    let before = resolve(&case, knowledge()).answers;
    let mut said = fine(&story, 2, 3);
    say(&mut said, answer("leg_symptoms", "comes_and_goes"));
    assert_eq!(events(knowledge(), &before, (&said, PLACE), &said.answers, &[]), []);
}

#[test]
fn what_is_found_apart_from_a_check_in_bears_on_it_too() {
    let before = resolve(&sciatic(), knowledge()).answers;
    let raised = |answer: CaseAnswer| {
        let all = raised(knowledge(), &before, &[answer], (day(1), PLACE));
        all.into_iter().map(|event| (event.on, event.what)).collect::<Vec<_>>()
    };
    let weak = || CaseAnswer { by: By::Therapist, ..answer("motor_weakness_exam", "present") };
    let what = What::Raised(finding("motor_weakness_exam"));
    // Of its own day; without one, of the day on which it was written down; dated ahead, from then on as well.
    assert_eq!(raised(of_day(weak(), day(-4))), [(day(-4), what)]);
    assert_eq!(raised(CaseAnswer { when: None, ..weak() }), [(day(1), what)]);
    assert_eq!(raised(of_day(weak(), day(2))), [(day(2), what), (day(1), what)]);
    assert_eq!(raised(answer("motor_weakness_exam", "absent")), []);
    // Of a nerve sign only what is more than before.
    assert_eq!(raised(answer("leg_symptoms", "comes_and_goes")), []);
    let more = What::Raised(finding("leg_symptoms"));
    assert_eq!(raised(of_day(answer("leg_symptoms", "most_weeks"), day(1))), [(day(1), more)]);
}

fn replace(case: &mut Case, answer: CaseAnswer) {
    case.answers.retain(|other| other.finding != answer.finding);
    case.answers.push(answer);
}

/// The office worker with short hamstrings, whose leg also hurt now and then until the examination.
fn sciatic() -> Case {
    let mut case = vignette("vignette-stretch-01");
    for (id, state) in [
        ("leg_symptoms", "comes_and_goes"),
        ("how_far_down", "above_knee"),
        ("leg_spells_two", "absent"),
        ("leg_ache_only", "absent"),
        ("pull_end_of_stretch_only", "absent"),
        ("leg_pain_at_rest", "absent"),
        ("leg_irritable", "absent"),
    ] {
        replace(&mut case, of_day(answer(id, state), day(-10)));
    }
    case
}

fn cleared_story(clearance: Clearance) -> Story<'static> {
    let all = Clearances::new(vec![(PLACE, clearance)]);
    let start = Start {
        case: &sciatic(),
        preferences: &preferences(),
        on: START,
        measures: &[],
        clearances: &all,
        dropped: &BTreeSet::new(),
    };
    Story::begin_from(reasoner(), planner(), start)
        .unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn stretches(programme: &Programme) -> Vec<usize> {
    let all = programme.chosen.iter().map(|chosen| chosen.item.exercise);
    let long = |e: &usize| knowledge().exercises[*e].is(PostureClass::HamstringLengthening);
    all.filter(long).collect()
}

#[test]
fn a_story_rests_on_a_clearance_until_the_leg_speaks() {
    let without = reasoner().rung(&resolve(&sciatic(), knowledge()).answers);
    assert_eq!(without, Rung::HoldAndSeePt);
    let mut story = cleared_story(clearance());
    assert_eq!(story.rung(), Rung::StretchAndStrengthen);
    assert!(!stretches(story.programme().unwrap()).is_empty());
    let response = story.check_in(&fine(&story, 2, 4)).unwrap();
    assert_eq!(response.now, Rung::StretchAndStrengthen);
    // It takes longer to settle than before: nothing else has changed, and the clearance is void at once.
    let mut said = fine(&story, 5, 4);
    said.leg = Some(2);
    said.leg_settled_minutes = Some(45);
    let response = story.check_in(&said).unwrap();
    assert_eq!((response.before, response.now), (Rung::StretchAndStrengthen, Rung::HoldAndSeePt));
    assert!(story.waiting().is_none_or(|programme| stretches(programme).is_empty()));
    let standing = &story.clearances().standings(knowledge(), day(5))[0];
    assert!(matches!(standing, Standing::Void(why) if !why.is_empty()), "{standing:?}");
    assert!(story.answers().get(finding("leg_symptoms")) != taut_knowledge::Value::State(0));
}

#[test]
fn a_story_freezes_when_its_clearance_ends_and_holds_at_the_next_check_in() {
    let mut story = cleared_story(Clearance { expires: Some(day(6)), ..clearance() });
    assert_eq!(story.standing(day(6)), StoryStanding::Running);
    assert_eq!(story.standing(day(7)), StoryStanding::Frozen(Vec::new()));
    let response = story.check_in(&fine(&story, 8, 3)).unwrap();
    assert_eq!(response.now, Rung::HoldAndSeePt);
    assert!(story.waiting().is_none_or(|programme| stretches(programme).is_empty()));
}

#[test]
fn a_reported_clearance_gives_the_gentlest_and_no_step_up_of_a_stretch() {
    let one = reported(Some(day(-60)));
    let mut story = cleared_story(one.clone());
    assert_eq!(story.rung(), Rung::StretchAndStrengthen);
    for days in [2, 6, 10, 14, 18, 22] {
        story.check_in(&fine(&story, days, 3)).unwrap();
        for chosen in &story.waiting().unwrap().chosen {
            let exercise = &knowledge().exercises[chosen.item.exercise];
            assert_eq!(exercise.level, 0, "{}", exercise.id);
            let level = chosen.item.level;
            if exercise.is(PostureClass::HamstringLengthening) {
                let first = Level::first(&exercise.dose, level.days_per_week).unwrap();
                assert_eq!(level, first, "{}", exercise.id);
            }
        }
    }
    // Nothing allowed: nothing that draws the hamstrings long, whatever the verdict.
    let nothing = Clearance { allowed: Vec::new(), ..clearance() };
    let story = cleared_story(nothing);
    assert!(stretches(story.waiting().unwrap()).is_empty());
}

#[test]
fn a_therapist_sets_a_level_within_the_dose_and_no_further() {
    let mut story = cleared_story(clearance());
    let items: Vec<_> = story.waiting().unwrap().chosen.iter().map(|c| c.item.clone()).collect();
    for item in &items {
        let dose = &knowledge().exercises[item.exercise].dose;
        let most = Level { sets: dose.sets[1], ..item.level };
        story.set_level(item.exercise, most).unwrap();
        let before = story.waiting().unwrap().clone();
        let beyond = Level { sets: dose.sets[1] + 1, ..item.level };
        let problem = story.set_level(item.exercise, beyond).unwrap_err();
        assert_eq!(problem.code, "beyond-dose");
        assert_eq!(story.waiting().unwrap(), &before);
    }
    let absent = (0..knowledge().exercises.len())
        .find(|e| items.iter().all(|item| item.exercise != *e))
        .unwrap();
    let level = items[0].level;
    assert_eq!(story.set_level(absent, level).unwrap_err().code, "not-held");
    // A reported clearance lets no stretch go beyond its first dose.
    let mut story = cleared_story(reported(Some(day(-60))));
    let stretch = stretches(story.waiting().unwrap())[0];
    let chosen = &story.waiting().unwrap().chosen;
    let mut level = chosen.iter().find(|c| c.item.exercise == stretch).unwrap().item.level;
    let dose = &knowledge().exercises[stretch].dose;
    level.sets = dose.sets[1];
    level.reps = dose.reps.map_or(0, |reps| reps[1]);
    level.hold_seconds = dose.hold_seconds.map_or(0, |hold| hold[1]);
    assert_eq!(story.set_level(stretch, level).unwrap_err().code, "not-cleared");
}

/// A fixed generator (Steele, Lea & Flood 2014, splitmix64).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }
}

#[test]
fn the_end_of_a_clearance_never_makes_advice_less_careful() {
    let knowledge = knowledge();
    let mut random = Random(5);
    let (mut opened, mut closed) = (0, 0);
    for (kind, count) in [("hold", 13), ("stretch", 10), ("strengthen", 10), ("today", 8)] {
        for number in 1..=count {
            let case = vignette(&format!("vignette-{kind}-{number:02}"));
            let mut dated = case.clone();
            for answer in &mut dated.answers {
                answer.when = Some(day(-10).to_string());
            }
            // Everything marked is cleared, and something may have been found.
            let mut one = clearance();
            one.clears = dated
                .answers
                .iter()
                .filter(|a| knowledge.finding(a.finding).is_marked())
                .map(|a| CaseAnswer { side: a.side, ..clears(&knowledge.finding(a.finding).id) })
                .collect();
            for id in ["motor_weakness_exam", "sensory_loss_exam", "neuro_exam_normal"] {
                let found = said(finding(id), Said::State(random.below(2) as u8));
                let side =
                    if knowledge.finding(finding(id)).sided { Side::Left } else { Side::Unstated };
                one.found.push(CaseAnswer { by: By::Therapist, side, ..of_day(found, examined()) });
            }
            let rung = |standing: &Standing| {
                let mut case = dated.clone();
                case.answers.extend(answers(knowledge, &one, standing));
                reasoner().rung(&resolve(&case, knowledge).answers)
            };
            let with = rung(&stands(&one, START, &[]));
            let what = What::Signal(Signal::LegLower);
            let event = event(day(random.below(20) as i64 - 10), PLACE + 1, what);
            let mut before = stands(&one, START, &[]);
            for days in 0..60 {
                let now = stands(&one, day(days), &[event]);
                assert!(before.is_valid() || !now.is_valid(), "it came back on day {days}");
                assert!(advice(&now, with, rung(&now)) <= with);
                before = now;
            }
            let void = rung(&before);
            // What was found present counts on.
            let weak = one
                .found
                .iter()
                .any(|a| a.finding == finding("motor_weakness_exam") && a.said == Said::State(1));
            assert!(!weak || void <= Rung::HoldAndSeePt, "vignette-{kind}-{number:02}");
            opened += u32::from(with > void);
            closed += 1;
        }
    }
    assert!(opened >= 10 && closed == 41, "{opened} of {closed}");
}

#[test]
fn a_clearance_only_takes_away() {
    let mut random = Random(9);
    let mut refused = 0;
    for (index, exercise) in knowledge().exercises.iter().enumerate() {
        let Some(first) = Level::first(&exercise.dose, 7) else { continue };
        for _ in 0..20 {
            let mut limit = || (random.below(3) == 0).then(|| random.below(12) as u32);
            let some = Most {
                sets: limit(),
                reps: limit(),
                hold_seconds: limit(),
                minutes: limit(),
                days_per_week: limit(),
            };
            let mut one = if random.below(4) == 0 { reported(Some(START)) } else { clearance() };
            one.allowed[0].kind = Some(exercise.kind);
            one.allowed[0].most = some;
            match most(&one, (index, exercise), first) {
                None => refused += 1,
                Some(level) => {
                    assert!(level.within(&exercise.dose), "{}", exercise.id);
                    for (now, then) in [
                        (level.sets, first.sets),
                        (level.reps, first.reps),
                        (level.hold_seconds, first.hold_seconds),
                        (level.minutes, first.minutes),
                        (level.days_per_week, first.days_per_week),
                        (level.range, first.range),
                        (level.load, first.load),
                    ] {
                        assert!(now <= then, "{}", exercise.id);
                    }
                }
            }
        }
    }
    assert!(refused > 100, "{refused}");
}
