//! When a clinician should look: pain or Roland-Morris score worse than at the start, or too little better.

use jiff::civil::Date;
use taut_knowledge::Knowledge;

use super::state::State;
use crate::measure::{Answer, BACK_PAIN, Change, LEG_PAIN, ROLAND_MORRIS};
use crate::response::Clinician;

/// Days in a week.
const WEEK: i32 = 7;

/// Every reason why a clinician should look, from the measures up to this day.
pub fn clinician(knowledge: &Knowledge, state: &State, on: Date) -> Vec<Clinician> {
    let numbers = &knowledge.check_in.numbers;
    let worse = |id: &str, in_a_row: u32| {
        let changes = changes(knowledge, state, id);
        let points = f64::from(numbers.pain_worse);
        let run = changes.iter().rev().take_while(|(_, c)| c.worse_by(points) == Answer::Yes);
        changes.last().is_some_and(|(day, _)| *day == on) && run.count() >= in_a_row as usize
    };
    let roland_morris = changes(knowledge, state, ROLAND_MORRIS).pop().is_some_and(|(day, c)| {
        day == on && c.worse_by(f64::from(numbers.roland_morris_worse)) == Answer::Yes
    });
    let not_better =
        is_review(knowledge, state, on) && better_enough(knowledge, state, on) == Answer::No;
    let held = [
        (Clinician::BackWorse, worse(BACK_PAIN, numbers.back_worse_in_a_row)),
        (Clinician::LegWorse, worse(LEG_PAIN, numbers.leg_worse_in_a_row)),
        (Clinician::RolandMorrisWorse, roland_morris),
        (Clinician::NotBetter, not_better),
    ];
    held.into_iter().filter_map(|(reason, holds)| holds.then_some(reason)).collect()
}

/// True once the weeks are over in which most people get better.
pub fn is_review(knowledge: &Knowledge, state: &State, on: Date) -> bool {
    let weeks = i32::try_from(knowledge.check_in.numbers.review_weeks).unwrap_or(i32::MAX);
    (on - state.begun).get_days() >= weeks.saturating_mul(WEEK)
}

/// Whether it is better by the share that counts: by the Roland-Morris score where a recent one can be compared, else by the
/// pain in the back.
pub fn better_enough(knowledge: &Knowledge, state: &State, on: Date) -> Answer {
    let share = knowledge.check_in.numbers.better_share;
    let recent = |id: &str| {
        let every = knowledge.measures[knowledge.measure(id)?].record.every_days;
        let (day, change) = changes(knowledge, state, id).pop()?;
        let days = u32::try_from((on - day).get_days()).ok()?;
        (days <= every && change.share.is_some()).then_some(change)
    };
    let change = recent(ROLAND_MORRIS).or_else(|| recent(BACK_PAIN));
    change.map_or(Answer::CannotTell, |change| change.better_by_share(share))
}

/// Changes of a measure against its first answer, oldest first.
fn changes(knowledge: &Knowledge, state: &State, id: &str) -> Vec<(Date, Change)> {
    state.series_named(knowledge, id).map_or_else(Vec::new, |series| series.changes(knowledge))
}
