//! What the tests share: a folder that goes away, a runtime, a store with content, a fixed generator.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use taut_record::{ChainId, Kind, NewEntry, Opening, Place, Store, episode};

/// A time: 2026-11-25 in milliseconds.
pub const NOW: i64 = 1_795_600_000_000;

/// A folder of its own that is removed at the end.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("taut-record-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub fn place(&self) -> Place {
        Place::File(self.file("records.db"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs a future to its end on this thread.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

pub async fn open(place: &Place) -> Store {
    let opening = Opening { create: true, busy: Duration::from_secs(20) };
    Store::open(place, opening, NOW).await.unwrap_or_else(|problem| panic!("{problem}"))
}

pub fn entry(kind: Kind, episode: Option<i64>, body: Value) -> NewEntry {
    NewEntry { kind, version: 1, episode, author: "Ann Example".to_owned(), body }
}

pub fn check_in(episode: i64, pain: i64) -> NewEntry {
    entry(Kind::CheckIn, Some(episode), json!({ "nprs_back": pain, "note": "größer – Ωmega" }))
}

/// A person with an episode and some check-ins; the last entry's time is `NOW + entries`.
pub async fn fill(store: &Store, name: &str, check_ins: i64) -> ChainId {
    let chain = store.add_person(name, "tester", NOW).await.unwrap();
    let begin = episode::begin("first story", "tester").unwrap();
    assert_eq!(store.append(chain, vec![begin], NOW + 1).await.unwrap(), [2]);
    for i in 0..check_ins {
        let at = NOW + 2 + i;
        assert_eq!(store.append(chain, vec![check_in(2, i % 11)], at).await.unwrap(), [3 + i]);
    }
    chain
}

/// Everything as export lines.
pub async fn exported(store: &Store) -> Vec<u8> {
    let mut bytes = Vec::new();
    store.export("memory", &mut bytes).await.unwrap_or_else(|problem| panic!("{problem}"));
    bytes
}

/// A copy of a SQLite store that is closed.
pub fn copy(from: &Path, to: &Path) {
    for end in ["", "-wal", "-shm"] {
        let with = |path: &Path| PathBuf::from(format!("{}{end}", path.display()));
        let _ = std::fs::remove_file(with(to));
        if with(from).exists() {
            std::fs::copy(with(from), with(to)).unwrap();
        }
    }
}

/// A fixed generator (Steele, Lea & Flood 2014, splitmix64).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }
}

/// The size of a heavy test: a number from the environment, else the small one.
pub fn size(name: &str, small: usize) -> usize {
    std::env::var(name).map_or(small, |text| text.parse().unwrap())
}
