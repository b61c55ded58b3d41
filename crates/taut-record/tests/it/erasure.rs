//! What was erased is nowhere in the files.

use std::path::Path;

use serde_json::json;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, Row as _};
use taut_record::{DraftOwner, Expected, Kind, OldBytes, Viewer};

use crate::accounts::LATER;
use crate::drafts::{interview, put};
use crate::round::with_person;
use crate::support::{Folder, NOW, entry, fill, open, run};

/// True if the bytes are in any file of the folder.
fn somewhere(folder: &Path, wanted: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|file| {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        bytes.windows(wanted.len()).any(|window| window == wanted)
    })
}

#[test]
fn no_byte_of_an_erased_person_is_left_in_the_files() {
    let folder = Folder::new();
    run(async {
        let store = open(&folder.place()).await;
        fill(&store, "Bob who stays", 300).await;
        let gone = fill(&store, "Quillfeather", 300).await;
        let long = "brambleknot ".repeat(2000);
        let body = json!({ "note": long, "word": "zanzibarred" });
        let author = "Thistlewhistle";
        let mut new = entry(Kind::Answers, Some(2), body);
        new.author = author.to_owned();
        store.append(gone, vec![new], NOW + 400).await.unwrap();
        store.rename(gone, "Plumduffle", "tester", NOW + 401).await.unwrap();
        store.anchor(NOW + 402).await.unwrap();
        let salt: Vec<u8> = {
            let options = SqliteConnectOptions::new().filename(folder.file("records.db"));
            let mut connection = options.connect().await.unwrap();
            let row = sqlx::query("select salt from person where name = 'Plumduffle'")
                .fetch_one(&mut connection)
                .await
                .unwrap();
            let salt = row.get(0);
            connection.close().await.unwrap();
            salt
        };
        let secrets: [&[u8]; 6] = [
            b"Quillfeather",
            b"Plumduffle",
            b"brambleknot",
            b"zanzibarred",
            author.as_bytes(),
            &salt,
        ];
        for secret in secrets {
            assert!(somewhere(&folder.0, secret), "{}", String::from_utf8_lossy(secret));
        }
        assert_eq!(store.erase(gone, NOW + 500).await.unwrap(), OldBytes::Overwritten);
        for secret in secrets {
            assert!(!somewhere(&folder.0, secret), "{}", String::from_utf8_lossy(secret));
        }
        assert!(somewhere(&folder.0, b"Bob who stays"));
        assert!(store.verify(None).await.unwrap().is_whole());
        store.close().await;
        for secret in secrets {
            assert!(!somewhere(&folder.0, secret), "{}", String::from_utf8_lossy(secret));
        }
    });
}

#[test]
fn bytes_that_a_reader_keeps_from_being_overwritten_go_at_the_next_opening() {
    kept_by_a_reader(false);
}

#[test]
fn bytes_that_a_reader_keeps_from_being_overwritten_go_when_a_server_asks() {
    kept_by_a_reader(true);
}

fn kept_by_a_reader(at_once: bool) {
    let folder = Folder::new();
    run(async {
        let store = open(&folder.place()).await;
        let gone = fill(&store, "Quillfeather", 20).await;
        fill(&store, "Bob", 2).await;
        store.close().await;
        let opening =
            taut_record::Opening { create: false, busy: std::time::Duration::from_millis(200) };
        let store = taut_record::Store::open(&folder.place(), opening, NOW).await.unwrap();
        // Another process in the middle of reading.
        let options = SqliteConnectOptions::new().filename(folder.file("records.db"));
        let mut reader = options.connect().await.unwrap();
        sqlx::raw_sql("begin; select count(*) from entry").execute(&mut reader).await.unwrap();
        assert_eq!(store.erase(gone, NOW + 500).await.unwrap(), OldBytes::Waiting);
        // Erased for everybody who asks the records, and said to be unfinished.
        assert_eq!(store.people("", 10).await.unwrap().len(), 1);
        assert!(somewhere(&folder.0, b"Quillfeather"));
        assert_eq!(store.finish_erasing().await.unwrap(), Some(OldBytes::Waiting));
        if at_once {
            reader.close().await.unwrap();
            assert_eq!(store.finish_erasing().await.unwrap(), Some(OldBytes::Overwritten));
            assert!(!somewhere(&folder.0, b"Quillfeather"));
            assert_eq!(store.finish_erasing().await.unwrap(), None);
            store.close().await;
            return;
        }
        store.close().await;
        reader.close().await.unwrap();
        open(&folder.place()).await.close().await;
        assert!(!somewhere(&folder.0, b"Quillfeather"));
    });
}

#[test]
fn what_is_erased_or_ended_beside_the_record_is_nowhere_in_the_closed_files() {
    let folder = Folder::new();
    run(async {
        let store = open(&folder.place()).await;
        let viewer = with_person(&store, "Quillfeather Clinic").await;
        let Viewer::Person { account, chain } = viewer else { panic!("{viewer:?}") };
        store.set_profile(account, "Plumduffle", "en", NOW).await.unwrap();
        let guest = store.begin_guest(NOW, LATER).await.unwrap();
        for (owner, word) in
            [(DraftOwner::Person(chain, viewer), "brambleknot"), (interview(&guest), "zanzibarred")]
        {
            let body = format!("{} {word}", "said ".repeat(3000));
            for _ in 0..5 {
                put(&store, &owner, &body, Expected::Any, NOW).await.unwrap();
            }
        }
        let secrets = ["brambleknot", "zanzibarred", "Plumduffle", "maria of quillfeather"];
        for secret in secrets {
            assert!(somewhere(&folder.0, secret.as_bytes()), "{secret}");
        }
        store.end_session(guest.id(), NOW).await.unwrap();
        assert_eq!(store.erase(chain, NOW + 9).await.unwrap(), OldBytes::Overwritten);
        store.close().await;
        for secret in secrets {
            assert!(!somewhere(&folder.0, secret.as_bytes()), "{secret}");
        }
    });
}

#[test]
fn what_a_guest_said_is_nowhere_in_the_closed_files() {
    let folder = Folder::new();
    run(async {
        let store = open(&folder.place()).await;
        let guest = store.begin_guest(NOW, LATER).await.unwrap();
        let other = store.begin_guest(NOW, LATER).await.unwrap();
        for i in 0..40 {
            let body = format!("{} zanzibarred", "said ".repeat(100 * i));
            put(&store, &interview(&guest), &body, Expected::Any, NOW).await.unwrap();
            put(&store, &interview(&other), "stays here", Expected::Any, NOW).await.unwrap();
        }
        assert!(somewhere(&folder.0, b"zanzibarred"));
        store.end_session(guest.id(), NOW).await.unwrap();
        store.close().await;
        assert!(!somewhere(&folder.0, b"zanzibarred"));
        assert!(somewhere(&folder.0, b"stays here"));
    });
}
