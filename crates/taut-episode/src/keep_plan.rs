//! Programmes and check-ins are kept: each in one transaction with what it follows.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::Value;
use taut_plan::{Plan, Preferences, Programme, Response, Story};
use taut_record::{
    ChainId, Kind, NewEntry, Position, Store, Stored as _, StoredAnswers, StoredCheckIn,
    StoredCleared, StoredOverride, StoredProgramme, StoredVerdict, digest,
};

use crate::error::{EpisodeError, Fault};
use crate::judge::Judged;
use crate::keep::{Kept, begin_entry, open_or_begin, verdict_body};
use crate::read::EpisodeReader;
use crate::story::KeptStory;
use crate::unchanged::append_unless_changed;
use crate::{bodies, plan_json};

/// A programme that is to be kept, and everything that it follows.
#[derive(Debug, Clone, Copy)]
pub struct PlanToKeep<'a> {
    /// The verdict.
    pub judged: Judged<'a>,
    /// The case file as JSON, without what clearances add.
    pub case: &'a Value,
    /// What the person can and wants to do.
    pub preferences: &'a Preferences,
    /// What a therapist set, each with a reason.
    pub overrides: &'a [StoredOverride],
    /// Exercises that an earlier programme of the episode dropped, indices in the knowledge.
    pub dropped: &'a BTreeSet<usize>,
    /// The first day.
    pub begins: Date,
    /// The whole plan.
    pub plan: &'a Plan,
    /// The clearances that the verdict rests on beside the answers.
    pub clearances: &'a [StoredCleared],
    /// Place of the person's newest entry when all this was read; none: nothing of the record went into it.
    pub seen: Option<i64>,
}

/// What is written of a programme; the places are still open.
struct Bodies {
    answers: StoredAnswers,
    verdict: StoredVerdict,
    programme: StoredProgramme,
}

impl PlanToKeep<'_> {
    fn bodies(&self) -> Result<Bodies, EpisodeError> {
        let knowledge = self.judged.reasoner.knowledge;
        let Plan::Programme(programme) = self.plan else {
            return Err(EpisodeError::refused(Fault::new(
                "no-programme",
                "",
                "only a programme is kept, and there is none",
                "do first what the plan says",
            )));
        };
        self.check_first_day()?;
        self.check_doses(programme)?;
        Ok(Bodies {
            answers: StoredAnswers { case: self.case.clone() },
            verdict: verdict_body(&self.judged, self.clearances)?,
            programme: StoredProgramme {
                verdict: 1,
                knowledge: knowledge.hash.clone(),
                edition: knowledge.edition.clone(),
                program: bodies::PROGRAM.to_owned(),
                preferences: bodies::preferences(knowledge, self.preferences),
                overrides: self.overrides.to_vec(),
                dropped: bodies::ids(knowledge, self.dropped),
                begins: self.begins.to_string(),
                rung: programme.rung.id().to_owned(),
                items: bodies::items(knowledge, programme),
                whole_sha256: digest(&plan_json::programme(knowledge, programme, true)),
            },
        })
    }

    /// No answer is of a later day than the first one: a programme is told again from what was known when it began.
    fn check_first_day(&self) -> Result<(), EpisodeError> {
        let answers = self.case["answers"].as_array().map(Vec::as_slice).unwrap_or_default();
        let later = |answer: &Value| {
            let on: Date = answer["when"].as_str()?.parse().ok()?;
            let finding = answer["finding"].as_str().unwrap_or_default();
            (on > self.begins).then(|| {
                let what = format!(
                    "{finding} was answered on {on}, and the programme would begin on {}",
                    self.begins
                );
                Fault::new(
                    "begins-before-answers",
                    finding,
                    what,
                    "let it begin on that day or later",
                )
            })
        };
        let faults: Vec<Fault> = answers.iter().filter_map(later).collect();
        if faults.is_empty() { Ok(()) } else { Err(EpisodeError::Refused(faults)) }
    }

    /// Every level lies within the bounds of its dose, whoever set it.
    fn check_doses(&self, programme: &Programme) -> Result<(), EpisodeError> {
        let exercises = &self.judged.reasoner.knowledge.exercises;
        let beyond = |chosen: &&taut_plan::Chosen| {
            !chosen.item.level.within(&exercises[chosen.item.exercise].dose)
        };
        let faults: Vec<Fault> = programme
            .chosen
            .iter()
            .filter(beyond)
            .map(|chosen| {
                let id = &exercises[chosen.item.exercise].id;
                let what = format!("the dose of {id} lies beyond its bounds");
                Fault::new("beyond-dose", id, what, "nothing was kept")
            })
            .collect();
        if faults.is_empty() { Ok(()) } else { Err(EpisodeError::Refused(faults)) }
    }
}

/// Keeps a programme, with its answers and verdict where they are not the newest of the open episode already.
///
/// # Errors
/// The plan holds no programme; answers of a later day than the first one; a dose beyond its bounds; something was added
/// meanwhile; or the records cannot be written. Nothing is kept then.
pub async fn keep_plan(
    store: &Store,
    chain: ChainId,
    new: &PlanToKeep<'_>,
    (author, now): (&str, i64),
) -> Result<Kept, EpisodeError> {
    let Bodies { answers, verdict, programme } = new.bodies()?;
    let there = newest_verdict(store, chain, &answers, &verdict).await?;
    // Checked before, because the places are known only while the entries are made.
    answers.entry(author, None)?;
    verdict.entry(author, None)?;
    programme.entry(author, None)?;
    let begin = begin_entry(author)?;
    let make = |position: Position| {
        let mut entries: Vec<NewEntry> = Vec::new();
        let number = open_or_begin(position, &begin, &mut entries);
        let there = there.filter(|_| position.open_episode.is_some());
        let verdict_at = there.unwrap_or_else(|| {
            let at = position.next + entries.len() as i64;
            let verdict = StoredVerdict { answers: at, ..verdict.clone() };
            entries.extend(answers.entry(author, Some(number)));
            entries.extend(verdict.entry(author, Some(number)));
            at + 1
        });
        let programme = StoredProgramme { verdict: verdict_at, ..programme.clone() };
        entries.extend(programme.entry(author, Some(number)));
        entries
    };
    let places = append_unless_changed(store, chain, new.seen, now, make).await?;
    Ok(Kept::last(store, chain, &places).await?)
}

/// Place of the newest verdict of the open episode, if it and its answers are the ones that would be written now.
async fn newest_verdict(
    store: &Store,
    chain: ChainId,
    answers: &StoredAnswers,
    verdict: &StoredVerdict,
) -> Result<Option<i64>, EpisodeError> {
    let Some(reader) = EpisodeReader::open(store, chain).await? else { return Ok(None) };
    let Some(newest) = reader.newest(Kind::Verdict).await? else { return Ok(None) };
    let kept = StoredVerdict::read(&newest)?;
    let same = StoredVerdict { answers: kept.answers, ..verdict.clone() } == kept
        && StoredAnswers::read(&store.entry(chain, kept.answers).await?)? == *answers;
    Ok(same.then_some(newest.seq))
}

/// A check-in that is to be kept, and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckInToKeep {
    body: StoredCheckIn,
    chain: ChainId,
    episode: i64,
    seen: i64,
}

impl CheckInToKeep {
    /// Out of the story as it was kept, the check-in file as JSON, and the story after it.
    #[must_use]
    pub fn new(kept: &KeptStory, file: &Value, story: &Story<'_>, response: &Response) -> Self {
        let own = file.get("answers").and_then(Value::as_array).map_or(0, Vec::len);
        let all = &story.case().answers;
        let added = &all[(kept.answers + own).min(all.len())..];
        let knowledge = story.knowledge();
        let body =
            bodies::check_in(knowledge, kept.programme, file, response, story.waiting(), added);
        Self { body, chain: kept.chain, episode: kept.episode, seen: kept.seen }
    }
}

/// Keeps a check-in and what came of it.
///
/// # Errors
/// Something was added meanwhile, the programme was stopped or replaced, there is a check-in of that day, the day lies before the last check-in,
/// or the records cannot be written. Nothing is kept then.
pub async fn keep_check_in(
    store: &Store,
    new: &CheckInToKeep,
    (author, now): (&str, i64),
) -> Result<Kept, EpisodeError> {
    let entry = new.body.entry(author, Some(new.episode))?;
    let make = |_: Position| vec![entry.clone()];
    let places = append_unless_changed(store, new.chain, Some(new.seen), now, make).await?;
    Ok(Kept::of(&places, new.episode))
}
