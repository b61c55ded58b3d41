//! The explorer: its directions agree with the clinical tests, with small steps on the way, with both sides, and with what is
//! published; its words hold no number.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use taut_body::posture::explorer::{Choice, POSITION};
use taut_body::posture::record::{LengthChange, StrainChange};
use taut_body::posture::{Reader, Reading, WorkingSide, pose_of};
use taut_knowledge::Rung;
use taut_knowledge::wording::banned_words;
use taut_text::Page;
use taut_text::explorer::{
    Change, Explorer, explorer_closed_page, explorer_is_closed, explorer_page,
};
use taut_text::figure::{Form, Most};

use crate::drawings::check_inline;
use crate::pages::{KNOWLEDGE, SAFETY_NET};
use crate::plan_pages::BODY;
use crate::shipped::figure_body;

static EXPLORER: LazyLock<Explorer<'static>> =
    LazyLock::new(|| Explorer::new(figure_body()).unwrap_or_else(|p| panic!("{p:?}")));

fn look(now: &Choice, last: Option<&Choice>) -> taut_text::explorer::ExplorerView {
    EXPLORER.look(&KNOWLEDGE, now, last, "en", &Form::inline("x")).unwrap()
}

/// Directions between two postures: hamstrings, nerve.
fn change(before: &Choice, after: &Choice) -> [Change; 2] {
    look(after, Some(before)).since_last.unwrap()
}

/// Index of a joint.
fn joint(id: &str) -> usize {
    EXPLORER.record().joint.iter().position(|joint| joint.id == id).unwrap()
}

/// Every so-manieth posture that a person can be in.
fn some(every: usize) -> Vec<Choice> {
    let record = EXPLORER.record();
    let counts: Vec<usize> = record.joint.iter().map(|joint| joint.step.len()).collect();
    let all = record.position.len() * counts.iter().product::<usize>();
    let mut out = BTreeSet::new();
    for mut number in (0..all).step_by(every) {
        let mut next = |count: usize| {
            let index = number % count;
            number /= count;
            index
        };
        let steps = counts.iter().map(|count| next(*count)).collect();
        let choice = Choice { position: next(record.position.len()), steps };
        out.insert(record.settled(&choice));
    }
    out.into_iter().collect()
}

#[test]
fn presets_do_what_the_clinical_tests_say() {
    let presets = EXPLORER.presets(&KNOWLEDGE, "en");
    assert!(presets.len() >= 6);
    for preset in presets {
        let test = BODY.tests.iter().find(|test| test.id == preset.key).unwrap();
        assert_eq!(preset.choices.len(), test.step.len());
        for (i, step) in test.step.iter().enumerate().skip(1) {
            let against = step.against.as_ref();
            let before =
                against.map_or(i - 1, |a| test.step.iter().position(|s| s.name == *a).unwrap());
            let [muscle, nerve] = change(&preset.choices[before], &preset.choices[i]);
            let place = format!("{}, {}", preset.key, step.name);
            if let Some(wanted) = step.hamstrings {
                let wanted = match wanted {
                    LengthChange::Longer => Change::More,
                    LengthChange::Same => Change::Same,
                    LengthChange::Shorter => Change::Less,
                };
                assert_eq!(muscle, wanted, "{place}");
            }
            if let Some(wanted) = step.nerve {
                let wanted = match wanted {
                    StrainChange::More => Change::More,
                    StrainChange::Less => Change::Less,
                };
                assert_eq!(nerve, wanted, "{place}");
            }
        }
    }
}

/// Strains of hamstrings and of every site of the nerve, from the model itself.
fn strains(reader: &Reader<'_>, angles: &std::collections::BTreeMap<String, f64>) -> Vec<f64> {
    let reading = reader.read(&pose_of(&BODY.model, angles, WorkingSide::Right).unwrap()).unwrap();
    let mut out = vec![reading.legs[0].hamstrings.best];
    out.extend(reading.legs[0].nerve.iter().chain(&reading.cord).map(|s| s.reading.strain.best));
    out
}

/// A second way: many small steps between two postures, each a difference of its own, added up where there is tension.
#[test]
fn directions_agree_with_small_steps_on_the_way() {
    const PIECES: usize = 6;
    let record = EXPLORER.record();
    let reader = Reader::new(&BODY.model, &BODY.nerve).unwrap();
    let most = Most::of(&BODY.model, &reader, &BODY.postures, &BODY.tests).unwrap();
    let mut met = BTreeSet::new();
    for choice in some(1_009) {
        for joint in 0..record.joint.len() {
            let mut next = choice.clone();
            next.steps[joint] += 1;
            if next.steps[joint] >= record.joint[joint].step.len() || record.settled(&next) != next
            {
                continue;
            }
            let (from, to) = (record.angles(&choice), record.angles(&next));
            let at = |piece: usize| {
                let share = piece as f64 / PIECES as f64;
                let names: BTreeSet<&String> = from.keys().chain(to.keys()).collect();
                let angle = |name: &&String| {
                    let [a, b] = [&from, &to].map(|m| m.get(*name).copied().unwrap_or(0.0));
                    a + (b - a) * share
                };
                strains(&reader, &names.iter().map(|n| ((*n).clone(), angle(n))).collect())
            };
            let way: Vec<Vec<f64>> = (0..=PIECES).map(at).collect();
            let mut sums = vec![0.0; way[0].len()];
            for pair in way.windows(2) {
                for ((sum, a), b) in sums.iter_mut().zip(&pair[0]).zip(&pair[1]) {
                    *sum += if a.max(*b) > 0.0 { b.max(0.0) - a.max(0.0) } else { 0.0 };
                }
            }
            let direction = |sums: &[f64], most: f64| {
                let up = sums.iter().any(|sum| sum / most > record.same_within);
                let down = sums.iter().any(|sum| sum / most < -record.same_within);
                match (up, down) {
                    (true, true) => Change::Mixed,
                    (true, false) => Change::More,
                    (false, true) => Change::Less,
                    (false, false) => Change::Same,
                }
            };
            let wanted =
                [direction(&sums[..1], most.hamstrings), direction(&sums[1..], most.nerve)];
            assert_eq!(change(&choice, &next), wanted, "{choice:?}, joint {joint}");
            let turned = change(&next, &choice).map(|change| match change {
                Change::More => Change::Less,
                Change::Less => Change::More,
                other => other,
            });
            assert_eq!(turned, wanted, "back again: {choice:?}, joint {joint}");
            met.extend(wanted.map(Change::id));
        }
    }
    assert!(met.len() >= 3, "{met:?}");
}

/// What is published of the tests: no hamstring crosses the ankle or the spine; a foot pulled up, a knee straightened, a back
/// rounded and a chin lowered do not slacken the nerve.
#[test]
fn what_is_published_holds_in_every_posture() {
    let record = EXPLORER.record();
    let (knee, ankle, back, neck) = (joint("knee"), joint("ankle"), joint("back"), joint("neck"));
    for choice in some(311) {
        for (moved, by, muscle_too) in
            [(ankle, 1, false), (neck, 1, false), (back, 1, false), (knee, -1_isize, true)]
        {
            let mut next = choice.clone();
            let Some(step) = choice.steps[moved].checked_add_signed(by) else { continue };
            next.steps[moved] = step;
            if step >= record.joint[moved].step.len() || record.settled(&next) != next {
                continue;
            }
            let [muscle, nerve] = change(&choice, &next);
            let place = format!("{choice:?}, joint {moved}");
            assert!(matches!(nerve, Change::More | Change::Same), "{nerve:?} {place}");
            let wanted: &[Change] =
                if muscle_too { &[Change::More, Change::Same] } else { &[Change::Same] };
            assert!(wanted.contains(&muscle), "{muscle:?} {place}");
        }
    }
}

#[test]
fn both_sides_are_alike() {
    let reader = Reader::new(&BODY.model, &BODY.nerve).unwrap();
    let of = |reading: &Reading, side: usize| -> Vec<f64> {
        let leg = &reading.legs[side];
        let nerve = leg.nerve.iter().map(|site| site.reading.strain.best);
        std::iter::once(leg.hamstrings.best).chain(nerve).collect()
    };
    for choice in some(503) {
        let angles = EXPLORER.record().angles(&choice);
        let read = |side| reader.read(&pose_of(&BODY.model, &angles, side).unwrap()).unwrap();
        let (right, left) = (read(WorkingSide::Right), read(WorkingSide::Left));
        for (a, b) in of(&right, 0).into_iter().zip(of(&left, 1)) {
            assert!((a - b).abs() < 1e-9, "{a} {b}");
        }
        assert_eq!(EXPLORER.sensed(&EXPLORER.reading(&choice).unwrap()), EXPLORER.sensed(&right));
    }
}

fn said(page: &Page) -> String {
    page.to_text(10_000)
}

#[test]
fn the_page_says_order_and_direction_and_no_number() {
    let start = EXPLORER.record().start();
    for choice in some(401) {
        let view = look(&choice, Some(&start));
        check_inline(&view.svg, "x");
        assert!(view.svg.len() < 25_000, "{}", view.svg.len());
        assert_eq!(view.since_last, Some(view.since_start));
        let page = explorer_page(&KNOWLEDGE, &EXPLORER, &view, "en");
        let text = said(&page).replace("under 18", "");
        assert!(!text.chars().any(|c| c.is_ascii_digit() || c == '%'), "{text}");
        assert!(banned_words(&text).is_empty(), "{:?}", banned_words(&text));
        assert!(text.contains("cannot tell what is right for your own body"), "{text}");
        assert!(text.contains("average healthy body") && text.contains(SAFETY_NET), "{text}");
        assert!(!text.contains('_') && !text.contains('{'), "a label is missing: {text}");
        let drawn = view.svg.split("</desc>").next().unwrap();
        assert!(drawn.contains("Hamstrings: ") && drawn.contains("Nerve: "), "{drawn}");
    }
    for rung in Rung::ALL {
        assert_eq!(
            explorer_is_closed(rung),
            !rung.is_open() && rung != Rung::Undecided,
            "{rung:?}"
        );
    }
    let closed = said(&explorer_closed_page(&KNOWLEDGE, "en"));
    assert!(closed.contains("closed") && closed.contains(SAFETY_NET));
    assert!(banned_words(&closed).is_empty());
}

#[test]
fn a_form_never_leads_to_a_posture_that_is_not_there() {
    let record = EXPLORER.record();
    let start = record.start();
    assert_eq!(EXPLORER.choice(|_| None), start);
    assert_eq!(EXPLORER.choice(|_| Some("nonsense")), start);
    assert_eq!(look(&start, None).since_start, [Change::Same; 2]);
    assert_eq!(look(&start, None).since_last, None);
    // Sitting, nobody's thigh hangs down: the nearest step that there is.
    let seated = EXPLORER.choice(|name| (name == "hip").then_some("straight"));
    assert_eq!(seated, start);
    let standing = EXPLORER.choice(|name| match name {
        POSITION => Some("standing"),
        "hip" | "knee" => Some("straight"),
        _ => None,
    });
    assert_ne!(standing, start);
    let values = EXPLORER.values(&standing);
    let again = EXPLORER.choice(|name| values.iter().find(|v| v.0 == name).map(|v| v.1));
    assert_eq!(again, standing);
    for choice in some(601) {
        for control in EXPLORER.controls(&KNOWLEDGE, &choice, "en") {
            assert!(!control.name.contains('_') && control.steps.len() >= 4, "{control:?}");
            assert!(control.steps.iter().all(|step| !step.name.contains('_')), "{control:?}");
            let chosen: Vec<_> = control.steps.iter().filter(|step| step.chosen).collect();
            assert!(chosen.len() == 1 && chosen[0].allowed, "{control:?}");
        }
    }
}
