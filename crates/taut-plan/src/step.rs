//! One step harder or easier: exactly one thing changes, within the bounds of the dose.
//!
//! Values stand on a grid: the first one, then up by the size of a step, and last the most. So a step down undoes a step
//! up, also where the most is not a whole number of steps away.

use taut_knowledge::Variable;
use taut_knowledge::programme::{Dose, StepSizes};

use crate::programme::Level;

/// The level with one thing harder by one step; nothing if that thing is at its most, or the dose does not have it.
/// [`Variable::Next`] is not a matter of levels and gives nothing.
#[must_use]
pub fn up(level: &Level, dose: &Dose, sizes: &StepSizes, variable: Variable) -> Option<Level> {
    moved(level, dose, sizes, variable, |value, [first, most], size| {
        (value < most).then(|| {
            let steps = value.saturating_sub(first) / size + 1;
            (first + steps * size).min(most)
        })
    })
}

/// The level with one thing easier by one step; nothing if that thing is where it started, or the dose does not have it.
#[must_use]
pub fn down(level: &Level, dose: &Dose, sizes: &StepSizes, variable: Variable) -> Option<Level> {
    moved(level, dose, sizes, variable, |value, [first, _], size| {
        (value > first).then(|| first + (value - first - 1) / size * size)
    })
}

/// Each step up that the dose allows from here, in the order in which it wants them. `Next` stands among them without a level:
/// whether there is a next exercise is for the caller to see.
pub fn ups<'a>(
    level: &'a Level,
    dose: &'a Dose,
    sizes: &'a StepSizes,
) -> impl Iterator<Item = (Variable, Option<Level>)> + 'a {
    dose.progress.iter().filter_map(move |&variable| {
        let to = up(level, dose, sizes, variable);
        (variable == Variable::Next || to.is_some()).then_some((variable, to))
    })
}

/// The step down from here: the last of the dose's steps that was taken is undone; nothing at the first level.
#[must_use]
pub fn back(level: &Level, dose: &Dose, sizes: &StepSizes) -> Option<(Variable, Level)> {
    let undone = |&variable: &Variable| Some((variable, down(level, dose, sizes, variable)?));
    dose.progress.iter().rev().find_map(undone)
}

/// The lowest level with the same days a week: everything that the dose lets grow is where it started.
#[must_use]
pub fn lowest(level: &Level, dose: &Dose, sizes: &StepSizes) -> Level {
    let mut low = *level;
    while let Some((_, lower)) = back(&low, dose, sizes) {
        low = lower;
    }
    low
}

/// The level with one value changed as `change` says, from the value, its bounds and the size of a step.
fn moved(
    level: &Level,
    dose: &Dose,
    sizes: &StepSizes,
    variable: Variable,
    change: impl Fn(u32, [u32; 2], u32) -> Option<u32>,
) -> Option<Level> {
    let mut moved = *level;
    let (value, bounds, size) = match variable {
        Variable::Reps => (&mut moved.reps, dose.reps?, sizes.reps),
        Variable::Hold => (&mut moved.hold_seconds, dose.hold_seconds?, sizes.hold_seconds),
        Variable::Sets => (&mut moved.sets, dose.sets, sizes.sets),
        Variable::Minutes => (&mut moved.minutes, dose.minutes?, sizes.minutes),
        Variable::Range => (&mut moved.range, [0, 1], 1),
        Variable::Load => (&mut moved.load, [0, sizes.most_load], 1),
        Variable::Next => return None,
    };
    if size == 0 || !dose.progress.contains(&variable) {
        return None;
    }
    *value = change(*value, bounds, size)?;
    Some(moved)
}
