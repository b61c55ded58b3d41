//! Every checkpoint: its digest, its place after the one before, and the heads that it anchors.

use super::{Break, Verified, name_of};
use crate::anchor::Checkpoint;
use crate::chain::{Anchored, Digest, ZERO, checkpoint_digest};
use crate::db::{Arg, Tx};
use crate::problem::Outcome;

/// Rows read at once.
const PAGE: i64 = 500;

/// Verifies all checkpoints; `known` must be the digest of one of them.
pub async fn verify(tx: &mut Tx, seen: &mut Verified, known: Option<Digest>) -> Outcome<()> {
    let mut before = ZERO;
    let mut found = known.is_none();
    let mut broken = false;
    loop {
        let last = seen.newest.map_or(i64::MIN, |c| c.number);
        let rows = tx
            .rows(
                "select number, at, digest from checkpoint where number > $1 order by number limit $2",
                &[Arg::Int(last), Arg::Int(PAGE)],
            )
            .await?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            let made = Checkpoint { number: row.int(0)?, at: row.int(1)?, digest: row.digest(2)? };
            found |= known == Some(made.digest);
            if !broken {
                broken = one(tx, seen, made, before).await?;
            }
            before = made.digest;
            seen.checkpoints += 1;
            seen.newest = Some(made);
        }
    }
    if !found {
        seen.add(
            "no checkpoint has the digest that you kept: the records were made anew, or are others",
        );
    }
    Ok(())
}

/// One checkpoint; true if something differs, and then all later ones hang from it.
async fn one(tx: &mut Tx, seen: &mut Verified, made: Checkpoint, before: Digest) -> Outcome<bool> {
    let number = made.number;
    if number != seen.newest.map_or(1, |c| c.number + 1) {
        seen.add(format!("checkpoint {number}: the one before it is missing"));
        return Ok(true);
    }
    if seen.newest.is_some_and(|c| made.at < c.at) {
        seen.add(format!("checkpoint {number}: its time is before that of the one before"));
        return Ok(true);
    }
    let rows = tx
        .rows(
            "select checkpoint_head.chain, checkpoint_head.seq, checkpoint_head.head, link.head \
             from checkpoint_head left join link \
             on link.chain = checkpoint_head.chain and link.seq = checkpoint_head.seq \
             where checkpoint_head.number = $1 order by checkpoint_head.chain",
            &[Arg::Int(number)],
        )
        .await?;
    let mut heads = Vec::with_capacity(rows.len());
    for row in &rows {
        let head = Anchored { chain: row.chain(0)?, seq: row.int(1)?, head: row.digest(2)? };
        heads.push(head);
        if row.is_null(3) || row.digest(3)? != head.head {
            let what = if row.is_null(3) {
                format!("checkpoint {number} anchors this link, and it is gone")
            } else {
                format!("checkpoint {number} anchors another head than the chain has here")
            };
            let person = name_of(tx, head.chain).await?;
            let (chain, seq) = (Some(head.chain), Some(head.seq));
            seen.breaks.push(Break { person, chain, seq, what });
        }
    }
    let computed = checkpoint_digest(before, number, made.at, &heads);
    if computed != made.digest {
        seen.add(format!(
            "checkpoint {number}: its digest, its time or a head in it was changed: stored {}, computed {computed}",
            made.digest
        ));
        return Ok(true);
    }
    Ok(false)
}
