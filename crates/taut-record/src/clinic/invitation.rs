//! Invitations: a one-time code that lets somebody make an account in a clinic.

use super::account::{NewAccount, add_account, check_member};
use super::event::{Act, add_event};
use super::id::{AccountId, ClinicId, Role};
use super::people::{join, marked};
use super::secret::Code;
use super::viewer::{Viewer, not_allowed};
use crate::chain_id::ChainId;
use crate::db::Arg;
use crate::problem::{Outcome, Problem, ProblemKind};
use crate::store::{Store, new_person};

/// What a code invites to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The clinic.
    pub clinic: ClinicId,
    /// The clinic's name.
    pub clinic_name: String,
    /// What the account may do.
    pub role: Role,
    /// The record that a person's account is about; without, a new one is begun.
    pub chain: Option<ChainId>,
    /// Until when the code is good: milliseconds since 1970 UTC.
    pub expires: i64,
}

fn no_invitation() -> Problem {
    Problem::new(ProblemKind::NotFound, "this code is not good: mistyped, used or too old")
        .hint("ask the clinic for a new one")
}

impl Store {
    /// Writes an invitation; the code is shown once and kept nowhere. The program itself and administrators invite to any role,
    /// a therapist invites people.
    ///
    /// # Errors
    /// The person is not of the clinic; a record is named and the role is no person's; not allowed; or the database's problem.
    pub async fn invite(
        &self,
        clinic: ClinicId,
        role: Role,
        chain: Option<ChainId>,
        expires: i64,
        now: i64,
    ) -> Outcome<Code> {
        let invite = async {
            self.may_invite(clinic, role)?;
            if chain.is_some() && role != Role::Person {
                return Err(Problem::refused(
                    "only a person's account is about a record",
                    "leave the person out, or choose another role",
                ));
            }
            let code = Code::new()?;
            let mut tx = self.db.write().await?;
            let there =
                tx.row("select id from clinic where id = $1", &[Arg::Bytes(&clinic.0)]).await?;
            if there.is_none() {
                return Err(Problem::new(ProblemKind::NotFound, "there is no such clinic"));
            }
            if let Some(chain) = chain {
                check_member(&mut tx, chain, clinic).await?;
            }
            tx.run(
                "insert into invitation (id, clinic, role, chain, created, expires, used) \
                 values ($1, $2, $3, $4, $5, $6, null)",
                &[
                    Arg::Bytes(&code.digest()),
                    Arg::Bytes(&clinic.0),
                    Arg::Text(role.id()),
                    Arg::MaybeBytes(chain.as_ref().map(|chain| chain.0.as_slice())),
                    Arg::Int(now),
                    Arg::Int(expires),
                ],
            )
            .await?;
            let by = self.viewer().and_then(Viewer::account);
            let about = chain.map(|chain| chain.0);
            add_event(&mut tx, Some(clinic.0), by, Act::Invited, about, now).await?;
            tx.commit().await?;
            Ok(code)
        };
        invite.await.map_err(|problem| self.placed(problem))
    }

    fn may_invite(&self, clinic: ClinicId, role: Role) -> Outcome<()> {
        match self.viewer() {
            None => Ok(()),
            Some(Viewer::Administrator { clinic: own, .. }) if *own == clinic => Ok(()),
            Some(Viewer::Therapist { clinic: own, .. })
                if *own == clinic && role == Role::Person =>
            {
                Ok(())
            }
            Some(_) => Err(not_allowed(
                "only the clinic invites, and a therapist invites people only",
                "ask an administrator of the clinic",
            )),
        }
    }

    /// What a code invites to; `None` if it is not good. For the program itself: whoever has the code is not signed in yet.
    ///
    /// # Errors
    /// Not allowed; or the database's problem.
    pub async fn invitation(&self, code: &Code, now: i64) -> Outcome<Option<Invitation>> {
        let read = async {
            self.only_program()?;
            let row = self
                .db
                .row(
                    "select invitation.clinic, clinic.name, invitation.role, invitation.chain, \
                     invitation.expires from invitation join clinic on clinic.id = invitation.clinic \
                     where invitation.id = $1 and invitation.used is null and invitation.expires > $2",
                    &[Arg::Bytes(&code.digest()), Arg::Int(now)],
                )
                .await?;
            row.map(|row| {
                Ok(Invitation {
                    clinic: ClinicId(row.bytes(0)?),
                    clinic_name: row.text(1)?.to_owned(),
                    role: Role::stored(row.text(2)?)?,
                    chain: row.maybe_bytes(3)?.map(ChainId),
                    expires: row.int(4)?,
                })
            })
            .transpose()
        };
        read.await.map_err(|problem| self.placed(problem))
    }

    /// Makes the account that a code invites to; the code is used up. A person without a record begins one under the account's name.
    ///
    /// # Errors
    /// The code is not good; a name is taken or not a name; not allowed; or the database's problem. Then the code stays good.
    pub async fn accept(&self, code: &Code, new: &NewAccount, now: i64) -> Outcome<AccountId> {
        let accept = async {
            self.only_program()?;
            let mut tx = self.db.write().await?;
            let row = tx
                .row(
                    "update invitation set used = $2 where id = $1 and used is null \
                     and expires > $2 returning clinic, role, chain",
                    &[Arg::Bytes(&code.digest()), Arg::Int(now)],
                )
                .await?
                .ok_or_else(no_invitation)?;
            let clinic = ClinicId(row.bytes(0)?);
            let role = Role::stored(row.text(1)?)?;
            let mut chain = row.maybe_bytes(2)?.map(ChainId);
            if role == Role::Person && chain.is_none() {
                let made = new_person(&mut tx, &marked(&new.name)?, &new.name, now).await?;
                join(&mut tx, made, clinic, now).await?;
                add_event(&mut tx, Some(clinic.0), None, Act::Joined, Some(made.0), now).await?;
                chain = Some(made);
            }
            let id = add_account(&mut tx, clinic, role, chain, new, now).await?;
            add_event(&mut tx, Some(clinic.0), Some(id), Act::Created, Some(id.0), now).await?;
            tx.commit().await?;
            Ok(id)
        };
        accept.await.map_err(|problem| self.placed(problem))
    }
}
