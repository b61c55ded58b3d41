//! What an exercise gains or costs when a programme is chosen: whole points.

use taut_knowledge::record::Obtained;
use taut_knowledge::{ConditionId, FindingId, Knowledge};
use taut_reason::Share;

use crate::person::Person;
use crate::programme::Level;

/// Points of an exercise (index in the knowledge) at its first level for a person, by the policy's prices.
///
/// Of the conditions that it serves, the one that fits the person best counts, in proportion to its posterior and rounded
/// down.
pub fn points(knowledge: &Knowledge, exercise: usize, level: &Level, person: &Person<'_>) -> i64 {
    let record = &knowledge.exercises[exercise];
    let prices = &knowledge.programme.points;
    let best = serves(knowledge, exercise, person).first().map_or(0, |condition| {
        // Exact: whole points times a multiple of 2^-32.
        let share = Share::of(person.posteriors.of(*condition)).value();
        libm::floor(f64::from(prices.serves) * share) as i64
    });
    let count = |number: usize, price: u32| number as i64 * i64::from(price);
    let reported = usize::from(record.dose.obtained == Obtained::Reported);
    let gluteal = usize::from(record.activity.iter().any(|activity| {
        let glutes = [activity.gluteus_maximus, activity.gluteus_medius];
        let hamstrings = activity.hamstrings.unwrap_or(f64::INFINITY);
        glutes.into_iter().flatten().any(|gluteus| gluteus > hamstrings)
    }));
    let entry = usize::from(record.level == 0);
    best + count(prompted(knowledge, exercise, person).len(), prices.prompted)
        + count(reported, prices.dose_reported)
        + count(gluteal, prices.glute_over_hamstring)
        + count(entry, prices.entry)
        - count(level.week_minutes(&record.dose) as usize, prices.minute)
        - count(record.equipment.len(), prices.equipment)
}

/// Conditions that an exercise serves, those that fit the person best first; equal ones in the order of the knowledge.
pub fn serves(knowledge: &Knowledge, exercise: usize, person: &Person<'_>) -> Vec<ConditionId> {
    let mut out = knowledge.exercises[exercise].serves.clone();
    let share = |condition: &ConditionId| Share::of(person.posteriors.of(*condition));
    out.sort_by(|a, b| share(b).cmp(&share(a)).then(a.cmp(b)));
    out
}

/// Findings that are present and speak for an exercise.
pub fn prompted(knowledge: &Knowledge, exercise: usize, person: &Person<'_>) -> Vec<FindingId> {
    let all = knowledge.exercises[exercise].prompted_by.iter().copied();
    all.filter(|finding| person.has(knowledge, *finding)).collect()
}
