//! The open store: people, and entries added to their chains. Everything is added whole or not at all.

use std::time::Duration;

use serde_json::json;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions as _, Connection as _};

use crate::canonical::body_text;
use crate::chain::{Digest, Salt, ZERO, entry_digest, next_head};
use crate::chain_id::ChainId;
use crate::db::{Arg, Db, Tx};
use crate::entry::{Entry, Kind, NewEntry, check_name};
use crate::episode;
use crate::follow;
use crate::migrate::migrate;
use crate::place::Place;
use crate::problem::{Outcome, Problem, ProblemKind};
use crate::sqlite;

/// Connections to a server.
const SERVER_CONNECTIONS: u32 = 8;

/// How a store is opened.
#[derive(Debug, Clone, Copy)]
pub struct Opening {
    /// Make the file, or the tables in an empty database, if they are not there.
    pub create: bool,
    /// How long to wait for another process.
    pub busy: Duration,
}

impl Default for Opening {
    fn default() -> Self {
        Self { create: true, busy: Duration::from_secs(5) }
    }
}

/// Records, open.
#[derive(Debug)]
pub struct Store {
    pub(crate) db: Db,
    place: Place,
}

/// A person whose records are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The person's chain.
    pub chain: ChainId,
    /// The name.
    pub name: String,
    /// Entries so far.
    pub entries: i64,
}

/// Where the next entries of a person will stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Place of the first of them.
    pub next: i64,
    /// The episode that is open, the newest if there are several.
    pub open_episode: Option<i64>,
}

impl Store {
    /// Opens the records at a place. `now` is the time for the book of the tables' form: milliseconds since 1970 UTC.
    ///
    /// # Errors
    /// The place cannot be reached, is locked, damaged, cannot be written, belongs to another program, or holds records of a newer program.
    pub async fn open(place: &Place, opening: Opening, now: i64) -> Outcome<Self> {
        let db = match place {
            Place::File(file) => {
                Db::Sqlite(sqlite::open(file, opening.create, opening.busy).await?)
            }
            Place::Postgres(address) => Db::Postgres(
                server(address, opening.busy)
                    .await
                    .map_err(|error| Problem::from(error).at(place.to_string()))?,
            ),
        };
        let store = Self { db, place: place.clone() };
        match store.prepare(now).await {
            Ok(()) => Ok(store),
            Err(problem) => {
                store.db.close().await;
                Err(store.placed(problem))
            }
        }
    }

    async fn prepare(&self, now: i64) -> Outcome<()> {
        migrate(&self.db, now).await?;
        // A crash between an erasure and the overwriting of the old bytes left this note.
        if self.pending_scrub().await? {
            match self.scrub().await {
                Err(problem) if problem.kind != ProblemKind::Locked => return Err(problem),
                _ => {}
            }
        }
        Ok(())
    }

    /// Closes the store, so that all files are whole and small.
    pub async fn close(self) {
        self.db.close().await;
    }

    /// Where the records are, without password.
    #[must_use]
    pub fn place(&self) -> String {
        self.place.to_string()
    }

    /// The same problem with the place of these records, if it has none.
    pub(crate) fn placed(&self, problem: Problem) -> Problem {
        if problem.place.is_empty() { problem.at(self.place()) } else { problem }
    }

    /// Adds a person. The first entry of the new chain holds the name.
    ///
    /// # Errors
    /// The name is taken or not a name; or the database's problem.
    pub async fn add_person(&self, name: &str, author: &str, now: i64) -> Outcome<ChainId> {
        let add = async {
            check_name("name", name)?;
            check_name("author", author)?;
            let chain = ChainId(random()?);
            let salt = Salt(random()?);
            let mut tx = self.db.write().await?;
            add_chain(&mut tx, chain, 0, ZERO).await?;
            add_name(&mut tx, chain, name, &salt).await?;
            let entry = NewEntry {
                kind: Kind::Person,
                version: 1,
                episode: None,
                author: author.to_owned(),
                body: json!({ "name": name }),
            };
            let mut end = End { length: 0, head: ZERO, at: i64::MIN };
            end.add(&mut tx, chain, &salt, entry, now).await?;
            end.keep(&mut tx, chain).await?;
            tx.commit().await?;
            Ok(chain)
        };
        add.await.map_err(|problem| self.placed(problem))
    }

    /// Gives a person another name; the old one stays in the chain.
    ///
    /// # Errors
    /// As [`Store::add_person`], or there is no such person.
    pub async fn rename(&self, chain: ChainId, name: &str, author: &str, now: i64) -> Outcome<()> {
        let rename = async {
            check_name("name", name)?;
            check_name("author", author)?;
            let mut tx = self.db.write().await?;
            let (salt, mut end) = end_of(&mut tx, chain).await?;
            let entry = NewEntry {
                kind: Kind::Person,
                version: 1,
                episode: None,
                author: author.to_owned(),
                body: json!({ "name": name }),
            };
            end.add(&mut tx, chain, &salt, entry, now).await?;
            end.keep(&mut tx, chain).await?;
            refuse_taken(&mut tx, name).await?;
            tx.run(
                "update person set name = $1 where chain = $2",
                &[Arg::Text(name), Arg::Bytes(&chain.0)],
            )
            .await?;
            tx.commit().await
        };
        rename.await.map_err(|problem| self.placed(problem))
    }

    /// The person of this name.
    ///
    /// # Errors
    /// There is none; or the database's problem.
    pub async fn person(&self, name: &str) -> Outcome<Person> {
        let find = async {
            let mut tx = self.db.read().await?;
            let row = tx
                .row(
                    "select person.chain, person.name, chain.length from person \
                     join chain on chain.id = person.chain where person.name = $1",
                    &[Arg::Text(name)],
                )
                .await?;
            match row {
                Some(row) => Ok(Person {
                    chain: row.chain(0)?,
                    name: row.text(1)?.to_owned(),
                    entries: row.int(2)?,
                }),
                None => Err(no_person(name)),
            }
        };
        find.await.map_err(|problem| self.placed(problem))
    }

    /// People in the order of their names' bytes, those after `after`, at most `limit`.
    ///
    /// # Errors
    /// The database's problem.
    pub async fn people(&self, after: &str, limit: u32) -> Outcome<Vec<Person>> {
        let list = async {
            let mut tx = self.db.read().await?;
            let rows = tx
                .rows(
                    "select person.chain, person.name, chain.length from person \
                     join chain on chain.id = person.chain \
                     where person.name > $1 order by person.name limit $2",
                    &[Arg::Text(after), Arg::Int(i64::from(limit))],
                )
                .await?;
            rows.iter()
                .map(|row| {
                    Ok(Person {
                        chain: row.chain(0)?,
                        name: row.text(1)?.to_owned(),
                        entries: row.int(2)?,
                    })
                })
                .collect::<Outcome<Vec<_>>>()
        };
        list.await.map_err(|problem| self.placed(problem))
    }

    /// Adds entries to a person's chain, all or none; their places.
    ///
    /// # Errors
    /// An entry breaks a rule, the time is earlier than the newest entry's, there is no such person or episode, or the
    /// database's problem.
    pub async fn append(
        &self,
        chain: ChainId,
        entries: Vec<NewEntry>,
        now: i64,
    ) -> Outcome<Vec<i64>> {
        self.append_made(chain, now, |_| entries).await
    }

    /// Likewise, with entries that are made when their places are known, because one of them names another.
    ///
    /// # Errors
    /// As [`Store::append`].
    pub async fn append_made(
        &self,
        chain: ChainId,
        now: i64,
        make: impl FnOnce(Position) -> Vec<NewEntry>,
    ) -> Outcome<Vec<i64>> {
        let add = async {
            let mut tx = self.db.write().await?;
            let (salt, mut end) = end_of(&mut tx, chain).await?;
            let open_episode = episode::newest_open(&mut tx, chain).await?;
            let entries = make(Position { next: end.length + 1, open_episode });
            let mut places = Vec::with_capacity(entries.len());
            for entry in entries {
                if entry.kind == Kind::Person {
                    return Err(Problem::refused(
                        "a name is not added as an entry",
                        "rename the person",
                    ));
                }
                check_name("author", &entry.author)?;
                if let Some(number) = entry.episode {
                    episode::check_open(&mut tx, chain, number).await?;
                }
                follow::check(&mut tx, chain, &entry).await?;
                places.push(end.add(&mut tx, chain, &salt, entry, now).await?);
            }
            end.keep(&mut tx, chain).await?;
            tx.commit().await?;
            Ok(places)
        };
        add.await.map_err(|problem| self.placed(problem))
    }
}

async fn server(address: &str, wait: Duration) -> Result<sqlx::PgPool, sqlx::Error> {
    let options: PgConnectOptions = address.parse()?;
    // A lock that another process holds for longer is reported, not waited for.
    let lock = format!("{}ms", wait.as_millis().max(1));
    let options = options.options([("lock_timeout", lock.as_str())]).disable_statement_logging();
    // A pool hides why it gets no connection; a single one says it at once.
    options.connect().await?.close().await?;
    Ok(PgPoolOptions::new()
        .max_connections(SERVER_CONNECTIONS)
        .acquire_timeout(wait + Duration::from_secs(5))
        .connect_lazy_with(options))
}

pub fn no_person(name: &str) -> Problem {
    Problem::new(ProblemKind::NotFound, format!("no records of {name:?}"))
        .hint("`taut record list` names everybody; capitals count")
}

/// Random bytes from the system.
pub fn random<const N: usize>() -> Outcome<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|e| Problem::new(ProblemKind::Io, format!("no random bytes: {e}")))?;
    Ok(bytes)
}

/// The end of a chain, and what the next entry needs of it.
#[derive(Debug)]
pub struct End {
    length: i64,
    head: Digest,
    at: i64,
}

/// Locks a person's chain and reads its end.
async fn end_of(tx: &mut Tx, chain: ChainId) -> Outcome<(Salt, End)> {
    let key = [Arg::Bytes(&chain.0)];
    let row = match tx {
        // The whole file is locked already.
        Tx::Sqlite(_) => tx.row("select length, head from chain where id = $1", &key).await?,
        Tx::Postgres(_) => {
            tx.row("select length, head from chain where id = $1 for update", &key).await?
        }
    };
    let salt = tx.row("select salt from person where chain = $1", &key).await?;
    let (Some(row), Some(salt)) = (row, salt) else {
        return Err(Problem::new(ProblemKind::NotFound, "there is no such person"));
    };
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
    /// Adds one entry; its place.
    async fn add(
        &mut self,
        tx: &mut Tx,
        chain: ChainId,
        salt: &Salt,
        new: NewEntry,
        now: i64,
    ) -> Outcome<i64> {
        if now < self.at {
            let what = format!(
                "the time given, {now} ms, is before that of the newest entry, {} ms",
                self.at
            );
            return Err(Problem::new(ProblemKind::TimeBackwards, what));
        }
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
    async fn keep(&self, tx: &mut Tx, chain: ChainId) -> Outcome<()> {
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

async fn refuse_taken(tx: &mut Tx, name: &str) -> Outcome<()> {
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
