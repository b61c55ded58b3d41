//! Scores and changes with answers missing, against trying every way to fill them in.

use std::collections::BTreeMap;

use taut_knowledge::programme::{Important, MeasureForm, MeasureText};
use taut_knowledge::record::steering::Measure as Record;
use taut_knowledge::record::{Obtained, Review};
use taut_knowledge::{Measure, MeasureAnswer, Measured, Side, Truth, resolve};
use taut_plan::measure::{Answer, Score, change, check, expected, score};
use taut_reason::XorShift;

use crate::world::{START, day, knowledge, vignette};

/// A measure with this form; the numbers are those of the Roland-Morris questionnaire cut to eight statements.
fn measure(form: MeasureForm, higher_is_better: bool) -> Measure {
    let text = MeasureText {
        statements: (0..8).map(|i| format!("statement {i}")).collect(),
        ..MeasureText::default()
    };
    Measure {
        record: Record {
            id: "eight".to_owned(),
            review: Review::R0,
            clinician: String::new(),
            form,
            unit: "points".to_owned(),
            min: 0.0,
            max: if form == MeasureForm::Statements { 8.0 } else { 10.0 },
            whole: form != MeasureForm::OwnActivities,
            side: false,
            higher_is_better,
            is_change: false,
            at_most: Some(3),
            every_days: 7,
            finding: None,
            left_out_if: None,
            important: Some(Important {
                points: 3.0,
                share: Some(0.3),
                obtained: Obtained::Assumed,
                source: String::new(),
                note: String::new(),
            }),
            recovered: Some(2.0),
            licence: String::new(),
            source: String::new(),
            text: BTreeMap::from([("en".to_owned(), text)]),
        },
        finding: None,
        left_out_if: None,
    }
}

fn drawn(random: &mut XorShift) -> Vec<Option<bool>> {
    let mut one = || match random.next_u64() % 4 {
        0 => None,
        1 => Some(true),
        _ => Some(false),
    };
    (0..8).map(|_| one()).collect()
}

/// Every way to fill in what is missing: how many are ticked.
fn fillings(ticks: &[Option<bool>]) -> Vec<f64> {
    let open: Vec<usize> = (0..ticks.len()).filter(|&i| ticks[i].is_none()).collect();
    let sure = ticks.iter().filter(|tick| **tick == Some(true)).count();
    (0..1_u32 << open.len()).map(|mask| (sure as u32 + mask.count_ones()) as f64).collect()
}

#[test]
fn an_answer_is_sure_exactly_if_every_way_to_fill_in_the_rest_gives_it() {
    let mut random = XorShift::new(5);
    let mut seen = [0; 3];
    for _ in 0..400 {
        let measure = measure(MeasureForm::Statements, random.next_unit() < 0.5);
        let (first, now) = (drawn(&mut random), drawn(&mut random));
        let answers = [&first, &now].map(|ticks| MeasureAnswer::Statements(ticks.clone()));
        let Some(change) = change(&measure, &answers[0], &answers[1]) else {
            assert!(first.iter().all(Option::is_none) || now.iter().all(Option::is_none));
            continue;
        };
        let sign = if measure.record.higher_is_better { 1.0 } else { -1.0 };
        let (mut important, mut worse, mut points, mut recovered) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for then in fillings(&first) {
            for today in fillings(&now) {
                let better = sign * (today - then);
                let matters = |points: f64| points >= 3.0 || (then > 0.0 && points >= 0.3 * then);
                points.push(better);
                important.push(matters(better));
                worse.push(matters(-better));
                recovered.push(if sign > 0.0 { today >= 2.0 } else { today <= 2.0 });
            }
        }
        let of = |all: &[bool]| match (all.iter().all(|x| *x), all.iter().any(|x| *x)) {
            (true, _) => Answer::Yes,
            (_, false) => Answer::No,
            _ => Answer::CannotTell,
        };
        let least = points.iter().copied().fold(f64::INFINITY, f64::min);
        let most = points.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        assert_eq!(change.better, Score { low: least, high: most });
        // A first score that can be 0 has no share, so a change by share alone is not claimed.
        if fillings(&first).iter().all(|then| *then > 0.0) {
            assert_eq!(change.important, Some(of(&important)), "{first:?} {now:?}");
            assert_eq!(change.importantly_worse, Some(of(&worse)), "{first:?} {now:?}");
        }
        assert_eq!(change.recovered, Some(of(&recovered)));
        seen[change.important.unwrap() as usize] += 1;
    }
    assert!(seen.iter().all(|count| *count > 20), "{seen:?}");
}

#[test]
fn missing_statements_make_a_range_and_nothing_answered_no_score() {
    let measure = measure(MeasureForm::Statements, false);
    let mut ticks = vec![Some(true), Some(true), Some(false), None, None];
    ticks.resize(8, Some(false));
    let range = score(&measure, &MeasureAnswer::Statements(ticks)).unwrap();
    assert_eq!((range.low, range.high, range.known()), (2.0, 4.0, None));
    assert_eq!(score(&measure, &MeasureAnswer::Statements(vec![None; 8])), None);
}

#[test]
fn own_activities_are_compared_over_those_answered_both_times() {
    let measure = measure(MeasureForm::OwnActivities, true);
    let answer = |list: &[(&str, Option<f64>)]| {
        MeasureAnswer::OwnActivities(list.iter().map(|(n, v)| ((*n).to_owned(), *v)).collect())
    };
    let first = answer(&[("gardening", Some(2.0)), ("stairs", Some(4.0)), ("shoes", Some(9.0))]);
    let now = answer(&[("stairs", Some(7.0)), ("gardening", Some(5.0)), ("shoes", None)]);
    let change = change(&measure, &first, &now).unwrap();
    assert_eq!((change.first, change.now), (Score::exactly(3.0), Score::exactly(6.0)));
    assert_eq!(change.important, Some(Answer::Yes));
    // One score by itself: what is missing may be anything.
    let alone = score(&measure, &now).unwrap();
    assert_eq!((alone.low, alone.high), (4.0, 22.0 / 3.0));
    assert_eq!(taut_plan::measure::change(&measure, &first, &answer(&[("x", Some(1.0))])), None);
}

#[test]
fn a_share_of_nothing_is_no_share() {
    let measure = measure(MeasureForm::Number, false);
    let [zero, four, two] = [0.0, 4.0, 2.0].map(MeasureAnswer::Number);
    let change_of = |first, now| change(&measure, first, now).unwrap();
    assert_eq!(change_of(&zero, &zero).share, None);
    assert_eq!(change_of(&zero, &zero).important, Some(Answer::No));
    assert_eq!(change_of(&four, &two).share, Some(Score::exactly(0.5)));
    assert_eq!(change_of(&four, &two).better_by_share(0.3), Answer::Yes);
    assert_eq!(change_of(&zero, &zero).better_by_share(0.3), Answer::CannotTell);
    assert_eq!(change_of(&two, &four).worse_by(2.0), Answer::Yes);
}

#[test]
fn impossible_answers_are_named() {
    let number = measure(MeasureForm::Number, false);
    let problems = |measure: &Measure, side: Side, answer: MeasureAnswer| {
        check(measure, &Measured { measure: 0, side, answer }).len()
    };
    assert_eq!(problems(&number, Side::Unstated, MeasureAnswer::Number(10.0)), 0);
    for bad in [11.0, -1.0, 2.5, f64::NAN, f64::INFINITY] {
        assert_eq!(problems(&number, Side::Unstated, MeasureAnswer::Number(bad)), 1, "{bad}");
    }
    assert_eq!(problems(&number, Side::Left, MeasureAnswer::Number(1.0)), 1);
    let list = measure(MeasureForm::Statements, false);
    assert_eq!(problems(&list, Side::Unstated, MeasureAnswer::Statements(vec![None; 7])), 1);
    assert_eq!(problems(&list, Side::Unstated, MeasureAnswer::Number(3.0)), 1);
    let own = measure(MeasureForm::OwnActivities, true);
    let twice = vec![("walk".to_owned(), Some(3.0)), ("walk".to_owned(), Some(12.0))];
    assert_eq!(problems(&own, Side::Unstated, MeasureAnswer::OwnActivities(twice)), 2);
    assert_eq!(problems(&own, Side::Unstated, MeasureAnswer::OwnActivities(Vec::new())), 1);
}

/// The published course starts on the day the person starts, and is shown only to those it is about.
#[test]
fn an_expected_course_is_put_on_the_days_of_a_person() {
    let mut shown = 0;
    for course in &knowledge().courses {
        let sampled = ["vignette-stretch-01", "vignette-stretch-02", "vignette-hold-01"];
        for id in sampled {
            let answers = resolve(&vignette(id), knowledge()).answers;
            let all = expected(knowledge(), course.measure, &answers, START);
            let fits = course.when.eval(&answers) == Truth::True;
            let here = all.iter().find(|one| knowledge().courses[one.course] == *course);
            assert_eq!(here.is_some(), fits, "{} for {id}", course.record.id);
            let Some(here) = here else { continue };
            shown += 1;
            assert_eq!(here.points.len(), course.record.points.len());
            for ((on, mean), [weeks, published]) in here.points.iter().zip(&course.record.points) {
                assert_eq!(*on, day((weeks * 7.0).round() as i64));
                assert_eq!(mean, published);
            }
        }
    }
    assert!(shown > 0);
}
