//! Accounts: who may sign in, as what, in which clinic.

use std::fmt;

use super::event::{Act, add_event};
use super::id::{AccountId, ClinicId, Role};
use super::viewer::{Reach, Viewer, no_such_person, not_allowed};
use crate::chain_id::ChainId;
use crate::db::{Arg, Row, Tx};
use crate::entry::check_name;
use crate::problem::{Outcome, Problem, ProblemKind};
use crate::query::LONGEST_PAGE;
use crate::random::random;
use crate::store::Store;

/// What the caller made of a passphrase, such as an argon2id string. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct PassphraseHash(pub String);

impl fmt::Debug for PassphraseHash {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("PassphraseHash(..)")
    }
}

/// An account that is still to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// The name to sign in with; capitals do not count, and no two accounts have the same.
    pub sign_in: String,
    /// The name that others see, and the author of what is written: `T. Example, physical therapist`.
    pub name: String,
    /// The hash of the passphrase.
    pub passphrase: PassphraseHash,
    /// A new passphrase must be chosen at the next sign-in.
    pub renew: bool,
    /// The language of the pages, such as `en`.
    pub language: String,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Its clinic.
    pub clinic: ClinicId,
    /// The name to sign in with, in small letters.
    pub sign_in: String,
    /// The name that others see, and the author of what is written.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// A person's own chain; `None` for the other roles.
    pub chain: Option<ChainId>,
    /// The hash of the passphrase.
    pub passphrase: PassphraseHash,
    /// A new passphrase must be chosen.
    pub renew: bool,
    /// The language of the pages.
    pub language: String,
    /// When it was made: milliseconds since 1970 UTC.
    pub created: i64,
    /// When it was disabled: milliseconds since 1970 UTC; `None` while it may be used.
    pub disabled: Option<i64>,
    /// Wrong passphrases in a row.
    pub failed: i64,
    /// Until when no sign-in is tried: milliseconds since 1970 UTC; 0 if it was never locked.
    pub locked_until: i64,
}

impl Account {
    /// Who this is for the records.
    #[must_use]
    pub fn viewer(&self) -> Option<Viewer> {
        viewer_of(self.id, self.role, self.clinic, self.chain)
    }
}

/// Who somebody with an account is for the records; nobody if a person's account has no chain.
pub(crate) fn viewer_of(
    account: AccountId,
    role: Role,
    clinic: ClinicId,
    chain: Option<ChainId>,
) -> Option<Viewer> {
    match (role, chain) {
        (Role::Person, Some(chain)) => Some(Viewer::Person { account, chain }),
        (Role::Person, None) => None,
        (Role::Therapist, _) => Some(Viewer::Therapist { account, clinic }),
        (Role::Administrator, _) => Some(Viewer::Administrator { account, clinic }),
    }
}

/// The name to sign in with as it is kept.
///
/// # Errors
/// It is not a name.
pub(crate) fn sign_in_name(text: &str) -> Outcome<String> {
    let name = text.trim().to_lowercase();
    check_name("name to sign in with", &name)?;
    Ok(name)
}

macro_rules! columns {
    () => {
        "select id, clinic, sign_in, role, chain, passphrase, renew, language, created, disabled, \
         failed, locked_until, name from account "
    };
}

/// True of the account `$1` if `$2` and `$3` reach it.
macro_rules! reached {
    () => {
        "account.id = $1 and ($2 = 0 or ($2 = 1 and account.id = $3) \
         or ($2 = 2 and account.clinic = $3))"
    };
}
pub(crate) use reached;

fn account_of(row: &Row) -> Outcome<Account> {
    Ok(Account {
        id: AccountId(row.bytes(0)?),
        clinic: ClinicId(row.bytes(1)?),
        sign_in: row.text(2)?.to_owned(),
        role: Role::stored(row.text(3)?)?,
        chain: row.maybe_bytes(4)?.map(ChainId),
        passphrase: PassphraseHash(row.text(5)?.to_owned()),
        renew: row.int(6)? != 0,
        language: row.text(7)?.to_owned(),
        created: row.int(8)?,
        disabled: row.maybe_int(9)?,
        failed: row.int(10)?,
        locked_until: row.int(11)?,
        name: row.text(12)?.to_owned(),
    })
}

pub(crate) fn no_account() -> Problem {
    Problem::new(ProblemKind::NotFound, "there is no such account")
}

/// Adds an account.
pub(crate) async fn add_account(
    tx: &mut Tx,
    clinic: ClinicId,
    role: Role,
    chain: Option<ChainId>,
    new: &NewAccount,
    now: i64,
) -> Outcome<AccountId> {
    let sign_in = sign_in_name(&new.sign_in)?;
    check_name("name", &new.name)?;
    check_name("language", &new.language)?;
    if (role == Role::Person) != chain.is_some() {
        return Err(Problem::refused(
            "a person's account is about a record, and no other account is",
            "name the person, or choose another role",
        ));
    }
    let id = AccountId(random()?);
    let args = [
        Arg::Bytes(&id.0),
        Arg::Bytes(&clinic.0),
        Arg::Text(&sign_in),
        Arg::Text(role.id()),
        Arg::MaybeBytes(chain.as_ref().map(|chain| chain.0.as_slice())),
        Arg::Text(&new.passphrase.0),
        Arg::Int(i64::from(new.renew)),
        Arg::Text(&new.language),
        Arg::Int(now),
        Arg::Text(&new.name),
    ];
    let added = tx
        .run(
            "insert into account (id, clinic, sign_in, role, chain, passphrase, renew, language, \
             created, disabled, failed, locked_until, name) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, null, 0, 0, $10) on conflict do nothing",
            &args,
        )
        .await?;
    if added == 1 {
        return Ok(id);
    }
    let taken = tx.row("select id from account where sign_in = $1", &[Arg::Text(&sign_in)]).await?;
    Err(match taken {
        Some(_) => Problem::new(ProblemKind::NameTaken, "this name to sign in with is taken")
            .hint("choose another one"),
        None => Problem::refused("this person has an account already", "use that one"),
    })
}

impl Store {
    /// Whom this store reaches among accounts. `manage`: to change what others may do.
    pub(crate) fn account_reach(&self, manage: bool) -> Outcome<Reach> {
        match self.viewer() {
            None => Ok(Reach::EVERYBODY),
            Some(Viewer::Administrator { clinic, .. }) => Ok(Reach { how: 2, key: clinic.0 }),
            Some(Viewer::Person { account, .. } | Viewer::Therapist { account, .. }) if !manage => {
                Ok(Reach { how: 1, key: account.0 })
            }
            Some(_) => Err(not_allowed("only an administrator manages accounts", "ask one")),
        }
    }

    /// Makes an account without an invitation. For the program itself and the clinic's administrators.
    ///
    /// # Errors
    /// The name is taken or not a name; the person is not of the clinic or has an account; not allowed; or the database's problem.
    pub async fn create_account(
        &self,
        clinic: ClinicId,
        role: Role,
        chain: Option<ChainId>,
        new: &NewAccount,
        now: i64,
    ) -> Outcome<AccountId> {
        let create = async {
            let reach = self.account_reach(true)?;
            if reach.how == 2 && reach.key != clinic.0 {
                return Err(Problem::new(ProblemKind::NotFound, "there is no such clinic"));
            }
            let mut tx = self.db.write().await?;
            let there =
                tx.row("select id from clinic where id = $1", &[Arg::Bytes(&clinic.0)]).await?;
            if there.is_none() {
                return Err(Problem::new(ProblemKind::NotFound, "there is no such clinic"));
            }
            if let Some(chain) = chain {
                check_member(&mut tx, chain, clinic).await?;
            }
            let id = add_account(&mut tx, clinic, role, chain, new, now).await?;
            let by = self.viewer().and_then(Viewer::account);
            add_event(&mut tx, Some(clinic.0), by, Act::Created, Some(id.0), now).await?;
            tx.commit().await?;
            Ok(id)
        };
        create.await.map_err(|problem| self.placed(problem))
    }

    /// The account with this name to sign in with. For the program itself.
    ///
    /// # Errors
    /// Not allowed; or the database's problem.
    pub async fn account_named(&self, sign_in: &str) -> Outcome<Option<Account>> {
        let find = async {
            self.only_program()?;
            // What is no name is nobody's.
            let Ok(name) = sign_in_name(sign_in) else { return Ok(None) };
            let row =
                self.db.row(concat!(columns!(), "where sign_in = $1"), &[Arg::Text(&name)]).await?;
            row.as_ref().map(account_of).transpose()
        };
        find.await.map_err(|problem| self.placed(problem))
    }

    /// An account: one's own, or one of the administrator's clinic.
    ///
    /// # Errors
    /// There is none, or it is not within reach; or the database's problem.
    pub async fn account(&self, id: AccountId) -> Outcome<Account> {
        let find = async {
            let reach = self.account_reach(false)?;
            let args = [Arg::Bytes(&id.0), Arg::Int(reach.how), Arg::Bytes(&reach.key)];
            let row = self.db.row(concat!(columns!(), "where ", reached!()), &args).await?;
            row.as_ref().map_or_else(|| Err(no_account()), account_of)
        };
        find.await.map_err(|problem| self.placed(problem))
    }

    /// The accounts of a clinic in the order of their names, those after `after`, at most `limit`.
    ///
    /// # Errors
    /// Not allowed; or the database's problem.
    pub async fn accounts(
        &self,
        clinic: ClinicId,
        after: &str,
        limit: u32,
    ) -> Outcome<Vec<Account>> {
        let list = async {
            let reach = self.account_reach(true)?;
            if reach.how == 2 && reach.key != clinic.0 {
                return Ok(Vec::new());
            }
            let mut tx = self.db.read().await?;
            let rows = tx
                .rows(
                    concat!(
                        columns!(),
                        "where clinic = $1 and sign_in > $2 order by sign_in limit $3"
                    ),
                    &[
                        Arg::Bytes(&clinic.0),
                        Arg::Text(after),
                        Arg::Int(i64::from(limit.clamp(1, LONGEST_PAGE))),
                    ],
                )
                .await?;
            rows.iter().map(account_of).collect()
        };
        list.await.map_err(|problem| self.placed(problem))
    }
}

/// Ends all sessions of an account, with their drafts.
pub(crate) async fn end_sessions(tx: &mut Tx, id: AccountId) -> Outcome<()> {
    for sql in [
        "delete from draft where owner in (select id from session where account = $1)",
        "delete from session where account = $1",
    ] {
        tx.run(sql, &[Arg::Bytes(&id.0)]).await?;
    }
    Ok(())
}

/// Refuses a person who is not of the clinic.
pub(crate) async fn check_member(tx: &mut Tx, chain: ChainId, clinic: ClinicId) -> Outcome<()> {
    tx.row(
        "select chain from membership where chain = $1 and clinic = $2",
        &[Arg::Bytes(&chain.0), Arg::Bytes(&clinic.0)],
    )
    .await?
    .map(drop)
    .ok_or_else(no_such_person)
}
