//! A PDF where the server has a program for it. What the program itself does is tested beside it, and both together in Chromium.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use serde_json::Value;
use taut_record::{Filter, Kind, Role};
use taut_web::Mode;

use crate::steps::{tight, tingling, walk};
use crate::support::{Client, joined, local, now, start, start_with};

/// A shell script in place of the program.
fn program(name: &str, script: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("taut-web-{}-{name}", std::process::id()));
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[tokio::test]
async fn the_program_gets_the_whole_page_and_its_pdf_is_sent() {
    let path = program("echo", "printf '%%PDF-1.7\\n'; cat");
    let running = start_with(local(), |options| options.pdf_program = Some(path.clone())).await;
    let mut client = Client::new(&running);
    // Nothing has been answered yet.
    assert_eq!(client.get("/handout.pdf").await.status, 303);
    assert_eq!(client.get("/letter.pdf").await.status, 303);
    walk(&mut client, tight).await;
    assert!(client.get("/handout").await.body.contains("href=\"/handout.pdf\""));
    let mut titles = Vec::new();
    for (page, pages) in [("/handout.pdf", 1), ("/letter.pdf", 2)] {
        let got = client.get(page).await;
        assert_eq!(got.status, 200, "{}", got.body);
        assert_eq!(got.header("content-type"), Some("application/pdf"));
        assert!(got.header("content-disposition").unwrap().starts_with("attachment"));
        assert_eq!(got.header("cache-control"), Some("no-store"));
        let json = got.body.strip_prefix("%PDF-1.7\n").unwrap();
        let document: Value = serde_json::from_str(json).unwrap();
        assert_eq!((&document["schema"], &document["version"]), (&"taut.print".into(), &1.into()));
        assert_eq!(document["pages"], pages);
        assert!(document["foot"].as_str().unwrap().contains("No clinician has reviewed this"));
        // Every word of the exercises and of the table of flags is there, and each picture has words.
        let blocks = document["blocks"].as_array().unwrap();
        let of = |kind: &str| blocks.iter().filter(|block| block["kind"] == kind).count();
        if pages == 1 {
            assert!(of("exercise") > 0 && of("list") >= 2, "{json}");
            let drawn = |block: &&Value| block["kind"] == "exercise";
            for exercise in blocks.iter().filter(drawn) {
                assert!(exercise["svg"].as_str().unwrap().contains("<style>"), "{exercise}");
                assert!(!exercise["words"].as_str().unwrap().is_empty(), "{exercise}");
            }
        } else {
            assert_eq!(of("figure"), 1);
            assert!(of("table") >= 1, "{json}");
            // Topics stand in one list below one heading.
            let at = blocks.iter().position(|block| block["text"] == "Answers by topic").unwrap();
            let topics = blocks[at + 1]["items"].as_array().unwrap();
            assert!(topics.len() > 10, "{topics:?}");
            assert!(
                topics[0].as_str().unwrap().starts_with("Where is it? Said: pain in the low back")
            );
        }
        let last = blocks.last().unwrap()["text"].as_str().unwrap();
        assert!(last.contains("emergency") || last.contains("urgent"), "{last}");
        titles.push(document["title"].as_str().unwrap().to_owned());
    }
    assert_ne!(titles[0], titles[1]);
}

#[tokio::test]
async fn a_program_that_fails_shows_nothing_of_what_it_said() {
    for (name, script) in [
        ("fails", "cat >/dev/null; echo secret >&2; exit 1"),
        ("lies", "cat >/dev/null; echo 'secret, no PDF'"),
        ("deaf", "exit 0"),
    ] {
        let path = program(name, script);
        let running = start_with(local(), |options| options.pdf_program = Some(path)).await;
        let mut client = Client::new(&running);
        walk(&mut client, tight).await;
        let got = client.get("/handout.pdf").await;
        assert_eq!(got.status, 500, "{name}");
        assert!(!got.body.contains("secret"), "{name}: {}", got.body);
        assert_eq!(client.get("/handout").await.status, 200, "{name}");
    }
}

#[tokio::test]
async fn without_a_program_the_page_is_printed_by_the_browser() {
    let running = start(local()).await;
    let mut client = Client::new(&running);
    walk(&mut client, tight).await;
    let page = client.get("/handout").await;
    assert!(!page.body.contains("handout.pdf") && page.body.contains("data-print"));
    assert_eq!(client.get("/handout.pdf").await.status, 404);
    assert_eq!(client.get("/letter.pdf").await.status, 404);
}

#[tokio::test]
async fn a_therapist_prints_the_letter_and_the_look_is_written_down() {
    let path = program("letter", "printf '%%PDF-1.7\\n'; cat");
    let running =
        start_with(Mode::Clinic, |options| options.pdf_program = Some(path.clone())).await;
    let store = &running.store;
    let north = store.found_clinic("North", now()).await.unwrap();
    let mut pia = joined(&running, north, Role::Person, None, "pia").await;
    let mut ann = joined(&running, north, Role::Therapist, None, "ann").await;
    let chain = store.account_named("pia").await.unwrap().unwrap().chain.unwrap();
    let at = format!("/clinic/people/{chain}/referral");
    assert_eq!(ann.get(&format!("{at}.pdf")).await.status, 404, "no answers yet");
    walk(&mut pia, tingling).await;
    let looks = async || {
        let filter = Filter { kind: Some(Kind::Access), ..Filter::default() };
        store.page(chain, filter, None, 100).await.unwrap().entries.len()
    };
    let before = looks().await;
    assert!(ann.get(&at).await.body.contains(&format!("href=\"{at}.pdf\"")));
    let got = ann.get(&format!("{at}.pdf")).await;
    assert_eq!((got.status, got.header("content-type")), (200, Some("application/pdf")));
    assert_eq!(looks().await, before + 2, "the page and the file are a look each");
    let of = |got: &crate::support::Got| -> Value {
        serde_json::from_str(got.body.strip_prefix("%PDF-1.7\n").unwrap()).unwrap()
    };
    let document = of(&got);
    let own = of(&pia.get("/letter.pdf").await);
    assert_eq!(document["blocks"], own["blocks"], "it is the letter that the person has");
    // What is there has a row each and comes first; what is not there stands in one row.
    let blocks = document["blocks"].as_array().unwrap();
    let flags = blocks.iter().find(|block| block["kind"] == "table").unwrap();
    let rows = flags["rows"].as_array().unwrap();
    assert!(rows.len() < 10, "{rows:?}");
    let no: Vec<&Value> = rows.iter().filter(|row| row[1] == "no").collect();
    assert_eq!(no.len(), 1, "{rows:?}");
    assert!(no[0][0].as_str().unwrap().split("; ").count() > 30, "{rows:?}");
    assert_eq!(rows.last(), Some(no[0]));
}
