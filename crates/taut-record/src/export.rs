//! Writes all records as JSON Lines.

use std::io::Write;

use sha2::{Digest as _, Sha256};

use crate::chain_id::ChainId;
use crate::clinic::viewer::{Reach, Right, no_such_person, own};
use crate::db::{Arg, Row, Tx};
use crate::entry_row::entry_of;
use crate::lines::{FORMAT, Hex, Line, PLAIN};
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
    /// Clinics.
    pub clinics: u64,
    /// Accounts.
    pub accounts: u64,
    /// People in clinics.
    pub members: u64,
    /// Events.
    pub events: u64,
}

/// Where the lines go, and what has gone there.
pub struct Out<'a, W: Write + ?Sized> {
    to: &'a mut W,
    place: &'a str,
    hasher: Sha256,
    /// What the lines hold so far.
    pub counts: Counts,
}

impl<'a, W: Write + ?Sized> Out<'a, W> {
    fn new(to: &'a mut W, place: &'a str) -> Self {
        Self { to, place, hasher: Sha256::new(), counts: Counts::default() }
    }

    /// The last line.
    fn end(mut self) -> Outcome<Counts> {
        let Counts { chains, entries, links, checkpoints, clinics, accounts, members, events } =
            self.counts;
        let sha256 = Hex(self.hasher.clone().finalize().into());
        self.line(&Line::End {
            chains,
            entries,
            links,
            checkpoints,
            clinics,
            accounts,
            members,
            events,
            sha256,
        })?;
        self.to.flush().map_err(|error| Problem::io(self.place, &error))?;
        Ok(self.counts)
    }

    /// One line.
    pub fn line(&mut self, line: &Line) -> Outcome<()> {
        let mut text = line.text();
        text.push('\n');
        self.hasher.update(text.as_bytes());
        self.to.write_all(text.as_bytes()).map_err(|error| Problem::io(self.place, &error))
    }
}

impl Store {
    /// Writes everything that lasts, as it is in one moment; `place` names the target in problems. Sessions, invitations and what
    /// is not finished do not belong to it.
    ///
    /// # Errors
    /// The database cannot be read or the target cannot be written.
    pub async fn export(&self, place: &str, to: &mut dyn Write) -> Outcome<Counts> {
        let export = async {
            self.whole()?;
            let mut out = Out::new(to, place);
            let mut tx = self.db.read().await?;
            let version = if any_clinics(&mut tx).await? { FORMAT } else { PLAIN };
            out.line(&Line::Format { name: "taut.records".to_owned(), version })?;
            chains(&mut tx, &mut out).await?;
            checkpoints(&mut tx, &mut out).await?;
            clinics(&mut tx, &mut out).await?;
            out.end()
        };
        export.await.map_err(|problem| self.placed(problem))
    }

    /// Writes one person's record in the same form: what there is about the person, and what an import into an empty place takes.
    ///
    /// # Errors
    /// There is no such person; or as [`Store::export`].
    pub async fn export_person(
        &self,
        chain: ChainId,
        place: &str,
        to: &mut (impl Write + Send),
    ) -> Outcome<Counts> {
        let export = async {
            let reach = self.reach(Right::Record)?;
            let mut out = Out::new(to, place);
            let mut tx = self.db.read().await?;
            let row = tx
                .row(
                    concat!(
                        "select chain.id, chain.length, chain.head, person.name, person.salt, null \
                         from chain join person on person.chain = chain.id where chain.id = ",
                        own!()
                    ),
                    &reach.args(&chain),
                )
                .await?
                .ok_or_else(no_such_person)?;
            out.line(&Line::Format { name: "taut.records".to_owned(), version: PLAIN })?;
            one(&mut tx, &mut out, &row, &reach).await?;
            out.end()
        };
        export.await.map_err(|problem| self.placed(problem))
    }
}

/// A chain with its entries or links; the row holds id, length, head, name, salt and time of erasure.
async fn one<W: Write + ?Sized>(
    tx: &mut Tx,
    out: &mut Out<'_, W>,
    row: &Row,
    reach: &Reach,
) -> Outcome<()> {
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
    out.counts.chains += 1;
    if kept { entries(tx, out, id, reach).await } else { links(tx, out, id).await }
}

async fn chains<W: Write + ?Sized>(tx: &mut Tx, out: &mut Out<'_, W>) -> Outcome<()> {
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
            one(tx, out, row, &Reach::EVERYBODY).await?;
        }
    }
}

async fn entries<W: Write + ?Sized>(
    tx: &mut Tx,
    out: &mut Out<'_, W>,
    id: ChainId,
    reach: &Reach,
) -> Outcome<()> {
    let [key, how, whose] = reach.args(&id);
    let mut after = 0;
    loop {
        let rows = tx
            .rows(
                concat!(
                    "select entry.seq, entry.at, entry.author, entry.kind, entry.version, \
                     entry.episode, entry.body, link.digest from entry \
                     join link on link.chain = entry.chain and link.seq = entry.seq \
                     where entry.chain = ",
                    own!(),
                    " and entry.seq > $4 order by entry.seq limit $5"
                ),
                &[key, how, whose, Arg::Int(after), Arg::Int(PAGE)],
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
            out.counts.entries += 1;
        }
    }
}

async fn links<W: Write + ?Sized>(tx: &mut Tx, out: &mut Out<'_, W>, id: ChainId) -> Outcome<()> {
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
            out.counts.links += 1;
        }
    }
}

async fn checkpoints<W: Write + ?Sized>(tx: &mut Tx, out: &mut Out<'_, W>) -> Outcome<()> {
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
            out.counts.checkpoints += 1;
            heads(tx, out, after).await?;
        }
    }
}

async fn heads<W: Write + ?Sized>(tx: &mut Tx, out: &mut Out<'_, W>, number: i64) -> Outcome<()> {
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

/// True if there is anything that only the newer format can hold.
async fn any_clinics(tx: &mut Tx) -> Outcome<bool> {
    let count = tx
        .number(
            "select cast((select count(*) from clinic) + (select count(*) from event) as bigint)",
            &[],
        )
        .await?;
    Ok(count > 0)
}

/// Clinics, their accounts, their people, and what was done with them.
async fn clinics<W: Write + ?Sized>(tx: &mut Tx, out: &mut Out<'_, W>) -> Outcome<()> {
    for row in tx.rows("select id, name, created from clinic order by id", &[]).await? {
        let (id, name) = (Hex(row.bytes(0)?), row.text(1)?.to_owned());
        out.line(&Line::Clinic { id, name, created: row.int(2)? })?;
        out.counts.clinics += 1;
    }
    let accounts = tx
        .rows(
            "select id, clinic, sign_in, name, role, chain, passphrase, renew, language, created, \
             disabled from account order by id",
            &[],
        )
        .await?;
    for row in &accounts {
        out.line(&Line::Account {
            id: Hex(row.bytes(0)?),
            clinic: Hex(row.bytes(1)?),
            sign_in: row.text(2)?.to_owned(),
            name: row.text(3)?.to_owned(),
            role: row.text(4)?.to_owned(),
            chain: row.maybe_bytes(5)?.map(Hex),
            passphrase: row.text(6)?.to_owned(),
            renew: row.int(7)? != 0,
            language: row.text(8)?.to_owned(),
            created: row.int(9)?,
            disabled: row.maybe_int(10)?,
        })?;
        out.counts.accounts += 1;
    }
    let members =
        tx.rows("select chain, clinic, since from membership order by chain, clinic", &[]).await?;
    for row in &members {
        let (chain, clinic) = (Hex(row.bytes(0)?), Hex(row.bytes(1)?));
        out.line(&Line::Member { chain, clinic, since: row.int(2)? })?;
        out.counts.members += 1;
    }
    events(tx, out).await
}

async fn events<W: Write + ?Sized>(tx: &mut Tx, out: &mut Out<'_, W>) -> Outcome<()> {
    let mut after = i64::MIN;
    loop {
        let rows = tx
            .rows(
                "select seq, at, clinic, account, what, about from event where seq > $1 \
                 order by seq limit $2",
                &[Arg::Int(after), Arg::Int(PAGE)],
            )
            .await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in &rows {
            after = row.int(0)?;
            out.line(&Line::Event {
                at: row.int(1)?,
                clinic: row.maybe_bytes(2)?.map(Hex),
                account: row.maybe_bytes(3)?.map(Hex),
                what: row.text(4)?.to_owned(),
                about: row.maybe_bytes(5)?.map(Hex),
            })?;
            out.counts.events += 1;
        }
    }
}
