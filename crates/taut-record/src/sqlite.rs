//! Opens a SQLite file so that what was acknowledged lasts and what was erased is gone.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use sqlx::ConnectOptions as _;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use crate::erase::OldBytes;
use crate::problem::{Outcome, Problem, ProblemKind};

/// Marks a file as ours: "taut".
const APPLICATION_ID: i32 = 0x7461_7574;

/// Readers at once; writers wait for each other in any case.
const CONNECTIONS: u32 = 4;

/// How long to wait before a file that others are making is tried again.
const BETWEEN_ATTEMPTS: Duration = Duration::from_millis(10);

/// Opens a file, and makes it with its folder if it is not there and `create` is set.
///
/// # Errors
/// The file is missing, holds something else, is locked, damaged or cannot be written.
pub async fn open(file: &Path, create: bool, busy: Duration) -> Outcome<SqlitePool> {
    let place = || file.display().to_string();
    match fs::metadata(file) {
        Ok(found) if found.is_dir() => {
            return Err(Problem::refused("this is a folder", "give a file").at(place()));
        }
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && create => {
            make(file).map_err(|error| Problem::io(place(), &error))?;
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Problem::new(ProblemKind::NotFound, "there are no records yet")
                .at(place())
                .hint("`taut assess FILE --record NAME` begins them; --db names another place"));
        }
        Err(error) => return Err(Problem::io(place(), &error)),
    }
    let options = SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(busy)
        .foreign_keys(true)
        .pragma("secure_delete", "on")
        .pragma("cell_size_check", "on")
        .pragma("trusted_schema", "off")
        // Without these a Mac keeps written data in the disk's own cache.
        .pragma("fullfsync", "on")
        .pragma("checkpoint_fullfsync", "on")
        .disable_statement_logging();
    let pool = connect(options, busy).await.map_err(|problem| problem.at(place()))?;
    match own(&pool).await {
        Ok(()) => Ok(pool),
        Err(problem) => {
            pool.close().await;
            Err(problem.at(place()))
        }
    }
}

/// Opens the first connection, and waits for others up to `busy`. SQLite itself does not wait when two connections give a new
/// file its write-ahead log at once: one of them is refused on the spot.
async fn connect(options: SqliteConnectOptions, busy: Duration) -> Outcome<SqlitePool> {
    let pools = SqlitePoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(busy + Duration::from_secs(5));
    let began = Instant::now();
    loop {
        match pools.clone().connect_with(options.clone()).await.map_err(Problem::from) {
            Err(problem) if problem.kind == ProblemKind::Locked && began.elapsed() < busy => {
                tokio::time::sleep(BETWEEN_ATTEMPTS).await;
            }
            other => return other,
        }
    }
}

/// Makes an empty file that only its owner can read; the files that SQLite puts beside it get the same rights.
fn make(file: &Path) -> std::io::Result<()> {
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(file) {
        // Another process was faster.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        other => other.map(drop),
    }
}

/// Marks a new file as ours, and refuses one that belongs to another program.
async fn own(pool: &SqlitePool) -> Outcome<()> {
    let mut tx = pool.begin().await?;
    let (id,): (i32,) = sqlx::query_as("pragma application_id").fetch_one(&mut *tx).await?;
    if id == APPLICATION_ID {
        return Ok(());
    }
    drop(tx);
    let mut tx = pool.begin_with("begin immediate").await?;
    let (tables,): (i64,) =
        sqlx::query_as("select count(*) from sqlite_master").fetch_one(&mut *tx).await?;
    let (id,): (i32,) = sqlx::query_as("pragma application_id").fetch_one(&mut *tx).await?;
    if id == APPLICATION_ID {
        return Ok(());
    }
    if tables > 0 || id != 0 {
        return Err(Problem::refused(
            "this SQLite file belongs to another program",
            "give another file; nothing was changed",
        ));
    }
    // The number is the constant above.
    sqlx::raw_sql("pragma application_id = 1952544116").execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Overwrites what is left of erased rows: in the pages, in the log, and in the free space of the file.
///
/// # Errors
/// The database's problem, other than that somebody else reads or writes.
pub async fn scrub(pool: &SqlitePool) -> Outcome<OldBytes> {
    // Whoever reads an older state keeps the log, and with it the old bytes: then rewriting everything would be for nothing.
    if !empty_log(pool).await? {
        return Ok(OldBytes::Waiting);
    }
    match sqlx::raw_sql("vacuum").execute(pool).await.map_err(Problem::from) {
        Err(problem) if problem.kind == ProblemKind::Locked => return Ok(OldBytes::Waiting),
        Err(problem) => return Err(problem),
        Ok(_) => {}
    }
    Ok(if empty_log(pool).await? { OldBytes::Overwritten } else { OldBytes::Waiting })
}

/// Moves the log into the file and cuts it to nothing; true if nobody was in the way.
async fn empty_log(pool: &SqlitePool) -> Outcome<bool> {
    let (busy, _, _): (i64, i64, i64) =
        sqlx::query_as("pragma wal_checkpoint(truncate)").fetch_one(pool).await?;
    Ok(busy == 0)
}

/// What SQLite itself finds wrong with the file, at most a hundred lines.
pub async fn integrity(pool: &SqlitePool) -> Outcome<Vec<String>> {
    let rows: Vec<(String,)> =
        sqlx::query_as("pragma integrity_check(100)").fetch_all(pool).await?;
    Ok(rows.into_iter().map(|(line,)| line).filter(|line| line != "ok").collect())
}

#[cfg(test)]
mod tests {
    use super::APPLICATION_ID;

    #[test]
    fn the_mark_in_the_statement_is_the_constant() {
        assert_eq!(APPLICATION_ID, 1_952_544_116);
    }
}
