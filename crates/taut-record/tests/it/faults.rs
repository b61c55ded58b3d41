//! A full disk, a read-only place, a locked or damaged file: each a clear problem, and nothing lost.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::json;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};
use taut_record::{Kind, Opening, Place, Problem, ProblemKind, Store};

use crate::support::{Folder, NOW, entry, exported, fill, note, open, run};

async fn open_now(place: &Place) -> Result<Store, Problem> {
    let opening = Opening { create: false, busy: Duration::from_millis(100) };
    Store::open(place, opening, NOW).await
}

fn is_plain(problem: &Problem, kind: ProblemKind) {
    assert_eq!(problem.kind, kind, "{problem}");
    assert!(problem.place.contains("records.db") && problem.hint.len() > 10, "{problem}");
}

/// A small disk in memory; `None` where mounting is not allowed.
struct Disk(PathBuf);

impl Disk {
    fn new(folder: &Folder) -> Option<Self> {
        let path = folder.file("disk");
        std::fs::create_dir(&path).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"])
            .arg(&path)
            .output()
            .is_ok_and(|done| done.status.success());
        if !mounted {
            eprintln!("skipped: a small disk cannot be mounted here");
        }
        mounted.then_some(Self(path))
    }

    fn again(&self, options: &str) {
        let done = Command::new("mount")
            .args(["-o", &format!("remount,{options}")])
            .arg(&self.0)
            .status()
            .unwrap();
        assert!(done.success());
    }

    fn place(&self) -> Place {
        Place::File(self.0.join("records.db"))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_loses_nothing_that_was_acknowledged() {
    let folder = Folder::new();
    let Some(disk) = Disk::new(&folder) else { return };
    run(async {
        let store = open(&disk.place()).await;
        let chain = fill(&store, "Ann", 2).await;
        let long = "x".repeat(20_000);
        let mut kept = 4;
        let problem = loop {
            let new = entry(Kind::Answers, Some(2), json!({ "note": long }));
            match store.append(chain, vec![new], NOW + 9).await {
                Ok(places) => kept = places[0],
                Err(problem) => break problem,
            }
            assert!(kept < 200);
        };
        is_plain(&problem, ProblemKind::Full);
        assert_eq!(store.person("Ann").await.unwrap().entries, kept);
        store.close().await;
        disk.again("size=4m");
        let store = open(&disk.place()).await;
        assert_eq!(store.person("Ann").await.unwrap().entries, kept);
        let verified = store.verify(None).await.unwrap();
        assert!(verified.is_whole(), "{:?}", verified.breaks);
        store.append(chain, vec![note(2, 1)], NOW + 10).await.unwrap();
        store.close().await;
    });
}

#[test]
fn a_full_disk_leaves_no_half_backup() {
    let folder = Folder::new();
    let Some(disk) = Disk::new(&folder) else { return };
    run(async {
        let store = open(&folder.place()).await;
        let chain = fill(&store, "Ann", 2).await;
        let long = "x".repeat(700_000);
        for _ in 0..2 {
            let new = entry(Kind::Answers, Some(2), json!({ "note": long }));
            store.append(chain, vec![new], NOW + 9).await.unwrap();
        }
        let file = disk.0.join("backup.age");
        let passphrase = taut_record::Passphrase::new("four small words here".to_owned()).unwrap();
        let problem = store.backup(&file, &passphrase, 4).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Full, "{problem}");
        assert!(problem.place.contains("backup.age"), "{problem}");
        assert_eq!(std::fs::read_dir(&disk.0).unwrap().count(), 0);
        store.close().await;
    });
}

#[test]
fn a_read_only_disk_can_be_told() {
    let folder = Folder::new();
    let Some(disk) = Disk::new(&folder) else { return };
    run(async {
        let store = open(&disk.place()).await;
        let chain = fill(&store, "Ann", 2).await;
        store.close().await;
        disk.again("ro");
        let problem = match open_now(&disk.place()).await {
            Ok(store) => {
                let problem = store.append(chain, vec![note(2, 1)], NOW + 9).await.unwrap_err();
                store.close().await;
                problem
            }
            Err(problem) => problem,
        };
        is_plain(&problem, ProblemKind::ReadOnly);
        let missing = Place::File(disk.0.join("sub/records.db"));
        let problem = Store::open(&missing, Opening::default(), NOW).await.unwrap_err();
        is_plain(&problem, ProblemKind::ReadOnly);
        disk.again("rw");
        let store = open(&disk.place()).await;
        assert_eq!(store.person("Ann").await.unwrap().entries, 4);
        store.close().await;
    });
}

#[test]
fn a_locked_file_can_be_told_and_is_left_alone() {
    let folder = Folder::new();
    run(async {
        let store = open(&folder.place()).await;
        let chain = fill(&store, "Ann", 2).await;
        store.close().await;
        let store = open_now(&folder.place()).await.unwrap();
        let options = SqliteConnectOptions::new().filename(folder.file("records.db"));
        let mut other = options.connect().await.unwrap();
        sqlx::raw_sql("begin immediate").execute(&mut other).await.unwrap();
        let problem = store.append(chain, vec![note(2, 1)], NOW + 9).await.unwrap_err();
        is_plain(&problem, ProblemKind::Locked);
        // Reading goes on.
        assert_eq!(store.person("Ann").await.unwrap().entries, 4);
        other.close().await.unwrap();
        store.append(chain, vec![note(2, 1)], NOW + 9).await.unwrap();
        store.close().await;
    });
}

#[test]
fn a_new_file_that_another_program_is_making_is_waited_for() {
    let folder = Folder::new();
    run(async {
        let options = SqliteConnectOptions::new().filename(folder.file("records.db"));
        let mut other = options.create_if_missing(true).connect().await.unwrap();
        sqlx::raw_sql("begin immediate").execute(&mut other).await.unwrap();
        // The file cannot get its write-ahead log while somebody writes the old way, and SQLite says so without waiting.
        let opening = Opening { create: true, busy: Duration::from_millis(50) };
        let problem = Store::open(&folder.place(), opening, NOW).await.unwrap_err();
        is_plain(&problem, ProblemKind::Locked);
        let place = folder.place();
        let patient = std::thread::spawn(move || {
            run(async {
                let store = open(&place).await;
                fill(&store, "Ann", 1).await;
                store.close().await;
            });
        });
        std::thread::sleep(Duration::from_millis(200));
        other.close().await.unwrap();
        patient.join().unwrap();
    });
}

#[test]
fn a_damaged_file_can_be_told() {
    let folder = Folder::new();
    run(async {
        let store = open(&folder.place()).await;
        fill(&store, "Ann", 200).await;
        store.close().await;
        let file = folder.file("records.db");
        let whole = std::fs::read(&file).unwrap();
        let write = |bytes: &[u8]| std::fs::write(&file, bytes).unwrap();
        write(b"this is no database at all, but some text that is long enough to be read as a header of one");
        is_plain(&open_now(&folder.place()).await.unwrap_err(), ProblemKind::Corrupt);
        // Noise over everything but the first page.
        let mut noise = whole.clone();
        noise[4096..].iter_mut().for_each(|b| *b = b.wrapping_mul(31).wrapping_add(7));
        write(&noise);
        match open_now(&folder.place()).await {
            Err(problem) => is_plain(&problem, ProblemKind::Corrupt),
            Ok(store) => {
                assert!(!store.verify(None).await.unwrap().is_whole());
                store.close().await;
            }
        }
        // Cut in the middle.
        write(&whole[..whole.len() / 2]);
        match open_now(&folder.place()).await {
            Err(problem) => is_plain(&problem, ProblemKind::Corrupt),
            Ok(store) => {
                assert!(!store.verify(None).await.unwrap().is_whole());
                store.close().await;
            }
        }
        write(&whole);
        let store = open_now(&folder.place()).await.unwrap();
        assert!(store.verify(None).await.unwrap().is_whole());
        store.close().await;
    });
}

#[test]
fn a_damaged_page_is_named_and_the_rest_still_read() {
    let folder = Folder::new();
    run(async {
        let store = open(&folder.place()).await;
        fill(&store, "Ann", 20).await;
        fill(&store, "Bob", 20).await;
        let before = exported(&store).await;
        store.close().await;
        let options = SqliteConnectOptions::new().filename(folder.file("records.db"));
        let mut other = options.connect().await.unwrap();
        sqlx::raw_sql(
            "update entry set body = cast(x'7bff7d' as text) where seq = 7 and chain = (select chain from person where name = 'Ann')",
        )
        .execute(&mut other)
        .await
        .unwrap();
        other.close().await.unwrap();
        let store = open_now(&folder.place()).await.unwrap();
        let verified = store.verify(None).await.unwrap();
        assert_eq!(verified.breaks.len(), 1, "{:?}", verified.breaks);
        assert_eq!(verified.breaks[0].person.as_deref(), Some("Ann"));
        assert_eq!(verified.breaks[0].seq, Some(7));
        assert_eq!(verified.people, 2);
        assert_ne!(before.len(), 0);
        store.close().await;
    });
}

#[test]
fn files_of_others_are_refused_and_left_alone() {
    let folder = Folder::new();
    run(async {
        let file = folder.file("records.db");
        let options = SqliteConnectOptions::new().filename(&file).create_if_missing(true);
        let mut other = options.connect().await.unwrap();
        sqlx::raw_sql("create table recipes (name text)").execute(&mut other).await.unwrap();
        other.close().await.unwrap();
        let problem = open_now(&folder.place()).await.unwrap_err();
        is_plain(&problem, ProblemKind::Refused);
        let options = SqliteConnectOptions::new().filename(&file);
        let mut other = options.connect().await.unwrap();
        let rows =
            sqlx::query("select name from sqlite_master").fetch_all(&mut other).await.unwrap();
        assert_eq!(rows.len(), 1);
        other.close().await.unwrap();
        std::fs::remove_file(&file).unwrap();
        is_plain(&open_now(&folder.place()).await.unwrap_err(), ProblemKind::NotFound);
        std::fs::create_dir(&file).unwrap();
        is_plain(&open_now(&folder.place()).await.unwrap_err(), ProblemKind::Refused);
        assert!(Path::new(&file).is_dir());
    });
}
