//! Places, rights of files, and what a place shows of itself.

use taut_record::{Opening, Place, ProblemKind, Store};

use crate::support::{Folder, NOW, fill, open, run};

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_the_files_and_a_new_folder() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    let file = folder.file("data/taut/records.db");
    run(async {
        let store = open(&Place::File(file.clone())).await;
        fill(&store, "Ann", 1).await;
        let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
        for end in ["", "-wal", "-shm"] {
            let path = folder.file(&format!("data/taut/records.db{end}"));
            assert_eq!(mode(&path), 0o600, "{}", path.display());
        }
        for path in ["data", "data/taut"] {
            assert_eq!(mode(&folder.file(path)), 0o700, "{path}");
        }
        let export = folder.file("export.jsonl");
        store.export_file(&export).await.unwrap();
        assert_eq!(mode(&export), 0o600);
        // A file that is there is never overwritten.
        let problem = store.export_file(&export).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Refused, "{problem}");
        store.close().await;
    });
}

#[test]
fn a_place_is_read_and_shown_without_its_password() {
    for (text, shown) in [
        ("records.db", "records.db"),
        ("sqlite:///tmp/a.db", "/tmp/a.db"),
        ("postgres://u:p%40ss@db.example/taut?sslmode=require", "postgres://db.example/taut"),
        ("postgresql://u:a@b@c@db/taut?password=x", "postgres://db/taut"),
        ("postgres://localhost/taut", "postgres://localhost/taut"),
    ] {
        let place = Place::parse(text).unwrap();
        assert_eq!(place.to_string(), shown);
    }
    for wrong in ["", "mysql://a/b", "sqlite://"] {
        let problem = Place::parse(wrong).unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Refused, "{problem}");
    }
}

#[test]
fn a_server_that_is_not_there_can_be_told() {
    let place = Place::parse("postgres://taut:a-secret@127.0.0.1:1/taut").unwrap();
    let problem = run(Store::open(&place, Opening::default(), NOW)).unwrap_err();
    assert_eq!(problem.kind, ProblemKind::Unreachable, "{problem}");
    assert!(!format!("{problem} {problem:?}").contains("a-secret"), "{problem}");
}
