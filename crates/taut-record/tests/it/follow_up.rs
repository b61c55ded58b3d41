//! Programmes, check-ins, measures and clearances: cases of the suite that holds on both databases.

use serde_json::{Value, json};
use taut_record::{
    Existing, Filter, Kind, NewEntry, OldBytes, Passphrase, Place, ProblemKind, Store, Stored,
    StoredCheckIn, StoredClearance, StoredMeasure, StoredProgramme, episode,
};

use crate::support::{
    Folder, NOW, check_in, day, entry, exported, fill, follow, note, open, programme, run,
};

fn measure() -> StoredMeasure {
    StoredMeasure {
        on: "2026-11-25".to_owned(),
        measures: vec![json!({ "measure": "roland_morris", "ticked": [1, 4] })],
        knowledge: "k".repeat(64),
    }
}

fn clearance() -> StoredClearance {
    StoredClearance {
        on: "2026-11-24".to_owned(),
        reported: true,
        clearance: json!({ "schema": "taut.clearance/1", "on": "2026-11-24" }),
        knowledge: "k".repeat(64),
    }
}

fn made(body: &impl Stored) -> NewEntry {
    body.entry("the person", Some(2)).unwrap()
}

pub fn bodies_with_a_form_come_back_as_they_were(place: &Place, _: &Place) {
    run(async {
        let store = open(place).await;
        let chain = fill(&store, "Ann", 0).await;
        let at = follow(&store, chain, NOW + 2, 0).await;
        let said = check_in(at, &day(1));
        let new = vec![made(&measure()), made(&clearance()), made(&said)];
        let places = store.append(chain, new, NOW + 3).await.unwrap();
        let kept = async |place| store.entry(chain, place).await.unwrap();
        assert_eq!(StoredProgramme::read(&kept(at).await).unwrap(), programme(at - 1));
        assert_eq!(StoredMeasure::read(&kept(places[0]).await).unwrap(), measure());
        assert_eq!(StoredClearance::read(&kept(places[1]).await).unwrap(), clearance());
        assert_eq!(StoredCheckIn::read(&kept(places[2]).await).unwrap(), said);
        // A body is not read as another kind's.
        let wrong = StoredMeasure::read(&kept(places[1]).await).unwrap_err();
        assert!(wrong.what.contains("is of kind clearance, not measure"), "{wrong}");
        assert!(store.verify(None).await.unwrap().is_whole());
        store.close().await;
    });
}

/// Appends what must be refused; nothing may change.
async fn refused(store: &Store, chain: taut_record::ChainId, new: Vec<NewEntry>) -> String {
    let before = exported(store).await;
    let problem = store.append(chain, new, NOW + 99).await.unwrap_err();
    assert_eq!(exported(store).await, before, "{problem}");
    assert!(!problem.hint.is_empty() && !problem.place.is_empty(), "{problem}");
    format!("{}: {}", problem.kind.code(), problem.what)
}

pub fn a_check_in_follows_a_programme_that_goes_on(place: &Place, _: &Place) {
    run(async {
        let store = open(place).await;
        let chain = fill(&store, "Ann", 1).await;
        let says = async |said: &StoredCheckIn| refused(&store, chain, vec![made(said)]).await;
        // No programme: not there, or an entry of another kind.
        for at in [1, 2, 3, 99] {
            let what = says(&check_in(at, &day(1))).await;
            assert_eq!(what, format!("refused: entry {at} is no programme of episode 2"));
        }
        let first = follow(&store, chain, NOW + 4, 0).await;
        let early = says(&check_in(first, "2026-11-24")).await;
        assert_eq!(
            early,
            "time-backwards: 2026-11-24 is before the programme's first day, 2026-11-25"
        );
        let lost = check_in(first, &day(1)).entry("the person", None).unwrap();
        assert!(refused(&store, chain, vec![lost]).await.contains("without an episode"));
        store.append(chain, vec![made(&check_in(first, &day(3)))], NOW + 5).await.unwrap();
        let back = says(&check_in(first, &day(2))).await;
        assert_eq!(back, "time-backwards: 2026-11-27 is before the last check-in, 2026-11-28");
        assert!(says(&check_in(first, &day(3))).await.contains("a check-in of 2026-11-28 already"));
        // Two in one batch: the second sees the first, and both are refused.
        let twice = vec![made(&check_in(first, &day(4))), made(&check_in(first, &day(4)))];
        assert!(refused(&store, chain, twice).await.contains("a check-in of 2026-11-29 already"));
        // A body out of its form.
        let mut bent = made(&check_in(first, &day(5)));
        bent.body["on"] = json!("tomorrow");
        bent.body["whole_sha256"] = json!("0");
        let what = refused(&store, chain, vec![bent]).await;
        assert!(what.contains("\"tomorrow\" is no day") && what.contains("SHA-256"), "{what}");
        let mut more = made(&check_in(first, &day(5)));
        more.body["mood"] = json!("good");
        assert!(refused(&store, chain, vec![more]).await.contains("unknown field `mood`"));
        // A newer programme takes the place of the first.
        let second = follow(&store, chain, NOW + 6, 6).await;
        let what = says(&check_in(first, &day(6))).await;
        assert!(what.contains(&format!("was replaced by that of entry {second}")), "{what}");
        store.append(chain, vec![made(&check_in(second, &day(6)))], NOW + 7).await.unwrap();
        // It stops, and no check-in follows.
        let stop = StoredCheckIn { items: None, ..check_in(second, &day(8)) };
        let at = store.append(chain, vec![made(&stop)], NOW + 8).await.unwrap()[0];
        let what = says(&check_in(second, &day(9))).await;
        assert_eq!(
            what,
            format!(
                "refused: the programme of entry {second} was stopped by the check-in of entry {at}"
            )
        );
        // In another episode none of this counts.
        let begin = episode::begin("second story", "tester").unwrap();
        let other = store.append(chain, vec![begin], NOW + 9).await.unwrap()[0];
        let elsewhere = check_in(second, &day(9)).entry("the person", Some(other)).unwrap();
        let what = refused(&store, chain, vec![elsewhere]).await;
        assert!(what.contains(&format!("no programme of episode {other}")), "{what}");
        assert!(store.verify(None).await.unwrap().is_whole());
        store.close().await;
    });
}

pub fn a_programme_follows_a_verdict_of_its_episode(place: &Place, _: &Place) {
    run(async {
        let store = open(place).await;
        let chain = fill(&store, "Ann", 1).await;
        for at in [2, 3, 99] {
            let what = refused(&store, chain, vec![made(&programme(at))]).await;
            assert_eq!(what, format!("refused: entry {at} is no verdict of episode 2"));
        }
        let first = follow(&store, chain, NOW + 4, 0).await;
        store.append(chain, vec![made(&check_in(first, &day(3)))], NOW + 5).await.unwrap();
        // The next one begins no earlier than the last check-in.
        let what = refused(&store, chain, vec![made(&programme(first - 1))]).await;
        assert!(what.starts_with("time-backwards: 2026-11-25 is before the last"), "{what}");
        let next = StoredProgramme { begins: day(3), ..programme(first - 1) };
        store.append(chain, vec![made(&next)], NOW + 6).await.unwrap();
        // What has no exercises or no reason is no programme; everything wrong is said at once.
        let mut bad = StoredProgramme { items: Vec::new(), begins: day(4), ..next };
        bad.overrides[0].reason = " ".to_owned();
        bad.preferences.days_per_week = 8;
        let problem = bad.entry("the person", Some(2)).unwrap_err();
        for part in ["without exercises", "without \"reason\"", "8 days a week"] {
            assert!(problem.what.contains(part), "{problem}");
        }
        store.close().await;
    });
}

pub fn entries_of_a_newer_form_or_damaged_are_refused_by_name(place: &Place, _: &Place) {
    fn of<T: Stored + std::fmt::Debug>(entry: &taut_record::Entry) -> taut_record::Problem {
        T::read(entry).unwrap_err()
    }
    run(async {
        let store = open(place).await;
        let chain = fill(&store, "Ann", 0).await;
        let at = follow(&store, chain, NOW + 2, 0).await;
        let bodies = [made(&measure()), made(&clearance()), made(&check_in(at, &day(1)))];
        let places = store.append(chain, bodies.to_vec(), NOW + 3).await.unwrap();
        for place in [at, places[0], places[1], places[2]] {
            let kept = store.entry(chain, place).await.unwrap();
            let read = |entry: &taut_record::Entry| match entry.kind {
                Kind::Programme => of::<StoredProgramme>(entry),
                Kind::CheckIn => of::<StoredCheckIn>(entry),
                Kind::Clearance => of::<StoredClearance>(entry),
                _ => of::<StoredMeasure>(entry),
            };
            let newer = taut_record::Entry { version: 2, ..kept.clone() };
            let problem = read(&newer);
            assert_eq!(problem.kind, ProblemKind::Newer, "{problem}");
            assert!(problem.what.contains(&format!("entry {place} ({})", kept.kind.id())));
            let mut value: Value = kept.value().unwrap();
            let keys: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
            for key in keys.iter().filter(|key| *key != "override") {
                let mut without = value.clone();
                without.as_object_mut().unwrap().remove(key);
                let damaged = taut_record::Entry { body: without.to_string(), ..kept.clone() };
                let problem = read(&damaged);
                assert_eq!(problem.kind, ProblemKind::Corrupt, "{key}: {problem}");
                assert!(problem.what.contains(key.as_str()), "{problem}");
            }
            value["from_the_future"] = json!(1);
            let unknown = taut_record::Entry { body: value.to_string(), ..kept.clone() };
            assert!(read(&unknown).what.contains("from_the_future"));
            let cut = kept.body[..kept.body.len() / 2].to_owned();
            let cut = taut_record::Entry { body: cut, ..kept };
            assert_eq!(read(&cut).kind, ProblemKind::Corrupt);
        }
        // A newer form is refused where it would have to be understood.
        let mut newer = made(&check_in(at, &day(2)));
        newer.version = 2;
        let what = refused(&store, chain, vec![newer]).await;
        assert!(what.starts_with("newer-version: "), "{what}");
        store.close().await;
    });
}

pub fn every_kind_goes_round_and_is_erased(place: &Place, other: &Place) {
    run(async {
        let store = open(place).await;
        let ann = fill(&store, "Ann", 1).await;
        let at = follow(&store, ann, NOW + 4, 0).await;
        let new = vec![
            made(&measure()),
            made(&clearance()),
            made(&check_in(at, &day(1))),
            made(&StoredCheckIn { items: None, ..check_in(at, &day(2)) }),
            entry(Kind::Access, None, json!({ "read": "all" })),
            note(2, 1),
        ];
        store.append(ann, new, NOW + 5).await.unwrap();
        let all = store.page(ann, Filter::default(), None, 100).await.unwrap();
        let kinds: std::collections::BTreeSet<Kind> = all.entries.iter().map(|e| e.kind).collect();
        assert_eq!(kinds.into_iter().collect::<Vec<_>>(), Kind::ALL);
        store.anchor(NOW + 6).await.unwrap();
        let bytes = exported(&store).await;
        let folder = Folder::new();
        let backup = folder.file("all.age");
        let words = Passphrase::new("four small words here".to_owned()).unwrap();
        store.backup(&backup, &words, 10).await.unwrap();

        let second = open(other).await;
        second.import("file", &mut &bytes[..], Existing::Refuse).await.unwrap();
        assert_eq!(exported(&second).await, bytes);
        assert_eq!(second.page(ann, Filter::default(), None, 100).await.unwrap(), all);
        // What was stopped stays stopped.
        let what = refused(&second, ann, vec![made(&check_in(at, &day(3)))]).await;
        assert!(what.contains("was stopped by the check-in"), "{what}");
        second.restore(&backup, &words, Existing::Replace).await.unwrap();
        assert_eq!(exported(&second).await, bytes);

        assert_eq!(store.erase(ann, NOW + 7).await.unwrap(), OldBytes::Overwritten);
        store.anchor(NOW + 8).await.unwrap();
        assert!(store.verify(None).await.unwrap().is_whole());
        let left = String::from_utf8(exported(&store).await).unwrap();
        for word in ["bridge_both", "roland_morris", "taut.clearance", "taut.check_in", "shifts"] {
            assert!(String::from_utf8_lossy(&bytes).contains(word), "{word}");
            assert!(!left.contains(word), "{word}");
        }
        store.close().await;
        second.close().await;
    });
}
