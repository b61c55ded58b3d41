//! Exports that are cut short, changed or of a newer program are refused with their line, and change nothing.

use sha2::{Digest as _, Sha256};
use taut_record::{Existing, OldBytes, ProblemKind, Store, Stored as _, hex};

use crate::round::with_person;
use crate::support::{
    Folder, NOW, Random, check_in, day, exported, fill, follow, note, open, run, size,
};

/// An export with two people, an erased one and two checkpoints; with clinics, accounts, members and events as well.
async fn sample() -> Vec<u8> {
    exported_with(true).await
}

async fn exported_with(clinics: bool) -> Vec<u8> {
    let folder = Folder::new();
    let store = open(&folder.place()).await;
    let ann = fill(&store, "Ann", 4).await;
    let programme = follow(&store, ann, NOW + 8, 0).await;
    fill(&store, "Bob", 1).await;
    let gone = fill(&store, "Gone", 1).await;
    store.anchor(NOW + 50).await.unwrap();
    assert_eq!(store.erase(gone, NOW + 60).await.unwrap(), OldBytes::Overwritten);
    let said = check_in(programme, &day(1)).entry("Ann", Some(2)).unwrap();
    store.append(ann, vec![note(2, 4), said], NOW + 61).await.unwrap();
    store.anchor(NOW + 62).await.unwrap();
    if clinics {
        with_person(&store, "North").await;
        with_person(&store, "South").await;
    }
    let bytes = exported(&store).await;
    store.close().await;
    bytes
}

/// Imports what must be refused; the line that the problem names.
async fn refused(store: &Store, bytes: &[u8], what: &str) -> usize {
    let outcome = store.import("export.jsonl", &mut &bytes[..], Existing::Refuse).await;
    let problem = outcome.err().unwrap_or_else(|| panic!("accepted: {what}"));
    assert!(
        matches!(problem.kind, ProblemKind::Tampered | ProblemKind::Newer),
        "{what}: {problem}"
    );
    assert!(problem.hint.contains("nothing was changed"), "{problem}");
    let (file, line) = problem.place.rsplit_once(':').unwrap();
    assert_eq!(file, "export.jsonl");
    assert_eq!(store.people("", 10).await.unwrap(), [], "{what}");
    assert_eq!(store.checkpoint().await.unwrap(), None, "{what}");
    assert_eq!(store.clinics().await.unwrap(), [], "{what}");
    line.parse().unwrap()
}

#[test]
fn every_cut_is_refused() {
    run(async {
        let bytes = sample().await;
        let folder = Folder::new();
        let store = open(&folder.place()).await;
        let ends: Vec<usize> =
            bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(i, _)| i).collect();
        for (i, end) in ends.iter().enumerate() {
            let line = refused(&store, &bytes[..*end], "cut before the end of a line").await;
            assert_eq!(line, i + 1);
            if i + 1 < ends.len() {
                let line = refused(&store, &bytes[..=*end], "cut after a line").await;
                assert_eq!(line, i + 2);
            }
        }
        refused(&store, b"", "empty").await;
        let mut more = bytes.clone();
        more.extend_from_slice(b"{}\n");
        assert_eq!(refused(&store, &more, "something after the end").await, ends.len() + 1);
        store.import("export.jsonl", &mut &bytes[..], Existing::Refuse).await.unwrap();
        store.close().await;
    });
}

#[test]
fn lines_left_out_doubled_or_swapped_are_refused() {
    run(async {
        let bytes = sample().await;
        let text = String::from_utf8(bytes).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let folder = Folder::new();
        let store = open(&folder.place()).await;
        let join = |lines: &[&str]| (lines.join("\n") + "\n").into_bytes();
        for i in 0..lines.len() {
            let mut without = lines.clone();
            without.remove(i);
            refused(&store, &join(&without), "a line left out").await;
            let mut doubled = lines.clone();
            doubled.insert(i, lines[i]);
            refused(&store, &join(&doubled), "a line doubled").await;
            if i + 1 < lines.len() {
                let mut swapped = lines.clone();
                swapped.swap(i, i + 1);
                refused(&store, &join(&swapped), "two lines swapped").await;
            }
        }
        store.close().await;
    });
}

#[test]
fn every_flipped_bit_is_refused() {
    run(async {
        let bytes = sample().await;
        let folder = Folder::new();
        let store = open(&folder.place()).await;
        let mut random = Random(11);
        for _ in 0..size("TAUT_FLIP_ROUNDS", 200) {
            let at = random.below(bytes.len());
            let mut changed = bytes.clone();
            changed[at] ^= 1 << random.below(8);
            refused(&store, &changed, &format!("a bit of byte {at}")).await;
        }
        store.close().await;
    });
}

#[test]
fn a_changed_entry_is_named_by_its_line() {
    run(async {
        let text = String::from_utf8(sample().await).unwrap();
        let folder = Folder::new();
        let store = open(&folder.place()).await;
        let at = text.lines().position(|l| l.contains("\"nprs_back\":3")).unwrap();
        let changed = text.replacen("\"nprs_back\":3", "\"nprs_back\":1", 1);
        assert_eq!(refused(&store, changed.as_bytes(), "a pain score").await, at + 1);
        let spaced = text.replacen("\"nprs_back\":3", "\"nprs_back\": 3", 1);
        assert_eq!(refused(&store, spaced.as_bytes(), "a space").await, at + 1);
        store.close().await;
    });
}

#[test]
fn a_newer_format_is_refused() {
    run(async {
        let text = String::from_utf8(sample().await).unwrap();
        let folder = Folder::new();
        let store = open(&folder.place()).await;
        let newer = text.replacen("\"version\":2", "\"colour\":\"blue\",\"version\":3", 1);
        let problem = store
            .import("export.jsonl", &mut newer.as_bytes(), Existing::Refuse)
            .await
            .unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Newer, "{problem}");
        assert_eq!(problem.place, "export.jsonl:1");
        store.close().await;
    });
}

/// `scripts/verify-export` was written from docs/records.md alone, in another language.
#[test]
fn a_second_program_verifies_an_export_and_finds_a_change() {
    let script =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/verify-export");
    let folder = Folder::new();
    let verify = |bytes: &[u8]| {
        let file = folder.file("export.jsonl");
        std::fs::write(&file, bytes).unwrap();
        std::process::Command::new("python3").args([&script, &file]).output()
    };
    let (bytes, digest) = run(async {
        let bytes = sample().await;
        let store = open(&folder.place()).await;
        store.import("export.jsonl", &mut &bytes[..], Existing::Refuse).await.unwrap();
        let digest = store.checkpoint().await.unwrap().unwrap().digest;
        store.close().await;
        (bytes, digest)
    });
    let Ok(done) = verify(&bytes) else {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "python3 is missing");
        eprintln!("skipped: python3 is missing");
        return;
    };
    let out = String::from_utf8(done.stdout).unwrap();
    assert!(done.status.success(), "{out}{}", String::from_utf8_lossy(&done.stderr));
    assert!(out.contains(&digest.to_string()), "{out}");
    let mut random = Random(29);
    for _ in 0..12 {
        let mut changed = bytes.clone();
        let at = random.below(bytes.len());
        changed[at] ^= 1 << random.below(7);
        assert!(!verify(&changed).unwrap().status.success(), "byte {at}");
    }
}

/// The same lines with another content, and counts and digest of the whole made anew: whoever can write the file can do this.
fn made_anew(lines: &[String]) -> Vec<u8> {
    let mut text = lines[..lines.len() - 1].join("\n") + "\n";
    let mut end: serde_json::Value = serde_json::from_str(&lines[lines.len() - 1]).unwrap();
    for (kind, key) in
        [("clinic", "clinics"), ("account", "accounts"), ("member", "members"), ("event", "events")]
    {
        let count = lines.iter().filter(|l| l.starts_with(&format!("{{\"{kind}\":"))).count();
        if count == 0 {
            end["end"].as_object_mut().unwrap().remove(key);
        } else {
            end["end"][key] = count.into();
        }
    }
    end["end"]["sha256"] = hex(&Sha256::digest(text.as_bytes())).into();
    text.push_str(&taut_record::canonical(&end));
    text.push('\n');
    text.into_bytes()
}

#[test]
fn clinics_that_belong_to_nothing_are_refused_even_with_a_right_digest() {
    run(async {
        let lines: Vec<String> =
            String::from_utf8(sample().await).unwrap().lines().map(str::to_owned).collect();
        let folder = Folder::new();
        let store = open(&folder.place()).await;
        let at = |kind: &str| {
            lines.iter().position(|l| l.starts_with(&format!("{{\"{kind}\":"))).unwrap()
        };
        let changed = |i: usize, from: &str, to: &str| {
            let mut lines = lines.clone();
            assert!(lines[i].contains(from), "{} {from}", lines[i]);
            lines[i] = lines[i].replacen(from, to, 1);
            made_anew(&lines)
        };
        let (clinic, account, member, event) =
            (at("clinic"), at("account"), at("member"), at("event"));
        let person = lines.iter().position(|l| l.contains("\"role\":\"person\"")).unwrap();
        let field = |i: usize, key: &str| {
            let value: serde_json::Value = serde_json::from_str(&lines[i]).unwrap();
            value.as_object().unwrap().values().next().unwrap()[key].as_str().unwrap().to_owned()
        };
        let zeros = "0".repeat(32);
        let mut without = lines.clone();
        without.remove(clinic);
        let mut swapped = lines.clone();
        swapped.swap(account, account + 1);
        let mut late = lines.clone();
        let chain = late.iter().position(|l| l.starts_with("{\"checkpoint\":")).unwrap();
        let moved = late.remove(clinic);
        late.insert(chain, moved);
        let mut early = lines.clone();
        let moved = early.remove(event);
        early.insert(account, moved);
        let mut twice = lines.clone();
        twice.insert(member, lines[member].clone());
        let first = field(account, "sign_in");
        let cases = [
            ("a clinic left out", made_anew(&without)),
            ("accounts out of order", made_anew(&swapped)),
            ("a clinic before the checkpoints", made_anew(&late)),
            ("an event before the accounts", made_anew(&early)),
            ("a member twice", made_anew(&twice)),
            ("an unknown clinic", changed(account, &field(account, "clinic"), &zeros)),
            ("a member of no clinic", changed(member, &field(member, "clinic"), &zeros)),
            ("a member who is nobody", changed(member, &field(member, "chain"), &zeros)),
            ("an account of nobody", changed(person, &field(person, "chain"), &zeros)),
            ("a person without a record", {
                let chain = format!("\"{}\"", field(person, "chain"));
                changed(person, &chain, "null")
            }),
            ("a role", changed(person, "\"role\":\"person\"", "\"role\":\"therapist\"")),
            ("no role", changed(person, "\"role\":\"person\"", "\"role\":\"king\"")),
            ("no event", changed(event, &field(event, "what"), "fell_asleep")),
            ("the same name twice", changed(account + 1, &field(account + 1, "sign_in"), &first)),
            ("a bad name", changed(clinic, &field(clinic, "name"), " x")),
            ("the older format", changed(0, "\"version\":2", "\"version\":1")),
        ];
        for (what, bytes) in &cases {
            refused(&store, bytes, what).await;
        }
        // The way of making it anew is right: nothing changed is taken.
        let bytes = made_anew(&lines);
        store.import("export.jsonl", &mut &bytes[..], Existing::Refuse).await.unwrap();
        assert_eq!(exported(&store).await, bytes);
        store.close().await;
    });
}

#[test]
fn an_export_without_clinics_keeps_the_older_format() {
    run(async {
        let bytes = exported_with(false).await;
        assert!(bytes.starts_with(br#"{"format":{"name":"taut.records","version":1}}"#));
        let folder = Folder::new();
        let store = open(&folder.place()).await;
        store.import("export.jsonl", &mut &bytes[..], Existing::Refuse).await.unwrap();
        assert_eq!(exported(&store).await, bytes);
        store.close().await;
    });
}
