//! What stands open: the sessions of an account and the invitations of a clinic. Each can be ended by itself.

use super::event::{Act, add_event};
use super::id::{AccountId, ClinicId, Role};
use super::people::unmarked;
use super::secret::SessionId;
use super::viewer::{Viewer, not_allowed};
use crate::chain_id::{hex, unhex};
use crate::db::Arg;
use crate::problem::{Outcome, Problem, ProblemKind};
use crate::store::Store;

/// A session of an account that has not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenSession {
    /// Its name in the database.
    pub id: SessionId,
    /// When it began: milliseconds since 1970 UTC.
    pub created: i64,
    /// When it was last written down as seen: milliseconds since 1970 UTC.
    pub seen: i64,
}

/// An invitation's name in the database: SHA-256 of its code. Says nothing about the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InvitationId(pub [u8; 32]);

impl InvitationId {
    /// Reads 64 lower-case hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        unhex(text).map(Self)
    }

    /// As hexadecimal digits.
    #[must_use]
    pub fn text(&self) -> String {
        hex(&self.0)
    }
}

/// An invitation that is good and not used yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInvitation {
    /// Its name in the database.
    pub id: InvitationId,
    /// What the account may do.
    pub role: Role,
    /// The name of the person whose record the account is about, where it was written for one.
    pub person: Option<String>,
    /// When it was written: milliseconds since 1970 UTC.
    pub created: i64,
    /// Until when it is good: milliseconds since 1970 UTC.
    pub expires: i64,
}

impl Store {
    /// The sessions of an account, the newest first. For the program itself, as everything about sessions.
    ///
    /// # Errors
    /// Not allowed; or the database's problem.
    pub async fn sessions_of(&self, account: AccountId, now: i64) -> Outcome<Vec<OpenSession>> {
        let read = async {
            self.only_program()?;
            let mut tx = self.db.read().await?;
            let rows = tx
                .rows(
                    "select id, created, seen from session where account = $1 and expires > $2 \
                     order by created desc, id",
                    &[Arg::Bytes(&account.0), Arg::Int(now)],
                )
                .await?;
            rows.iter()
                .map(|row| {
                    Ok(OpenSession {
                        id: SessionId(row.bytes(0)?),
                        created: row.int(1)?,
                        seen: row.int(2)?,
                    })
                })
                .collect::<Outcome<Vec<_>>>()
        };
        read.await.map_err(|problem| self.placed(problem))
    }

    /// Ends one session of an account; one that is not there, or is another account's, is not touched.
    ///
    /// # Errors
    /// Not allowed; or the database's problem.
    pub async fn end_session_of(&self, account: AccountId, id: SessionId, now: i64) -> Outcome<()> {
        let is_own = self.sessions_of(account, now).await?.iter().any(|open| open.id == id);
        if is_own { self.end_session(id, now).await } else { Ok(()) }
    }

    /// The invitations of a clinic that are good and not used yet, the newest first. For the clinic's administrators and the
    /// program.
    ///
    /// # Errors
    /// Not allowed; or the database's problem.
    pub async fn open_invitations(
        &self,
        clinic: ClinicId,
        now: i64,
    ) -> Outcome<Vec<OpenInvitation>> {
        let read = async {
            self.may_manage(clinic)?;
            let mut tx = self.db.read().await?;
            let rows = tx
                .rows(
                    "select invitation.id, invitation.role, person.name, invitation.created, \
                     invitation.expires from invitation \
                     left join person on person.chain = invitation.chain \
                     where invitation.clinic = $1 and invitation.used is null \
                     and invitation.expires > $2 order by invitation.created desc, invitation.id",
                    &[Arg::Bytes(&clinic.0), Arg::Int(now)],
                )
                .await?;
            rows.iter()
                .map(|row| {
                    let person = if row.is_null(2) { None } else { Some(row.text(2)?) };
                    Ok(OpenInvitation {
                        id: InvitationId(row.bytes(0)?),
                        role: Role::stored(row.text(1)?)?,
                        person: person.map(|name| unmarked(name).to_owned()),
                        created: row.int(3)?,
                        expires: row.int(4)?,
                    })
                })
                .collect::<Outcome<Vec<_>>>()
        };
        read.await.map_err(|problem| self.placed(problem))
    }

    /// Takes an invitation back: its code is good no more. For the clinic's administrators and the program.
    ///
    /// # Errors
    /// There is no such open invitation; not allowed; or the database's problem.
    pub async fn withdraw(&self, clinic: ClinicId, id: InvitationId, now: i64) -> Outcome<()> {
        let withdraw = async {
            self.may_manage(clinic)?;
            let mut tx = self.db.write().await?;
            let gone = tx
                .run(
                    "delete from invitation where id = $1 and clinic = $2 and used is null",
                    &[Arg::Bytes(&id.0), Arg::Bytes(&clinic.0)],
                )
                .await?;
            if gone == 0 {
                return Err(Problem::new(ProblemKind::NotFound, "there is no such invitation")
                    .hint("it was used, is too old, or was taken back already"));
            }
            let by = self.viewer().and_then(Viewer::account);
            add_event(&mut tx, Some(clinic.0), by, Act::Withdrawn, None, now).await?;
            tx.commit().await
        };
        withdraw.await.map_err(|problem| self.placed(problem))
    }

    /// The program itself and the clinic's own administrators.
    fn may_manage(&self, clinic: ClinicId) -> Outcome<()> {
        let reach = self.account_reach(true)?;
        if reach.how == 2 && reach.key != clinic.0 {
            return Err(not_allowed("only an administrator of the clinic does this", "ask one"));
        }
        Ok(())
    }
}
