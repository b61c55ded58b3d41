//! Episodes: one story of a person each, begun and ended by entries. An ended episode takes no more entries.

use serde_json::{Value, json};

use crate::chain_id::ChainId;
use crate::db::{Arg, Tx};
use crate::entry::{Kind, NewEntry, check_name};
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

fn ends(body: &str) -> Outcome<bool> {
    let value: Value = serde_json::from_str(body)
        .map_err(|e| Problem::new(ProblemKind::Corrupt, format!("an episode's body: {e}")))?;
    Ok(value.get("ended").is_some())
}

/// The newest episode that has not ended.
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
