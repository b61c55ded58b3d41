//! What the other commands keep in a person's record and read from it: the place opened, the person found, the words said.

use jiff::civil::Date;
use serde_json::Value;
use taut_episode::{
    Before, CheckInToKeep, Engine, EpisodeError, Joined, Kept, KeptCase, KeptStory, Missing,
    PlanToKeep, SaidAnew, Wanted, begin_next_episode, case_json, join, keep_said,
};
use taut_knowledge::Knowledge;
use taut_record::{ChainId, DraftKind, DraftOwner, Place, Problem, ProblemKind, Store, Viewer};

use super::{DatabaseArg, failure, time, with_records};
use crate::BadInput;

/// Who writes, where nobody else is named.
pub const AUTHOR: &str = taut_episode::PERSON;

/// What came of answers that were to be kept.
#[derive(Debug)]
pub struct Recorded {
    /// The answers with what stands from before; nothing if the record could not be read.
    pub joined: Option<Joined>,
    /// Where they are kept, in words; or why they are not.
    pub kept: anyhow::Result<String>,
}

/// Joins what is said anew with a person's record, judges it, and keeps answers and verdict. The same as in a browser: what stands
/// from before counts, and nothing that is added meanwhile is passed by. It takes the place of an interview in a browser.
pub fn keep(
    database: &DatabaseArg,
    name: &str,
    engine: &Engine,
    said: &SaidAnew,
    wanted: Wanted,
) -> Recorded {
    let mut joined = None;
    let on = jiff::Zoned::now().date();
    let mut judge = |before: Before| {
        let new = join(engine, before, said, wanted, on)?;
        joined = Some(new.clone());
        Ok(new)
    };
    let kept = database.place().and_then(|place| {
        let kept = adding(&place, name, async |store, chain, by| {
            let kept = keep_said(store, chain, engine.knowledge(), &mut judge, by).await?.0;
            forget_drafts(store, chain, &[DraftKind::Interview]).await?;
            Ok(kept)
        })?;
        Ok(format!(
            "Kept in the record of {name:?} as entries {} and {} of episode {}, in {place}.",
            kept.at - 1,
            kept.at,
            kept.episode
        ))
    });
    Recorded { joined, kept }
}

/// Ends a person's open episode and begins another; says where. What was reported in the old one counts no more, what a clinician
/// found goes on until it is cleared (S13), and what is not finished in a browser goes.
///
/// # Errors
/// There is no such person, the reason is not a plain line of text, or the records cannot be written.
pub fn new_episode(
    place: &Place,
    engine: &Engine,
    name: &str,
    reason: &str,
) -> anyhow::Result<String> {
    let (now, on) = (time::now(), jiff::Zoned::now().date());
    let episode = with_records(place, false, name, async |store| {
        let chain = store.person(name).await?.chain;
        let episode = begin_next_episode(store, chain, engine, (reason, on), (AUTHOR, now)).await?;
        let all = [DraftKind::Interview, DraftKind::CheckIn, DraftKind::Wishes];
        forget_drafts(store, chain, &all).await?;
        store.anchor(now).await?;
        Ok(episode)
    })?;
    Ok(format!("Episode {episode} of {name:?} begins, in {place}."))
}

/// Keeps a programme with what it follows; says where.
///
/// # Errors
/// The plan holds no programme, a dose lies beyond its bounds, or the records cannot be written. Nothing is kept then.
pub fn keep_plan(
    database: &DatabaseArg,
    name: &str,
    new: &PlanToKeep<'_>,
) -> anyhow::Result<String> {
    let place = database.place()?;
    let kept = adding(&place, name, async |store, chain, by| {
        taut_episode::keep_plan(store, chain, new, by).await
    })?;
    Ok(kept_in(name, kept, &place))
}

/// Keeps a check-in and what came of it; says where.
///
/// # Errors
/// The programme was stopped or replaced meanwhile, the day lies before the last check-in, or the records cannot be
/// written. Nothing is kept then.
pub fn keep_check_in(
    database: &DatabaseArg,
    name: &str,
    new: &CheckInToKeep,
) -> anyhow::Result<String> {
    let place = database.place()?;
    let now = time::now();
    let kept = with_records(&place, false, name, async |store| {
        let kept = taut_episode::keep_check_in(store, new, (AUTHOR, now)).await?;
        store.anchor(now).await?;
        Ok(kept)
    })?;
    Ok(kept_in(name, kept, &place))
}

/// The newest answers of a person's newest open episode.
///
/// # Errors
/// There are none; or the records cannot be read.
pub fn load_case(
    database: &DatabaseArg,
    name: &str,
    knowledge: &Knowledge,
) -> anyhow::Result<KeptCase> {
    with_records(&database.place()?, false, name, async |store| {
        let chain = store.person(name).await?.chain;
        taut_episode::load_case(store, chain, knowledge).await
    })
}

/// The newest programme of a person's newest open episode, with its check-ins.
///
/// # Errors
/// There is none; or the records cannot be read.
pub fn load_story(
    database: &DatabaseArg,
    name: &str,
    knowledge: &Knowledge,
) -> anyhow::Result<KeptStory> {
    with_records(&database.place()?, false, name, async |store| {
        let chain = store.person(name).await?.chain;
        taut_episode::load_story(store, chain, knowledge).await
    })
}

/// What is not finished in a browser rests on older answers, and goes.
async fn forget_drafts(store: &Store, chain: ChainId, kinds: &[DraftKind]) -> Result<(), Problem> {
    for kind in kinds {
        store.delete_draft(&DraftOwner::Person(chain, Viewer::Local), *kind).await?;
    }
    Ok(())
}

/// Adds something to the record of a person, who is added too if not there yet, and anchors it.
fn adding(
    place: &Place,
    name: &str,
    keep: impl AsyncFnOnce(&Store, ChainId, (&str, i64)) -> Result<Kept, EpisodeError>,
) -> anyhow::Result<Kept> {
    let now = time::now();
    with_records(place, true, name, async |store| {
        let chain = person_or_new(store, name, now).await?;
        let kept = keep(store, chain, (AUTHOR, now)).await?;
        store.anchor(now).await?;
        Ok(kept)
    })
}

/// The chain of the person of this name, who is added if not there yet.
async fn person_or_new(store: &Store, name: &str, now: i64) -> Result<ChainId, Problem> {
    match store.person(name).await {
        Err(problem) if problem.kind == ProblemKind::NotFound => {
            store.add_person(name, AUTHOR, now).await
        }
        other => Ok(other?.chain),
    }
}

/// Where something was kept.
pub fn kept_in(name: &str, kept: Kept, place: &Place) -> String {
    let Kept { at, episode } = kept;
    format!("Kept in the record of {name:?} as entry {at} of episode {episode}, in {place}.")
}

/// Today in UTC.
pub fn today(now: i64) -> anyhow::Result<Date> {
    Ok(taut_episode::time::day(now).parse()?)
}

/// What went wrong with a person's episode, in the words of the command line.
pub fn trouble(error: EpisodeError, name: &str) -> anyhow::Error {
    let missing =
        |what: String, hint: &str| failure(Problem::new(ProblemKind::NotFound, what).hint(hint));
    match error {
        EpisodeError::Record(problem) => failure(problem),
        EpisodeError::Missing(Missing::Episode) => missing(
            format!("{name:?} has no open episode"),
            "`taut assess --record` keeps answers and begins one",
        ),
        EpisodeError::Missing(Missing::Answers) => missing(
            format!("no answers of {name:?} are kept"),
            "`taut ask --record` or `taut assess --record` keeps them",
        ),
        EpisodeError::Missing(Missing::Programme) => missing(
            format!("no programme of {name:?} is kept"),
            "`taut plan --record` makes one and keeps it",
        ),
        EpisodeError::Differs { what, edition, program } => BadInput(format!(
            "error[differs]: {what}\n  hint: it was made with knowledge {edition} by {program}; make a new programme with `taut plan --record`, or give that knowledge with --knowledge"
        ))
        .into(),
        EpisodeError::Broken(what) => anyhow::anyhow!(what),
        error @ (EpisodeError::File(_) | EpisodeError::Refused(_)) => {
            BadInput(error.to_string()).into()
        }
    }
}

/// Likewise for what was read from a file, whose name comes first.
pub fn trouble_in(file: &str, error: EpisodeError, name: &str) -> anyhow::Error {
    match error {
        EpisodeError::Refused(faults) => {
            let lines: Vec<String> =
                faults.iter().map(|fault| format!("{file}: {fault}")).collect();
            BadInput(lines.join("\n")).into()
        }
        other => trouble(other, name),
    }
}

/// A file that was read before, as JSON.
///
/// # Errors
/// It is neither JSON nor TOML.
pub fn file_value(bytes: &[u8]) -> anyhow::Result<Value> {
    case_json::value(bytes).map_err(|error| trouble(error, ""))
}
