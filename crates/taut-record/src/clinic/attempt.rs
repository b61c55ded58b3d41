//! Wrong passphrases: counted, and after very many in a row the account takes a few tries a minute only, whoever tries.

use super::account::no_account;
use super::event::{Act, add_event};
use super::id::AccountId;
use crate::db::Arg;
use crate::problem::Outcome;
use crate::store::Store;

/// Wrong passphrases in a row, wherever they came from, that do not concern the account. A server locks whoever tries long
/// before; this is for tries from very many places.
const FREE: i64 = 99;

/// How long each further wrong one locks the account, in ms. Short, so that nobody can lock somebody else out for long, and long
/// enough that guessing is hopeless.
const LOCK: i64 = 15_000;

/// How long the account is locked after so many wrong passphrases in a row, in ms.
const fn lock(failed: i64) -> i64 {
    if failed <= FREE { 0 } else { LOCK }
}

impl Store {
    /// Counts a wrong passphrase; until when the account is locked now (milliseconds since 1970 UTC, 0: it is not). For the
    /// program itself. A right one is counted by [`Store::sign_in`].
    ///
    /// # Errors
    /// There is no such account; not allowed; or the database's problem.
    pub async fn sign_in_failed(&self, id: AccountId, now: i64) -> Outcome<i64> {
        let count = async {
            self.only_program()?;
            let mut tx = self.db.write().await?;
            let row = tx
                .row(
                    "update account set failed = failed + 1 where id = $1 \
                     returning failed, clinic",
                    &[Arg::Bytes(&id.0)],
                )
                .await?
                .ok_or_else(no_account)?;
            let length = lock(row.int(0)?);
            let until = if length == 0 { 0 } else { now.saturating_add(length) };
            if until > 0 {
                tx.run(
                    "update account set locked_until = $2 where id = $1",
                    &[Arg::Bytes(&id.0), Arg::Int(until)],
                )
                .await?;
                let clinic = row.bytes(1)?;
                add_event(&mut tx, Some(clinic), None, Act::Locked, Some(id.0), now).await?;
            }
            tx.commit().await?;
            Ok(until)
        };
        count.await.map_err(|problem| self.placed(problem))
    }
}

#[cfg(test)]
mod tests {
    use super::{LOCK, lock};

    #[test]
    fn only_very_many_lock_the_account() {
        assert_eq!([0, 1, 99, 100, 101, i64::MAX].map(lock), [0, 0, 0, LOCK, LOCK, LOCK]);
    }
}
