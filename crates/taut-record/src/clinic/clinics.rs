//! Clinics and their people: founding one, who joins, who leaves.

use super::event::{Act, add_event};
use super::id::ClinicId;
use super::people::join;
use super::viewer::{Viewer, no_such_person, not_allowed};
use crate::chain_id::ChainId;
use crate::db::Arg;
use crate::entry::check_name;
use crate::problem::{Outcome, Problem, ProblemKind};
use crate::random::random;
use crate::store::Store;

/// A clinic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clinic {
    /// Its id.
    pub id: ClinicId,
    /// Its name.
    pub name: String,
    /// When it was founded: milliseconds since 1970 UTC.
    pub created: i64,
}

impl Store {
    /// Founds a clinic. Only the program itself does; the first administrator comes by an invitation.
    ///
    /// # Errors
    /// The name is not a plain line of text; not allowed; or the database's problem.
    pub async fn found_clinic(&self, name: &str, now: i64) -> Outcome<ClinicId> {
        let found = async {
            self.only_program()?;
            check_name("name", name)?;
            let id = ClinicId(random()?);
            let mut tx = self.db.write().await?;
            tx.run(
                "insert into clinic (id, name, created) values ($1, $2, $3)",
                &[Arg::Bytes(&id.0), Arg::Text(name), Arg::Int(now)],
            )
            .await?;
            add_event(&mut tx, Some(id.0), None, Act::Founded, Some(id.0), now).await?;
            tx.commit().await?;
            Ok(id)
        };
        found.await.map_err(|problem| self.placed(problem))
    }

    /// All clinics, the oldest first; somebody of a clinic sees their own.
    ///
    /// # Errors
    /// Not allowed; or the database's problem.
    pub async fn clinics(&self) -> Outcome<Vec<Clinic>> {
        let read = async {
            let own = match self.viewer() {
                None => None,
                Some(viewer) => Some(viewer.clinic().ok_or_else(|| {
                    not_allowed("only somebody of a clinic asks for it", "sign in as one")
                })?),
            };
            let mut tx = self.db.read().await?;
            let rows =
                tx.rows("select id, name, created from clinic order by created, id", &[]).await?;
            let mut clinics = Vec::with_capacity(rows.len());
            for row in &rows {
                let id = ClinicId(row.bytes(0)?);
                if own.is_none_or(|own| own == id) {
                    clinics.push(Clinic {
                        id,
                        name: row.text(1)?.to_owned(),
                        created: row.int(2)?,
                    });
                }
            }
            Ok(clinics)
        };
        read.await.map_err(|problem| self.placed(problem))
    }

    /// A person of these records belongs to a clinic too. Only the program itself does this; a clinic adds new people, and
    /// takes nobody from elsewhere by itself.
    ///
    /// # Errors
    /// There is no such person or clinic; not allowed; or the database's problem.
    pub async fn join_clinic(&self, chain: ChainId, clinic: ClinicId, now: i64) -> Outcome<()> {
        let add = async {
            self.only_program()?;
            let mut tx = self.db.write().await?;
            let there =
                tx.row("select id from clinic where id = $1", &[Arg::Bytes(&clinic.0)]).await?;
            if there.is_none() {
                return Err(Problem::new(ProblemKind::NotFound, "there is no such clinic"));
            }
            let person = tx
                .row("select chain from person where chain = $1", &[Arg::Bytes(&chain.0)])
                .await?;
            person.ok_or_else(no_such_person)?;
            join(&mut tx, chain, clinic, now).await?;
            add_event(&mut tx, Some(clinic.0), None, Act::Joined, Some(chain.0), now).await?;
            tx.commit().await
        };
        add.await.map_err(|problem| self.placed(problem))
    }

    /// A person does not belong to a clinic any more: its therapists reach the record no longer. For the program itself, the
    /// clinic's administrators, and the person.
    ///
    /// # Errors
    /// There is no such person in the clinic; not allowed; or the database's problem.
    pub async fn leave_clinic(&self, chain: ChainId, clinic: ClinicId, now: i64) -> Outcome<()> {
        let leave = async {
            match self.viewer() {
                None => {}
                Some(Viewer::Administrator { clinic: own, .. }) if *own == clinic => {}
                Some(Viewer::Person { chain: own, .. }) if *own == chain => {}
                Some(Viewer::Administrator { .. } | Viewer::Person { .. }) => {
                    return Err(no_such_person());
                }
                Some(Viewer::Local | Viewer::Therapist { .. }) => {
                    return Err(not_allowed(
                        "only the person or an administrator ends this",
                        "ask one",
                    ));
                }
            }
            let mut tx = self.db.write().await?;
            let left = tx
                .run(
                    "delete from membership where chain = $1 and clinic = $2",
                    &[Arg::Bytes(&chain.0), Arg::Bytes(&clinic.0)],
                )
                .await?;
            if left == 0 {
                return Err(no_such_person());
            }
            let by = self.viewer().and_then(Viewer::account);
            add_event(&mut tx, Some(clinic.0), by, Act::Left, Some(chain.0), now).await?;
            tx.commit().await
        };
        leave.await.map_err(|problem| self.placed(problem))
    }

    /// Refuses whoever comes through the server.
    pub(crate) fn only_program(&self) -> Outcome<()> {
        match self.viewer() {
            None => Ok(()),
            Some(_) => Err(not_allowed(
                "only the program itself does this",
                "use the command line on the machine of the records",
            )),
        }
    }
}
