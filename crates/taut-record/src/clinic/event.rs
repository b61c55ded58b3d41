//! What was done with accounts, in order; only ever added to. Holds ids and no names.

use super::id::{AccountId, ClinicId};
use crate::chain_id::ChainId;
use crate::db::{Arg, Tx};
use crate::problem::{Outcome, Problem, ProblemKind};

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// A clinic was founded.
    Founded,
    /// An invitation was written.
    Invited,
    /// An invitation was taken back.
    Withdrawn,
    /// An account was made.
    Created,
    /// Somebody signed in.
    SignedIn,
    /// Somebody signed out.
    SignedOut,
    /// Too many wrong passphrases: the account is locked for a while.
    Locked,
    /// The passphrase was changed.
    Passphrase,
    /// The account may not be used any more.
    Disabled,
    /// It may be used again.
    Enabled,
    /// The account has another role.
    Role,
    /// The name that others see was changed.
    Renamed,
    /// The list of people was looked at, with how each of them is.
    Listed,
    /// A person was added to a clinic.
    Joined,
    /// A person left a clinic.
    Left,
    /// A person was erased.
    Erased,
}

impl Act {
    /// Every act.
    pub const ALL: [Self; 16] = [
        Self::Founded,
        Self::Invited,
        Self::Withdrawn,
        Self::Created,
        Self::SignedIn,
        Self::SignedOut,
        Self::Locked,
        Self::Passphrase,
        Self::Disabled,
        Self::Enabled,
        Self::Role,
        Self::Renamed,
        Self::Listed,
        Self::Joined,
        Self::Left,
        Self::Erased,
    ];

    /// Its name in the database and in exports.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Founded => "founded",
            Self::Invited => "invited",
            Self::Withdrawn => "withdrawn",
            Self::Created => "created",
            Self::SignedIn => "signed_in",
            Self::SignedOut => "signed_out",
            Self::Locked => "locked",
            Self::Passphrase => "passphrase",
            Self::Disabled => "disabled",
            Self::Enabled => "enabled",
            Self::Role => "role",
            Self::Renamed => "renamed",
            Self::Listed => "listed",
            Self::Joined => "joined",
            Self::Left => "left",
            Self::Erased => "erased",
        }
    }

    /// The act with this name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.id() == id)
    }
}

/// One event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Its number; later ones have greater numbers.
    pub seq: i64,
    /// When: milliseconds since 1970 UTC.
    pub at: i64,
    /// Who did it; nobody for the program itself.
    pub account: Option<AccountId>,
    /// What was done.
    pub what: Act,
    /// The account or chain that it was done to.
    pub about: Option<[u8; 16]>,
}

impl Event {
    /// The chain that it was done to, where it concerns one.
    #[must_use]
    pub fn chain(&self) -> Option<ChainId> {
        matches!(self.what, Act::Joined | Act::Left | Act::Erased)
            .then_some(self.about.map(ChainId))
            .flatten()
    }
}

/// A new row of `event`.
pub async fn add_event(
    tx: &mut Tx,
    clinic: Option<[u8; 16]>,
    by: Option<AccountId>,
    what: Act,
    about: Option<[u8; 16]>,
    now: i64,
) -> Outcome<()> {
    tx.run(
        "insert into event (at, clinic, account, what, about) values ($1, $2, $3, $4, $5)",
        &[
            Arg::Int(now),
            Arg::MaybeBytes(clinic.as_ref().map(<[u8; 16]>::as_slice)),
            Arg::MaybeBytes(by.as_ref().map(|by| by.0.as_slice())),
            Arg::Text(what.id()),
            Arg::MaybeBytes(about.as_ref().map(<[u8; 16]>::as_slice)),
        ],
    )
    .await
    .map(drop)
}

/// The events of a clinic before a number, the newest first.
pub async fn events(
    tx: &mut Tx,
    clinic: ClinicId,
    before: Option<i64>,
    limit: u32,
) -> Outcome<Vec<Event>> {
    let rows = tx
        .rows(
            "select seq, at, account, what, about from event \
             where clinic = $1 and seq < $2 order by seq desc limit $3",
            &[
                Arg::Bytes(&clinic.0),
                Arg::Int(before.unwrap_or(i64::MAX)),
                Arg::Int(i64::from(limit)),
            ],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let what = row.text(3)?;
            Ok(Event {
                seq: row.int(0)?,
                at: row.int(1)?,
                account: row.maybe_bytes(2)?.map(AccountId),
                what: Act::from_id(what).ok_or_else(|| {
                    Problem::new(ProblemKind::Corrupt, format!("{what:?} is no event"))
                })?,
                about: row.maybe_bytes(4)?,
            })
        })
        .collect()
}
