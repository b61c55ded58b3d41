//! What the tests share: a folder that goes away, a runtime, a store with content, a fixed generator.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use taut_record::{
    ChainId, Kind, NewEntry, Opening, Place, Store, Stored as _, StoredAnswers, StoredCheckIn,
    StoredItem, StoredLevel, StoredOverride, StoredPreferences, StoredProgramme, StoredVerdict,
    digest, episode,
};

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

/// An entry whose content the store does not look into.
pub fn note(episode: i64, pain: i64) -> NewEntry {
    entry(Kind::Answers, Some(episode), json!({ "nprs_back": pain, "note": "größer – Ωmega" }))
}

/// A person with an episode and some notes; the last entry's time is `NOW + entries`.
pub async fn fill(store: &Store, name: &str, notes: i64) -> ChainId {
    let chain = store.add_person(name, "tester", NOW).await.unwrap();
    let begin = episode::begin("first story", "tester").unwrap();
    assert_eq!(store.append(chain, vec![begin], NOW + 1).await.unwrap(), [2]);
    for i in 0..notes {
        let at = NOW + 2 + i;
        assert_eq!(store.append(chain, vec![note(2, i % 11)], at).await.unwrap(), [3 + i]);
    }
    chain
}

/// What a programme is kept as; the verdict stands at `verdict`.
pub fn programme(verdict: i64) -> StoredProgramme {
    StoredProgramme {
        verdict,
        knowledge: "k".repeat(64),
        edition: "2026.11".to_owned(),
        program: "taut 0.0.0".to_owned(),
        preferences: StoredPreferences {
            minutes_per_day: 15,
            days_per_week: 5,
            equipment: vec!["strap".to_owned()],
            floor: true,
            unwanted: Vec::new(),
        },
        overrides: vec![StoredOverride {
            exercise: None,
            what: "minutes_per_day".to_owned(),
            value: 15,
            reason: "works shifts".to_owned(),
            who: "T. Example, physical therapist".to_owned(),
        }],
        dropped: Vec::new(),
        begins: "2026-11-25".to_owned(),
        rung: "strengthen".to_owned(),
        items: vec![item("bridge_both", 10)],
        whole_sha256: digest(&json!({ "plan": verdict })),
    }
}

/// One exercise.
pub fn item(exercise: &str, reps: u32) -> StoredItem {
    let level = StoredLevel {
        sets: 2,
        reps,
        hold_seconds: 0,
        minutes: 0,
        days_per_week: 3,
        range: 0,
        load: 0,
    };
    StoredItem { exercise: exercise.to_owned(), level, care: vec!["osteoporosis".to_owned()] }
}

/// What a check-in is kept as.
pub fn check_in(programme: i64, on: &str) -> StoredCheckIn {
    StoredCheckIn {
        programme,
        on: on.to_owned(),
        check_in: json!({ "schema": "taut.check_in/1", "on": on, "pain": { "back": 3, "leg": 0 } }),
        knowledge: "k".repeat(64),
        edition: "2026.11".to_owned(),
        program: "taut 0.0.0".to_owned(),
        answers: vec![json!({ "finding": "saddle_numbness", "state": "absent", "by": "person" })],
        signals: vec!["leg_worse".to_owned()],
        actions: vec![json!({ "hold": "bridge_both" })],
        before: "strengthen".to_owned(),
        rung: "strengthen".to_owned(),
        items: Some(vec![item("bridge_both", 11)]),
        next: ["2026-12-01".to_owned(), "2026-12-03".to_owned()],
        whole_sha256: digest(&json!({ "response": on })),
    }
}

/// Answers, a verdict and a programme in episode 2 that begins so many days after the first; the place of the programme.
pub async fn follow(store: &Store, chain: ChainId, at: i64, begins: i64) -> i64 {
    let verdict = |answers| StoredVerdict {
        answers,
        knowledge: String::new(),
        edition: String::new(),
        program: String::new(),
        setting: "home".to_owned(),
        thorough: false,
        rung: "strengthen".to_owned(),
        provisional: false,
        clearances: Vec::new(),
        verdict: json!({ "rung": "strengthen" }),
        whole_sha256: digest(&json!({})),
    };
    let made = store.append_made(chain, at, |position| {
        let next = position.next;
        let answers = StoredAnswers { case: json!({ "schema": "taut.case/1", "id": "a" }) };
        vec![
            answers.entry("Ann Example", Some(2)).unwrap(),
            verdict(next).entry("Ann Example", Some(2)).unwrap(),
            StoredProgramme { begins: day(begins), ..programme(next + 1) }
                .entry("Ann Example", Some(2))
                .unwrap(),
        ]
    });
    *made.await.unwrap().last().unwrap()
}

/// The day so many days after the programme began.
pub fn day(after: i64) -> String {
    use jiff::ToSpan as _;
    jiff::civil::date(2026, 11, 25).checked_add(after.days()).unwrap().to_string()
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
