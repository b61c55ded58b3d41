//! The form of the tables, in numbered steps that only go forward. A database from a newer program is refused.

use sha2::{Digest as _, Sha256};

use crate::chain_id::hex;
use crate::db::{Arg, Db, Tx};
use crate::problem::{Outcome, Problem, ProblemKind};

struct Step {
    sqlite: &'static str,
    postgres: &'static str,
}

/// Step `n` of the list has the number `n + 1`. A released step is never edited; a change is a new step.
const STEPS: &[Step] = &[
    Step {
        sqlite: include_str!("../migrations/sqlite/0001_records.sql"),
        postgres: include_str!("../migrations/postgres/0001_records.sql"),
    },
    Step {
        sqlite: include_str!("../migrations/sqlite/0002_clinics.sql"),
        postgres: include_str!("../migrations/postgres/0002_clinics.sql"),
    },
];

/// The newest form that this program knows.
pub const NEWEST: i64 = STEPS.len() as i64;

/// Any number, the same in every version: whoever changes the form of the tables holds this lock.
const LOCK: i64 = 0x7461_7574;

const BOOK: &str = "create table if not exists taut_form (number bigint primary key, digest text not null, at bigint not null)";
const BOOK_STRICT: &str = "create table if not exists taut_form (number integer primary key, digest text not null, at integer not null) strict";

impl Step {
    fn script(&self, tx: &Tx) -> &'static str {
        match tx {
            Tx::Sqlite(..) => self.sqlite,
            Tx::Postgres(_) => self.postgres,
        }
    }
}

/// Brings the tables to the newest form, each step whole or not at all.
///
/// # Errors
/// The database is newer, was changed by something else, or cannot be written.
pub async fn migrate(db: &Db, now: i64) -> Outcome<()> {
    if forms(db).await?.is_some_and(|forms| forms == NEWEST) {
        return Ok(());
    }
    let mut tx = db.write().await?;
    match tx {
        Tx::Sqlite(..) => tx.script(BOOK_STRICT).await?,
        Tx::Postgres(_) => {
            tx.rows("select 1::bigint from pg_advisory_xact_lock($1)", &[Arg::Int(LOCK)]).await?;
            tx.script(BOOK).await?;
        }
    }
    let done = check(&mut tx).await?;
    for (i, step) in STEPS.iter().enumerate().skip(done) {
        let script = step.script(&tx);
        tx.script(script).await?;
        tx.run(
            "insert into taut_form (number, digest, at) values ($1, $2, $3)",
            &[Arg::Int(i as i64 + 1), Arg::Text(&digest(script)), Arg::Int(now)],
        )
        .await?;
    }
    tx.commit().await
}

/// The number of the newest step that is done; `None` if the tables are not there. Writes nothing.
async fn forms(db: &Db) -> Outcome<Option<i64>> {
    let mut tx = db.read().await?;
    let there = match tx {
        Tx::Sqlite(..) => {
            tx.number("select count(*) from sqlite_master where name = 'taut_form'", &[]).await?
        }
        Tx::Postgres(_) => {
            tx.number(
                "select cast(count(*) as bigint) from pg_tables \
                 where tablename = 'taut_form' and schemaname = current_schema()",
                &[],
            )
            .await?
        }
    };
    if there == 0 {
        return Ok(None);
    }
    check(&mut tx).await.map(|done| Some(done as i64))
}

/// Compares the steps that are done with the ones that this program knows; how many are done.
async fn check(tx: &mut Tx) -> Outcome<usize> {
    let rows = tx.rows("select number, digest from taut_form order by number", &[]).await?;
    for (i, row) in rows.iter().enumerate() {
        let number = row.int(0)?;
        let Some(step) = STEPS.get(i) else {
            return Err(Problem::new(
                ProblemKind::Newer,
                format!(
                    "the records have form {}, and this program knows forms up to {NEWEST}",
                    rows.len()
                ),
            ));
        };
        if number != i as i64 + 1 || row.text(1)? != digest(step.script(tx)) {
            return Err(Problem::new(
                ProblemKind::Corrupt,
                format!("form {number} of the tables is not the one that this program makes"),
            ));
        }
    }
    Ok(rows.len())
}

fn digest(script: &str) -> String {
    hex(&Sha256::digest(script.as_bytes()))
}
