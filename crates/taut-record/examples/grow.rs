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
use taut_record::{
    ChainId, Filter, Kind, NewEntry, Opening, Outcome, Place, Store, Stored as _, StoredAnswers,
    StoredCheckIn, StoredItem, StoredLevel, StoredPreferences, StoredProgramme, StoredVerdict,
    digest, episode,
};

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

/// What a programme follows, and the programme: entries 3 to 5 of every chain.
fn begin() -> Outcome<Vec<NewEntry>> {
    let answers = StoredAnswers { case: json!({ "schema": "taut.case/1", "id": "a" }) };
    let verdict = StoredVerdict {
        answers: 3,
        knowledge: "0".repeat(64),
        edition: "2026.11".to_owned(),
        program: "taut 0.1.0".to_owned(),
        setting: "home".to_owned(),
        thorough: false,
        rung: "strengthen".to_owned(),
        provisional: false,
        clearances: Vec::new(),
        verdict: json!({ "rung": "strengthen" }),
        whole_sha256: digest(&json!({})),
    };
    let programme = StoredProgramme {
        verdict: 4,
        knowledge: "0".repeat(64),
        edition: "2026.11".to_owned(),
        program: "taut 0.1.0".to_owned(),
        preferences: StoredPreferences {
            minutes_per_day: 15,
            days_per_week: 5,
            equipment: vec!["chair".to_owned()],
            floor: true,
            unwanted: Vec::new(),
        },
        overrides: Vec::new(),
        dropped: Vec::new(),
        begins: day(0),
        rung: "strengthen".to_owned(),
        items: items(0),
        whole_sha256: digest(&json!({})),
    };
    let mut all = vec![episode::begin("first", "bench")?];
    all.push(answers.entry("the person", Some(2))?);
    all.push(verdict.entry("the person", Some(2))?);
    all.push(programme.entry("the person", Some(2))?);
    Ok(all)
}

/// Four exercises.
fn items(step: u32) -> Vec<StoredItem> {
    ["bridge_both_legs", "side_lying_hip_abduction", "heel_raise_both_legs", "short_foot"]
        .into_iter()
        .map(|exercise| StoredItem {
            exercise: exercise.to_owned(),
            level: StoredLevel {
                sets: 3,
                reps: 10 + step % 5,
                hold_seconds: 0,
                minutes: 0,
                days_per_week: 3,
                range: 0,
                load: 0,
            },
            care: Vec::new(),
        })
        .collect()
}

/// The day so many days after the first.
fn day(after: usize) -> String {
    use jiff::ToSpan as _;
    jiff::civil::date(2026, 11, 25).saturating_add((after as i64).days()).to_string()
}

/// A check-in with every flag and question of its form answered, and what came of it.
fn check_in(i: usize) -> NewEntry {
    const FLAGS: [&str; 34] = [
        "saddle_numbness",
        "bladder_new",
        "bowel_new",
        "weakness_both_legs",
        "weakness_getting_worse",
        "both_legs_pain_with_loss",
        "new_leg_loss_or_band_pain",
        "weakness_one_leg_new",
        "numbness_new",
        "clumsy_hands_unsteady",
        "legs_stiff_jumpy",
        "sexual_function_new",
        "both_legs_sciatica_new",
        "fever",
        "very_unwell",
        "severe_pain",
        "tearing_pain_collapse",
        "known_aneurysm",
        "cold_pale_leg",
        "chest_pain_breathless",
        "calf_swollen_warm",
        "major_injury",
        "low_energy_fall",
        "sudden_new_pain",
        "cannot_bear_weight",
        "pop_at_injury",
        "thigh_bruising",
        "thigh_pain_wasting",
        "pregnancy_emergency_signs",
        "weight_loss",
        "unwell",
        "night_pain_constant",
        "rash_with_pain",
        "exertional_pain_eased_standing",
    ];
    let on = day(i);
    let answers: Vec<_> = FLAGS
        .iter()
        .map(|id| json!({ "finding": id, "state": "absent", "by": "person", "when": on }))
        .collect();
    let done: Vec<_> = items(0)
        .iter()
        .map(|item| json!({ "exercise": item.exercise, "days": 2, "pain": i % 4 }))
        .collect();
    let body = StoredCheckIn {
        programme: 5,
        check_in: json!({
            "schema": "taut.check_in/1",
            "on": on,
            "pain": { "back": i % 11, "leg": 0 },
            "next_morning": (["same", "better", "worse"][i % 3]),
            "ready": true,
            "done": done,
            "answers": answers,
        }),
        knowledge: "0".repeat(64),
        edition: "2026.11".to_owned(),
        program: "taut 0.1.0".to_owned(),
        answers: Vec::new(),
        signals: Vec::new(),
        actions: items(0)
            .iter()
            .map(|item| json!({ "action": "hold", "exercise": item.exercise }))
            .collect(),
        before: "strengthen".to_owned(),
        rung: "strengthen".to_owned(),
        items: Some(items(i as u32)),
        next: [day(i + 4), day(i + 14)],
        whole_sha256: digest(&json!({ "i": i })),
        on,
    };
    body.entry("the person", Some(2)).unwrap()
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
        store.append(chain, begin()?, NOW).await?;
        for batch in (0..each).step_by(1000) {
            let entries: Vec<_> = (batch..each.min(batch + 1000)).map(check_in).collect();
            store.append(chain, entries, NOW + batch as i64 * DAY / 1000).await?;
            if batch == 0 {
                let mut rare = check_in(0);
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
        store.append(chain, vec![check_in(each + i)], NOW + each as i64 * DAY).await?;
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
