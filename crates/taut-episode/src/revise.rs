//! A therapist revises a programme: doses within their bounds and wishes, each with a reason and a name. The plan is made by the
//! same planner as every other, so nothing that is barred can come in.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::Value;
use taut_knowledge::programme::Dose;
use taut_knowledge::{Knowledge, nearest};
use taut_plan::{Level, Plan, Preferences, Start, Story};
use taut_record::{
    ChainId, Kind, Outcome, Store, Stored as _, StoredCleared, StoredOverride, StoredProgramme,
};

use crate::bodies::{PARTS, apply_override, part_of};
use crate::engine::{Engine, Judgement};
use crate::error::{EpisodeError, Fault};
use crate::keep_plan::PlanToKeep;
use crate::plan_form::EQUIPMENT;
use crate::plan_json;
use crate::read::EpisodeReader;
use crate::story::{KeptCase, KeptStory};

/// The reason that stands with a level which a programme takes over from the one before.
const CARRIED_OVER: &str = "carried over";

/// Who sets something, and why.
#[derive(Debug, Clone, Copy)]
pub struct Because<'b> {
    /// Why.
    pub reason: &'b str,
    /// Who.
    pub who: &'b str,
}

/// A programme that is being revised.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    preferences: Preferences,
    overrides: Vec<StoredOverride>,
}

/// A revised programme, worked out and not yet kept.
#[derive(Debug, Clone)]
pub struct Revised {
    /// The verdict that it follows.
    pub judgement: Judgement,
    /// The programme.
    pub plan: Plan,
    case: Value,
    preferences: Preferences,
    overrides: Vec<StoredOverride>,
    dropped: BTreeSet<usize>,
    cleared: Vec<StoredCleared>,
    begins: Date,
    seen: i64,
}

impl Revision {
    /// A programme that is put together anew with these wishes.
    #[must_use]
    pub const fn new(preferences: Preferences) -> Self {
        Self { preferences, overrides: Vec::new() }
    }

    /// The programme of a story as it is now: its wishes, what was set before, and the level that each exercise has reached.
    #[must_use]
    pub fn of(kept: &KeptStory, story: &Story<'_>) -> Self {
        let mut revision =
            Self { preferences: kept.preferences.clone(), overrides: kept.kept.overrides.clone() };
        let knowledge = story.knowledge();
        for chosen in story.waiting().into_iter().flat_map(|programme| &programme.chosen) {
            let record = &knowledge.exercises[chosen.item.exercise];
            let days = kept.preferences.days_per_week;
            let Some(first) = Level::first(&record.dose, days) else { continue };
            for part in PARTS {
                let mut now = chosen.item.level;
                let value = part_of(&mut now, part).map_or(0, |value| *value);
                let set = revision.set_of(Some(&record.id), part);
                let before = match set {
                    Some(set) => set.value,
                    None => part_of(&mut first.clone(), part).map_or(0, |value| *value),
                };
                if value != before {
                    let because = Because { reason: CARRIED_OVER, who: &kept.author };
                    revision.set(Some(&record.id), part, value, because);
                }
            }
        }
        revision
    }

    /// The wishes as they are now.
    #[must_use]
    pub const fn preferences(&self) -> &Preferences {
        &self.preferences
    }

    /// What is set, with reasons and names.
    #[must_use]
    pub fn overrides(&self) -> &[StoredOverride] {
        &self.overrides
    }

    /// Sets a part of an exercise's dose: `sets`, `reps`, `hold_seconds`, `minutes`, `days_per_week`, `range` or `load`.
    ///
    /// # Errors
    /// Everything that is wrong: no such exercise or part, a value beyond the bounds of the dose, no reason, no name. Then
    /// nothing is set.
    pub fn override_dose(
        &mut self,
        knowledge: &Knowledge,
        (exercise, what, value): (&str, &str, u32),
        because: Because<'_>,
    ) -> Result<(), EpisodeError> {
        let mut faults = because.faults();
        let place = format!("{exercise}.{what}");
        match knowledge.exercises.iter().find(|record| record.id == exercise) {
            None => faults.push(unknown_exercise(knowledge, exercise)),
            Some(_) if !PARTS.contains(&what) => {
                let hint = format!("one of {}", PARTS.join(", "));
                faults.push(Fault::new(
                    "unknown-part",
                    &place,
                    format!("{what:?} cannot be set"),
                    hint,
                ));
            }
            Some(record) if !is_within(&record.dose, what, value) => {
                let what = format!("{value} lies beyond the bounds of the dose");
                let hint = "the bounds of a dose stand in its record and hold for everybody";
                faults.push(Fault::new("beyond-dose", &place, what, hint));
            }
            Some(_) => {}
        }
        refuse(faults)?;
        self.set(Some(exercise), what, value, because);
        Ok(())
    }

    /// Sets a wish: `minutes_per_day` (1 to what the policy allows), `days_per_week` (1 to 7), `floor` (0 or 1), `unwanted.ID` or
    /// `equipment.NAME` (0 or 1).
    ///
    /// # Errors
    /// Everything that is wrong: no such wish, a value beyond its bounds, no reason, no name. Then nothing is set.
    pub fn override_preference(
        &mut self,
        knowledge: &Knowledge,
        (what, value): (&str, u32),
        because: Because<'_>,
    ) -> Result<(), EpisodeError> {
        let mut faults = because.faults();
        let mut preferences = self.preferences.clone();
        let limits = match what.split_once('.') {
            None if what == "minutes_per_day" => {
                preferences.minutes_per_day = value;
                Some([1, knowledge.programme.most_minutes_per_day])
            }
            None if what == "days_per_week" => {
                preferences.days_per_week = value;
                Some([1, 7])
            }
            None if what == "floor" => {
                preferences.floor = value > 0;
                Some([0, 1])
            }
            Some(("unwanted", id)) => {
                match knowledge.exercises.iter().position(|record| record.id == id) {
                    Some(index) if value > 0 => drop(preferences.unwanted.insert(index)),
                    Some(index) => drop(preferences.unwanted.remove(&index)),
                    None => faults.push(unknown_exercise(knowledge, id)),
                }
                Some([0, 1])
            }
            Some(("equipment", name)) => {
                match EQUIPMENT.into_iter().find(|thing| plan_json::name(thing) == name) {
                    Some(thing) if value > 0 => drop(preferences.equipment.insert(thing)),
                    Some(thing) => drop(preferences.equipment.remove(&thing)),
                    None => {
                        let all: Vec<String> = EQUIPMENT.iter().map(plan_json::name).collect();
                        let hint = format!("one of {}", all.join(", "));
                        let what = "nothing that an exercise needs";
                        faults.push(Fault::new("unknown-equipment", name, what, hint));
                    }
                }
                Some([0, 1])
            }
            _ => None,
        };
        match limits {
            None => {
                let hint = "minutes_per_day, days_per_week, floor, unwanted.ID or equipment.NAME";
                faults.push(Fault::new("unknown-wish", what, "there is no such wish", hint));
            }
            Some([least, most]) if !(least..=most).contains(&value) => {
                let hint = format!("{least} to {most}");
                faults.push(Fault::new(
                    "beyond-limits",
                    what,
                    format!("{value} is too little or too much"),
                    hint,
                ));
            }
            Some(_) => {}
        }
        refuse(faults)?;
        self.preferences = preferences;
        self.set(None, what, value, because);
        Ok(())
    }

    /// Takes back what was set of a dose or a wish; a wish itself stays as it is. False if nothing was set.
    pub fn take_back(&mut self, exercise: Option<&str>, what: &str) -> bool {
        let before = self.overrides.len();
        self.overrides
            .retain(|set| (set.exercise.as_deref(), set.what.as_str()) != (exercise, what));
        self.overrides.len() < before
    }

    fn set_of(&self, exercise: Option<&str>, what: &str) -> Option<&StoredOverride> {
        let mut all = self.overrides.iter();
        all.find(|set| (set.exercise.as_deref(), set.what.as_str()) == (exercise, what))
    }

    fn set(&mut self, exercise: Option<&str>, what: &str, value: u32, because: Because<'_>) {
        self.take_back(exercise, what);
        self.overrides.push(StoredOverride {
            exercise: exercise.map(str::to_owned),
            what: what.to_owned(),
            value,
            reason: because.reason.trim().to_owned(),
            who: because.who.trim().to_owned(),
        });
    }

    /// Works the programme out from the newest answers. What was carried over and no longer fits is left out; what was set
    /// with a reason and does not fit is refused.
    ///
    /// # Errors
    /// No programme follows from the verdict; what is set does not fit it; or the body cannot be loaded.
    pub fn plan(
        self,
        engine: &Engine,
        kept: &KeptCase,
        begins: Date,
    ) -> Result<Revised, EpisodeError> {
        let knowledge = engine.knowledge();
        let (case, cleared) = kept.cleared(knowledge, begins);
        let judgement = engine.answer(case, kept.setting, kept.thorough);
        let standing = kept.standing();
        let start = Start {
            case: &kept.case,
            preferences: &self.preferences,
            on: begins,
            measures: &[],
            clearances: &standing,
            dropped: &kept.dropped,
        };
        let mut story = Story::begin_from(judgement.reasoner, engine.planner()?, start)?;
        let (mut overrides, mut faults) = (Vec::new(), Vec::new());
        for set in self.overrides {
            match apply_override(knowledge, &mut story, &set) {
                Ok(()) => overrides.push(set),
                Err(_) if set.reason == CARRIED_OVER => {}
                Err(problem) => faults.push(Fault::from(problem)),
            }
        }
        refuse(faults)?;
        let programme = story.waiting().cloned().ok_or_else(|| {
            let hint = "do first what the plan says";
            EpisodeError::refused(Fault::new("no-programme", "", "there is no programme", hint))
        })?;
        Ok(Revised {
            judgement,
            plan: Plan::Programme(Box::new(programme)),
            case: kept.value.clone(),
            preferences: self.preferences,
            overrides,
            dropped: kept.dropped.clone(),
            cleared,
            begins,
            seen: kept.seen,
        })
    }
}

impl Revised {
    /// What [`crate::keep_plan()`] takes.
    #[must_use]
    pub fn to_keep(&self) -> PlanToKeep<'_> {
        PlanToKeep {
            judged: self.judgement.judged(),
            case: &self.case,
            preferences: &self.preferences,
            overrides: &self.overrides,
            dropped: &self.dropped,
            begins: self.begins,
            plan: &self.plan,
            clearances: &self.cleared,
            seen: Some(self.seen),
        }
    }
}

impl Because<'_> {
    fn faults(&self) -> Vec<Fault> {
        let texts = [("reason", self.reason), ("who", self.who)];
        let blank = texts.into_iter().filter(|(_, text)| text.trim().is_empty());
        blank
            .map(|(key, _)| Fault::new("blank", key, format!("there is no {key}"), "write one"))
            .collect()
    }
}

/// True if a dose with this one part set lies within its bounds.
fn is_within(dose: &Dose, part: &str, value: u32) -> bool {
    let Some(mut level) = Level::first(dose, dose.days_per_week[1]) else { return false };
    let Some(set) = part_of(&mut level, part) else { return false };
    *set = value;
    level.within(dose)
}

fn unknown_exercise(knowledge: &Knowledge, id: &str) -> Fault {
    let ids = knowledge.exercises.iter().map(|record| record.id.as_str());
    let near = nearest(id, ids).map_or_else(String::new, |near| format!("did you mean {near}?"));
    Fault::new("unknown-exercise", id, "there is no such exercise", near)
}

fn refuse(faults: Vec<Fault>) -> Result<(), EpisodeError> {
    if faults.is_empty() { Ok(()) } else { Err(EpisodeError::Refused(faults)) }
}

/// Something that was set in a programme of the open episode.
#[derive(Debug, Clone, PartialEq)]
pub struct OverrideRow {
    /// Place of the programme.
    pub entry: i64,
    /// When it was kept: milliseconds since 1970 UTC.
    pub at: i64,
    /// Who kept it.
    pub author: String,
    /// What was set, with reason and name.
    pub set: StoredOverride,
}

/// Everything that was set in programmes of the open episode, oldest first, each where it first came up.
///
/// # Errors
/// The records cannot be read.
pub async fn overrides(store: &Store, chain: ChainId) -> Outcome<Vec<OverrideRow>> {
    let Some(reader) = EpisodeReader::open(store, chain).await? else { return Ok(Vec::new()) };
    let mut rows: Vec<OverrideRow> = Vec::new();
    let mut before: Vec<StoredOverride> = Vec::new();
    for entry in reader.all(Kind::Programme).await? {
        let all = StoredProgramme::read(&entry)?.overrides;
        let new = all.iter().filter(|set| !before.contains(set));
        rows.extend(new.map(|set| OverrideRow {
            entry: entry.seq,
            at: entry.at,
            author: entry.author.clone(),
            set: set.clone(),
        }));
        before = all;
    }
    Ok(rows)
}
