//! Many drafts changed by one statement: every statement is a journey to the server, or to the file's own thread, and back.

use serde_json::{Value, json};
use sqlx::{Postgres, Transaction};

use crate::chain_id::hex;
use crate::db::{Arg, Row, Tx, postgres_row};
use crate::problem::Outcome;

/// Changes of drafts that are there already, each of another draft.
#[derive(Debug, Default)]
pub struct Together<'a> {
    owners: Vec<&'a [u8]>,
    kinds: Vec<&'a str>,
    bodies: Vec<&'a str>,
    expires: Vec<i64>,
    versions: Vec<i64>,
    /// As in a reach; -1 for a session.
    hows: Vec<i64>,
    keys: Vec<&'a [u8]>,
}

/// A draft that is to be changed.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// The bytes of its owner.
    pub owner: &'a [u8],
    /// What it is of.
    pub kind: &'a str,
    /// The new text.
    pub body: &'a str,
    /// When it goes by itself: milliseconds since 1970 UTC.
    pub expires: i64,
    /// The version that it builds on.
    pub version: i64,
    /// Whom its viewer reaches: `how` and `key` of a reach; nothing for a session.
    pub reach: Option<(i64, &'a [u8])>,
}

/// What is done with `put`, a row for each change.
macro_rules! update {
    () => {
        "update draft set version = draft.version + 1, updated = $1, \
         expires = put.expires, body = put.body from put \
         where draft.owner = put.owner and draft.kind = put.kind and draft.version = put.version \
         and case when put.how < 0 then exists (select 1 from session \
         where session.id = put.owner and session.expires > $1) \
         else exists (select 1 from person where person.chain = put.owner and (put.how = 0 \
         or (put.how = 1 and person.chain = put.key) or (put.how = 2 and exists \
         (select 1 from membership where membership.chain = person.chain \
         and membership.clinic = put.key)))) end \
         returning draft.owner, draft.kind, draft.version"
    };
}

const POSTGRES: &str = concat!(
    "with put as (select * from unnest($2::bytea[], $3::text[], $4::text[], $5::bigint[], \
     $6::bigint[], $7::bigint[], $8::bytea[]) \
     as list (owner, kind, body, expires, version, how, key)) ",
    update!()
);

const SQLITE: &str = concat!(
    "with put as (select unhex(value ->> 'owner') as owner, value ->> 'kind' as kind, \
     value ->> 'body' as body, value ->> 'expires' as expires, value ->> 'version' as version, \
     value ->> 'how' as how, unhex(value ->> 'key') as key from json_each($2)) ",
    update!()
);

impl<'a> Together<'a> {
    /// One more change, of a draft that is not among them yet: one statement changes a row once.
    pub fn push(&mut self, change: Change<'a>) {
        let (how, key) = change.reach.unwrap_or((-1, &[]));
        self.owners.push(change.owner);
        self.kinds.push(change.kind);
        self.bodies.push(change.body);
        self.expires.push(change.expires);
        self.versions.push(change.version);
        self.hows.push(how);
        self.keys.push(key);
    }

    /// Changes all that may be changed; owner, kind and new version of each. Of the others nothing is said.
    pub async fn update(self, tx: &mut Tx, now: i64) -> Outcome<Vec<(Vec<u8>, String, i64)>> {
        if self.owners.len() < 2 {
            return Ok(Vec::new());
        }
        let rows = match tx {
            Tx::Sqlite(..) => tx.rows(SQLITE, &[Arg::Int(now), Arg::Text(&self.json())]).await?,
            Tx::Postgres(tx) => self.update_there(tx, now).await?,
        };
        rows.iter()
            .map(|row| Ok((row.blob(0)?.to_vec(), row.text(1)?.to_owned(), row.int(2)?)))
            .collect()
    }

    async fn update_there(
        self,
        tx: &mut Transaction<'static, Postgres>,
        now: i64,
    ) -> Outcome<Vec<Row>> {
        let rows = sqlx::query::<Postgres>(POSTGRES)
            .bind(now)
            .bind(self.owners)
            .bind(self.kinds)
            .bind(self.bodies)
            .bind(self.expires)
            .bind(self.versions)
            .bind(self.hows)
            .bind(self.keys)
            .fetch_all(&mut **tx)
            .await?;
        rows.iter().map(postgres_row).collect()
    }

    /// The same list as JSON text.
    fn json(&self) -> String {
        let change = |i: usize| {
            json!({
                "owner": hex(self.owners[i]),
                "kind": self.kinds[i],
                "body": self.bodies[i],
                "expires": self.expires[i],
                "version": self.versions[i],
                "how": self.hows[i],
                "key": hex(self.keys[i]),
            })
        };
        Value::Array((0..self.owners.len()).map(change).collect()).to_string()
    }
}
