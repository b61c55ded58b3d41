//! What stops at a check-in: exercises that the leg answered to, stretches without a gain, and what is barred now.

use jiff::civil::Date;
use taut_knowledge::Knowledge;

use super::state::{State, all_stretches, lengthens};
use super::turn::Turn;
use crate::measure::{Answer, BACK_PAIN, DEGREES, ROLAND_MORRIS};
use crate::programme::Barred;
use crate::response::{Action, Stopped};

/// Days in a week.
const WEEK: i64 = 7;

/// Takes out of the programme what stops, and says so; asks about stretching that brought nothing so far.
pub fn stops(turn: &Turn<'_>, state: &mut State) -> Vec<Action> {
    let knowledge = turn.knowledge;
    let gain = gain(knowledge, state, turn.check_in.on);
    let mut actions = Vec::new();
    let exercises: Vec<usize> = state.chosen().iter().map(|c| c.item.exercise).collect();
    for exercise in exercises {
        let stretches = lengthens(&knowledge.exercises[exercise]);
        let answered = turn.check_in.done.iter();
        let by_leg = answered.clone().any(|d| d.exercise == exercise && d.leg_rose == Some(true));
        let why = if by_leg {
            Some(Stopped::Leg)
        } else if turn.leg_rose() && stretches {
            Some(Stopped::Hamstrings)
        } else if stretches && gain == Gain::None {
            Some(Stopped::NoGain)
        } else {
            by_bars(turn, state, exercise)
        };
        match why {
            Some(why) => {
                if why == Stopped::Leg {
                    state.dropped.insert(exercise);
                }
                actions.push(Action::Stop(exercise, why));
            }
            None if stretches && gain == Gain::NoneYet => {
                actions.push(Action::NoGainYet(exercise));
            }
            None => {}
        }
    }
    let no_more_stretching = turn.leg_rose() || gain == Gain::None;
    if no_more_stretching && state.rung.is_open() {
        state.dropped.extend(all_stretches(knowledge));
    }
    if let Some(programme) = &mut state.programme {
        programme.chosen.retain(|chosen| {
            let exercise = chosen.item.exercise;
            !actions.iter().any(|a| matches!(a, Action::Stop(e, _) if *e == exercise))
        });
    }
    actions
}

/// Why the exercise is barred now. While questions are open only what is known counts: the programme waits for the rest.
fn by_bars(turn: &Turn<'_>, state: &State, exercise: usize) -> Option<Stopped> {
    let waits = |barred: &Barred| {
        matches!(
            barred,
            Barred::Kind
                | Barred::Situation { asked: false, .. }
                | Barred::Caution { asked: false, .. }
                | Barred::Unsettled { asked: false }
        )
    };
    let mut barred = turn.barred(state, exercise, None);
    barred.retain(|reason| !(turn.paused && waits(reason)));
    let by_advice = |reason: &Barred| {
        matches!(reason, Barred::Kind | Barred::OnHold | Barred::Unsettled { .. })
    };
    match barred.as_slice() {
        [] => None,
        reasons if reasons.iter().any(by_advice) => Some(Stopped::Advice),
        _ => Some(Stopped::Barred),
    }
}

/// What stretching has brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gain {
    /// A gain, or too early to say.
    Open,
    /// None so far, and time to ask.
    NoneYet,
    /// None, and time to drop it.
    None,
}

/// What stretching has brought since the start: range beyond the error of measuring, or symptoms better by what matters.
/// What nobody measured is no gain.
fn gain(knowledge: &Knowledge, state: &State, on: Date) -> Gain {
    let numbers = &knowledge.check_in.numbers;
    let days = i64::from((on - state.begun).get_days());
    let [asked, dropped] = numbers.stretch_weeks.map(|weeks| i64::from(weeks) * WEEK);
    let range = state.series.iter().any(|series| {
        knowledge.measures[series.key.measure].record.unit == DEGREES
            && series
                .latest(knowledge)
                .is_some_and(|(_, c)| c.better_by(numbers.range_gain_degrees) == Answer::Yes)
    });
    let symptoms = [BACK_PAIN, ROLAND_MORRIS].into_iter().any(|id| {
        let latest = state.series_named(knowledge, id).and_then(|series| series.latest(knowledge));
        latest.is_some_and(|(_, change)| change.important == Some(Answer::Yes))
    });
    if range || symptoms || days < asked {
        Gain::Open
    } else if days < dropped {
        Gain::NoneYet
    } else {
        Gain::None
    }
}
