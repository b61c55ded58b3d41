//! The open store: people, and entries added to their chains. Everything is added whole or not at all.

use std::time::Duration;

use serde_json::json;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions as _, Connection as _};

use crate::chain::{Salt, ZERO};
use crate::chain_end::{START, add_chain, add_name, end_of, refuse_taken};
use crate::chain_id::ChainId;
use crate::clinic::event::{Act, add_event};
use crate::clinic::people::{self, Person};
use crate::clinic::viewer::{Reach, Right, Viewer, no_such_person, not_allowed};
use crate::db::{Arg, Db, Line, Tx};
use crate::entry::{Kind, NewEntry, check_name};
use crate::episode;
use crate::erase::OldBytes;
use crate::follow;
use crate::migrate::migrate;
use crate::place::Place;
use crate::problem::{Outcome, Problem, ProblemKind};
use crate::random::random;
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

/// Records, open. Copies share the connections.
///
/// A store as it is opened is the program's own and reaches everybody. [`Store::as_viewer`] gives one that reaches what the
/// viewer may: the same methods, and the condition stands inside their statements.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) db: Db,
    place: Place,
    viewer: Option<Viewer>,
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
                let pool = sqlite::open(file, opening.create, opening.busy).await?;
                Db::Sqlite(pool, Line::new(opening.busy))
            }
            Place::Postgres(address) => Db::Postgres(
                server(address, opening.busy)
                    .await
                    .map_err(|error| Problem::from(error).at(place.to_string()))?,
            ),
        };
        let store = Self { db, place: place.clone(), viewer: None };
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
            // Somebody may be reading still: then a later opening tries again.
            let (OldBytes::Overwritten | OldBytes::Waiting) = self.scrub().await?;
        }
        Ok(())
    }

    /// Closes the store, so that all files are whole and small. A viewer's store leaves this to the program's own.
    pub async fn close(self) {
        if self.viewer.is_none() {
            self.db.close().await;
        }
    }

    /// The same records as somebody sees them. Whoever is not theirs is not there: `NotFound`, the same as for a chain that
    /// was never there. What their role may do to nobody is `NotAllowed`.
    #[must_use]
    pub fn as_viewer(&self, viewer: &Viewer) -> Self {
        Self { viewer: Some(*viewer), ..self.clone() }
    }

    /// Asks the database something small.
    ///
    /// # Errors
    /// It does not answer.
    pub async fn is_reachable(&self) -> Outcome<()> {
        self.db.row("select cast(1 as bigint)", &[]).await.map(drop).map_err(|p| self.placed(p))
    }

    /// Who looks; nobody for the program's own store.
    #[must_use]
    pub const fn viewer(&self) -> Option<&Viewer> {
        self.viewer.as_ref()
    }

    /// Whom this store reaches with a right.
    pub(crate) fn reach(&self, right: Right) -> Outcome<Reach> {
        self.viewer.map_or(Ok(Reach::EVERYBODY), |viewer| viewer.reach(right))
    }

    /// Refuses what concerns the records as a whole, unless the program itself or the owner of a local file asks.
    pub(crate) fn whole(&self) -> Outcome<()> {
        match self.viewer {
            None | Some(Viewer::Local) => Ok(()),
            Some(_) => Err(not_allowed(
                "this concerns the records as a whole",
                "whoever runs the server can, with `taut record`",
            )),
        }
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

    /// Adds a person. The first entry of the new chain holds the name. Added by somebody of a clinic, the person belongs to
    /// that clinic, and the name gets a mark behind it (see [`Person::shown`]).
    ///
    /// # Errors
    /// The name is taken or not a name; the viewer may add nobody; or the database's problem.
    pub async fn add_person(&self, name: &str, author: &str, now: i64) -> Outcome<ChainId> {
        let add = async {
            check_name("author", author)?;
            let clinic = match self.viewer {
                None | Some(Viewer::Local) => None,
                Some(Viewer::Therapist { clinic, .. } | Viewer::Administrator { clinic, .. }) => {
                    Some(clinic)
                }
                Some(Viewer::Person { .. }) => {
                    return Err(not_allowed("a person adds nobody", "the clinic can"));
                }
            };
            let name = if clinic.is_some() { people::marked(name)? } else { name.to_owned() };
            let mut tx = self.db.write().await?;
            let chain = new_person(&mut tx, &name, author, now).await?;
            if let Some(clinic) = clinic {
                people::join(&mut tx, chain, clinic, now).await?;
                let by = self.viewer().and_then(Viewer::account);
                add_event(&mut tx, Some(clinic.0), by, Act::Joined, Some(chain.0), now).await?;
            }
            tx.commit().await?;
            Ok(chain)
        };
        add.await.map_err(|problem| self.placed(problem))
    }

    /// Gives a person another name; the old one stays in the chain. A mark behind it stays.
    ///
    /// # Errors
    /// As [`Store::add_person`], or there is no such person.
    pub async fn rename(&self, chain: ChainId, name: &str, author: &str, now: i64) -> Outcome<()> {
        let rename = async {
            check_name("author", author)?;
            let reach = self.reach(Right::Record)?;
            let mut tx = self.db.write().await?;
            let (salt, mut end) = end_of(&mut tx, chain, &reach).await?;
            let row = tx
                .row("select name from person where chain = $1", &[Arg::Bytes(&chain.0)])
                .await?
                .ok_or_else(no_such_person)?;
            let name = format!("{name}{}", people::mark_of(row.text(0)?));
            check_name("name", &name)?;
            end.add(&mut tx, chain, &salt, named(&name, author), now).await?;
            end.keep(&mut tx, chain).await?;
            refuse_taken(&mut tx, &name).await?;
            tx.run(
                "update person set name = $1 where chain = $2",
                &[Arg::Text(&name), Arg::Bytes(&chain.0)],
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
            let reach = self.reach(Right::Name)?;
            let mut tx = self.db.read().await?;
            people::of_name(&mut tx, name, &reach).await?.ok_or_else(|| no_person(name))
        };
        find.await.map_err(|problem| self.placed(problem))
    }

    /// The person of this chain.
    ///
    /// # Errors
    /// There is none; or the database's problem.
    pub async fn person_of(&self, chain: ChainId) -> Outcome<Person> {
        let find = async {
            let reach = self.reach(Right::Name)?;
            let mut tx = self.db.read().await?;
            people::of_chain(&mut tx, chain, &reach).await
        };
        find.await.map_err(|problem| self.placed(problem))
    }

    /// People in the order of their names' bytes, those after `after`, at most `limit`.
    ///
    /// # Errors
    /// The database's problem.
    pub async fn people(&self, after: &str, limit: u32) -> Outcome<Vec<Person>> {
        let list = async {
            let reach = self.reach(Right::Name)?;
            let mut tx = self.db.read().await?;
            people::list(&mut tx, &reach, after, limit).await
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
            let reach = self.reach(Right::Record)?;
            let mut tx = self.db.write().await?;
            let (salt, mut end) = end_of(&mut tx, chain, &reach).await?;
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

/// The entry that holds a name.
fn named(name: &str, author: &str) -> NewEntry {
    NewEntry {
        kind: Kind::Person,
        version: 1,
        episode: None,
        author: author.to_owned(),
        body: json!({ "name": name }),
    }
}

/// A new chain with its first entry.
pub async fn new_person(tx: &mut Tx, name: &str, author: &str, now: i64) -> Outcome<ChainId> {
    check_name("name", name)?;
    let chain = ChainId(random()?);
    let salt = Salt(random()?);
    add_chain(tx, chain, 0, ZERO).await?;
    add_name(tx, chain, name, &salt).await?;
    let mut end = START;
    end.add(tx, chain, &salt, named(name, author), now).await?;
    end.keep(tx, chain).await?;
    Ok(chain)
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
