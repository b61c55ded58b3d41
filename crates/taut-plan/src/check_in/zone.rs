//! How each exercise went: fine, to be kept as it is, or too much.

use taut_knowledge::{CheckIn, Knowledge, NextMorning};

/// How an exercise went. Leg symptoms have their own rules; this is about back and buttock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// Little pain, and no worse the next morning.
    Easy,
    /// Neither: more pain, muscle soreness, not done, or not said.
    Middle,
    /// Too much pain, worse the next morning, or soreness that stays too long.
    TooMuch,
}

/// How an exercise (index in the knowledge) went since the last check-in. What was not said is never taken as fine.
pub fn zone(knowledge: &Knowledge, check_in: &CheckIn, exercise: usize) -> Zone {
    let numbers = &knowledge.check_in.numbers;
    let done = check_in.done.iter().find(|done| done.exercise == exercise);
    // Where nothing is said about what was done, all of it may have been.
    let maybe_done = check_in.done.is_empty() || done.is_some_and(|done| done.days > 0);
    if !maybe_done {
        return Zone::Middle;
    }
    let pain = done.and_then(|done| done.pain).map(u32::from);
    let sore_too_long = check_in.soreness_hours.is_some_and(|h| h > numbers.soreness_hours);
    if check_in.next_morning == Some(NextMorning::Worse)
        || sore_too_long
        || pain.is_some_and(|pain| pain > numbers.hold_pain)
    {
        return Zone::TooMuch;
    }
    let sore = check_in.soreness_hours.is_some_and(|hours| hours > 0);
    let settled = check_in.next_morning.is_some();
    let little = pain.is_some_and(|pain| pain <= numbers.easy_pain);
    if little && settled && !sore { Zone::Easy } else { Zone::Middle }
}
