//! From programmes and responses to the bodies that are kept of them, and back.

use std::collections::BTreeSet;

use serde_json::Value;
use taut_knowledge::programme::Equipment;
use taut_knowledge::{CaseAnswer, Knowledge};
use taut_plan::{Chosen, Level, Preferences, Programme, Response, Story, StoryProblem};
use taut_record::{
    Problem, ProblemKind, StoredCheckIn, StoredItem, StoredLevel, StoredOverride,
    StoredPreferences, digest,
};

use crate::{case_json, plan_json};

/// Name and version of this program, as it stands in records.
pub const PROGRAM: &str = concat!("taut ", env!("CARGO_PKG_VERSION"));

/// What a person wants, as it is kept.
#[must_use]
pub fn preferences(knowledge: &Knowledge, of: &Preferences) -> StoredPreferences {
    StoredPreferences {
        minutes_per_day: of.minutes_per_day,
        days_per_week: of.days_per_week,
        equipment: of.equipment.iter().map(plan_json::name).collect(),
        floor: of.floor,
        unwanted: of.unwanted.iter().map(|i| knowledge.exercises[*i].id.clone()).collect(),
    }
}

/// What a person wants, read back. An exercise that the knowledge no longer has cannot be chosen anyway.
///
/// # Errors
/// Equipment that this program does not know.
pub fn read_preferences(
    knowledge: &Knowledge,
    kept: &StoredPreferences,
) -> Result<Preferences, Problem> {
    let equipment = kept.equipment.iter().map(|name| {
        serde_json::from_value::<Equipment>(Value::from(name.as_str()))
            .map_err(|_| Problem::new(ProblemKind::Corrupt, format!("{name:?} is no equipment")))
    });
    let unwanted = |id: &String| knowledge.exercises.iter().position(|e| &e.id == id);
    Ok(Preferences {
        minutes_per_day: kept.minutes_per_day,
        days_per_week: kept.days_per_week,
        equipment: equipment.collect::<Result<BTreeSet<_>, _>>()?,
        floor: kept.floor,
        unwanted: kept.unwanted.iter().filter_map(unwanted).collect(),
    })
}

/// The exercises of a programme.
#[must_use]
pub fn items(knowledge: &Knowledge, programme: &Programme) -> Vec<StoredItem> {
    programme.chosen.iter().map(|chosen| item(knowledge, chosen)).collect()
}

fn item(knowledge: &Knowledge, chosen: &Chosen) -> StoredItem {
    let care = chosen.item.care.iter().map(|i| knowledge.situations[*i].id.clone());
    StoredItem {
        exercise: knowledge.exercises[chosen.item.exercise].id.clone(),
        level: level(&chosen.item.level),
        care: care.collect(),
    }
}

fn level(of: &Level) -> StoredLevel {
    let Level { sets, reps, hold_seconds, minutes, days_per_week, range, load } = *of;
    StoredLevel { sets, reps, hold_seconds, minutes, days_per_week, range, load }
}

/// Ids of exercises.
#[must_use]
pub fn ids(knowledge: &Knowledge, exercises: &BTreeSet<usize>) -> Vec<String> {
    exercises.iter().map(|index| knowledge.exercises[*index].id.clone()).collect()
}

/// Indices of exercises by their ids; one that the knowledge no longer has cannot be chosen anyway.
#[must_use]
pub fn indices(knowledge: &Knowledge, ids: &[String]) -> BTreeSet<usize> {
    let index = |id: &String| knowledge.exercises.iter().position(|record| &record.id == id);
    ids.iter().filter_map(index).collect()
}

/// Sets one dose of a story as a therapist wants it; a wish changes nothing here, because the story began with it.
///
/// # Errors
/// A dose that lies beyond its bounds, or of an exercise that the programme does not hold.
pub fn apply_override(
    knowledge: &Knowledge,
    story: &mut Story<'_>,
    set: &StoredOverride,
) -> Result<(), StoryProblem> {
    let Some(id) = &set.exercise else { return Ok(()) };
    let problem = |code, message: &str| {
        StoryProblem::new(code, id, message, "take it back, or set something else")
    };
    let held = story.waiting().and_then(|programme| {
        let mut chosen = programme.chosen.iter();
        chosen.find(|c| &knowledge.exercises[c.item.exercise].id == id)
    });
    let (exercise, mut level) = held
        .map(|chosen| (chosen.item.exercise, chosen.item.level))
        .ok_or_else(|| problem("not-held", "the programme does not hold it"))?;
    let part = part_of(&mut level, &set.what);
    *part.ok_or_else(|| problem("unknown-part", "there is no such part of a dose"))? = set.value;
    story.set_level(exercise, level)
}

/// The parts of a level, by the names that they have in files.
pub const PARTS: [&str; 7] =
    ["sets", "reps", "hold_seconds", "minutes", "days_per_week", "range", "load"];

/// The part of a level with this name.
#[must_use]
pub fn part_of<'l>(level: &'l mut Level, part: &str) -> Option<&'l mut u32> {
    Some(match part {
        "sets" => &mut level.sets,
        "reps" => &mut level.reps,
        "hold_seconds" => &mut level.hold_seconds,
        "minutes" => &mut level.minutes,
        "days_per_week" => &mut level.days_per_week,
        "range" => &mut level.range,
        "load" => &mut level.load,
        _ => return None,
    })
}

/// A response as it is kept. `after` is the programme from then on, also while it waits; `answers` are what follows from the check-in beside its own.
#[must_use]
pub fn check_in(
    knowledge: &Knowledge,
    programme: i64,
    file: &Value,
    response: &Response,
    after: Option<&Programme>,
    answers: &[CaseAnswer],
) -> StoredCheckIn {
    let actions = response.actions.iter().map(|action| plan_json::action(knowledge, action));
    StoredCheckIn {
        programme,
        on: response.on.to_string(),
        check_in: file.clone(),
        knowledge: knowledge.hash.clone(),
        edition: knowledge.edition.clone(),
        program: PROGRAM.to_owned(),
        answers: answers.iter().map(|answer| case_json::answer(knowledge, answer)).collect(),
        signals: response.signals.iter().map(plan_json::name).collect(),
        actions: actions.collect(),
        before: response.before.id().to_owned(),
        rung: response.now.id().to_owned(),
        items: after.map(|programme| items(knowledge, programme)),
        next: [response.next.0.to_string(), response.next.1.to_string()],
        whole_sha256: digest(&plan_json::response(knowledge, response, true)),
    }
}
