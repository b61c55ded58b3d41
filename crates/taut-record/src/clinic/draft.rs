//! What is not finished yet: the answers of an interview or a check-in so far, many at once in one transaction.

use std::collections::BTreeMap;

use super::secret::SessionId;
use super::together::{Change, Together};
use super::viewer::{Reach, Right, Viewer, no_such_person, own, reached, within};
use crate::canonical::MAX_BODY_BYTES;
use crate::chain_id::ChainId;
use crate::db::{Arg, Row, Tx};
use crate::problem::{Outcome, Problem, ProblemKind};
use crate::store::Store;

/// What is not finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DraftKind {
    /// An interview.
    Interview,
    /// A check-in.
    CheckIn,
    /// What is wished of a programme that is not kept yet.
    Wishes,
    /// An interview that a therapist goes through with the person.
    Assessment,
}

impl DraftKind {
    /// Its name in the database.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Interview => "interview",
            Self::CheckIn => "check_in",
            Self::Wishes => "wishes",
            Self::Assessment => "assessment",
        }
    }
}

/// Whose draft it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftOwner {
    /// Of a session, and gone with it: a guest's.
    Session(SessionId),
    /// About a person, written by somebody who reaches the record.
    Person(ChainId, Viewer),
}

/// A draft as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What was kept.
    pub body: String,
    /// Its version; another one after every change, also when it is begun anew.
    pub version: i64,
    /// When it was kept: milliseconds since 1970 UTC.
    pub updated: i64,
    /// When it goes by itself: milliseconds since 1970 UTC.
    pub expires: i64,
}

/// What a change of a draft builds on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// There is none yet.
    None,
    /// The version that was read. Another tab may have written since: then it is a conflict.
    Version(i64),
    /// Whatever is there.
    Any,
}

/// A change of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DraftPut<'a> {
    /// Whose it is.
    pub owner: DraftOwner,
    /// What it is of.
    pub kind: DraftKind,
    /// The text to keep.
    pub body: &'a str,
    /// What it builds on.
    pub expected: Expected,
    /// When it goes by itself: milliseconds since 1970 UTC.
    pub expires: i64,
}

/// `$1` owner, `$4` kind, `$5` body, `$6` now, `$7` expires, `$8` expected: below 0 any, 0 none. A version begins with the time, so
/// that a draft begun anew never has the version of the one before.
macro_rules! put {
    ($owner:literal, $from:expr) => {
        concat!(
            "insert into draft (owner, kind, version, updated, expires, body) select ",
            $owner,
            ", $4, $6, $6, $7, $5 from ",
            $from,
            " and ($8 <= 0 or exists (select 1 from draft where owner = $1 and kind = $4)) \
             on conflict (owner, kind) do update set version = draft.version + 1, \
             updated = excluded.updated, expires = excluded.expires, body = excluded.body \
             where $8 < 0 or draft.version = $8 or ($8 = 0 and draft.expires <= $6) \
             returning version"
        )
    };
}

const PUT_PERSON: &str =
    put!("person.chain", concat!("person where person.chain = $1 and ", reached!()));
/// `$2` and `$3` have nothing to say here.
const PUT_SESSION: &str = put!(
    "session.id",
    "session where session.id = $1 and session.expires > $6 and $2 = 0 and $3 = $3"
);

impl Draft {
    /// A draft as a statement gives it.
    pub(super) fn of(row: &Row) -> Outcome<Self> {
        Ok(Self {
            body: row.text(0)?.to_owned(),
            version: row.int(1)?,
            updated: row.int(2)?,
            expires: row.int(3)?,
        })
    }
}

/// The bytes of an owner, and whom its viewer reaches.
pub(super) struct Key {
    pub(super) owner: Vec<u8>,
    pub(super) reach: Reach,
    pub(super) session: bool,
}

impl Key {
    /// Of an owner.
    pub(super) fn of(owner: &DraftOwner) -> Outcome<Self> {
        Ok(match owner {
            DraftOwner::Session(id) => {
                Self { owner: id.0.to_vec(), reach: Reach::EVERYBODY, session: true }
            }
            DraftOwner::Person(chain, viewer) => Self {
                owner: chain.0.to_vec(),
                reach: viewer.reach(Right::Record)?,
                session: false,
            },
        })
    }

    fn args(&self) -> [Arg<'_>; 3] {
        [Arg::Bytes(&self.owner), Arg::Int(self.reach.how), Arg::Bytes(&self.reach.key)]
    }

    /// What is said where the owner is not there.
    fn missing(&self) -> Problem {
        if self.session {
            Problem::new(ProblemKind::NotFound, "the session has ended")
                .hint("begin again; nothing was kept")
        } else {
            no_such_person()
        }
    }

    /// True if the session stands, or the person is within reach.
    async fn stands(&self, tx: &mut Tx, now: i64) -> Outcome<bool> {
        let row = if self.session {
            tx.row(
                "select id from session where id = $1 and expires > $2",
                &[Arg::Bytes(&self.owner), Arg::Int(now)],
            )
            .await?
        } else {
            tx.row(within!(), &self.args()).await?
        };
        Ok(row.is_some())
    }
}

impl Store {
    /// A draft; `None` if there is none, it has expired, or its owner is not there or not within reach.
    ///
    /// # Errors
    /// Not allowed; or the database's problem.
    pub async fn draft(
        &self,
        owner: &DraftOwner,
        kind: DraftKind,
        now: i64,
    ) -> Outcome<Option<Draft>> {
        let read = async {
            let key = Key::of(owner)?;
            let [id, how, whose] = key.args();
            let (kind, now) = (Arg::Text(kind.id()), Arg::Int(now));
            let row = if key.session {
                self.db
                    .row(
                        "select draft.body, draft.version, draft.updated, draft.expires from draft \
                         join session on session.id = draft.owner where draft.owner = $1 \
                         and draft.kind = $2 and draft.expires > $3 and session.expires > $3",
                        &[id, kind, now],
                    )
                    .await?
            } else {
                self.db
                    .row(
                        concat!(
                            "select body, version, updated, expires from draft where owner = ",
                            own!(),
                            " and kind = $4 and expires > $5"
                        ),
                        &[id, how, whose, kind, now],
                    )
                    .await?
            };
            row.map(|row| Draft::of(&row)).transpose()
        };
        read.await.map_err(|problem| self.placed(problem))
    }

    /// Keeps many drafts in one transaction, which is as lasting as any other write and much cheaper than one each. What comes of
    /// each: its new version, or why it was not kept; one that is refused does not keep the others from being kept.
    ///
    /// # Errors
    /// The database's problem: then none was kept.
    pub async fn put_drafts(&self, puts: &[DraftPut<'_>], now: i64) -> Outcome<Vec<Outcome<i64>>> {
        let put = async {
            let mut keys: Vec<(usize, Outcome<Key>)> =
                puts.iter().map(|put| checked(put)).enumerate().collect();
            // Rows in one order, so that two writers never wait for each other in a circle.
            keys.sort_by(|a, b| order(puts, a).cmp(&order(puts, b)));
            let mut made: Vec<Outcome<i64>> = puts.iter().map(|_| Ok(0)).collect();
            let mut tx = self.db.write().await?;
            at_once(&mut tx, puts, &keys, &mut made, now).await?;
            for (i, key) in keys {
                match key {
                    // Done at once with the others.
                    _ if made[i] != Ok(0) => {}
                    Ok(key) => made[i] = one(&mut tx, &key, &puts[i], now).await?,
                    Err(problem) => made[i] = Err(problem),
                }
            }
            tx.commit().await?;
            Ok(made)
        };
        put.await.map_err(|problem| self.placed(problem))
    }

    /// Removes a draft, because it is finished or given up. One that is not there is removed already.
    ///
    /// # Errors
    /// The person is not within reach; or the database's problem.
    pub async fn delete_draft(&self, owner: &DraftOwner, kind: DraftKind) -> Outcome<()> {
        let delete = async {
            let key = Key::of(owner)?;
            let [id, how, whose] = key.args();
            let kind = Arg::Text(kind.id());
            let mut tx = self.db.write().await?;
            if key.session {
                tx.run("delete from draft where owner = $1 and kind = $2", &[id, kind]).await?;
            } else {
                if tx.row(within!(), &[id, how, whose]).await?.is_none() {
                    return Err(no_such_person());
                }
                tx.run(
                    concat!("delete from draft where owner = ", own!(), " and kind = $4"),
                    &[id, how, whose, kind],
                )
                .await?;
            }
            tx.commit().await
        };
        delete.await.map_err(|problem| self.placed(problem))
    }
}

/// The place of a put in the order of writing.
fn order<'a>(puts: &[DraftPut<'_>], put: &'a (usize, Outcome<Key>)) -> (&'a [u8], &'static str) {
    let owner = put.1.as_ref().map_or(&[][..], |key| &key.owner);
    (owner, puts[put.0].kind.id())
}

fn checked(put: &DraftPut<'_>) -> Outcome<Key> {
    if put.body.len() > MAX_BODY_BYTES {
        return Err(Problem::refused(
            format!("the draft has {} bytes, more than {MAX_BODY_BYTES}", put.body.len()),
            "nothing was kept",
        ));
    }
    if put.body.contains('\0') {
        return Err(Problem::refused("the draft holds a zero byte", "nothing was kept"));
    }
    Key::of(&put.owner)
}

/// Changes in one statement what can be changed so: the first put of each draft, where it builds on a version. All else is left
/// to [`one`], the refused ones too.
async fn at_once(
    tx: &mut Tx,
    puts: &[DraftPut<'_>],
    keys: &[(usize, Outcome<Key>)],
    made: &mut [Outcome<i64>],
    now: i64,
) -> Outcome<()> {
    let mut together = Together::default();
    let mut places = BTreeMap::new();
    for (i, key) in keys {
        let (Ok(key), put) = (key, &puts[*i]) else { continue };
        let first = !places.contains_key(&(key.owner.as_slice(), put.kind.id()));
        if first {
            places.insert((key.owner.as_slice(), put.kind.id()), *i);
        }
        if let Expected::Version(version @ 1..) = put.expected
            && first
        {
            together.push(Change {
                owner: &key.owner,
                kind: put.kind.id(),
                body: put.body,
                expires: put.expires,
                version,
                reach: (!key.session).then_some((key.reach.how, &key.reach.key[..])),
            });
        }
    }
    for (owner, kind, version) in together.update(tx, now).await? {
        if let Some(i) = places.get(&(owner.as_slice(), kind.as_str())) {
            made[*i] = Ok(version);
        }
    }
    Ok(())
}

async fn one(tx: &mut Tx, key: &Key, put: &DraftPut<'_>, now: i64) -> Outcome<Outcome<i64>> {
    let [id, how, whose] = key.args();
    let expected = match put.expected {
        Expected::None => 0,
        Expected::Version(version) if version > 0 => version,
        Expected::Version(_) => return Ok(Err(conflict())),
        Expected::Any => -1,
    };
    let sql = if key.session { PUT_SESSION } else { PUT_PERSON };
    let row = tx
        .row(
            sql,
            &[
                id,
                how,
                whose,
                Arg::Text(put.kind.id()),
                Arg::Text(put.body),
                Arg::Int(now),
                Arg::Int(put.expires),
                Arg::Int(expected),
            ],
        )
        .await?;
    if let Some(row) = row {
        return row.int(0).map(Ok);
    }
    Ok(Err(if key.stands(tx, now).await? { conflict() } else { key.missing() }))
}

fn conflict() -> Problem {
    Problem::new(ProblemKind::Conflict, "this was changed somewhere else meanwhile")
}
