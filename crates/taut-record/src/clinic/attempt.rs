//! Wrong passphrases: counted, and after some of them the account is locked for longer and longer.

use super::MINUTE;
use super::account::no_account;
use super::event::{Act, add_event};
use super::id::AccountId;
use crate::db::Arg;
use crate::problem::Outcome;
use crate::store::Store;

/// Wrong passphrases in a row that cost nothing: anybody mistypes.
const FREE: i64 = 4;

/// The first lock, in ms; each further wrong passphrase doubles it.
const FIRST_LOCK: i64 = 15_000;

/// The longest lock, in ms. Not for ever, so that nobody can lock somebody else out for good.
const LONGEST_LOCK: i64 = 15 * MINUTE;

/// How long the account is locked after so many wrong passphrases in a row, in ms.
fn lock(failed: i64) -> i64 {
    if failed <= FREE {
        return 0;
    }
    let doublings = u32::try_from(failed - FREE - 1).unwrap_or(u32::MAX).min(10);
    (FIRST_LOCK << doublings).min(LONGEST_LOCK)
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
    use super::{FREE, LONGEST_LOCK, lock};

    #[test]
    fn locks_rise_and_end() {
        let locks: Vec<i64> = (0..100).map(lock).collect();
        assert!(locks[..=FREE as usize].iter().all(|l| *l == 0));
        assert_eq!(locks[5..8], [15_000, 30_000, 60_000]);
        assert!(locks.windows(2).all(|pair| pair[0] <= pair[1]));
        assert_eq!(locks[99], LONGEST_LOCK);
        assert_eq!(lock(i64::MAX), LONGEST_LOCK);
    }
}
