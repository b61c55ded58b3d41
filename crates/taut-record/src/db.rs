//! One face for both databases: transactions, values in, rows out. The same SQL text runs on either.

use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgPool, PgRow};
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{Column as _, Postgres, Row as _, Sqlite, Transaction, TypeInfo as _, ValueRef as _};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::chain::{Digest, Salt};
use crate::chain_id::ChainId;
use crate::problem::{Outcome, Problem, ProblemKind};

/// Where writers of this process wait for their turn at a file. SQLite alone would let each wait asleep, with a connection in its
/// hands that readers need.
#[derive(Debug, Clone)]
pub struct Line {
    turn: Arc<Semaphore>,
    patience: Duration,
}

impl Line {
    /// An empty line; nobody waits in it for longer than this.
    pub fn new(patience: Duration) -> Self {
        Self { turn: Arc::new(Semaphore::new(1)), patience }
    }

    /// Waits for the turn, which lasts as long as what this gives.
    ///
    /// # Errors
    /// `Locked`: another write takes too long.
    pub async fn wait(&self) -> Outcome<OwnedSemaphorePermit> {
        let turn = tokio::time::timeout(self.patience, Arc::clone(&self.turn).acquire_owned());
        let turn = turn.await.ok().and_then(Result::ok);
        turn.ok_or_else(|| Problem::new(ProblemKind::Locked, "another write takes too long"))
    }
}

/// An open database.
#[derive(Debug, Clone)]
pub enum Db {
    /// One file.
    Sqlite(SqlitePool, Line),
    /// A server.
    Postgres(PgPool),
}

/// A transaction; dropped without [`Tx::commit`] it leaves no trace.
#[derive(Debug)]
pub enum Tx {
    /// On the file; a writer's turn ends with it.
    Sqlite(Transaction<'static, Sqlite>, Option<OwnedSemaphorePermit>),
    /// On the server.
    Postgres(Transaction<'static, Postgres>),
}

/// A value that goes into a statement.
#[derive(Debug, Clone, Copy)]
pub enum Arg<'a> {
    /// A whole number.
    Int(i64),
    /// A whole number or NULL.
    MaybeInt(Option<i64>),
    /// A text.
    Text(&'a str),
    /// Bytes.
    Bytes(&'a [u8]),
    /// Bytes or NULL.
    MaybeBytes(Option<&'a [u8]>),
}

/// One value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Cell {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// A row that a statement gave.
#[derive(Debug)]
pub struct Row(Vec<Cell>);

/// Runs the same expression on either database.
macro_rules! bound {
    ($query:expr, $args:expr) => {{
        let mut query = $query;
        for arg in $args {
            query = match arg {
                Arg::Int(value) => query.bind(*value),
                Arg::MaybeInt(value) => query.bind(*value),
                Arg::Text(value) => query.bind(*value),
                Arg::Bytes(value) => query.bind(*value),
                Arg::MaybeBytes(value) => query.bind(*value),
            };
        }
        query
    }};
}

impl Db {
    /// Begins a transaction that will write. On SQLite it waits for its turn at once, so that it cannot fail half-way
    /// because another process wrote in between.
    pub async fn write(&self) -> Outcome<Tx> {
        Ok(match self {
            Self::Sqlite(pool, line) => {
                let turn = line.wait().await?;
                Tx::Sqlite(pool.begin_with("begin immediate").await?, Some(turn))
            }
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// Begins a transaction that reads one state of the database, whatever others write meanwhile.
    pub async fn read(&self) -> Outcome<Tx> {
        Ok(match self {
            Self::Sqlite(pool, _) => Tx::Sqlite(pool.begin().await?, None),
            Self::Postgres(pool) => Tx::Postgres(
                pool.begin_with("begin isolation level repeatable read read only").await?,
            ),
        })
    }

    /// The first row of one statement that reads, without a transaction around it.
    pub async fn row(&self, sql: &'static str, args: &[Arg<'_>]) -> Outcome<Option<Row>> {
        match self {
            Self::Sqlite(pool, _) => bound!(sqlx::query::<Sqlite>(sql), args)
                .fetch_optional(pool)
                .await?
                .as_ref()
                .map(sqlite_row)
                .transpose(),
            Self::Postgres(pool) => bound!(sqlx::query::<Postgres>(sql), args)
                .fetch_optional(pool)
                .await?
                .as_ref()
                .map(postgres_row)
                .transpose(),
        }
    }

    /// All rows of one statement that reads, without a transaction around it: as SQLite and as PostgreSQL write it.
    pub async fn rows(
        &self,
        [sqlite, postgres]: [&'static str; 2],
        args: &[Arg<'_>],
    ) -> Outcome<Vec<Row>> {
        match self {
            Self::Sqlite(pool, _) => {
                let rows = bound!(sqlx::query::<Sqlite>(sqlite), args).fetch_all(pool).await?;
                rows.iter().map(sqlite_row).collect()
            }
            Self::Postgres(pool) => {
                let rows = bound!(sqlx::query::<Postgres>(postgres), args).fetch_all(pool).await?;
                rows.iter().map(postgres_row).collect()
            }
        }
    }

    /// Closes all connections.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(pool, _) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// Runs a statement; the number of rows that it touched.
    pub async fn run(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Outcome<u64> {
        Ok(match self {
            Self::Sqlite(tx, _) => {
                bound!(sqlx::query::<Sqlite>(sql), args).execute(&mut **tx).await?.rows_affected()
            }
            Self::Postgres(tx) => {
                bound!(sqlx::query::<Postgres>(sql), args).execute(&mut **tx).await?.rows_affected()
            }
        })
    }

    /// Runs several statements without arguments.
    pub async fn script(&mut self, sql: &'static str) -> Outcome<()> {
        match self {
            Self::Sqlite(tx, _) => sqlx::raw_sql(sql).execute(&mut **tx).await.map(drop)?,
            Self::Postgres(tx) => sqlx::raw_sql(sql).execute(&mut **tx).await.map(drop)?,
        }
        Ok(())
    }

    /// All rows that a statement gives.
    pub async fn rows(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Outcome<Vec<Row>> {
        match self {
            Self::Sqlite(tx, _) => {
                let rows = bound!(sqlx::query::<Sqlite>(sql), args).fetch_all(&mut **tx).await?;
                rows.iter().map(sqlite_row).collect()
            }
            Self::Postgres(tx) => {
                let rows = bound!(sqlx::query::<Postgres>(sql), args).fetch_all(&mut **tx).await?;
                rows.iter().map(postgres_row).collect()
            }
        }
    }

    /// The first row, if there is one.
    pub async fn row(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Outcome<Option<Row>> {
        Ok(self.rows(sql, args).await?.into_iter().next())
    }

    /// The first number of the first row.
    pub async fn number(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Outcome<i64> {
        match self.row(sql, args).await? {
            Some(row) => row.int(0),
            None => Err(Problem::new(ProblemKind::Corrupt, "a count gave no row")),
        }
    }

    /// Makes everything last.
    pub async fn commit(self) -> Outcome<()> {
        match self {
            Self::Sqlite(tx, turn) => {
                tx.commit().await?;
                drop(turn);
            }
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

fn sqlite_row(row: &SqliteRow) -> Outcome<Row> {
    let mut cells = Vec::with_capacity(row.len());
    for i in 0..row.len() {
        let raw = row.try_get_raw(i)?;
        if raw.is_null() {
            cells.push(Cell::Null);
            continue;
        }
        cells.push(match raw.type_info().name() {
            "INTEGER" => Cell::Int(row.try_get_unchecked(i)?),
            "TEXT" => Cell::Text(row.try_get_unchecked(i)?),
            "BLOB" => Cell::Bytes(row.try_get_unchecked(i)?),
            other => return Err(unexpected(other)),
        });
    }
    Ok(Row(cells))
}

/// A row of PostgreSQL.
pub fn postgres_row(row: &PgRow) -> Outcome<Row> {
    let mut cells = Vec::with_capacity(row.len());
    for i in 0..row.len() {
        if row.try_get_raw(i)?.is_null() {
            cells.push(Cell::Null);
            continue;
        }
        cells.push(match row.column(i).type_info().name() {
            "INT8" => Cell::Int(row.try_get_unchecked(i)?),
            "TEXT" | "VARCHAR" | "NAME" => Cell::Text(row.try_get_unchecked(i)?),
            "BYTEA" => Cell::Bytes(row.try_get_unchecked(i)?),
            other => return Err(unexpected(other)),
        });
    }
    Ok(Row(cells))
}

fn unexpected(kind: &str) -> Problem {
    Problem::new(ProblemKind::Corrupt, format!("a stored value is of the unexpected type {kind}"))
}

impl Row {
    /// A column that does not hold what it must.
    pub fn wrong(&self, i: usize, wanted: &str) -> Problem {
        let _ = self;
        Problem::new(ProblemKind::Corrupt, format!("column {i} of a stored row is not {wanted}"))
    }

    /// The whole number in a column.
    pub fn int(&self, i: usize) -> Outcome<i64> {
        match self.0.get(i) {
            Some(Cell::Int(value)) => Ok(*value),
            _ => Err(self.wrong(i, "a whole number")),
        }
    }

    /// The whole number in a column, if it is not NULL.
    pub fn maybe_int(&self, i: usize) -> Outcome<Option<i64>> {
        match self.0.get(i) {
            Some(Cell::Null) => Ok(None),
            _ => self.int(i).map(Some),
        }
    }

    /// True if the column is NULL.
    pub fn is_null(&self, i: usize) -> bool {
        self.0.get(i) == Some(&Cell::Null)
    }

    /// The text in a column.
    pub fn text(&self, i: usize) -> Outcome<&str> {
        match self.0.get(i) {
            Some(Cell::Text(value)) => Ok(value),
            _ => Err(self.wrong(i, "a text")),
        }
    }

    /// The bytes in a column.
    pub fn blob(&self, i: usize) -> Outcome<&[u8]> {
        match self.0.get(i) {
            Some(Cell::Bytes(value)) => Ok(value),
            _ => Err(self.wrong(i, "bytes")),
        }
    }

    /// `N` bytes in a column.
    pub fn bytes<const N: usize>(&self, i: usize) -> Outcome<[u8; N]> {
        match self.0.get(i) {
            Some(Cell::Bytes(value)) => value.as_slice().try_into().ok(),
            _ => None,
        }
        .ok_or_else(|| self.wrong(i, &format!("{N} bytes")))
    }

    /// `N` bytes in a column, if it is not NULL.
    pub fn maybe_bytes<const N: usize>(&self, i: usize) -> Outcome<Option<[u8; N]>> {
        if self.is_null(i) { Ok(None) } else { self.bytes(i).map(Some) }
    }

    /// The name of a chain in a column.
    pub fn chain(&self, i: usize) -> Outcome<ChainId> {
        self.bytes(i).map(ChainId)
    }

    /// The digest in a column.
    pub fn digest(&self, i: usize) -> Outcome<Digest> {
        self.bytes(i).map(Digest)
    }

    /// The salt in a column.
    pub fn salt(&self, i: usize) -> Outcome<Salt> {
        self.bytes(i).map(Salt)
    }
}
