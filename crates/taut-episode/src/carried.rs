//! What a clinician found and nobody has cleared goes on into a new episode (S13).

use jiff::civil::Date;
use serde_json::{Value, json};
use taut_knowledge::case::CASE_SCHEMA;
use taut_knowledge::{By, CaseAnswer, Knowledge, Value as Counts, resolve};
use taut_record::{
    ChainId, NewEntry, Position, Store, Stored as _, StoredAnswers, StoredVerdict, episode,
};

use crate::case_json;
use crate::engine::{Engine, Judgement};
use crate::error::EpisodeError;
use crate::judge::Judged;
use crate::keep::{begin_entry, verdict_body};
use crate::said_anew::{ATTEMPTS, Before, conflict, read_back};
use crate::story::KeptCase;
use crate::unchanged::append_unless_changed;

/// The first answers of an episode that follows this one, as a case file: all that a clinician said of each marked finding that a
/// clinician found and that still counts on this day. A person can begin a new episode alone, so a flag goes on until a clinician
/// clears it. Nothing where there is no such finding. What the person reported does not go on: a new pain is asked about anew.
fn carried(knowledge: &Knowledge, kept: &KeptCase, on: Date) -> Option<Value> {
    let (whole, _) = kept.cleared(knowledge, on);
    let counts = resolve(&whole, knowledge).answers;
    let is_found = |answer: &&CaseAnswer| answer.by == By::Therapist;
    let goes_on = |answer: &&CaseAnswer| {
        let record = knowledge.finding(answer.finding);
        let still = match counts.get(answer.finding) {
            Counts::State(state) => state >= record.present_from.max(1),
            Counts::Unknown => false,
        };
        record.is_marked() && still
    };
    let said = kept.case.answers.iter().filter(is_found).filter(goes_on);
    let answers: Vec<Value> = said
        .map(|answer| {
            let when = answer.when.clone().unwrap_or_else(|| kept.on.clone());
            case_json::answer(knowledge, &CaseAnswer { when: Some(when), ..answer.clone() })
        })
        .collect();
    if answers.is_empty() {
        return None;
    }
    let mut case = json!({ "schema": CASE_SCHEMA, "id": "carried", "answers": answers });
    for field in ["age", "sex"] {
        if let Some(known) = kept.value.get(field) {
            case[field] = known.clone();
        }
    }
    Some(case)
}

/// Ends the open episode and begins another; its number. What a clinician found and nobody has cleared by this day goes on into it,
/// with its advice. Read and judged again where anything was added to the record meanwhile.
///
/// # Errors
/// The reason is not a plain line of text; something is added each time; or the records cannot be read or written. Nothing has
/// changed then.
pub async fn begin_next_episode(
    store: &Store,
    chain: ChainId,
    engine: &Engine,
    (reason, on): (&str, Date),
    (author, now): (&str, i64),
) -> Result<i64, EpisodeError> {
    for _ in 0..ATTEMPTS {
        let Before { seen, kept } = Before::read(store, chain, engine.knowledge()).await?;
        let first = match &kept {
            Some(kept) => first_answers(engine, kept, on)?,
            None => None,
        };
        let judged = first.as_ref().map(|(_, judgement)| judgement.judged());
        let first = first.as_ref().map(|(case, _)| case).zip(judged.as_ref());
        match begin_episode_with(store, chain, reason, first, (seen, author, now)).await {
            Err(error) if error.is_changed_meanwhile() => {}
            other => return other,
        }
    }
    Err(conflict())
}

/// What goes on into a new episode, judged as before; nothing where there is nothing.
fn first_answers(
    engine: &Engine,
    kept: &KeptCase,
    on: Date,
) -> Result<Option<(Value, Judgement)>, EpisodeError> {
    let knowledge = engine.knowledge();
    let Some(value) = carried(knowledge, kept, on) else { return Ok(None) };
    let case = read_back(knowledge, &value)?;
    Ok(Some((value, engine.answer(case, kept.setting, kept.thorough))))
}

/// Ends the open episode and begins another with these first answers and their verdict, all or nothing; the new one's number.
/// `seen`: place of the newest entry when the answers were read.
///
/// # Errors
/// The reason is not a plain line of text; something was added meanwhile; or the records cannot be written. Nothing has changed
/// then.
async fn begin_episode_with(
    store: &Store,
    chain: ChainId,
    reason: &str,
    first: Option<(&Value, &Judged<'_>)>,
    (seen, author, now): (Option<i64>, &str, i64),
) -> Result<i64, EpisodeError> {
    let begin = begin_entry(author)?;
    // Checked before, because which episode is open is known only while the entries are made.
    episode::end(1, reason, author)?;
    let first = match first {
        Some((case, judged)) => {
            let answers = StoredAnswers { case: case.clone() };
            answers.entry(author, None)?;
            Some((answers, verdict_body(judged, &[])?))
        }
        None => None,
    };
    let make = |position: Position| {
        let ended = position.open_episode.map(|number| episode::end(number, reason, author));
        let mut entries: Vec<NewEntry> = ended.into_iter().flatten().collect();
        let number = position.next + entries.len() as i64;
        entries.push(begin.clone());
        if let Some((answers, verdict)) = &first {
            let verdict = StoredVerdict { answers: number + 1, ..verdict.clone() };
            entries.extend(answers.entry(author, Some(number)));
            entries.extend(verdict.entry(author, Some(number)));
        }
        entries
    };
    let places = append_unless_changed(store, chain, seen, now, make).await?;
    let at = places.last().copied().unwrap_or_default();
    Ok(store.entry(chain, at).await?.episode.unwrap_or_default())
}
