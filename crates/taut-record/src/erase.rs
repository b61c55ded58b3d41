//! Erasing a person: salt, name and entries are destroyed, the digests stay, and the chain ends in a link that says so.

use crate::chain::{erasure_digest, next_head};
use crate::chain_id::ChainId;
use crate::db::{Arg, Db};
use crate::problem::{Outcome, Problem, ProblemKind};
use crate::sqlite;
use crate::store::{Store, add_link};

impl Store {
    /// Erases a person wholly. Without the salt nobody can tell from the digests that stay what was written, even by
    /// trying. Exports and backups that were made before still hold the person.
    ///
    /// # Errors
    /// There is no such person; or the database's problem. `Locked` means: the rows are gone, but another process kept
    /// their old bytes from being overwritten; the next opening tries again.
    pub async fn erase(&self, chain: ChainId, now: i64) -> Outcome<()> {
        let erase = async {
            let mut tx = self.db.write().await?;
            let key = Arg::Bytes(&chain.0);
            let row = match tx {
                crate::db::Tx::Sqlite(_) => {
                    tx.row("select length, head from chain where id = $1", &[key]).await?
                }
                crate::db::Tx::Postgres(_) => {
                    tx.row("select length, head from chain where id = $1 for update", &[key])
                        .await?
                }
            };
            let known = tx.row("select chain from person where chain = $1", &[key]).await?;
            let (Some(row), Some(_)) = (row, known) else {
                return Err(Problem::new(ProblemKind::NotFound, "there is no such person"));
            };
            let seq = row.int(0)? + 1;
            let digest = erasure_digest(chain, seq, now);
            let head = next_head(chain, seq, row.digest(1)?, digest);
            add_link(&mut tx, chain, seq, digest, head).await?;
            tx.run("delete from entry where chain = $1", &[key]).await?;
            tx.run("delete from person where chain = $1", &[key]).await?;
            tx.run("insert into erasure (chain, at) values ($1, $2)", &[key, Arg::Int(now)])
                .await?;
            tx.run(
                "update chain set length = $1, head = $2 where id = $3",
                &[Arg::Int(seq), Arg::Bytes(&head.0), key],
            )
            .await?;
            tx.run("insert into pending (what) values ('scrub') on conflict do nothing", &[])
                .await?;
            tx.commit().await?;
            self.scrub().await
        };
        erase.await.map_err(|problem| self.placed(problem))
    }

    /// True if erased rows may still have bytes in the files.
    pub(crate) async fn pending_scrub(&self) -> Outcome<bool> {
        let mut tx = self.db.read().await?;
        Ok(tx.row("select what from pending where what = 'scrub'", &[]).await?.is_some())
    }

    /// Overwrites what is left of erased rows.
    pub(crate) async fn scrub(&self) -> Outcome<()> {
        match &self.db {
            Db::Sqlite(pool) => sqlite::scrub(pool).await?,
            Db::Postgres(pool) => {
                // Rewrites both tables, so that no old row is left in them. Logs and archives of the server are its keeper's.
                sqlx::raw_sql("vacuum (full) entry").execute(pool).await?;
                sqlx::raw_sql("vacuum (full) person").execute(pool).await?;
            }
        }
        let mut tx = self.db.write().await?;
        tx.run("delete from pending where what = 'scrub'", &[]).await?;
        tx.commit().await
    }
}
