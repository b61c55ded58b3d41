//! What follows what: a programme follows a verdict, a check-in follows a programme that has not stopped, and no day lies before the last.

use jiff::civil::Date;

use crate::canonical::body_text;
use crate::chain_id::ChainId;
use crate::db::{Arg, Tx};
use crate::entry::{Entry, Kind, NewEntry};
use crate::entry_row::entry_of;
use crate::problem::{Outcome, Problem, ProblemKind};
use crate::stored::{Stored, StoredCheckIn, StoredProgramme, day};

/// Refuses an entry that follows nothing it could follow. Reads only, in the transaction that will write.
///
/// # Errors
/// Refused with what is missing or has stopped; time goes backwards; or the database's problem.
pub async fn check(tx: &mut Tx, chain: ChainId, new: &NewEntry) -> Outcome<()> {
    match new.kind {
        Kind::Programme => programme(tx, chain, new).await,
        Kind::CheckIn => check_in(tx, chain, new).await,
        _ => Ok(()),
    }
}

/// The new entry's body in its form; refused, not damaged, where it is not.
fn body<T: Stored>(new: &NewEntry) -> Outcome<T> {
    let entry = Entry {
        seq: 0,
        at: 0,
        author: new.author.clone(),
        kind: new.kind,
        version: new.version,
        episode: new.episode,
        body: body_text(&new.body)?,
    };
    T::read(&entry).map_err(|problem| match problem.kind {
        ProblemKind::Corrupt => Problem::refused(
            problem.what.replace("entry 0", "the new entry"),
            "nothing was changed",
        ),
        _ => problem,
    })
}

async fn programme(tx: &mut Tx, chain: ChainId, new: &NewEntry) -> Outcome<()> {
    let programme: StoredProgramme = body(new)?;
    let episode = episode(new)?;
    let verdict = entry_at(tx, chain, programme.verdict).await?;
    if !verdict.is_some_and(|v| v.kind == Kind::Verdict && v.episode == Some(episode)) {
        return Err(Problem::refused(
            format!("entry {} is no verdict of episode {episode}", programme.verdict),
            "keep the answers and their verdict first (`taut assess --record`)",
        ));
    }
    let Some(last) = newest(tx, chain, episode, Kind::CheckIn).await? else { return Ok(()) };
    not_before(day(&programme.begins), day(&StoredCheckIn::read(&last)?.on), "the last check-in")
}

async fn check_in(tx: &mut Tx, chain: ChainId, new: &NewEntry) -> Outcome<()> {
    let said: StoredCheckIn = body(new)?;
    let episode = episode(new)?;
    let named = said.programme;
    let there = entry_at(tx, chain, named).await?;
    let Some(programme) = there.filter(|e| e.kind == Kind::Programme && e.episode == Some(episode))
    else {
        return Err(Problem::refused(
            format!("entry {named} is no programme of episode {episode}"),
            "make a programme first (`taut plan --record`)",
        ));
    };
    let newest_programme = newest(tx, chain, episode, Kind::Programme).await?;
    if let Some(newer) = newest_programme.filter(|newer| newer.seq != named) {
        return Err(Problem::refused(
            format!("the programme of entry {named} was replaced by that of entry {}", newer.seq),
            "check in on the newest programme; nothing was changed",
        ));
    }
    let on = day(&said.on);
    not_before(on, day(&StoredProgramme::read(&programme)?.begins), "the programme's first day")?;
    let Some(last) = newest(tx, chain, episode, Kind::CheckIn).await? else { return Ok(()) };
    let last_said = StoredCheckIn::read(&last)?;
    if last_said.programme == named && !last_said.goes_on() {
        return Err(Problem::refused(
            format!(
                "the programme of entry {named} was stopped by the check-in of entry {}",
                last.seq
            ),
            "do what that check-in says; a new programme needs a new assessment",
        ));
    }
    not_before(on, day(&last_said.on), "the last check-in")?;
    if last_said.programme == named && on == day(&last_said.on) {
        return Err(Problem::refused(
            format!("there is a check-in of {} already, entry {}", said.on, last.seq),
            "one check-in a day; nothing was changed",
        ));
    }
    Ok(())
}

fn episode(new: &NewEntry) -> Outcome<i64> {
    new.episode.ok_or_else(|| {
        Problem::refused(
            format!("a {} entry without an episode", new.kind.id()),
            "name the episode that it belongs to",
        )
    })
}

fn not_before(on: Option<Date>, earliest: Option<Date>, what: &str) -> Outcome<()> {
    match (on, earliest) {
        (Some(on), Some(earliest)) if on < earliest => Err(Problem::new(
            ProblemKind::TimeBackwards,
            format!("{on} is before {what}, {earliest}"),
        )
        .hint("check the date; nothing was changed")),
        _ => Ok(()),
    }
}

async fn entry_at(tx: &mut Tx, chain: ChainId, seq: i64) -> Outcome<Option<Entry>> {
    let row = tx
        .row(
            "select seq, at, author, kind, version, episode, body from entry \
             where chain = $1 and seq = $2",
            &[Arg::Bytes(&chain.0), Arg::Int(seq)],
        )
        .await?;
    row.as_ref().map(|row| entry_of(row, 0)).transpose()
}

/// The newest entry of a kind in an episode.
async fn newest(tx: &mut Tx, chain: ChainId, episode: i64, kind: Kind) -> Outcome<Option<Entry>> {
    let row = tx
        .row(
            "select seq, at, author, kind, version, episode, body from entry \
             where chain = $1 and episode = $2 and kind = $3 order by seq desc limit 1",
            &[Arg::Bytes(&chain.0), Arg::Int(episode), Arg::Text(kind.id())],
        )
        .await?;
    row.as_ref().map(|row| entry_of(row, 0)).transpose()
}
