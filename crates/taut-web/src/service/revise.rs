//! A therapist's overrides of doses and wishes: each with a reason, within bounds that hold for everybody.

use jiff::civil::Date;
use taut_episode::{
    Because, EpisodeError, OverrideRow, Revision, keep_plan, load_case, load_story,
};

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
    let knowledge = app.engine().knowledge();
    let story = match load_story(&patient.store, patient.chain(), knowledge).await {
        Ok(story) => story,
        Err(EpisodeError::Missing(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let set = taut_episode::overrides(&patient.store, patient.chain()).await?;
    let language = language.to_owned();
    app.compute(move |app| {
        let (story, _) = app.engine().replay(&story)?;
        let Some(programme) = story.waiting() else { return Ok(None) };
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
    let story = load_story(&patient.store, patient.chain(), knowledge).await?;
    let case = load_case(&patient.store, patient.chain(), knowledge).await?;
    let (what, reason) = (what.to_owned(), reason.to_owned());
    let who = patient.by.name.clone();
    let revised = app
        .compute(move |app| {
            let knowledge = app.engine().knowledge();
            let (now, _) = app.engine().replay(&story)?;
            let mut revision = Revision::of(&story, &now);
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
