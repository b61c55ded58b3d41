//! Reads JSON Lines back: every line is checked against the chains before anything is kept, in one transaction.

mod clinics;
mod reader;
mod state;

use std::io::BufRead;

use crate::chain::ZERO;
use crate::db::Tx;
use crate::erase::OldBytes;
use crate::export::Counts;
use crate::problem::{Outcome, Problem};
use crate::store::Store;

use reader::Reader;
use state::State;

/// What happens to records that are there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// There must be none.
    Refuse,
    /// They are replaced. People who were erased here stay erased, even if the file still has them.
    Replace,
}

/// What an import brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Imported {
    /// What the file holds.
    pub counts: Counts,
    /// People in the file who were erased here and stay so.
    pub stay_erased: u64,
}

impl Store {
    /// Imports a file that [`Store::export`] wrote. All or nothing: a file that is cut short or changed, or one of a newer
    /// version, leaves everything as it was.
    ///
    /// # Errors
    /// What is wrong with the file, with its line; records are there already; or the database's problem.
    pub async fn import(
        &self,
        place: &str,
        from: &mut dyn BufRead,
        existing: Existing,
    ) -> Outcome<Imported> {
        let import = async {
            self.whole()?;
            let mut tx = self.db.write().await?;
            if let Tx::Postgres(_) = tx {
                // Nobody else adds meanwhile; reading goes on.
                tx.script(
                    "lock table chain, person, checkpoint, clinic, account, membership, \
                     session, invitation, draft, event in exclusive mode",
                )
                .await?;
            }
            let there = tx
                .number(
                    "select cast((select count(*) from chain) + (select count(*) from checkpoint) \
                     + (select count(*) from clinic) + (select count(*) from event) as bigint)",
                    &[],
                )
                .await?;
            let mut state = State::default();
            match existing {
                Existing::Refuse if there > 0 => {
                    return Err(Problem::refused(
                        "there are records here already",
                        "import into a new place (--db), or replace these with `taut record restore --replace`",
                    ));
                }
                Existing::Replace if there > 0 => state.keep_erased(&mut tx).await?,
                _ => {}
            }
            let mut reader = Reader::new(place, from);
            while let Some(line) = reader.next()? {
                state.take(&mut tx, line).await.map_err(|problem| reader.placed(problem))?;
            }
            let imported = state.finish(&mut tx).await.map_err(|problem| reader.placed(problem))?;
            if there > 0 {
                tx.run("insert into pending (what) values ('scrub') on conflict do nothing", &[])
                    .await?;
            }
            tx.commit().await?;
            if there > 0 {
                // If somebody is reading still, the next opening tries again; the import itself is done.
                let (OldBytes::Overwritten | OldBytes::Waiting) = self.scrub().await?;
            }
            Ok(imported)
        };
        import.await.map_err(|problem| self.placed(problem))
    }
}
