//! Sealed backups: round trips, changed and cut files, wrong passphrases, and a file of another implementation of age.

use std::io::{Read as _, Write as _};

use base64::Engine as _;
use taut_record::{Existing, Passphrase, ProblemKind, SealedReader, SealedWriter};

use crate::support::{Folder, NOW, Random, exported, fill, open, run, size};

/// scrypt's `log2 N` in tests: quick to try, and only here.
const WORK: u8 = 4;

fn words(text: &str) -> Passphrase {
    Passphrase::new(text.to_owned()).unwrap()
}

fn seal(plain: &[u8]) -> Vec<u8> {
    let mut writer = SealedWriter::new(Vec::new(), &words("right words"), WORK, "memory").unwrap();
    writer.write_all(plain).unwrap();
    writer.finish().unwrap()
}

/// The content, or the problem.
fn unseal(sealed: &[u8], passphrase: &str) -> Result<Vec<u8>, String> {
    let mut reader =
        SealedReader::new(sealed, &words(passphrase), "memory").map_err(|p| p.to_string())?;
    let mut plain = Vec::new();
    reader.read_to_end(&mut plain).map_err(|e| e.to_string())?;
    Ok(plain)
}

#[test]
fn what_was_sealed_opens_again_at_every_size_around_a_chunk() {
    let mut random = Random(3);
    for length in [0, 1, 15, 65_535, 65_536, 65_537, 131_072, 200_001] {
        let plain: Vec<u8> = (0..length).map(|_| random.next() as u8).collect();
        let sealed = seal(&plain);
        assert_eq!(unseal(&sealed, "right words").as_ref(), Ok(&plain), "{length}");
        let wrong = unseal(&sealed, "right word").unwrap_err();
        assert!(wrong.contains("wrong-passphrase"), "{wrong}");
        if length > 20 {
            assert!(!sealed.windows(16).any(|w| w == &plain[..16]));
        }
    }
}

#[test]
fn a_changed_or_cut_file_gives_nothing_else() {
    let mut random = Random(5);
    let plain: Vec<u8> = (0..140_000).map(|_| random.next() as u8).collect();
    let sealed = seal(&plain);
    for round in 0..size("TAUT_FLIP_ROUNDS", 120) {
        let mut changed = sealed.clone();
        // The header is short; give it its share.
        let end = if round % 2 == 0 { 200 } else { sealed.len() };
        let at = random.below(end);
        changed[at] ^= 1 << random.below(8);
        assert!(unseal(&changed, "right words").is_err(), "byte {at}");
    }
    let header = sealed.len() - (140_000 + 3 * 16);
    for cut in [
        0,
        1,
        header - 17,
        header - 16,
        header,
        header + 65_552,
        header + 131_104,
        sealed.len() - 1,
    ] {
        assert!(unseal(&sealed[..cut], "right words").is_err(), "cut at {cut}");
    }
    let mut more = sealed.clone();
    more.push(0);
    assert!(unseal(&more, "right words").is_err());
    // Chunks that changed places.
    let mut swapped = sealed.clone();
    let (a, b) = (header, header + 65_552);
    swapped[a..b].copy_from_slice(&sealed[b..b + 65_552]);
    swapped[b..b + 65_552].copy_from_slice(&sealed[a..b]);
    assert!(unseal(&swapped, "right words").is_err());
}

#[test]
fn a_file_that_asks_for_too_much_work_is_refused_at_once() {
    let sealed = seal(b"x");
    let text = String::from_utf8_lossy(&sealed).into_owned();
    let line = text.lines().nth(1).unwrap();
    // Only the work, which stands last: the salt before it may begin with the same sign.
    let heavy = format!("{} 30", line.strip_suffix(" 4").unwrap());
    let from = sealed.windows(line.len()).position(|w| w == line.as_bytes()).unwrap();
    let mut changed = sealed[..from].to_vec();
    changed.extend_from_slice(heavy.as_bytes());
    changed.extend_from_slice(&sealed[from + line.len()..]);
    let problem = unseal(&changed, "right words").unwrap_err();
    assert!(problem.contains("work \"30\""), "{problem}");
}

/// Made by pyrage 1.4.0, which wraps the Rust crate `age`: `pyrage.passphrase.encrypt(b"hello from another program\n", "four small words here")`.
const OTHER: &str = include_str!("age-by-pyrage.txt");

#[test]
fn a_file_of_another_implementation_opens() {
    let sealed = base64::engine::general_purpose::STANDARD.decode(OTHER.replace('\n', "")).unwrap();
    assert_eq!(
        unseal(&sealed, "four small words here").as_deref(),
        Ok(&b"hello from another program\n"[..])
    );
}

#[test]
fn a_backup_is_restored_whole_or_not_at_all() {
    let (folder, other) = (Folder::new(), Folder::new());
    run(async {
        let store = open(&folder.place()).await;
        fill(&store, "Ann", 400).await;
        store.anchor(NOW + 1000).await.unwrap();
        let bytes = exported(&store).await;
        let file = folder.file("backup.age");
        let passphrase = words("right words");
        store.backup(&file, &passphrase, WORK).await.unwrap();
        let again = store.backup(&file, &passphrase, WORK).await.unwrap_err();
        assert_eq!(again.kind, ProblemKind::Refused, "{again}");
        store.close().await;

        let second = open(&other.place()).await;
        let whole = std::fs::read(&file).unwrap();
        for (at, kind) in
            [(whole.len() - 10, ProblemKind::Tampered), (whole.len() / 2, ProblemKind::Tampered)]
        {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            let bad = other.file("changed.age");
            std::fs::write(&bad, changed).unwrap();
            let problem = second.restore(&bad, &passphrase, Existing::Refuse).await.unwrap_err();
            assert_eq!(problem.kind, kind, "{problem}");
            assert!(problem.place.contains("changed.age"), "{problem}");
            assert_eq!(second.people("", 10).await.unwrap(), []);
        }
        let problem = second.restore(&file, &words("wrong"), Existing::Refuse).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Passphrase, "{problem}");
        assert!(!format!("{problem:?}").contains("\"wrong\""), "{problem}");
        let missing = other.file("none.age");
        let problem = second.restore(&missing, &passphrase, Existing::Refuse).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Io, "{problem}");
        second.restore(&file, &passphrase, Existing::Refuse).await.unwrap();
        assert_eq!(exported(&second).await, bytes);
        second.close().await;
    });
}
