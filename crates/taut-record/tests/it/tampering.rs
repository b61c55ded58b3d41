//! Whatever is changed, taken away, swapped or put in is found; and a damaged file never gives other content in silence.

use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _};
use taut_record::{OldBytes, Opening, Place, Store, Stored as _, Verified};

use crate::support::{
    Folder, NOW, Random, check_in, copy, day, exported, fill, follow, note, open, run, size,
};

/// A closed store with two people, one erased, two checkpoints and an entry after them.
async fn sample(folder: &Folder) -> Vec<u8> {
    let store = open(&folder.place()).await;
    let ann = fill(&store, "Ann", 3).await;
    let programme = follow(&store, ann, NOW + 8, 0).await;
    fill(&store, "Bob", 1).await;
    let gone = fill(&store, "Gone", 1).await;
    store.anchor(NOW + 50).await.unwrap();
    assert_eq!(store.erase(gone, NOW + 60).await.unwrap(), OldBytes::Overwritten);
    let said = check_in(programme, &day(1)).entry("Ann", Some(2)).unwrap();
    store.append(ann, vec![note(2, 4), said], NOW + 61).await.unwrap();
    store.anchor(NOW + 62).await.unwrap();
    store.append(ann, vec![note(2, 5)], NOW + 63).await.unwrap();
    let verified = store.verify(None).await.unwrap();
    assert!(verified.is_whole(), "{:?}", verified.breaks);
    let bytes = exported(&store).await;
    store.close().await;
    bytes
}

async fn raw(file: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(file).foreign_keys(false);
    let mut connection = options.connect().await.unwrap();
    sqlx::raw_sql("pragma ignore_check_constraints = on").execute(&mut connection).await.unwrap();
    connection
}

async fn verify(file: &Path) -> Result<Verified, taut_record::Problem> {
    let opening = Opening { create: false, ..Opening::default() };
    let store = Store::open(&Place::File(file.to_owned()), opening, NOW).await?;
    let verified = store.verify(None).await;
    store.close().await;
    verified
}

/// Runs a statement on a copy; true if it changed something, and then it must have been found.
async fn is_found(folder: &Folder, sql: &str) -> bool {
    let file = folder.file("copy.db");
    copy(&folder.file("records.db"), &file);
    let mut connection = raw(&file).await;
    // What the database itself refuses needs no finding.
    let done = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await;
    connection.close().await.unwrap();
    if done.is_err_and(|e| e.as_database_error().is_some()) {
        return false;
    }
    let verified = verify(&file).await.unwrap_or_else(|problem| panic!("{sql}: {problem}"));
    assert!(!verified.is_whole(), "not found: {sql}");
    for found in &verified.breaks {
        assert!(!found.what.is_empty() && !found.to_string().is_empty());
    }
    true
}

const TABLES: [&str; 7] =
    ["chain", "link", "person", "entry", "erasure", "checkpoint", "checkpoint_head"];

#[test]
fn every_change_of_one_value_row_or_order_is_found() {
    let folder = Folder::new();
    run(async {
        sample(&folder).await;
        let mut tried = 0;
        for table in TABLES {
            let (columns, keys, rows) = shape(&folder, table).await;
            for row in 0..rows {
                let this = format!(
                    "({keys}) = (select {keys} from {table} order by {keys} limit 1 offset {row})"
                );
                let next = format!(
                    "({keys}) = (select {keys} from {table} order by {keys} limit 1 offset {})",
                    row + 1
                );
                let mut statements = vec![format!("delete from {table} where {this}")];
                for column in &columns {
                    // A whole number grows, bytes and texts change in the first and in the last place, NULL becomes a number.
                    for new in [
                        format!(
                            "case typeof({column}) when 'integer' then {column} + 1 when 'null' then 1 \
                             when 'blob' then cast(case substr({column}, 1, 1) when x'00' then x'01' else x'00' end \
                             || substr({column}, 2) as blob) else 'x' || {column} end"
                        ),
                        format!(
                            "case typeof({column}) when 'integer' then {column} - 1 when 'null' then 2 \
                             when 'blob' then cast(substr({column}, 1, length({column}) - 1) \
                             || case substr({column}, -1) when x'00' then x'01' else x'00' end as blob) \
                             else substr({column}, 1, length({column}) - 1) end"
                        ),
                    ] {
                        statements
                            .push(format!("update {table} set {column} = {new} where {this}"));
                    }
                    // The values of two rows swapped.
                    if row + 1 < rows {
                        statements.push(format!(
                            "create temp table s as select (select {column} from {table} where {this}) a, \
                             (select {column} from {table} where {next}) b, \
                             (select {keys1} from {table} where {this}) k; \
                             update {table} set {column} = (select b from s) where {this} \
                             and (select a is not b from s)",
                            keys1 = keys.split(',').next().unwrap(),
                        ));
                    }
                    // A copy of the row with another key.
                    if keys.split(", ").any(|key| key == column) {
                        let others: Vec<_> = columns
                            .iter()
                            .map(|c| match (c == column, c.as_str()) {
                                (true, "chain" | "id") => "randomblob(16)".to_owned(),
                                (true, c) => format!("{c} + 1000"),
                                (false, "name") => "name || ' again'".to_owned(),
                                (false, c) => c.to_owned(),
                            })
                            .collect();
                        statements.push(format!(
                            "insert into {table} ({}) select {} from {table} where {this}",
                            columns.join(", "),
                            others.join(", ")
                        ));
                    }
                }
                for sql in statements {
                    // A swap of equal values changes nothing.
                    if sql.starts_with("create temp") && !differs(&folder, &sql).await {
                        continue;
                    }
                    tried += usize::from(is_found(&folder, &sql).await);
                }
            }
        }
        assert!(tried > 400, "{tried}");
        eprintln!("{tried} changes, all found");
    });
}

/// Columns, the key as a list, and the number of rows.
async fn shape(folder: &Folder, table: &str) -> (Vec<String>, String, i64) {
    let mut connection = raw(&folder.file("records.db")).await;
    let info = format!("select name, pk from pragma_table_info('{table}') order by cid");
    let rows = sqlx::query(AssertSqlSafe(info)).fetch_all(&mut connection).await.unwrap();
    let columns: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    let keys: Vec<String> =
        rows.iter().filter(|row| row.get::<i64, _>(1) > 0).map(|row| row.get(0)).collect();
    let count = format!("select count(*) from {table}");
    let row = sqlx::query(AssertSqlSafe(count)).fetch_one(&mut connection).await.unwrap();
    let count = row.get(0);
    connection.close().await.unwrap();
    assert!(count > 0, "{table} is empty");
    (columns, keys.join(", "), count)
}

/// True if the two values that a swap would exchange differ.
async fn differs(folder: &Folder, sql: &str) -> bool {
    let mut connection = raw(&folder.file("records.db")).await;
    let make = sql.split(';').next().unwrap().to_owned();
    sqlx::raw_sql(AssertSqlSafe(make)).execute(&mut connection).await.unwrap();
    let row = sqlx::query("select a is not b from s").fetch_one(&mut connection).await.unwrap();
    let differs: i64 = row.get(0);
    connection.close().await.unwrap();
    differs != 0
}

#[test]
fn the_first_break_is_named_with_person_entry_and_difference() {
    let folder = Folder::new();
    run(async {
        sample(&folder).await;
        let person = "(select chain from person where name = 'Ann')";
        for (sql, seq, what) in [
            (
                format!("update entry set body = '{{}}' where seq >= 4 and chain = {person}"),
                Some(4),
                "the entry or the salt was changed",
            ),
            (
                format!("delete from entry where seq = 3 and chain = {person}"),
                Some(3),
                "the entry is gone",
            ),
            (
                format!("delete from link where seq = 3 and chain = {person}"),
                Some(3),
                "it is missing",
            ),
            (
                format!("update link set digest = zeroblob(32) where seq = 3 and chain = {person}"),
                Some(3),
                "its stored digest was changed",
            ),
            (
                format!("update link set head = zeroblob(32) where seq = 3 and chain = {person}"),
                Some(3),
                "does not continue the chain",
            ),
            (
                format!("update chain set length = 10 where id = {person}"),
                None,
                "10 links are noted, 11 are there",
            ),
            ("update person set name = 'Eve' where name = 'Ann'".to_owned(), None, "the name"),
        ] {
            let file = folder.file("copy.db");
            copy(&folder.file("records.db"), &file);
            let mut connection = raw(&file).await;
            sqlx::raw_sql(AssertSqlSafe(sql.clone())).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
            let verified = verify(&file).await.unwrap();
            let first = &verified.breaks[0];
            assert!(first.what.contains(what), "{sql}: {first}");
            assert_eq!(first.seq, seq, "{sql}: {first}");
            assert!(matches!(first.person.as_deref(), Some("Ann" | "Eve")), "{sql}: {first}");
        }
    });
}

#[test]
fn what_was_anchored_cannot_be_taken_away_even_consistently() {
    let folder = Folder::new();
    run(async {
        sample(&folder).await;
        // The last entries of a person, with all that is noted of them.
        let cut = |seq: i64| {
            format!(
                "create temp table a as select chain as id from person where name = 'Ann'; \
                 delete from entry where seq > {seq} and chain = (select id from a); \
                 delete from link where seq > {seq} and chain = (select id from a); \
                 update chain set length = {seq}, anchored = min(anchored, {seq}), \
                 head = (select head from link where seq = {seq} and chain = chain.id) where id = (select id from a)"
            )
        };
        assert!(is_found(&folder, &cut(9)).await);
        // A whole person.
        let person = "create temp table a as select chain as id from person where name = 'Ann'; \
                      delete from checkpoint_head where chain = (select id from a); \
                      delete from entry where chain = (select id from a); \
                      delete from link where chain = (select id from a); \
                      delete from person where chain = (select id from a); \
                      delete from chain where id = (select id from a)";
        assert!(is_found(&folder, person).await);
        // What no checkpoint anchors yet can be cut off: that is why every command that writes anchors at its end.
        let file = folder.file("copy.db");
        copy(&folder.file("records.db"), &file);
        let mut connection = raw(&file).await;
        sqlx::raw_sql(AssertSqlSafe(cut(10))).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        assert!(verify(&file).await.unwrap().is_whole());
    });
}

#[test]
fn records_made_anew_are_found_by_a_digest_kept_elsewhere() {
    let (folder, other) = (Folder::new(), Folder::new());
    run(async {
        sample(&folder).await;
        let store = open(&folder.place()).await;
        let kept = store.checkpoint().await.unwrap().unwrap().digest;
        assert!(store.verify(Some(kept)).await.unwrap().is_whole());
        store.close().await;
        sample(&other).await;
        let store = open(&other.place()).await;
        assert!(store.verify(None).await.unwrap().is_whole());
        let verified = store.verify(Some(kept)).await.unwrap();
        assert!(verified.breaks[0].what.contains("digest that you kept"), "{:?}", verified.breaks);
        store.close().await;
    });
}

#[test]
fn a_flipped_bit_in_the_file_is_found_or_changes_nothing() {
    let folder = Folder::new();
    run(async {
        let bytes = sample(&folder).await;
        let whole = std::fs::read(folder.file("records.db")).unwrap();
        let mut random = Random(7);
        let (mut found, mut harmless) = (0, 0);
        let rounds = size("TAUT_FLIP_ROUNDS", 150);
        for _ in 0..rounds {
            let at = random.below(whole.len());
            let bit = 1 << random.below(8);
            let mut damaged = whole.clone();
            damaged[at] ^= bit;
            let file = folder.file("flipped.db");
            copy(Path::new("/nonexistent"), &file);
            std::fs::write(&file, damaged).unwrap();
            let opening = Opening { create: false, ..Opening::default() };
            let Ok(store) = Store::open(&Place::File(file), opening, NOW).await else {
                found += 1;
                continue;
            };
            match store.verify(None).await {
                Ok(verified) if verified.is_whole() => {
                    assert_eq!(exported(&store).await, bytes, "byte {at}, bit {bit}");
                    harmless += 1;
                }
                _ => found += 1,
            }
            store.close().await;
        }
        eprintln!("{rounds} bits flipped: {found} found, {harmless} in unused bytes");
        assert!(found > 0);
    });
}
