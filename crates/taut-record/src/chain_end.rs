//! The end of a person's chain: its place, the next entry after it, and the rows that both need.

use crate::canonical::body_text;
use crate::chain::{Digest, Salt, ZERO, entry_digest, next_head};
use crate::chain_id::ChainId;
use crate::clinic::viewer::{Reach, no_such_person, own};
use crate::db::{Arg, Tx};
use crate::entry::{Entry, Kind, NewEntry};
use crate::problem::{Outcome, Problem, ProblemKind};

/// How far a clock may lie behind the newest entry: milliseconds. Two writers at once take their times before they take turns,
/// and the clocks of two machines are not quite the same. More than this is a clock that was set wrong.
const CLOCK_LAG: i64 = 10 * 60 * 1000;

/// The end of a chain, and what the next entry needs of it.
#[derive(Debug)]
pub struct End {
    /// Links so far.
    pub length: i64,
    /// The head after the last.
    pub head: Digest,
    at: i64,
}

/// The end of a chain that has no entry yet.
pub const START: End = End { length: 0, head: ZERO, at: i64::MIN };

/// Locks the chain of a person within reach, and reads its end.
pub async fn end_of(tx: &mut Tx, chain: ChainId, reach: &Reach) -> Outcome<(Salt, End)> {
    let args = reach.args(&chain);
    let row = match tx {
        // The whole file is locked already.
        Tx::Sqlite(..) => {
            tx.row(concat!("select length, head from chain where id = ", own!()), &args).await?
        }
        Tx::Postgres(_) => {
            tx.row(
                concat!("select length, head from chain where id = ", own!(), " for update"),
                &args,
            )
            .await?
        }
    };
    let salt = tx.row(concat!("select salt from person where chain = ", own!()), &args).await?;
    let (Some(row), Some(salt)) = (row, salt) else { return Err(no_such_person()) };
    let length = row.int(0)?;
    let last = tx
        .row(
            "select at from entry where chain = $1 and seq = $2",
            &[Arg::Bytes(&chain.0), Arg::Int(length)],
        )
        .await?
        .ok_or_else(|| Problem::new(ProblemKind::Corrupt, format!("entry {length} is missing")))?;
    Ok((salt.salt(0)?, End { length, head: row.digest(1)?, at: last.int(0)? }))
}

impl End {
    /// Adds one entry; its place. Its time is that of the newest entry where the time given lies a little before it.
    ///
    /// # Errors
    /// The time given lies far before that of the newest entry; the entry breaks a rule; the database's problem.
    pub async fn add(
        &mut self,
        tx: &mut Tx,
        chain: ChainId,
        salt: &Salt,
        new: NewEntry,
        now: i64,
    ) -> Outcome<i64> {
        if now < self.at.saturating_sub(CLOCK_LAG) {
            let what = format!(
                "the time given, {now} ms, is before that of the newest entry, {} ms",
                self.at
            );
            return Err(Problem::new(ProblemKind::TimeBackwards, what));
        }
        let now = now.max(self.at);
        if new.version == 0 {
            return Err(Problem::refused("version 0 of a body", "versions count from 1"));
        }
        let seq = self.length + 1;
        let begins = new.kind == Kind::Episode && new.episode.is_none();
        let entry = Entry {
            seq,
            at: now,
            author: new.author,
            kind: new.kind,
            version: new.version,
            episode: if begins { Some(seq) } else { new.episode },
            body: body_text(&new.body)?,
        };
        let digest = entry_digest(salt, chain, &entry);
        let head = next_head(chain, seq, self.head, digest);
        add_link(tx, chain, seq, digest, head).await?;
        add_entry(tx, chain, &entry).await?;
        *self = Self { length: seq, head, at: now };
        Ok(seq)
    }

    /// Writes down that the chain ends here.
    pub async fn keep(&self, tx: &mut Tx, chain: ChainId) -> Outcome<()> {
        tx.run(
            "update chain set length = $1, head = $2 where id = $3",
            &[Arg::Int(self.length), Arg::Bytes(&self.head.0), Arg::Bytes(&chain.0)],
        )
        .await
        .map(drop)
    }
}

/// A new row of `chain`.
pub async fn add_chain(tx: &mut Tx, chain: ChainId, length: i64, head: Digest) -> Outcome<()> {
    tx.run(
        "insert into chain (id, length, head, anchored) values ($1, $2, $3, 0)",
        &[Arg::Bytes(&chain.0), Arg::Int(length), Arg::Bytes(&head.0)],
    )
    .await
    .map(drop)
}

/// Refuses a name under which a record is kept already.
pub async fn refuse_taken(tx: &mut Tx, name: &str) -> Outcome<()> {
    match tx.row("select chain from person where name = $1", &[Arg::Text(name)]).await? {
        Some(_) => Err(Problem::new(
            ProblemKind::NameTaken,
            format!("there are records of {name:?} already"),
        )),
        None => Ok(()),
    }
}

/// A new row of `person`.
pub async fn add_name(tx: &mut Tx, chain: ChainId, name: &str, salt: &Salt) -> Outcome<()> {
    if let Tx::Postgres(_) = tx {
        // Two processes that add the same name take turns, so that the later one gets a plain answer.
        tx.rows("select 1::bigint from pg_advisory_xact_lock(hashtext($1))", &[Arg::Text(name)])
            .await?;
    }
    refuse_taken(tx, name).await?;
    tx.run(
        "insert into person (chain, name, salt) values ($1, $2, $3)",
        &[Arg::Bytes(&chain.0), Arg::Text(name), Arg::Bytes(&salt.0)],
    )
    .await
    .map(drop)
}

/// A new row of `link`.
pub async fn add_link(
    tx: &mut Tx,
    chain: ChainId,
    seq: i64,
    digest: Digest,
    head: Digest,
) -> Outcome<()> {
    tx.run(
        "insert into link (chain, seq, digest, head) values ($1, $2, $3, $4)",
        &[Arg::Bytes(&chain.0), Arg::Int(seq), Arg::Bytes(&digest.0), Arg::Bytes(&head.0)],
    )
    .await
    .map(drop)
}

/// A new row of `entry`.
pub async fn add_entry(tx: &mut Tx, chain: ChainId, entry: &Entry) -> Outcome<()> {
    tx.run(
        "insert into entry (chain, seq, at, author, kind, version, episode, body) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        &[
            Arg::Bytes(&chain.0),
            Arg::Int(entry.seq),
            Arg::Int(entry.at),
            Arg::Text(&entry.author),
            Arg::Text(entry.kind.id()),
            Arg::Int(i64::from(entry.version)),
            Arg::MaybeInt(entry.episode),
            Arg::Text(&entry.body),
        ],
    )
    .await
    .map(drop)
}
