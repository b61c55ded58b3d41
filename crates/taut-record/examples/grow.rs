//! How records in SQLite grow: sizes, times of pages, appends, verification and export.
//!
//! `cargo run --release -p taut-record --example grow -- 10000 100000 1000000` prints a Markdown table. Each size is made
//! twice: spread over people with 1,000 check-ins each, and all with one person, which no person reaches in a lifetime.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement may panic and prints its result"
)]

use std::time::Instant;

use serde_json::json;
use taut_record::{ChainId, Filter, Kind, NewEntry, Opening, Outcome, Place, Store, episode};

const NOW: i64 = 1_795_600_000_000;
const DAY: i64 = 86_400_000;
/// Times that a page is read or an entry added; the median counts.
const READS: usize = 20;

fn main() {
    let sizes: Vec<usize> =
        std::env::args().skip(1).map(|text| text.parse().expect("a number of check-ins")).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    println!(
        "| check-ins | people | file MB | bytes each | add in batches, us each | add one, ms | newest page, ms | oldest page, ms | by time, ms | by kind and episode, ms | rare kind, ms | verify, s | export, s |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    for size in sizes {
        for people in [(size / 1000).max(1), 1] {
            runtime.block_on(measure(size, people)).unwrap();
        }
    }
}

/// A check-in as large as one with every question of its form answered.
fn check_in(episode: i64, i: usize) -> NewEntry {
    let body = json!({
        "nprs_back": i % 11,
        "nprs_leg": (i / 7) % 11,
        "where": (["back", "buttock", "thigh"][i % 3]),
        "next_morning": (["same", "better", "worse"][i % 3]),
        "lingered_minutes": i % 60,
        "done": [
            { "exercise": "side_lying_hip_abduction", "sets": 3, "repetitions": 10 + i % 5 },
            { "exercise": "short_foot", "sets": 2, "seconds": 30 },
            { "exercise": "hamstring_stretch_supine", "sets": 3, "seconds": 30 }
        ],
        "flags": {
            "saddle_numbness": "no", "bladder": "no", "bowel": "no", "new_weakness": "no",
            "both_legs": "no", "fever_unwell": "no", "injury": "no", "weight_loss": "no"
        }
    });
    NewEntry {
        kind: Kind::CheckIn,
        version: 1,
        episode: Some(episode),
        author: "the person".to_owned(),
        body,
    }
}

/// The median of some readings of one page, in ms.
async fn page(store: &Store, chain: ChainId, filter: Filter, before: Option<i64>) -> f64 {
    let mut times = Vec::new();
    for _ in 0..READS {
        let start = Instant::now();
        let page = store.page(chain, filter, before, 50).await.unwrap();
        times.push(start.elapsed().as_secs_f64() * 1e3);
        assert!(!page.entries.is_empty());
    }
    median(times)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

async fn measure(size: usize, people: usize) -> Outcome<()> {
    let folder = std::env::temp_dir().join(format!("taut-grow-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("records.db");
    let store = Store::open(&Place::File(file.clone()), Opening::default(), NOW).await?;
    let each = size / people;
    let start = Instant::now();
    let mut last = None;
    for person in 0..people {
        let chain = store.add_person(&format!("person {person}"), "bench", NOW).await?;
        store.append(chain, vec![episode::begin("first", "bench")?], NOW).await?;
        for batch in (0..each).step_by(1000) {
            let entries: Vec<_> = (batch..each.min(batch + 1000)).map(|i| check_in(2, i)).collect();
            store.append(chain, entries, NOW + batch as i64 * DAY / 1000).await?;
            if batch == 0 {
                let mut rare = check_in(2, 0);
                rare.kind = Kind::Clearance;
                store.append(chain, vec![rare], NOW).await?;
            }
        }
        last = Some(chain);
    }
    store.anchor(NOW + each as i64 * DAY).await?;
    let batches = start.elapsed().as_secs_f64() * 1e6 / size as f64;
    let chain = last.unwrap();
    let mut single: Vec<f64> = Vec::new();
    for i in 0..READS {
        let start = Instant::now();
        store.append(chain, vec![check_in(2, i)], NOW + each as i64 * DAY).await?;
        single.push(start.elapsed().as_secs_f64() * 1e3);
    }
    let newest = page(&store, chain, Filter::default(), None).await;
    let oldest = page(&store, chain, Filter::default(), Some(40)).await;
    let until = Some(NOW + each as i64 * DAY / 2000 + 1);
    let by_time = page(&store, chain, Filter { until, ..Filter::default() }, None).await;
    let both = Filter { kind: Some(Kind::CheckIn), episode: Some(2), ..Filter::default() };
    let by_both = page(&store, chain, both, None).await;
    let rare = page(&store, chain, Filter { kind: Some(Kind::Clearance), ..both }, None).await;
    let start = Instant::now();
    let verified = store.verify(None).await?;
    let verify = start.elapsed().as_secs_f64();
    assert!(verified.is_whole());
    let start = Instant::now();
    store.export("nowhere", &mut std::io::sink()).await?;
    let export = start.elapsed().as_secs_f64();
    store.close().await;
    let bytes = file.metadata().unwrap().len() as f64;
    std::fs::remove_dir_all(&folder).unwrap();
    println!(
        "| {size} | {people} | {:.1} | {:.0} | {batches:.0} | {:.1} | {newest:.1} | {oldest:.1} | {by_time:.1} | {by_both:.1} | {rare:.1} | {verify:.1} | {export:.1} |",
        bytes / 1e6,
        bytes / size as f64,
        median(single),
    );
    Ok(())
}
