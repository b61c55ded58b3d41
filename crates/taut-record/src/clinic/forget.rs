//! What goes with a person who is erased, beside the record itself.

use super::event::{Act, add_event};
use super::id::AccountId;
use crate::chain_id::ChainId;
use crate::db::{Arg, Tx};
use crate::problem::Outcome;

/// Deletes account, sessions, invitations, drafts and membership of a person. The event that says so names nobody.
pub async fn forget(tx: &mut Tx, chain: ChainId, by: Option<AccountId>, now: i64) -> Outcome<()> {
    let clinics = tx
        .rows(
            "select clinic from membership where chain = $1 order by clinic",
            &[Arg::Bytes(&chain.0)],
        )
        .await?;
    for row in &clinics {
        let clinic = row.bytes(0)?;
        add_event(tx, Some(clinic), by, Act::Erased, Some(chain.0), now).await?;
    }
    for sql in [
        "delete from draft where owner = $1",
        "delete from draft where owner in (select session.id from session \
         join account on account.id = session.account where account.chain = $1)",
        "delete from session where account in (select id from account where chain = $1)",
        "delete from invitation where chain = $1",
        "delete from account where chain = $1",
        "delete from membership where chain = $1",
    ] {
        tx.run(sql, &[Arg::Bytes(&chain.0)]).await?;
    }
    Ok(())
}
