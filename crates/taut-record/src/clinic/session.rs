//! Sessions: who comes with a token. Guests have one too; what they have not finished ends with it.

use super::MINUTE;
use super::account::viewer_of;
use super::event::{Act, add_event};
use super::id::{AccountId, ClinicId, Role};
use super::secret::{SessionId, Token};
use super::viewer::Viewer;
use crate::chain_id::ChainId;
use crate::db::{Arg, Row, Tx};
use crate::problem::{Outcome, Problem, ProblemKind};
use crate::store::Store;

/// How much time passes before a session is written again as seen, in ms: not at every request.
const TOUCH: i64 = MINUTE;

/// A session that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its name in the database.
    pub id: SessionId,
    /// When it began: milliseconds since 1970 UTC.
    pub created: i64,
    /// When it was last written down as seen: milliseconds since 1970 UTC; see [`Store::touch`].
    pub seen: i64,
    /// When it ends by itself: milliseconds since 1970 UTC.
    pub expires: i64,
    /// Who it is; a guest without.
    pub who: Option<SignedIn>,
}

/// Somebody who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The account.
    pub account: AccountId,
    /// Who it is for the records.
    pub viewer: Viewer,
    /// What the account may do.
    pub role: Role,
    /// The account's clinic.
    pub clinic: ClinicId,
    /// A person's own chain.
    pub chain: Option<ChainId>,
    /// The name to sign in with.
    pub sign_in: String,
    /// The name that others see, and the author of what is written.
    pub name: String,
    /// The language of the pages.
    pub language: String,
    /// A new passphrase must be chosen before anything else.
    pub renew: bool,
}

/// What [`Store::sweep`] removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Sessions.
    pub sessions: u64,
    /// Drafts.
    pub drafts: u64,
    /// Invitations.
    pub invitations: u64,
}

impl Store {
    /// Begins a session of a guest. For the program itself, as everything about sessions.
    ///
    /// # Errors
    /// Not allowed; or the database's problem.
    pub async fn begin_guest(&self, now: i64, expires: i64) -> Outcome<Token> {
        let begin = async {
            self.only_program()?;
            let token = Token::new()?;
            let mut tx = self.db.write().await?;
            tx.run(
                "insert into session (id, account, created, seen, expires) \
                 values ($1, null, $2, $2, $3)",
                &[Arg::Bytes(&token.id().0), Arg::Int(now), Arg::Int(expires)],
            )
            .await?;
            tx.commit().await?;
            Ok(token)
        };
        begin.await.map_err(|problem| self.placed(problem))
    }

    /// Begins a session of somebody whose passphrase was right: a new token, and the count of wrong passphrases begins anew.
    ///
    /// # Errors
    /// There is no such account, or it is disabled or locked; not allowed; or the database's problem.
    pub async fn sign_in(&self, account: AccountId, now: i64, expires: i64) -> Outcome<Token> {
        let begin = async {
            self.only_program()?;
            let token = Token::new()?;
            let mut tx = self.db.write().await?;
            let row = tx
                .row(
                    "update account set failed = 0, locked_until = 0 \
                     where id = $1 and disabled is null and locked_until <= $2 returning clinic",
                    &[Arg::Bytes(&account.0), Arg::Int(now)],
                )
                .await?
                .ok_or_else(|| {
                    Problem::new(ProblemKind::NotFound, "there is no account that may be used now")
                })?;
            tx.run(
                "insert into session (id, account, created, seen, expires) \
                 values ($1, $2, $3, $3, $4)",
                &[
                    Arg::Bytes(&token.id().0),
                    Arg::Bytes(&account.0),
                    Arg::Int(now),
                    Arg::Int(expires),
                ],
            )
            .await?;
            let clinic = row.bytes(0)?;
            add_event(&mut tx, Some(clinic), Some(account), Act::SignedIn, Some(account.0), now)
                .await?;
            tx.commit().await?;
            Ok(token)
        };
        begin.await.map_err(|problem| self.placed(problem))
    }

    /// The session of a token, and who it is; `None` for a token that is none, has expired, or whose account is disabled. One
    /// statement.
    ///
    /// # Errors
    /// Not allowed; or the database's problem.
    pub async fn session(&self, token: &Token, now: i64) -> Outcome<Option<Session>> {
        let find = async {
            self.only_program()?;
            let id = token.id();
            let row = self
                .db
                .row(
                    "select session.created, session.seen, session.expires, account.id, \
                     account.role, account.clinic, account.chain, account.sign_in, \
                     account.language, account.renew, account.name from session \
                     left join account on account.id = session.account \
                     where session.id = $1 and session.expires > $2 and account.disabled is null",
                    &[Arg::Bytes(&id.0), Arg::Int(now)],
                )
                .await?;
            row.map_or(Ok(None), |row| session_of(id, &row))
        };
        find.await.map_err(|problem| self.placed(problem))
    }

    /// Writes down that a session was seen, and when it ends now; at most once a minute, else nothing is written. True if
    /// something was.
    ///
    /// # Errors
    /// Not allowed; or the database's problem.
    pub async fn touch(&self, session: &Session, now: i64, expires: i64) -> Outcome<bool> {
        if now.saturating_sub(session.seen) < TOUCH {
            return Ok(false);
        }
        let touch = async {
            self.only_program()?;
            let mut tx = self.db.write().await?;
            let touched = tx
                .run(
                    "update session set seen = $2, expires = $3 where id = $1 and seen <= $4",
                    &[
                        Arg::Bytes(&session.id.0),
                        Arg::Int(now),
                        Arg::Int(expires),
                        Arg::Int(now.saturating_sub(TOUCH)),
                    ],
                )
                .await?;
            tx.commit().await?;
            Ok(touched > 0)
        };
        touch.await.map_err(|problem| self.placed(problem))
    }

    /// Ends a session. What a guest has not finished goes with it, so that the next one at the same telephone does not find it.
    /// A session that is not there has ended already.
    ///
    /// # Errors
    /// Not allowed; or the database's problem.
    pub async fn end_session(&self, id: SessionId, now: i64) -> Outcome<()> {
        let end = async {
            self.only_program()?;
            let mut tx = self.db.write().await?;
            let row = tx
                .row(
                    "select account.id, account.clinic from session \
                     join account on account.id = session.account where session.id = $1",
                    &[Arg::Bytes(&id.0)],
                )
                .await?;
            for sql in ["delete from draft where owner = $1", "delete from session where id = $1"] {
                tx.run(sql, &[Arg::Bytes(&id.0)]).await?;
            }
            if let Some(row) = row {
                let (account, clinic) = (AccountId(row.bytes(0)?), row.bytes(1)?);
                let about = Some(account.0);
                add_event(&mut tx, Some(clinic), Some(account), Act::SignedOut, about, now).await?;
            }
            tx.commit().await
        };
        end.await.map_err(|problem| self.placed(problem))
    }

    /// Ends all sessions of an account: on every machine.
    ///
    /// # Errors
    /// Not allowed; or the database's problem.
    pub async fn end_sessions_of(&self, account: AccountId) -> Outcome<()> {
        let end = async {
            self.only_program()?;
            let mut tx = self.db.write().await?;
            super::account::end_sessions(&mut tx, account).await?;
            tx.commit().await
        };
        end.await.map_err(|problem| self.placed(problem))
    }

    /// Removes what has expired: sessions with what was not finished in them, drafts, invitations. For the server's clock.
    ///
    /// # Errors
    /// Not allowed; or the database's problem.
    pub async fn sweep(&self, now: i64) -> Outcome<Swept> {
        let sweep = async {
            self.only_program()?;
            let mut tx = self.db.write().await?;
            let swept = Swept {
                drafts: removed(
                    &mut tx,
                    "delete from draft where expires <= $1 or owner in \
                     (select id from session where expires <= $1)",
                    now,
                )
                .await?,
                sessions: removed(&mut tx, "delete from session where expires <= $1", now).await?,
                invitations: removed(&mut tx, "delete from invitation where expires <= $1", now)
                    .await?,
            };
            tx.commit().await?;
            Ok(swept)
        };
        sweep.await.map_err(|problem| self.placed(problem))
    }
}

/// A session as a statement gives it; nothing where the account is none that can be used.
pub fn session_of(id: SessionId, row: &Row) -> Outcome<Option<Session>> {
    let mut session =
        Session { id, created: row.int(0)?, seen: row.int(1)?, expires: row.int(2)?, who: None };
    if let Some(account) = row.maybe_bytes(3)?.map(AccountId) {
        let role = Role::stored(row.text(4)?)?;
        let clinic = ClinicId(row.bytes(5)?);
        let chain = row.maybe_bytes(6)?.map(ChainId);
        let Some(viewer) = viewer_of(account, role, clinic, chain) else {
            return Ok(None);
        };
        session.who = Some(SignedIn {
            account,
            viewer,
            role,
            clinic,
            chain,
            sign_in: row.text(7)?.to_owned(),
            name: row.text(10)?.to_owned(),
            language: row.text(8)?.to_owned(),
            renew: row.int(9)? != 0,
        });
    }
    Ok(Some(session))
}

async fn removed(tx: &mut Tx, sql: &'static str, now: i64) -> Outcome<u64> {
    tx.run(sql, &[Arg::Int(now)]).await
}
