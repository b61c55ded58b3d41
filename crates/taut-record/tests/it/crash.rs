//! Processes that are killed in the middle of a write, and several at once.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::json;
use taut_record::{
    DraftKind, DraftOwner, DraftPut, Existing, Expected, Kind, Place, ProblemKind, Store,
    Stored as _, StoredCheckIn, Token,
};

use crate::support::{
    Folder, NOW, Random, check_in, day, entry, exported, fill, follow, open, run, size,
};

/// Where the programme of every person stands here.
const PROGRAMME: i64 = 5;

/// Runs `child` below in a process of its own.
fn spawn(file: &Path, mode: &str, name: &str, seed: u64) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::child", "--ignored", "--nocapture", "--test-threads=1"])
        .env("TAUT_CHILD_FILE", file)
        .env("TAUT_CHILD_MODE", mode)
        .env("TAUT_CHILD_NAME", name)
        .env("TAUT_CHILD_SEED", seed.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Says what is done, once it is done.
fn acknowledge(what: &str) {
    let mut out = std::io::stdout().lock();
    // On a line of its own: the test harness has left one open.
    writeln!(out, "\nack {what}").unwrap();
    out.flush().unwrap();
}

/// Not a test, but what the tests run and kill.
#[test]
#[ignore = "only run by the other tests, in a process of its own"]
fn child() {
    let Ok(file) = std::env::var("TAUT_CHILD_FILE") else { return };
    let place = Place::parse(&file).unwrap();
    let name = std::env::var("TAUT_CHILD_NAME").unwrap();
    let seed = std::env::var("TAUT_CHILD_SEED").unwrap().parse().unwrap();
    run(async {
        match std::env::var("TAUT_CHILD_MODE").unwrap().as_str() {
            "write" => write(&place, &name, seed, usize::MAX).await,
            "some" => write(&place, &name, seed, 40).await,
            "drafts" => drafts(&place, seed).await,
            "import" => {
                let bytes = std::fs::read(&name).unwrap();
                acknowledge("start");
                let store = open(&place).await;
                let existing = if seed == 0 { Existing::Refuse } else { Existing::Replace };
                store.import("export", &mut &bytes[..], existing).await.unwrap();
                acknowledge("done");
                store.close().await;
            }
            other => panic!("{other}"),
        }
    });
}

/// Adds notes and check-ins, anchors, and now and then adds a person and erases him again.
async fn write(place: &Place, name: &str, seed: u64, times: usize) {
    let mut random = Random(seed);
    let store = open(place).await;
    let chain = store.person(name).await.unwrap().chain;
    for i in 0..times {
        match random.below(12) {
            0 => {
                store.anchor(NOW + 9).await.unwrap();
            }
            1 => {
                let passing = format!("passing {seed} {i}");
                let id = store.add_person(&passing, "tester", NOW + 9).await.unwrap();
                acknowledge(&format!("added {passing}"));
                // Others read all the time: what is erased may have to be overwritten later, and says so.
                let _either = store.erase(id, NOW + 9).await.unwrap();
                acknowledge(&format!("erased {passing}"));
            }
            2..6 => {
                // Its day comes from its place, so writers that take turns never go backwards.
                let place = store
                    .append_made(chain, NOW + 9, |position| {
                        let made = check_in(PROGRAMME, &day(position.next));
                        vec![made.entry("the person", Some(2)).unwrap()]
                    })
                    .await
                    .unwrap()[0];
                acknowledge(&format!("entry {place}"));
                acknowledge(&format!("check-in {place}"));
            }
            _ => {
                let count = 1 + random.below(3);
                let note = "n".repeat(random.below(3000));
                let new = entry(Kind::Answers, Some(2), json!({ "by": name, "note": note }));
                let places = store.append(chain, vec![new; count], NOW + 9).await.unwrap();
                acknowledge(&format!("entry {}", places.last().unwrap()));
            }
        }
    }
    store.close().await;
}

/// People who have not finished at once.
const GUESTS: usize = 20;

/// What a guest keeps in the turn `turn`.
fn unfinished(guest: usize, turn: usize) -> String {
    format!("{{\"guest\":{guest},\"turn\":{turn},\"said\":\"{}\"}}", "ñ".repeat(turn * 37 % 2000))
}

/// Keeps drafts of many guests in batches, each building on the one before.
async fn drafts(place: &Place, seed: u64) {
    let mut random = Random(seed);
    let store = open(place).await;
    let mut guests = Vec::new();
    for i in 0..GUESTS {
        let token = store.begin_guest(NOW, NOW + 1000).await.unwrap();
        acknowledge(&format!("guest {i} {}", token.text()));
        guests.push((token, Expected::None));
    }
    for turn in 1.. {
        let whose: Vec<usize> = (0..GUESTS).filter(|_| random.below(3) > 0).collect();
        let bodies: Vec<String> = whose.iter().map(|i| unfinished(*i, turn)).collect();
        let puts: Vec<DraftPut> = whose
            .iter()
            .zip(&bodies)
            .map(|(i, body)| DraftPut {
                owner: DraftOwner::Session(guests[*i].0.id()),
                kind: DraftKind::Interview,
                body,
                expected: guests[*i].1,
                expires: NOW + 1000,
            })
            .collect();
        let made = store.put_drafts(&puts, NOW).await.unwrap();
        for (i, version) in whose.iter().zip(made) {
            guests[*i].1 = Expected::Version(version.unwrap());
        }
        let whose: Vec<String> = whose.iter().map(ToString::to_string).collect();
        acknowledge(&format!("turn {turn} {}", whose.join(" ")));
    }
}

#[test]
fn a_killed_server_loses_no_answer_that_it_acknowledged() {
    let folder = Folder::new();
    let file = folder.file("records.db");
    run(async { open(&folder.place()).await.close().await });
    let mut random = Random(29);
    let (rounds, mut kept, mut after) = (size("TAUT_CRASH_ROUNDS", 24), 0, 0);
    for round in 0..rounds {
        let mut child = spawn(&file, "drafts", "", round as u64 + 1);
        std::thread::sleep(Duration::from_millis(40 + random.below(200) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        let acks = acknowledged(child);
        let mut last = [0; GUESTS];
        let mut turns = 0;
        for line in acks.iter().filter_map(|a| a.strip_prefix("turn ")) {
            let mut words = line.split(' ').map(|word| word.parse::<usize>().unwrap());
            turns = words.next().unwrap();
            words.for_each(|guest| last[guest] = turns);
        }
        run(async {
            let store = open(&folder.place()).await;
            is_whole(&store, round).await;
            let mut batch = std::collections::BTreeSet::new();
            for line in acks.iter().filter_map(|a| a.strip_prefix("guest ")) {
                let (guest, token) = line.split_once(' ').unwrap();
                let guest: usize = guest.parse().unwrap();
                let token = Token::parse(token).unwrap();
                assert!(store.session(&token, NOW).await.unwrap().is_some(), "round {round}");
                let owner = DraftOwner::Session(token.id());
                let draft = store.draft(&owner, DraftKind::Interview, NOW).await.unwrap();
                let body = draft.map_or_else(String::new, |draft| draft.body);
                let turn = if body == unfinished(guest, turns + 1) {
                    // The batch that was not acknowledged any more.
                    batch.insert(guest);
                    turns + 1
                } else {
                    last[guest]
                };
                let wanted = if turn == 0 { String::new() } else { unfinished(guest, turn) };
                assert_eq!(body, wanted, "round {round}, guest {guest}");
                kept += usize::from(last[guest] > 0);
            }
            after += usize::from(!batch.is_empty());
            store.close().await;
        });
    }
    eprintln!(
        "{rounds} kills, {kept} unfinished interviews acknowledged, none lost; \
         {after} times the batch after the last acknowledged one was there too"
    );
    assert!(kept > 0);
}

fn acknowledged(child: Child) -> Vec<String> {
    let lines = BufReader::new(child.stdout.unwrap()).lines();
    lines.map_while(Result::ok).filter_map(|l| l.strip_prefix("ack ").map(str::to_owned)).collect()
}

async fn is_whole(store: &Store, round: usize) {
    let verified = store.verify(None).await.unwrap();
    assert!(verified.is_whole(), "round {round}: {:?}", verified.breaks);
}

#[test]
fn a_killed_process_loses_nothing_it_acknowledged_and_leaves_nothing_half() {
    let folder = Folder::new();
    let file = folder.file("records.db");
    run(async {
        let store = open(&folder.place()).await;
        let chain = fill(&store, "Ann", 0).await;
        assert_eq!(follow(&store, chain, NOW + 2, 0).await, PROGRAMME);
        store.close().await;
    });
    let mut random = Random(17);
    let (rounds, mut writes) = (size("TAUT_CRASH_ROUNDS", 12), 0);
    let mut check_ins = 0;
    for round in 0..rounds {
        let mut child = spawn(&file, "write", "Ann", round as u64 + 1);
        // The first acknowledgement comes after some milliseconds; the kill falls anywhere in the work.
        std::thread::sleep(Duration::from_millis(40 + random.below(120) as u64));
        // SIGKILL on Unix.
        child.kill().unwrap();
        child.wait().unwrap();
        let acks = acknowledged(child);
        writes += acks.len();
        run(async {
            let store = open(&folder.place()).await;
            is_whole(&store, round).await;
            let last = acks.iter().filter_map(|a| a.strip_prefix("entry ")).next_back();
            let entries = store.person("Ann").await.unwrap().entries;
            if let Some(last) = last {
                let last: i64 = last.parse().unwrap();
                // At most the one batch that was not acknowledged any more.
                assert!((last..=last + 3).contains(&entries), "round {round}: {last}, {entries}");
            }
            for place in acks.iter().filter_map(|a| a.strip_prefix("check-in ")) {
                let chain = store.person("Ann").await.unwrap().chain;
                let kept = store.entry(chain, place.parse().unwrap()).await.unwrap();
                let kept = StoredCheckIn::read(&kept).unwrap();
                assert_eq!(kept, check_in(PROGRAMME, &day(place.parse().unwrap())));
                check_ins += 1;
            }
            for passing in acks.iter().filter_map(|a| a.strip_prefix("erased ")) {
                let problem = store.person(passing).await.unwrap_err();
                assert_eq!(problem.kind, ProblemKind::NotFound, "round {round}: {problem}");
            }
            let added = acks.iter().filter_map(|a| a.strip_prefix("added ")).next_back();
            if let Some(added) = added
                && !acks.contains(&format!("erased {added}"))
            {
                // Killed in the erasure: there, or gone, but not half.
                match store.person(added).await {
                    Ok(person) => assert_eq!(person.entries, 1),
                    Err(problem) => assert_eq!(problem.kind, ProblemKind::NotFound),
                }
            }
            store.close().await;
        });
    }
    eprintln!(
        "{rounds} kills, {writes} acknowledged writes, {check_ins} of them check-ins, none lost"
    );
    assert!(writes > 0 && check_ins > 0);
}

#[test]
fn an_import_that_is_killed_is_there_whole_or_not_at_all() {
    let folder = Folder::new();
    let (old, new) = (folder.file("old.jsonl"), folder.file("new.jsonl"));
    let (old_bytes, new_bytes) = run(async {
        let store = open(&folder.place()).await;
        fill(&store, "Ann", 30).await;
        store.export_file(&old).await.unwrap();
        let old_bytes = exported(&store).await;
        let chain = store.person("Ann").await.unwrap().chain;
        let many = vec![entry(Kind::Answers, Some(2), json!({ "pain": 3 })); 2000];
        store.append(chain, many, NOW + 99).await.unwrap();
        store.anchor(NOW + 99).await.unwrap();
        store.export_file(&new).await.unwrap();
        let new_bytes = exported(&store).await;
        store.close().await;
        (old_bytes, new_bytes)
    });
    let mut random = Random(23);
    let (mut before, mut after) = (0, 0);
    for round in 0..size("TAUT_CRASH_ROUNDS", 8) {
        let target = Folder::new();
        let file = target.file("records.db");
        let replace = round % 2 == 1;
        if replace {
            run(async {
                let store = open(&target.place()).await;
                store.import_file(&old).await.unwrap();
                store.close().await;
            });
        }
        let mut child = spawn(&file, "import", new.to_str().unwrap(), u64::from(replace));
        std::thread::sleep(Duration::from_millis(15 + random.below(350) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        let acks = acknowledged(child);
        run(async {
            let store = open(&target.place()).await;
            is_whole(&store, round).await;
            let now = exported(&store).await;
            if now == new_bytes {
                after += 1;
            } else {
                assert!(!acks.contains(&"done".to_owned()), "round {round}");
                assert!(if replace {
                    now == old_bytes
                } else {
                    store.people("", 9).await.unwrap().is_empty()
                });
                before += 1;
            }
            store.close().await;
        });
    }
    eprintln!("imports killed: {before} not there at all, {after} there whole");
}

#[test]
fn processes_at_once_take_turns() {
    let folder = Folder::new();
    let file = folder.file("records.db");
    run(async {
        let store = open(&folder.place()).await;
        for name in ["Ann", "Bob"] {
            let chain = fill(&store, name, 0).await;
            assert_eq!(follow(&store, chain, NOW + 2, 0).await, PROGRAMME);
        }
        store.close().await;
    });
    let children: Vec<Child> =
        [("Ann", 1), ("Bob", 2), ("Ann", 3)].map(|(n, s)| spawn(&file, "some", n, s)).into();
    let mut last = std::collections::BTreeMap::new();
    for (mut child, name) in children.into_iter().zip(["Ann", "Bob", "Ann"]) {
        let out = child.stdout.take().unwrap();
        let acks: Vec<String> = BufReader::new(out).lines().map_while(Result::ok).collect();
        assert!(child.wait().unwrap().success(), "{acks:?}");
        let places = acks.iter().filter_map(|l| l.strip_prefix("ack entry "));
        let highest = places.map(|p| p.parse::<i64>().unwrap()).max().unwrap();
        let known = last.entry(name).or_insert(0);
        *known = highest.max(*known);
    }
    run(async {
        let store = open(&folder.place()).await;
        is_whole(&store, 0).await;
        for (name, highest) in last {
            assert_eq!(store.person(name).await.unwrap().entries, highest, "{name}");
        }
        assert_eq!(store.people("", 100).await.unwrap().len(), 2);
        store.close().await;
    });
}
