//! What holds on both databases. Each case gets two empty places.

use serde_json::json;
use taut_record::{Existing, Filter, Kind, OldBytes, Place, ProblemKind, episode};

use crate::accounts::{
    a_code_makes_one_account, sessions_begin_and_end, the_last_administrator_stays,
    what_stands_open_is_listed_and_ended_by_its_own,
};
use crate::drafts::{
    a_batch_keeps_all_that_may_be_kept, batches_do_what_one_after_another_would,
    sessions_are_found_together_as_one_by_one, two_tabs_do_not_overwrite_each_other,
    what_a_guest_said_goes_with_the_session,
};
use crate::follow_up::{
    a_check_in_follows_a_programme_that_goes_on, a_programme_follows_a_verdict_of_its_episode,
    bodies_with_a_form_come_back_as_they_were,
    entries_of_a_newer_form_or_damaged_are_refused_by_name, every_kind_goes_round_and_is_erased,
};
use crate::round::{clinics_go_round_with_the_records, what_concerns_an_erased_person_goes_too};
use crate::support::{Folder, NOW, entry, exported, fill, note, open, run};
use crate::viewers::{
    erasing_reaches_whom_the_viewer_may, every_method_reaches_whom_the_viewer_may,
    lists_hold_whom_the_viewer_may_see, the_whole_is_for_the_program_alone,
    who_leaves_a_clinic_is_not_seen_there,
};

/// A case.
pub type Case = fn(&Place, &Place);

macro_rules! cases {
    ($($name:ident),* $(,)?) => {
        /// All cases by name.
        pub const CASES: &[(&str, Case)] = &[$((stringify!($name), $name)),*];

        mod on_sqlite {
            $(
                #[test]
                fn $name() {
                    let (first, second) = (super::Folder::new(), super::Folder::new());
                    super::$name(&first.place(), &second.place());
                }
            )*
        }
    };
}

cases! {
    people_are_added_found_and_renamed,
    entries_come_back_as_they_were,
    pages_follow_each_other_under_every_filter,
    episodes_begin_and_end,
    bad_input_changes_nothing,
    a_clock_that_lies_a_little_behind_holds_up_nothing,
    a_batch_is_added_whole_or_not_at_all,
    writers_take_turns,
    a_new_place_is_made_once_by_many,
    checkpoints_anchor_what_grew,
    an_erased_person_is_gone_and_the_chain_stands,
    export_and_import_give_the_same_bytes,
    replacing_keeps_erased_people_erased,
    access_is_logged,
    a_database_of_a_newer_program_is_refused,
    opening_again_changes_nothing,
    bodies_with_a_form_come_back_as_they_were,
    a_check_in_follows_a_programme_that_goes_on,
    a_programme_follows_a_verdict_of_its_episode,
    entries_of_a_newer_form_or_damaged_are_refused_by_name,
    every_kind_goes_round_and_is_erased,
    a_code_makes_one_account,
    what_stands_open_is_listed_and_ended_by_its_own,
    the_last_administrator_stays,
    sessions_begin_and_end,
    two_tabs_do_not_overwrite_each_other,
    a_batch_keeps_all_that_may_be_kept,
    what_a_guest_said_goes_with_the_session,
    batches_do_what_one_after_another_would,
    sessions_are_found_together_as_one_by_one,
    every_method_reaches_whom_the_viewer_may,
    erasing_reaches_whom_the_viewer_may,
    lists_hold_whom_the_viewer_may_see,
    the_whole_is_for_the_program_alone,
    who_leaves_a_clinic_is_not_seen_there,
    clinics_go_round_with_the_records,
    what_concerns_an_erased_person_goes_too,
}

fn people_are_added_found_and_renamed(place: &Place, _: &Place) {
    run(async {
        let store = open(place).await;
        for name in ["Zoë", "ann", "Ann", "Bob O'Neil \"x\"; drop table person"] {
            store.add_person(name, "tester", NOW).await.unwrap();
        }
        let names = |people: Vec<taut_record::Person>| {
            people.into_iter().map(|p| p.name).collect::<Vec<_>>()
        };
        let first = names(store.people("", 3).await.unwrap());
        assert_eq!(first, ["Ann", "Bob O'Neil \"x\"; drop table person", "Zoë"]);
        assert_eq!(names(store.people("Zoë", 3).await.unwrap()), ["ann"]);
        let taken = store.add_person("Ann", "tester", NOW).await.unwrap_err();
        assert_eq!(taken.kind, ProblemKind::NameTaken, "{taken}");
        let ann = store.person("Ann").await.unwrap();
        assert_eq!(ann.entries, 1);
        store.rename(ann.chain, "Anna", "tester", NOW + 5).await.unwrap();
        assert_eq!(store.person("Ann").await.unwrap_err().kind, ProblemKind::NotFound);
        assert_eq!(store.person("Anna").await.unwrap().chain, ann.chain);
        let taken = store.rename(ann.chain, "Zoë", "tester", NOW + 5).await.unwrap_err();
        assert_eq!(taken.kind, ProblemKind::NameTaken, "{taken}");
        assert!(store.verify(None).await.unwrap().is_whole());
        store.close().await;
    });
}

fn entries_come_back_as_they_were(place: &Place, _: &Place) {
    run(async {
        let store = open(place).await;
        let chain = fill(&store, "Ann", 0).await;
        let bodies = [
            json!({ "z": 1, "a": [null, true, -0.0, 1e300, 0.1, 5e-324, u64::MAX, i64::MIN] }),
            json!({ "text": "line\nbreak \u{0} \u{1f600} \u{fffd} \\u0000 <\"'>" }),
            json!({}),
        ];
        for body in &bodies {
            store
                .append(chain, vec![entry(Kind::Measure, Some(2), body.clone())], NOW + 3)
                .await
                .unwrap();
        }
        for (i, body) in bodies.iter().enumerate() {
            let found = store.entry(chain, 3 + i as i64).await.unwrap();
            assert_eq!(&found.value().unwrap(), body);
            assert_eq!(found.body, taut_record::canonical(body));
            assert_eq!((found.kind, found.version, found.episode), (Kind::Measure, 1, Some(2)));
            assert_eq!((found.at, found.author.as_str()), (NOW + 3, "Ann Example"));
        }
        assert_eq!(store.entry(chain, 99).await.unwrap_err().kind, ProblemKind::NotFound);
        store.close().await;
        let store = open(place).await;
        assert_eq!(store.verify(None).await.unwrap().entries, 5);
        store.close().await;
    });
}

fn pages_follow_each_other_under_every_filter(place: &Place, _: &Place) {
    run(async {
        let store = open(place).await;
        let chain = fill(&store, "Ann", 20).await;
        fill(&store, "Bob", 5).await;
        let begin = episode::begin("second story", "tester").unwrap();
        assert_eq!(store.append(chain, vec![begin], NOW + 100).await.unwrap(), [23]);
        for i in 0..10 {
            let number = if i % 2 == 0 { 2 } else { 23 };
            let kind = if i % 3 == 0 { Kind::Measure } else { Kind::Answers };
            let new = entry(kind, Some(number), json!({ "i": i }));
            store.append(chain, vec![new], NOW + 100 + i).await.unwrap();
        }
        // The slow way: read everything, then choose.
        let all = store.page(chain, Filter::default(), None, 1000).await.unwrap();
        assert_eq!((all.entries.len(), all.next), (33, None));
        let times = [None, Some(NOW), Some(NOW + 7), Some(NOW + 103), Some(NOW + 500)];
        for kind in [None, Some(Kind::Answers), Some(Kind::Measure), Some(Kind::Clearance)] {
            for number in [None, Some(2), Some(23), Some(7)] {
                for (from, until) in times.iter().flat_map(|f| times.iter().map(move |u| (*f, *u)))
                {
                    let filter = Filter { kind, episode: number, from, until };
                    let expected: Vec<i64> = all
                        .entries
                        .iter()
                        .filter(|e| kind.is_none_or(|k| k == e.kind))
                        .filter(|e| number.is_none() || e.episode == number)
                        .filter(|e| {
                            from.is_none_or(|t| e.at >= t) && until.is_none_or(|t| e.at < t)
                        })
                        .map(|e| e.seq)
                        .collect();
                    let mut got = Vec::new();
                    let mut before = None;
                    loop {
                        let page = store.page(chain, filter, before, 7).await.unwrap();
                        assert!(page.entries.len() <= 7);
                        got.extend(page.entries.iter().map(|e| e.seq));
                        before = page.next;
                        if before.is_none() {
                            break;
                        }
                    }
                    assert_eq!(got, expected, "{filter:?}");
                }
            }
        }
        store.close().await;
    });
}

fn episodes_begin_and_end(place: &Place, _: &Place) {
    run(async {
        let store = open(place).await;
        let chain = fill(&store, "Ann", 1).await;
        let open_now = async || {
            let mut seen = None;
            store
                .append_made(chain, NOW + 50, |position| {
                    seen = position.open_episode;
                    Vec::new()
                })
                .await
                .unwrap();
            seen
        };
        assert_eq!(open_now().await, Some(2));
        let begin = episode::begin("second", "tester").unwrap();
        let second = store.append(chain, vec![begin], NOW + 50).await.unwrap()[0];
        assert_eq!(open_now().await, Some(second));
        let end = episode::end(second, "better", "tester").unwrap();
        store.append(chain, vec![end], NOW + 51).await.unwrap();
        assert_eq!(open_now().await, Some(2));
        let late = store.append(chain, vec![note(second, 3)], NOW + 52).await.unwrap_err();
        assert!(late.what.contains("has ended"), "{late}");
        let missing = store.append(chain, vec![note(3, 3)], NOW + 52).await.unwrap_err();
        assert_eq!(missing.kind, ProblemKind::NotFound, "{missing}");
        store.close().await;
    });
}

fn bad_input_changes_nothing(place: &Place, _: &Place) {
    run(async {
        let store = open(place).await;
        let chain = fill(&store, "Ann", 1).await;
        let before = exported(&store).await;
        let mut deep = json!(1);
        for _ in 0..200 {
            deep = json!([deep]);
        }
        let long = "x".repeat(taut_record::MAX_BODY_BYTES);
        let plain = json!({});
        let bad = [
            (entry(Kind::Answers, None, json!([1])), ProblemKind::Refused),
            (entry(Kind::Answers, None, json!({ "deep": deep })), ProblemKind::Refused),
            (entry(Kind::Answers, None, json!({ "long": long })), ProblemKind::Refused),
            (entry(Kind::Person, None, json!({ "name": "Eve" })), ProblemKind::Refused),
            (entry(Kind::Answers, Some(1), plain.clone()), ProblemKind::NotFound),
        ];
        for (new, kind) in bad {
            let problem = store.append(chain, vec![new], NOW + 9).await.unwrap_err();
            assert_eq!(problem.kind, kind, "{problem}");
            assert!(!problem.hint.is_empty() && !problem.place.is_empty(), "{problem}");
        }
        let mut nobody = entry(Kind::Answers, None, plain.clone());
        nobody.author = "  ".to_owned();
        assert_eq!(
            store.append(chain, vec![nobody], NOW + 9).await.unwrap_err().kind,
            ProblemKind::Refused
        );
        let early = store.append(chain, vec![note(2, 1)], NOW - 3_600_000).await.unwrap_err();
        assert_eq!(early.kind, ProblemKind::TimeBackwards, "{early}");
        for name in ["", " Ann", "Ann ", "a\nb", &"x".repeat(201)] {
            let problem = store.add_person(name, "tester", NOW).await.unwrap_err();
            assert_eq!(problem.kind, ProblemKind::Refused, "{problem}");
        }
        let stranger = taut_record::ChainId([7; 16]);
        let problem = store.append(stranger, vec![note(2, 1)], NOW).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::NotFound, "{problem}");
        assert_eq!(store.erase(stranger, NOW).await.unwrap_err().kind, ProblemKind::NotFound);
        let problem = store.page(stranger, Filter::default(), None, 10).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::NotFound, "{problem}");
        assert_eq!(exported(&store).await, before);
        store.close().await;
    });
}

fn a_clock_that_lies_a_little_behind_holds_up_nothing(place: &Place, _: &Place) {
    run(async {
        let store = open(place).await;
        let chain = fill(&store, "Ann", 1).await;
        // Another writer was faster, or has another clock.
        store.append(chain, vec![note(2, 1)], NOW - 5 * 60_000).await.unwrap();
        store.append(chain, vec![note(2, 2)], NOW + 9).await.unwrap();
        let page = store.page(chain, Filter::default(), None, 3).await.unwrap();
        let times: Vec<i64> = page.entries.iter().rev().map(|entry| entry.at).collect();
        assert_eq!(times, [NOW + 2, NOW + 2, NOW + 9]);
        // Set back by an hour.
        let early = store.append(chain, vec![note(2, 3)], NOW - 3_600_000).await.unwrap_err();
        assert_eq!(early.kind, ProblemKind::TimeBackwards, "{early}");
        store.close().await;
    });
}

fn a_batch_is_added_whole_or_not_at_all(place: &Place, _: &Place) {
    run(async {
        let store = open(place).await;
        let chain = fill(&store, "Ann", 0).await;
        let before = exported(&store).await;
        let bad = vec![note(2, 1), note(2, 2), entry(Kind::Answers, Some(2), json!(3))];
        store.append(chain, bad, NOW + 9).await.unwrap_err();
        assert_eq!(exported(&store).await, before);
        let good = vec![note(2, 1), note(2, 2)];
        assert_eq!(store.append(chain, good, NOW + 9).await.unwrap(), [3, 4]);
        store.close().await;
    });
}

fn writers_take_turns(place: &Place, _: &Place) {
    run(async {
        let store = open(place).await;
        fill(&store, "Ann", 0).await;
        store.close().await;
    });
    // Threads with a store each stand for processes: they share nothing but the database.
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                run(async {
                    let store = open(place).await;
                    let chain = store.person("Ann").await.unwrap().chain;
                    for i in 0..20 {
                        store.append(chain, vec![note(2, i % 11)], NOW + 9).await.unwrap();
                        if i % 7 == 0 {
                            store.anchor(NOW + 9).await.unwrap();
                        }
                    }
                    store.close().await;
                });
            });
        }
    });
    // The same name twice at once: one gets it, the other a plain answer.
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let both: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    run(async {
                        let store = open(place).await;
                        let outcome = store.add_person("Bob", "tester", NOW).await;
                        store.close().await;
                        outcome
                    })
                })
            })
            .collect();
        both.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let refused: Vec<_> = outcomes.iter().filter_map(|o| o.as_ref().err()).collect();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].kind, ProblemKind::NameTaken, "{}", refused[0]);
    run(async {
        let store = open(place).await;
        let verified = store.verify(None).await.unwrap();
        assert!(verified.is_whole(), "{:?}", verified.breaks);
        assert_eq!(verified.entries, 2 + 80 + 1);
        store.close().await;
    });
}

fn a_new_place_is_made_once_by_many(place: &Place, _: &Place) {
    std::thread::scope(|scope| {
        for i in 0..6 {
            scope.spawn(move || {
                run(async {
                    let store = open(place).await;
                    fill(&store, &format!("person {i}"), 1).await;
                    store.close().await;
                });
            });
        }
    });
    run(async {
        let store = open(place).await;
        let verified = store.verify(None).await.unwrap();
        assert!(verified.is_whole(), "{:?}", verified.breaks);
        assert_eq!(verified.people, 6);
        store.close().await;
    });
}

fn checkpoints_anchor_what_grew(place: &Place, _: &Place) {
    run(async {
        let store = open(place).await;
        assert_eq!(store.anchor(NOW).await.unwrap(), None);
        let chain = fill(&store, "Ann", 2).await;
        let first = store.anchor(NOW + 10).await.unwrap().unwrap();
        assert_eq!(first.number, 1);
        assert_eq!(store.anchor(NOW + 10).await.unwrap(), None);
        fill(&store, "Bob", 0).await;
        store.append(chain, vec![note(2, 4)], NOW + 20).await.unwrap();
        assert_eq!(store.verify(None).await.unwrap().not_anchored, 3);
        // A clock that is behind does not turn the time of checkpoints back.
        let second = store.anchor(NOW + 9).await.unwrap().unwrap();
        assert_eq!((second.number, second.at), (2, NOW + 10));
        assert_ne!(first.digest, second.digest);
        assert_eq!(store.checkpoint().await.unwrap(), Some(second));
        for kept in [first.digest, second.digest] {
            let verified = store.verify(Some(kept)).await.unwrap();
            assert!(verified.is_whole(), "{:?}", verified.breaks);
            assert_eq!((verified.checkpoints, verified.not_anchored), (2, 0));
        }
        let other = taut_record::Digest([1; 32]);
        assert!(!store.verify(Some(other)).await.unwrap().is_whole());
        store.close().await;
    });
}

fn an_erased_person_is_gone_and_the_chain_stands(place: &Place, _: &Place) {
    run(async {
        let store = open(place).await;
        let ann = fill(&store, "Ann", 5).await;
        fill(&store, "Bob", 2).await;
        let kept = store.anchor(NOW + 50).await.unwrap().unwrap();
        assert_eq!(store.erase(ann, NOW + 60).await.unwrap(), OldBytes::Overwritten);
        assert_eq!(store.person("Ann").await.unwrap_err().kind, ProblemKind::NotFound);
        assert_eq!(store.people("", 10).await.unwrap().len(), 1);
        assert_eq!(store.entry(ann, 3).await.unwrap_err().kind, ProblemKind::NotFound);
        let problem = store.append(ann, vec![note(2, 1)], NOW + 61).await.unwrap_err();
        assert_eq!(problem.kind, ProblemKind::NotFound, "{problem}");
        assert_eq!(store.erase(ann, NOW + 61).await.unwrap_err().kind, ProblemKind::NotFound);
        let verified = store.verify(Some(kept.digest)).await.unwrap();
        assert!(verified.is_whole(), "{:?}", verified.breaks);
        assert_eq!((verified.people, verified.erased, verified.not_anchored), (1, 1, 1));
        assert_eq!((verified.entries, verified.links), (4, 4 + 8));
        // The name is free again.
        fill(&store, "Ann", 1).await;
        store.anchor(NOW + 70).await.unwrap().unwrap();
        assert!(store.verify(Some(kept.digest)).await.unwrap().is_whole());
        store.close().await;
    });
}

fn export_and_import_give_the_same_bytes(place: &Place, other: &Place) {
    run(async {
        let store = open(place).await;
        let ann = fill(&store, "Ann", 3).await;
        fill(&store, "Zoë \u{1f600}", 2).await;
        let gone = fill(&store, "Gone", 2).await;
        store.anchor(NOW + 50).await.unwrap();
        assert_eq!(store.erase(gone, NOW + 60).await.unwrap(), OldBytes::Overwritten);
        store.rename(ann, "Anna", "tester", NOW + 60).await.unwrap();
        store.anchor(NOW + 61).await.unwrap();
        store.append(ann, vec![note(2, 4)], NOW + 62).await.unwrap();
        let bytes = exported(&store).await;
        let second = open(other).await;
        let imported = second.import("file", &mut &bytes[..], Existing::Refuse).await.unwrap();
        assert_eq!((imported.counts.chains, imported.counts.checkpoints), (3, 2));
        assert_eq!(String::from_utf8(exported(&second).await), String::from_utf8(bytes.clone()));
        let verified = second.verify(None).await.unwrap();
        assert!(verified.is_whole(), "{:?}", verified.breaks);
        assert_eq!(verified, store.verify(None).await.unwrap());
        // And life goes on.
        second.append(ann, vec![note(2, 5)], NOW + 63).await.unwrap();
        second.anchor(NOW + 63).await.unwrap().unwrap();
        assert!(second.verify(None).await.unwrap().is_whole());
        let again = second.import("file", &mut &bytes[..], Existing::Refuse).await.unwrap_err();
        assert!(again.what.contains("already"), "{again}");
        store.close().await;
        second.close().await;
    });
}

fn replacing_keeps_erased_people_erased(place: &Place, other: &Place) {
    run(async {
        let store = open(place).await;
        let ann = fill(&store, "Ann", 3).await;
        fill(&store, "Bob", 1).await;
        store.anchor(NOW + 50).await.unwrap();
        let old = exported(&store).await;
        fill(&store, "Later", 1).await;
        assert_eq!(store.erase(ann, NOW + 60).await.unwrap(), OldBytes::Overwritten);
        store.anchor(NOW + 61).await.unwrap();
        let imported = store.import("file", &mut &old[..], Existing::Replace).await.unwrap();
        assert_eq!(imported.stay_erased, 1);
        let names: Vec<_> =
            store.people("", 10).await.unwrap().into_iter().map(|p| p.name).collect();
        assert_eq!(names, ["Bob"]);
        let verified = store.verify(None).await.unwrap();
        assert!(verified.is_whole(), "{:?}", verified.breaks);
        assert_eq!((verified.people, verified.erased, verified.not_anchored), (1, 1, 1));
        store.anchor(NOW + 70).await.unwrap().unwrap();
        assert!(store.verify(None).await.unwrap().is_whole());
        let second = open(other).await;
        let bytes = exported(&store).await;
        second.import("file", &mut &bytes[..], Existing::Refuse).await.unwrap();
        assert_eq!(exported(&second).await, bytes);
        store.close().await;
        second.close().await;
    });
}

fn access_is_logged(place: &Place, _: &Place) {
    run(async {
        let store = open(place).await;
        let chain = fill(&store, "Ann", 1).await;
        let seq = store.log_access(chain, "Dr Who", "history, page 1", NOW + 9).await.unwrap();
        let logged = store.entry(chain, seq).await.unwrap();
        assert_eq!((logged.kind, logged.author.as_str()), (Kind::Access, "Dr Who"));
        assert_eq!(logged.body, r#"{"read":"history, page 1"}"#);
        assert!(store.verify(None).await.unwrap().is_whole());
        store.close().await;
    });
}

fn a_database_of_a_newer_program_is_refused(place: &Place, _: &Place) {
    run(async {
        let store = open(place).await;
        fill(&store, "Ann", 1).await;
        store.close().await;
        let sql = "insert into taut_form (number, digest, at) values (3, 'of the future', 0)";
        match place {
            Place::File(file) => {
                let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}", file.display()))
                    .await
                    .unwrap();
                sqlx::raw_sql(sql).execute(&pool).await.unwrap();
                pool.close().await;
            }
            Place::Postgres(address) => {
                let pool = sqlx::PgPool::connect(address).await.unwrap();
                sqlx::raw_sql(sql).execute(&pool).await.unwrap();
                pool.close().await;
            }
        }
        let problem = taut_record::Store::open(place, taut_record::Opening::default(), NOW)
            .await
            .unwrap_err();
        assert_eq!(problem.kind, ProblemKind::Newer, "{problem}");
        assert!(problem.what.contains("form 3") && problem.hint.contains("newer"), "{problem}");
    });
}

fn opening_again_changes_nothing(place: &Place, _: &Place) {
    run(async {
        let store = open(place).await;
        fill(&store, "Ann", 1).await;
        let before = exported(&store).await;
        store.close().await;
        for _ in 0..3 {
            let store = open(place).await;
            assert_eq!(exported(&store).await, before);
            store.close().await;
        }
    });
}
