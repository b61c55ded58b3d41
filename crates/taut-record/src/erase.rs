//! Erasing a person: salt, name and entries are destroyed, the digests stay, and the chain ends in a link that says so.

use crate::chain::{erasure_digest, next_head};
use crate::chain_end::{add_link, end_of};
use crate::chain_id::ChainId;
use crate::clinic::forget::forget;
use crate::clinic::viewer::{Right, Viewer};
use crate::db::{Arg, Db};
use crate::problem::Outcome;
use crate::sqlite;
use crate::store::Store;

/// What became of the bytes that erased rows leave in files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum OldBytes {
    /// They are overwritten.
    Overwritten,
    /// Somebody was reading; [`Store::finish_erasing`] and the next opening try again.
    Waiting,
}

impl Store {
    /// Erases a person wholly, with account, sessions, drafts and membership. Without the salt nobody can tell from the digests that stay what was written, even by
    /// trying. Exports and backups that were made before still hold the person.
    ///
    /// # Errors
    /// There is no such person; or the database's problem. After a problem the person is there as before.
    pub async fn erase(&self, chain: ChainId, now: i64) -> Outcome<OldBytes> {
        let erase = async {
            let reach = self.reach(Right::Erase)?;
            let mut tx = self.db.write().await?;
            let key = Arg::Bytes(&chain.0);
            let (_, end) = end_of(&mut tx, chain, &reach).await?;
            let seq = end.length + 1;
            let digest = erasure_digest(chain, seq, now);
            let head = next_head(chain, seq, end.head, digest);
            let by = self.viewer().and_then(Viewer::account);
            forget(&mut tx, chain, by, now).await?;
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
            // The person is gone. What keeps the old bytes is not the caller's problem: the note in the tables stays.
            Ok(self.scrub().await.unwrap_or(OldBytes::Waiting))
        };
        erase.await.map_err(|problem| self.placed(problem))
    }

    /// Overwrites what an erasure could not overwrite yet, because others were reading; nothing if there was nothing to do. The
    /// next opening does it as well; a server that runs for months calls it now and then.
    ///
    /// # Errors
    /// `Locked`: another write of this process takes too long; or the database's problem.
    pub async fn finish_erasing(&self) -> Outcome<Option<OldBytes>> {
        let finish = async {
            if self.pending_scrub().await? {
                return self.scrub().await.map(Some);
            }
            Ok(None)
        };
        finish.await.map_err(|problem| self.placed(problem))
    }

    /// True if erased rows may still have bytes in the files.
    pub(crate) async fn pending_scrub(&self) -> Outcome<bool> {
        let mut tx = self.db.read().await?;
        Ok(tx.row("select what from pending where what = 'scrub'", &[]).await?.is_some())
    }

    /// Overwrites what is left of erased rows.
    ///
    /// # Errors
    /// As [`Store::finish_erasing`].
    pub(crate) async fn scrub(&self) -> Outcome<OldBytes> {
        match &self.db {
            Db::Sqlite(pool, line) => {
                // Other writers of this process wait in line meanwhile, and not asleep with a connection in their hands.
                let _turn = line.wait().await?;
                if sqlite::scrub(pool).await? == OldBytes::Waiting {
                    return Ok(OldBytes::Waiting);
                }
            }
            Db::Postgres(pool) => {
                // Rewrites the tables, so that no old row is left in them. Logs and archives of the server are its keeper's.
                for sql in [
                    "vacuum (full) entry",
                    "vacuum (full) person",
                    "vacuum (full) account",
                    "vacuum (full) draft",
                ] {
                    sqlx::raw_sql(sql).execute(pool).await?;
                }
            }
        }
        let mut tx = self.db.write().await?;
        tx.run("delete from pending where what = 'scrub'", &[]).await?;
        tx.commit().await?;
        Ok(OldBytes::Overwritten)
    }
}
