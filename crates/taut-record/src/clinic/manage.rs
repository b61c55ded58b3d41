//! Accounts changed: passphrase, name, role, disabled; a clinic keeps an administrator, and its events are read.

use super::account::{PassphraseHash, end_sessions, no_account, reached};
use super::event::{Act, Event, add_event, events};
use super::id::{AccountId, ClinicId, Role};
use super::viewer::{Reach, Viewer, not_allowed};
use crate::db::{Arg, Tx};
use crate::entry::check_name;
use crate::problem::{Outcome, Problem};
use crate::query::LONGEST_PAGE;
use crate::store::Store;

impl Store {
    /// Sets the passphrase's hash and ends all sessions of the account. For oneself, the clinic's administrators and the program.
    /// One that somebody else has set is good until the next sign-in: then a new one must be chosen.
    ///
    /// # Errors
    /// There is no such account within reach; or the database's problem.
    pub async fn set_passphrase(
        &self,
        id: AccountId,
        passphrase: &PassphraseHash,
        renew: bool,
        now: i64,
    ) -> Outcome<()> {
        let set = async {
            let reach = self.account_reach(false)?;
            let renew = renew || self.viewer().and_then(Viewer::account).is_some_and(|by| by != id);
            let mut tx = self.db.write().await?;
            let row = tx
                .row(
                    concat!(
                        "update account set passphrase = $4, renew = $5, failed = 0, \
                         locked_until = 0 where ",
                        reached!(),
                        " returning clinic"
                    ),
                    &[
                        Arg::Bytes(&id.0),
                        Arg::Int(reach.how),
                        Arg::Bytes(&reach.key),
                        Arg::Text(&passphrase.0),
                        Arg::Int(i64::from(renew)),
                    ],
                )
                .await?;
            let clinic = row.ok_or_else(no_account)?.bytes(0)?;
            self.closing(&mut tx, id, clinic, Act::Passphrase, now).await?;
            tx.commit().await
        };
        set.await.map_err(|problem| self.placed(problem))
    }

    /// Sets the name that others see and the language of the pages. Another name is an event: entries of a record name their
    /// authors by it.
    ///
    /// # Errors
    /// There is no such account within reach; one is not a name; or the database's problem.
    pub async fn set_profile(
        &self,
        id: AccountId,
        name: &str,
        language: &str,
        now: i64,
    ) -> Outcome<()> {
        let set = async {
            check_name("name", name)?;
            check_name("language", language)?;
            let reach = self.account_reach(false)?;
            let mut tx = self.db.write().await?;
            let within = [Arg::Bytes(&id.0), Arg::Int(reach.how), Arg::Bytes(&reach.key)];
            let before = tx
                .row(concat!("select name, clinic from account where ", reached!()), &within)
                .await?
                .ok_or_else(no_account)?;
            tx.run(
                "update account set name = $2, language = $3 where id = $1",
                &[Arg::Bytes(&id.0), Arg::Text(name), Arg::Text(language)],
            )
            .await?;
            if before.text(0)? != name {
                let (clinic, by) = (before.bytes(1)?, self.viewer().and_then(Viewer::account));
                add_event(&mut tx, Some(clinic), by, Act::Renamed, Some(id.0), now).await?;
            }
            tx.commit().await
        };
        set.await.map_err(|problem| self.placed(problem))
    }

    /// The account may not be used from now on, and its sessions end; or it may be used again. For the clinic's
    /// administrators and the program.
    ///
    /// # Errors
    /// There is no such account within reach; it is the clinic's last administrator; not allowed; or the database's problem.
    pub async fn set_disabled(&self, id: AccountId, disabled: bool, now: i64) -> Outcome<()> {
        let set = async {
            let reach = self.account_reach(true)?;
            let mut tx = self.db.write().await?;
            let clinic = lock_clinic(&mut tx, id, &reach).await?;
            tx.run(
                "update account set disabled = $2 where id = $1",
                &[Arg::Bytes(&id.0), Arg::MaybeInt(disabled.then_some(now))],
            )
            .await?;
            keeps_an_administrator(&mut tx, clinic).await?;
            let act = if disabled { Act::Disabled } else { Act::Enabled };
            self.closing(&mut tx, id, clinic, act, now).await?;
            tx.commit().await
        };
        set.await.map_err(|problem| self.placed(problem))
    }

    /// Makes a therapist an administrator or the other way round, and ends the account's sessions. A person's account stays one.
    ///
    /// # Errors
    /// As [`Store::set_disabled`]; or one of the roles is a person's.
    pub async fn set_role(&self, id: AccountId, role: Role, now: i64) -> Outcome<()> {
        let set = async {
            let reach = self.account_reach(true)?;
            let mut tx = self.db.write().await?;
            let clinic = lock_clinic(&mut tx, id, &reach).await?;
            let changed = tx
                .run(
                    "update account set role = $2 where id = $1 and role <> 'person' \
                     and $2 <> 'person'",
                    &[Arg::Bytes(&id.0), Arg::Text(role.id())],
                )
                .await?;
            if changed == 0 {
                return Err(Problem::refused(
                    "a person's account stays a person's, and no other becomes one",
                    "make another account",
                ));
            }
            keeps_an_administrator(&mut tx, clinic).await?;
            self.closing(&mut tx, id, clinic, Act::Role, now).await?;
            tx.commit().await
        };
        set.await.map_err(|problem| self.placed(problem))
    }

    /// The newest events of a clinic before the number `before`, at most `limit`. For the program itself and the clinic's
    /// administrators.
    ///
    /// # Errors
    /// Not allowed; or the database's problem.
    pub async fn events(
        &self,
        clinic: ClinicId,
        before: Option<i64>,
        limit: u32,
    ) -> Outcome<Vec<Event>> {
        let read = async {
            let reach = self.account_reach(true)?;
            if reach.how == 2 && reach.key != clinic.0 {
                return Err(not_allowed(
                    "only an administrator of the clinic reads its events",
                    "ask one",
                ));
            }
            let mut tx = self.db.read().await?;
            events(&mut tx, clinic, before, limit.clamp(1, LONGEST_PAGE)).await
        };
        read.await.map_err(|problem| self.placed(problem))
    }

    /// Ends the sessions of an account and writes down why.
    async fn closing(
        &self,
        tx: &mut Tx,
        id: AccountId,
        clinic: [u8; 16],
        act: Act,
        now: i64,
    ) -> Outcome<()> {
        end_sessions(tx, id).await?;
        let by = self.viewer().and_then(Viewer::account);
        add_event(tx, Some(clinic), by, act, Some(id.0), now).await
    }
}

/// The clinic of an account within reach; nobody else changes its accounts meanwhile.
async fn lock_clinic(tx: &mut Tx, id: AccountId, reach: &Reach) -> Outcome<[u8; 16]> {
    let args = [Arg::Bytes(&id.0), Arg::Int(reach.how), Arg::Bytes(&reach.key)];
    let row = tx.row(concat!("select clinic from account where ", reached!()), &args).await?;
    let clinic = row.ok_or_else(no_account)?.bytes(0)?;
    if let Tx::Postgres(_) = tx {
        tx.row("select id from clinic where id = $1 for update", &[Arg::Bytes(&clinic)]).await?;
    }
    Ok(clinic)
}

/// Refuses what would leave a clinic without an administrator.
async fn keeps_an_administrator(tx: &mut Tx, clinic: [u8; 16]) -> Outcome<()> {
    let left = tx
        .row(
            "select id from account where clinic = $1 and role = 'administrator' \
             and disabled is null limit 1",
            &[Arg::Bytes(&clinic)],
        )
        .await?;
    match left {
        Some(_) => Ok(()),
        None => Err(Problem::refused(
            "this is the clinic's last administrator",
            "make somebody else one first",
        )),
    }
}
