//! Sessions and drafts of many people read by one statement: a server that answers many at once asks once for all of them.

use serde_json::json;

use super::draft::{Draft, DraftKind, DraftOwner, Key};
use super::secret::SessionId;
use super::session::{Session, session_of};
use crate::chain_id::hex;
use crate::db::{Arg, Row};
use crate::problem::Outcome;
use crate::store::Store;

/// What stands in `$1`, JSON text, as rows of `asked`: in a file, on a server.
macro_rules! asked {
    ($rest:expr) => {
        [
            concat!(
                "with asked as (select value ->> 'i' as i, unhex(value ->> 'owner') as owner, \
                 value ->> 'kind' as kind, value ->> 'how' as how, unhex(value ->> 'key') as key \
                 from json_each($1)) ",
                $rest
            ),
            concat!(
                "with asked as (select i, decode(owner, 'hex') as owner, kind, how, \
                 decode(key, 'hex') as key from jsonb_to_recordset(cast($1 as jsonb)) \
                 as list (i bigint, owner text, kind text, how bigint, key text)) ",
                $rest
            ),
        ]
    };
}

const SESSIONS: [&str; 2] = asked!(
    "select session.created, session.seen, session.expires, account.id, account.role, \
     account.clinic, account.chain, account.sign_in, account.language, account.renew, \
     account.name, asked.i from asked join session on session.id = asked.owner \
     left join account on account.id = session.account \
     where session.expires > $2 and account.disabled is null"
);

/// A guest's draft while the session stands; a person's where the viewer reaches the person.
const DRAFTS: [&str; 2] = asked!(
    "select draft.body, draft.version, draft.updated, draft.expires, asked.i from asked \
     join draft on draft.owner = asked.owner and draft.kind = asked.kind \
     where draft.expires > $2 and case when asked.how < 0 then exists (select 1 from session \
     where session.id = asked.owner and session.expires > $2) \
     else exists (select 1 from person where person.chain = asked.owner and (asked.how = 0 \
     or (asked.how = 1 and person.chain = asked.key) or (asked.how = 2 and exists \
     (select 1 from membership where membership.chain = person.chain \
     and membership.clinic = asked.key)))) end"
);

impl Store {
    /// The sessions of many tokens, in their order; see [`Store::session`].
    ///
    /// # Errors
    /// Not allowed; or the database's problem.
    pub async fn sessions(&self, ids: &[SessionId], now: i64) -> Outcome<Vec<Option<Session>>> {
        let find = async {
            self.only_program()?;
            let list = ids.iter().enumerate();
            let list = list.map(|(i, id)| json!({ "i": i, "owner": hex(&id.0) })).collect();
            let mut found: Vec<Option<Session>> = vec![None; ids.len()];
            for row in self.asked(SESSIONS, list, now).await? {
                let i = place(&row, 11, ids.len())?;
                found[i] = session_of(ids[i], &row)?;
            }
            Ok(found)
        };
        find.await.map_err(|problem| self.placed(problem))
    }

    /// Many drafts, in the order of their owners and kinds; what [`Store::draft`] gives for each.
    ///
    /// # Errors
    /// The database's problem.
    pub async fn drafts(
        &self,
        asked: &[(DraftOwner, DraftKind)],
        now: i64,
    ) -> Outcome<Vec<Outcome<Option<Draft>>>> {
        let read = async {
            let mut found: Vec<Outcome<Option<Draft>>> = Vec::with_capacity(asked.len());
            let mut list = Vec::with_capacity(asked.len());
            for (i, (owner, kind)) in asked.iter().enumerate() {
                match Key::of(owner) {
                    Ok(key) => {
                        list.push(json!({
                            "i": i,
                            "owner": hex(&key.owner),
                            "kind": kind.id(),
                            "how": if key.session { -1 } else { key.reach.how },
                            "key": hex(&key.reach.key),
                        }));
                        found.push(Ok(None));
                    }
                    Err(problem) => found.push(Err(self.placed(problem))),
                }
            }
            for row in self.asked(DRAFTS, list, now).await? {
                let i = place(&row, 4, asked.len())?;
                found[i] = Ok(Some(Draft::of(&row)?));
            }
            Ok(found)
        };
        read.await.map_err(|problem| self.placed(problem))
    }

    /// The rows that are there of a list.
    async fn asked(
        &self,
        sql: [&'static str; 2],
        list: Vec<serde_json::Value>,
        now: i64,
    ) -> Outcome<Vec<Row>> {
        if list.is_empty() {
            return Ok(Vec::new());
        }
        let list = serde_json::Value::Array(list).to_string();
        self.db.rows(sql, &[Arg::Text(&list), Arg::Int(now)]).await
    }
}

/// The place in the list that a row is about.
fn place(row: &Row, column: usize, length: usize) -> Outcome<usize> {
    let place = usize::try_from(row.int(column)?).ok().filter(|place| *place < length);
    place.ok_or_else(|| row.wrong(column, "a place of the list"))
}
