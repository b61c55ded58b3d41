//! Answers and a verdict are kept as two entries of one episode; episodes begin and end.

use serde_json::Value;
use taut_record::{
    ChainId, NewEntry, Outcome, Problem, Store, Stored as _, StoredAnswers, StoredCleared,
    StoredVerdict, digest, episode,
};

use crate::bodies::PROGRAM;
use crate::error::{EpisodeError, Missing};
use crate::judge::{Judged, setting_id};
use crate::read::EpisodeReader;
use crate::unchanged::append_unless_changed;

/// Who writes where the person themself does, in a browser and on the command line.
pub const PERSON: &str = "the person";

/// The title of an episode that begins by itself.
const TITLE: &str = "back pain";

/// Where something was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Place of the newest entry.
    pub at: i64,
    /// The episode.
    pub episode: i64,
}

impl Kept {
    pub(crate) fn of(places: &[i64], episode: i64) -> Self {
        Self { at: places.last().copied().unwrap_or_default(), episode }
    }

    /// The last of these places, with the episode that its entry belongs to.
    pub(crate) async fn last(
        store: &Store,
        chain: ChainId,
        places: &[i64],
    ) -> Result<Self, Problem> {
        let at = places.last().copied().unwrap_or_default();
        let episode = store.entry(chain, at).await?.episode.unwrap_or_default();
        Ok(Self { at, episode })
    }
}

/// Answers and a verdict that are to be kept.
#[derive(Debug, Clone, Copy)]
pub struct VerdictToKeep<'a> {
    /// The case file as JSON, without what clearances add.
    pub case: &'a Value,
    /// The verdict.
    pub judged: Judged<'a>,
    /// The clearances that the verdict rests on beside the answers.
    pub clearances: &'a [StoredCleared],
    /// Place of the person's newest entry when all this was read; none: nothing of the record went into it.
    pub seen: Option<i64>,
}

/// Keeps a case file (as JSON) and its verdict; begins an episode where none is open. The answers stand one place before the
/// verdict.
///
/// # Errors
/// Something was added meanwhile; or the records cannot be written. Neither answers nor verdict are kept then.
pub async fn keep_verdict(
    store: &Store,
    chain: ChainId,
    new: &VerdictToKeep<'_>,
    (author, now): (&str, i64),
) -> Result<Kept, EpisodeError> {
    let answers = StoredAnswers { case: new.case.clone() };
    let verdict = verdict_body(&new.judged, new.clearances)?;
    // Checked before, because the places are known only while the entries are made.
    answers.entry(author, None)?;
    verdict.entry(author, None)?;
    let begin = episode::begin(TITLE, author)?;
    let make = |position: taut_record::Position| {
        let mut entries: Vec<NewEntry> = Vec::new();
        let number = open_or_begin(position, &begin, &mut entries);
        let at = position.next + entries.len() as i64;
        let verdict = StoredVerdict { answers: at, ..verdict.clone() };
        entries.extend(answers.entry(author, Some(number)));
        entries.extend(verdict.entry(author, Some(number)));
        entries
    };
    let places = append_unless_changed(store, chain, new.seen, now, make).await?;
    Ok(Kept::last(store, chain, &places).await?)
}

/// The open episode; where there is none, one more entry begins it.
pub(crate) fn open_or_begin(
    position: taut_record::Position,
    begin: &NewEntry,
    entries: &mut Vec<NewEntry>,
) -> i64 {
    position.open_episode.unwrap_or_else(|| {
        entries.push(begin.clone());
        position.next
    })
}

pub(crate) fn begin_entry(author: &str) -> Outcome<NewEntry> {
    episode::begin(TITLE, author)
}

/// A verdict as it is kept; the place of its answers is still open.
///
/// # Errors
/// It is no JSON, which would be a fault of ours.
pub(crate) fn verdict_body(
    judged: &Judged<'_>,
    clearances: &[StoredCleared],
) -> Result<StoredVerdict, EpisodeError> {
    let knowledge = judged.reasoner.knowledge;
    Ok(StoredVerdict {
        answers: 0,
        knowledge: knowledge.hash.clone(),
        edition: knowledge.edition.clone(),
        program: PROGRAM.to_owned(),
        setting: setting_id(judged.reasoner.setting).to_owned(),
        thorough: judged.is_thorough(),
        rung: judged.verdict.rung().id().to_owned(),
        provisional: judged.verdict.is_provisional(),
        clearances: clearances.to_vec(),
        verdict: serde_json::to_value(judged.json(false))?,
        whole_sha256: digest(&serde_json::to_value(judged.json(true))?),
    })
}

/// Ends the open episode; its number.
///
/// # Errors
/// No episode is open, the reason is not a plain line of text, or the records cannot be written. Nothing has changed then.
pub async fn end_episode(
    store: &Store,
    chain: ChainId,
    reason: &str,
    (author, now): (&str, i64),
) -> Result<i64, EpisodeError> {
    let reader = open(store, chain).await?;
    let entry = episode::end(reader.number, reason, author)?;
    append(store, chain, entry, now).await?;
    Ok(reader.number)
}

/// The open episode of a person.
///
/// # Errors
/// None is open; or the records cannot be read.
pub async fn open(store: &Store, chain: ChainId) -> Result<EpisodeReader<'_>, EpisodeError> {
    EpisodeReader::open(store, chain).await?.ok_or(EpisodeError::Missing(Missing::Episode))
}

/// Adds one entry; its place.
pub(crate) async fn append(
    store: &Store,
    chain: ChainId,
    entry: NewEntry,
    now: i64,
) -> Result<i64, Problem> {
    let places = store.append_made(chain, now, |_| vec![entry]).await?;
    Ok(places.last().copied().unwrap_or_default())
}
