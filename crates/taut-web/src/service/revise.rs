//! A therapist's overrides of doses and wishes: each with a reason, within bounds that hold for everybody.

use jiff::civil::Date;
use taut_episode::{Because, OverrideRow, Revision, keep_plan, load_case};

use super::patient::Patient;
use crate::app::{App, now};
use crate::failure::Failure;

/// Parts of a dose that can be set here, with their labels.
pub const PARTS: [(&str, &str); 5] = [
    ("sets", "clinic.part_sets"),
    ("reps", "clinic.part_reps"),
    ("hold_seconds", "clinic.part_hold"),
    ("minutes", "clinic.part_minutes"),
    ("days_per_week", "clinic.part_days"),
];

/// Wishes that can be set here, with their labels.
pub const WISHES: [(&str, &str); 2] =
    [("minutes_per_day", "clinic.wish_minutes"), ("days_per_week", "clinic.part_days")];

/// A programme as far as it can be set.
#[derive(Debug, Clone, PartialEq)]
pub struct Settable {
    /// Ids and names of its exercises.
    pub exercises: Vec<(String, String)>,
    /// What was set in this episode, oldest first.
    pub set: Vec<OverrideRow>,
}

/// The programme that goes on; nothing where none does.
///
/// # Errors
/// The kept programme comes out differently now; the database's problem.
pub async fn settable(
    app: &App,
    patient: &Patient,
    language: &str,
) -> Result<Option<Settable>, Failure> {
    let Some(told) = patient.told(app).await? else { return Ok(None) };
    let set = taut_episode::overrides(&patient.store, patient.chain()).await?;
    let language = language.to_owned();
    app.compute(move |app| {
        let waiting = told.story.waiting().filter(|_| told.held.is_none());
        let Some(programme) = waiting else { return Ok(None) };
        let exercises = programme.chosen.iter().map(|chosen| {
            let record = &app.engine().knowledge().exercises[chosen.item.exercise];
            let text = record.text.get(&language).or_else(|| record.text.get("en"));
            (record.id.clone(), text.map(|text| text.name.clone()).unwrap_or_default())
        });
        Ok(Some(Settable { exercises: exercises.collect(), set }))
    })
    .await
}

/// Sets one thing (`EXERCISE.PART` or a wish), works the programme out anew from today, and keeps it.
///
/// # Errors
/// A value beyond its bounds, no reason, or no programme follows from the advice; the database's problem. Nothing is kept
/// then.
pub async fn set(
    app: &App,
    patient: &Patient,
    (what, value): (&str, u32),
    reason: &str,
    today: Date,
) -> Result<(), Failure> {
    let knowledge = app.engine().knowledge();
    let nothing = Failure { label: "errors.nothing_kept", ..Failure::not_found() };
    let told = patient.told(app).await?.ok_or(nothing)?;
    if told.held.is_some() || told.story.waiting().is_none() {
        let hint = "read the answer of today first; a new programme follows from it";
        return Err(Failure::of("no-programme", "", "no programme goes on", hint));
    }
    let case = load_case(&patient.store, patient.chain(), knowledge).await?;
    let (what, reason) = (what.to_owned(), reason.to_owned());
    let who = patient.by.name.clone();
    let revised = app
        .compute(move |app| {
            let knowledge = app.engine().knowledge();
            let mut revision = Revision::of(&told.kept, &told.story);
            let because = Because { reason: &reason, who: &who };
            match what.split_once('.') {
                Some((exercise, part)) => {
                    revision.override_dose(knowledge, (exercise, part, value), because)?;
                }
                None => revision.override_preference(knowledge, (&what, value), because)?,
            }
            Ok(revision.plan(app.engine(), &case, today)?)
        })
        .await?;
    let by = (patient.by.name.as_str(), now());
    keep_plan(&patient.store, patient.chain(), &revised.to_keep(), by).await?;
    Ok(())
}
