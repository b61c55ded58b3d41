//! Checkpoints: the heads of all chains that grew, under one digest that is chained to the checkpoint before.

use crate::chain::{Anchored, Digest, ZERO, checkpoint_digest};
use crate::db::{Arg, Tx};
use crate::problem::Outcome;
use crate::store::Store;

/// Any number, the same in every version: whoever writes a checkpoint holds this lock.
const LOCK: i64 = 0x7461_7575;

/// A checkpoint. Its digest, kept elsewhere, shows later whether anything before it was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    /// Its number, from 1.
    pub number: i64,
    /// When it was made: milliseconds since 1970 UTC.
    pub at: i64,
    /// Its digest.
    pub digest: Digest,
}

impl Store {
    /// Anchors every chain that grew since the last checkpoint; `None` if none did. The time of a checkpoint is never before
    /// that of the one before.
    ///
    /// # Errors
    /// The database's problem.
    pub async fn anchor(&self, now: i64) -> Outcome<Option<Checkpoint>> {
        let anchor = async {
            let mut tx = self.db.write().await?;
            let made = anchor_in(&mut tx, now).await?;
            tx.commit().await?;
            Ok(made)
        };
        anchor.await.map_err(|problem| self.placed(problem))
    }

    /// The newest checkpoint.
    ///
    /// # Errors
    /// The database's problem.
    pub async fn checkpoint(&self) -> Outcome<Option<Checkpoint>> {
        let read = async {
            let mut tx = self.db.read().await?;
            newest(&mut tx).await
        };
        read.await.map_err(|problem| self.placed(problem))
    }
}

async fn newest(tx: &mut Tx) -> Outcome<Option<Checkpoint>> {
    tx.row("select number, at, digest from checkpoint order by number desc limit 1", &[])
        .await?
        .map(|row| Ok(Checkpoint { number: row.int(0)?, at: row.int(1)?, digest: row.digest(2)? }))
        .transpose()
}

/// Anchors within a transaction.
async fn anchor_in(tx: &mut Tx, now: i64) -> Outcome<Option<Checkpoint>> {
    if let Tx::Postgres(_) = tx {
        tx.rows("select 1::bigint from pg_advisory_xact_lock($1)", &[Arg::Int(LOCK)]).await?;
    }
    let heads = tx
        .rows("select id, length, head from chain where length > anchored order by id", &[])
        .await?
        .iter()
        .map(|row| Ok(Anchored { chain: row.chain(0)?, seq: row.int(1)?, head: row.digest(2)? }))
        .collect::<Outcome<Vec<_>>>()?;
    if heads.is_empty() {
        return Ok(None);
    }
    let last = newest(tx).await?;
    let (number, before) = last.map_or((1, ZERO), |last| (last.number + 1, last.digest));
    // Several machines write, and their clocks differ by moments; the order is told by the numbers.
    let at = last.map_or(now, |last| last.at.max(now));
    let made = Checkpoint { number, at, digest: checkpoint_digest(before, number, at, &heads) };
    add_checkpoint(tx, made).await?;
    for head in heads {
        add_head(tx, number, head).await?;
        tx.run(
            "update chain set anchored = $1 where id = $2",
            &[Arg::Int(head.seq), Arg::Bytes(&head.chain.0)],
        )
        .await?;
    }
    Ok(Some(made))
}

/// A new row of `checkpoint`.
pub async fn add_checkpoint(tx: &mut Tx, made: Checkpoint) -> Outcome<()> {
    tx.run(
        "insert into checkpoint (number, at, digest) values ($1, $2, $3)",
        &[Arg::Int(made.number), Arg::Int(made.at), Arg::Bytes(&made.digest.0)],
    )
    .await
    .map(drop)
}

/// A new row of `checkpoint_head`.
pub async fn add_head(tx: &mut Tx, number: i64, head: Anchored) -> Outcome<()> {
    tx.run(
        "insert into checkpoint_head (number, chain, seq, head) values ($1, $2, $3, $4)",
        &[
            Arg::Int(number),
            Arg::Bytes(&head.chain.0),
            Arg::Int(head.seq),
            Arg::Bytes(&head.head.0),
        ],
    )
    .await
    .map(drop)
}
