//! Episodes: one story of a person each, begun and ended by entries. An ended episode takes no more entries.

use serde_json::{Value, json};

use crate::chain_id::ChainId;
use crate::db::{Arg, Tx};
use crate::entry::{Entry, Kind, NewEntry, check_name};
use crate::problem::{Outcome, Problem, ProblemKind};

/// The entry that begins an episode; the episode's number is its place in the chain.
///
/// # Errors
/// The title is not a plain line of text.
pub fn begin(title: &str, author: &str) -> Outcome<NewEntry> {
    check_name("title", title)?;
    Ok(entry(None, author, json!({ "title": title })))
}

/// The entry that ends an episode.
///
/// # Errors
/// The reason is not a plain line of text.
pub fn end(number: i64, reason: &str, author: &str) -> Outcome<NewEntry> {
    check_name("reason", reason)?;
    Ok(entry(Some(number), author, json!({ "ended": reason })))
}

fn entry(episode: Option<i64>, author: &str, body: Value) -> NewEntry {
    NewEntry { kind: Kind::Episode, version: 1, episode, author: author.to_owned(), body }
}

/// One story of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Episode {
    /// Its number: the place of the entry that began it.
    pub number: i64,
    /// Its title.
    pub title: String,
    /// When it began: milliseconds since 1970 UTC.
    pub begun: i64,
    /// When it ended, and why; `None` while it is open.
    pub ended: Option<(i64, String)>,
}

/// The episodes out of the entries of kind `episode`, the oldest first.
///
/// # Errors
/// A body is damaged.
pub fn all_of(entries: &[Entry]) -> Outcome<Vec<Episode>> {
    let mut all: Vec<Episode> = Vec::new();
    for entry in entries {
        let body = read(&entry.body)?;
        let text = |key| body.get(key).and_then(Value::as_str).map(str::to_owned);
        if let Some(title) = text("title") {
            let (number, begun) = (entry.seq, entry.at);
            all.push(Episode { number, title, begun, ended: None });
        } else if let Some(reason) = text("ended")
            && let Some(ended) = all.iter_mut().find(|e| Some(e.number) == entry.episode)
        {
            ended.ended = Some((entry.at, reason));
        }
    }
    Ok(all)
}

fn read(body: &str) -> Outcome<Value> {
    serde_json::from_str(body)
        .map_err(|e| Problem::new(ProblemKind::Corrupt, format!("an episode's body: {e}")))
}

fn ends(body: &str) -> Outcome<bool> {
    Ok(read(body)?.get("ended").is_some())
}

/// The newest episode that has not ended.
///
/// # Errors
/// The database's problem; or an episode's body that cannot be read.
pub async fn newest_open(tx: &mut Tx, chain: ChainId) -> Outcome<Option<i64>> {
    // Every episode's last word, the newest episode first: an ended one has a later entry of the same kind.
    let rows = tx
        .rows(
            "select episode, body from entry where chain = $1 and kind = 'episode' order by seq desc",
            &[Arg::Bytes(&chain.0)],
        )
        .await?;
    let mut ended = Vec::new();
    let mut newest: Option<i64> = None;
    for row in &rows {
        let Some(number) = row.maybe_int(0)? else { continue };
        if ends(row.text(1)?)? {
            ended.push(number);
        } else if !ended.contains(&number) {
            newest = newest.max(Some(number));
        }
    }
    Ok(newest)
}

/// Refuses an episode that is not there or has ended.
///
/// # Errors
/// It is not there or has ended; the database's problem; or a body that cannot be read.
pub async fn check_open(tx: &mut Tx, chain: ChainId, number: i64) -> Outcome<()> {
    let last = tx
        .row(
            "select body from entry where chain = $1 and episode = $2 and kind = 'episode' \
             order by seq desc limit 1",
            &[Arg::Bytes(&chain.0), Arg::Int(number)],
        )
        .await?
        .ok_or_else(|| {
            Problem::new(ProblemKind::NotFound, format!("there is no episode {number}"))
                .hint("an episode's number is the place of the entry that began it")
        })?;
    if ends(last.text(0)?)? {
        return Err(Problem::refused(
            format!("episode {number} has ended"),
            "begin a new one; nothing was changed",
        ));
    }
    Ok(())
}
