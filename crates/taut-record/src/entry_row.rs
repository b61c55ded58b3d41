//! An entry out of a row of either database.

use crate::db::Row;
use crate::entry::{Entry, Kind};
use crate::problem::{Outcome, Problem, ProblemKind};

/// The entry in a row whose columns from `i` on are `seq, at, author, kind, version, episode, body`.
pub fn entry_of(row: &Row, i: usize) -> Outcome<Entry> {
    let kind = row.text(i + 3)?;
    let version = row.int(i + 4)?;
    Ok(Entry {
        seq: row.int(i)?,
        at: row.int(i + 1)?,
        author: row.text(i + 2)?.to_owned(),
        kind: Kind::from_id(kind).ok_or_else(|| {
            Problem::new(ProblemKind::Corrupt, format!("{kind:?} is no kind of entry"))
        })?,
        version: u32::try_from(version).map_err(|_| {
            Problem::new(ProblemKind::Corrupt, format!("{version} is no version of a body"))
        })?,
        episode: row.maybe_int(i + 5)?,
        body: row.text(i + 6)?.to_owned(),
    })
}
