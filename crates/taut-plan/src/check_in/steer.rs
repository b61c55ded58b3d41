//! Level by level: what is made easier, what stays, what is made harder, and what is cut down once it is better.

use jiff::civil::Date;
use taut_knowledge::{ExerciseKind, Knowledge, Variable};

use super::clinician::{better_enough, clinician, is_review};
use super::state::{State, minutes_per_day};
use super::stops::stops;
use super::turn::Turn;
use super::zone::{Zone, zone};
use crate::measure::Answer;
use crate::programme::Level;
use crate::response::{Action, Clinician, StepDown, StepUp};
use crate::step;

/// Steers the programme of a state by one check-in; every exercise that goes on gets one action, unless the programme waits.
pub fn steer(turn: &Turn<'_>, state: &mut State) -> Vec<Action> {
    let on = turn.check_in.on;
    let mut actions = stops(turn, state);
    let stopped = actions.iter().any(|action| matches!(action, Action::Stop(..)));
    let mut asked = clinician(turn.knowledge, state, on);
    let (backs, second) = step_backs(turn, state);
    if second {
        asked.push(Clinician::SecondStepBack);
    }
    let blocked = turn.no_step_up || stopped || !backs.is_empty() || !asked.is_empty();
    actions.extend(asked.into_iter().map(Action::Clinician));
    let moved: Vec<usize> = backs.iter().map(Backed::exercise).collect();
    actions.extend(backs.iter().map(Backed::action));
    let kept_up = keep_up(turn, state, on);
    let up = if blocked || kept_up { None } else { step_up(turn, state) };
    let raised = up.map(|up| up.exercise);
    if !turn.paused {
        let stays = state.chosen().iter().map(|chosen| chosen.item.exercise);
        let raised_to = up.and_then(|up| up.next.filter(|_| up.taken)).or(raised);
        let stays = stays.filter(|e| !moved.contains(e) && Some(*e) != raised_to);
        actions.extend(stays.map(Action::Hold));
    }
    if kept_up {
        actions.push(Action::KeepUp);
    }
    actions.extend(up.map(Action::StepUp));
    if let Some(programme) = &mut state.programme {
        // A new answer may ask for something to be done differently.
        for chosen in &mut programme.chosen {
            let (exercise, level) = (chosen.item.exercise, chosen.item.level);
            chosen.item = turn.item(&state.answers, exercise, level);
        }
        let items = programme.chosen.iter().map(|c| (c.item.exercise, &c.item.level));
        programme.minutes_per_day = minutes_per_day(turn.knowledge, items);
        programme.points = programme.chosen.iter().map(|chosen| chosen.why.points).sum();
    }
    actions
}

/// One exercise for which a step back was due.
enum Backed {
    Eased(StepDown),
    /// It is at its lowest, and nothing easier may take its place.
    Lowest(usize),
}

impl Backed {
    /// The exercise that is there afterwards.
    fn exercise(&self) -> usize {
        match self {
            Self::Eased(down) => down.easier.unwrap_or(down.exercise),
            Self::Lowest(exercise) => *exercise,
        }
    }

    fn action(&self) -> Action {
        match self {
            Self::Eased(down) => Action::StepBack(*down),
            Self::Lowest(exercise) => Action::Hold(*exercise),
        }
    }
}

/// Makes easier what was too much, and counts what was fine. True if it is the second time within the days of the policy.
fn step_backs(turn: &Turn<'_>, state: &mut State) -> (Vec<Backed>, bool) {
    let on = turn.check_in.on;
    let within = i64::from(turn.knowledge.check_in.numbers.second_step_back_days);
    let second = state.stepped_back.is_some_and(|day| i64::from((on - day).get_days()) <= within);
    let mut backs = Vec::new();
    let exercises: Vec<usize> = state.chosen().iter().map(|c| c.item.exercise).collect();
    for exercise in exercises {
        match zone(turn.knowledge, turn.check_in, exercise) {
            Zone::Easy if !turn.paused && !turn.leg_rose() => {
                *state.easy.entry(exercise).or_insert(0) += 1;
            }
            Zone::Easy | Zone::Middle => {
                state.easy.remove(&exercise);
            }
            Zone::TooMuch => {
                state.easy.remove(&exercise);
                backs.push(step_back(turn, state, exercise, second));
            }
        }
    }
    if !backs.is_empty() {
        state.stepped_back = Some(on);
    }
    (backs, second && !state.chosen().is_empty() && state.stepped_back == Some(on))
}

/// One step back: of a level, or to the easier exercise; the second time to the lowest level.
fn step_back(turn: &Turn<'_>, state: &mut State, exercise: usize, second: bool) -> Backed {
    let knowledge = turn.knowledge;
    let sizes = &knowledge.check_in.numbers.step;
    let dose = &knowledge.exercises[exercise].dose;
    let Some(at) = state.chosen().iter().position(|c| c.item.exercise == exercise) else {
        return Backed::Lowest(exercise);
    };
    let from = state.chosen()[at].item.level;
    let lower = if second {
        Some(step::lowest(&from, dose, sizes)).filter(|low| *low != from)
    } else {
        step::back(&from, dose, sizes).map(|(_, low)| low)
    };
    if let Some(to) = lower {
        put(turn, state, at, exercise, to);
        return Backed::Eased(StepDown { exercise, from, to, easier: None });
    }
    let easier = knowledge.exercises[exercise].easier.filter(|easier| {
        let there = state.chosen().iter().any(|c| c.item.exercise == *easier);
        !there && turn.barred(state, *easier, None).is_empty()
    });
    let level = |easier: usize| {
        let first = Level::first(&knowledge.exercises[easier].dose, from.days_per_week);
        let left = state.mastered.get(&easier).copied().filter(|_| !second);
        left.into_iter().chain(first).find(|level| turn.fits(state, exercise, easier, level))
    };
    match easier.and_then(|easier| Some((easier, level(easier)?))) {
        Some((easier, to)) => {
            state.mastered.remove(&easier);
            put(turn, state, at, easier, to);
            Backed::Eased(StepDown { exercise, from, to, easier: Some(easier) })
        }
        None => Backed::Lowest(exercise),
    }
}

/// Puts an exercise at a level in this place of the programme.
fn put(turn: &Turn<'_>, state: &mut State, at: usize, exercise: usize, level: Level) {
    let item = turn.item(&state.answers, exercise, level);
    if let Some(programme) = &mut state.programme {
        let chosen = &mut programme.chosen[at];
        if chosen.item.exercise != exercise {
            chosen.why.serves.clone_from(&turn.knowledge.exercises[exercise].serves);
        }
        chosen.item = item;
    }
}

/// One exercise harder by one thing: the one that was made harder least often, first in the session. Taken only if the person
/// wants it.
fn step_up(turn: &Turn<'_>, state: &mut State) -> Option<StepUp> {
    let wanted = turn.knowledge.check_in.numbers.easy_in_a_row;
    let mut ready: Vec<usize> = (0..state.chosen().len())
        .filter(|&at| {
            let easy = state.easy.get(&state.chosen()[at].item.exercise);
            easy.is_some_and(|count| *count >= wanted)
        })
        .collect();
    ready.sort_by_key(|&at| state.steps.get(&state.chosen()[at].item.exercise).copied());
    let (at, mut up) = ready.into_iter().find_map(|at| Some((at, harder(turn, state, at)?)))?;
    up.taken = turn.check_in.ready == Some(true);
    if up.taken {
        let to = up.next.unwrap_or(up.exercise);
        if up.next.is_some() {
            state.mastered.insert(up.exercise, up.from);
        }
        put(turn, state, at, to, up.to);
        state.easy.remove(&up.exercise);
        *state.steps.entry(to).or_insert(0) += 1;
    }
    Some(up)
}

/// The first step of the dose, in its order, that stays within every limit.
fn harder(turn: &Turn<'_>, state: &State, at: usize) -> Option<StepUp> {
    let knowledge = turn.knowledge;
    let exercise = state.chosen()[at].item.exercise;
    let from = state.chosen()[at].item.level;
    let dose = &knowledge.exercises[exercise].dose;
    step::ups(&from, dose, &knowledge.check_in.numbers.step).find_map(|(variable, to)| {
        let (to, next) = match (variable, to) {
            (Variable::Next, _) => {
                let (next, level) = next(turn, state, exercise, &from)?;
                (level, Some(next))
            }
            (_, to) => (to?, None),
        };
        let fits = turn.fits(state, exercise, next.unwrap_or(exercise), &to);
        fits.then_some(StepUp { exercise, variable, from, to, next, taken: false })
    })
}

/// The next harder exercise that this person may do, at its first level.
fn next(turn: &Turn<'_>, state: &State, exercise: usize, from: &Level) -> Option<(usize, Level)> {
    let all = turn.knowledge.exercises.iter().enumerate();
    all.filter(|(_, other)| other.easier == Some(exercise)).find_map(|(next, other)| {
        let there = state.chosen().iter().any(|c| c.item.exercise == next);
        let level = Level::first(&other.dose, from.days_per_week)?;
        (!there && turn.barred(state, next, Some(exercise)).is_empty()).then_some((next, level))
    })
}

/// Once it is better by the share that counts: fewer days a week, as far as the doses allow. True if it begins today.
fn keep_up(turn: &Turn<'_>, state: &mut State, on: Date) -> bool {
    let knowledge = turn.knowledge;
    let due = state.rung.is_open()
        && !turn.paused
        && !state.keeping_up
        && !state.chosen().is_empty()
        && is_review(knowledge, state, on)
        && better_enough(knowledge, state, on) == Answer::Yes;
    if !due {
        return false;
    }
    state.keeping_up = true;
    if let Some(programme) = &mut state.programme {
        for chosen in &mut programme.chosen {
            let exercise = &knowledge.exercises[chosen.item.exercise];
            if let Some(days) = days_to_keep_up(knowledge, exercise.kind) {
                let now = chosen.item.level.days_per_week;
                chosen.item.level.days_per_week = now.min(days.max(exercise.dose.days_per_week[0]));
            }
        }
    }
    true
}

/// Days a week that keep what was gained; nothing for walking and habits, which go on as they are.
fn days_to_keep_up(knowledge: &Knowledge, kind: ExerciseKind) -> Option<u32> {
    let [strength, stretching] = knowledge.check_in.numbers.keep_up_days;
    match kind {
        ExerciseKind::HipStrength | ExerciseKind::FootStrength => Some(strength),
        ExerciseKind::HamstringLengthening
        | ExerciseKind::HipMobility
        | ExerciseKind::FootMobility => Some(stretching),
        ExerciseKind::TrunkAndHabits | ExerciseKind::Neural => None,
    }
}
