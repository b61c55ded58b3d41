//! Who reaches whom: every method, every viewer, every person, on both databases.

use serde_json::json;
use taut_record::{
    AccountId, ChainId, ClinicId, DraftKind, DraftOwner, Expected, Filter, Kind, Outcome, Place,
    Problem, ProblemKind, Role, Store, Viewer, episode,
};

use crate::accounts::{LATER, clinic, new};
use crate::drafts::put;
use crate::support::{NOW, entry, exported, fill, follow, open, run};

/// Two clinics with two people each, one of them with an account, somebody in none, and a chain that never was.
struct World {
    store: Store,
    viewers: Vec<(&'static str, Viewer)>,
    chains: Vec<(&'static str, ChainId)>,
}

/// What comes of a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    Done,
    NotThere,
    NotAllowed,
}

fn came<T>(outcome: &Outcome<T>) -> Came {
    match outcome {
        Ok(_) => Came::Done,
        Err(Problem { kind: ProblemKind::NotFound, what, .. }) => {
            assert_eq!(what, "there is no such person");
            Came::NotThere
        }
        Err(Problem { kind: ProblemKind::NotAllowed, .. }) => Came::NotAllowed,
        Err(other) => panic!("{other}"),
    }
}

async fn member(store: &Store, clinic: ClinicId, name: &str) -> ChainId {
    let chain = fill(store, name, 2).await;
    // Twice, so that the newest is not the only one.
    follow(store, chain, NOW + 10, 0).await;
    follow(store, chain, NOW + 10, 1).await;
    store.join_clinic(chain, clinic, NOW).await.unwrap();
    chain
}

async fn account(store: &Store, clinic: ClinicId, chain: ChainId, name: &str) -> AccountId {
    store.create_account(clinic, Role::Person, Some(chain), &new(name), NOW).await.unwrap()
}

async fn world(place: &Place) -> World {
    let store = open(place).await;
    let (north, north_admin, north_therapist) = clinic(&store, "North").await;
    let (south, south_admin, south_therapist) = clinic(&store, "South").await;
    let ann = member(&store, north, "Ann").await;
    let ben = member(&store, north, "Ben").await;
    let cleo = member(&store, south, "Cleo").await;
    let dan = fill(&store, "Dan", 2).await;
    follow(&store, dan, NOW + 10, 0).await;
    let (ann_account, cleo_account) =
        (account(&store, north, ann, "ann").await, account(&store, south, cleo, "cleo").await);
    let viewers = vec![
        ("local", Viewer::Local),
        ("Ann", Viewer::Person { account: ann_account, chain: ann }),
        ("Cleo", Viewer::Person { account: cleo_account, chain: cleo }),
        ("therapist North", Viewer::Therapist { account: north_therapist, clinic: north }),
        ("therapist South", Viewer::Therapist { account: south_therapist, clinic: south }),
        ("admin North", Viewer::Administrator { account: north_admin, clinic: north }),
        ("admin South", Viewer::Administrator { account: south_admin, clinic: south }),
    ];
    let never = ChainId([9; 16]);
    let chains = vec![("Ann", ann), ("Ben", ben), ("Cleo", cleo), ("Dan", dan), ("nobody", never)];
    World { store, viewers, chains }
}

/// The rule, written apart from the program: who reaches whom with which right.
fn expected(right: &str, viewer: &str, person: &str) -> Came {
    let clinic = match person {
        "Ann" | "Ben" => "North",
        "Cleo" => "South",
        _ => "none",
    };
    let may = match viewer.split(' ').next().unwrap() {
        "therapist" if right == "erase" => return Came::NotAllowed,
        "admin" if right == "record" => return Came::NotAllowed,
        "therapist" | "admin" => viewer.ends_with(clinic),
        "local" => person != "nobody",
        own => own == person,
    };
    if may { Came::Done } else { Came::NotThere }
}

/// Every method about one person, with the right that it needs.
async fn all(
    store: &Store,
    viewer: &Viewer,
    chain: ChainId,
) -> Vec<(&'static str, &'static str, Came)> {
    let seen = store.as_viewer(viewer);
    let note = || entry(Kind::Answers, Some(2), json!({ "by": "viewer" }));
    let owner = DraftOwner::Person(chain, *viewer);
    let (kind, at) = (DraftKind::Interview, NOW + 20);
    let mut sink = Vec::new();
    let mut came_of = vec![
        ("name", "person_of", came(&seen.person_of(chain).await)),
        ("record", "page", came(&seen.page(chain, Filter::default(), None, 9).await)),
        ("record", "episodes", came(&seen.episodes(chain).await)),
        ("record", "export_person", came(&seen.export_person(chain, "", &mut sink).await)),
        ("record", "append", came(&seen.append(chain, vec![note()], at).await)),
        ("record", "append_made", came(&seen.append_made(chain, at, |_| vec![note()]).await)),
        ("record", "log_access", came(&seen.log_access(chain, "who", "what", at).await)),
        ("record", "put_drafts", came(&put(&seen, &owner, "{}", Expected::Any, at).await)),
    ];
    let filter =
        Filter { kind: Some(Kind::Answers), episode: Some(2), from: Some(0), until: Some(LATER) };
    came_of.push(("record", "page, filtered", came(&seen.page(chain, filter, Some(9), 9).await)));
    // One entry that is not there reads the same, whoever asks.
    let one = match seen.entry(chain, 3).await {
        Err(problem) if problem.kind == ProblemKind::NotFound => {
            assert_eq!(problem.what, "there is no entry 3");
            Came::NotThere
        }
        other => came(&other),
    };
    came_of.push(("record", "entry", one));
    let draft = match seen.draft(&owner, kind, at).await {
        Ok(None) => Came::NotThere,
        other => came(&other),
    };
    came_of.push(("record", "draft", draft));
    came_of.push(("record", "delete_draft", came(&seen.delete_draft(&owner, kind).await)));
    // The mark keeps the name free for the next one.
    came_of.push((
        "record",
        "rename",
        came(&seen.rename(chain, &format!("{chain} {viewer:?}"), "who", at).await),
    ));
    came_of
}

pub fn every_method_reaches_whom_the_viewer_may(place: &Place, _: &Place) {
    run(async {
        let world = world(place).await;
        let store = &world.store;
        let mut seen = 0;
        for (who, viewer) in &world.viewers {
            for (whom, chain) in &world.chains {
                let before = exported(store).await;
                for (right, method, came) in all(store, viewer, *chain).await {
                    assert_eq!(came, expected(right, who, whom), "{method}: {who} on {whom}");
                    seen += 1;
                }
                // Who does not reach a record has changed nothing.
                if expected("record", who, whom) != Came::Done {
                    assert_eq!(exported(store).await, before, "{who} on {whom}");
                }
            }
        }
        assert_eq!(seen, 7 * 5 * 13);
        assert!(store.verify(None).await.unwrap().is_whole());
        world.store.close().await;
    });
}

pub fn erasing_reaches_whom_the_viewer_may(place: &Place, _: &Place) {
    run(async {
        let world = world(place).await;
        let store = &world.store;
        let mut gone: Vec<&str> = vec!["nobody"];
        // Local mode comes last: it reaches everybody.
        for (who, viewer) in world.viewers.iter().rev() {
            for (whom, chain) in &world.chains {
                let came = came(&store.as_viewer(viewer).erase(*chain, NOW + 30).await);
                let mut wanted = expected("erase", who, whom);
                if wanted == Came::Done && gone.contains(whom) {
                    wanted = Came::NotThere;
                }
                assert_eq!(came, wanted, "{who} on {whom}");
                if came == Came::Done {
                    gone.push(whom);
                }
            }
        }
        assert_eq!(gone.len(), 5, "{gone:?}");
        assert_eq!(store.people("", 9).await.unwrap(), []);
        assert!(store.verify(None).await.unwrap().is_whole());
        world.store.close().await;
    });
}

pub fn lists_hold_whom_the_viewer_may_see(place: &Place, _: &Place) {
    run(async {
        let world = world(place).await;
        let store = &world.store;
        for (who, viewer) in &world.viewers {
            let seen = store.as_viewer(viewer);
            let wanted: Vec<&str> = world
                .chains
                .iter()
                .map(|(whom, _)| *whom)
                .filter(|whom| expected("name", who, whom) == Came::Done)
                .collect();
            // One by one, so that paging is tried too.
            let mut names: Vec<String> = Vec::new();
            loop {
                let after = names.last().map_or("", String::as_str);
                let page = seen.people(after, 1).await.unwrap();
                let Some(person) = page.first() else { break };
                assert_eq!(seen.person(&person.name).await.unwrap(), *person);
                assert_eq!(seen.person_of(person.chain).await.unwrap(), *person);
                names.push(person.name.clone());
            }
            assert_eq!(names, wanted, "{who}");
            for (whom, _) in &world.chains {
                if !wanted.contains(whom) {
                    let none = seen.person(whom).await.unwrap_err();
                    assert_eq!(none.kind, ProblemKind::NotFound, "{who} on {whom}");
                }
            }
            // The newest entries: the slow way asks for each person and kind.
            let latest = seen.latest("", 9, "the person").await;
            if who.starts_with("admin") {
                assert_eq!(latest.unwrap_err().kind, ProblemKind::NotAllowed);
                continue;
            }
            let latest = latest.unwrap();
            let names: Vec<&str> = latest.iter().map(|l| l.person.name.as_str()).collect();
            assert_eq!(names, wanted, "{who}");
            for one in &latest {
                let mut slow = Vec::new();
                for kind in
                    [Kind::Verdict, Kind::Programme, Kind::CheckIn, Kind::Clearance, Kind::Episode]
                {
                    let filter = Filter { kind: Some(kind), ..Filter::default() };
                    slow.extend(
                        seen.page(one.person.chain, filter, None, 1).await.unwrap().entries,
                    );
                }
                slow.sort_by_key(|entry| entry.seq);
                assert_eq!(one.entries, slow, "{who}");
                assert_eq!(slow.len(), 3);
            }
            let after = seen.latest(wanted[0], 9, "the person").await.unwrap();
            assert_eq!(after.len(), wanted.len() - 1);
        }
        world.store.close().await;
    });
}

pub fn the_whole_is_for_the_program_alone(place: &Place, other: &Place) {
    run(async {
        let world = world(place).await;
        let store = &world.store;
        for (who, viewer) in &world.viewers {
            let seen = store.as_viewer(viewer);
            let mut sink = Vec::new();
            let mut nothing: &[u8] = b"";
            let outcomes = [
                seen.export("", &mut sink).await.map(drop),
                seen.verify(None).await.map(drop),
                seen.import("", &mut nothing, taut_record::Existing::Replace).await.map(drop),
            ];
            for outcome in outcomes {
                let refused = outcome.err().map(|problem| problem.kind);
                if *who == "local" {
                    assert_ne!(refused, Some(ProblemKind::NotAllowed));
                } else {
                    assert_eq!(refused, Some(ProblemKind::NotAllowed), "{who}");
                }
            }
            // A copy that is closed leaves the others open.
            seen.close().await;
        }
        // Whoever somebody of a clinic adds is of that clinic.
        for (who, viewer) in &world.viewers {
            let seen = store.as_viewer(viewer);
            let added = seen.add_person("Eve", "who", NOW).await;
            match *who {
                "Ann" | "Cleo" => assert_eq!(added.unwrap_err().kind, ProblemKind::NotAllowed),
                "local" => assert_eq!(store.person("Eve").await.unwrap().chain, added.unwrap()),
                _ => {
                    let chain = added.unwrap();
                    let person = seen.person_of(chain).await.unwrap();
                    assert_eq!(person.shown(), "Eve");
                    for (other, viewer) in &world.viewers {
                        let there = store.as_viewer(viewer).person_of(chain).await.is_ok();
                        let mine = *other == "local"
                            || who[who.len() - 5..] == other[other.len().max(5) - 5..];
                        assert_eq!(there, mine, "{who}, {other}");
                    }
                }
            }
        }
        // One person's export is an export: another place takes it.
        let (_, ann) = world.chains[0];
        let seen = store.as_viewer(&world.viewers[1].1);
        let mut bytes = Vec::new();
        let counts = seen.export_person(ann, "", &mut bytes).await.unwrap();
        assert_eq!((counts.chains, counts.accounts), (1, 0));
        let second = open(other).await;
        second.import("", &mut &bytes[..], taut_record::Existing::Refuse).await.unwrap();
        let filter = Filter::default();
        let there = second.page(ann, filter, None, 99).await.unwrap();
        assert_eq!(there, store.page(ann, filter, None, 99).await.unwrap());
        assert!(second.verify(None).await.unwrap().is_whole());
        second.close().await;
        world.store.close().await;
    });
}

pub fn who_leaves_a_clinic_is_not_seen_there(place: &Place, _: &Place) {
    run(async {
        let world = world(place).await;
        let store = &world.store;
        let (_, ann) = world.chains[0];
        let of = |name: &str| world.viewers.iter().find(|(who, _)| *who == name).unwrap().1;
        let (therapist, admin) = (of("therapist North"), of("admin North"));
        let north = therapist.clinic().unwrap();
        for (who, wanted) in [
            ("therapist North", ProblemKind::NotAllowed),
            ("local", ProblemKind::NotAllowed),
            ("Cleo", ProblemKind::NotFound),
            ("admin South", ProblemKind::NotFound),
        ] {
            let outcome = store.as_viewer(&of(who)).leave_clinic(ann, north, NOW).await;
            assert_eq!(outcome.unwrap_err().kind, wanted, "{who}");
        }
        let seen = store.as_viewer(&therapist);
        seen.page(ann, Filter::default(), None, 1).await.unwrap();
        store.as_viewer(&of("Ann")).leave_clinic(ann, north, NOW).await.unwrap();
        let left = seen.page(ann, Filter::default(), None, 1).await.unwrap_err();
        assert_eq!(left.what, "there is no such person");
        let (_, ben) = world.chains[1];
        store.as_viewer(&admin).leave_clinic(ben, north, NOW).await.unwrap();
        assert_eq!(seen.people("", 9).await.unwrap(), []);
        // The own record stays one's own.
        let own = store.as_viewer(&of("Ann"));
        own.append(ann, vec![episode::begin("second", "Ann").unwrap()], NOW + 40).await.unwrap();
        assert_eq!(own.episodes(ann).await.unwrap().len(), 2);
        world.store.close().await;
    });
}

/// A server runs each request on any of its threads.
#[test]
fn what_a_server_asks_for_may_move_between_threads() {
    fn moves<T: Send>(_: T) {}
    let ask = |store: Store, viewer: Viewer, chain: ChainId, mut sink: Vec<u8>| {
        moves(async move {
            let seen = store.as_viewer(&viewer);
            seen.people("", 1).await?;
            seen.latest("", 1, "the person").await?;
            seen.page(chain, Filter::default(), None, 1).await?;
            seen.append_made(chain, 0, |_| Vec::new()).await?;
            seen.export_person(chain, "", &mut sink).await?;
            let _done_or_waiting = seen.erase(chain, 0).await?;
            let token = store.begin_guest(0, 1).await?;
            store.session(&token, 0).await?;
            store.put_drafts(&[], 0).await?;
            store.sweep(0).await?;
            store.anchor(0).await
        });
    };
    let _ = ask;
}
