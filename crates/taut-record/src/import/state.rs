//! What an import has seen so far, and what must come next.

use std::collections::BTreeMap;

use super::clinics::Clinics;
use super::{Imported, ZERO};
use crate::anchor::{Checkpoint, add_checkpoint, add_head};
use crate::canonical::body_text;
use crate::chain::{
    Anchored, Digest, Salt, checkpoint_digest, entry_digest, erasure_digest, next_head,
};
use crate::chain_end::{add_chain, add_entry, add_link, add_name};
use crate::chain_id::ChainId;
use crate::db::{Arg, Tx};
use crate::entry::{Entry, Kind, check_name};
use crate::export::Counts;
use crate::lines::Line;
use crate::problem::{Outcome, Problem, ProblemKind};

/// The state of an import.
#[derive(Default)]
pub struct State {
    imported: Imported,
    /// Chains of people who were erased here, with their lengths.
    erased_here: BTreeMap<ChainId, i64>,
    chain: Option<Open>,
    last_chain: Option<ChainId>,
    checkpoint: Option<Pending>,
    last_checkpoint: Option<Checkpoint>,
    clinics: Clinics,
    /// A line of clinics has come: no chain and no checkpoint may follow.
    past: bool,
    ended: bool,
}

/// A chain whose lines are being read.
struct Open {
    id: ChainId,
    length: i64,
    end: Digest,
    person: Option<(String, Salt)>,
    erased: Option<i64>,
    seq: i64,
    head: Digest,
    time: i64,
    name: Option<String>,
    /// False for a person who was erased here: the lines are checked and not kept.
    keep: bool,
}

/// A checkpoint whose heads are being read.
struct Pending {
    made: Checkpoint,
    heads: Vec<Anchored>,
}

fn wrong(what: impl Into<String>) -> Problem {
    Problem::new(ProblemKind::Tampered, what)
}

impl State {
    /// Makes room: everything goes but the chains of people who were erased.
    pub async fn keep_erased(&mut self, tx: &mut Tx) -> Outcome<()> {
        for sql in [
            "delete from draft",
            "delete from session",
            "delete from invitation",
            "delete from account",
            "delete from membership",
            "delete from event",
            "delete from clinic",
            "delete from checkpoint_head",
            "delete from checkpoint",
            "delete from entry",
            "delete from person",
            "delete from link where chain not in (select chain from erasure)",
            "delete from chain where id not in (select chain from erasure)",
            "update chain set anchored = 0",
        ] {
            tx.run(sql, &[]).await?;
        }
        for row in tx.rows("select id, length from chain", &[]).await? {
            self.erased_here.insert(row.chain(0)?, row.int(1)?);
        }
        Ok(())
    }

    /// Takes the next line.
    pub async fn take(&mut self, tx: &mut Tx, line: Line) -> Outcome<()> {
        if !matches!(line, Line::Entry { .. } | Line::Link { .. }) {
            self.close_chain(tx).await?;
        }
        if !matches!(line, Line::Head { .. }) {
            self.close_checkpoint(tx).await?;
        }
        let of_clinics = line.is_of_clinics();
        if self.past && !of_clinics && !matches!(line, Line::End { .. }) {
            return Err(wrong("a chain or a checkpoint follows the clinics"));
        }
        self.past |= of_clinics;
        match line {
            Line::Format { .. } => Ok(()),
            Line::Clinic { .. }
            | Line::Account { .. }
            | Line::Member { .. }
            | Line::Event { .. } => self.clinics.take(tx, &line, &mut self.imported.counts).await,
            Line::Chain { id, length, head, name, salt, erased } => {
                let person = match (name, salt) {
                    (Some(name), Some(salt)) if erased.is_none() => {
                        check_name("name", &name).map_err(|p| wrong(p.what))?;
                        Some((name, Salt(salt.0)))
                    }
                    (None, None) if erased.is_some() => None,
                    _ => return Err(wrong("a person is either there, or erased at a time")),
                };
                let (id, end) = (ChainId(id.0), Digest(head.0));
                self.open_chain(tx, id, length, end, person, erased).await
            }
            Line::Entry { seq, at, author, kind, version, episode, body, digest } => {
                let kind = Kind::from_id(&kind)
                    .ok_or_else(|| wrong(format!("{kind:?} is no kind of entry")))?;
                check_name("author", &author).map_err(|p| wrong(p.what))?;
                if version == 0 {
                    return Err(wrong("versions of a body count from 1"));
                }
                let text = body_text(&body).map_err(|p| wrong(p.what))?;
                let entry = Entry { seq, at, author, kind, version, episode, body: text };
                self.entry(tx, &entry, Digest(digest.0)).await
            }
            Line::Link { seq, digest } => self.link(tx, seq, Digest(digest.0)).await,
            Line::Checkpoint { number, at, digest } => {
                let made = Checkpoint { number, at, digest: Digest(digest.0) };
                self.open_checkpoint(made)
            }
            Line::Head { chain, seq, head } => {
                let head = Anchored { chain: ChainId(chain.0), seq, head: Digest(head.0) };
                self.head(head)
            }
            Line::End {
                chains,
                entries,
                links,
                checkpoints,
                clinics,
                accounts,
                members,
                events,
                ..
            } => {
                let said = Counts {
                    chains,
                    entries,
                    links,
                    checkpoints,
                    clinics,
                    accounts,
                    members,
                    events,
                };
                if said != self.imported.counts {
                    return Err(wrong("the counts in the last line are not those of the file"));
                }
                self.ended = true;
                Ok(())
            }
        }
    }

    /// After the last line.
    pub async fn finish(self, tx: &mut Tx) -> Outcome<Imported> {
        if !self.ended {
            return Err(wrong("the file is cut short: its last line, `end`, is missing"));
        }
        tx.run(
            "update chain set anchored = (select coalesce(max(seq), 0) from checkpoint_head \
             where checkpoint_head.chain = chain.id)",
            &[],
        )
        .await?;
        Ok(self.imported)
    }

    async fn open_chain(
        &mut self,
        tx: &mut Tx,
        id: ChainId,
        length: i64,
        end: Digest,
        person: Option<(String, Salt)>,
        erased: Option<i64>,
    ) -> Outcome<()> {
        if self.last_checkpoint.is_some() {
            return Err(wrong("a chain follows the checkpoints"));
        }
        if self.last_chain.is_some_and(|last| last >= id) {
            return Err(wrong("the chains are not in order of their ids"));
        }
        let keep = !self.erased_here.contains_key(&id);
        if keep {
            add_chain(tx, id, length, end).await?;
            if let Some((name, salt)) = &person {
                add_name(tx, id, name, salt).await?;
            }
            if let Some(at) = erased {
                tx.run(
                    "insert into erasure (chain, at) values ($1, $2)",
                    &[Arg::Bytes(&id.0), Arg::Int(at)],
                )
                .await?;
            }
        }
        self.last_chain = Some(id);
        self.chain = Some(Open {
            id,
            length,
            end,
            person,
            erased,
            seq: 0,
            head: ZERO,
            time: i64::MIN,
            name: None,
            keep,
        });
        Ok(())
    }

    async fn entry(&mut self, tx: &mut Tx, entry: &Entry, digest: Digest) -> Outcome<()> {
        let Some(chain) = &mut self.chain else {
            return Err(wrong("an entry stands outside of a chain"));
        };
        let Some((_, salt)) = &chain.person else {
            return Err(wrong("an erased person has an entry"));
        };
        if entry.seq != chain.seq + 1 {
            return Err(wrong(format!("entry {} is missing", chain.seq + 1)));
        }
        if entry_digest(salt, chain.id, entry) != digest {
            return Err(wrong(format!(
                "entry {} does not have the digest that it names",
                entry.seq
            )));
        }
        if entry.at < chain.time {
            return Err(wrong(format!("the time of entry {} goes backwards", entry.seq)));
        }
        chain.time = entry.at;
        if entry.kind == Kind::Person {
            chain.name = entry.value()?.get("name").and_then(|n| n.as_str()).map(str::to_owned);
        }
        let head = chain.advance(digest);
        self.imported.counts.entries += 1;
        if chain.keep {
            add_link(tx, chain.id, entry.seq, digest, head).await?;
            add_entry(tx, chain.id, entry).await?;
        }
        Ok(())
    }

    async fn link(&mut self, tx: &mut Tx, seq: i64, digest: Digest) -> Outcome<()> {
        let Some(chain) = &mut self.chain else {
            return Err(wrong("a link stands outside of a chain"));
        };
        let Some(at) = chain.erased else {
            return Err(wrong("a link without its entry, and the person is not erased"));
        };
        if seq != chain.seq + 1 {
            return Err(wrong(format!("link {} is missing", chain.seq + 1)));
        }
        if seq == chain.length && digest != erasure_digest(chain.id, seq, at) {
            return Err(wrong("the last link does not say that the person was erased then"));
        }
        let head = chain.advance(digest);
        self.imported.counts.links += 1;
        if chain.keep {
            add_link(tx, chain.id, seq, digest, head).await?;
        }
        Ok(())
    }

    /// The chain is read to its end: it must be the one that its first line announced.
    async fn close_chain(&mut self, tx: &mut Tx) -> Outcome<()> {
        let Some(chain) = self.chain.take() else { return Ok(()) };
        if (chain.seq, chain.head) != (chain.length, chain.end) {
            return Err(wrong("the chain before this line does not end as its first line says"));
        }
        if let Some((name, _)) = &chain.person
            && chain.name.as_ref() != Some(name)
        {
            return Err(wrong("the name before this line is not the one that the chain holds"));
        }
        self.imported.counts.chains += 1;
        if chain.person.is_some() {
            self.clinics.person(chain.id, chain.keep);
        }
        if !chain.keep {
            // The chain that is kept here must be the same one, only longer.
            let row = tx
                .row(
                    "select head from link where chain = $1 and seq = $2",
                    &[Arg::Bytes(&chain.id.0), Arg::Int(chain.seq)],
                )
                .await?;
            let same = row.map(|row| row.digest(0)).transpose()? == Some(chain.head);
            // Erased there as well, or longer there than here: two histories of the same person.
            if !same {
                return Err(wrong(
                    "a person was erased here, and the file has another history of the same person",
                ));
            }
            self.imported.stay_erased += u64::from(chain.erased.is_none());
        }
        Ok(())
    }

    fn open_checkpoint(&mut self, made: Checkpoint) -> Outcome<()> {
        let expected = self.last_checkpoint.map_or(1, |last| last.number + 1);
        if made.number != expected {
            return Err(wrong(format!("checkpoint {expected} is missing")));
        }
        if self.last_checkpoint.is_some_and(|last| made.at < last.at) {
            return Err(wrong("the time of a checkpoint goes backwards"));
        }
        self.checkpoint = Some(Pending { made, heads: Vec::new() });
        Ok(())
    }

    fn head(&mut self, head: Anchored) -> Outcome<()> {
        let Some(pending) = &mut self.checkpoint else {
            return Err(wrong("a head stands outside of a checkpoint"));
        };
        if pending.heads.last().is_some_and(|last| last.chain >= head.chain) {
            return Err(wrong("the heads are not in order of their chains"));
        }
        pending.heads.push(head);
        Ok(())
    }

    async fn close_checkpoint(&mut self, tx: &mut Tx) -> Outcome<()> {
        let Some(Pending { made, heads }) = self.checkpoint.take() else { return Ok(()) };
        let before = self.last_checkpoint.map_or(ZERO, |last| last.digest);
        if checkpoint_digest(before, made.number, made.at, &heads) != made.digest {
            return Err(wrong(
                "the checkpoint before this line does not have the digest that it names",
            ));
        }
        add_checkpoint(tx, made).await?;
        for head in heads {
            let row = tx
                .row(
                    "select head from link where chain = $1 and seq = $2",
                    &[Arg::Bytes(&head.chain.0), Arg::Int(head.seq)],
                )
                .await?;
            if row.map(|row| row.digest(0)).transpose()? != Some(head.head) {
                return Err(wrong(
                    "the checkpoint before this line anchors a head that no chain has",
                ));
            }
            add_head(tx, made.number, head).await?;
        }
        self.last_checkpoint = Some(made);
        self.imported.counts.checkpoints += 1;
        Ok(())
    }
}

impl Open {
    fn advance(&mut self, digest: Digest) -> Digest {
        self.seq += 1;
        self.head = next_head(self.id, self.seq, self.head, digest);
        self.head
    }
}
