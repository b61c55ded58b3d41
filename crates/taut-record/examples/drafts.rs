//! How many unfinished answers a second are kept so that they last, in batches as a server writes them; how long it takes to find
//! a session, and to list 1,000 people with their newest entries.
//!
//! `cargo run --release -p taut-record --example drafts -- FILE-OR-ADDRESS...` prints a Markdown table; a file must not be there yet,
//! and a PostgreSQL database must be empty. `people` take part at once, each with a draft of some kB; every put builds on the version
//! before. Batches come one after another, as from one writer.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement may panic and prints its result"
)]

use std::time::{Duration, Instant};

use taut_record::{
    AccountId, DraftKind, DraftOwner, DraftPut, Expected, Kind, NewEntry, Opening, Place, Store,
    Token, Viewer, episode,
};

const NOW: i64 = 1_795_600_000_000;
const LATER: i64 = NOW + 86_400_000;
/// People at once.
const PEOPLE: usize = 200;
/// How long each size of batch is tried.
const LONG: Duration = Duration::from_secs(3);

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    println!(
        "| where | bytes each | in a batch | puts a second | batches a second | p50 of a batch, ms | p99, ms |"
    );
    println!("|---|---|---|---|---|---|---|");
    for place in std::env::args().skip(1) {
        let place = Place::parse(&place).unwrap();
        runtime.block_on(async {
            let store = Store::open(&place, Opening::default(), NOW).await.unwrap();
            let mut tokens = Vec::new();
            for _ in 0..PEOPLE {
                tokens.push(store.begin_guest(NOW, LATER).await.unwrap());
            }
            for (bytes, batch) in [(1_500, 1), (1_500, 5), (1_500, 20), (1_500, 50), (6_000, 20)] {
                measure(&place, &store, &tokens, bytes, batch).await;
            }
            find(&store, &tokens).await;
            list(&store).await;
            store.close().await;
        });
    }
}

async fn measure(place: &Place, store: &Store, tokens: &[Token], bytes: usize, batch: usize) {
    let body = format!("{{\"replies\":\"{}\"}}", "r".repeat(bytes));
    let mut versions: Vec<Option<i64>> = vec![None; tokens.len()];
    for token in tokens {
        store.delete_draft(&DraftOwner::Session(token.id()), DraftKind::Interview).await.unwrap();
    }
    let (mut at, mut done) = (0, 0);
    let mut times = Vec::new();
    let start = Instant::now();
    while start.elapsed() < LONG {
        let whose: Vec<usize> = (0..batch).map(|i| (at + i) % tokens.len()).collect();
        at += batch;
        let puts: Vec<DraftPut> = whose
            .iter()
            .map(|i| DraftPut {
                owner: DraftOwner::Session(tokens[*i].id()),
                kind: DraftKind::Interview,
                body: &body,
                expected: versions[*i].map_or(Expected::None, Expected::Version),
                expires: LATER,
            })
            .collect();
        let one = Instant::now();
        let made = store.put_drafts(&puts, NOW).await.unwrap();
        times.push(one.elapsed().as_secs_f64() * 1e3);
        for (i, version) in whose.into_iter().zip(made) {
            versions[i] = Some(version.unwrap());
        }
        done += batch;
    }
    let seconds = start.elapsed().as_secs_f64();
    times.sort_by(f64::total_cmp);
    let part = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "| {} | {bytes} | {batch} | {:.0} | {:.0} | {:.2} | {:.2} |",
        match place {
            Place::File(_) => "SQLite",
            Place::Postgres(_) => "PostgreSQL",
        },
        done as f64 / seconds,
        times.len() as f64 / seconds,
        part(0.5),
        part(0.99)
    );
}

/// How long finding a session takes, which every request does.
async fn find(store: &Store, tokens: &[Token]) {
    let start = Instant::now();
    let mut found = 0;
    while start.elapsed() < LONG / 3 {
        let token = &tokens[found % tokens.len()];
        assert!(store.session(token, NOW).await.unwrap().is_some());
        found += 1;
    }
    let each = start.elapsed().as_secs_f64() * 1e6 / found as f64;
    eprintln!("finding a session: {each:.0} us");
}

/// How long one page of everybody in a clinic takes, each with a history of check-ins, beside another clinic of the same size.
async fn list(store: &Store) {
    let mut viewers = Vec::new();
    for name in ["North", "South"] {
        let clinic = store.found_clinic(name, NOW).await.unwrap();
        let viewer = Viewer::Therapist { account: AccountId([1; 16]), clinic };
        let seen = store.as_viewer(&viewer);
        for i in 0..1_000 {
            let chain = seen.add_person(&format!("Person {i}"), "bench", NOW).await.unwrap();
            let body = serde_json::json!({ "said": "s".repeat(4_000) });
            let of = |kind, body: &serde_json::Value| NewEntry {
                kind,
                version: 1,
                episode: Some(2),
                author: "bench".to_owned(),
                body: body.clone(),
            };
            let mut entries = vec![episode::begin("first", "bench").unwrap()];
            entries.push(of(Kind::Verdict, &body));
            // The store looks into check-ins; clearances of the same size stand in for them.
            entries.extend((0..20).map(|_| of(Kind::Clearance, &body)));
            seen.append(chain, entries, NOW).await.unwrap();
        }
        viewers.push(viewer);
    }
    let seen = store.as_viewer(&viewers[1]);
    let mut times = Vec::new();
    for _ in 0..20 {
        let start = Instant::now();
        let all = seen.latest("", 1_000, "the person").await.unwrap();
        times.push(start.elapsed().as_secs_f64() * 1e3);
        assert_eq!(all.len(), 1_000);
        assert!(all.iter().all(|one| one.entries.len() == 3));
    }
    times.sort_by(f64::total_cmp);
    eprintln!("1,000 people with their newest entries: {:.1} ms (median of 20)", times[10]);
}
