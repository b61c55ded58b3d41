//! Writes all records as JSON Lines.

use std::io::Write;

use sha2::{Digest as _, Sha256};

use crate::chain_id::ChainId;
use crate::db::{Arg, Tx};
use crate::entry_row::entry_of;
use crate::lines::{FORMAT, Hex, Line};
use crate::problem::{Outcome, Problem};
use crate::store::Store;

/// Rows read at once.
const PAGE: i64 = 500;

/// What an export holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Chains, those of erased people included.
    pub chains: u64,
    /// Entries.
    pub entries: u64,
    /// Links of erased people.
    pub links: u64,
    /// Checkpoints.
    pub checkpoints: u64,
}

struct Out<'a> {
    to: &'a mut dyn Write,
    place: &'a str,
    hasher: Sha256,
}

impl Out<'_> {
    fn line(&mut self, line: &Line) -> Outcome<()> {
        let mut text = line.text();
        text.push('\n');
        self.hasher.update(text.as_bytes());
        self.to.write_all(text.as_bytes()).map_err(|error| Problem::io(self.place, &error))
    }
}

impl Store {
    /// Writes everything, as it is in one moment; `place` names the target in problems.
    ///
    /// # Errors
    /// The database cannot be read or the target cannot be written.
    pub async fn export(&self, place: &str, to: &mut dyn Write) -> Outcome<Counts> {
        let mut out = Out { to, place, hasher: Sha256::new() };
        let export = async {
            self.whole()?;
            let mut tx = self.db.read().await?;
            let mut counts = Counts::default();
            out.line(&Line::Format { name: "taut.records".to_owned(), version: FORMAT })?;
            chains(&mut tx, &mut out, &mut counts).await?;
            checkpoints(&mut tx, &mut out, &mut counts).await?;
            let Counts { chains, entries, links, checkpoints } = counts;
            let sha256 = Hex(out.hasher.clone().finalize().into());
            out.line(&Line::End { chains, entries, links, checkpoints, sha256 })?;
            out.to.flush().map_err(|error| Problem::io(place, &error))?;
            Ok(counts)
        };
        export.await.map_err(|problem| self.placed(problem))
    }
}

async fn chains(tx: &mut Tx, out: &mut Out<'_>, counts: &mut Counts) -> Outcome<()> {
    let mut after: Vec<u8> = Vec::new();
    loop {
        let rows = tx
            .rows(
                "select chain.id, chain.length, chain.head, person.name, person.salt, erasure.at \
                 from chain left join person on person.chain = chain.id \
                 left join erasure on erasure.chain = chain.id \
                 where chain.id > $1 order by chain.id limit $2",
                &[Arg::Bytes(&after), Arg::Int(PAGE)],
            )
            .await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.chain(0)?.0.to_vec();
        for row in &rows {
            let id = row.chain(0)?;
            let kept = !row.is_null(3);
            out.line(&Line::Chain {
                id: id.into(),
                length: row.int(1)?,
                head: row.digest(2)?.into(),
                name: if kept { Some(row.text(3)?.to_owned()) } else { None },
                salt: if kept { Some(Hex(row.salt(4)?.0)) } else { None },
                erased: row.maybe_int(5)?,
            })?;
            counts.chains += 1;
            if kept {
                entries(tx, out, id, counts).await?;
            } else {
                links(tx, out, id, counts).await?;
            }
        }
    }
}

async fn entries(tx: &mut Tx, out: &mut Out<'_>, id: ChainId, counts: &mut Counts) -> Outcome<()> {
    let mut after = 0;
    loop {
        let rows = tx
            .rows(
                "select entry.seq, entry.at, entry.author, entry.kind, entry.version, \
                 entry.episode, entry.body, link.digest from entry \
                 join link on link.chain = entry.chain and link.seq = entry.seq \
                 where entry.chain = $1 and entry.seq > $2 order by entry.seq limit $3",
                &[Arg::Bytes(&id.0), Arg::Int(after), Arg::Int(PAGE)],
            )
            .await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in &rows {
            let entry = entry_of(row, 0)?;
            after = entry.seq;
            out.line(&Line::Entry {
                seq: entry.seq,
                at: entry.at,
                author: entry.author.clone(),
                kind: entry.kind.id().to_owned(),
                version: entry.version,
                episode: entry.episode,
                body: entry.value()?,
                digest: row.digest(7)?.into(),
            })?;
            counts.entries += 1;
        }
    }
}

async fn links(tx: &mut Tx, out: &mut Out<'_>, id: ChainId, counts: &mut Counts) -> Outcome<()> {
    let mut after = 0;
    loop {
        let rows = tx
            .rows(
                "select seq, digest from link where chain = $1 and seq > $2 order by seq limit $3",
                &[Arg::Bytes(&id.0), Arg::Int(after), Arg::Int(PAGE)],
            )
            .await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in &rows {
            after = row.int(0)?;
            out.line(&Line::Link { seq: after, digest: row.digest(1)?.into() })?;
            counts.links += 1;
        }
    }
}

async fn checkpoints(tx: &mut Tx, out: &mut Out<'_>, counts: &mut Counts) -> Outcome<()> {
    let mut after = 0;
    loop {
        let rows = tx
            .rows(
                "select number, at, digest from checkpoint where number > $1 order by number limit $2",
                &[Arg::Int(after), Arg::Int(PAGE)],
            )
            .await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in &rows {
            after = row.int(0)?;
            let (at, digest) = (row.int(1)?, row.digest(2)?.into());
            out.line(&Line::Checkpoint { number: after, at, digest })?;
            counts.checkpoints += 1;
            heads(tx, out, after).await?;
        }
    }
}

async fn heads(tx: &mut Tx, out: &mut Out<'_>, number: i64) -> Outcome<()> {
    let mut after: Vec<u8> = Vec::new();
    loop {
        let rows = tx
            .rows(
                "select chain, seq, head from checkpoint_head \
                 where number = $1 and chain > $2 order by chain limit $3",
                &[Arg::Int(number), Arg::Bytes(&after), Arg::Int(PAGE)],
            )
            .await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.chain(0)?.0.to_vec();
        for row in &rows {
            out.line(&Line::Head {
                chain: row.chain(0)?.into(),
                seq: row.int(1)?,
                head: row.digest(2)?.into(),
            })?;
        }
    }
}
