//! What is not finished: versions, owners, ends; on both databases.

use std::collections::BTreeMap;

use taut_record::{
    ChainId, DraftKind, DraftOwner, DraftPut, Expected, Outcome, Place, ProblemKind, Role, Store,
    Token, Viewer,
};

use crate::accounts::{LATER, clinic, new};
use crate::round::with_person;
use crate::support::{NOW, Random, open, run};

/// What a guest has not finished.
pub fn interview(token: &Token) -> DraftOwner {
    DraftOwner::Session(token.id())
}

/// Keeps one draft.
pub async fn put(
    store: &Store,
    owner: &DraftOwner,
    body: &str,
    expected: Expected,
    now: i64,
) -> Outcome<i64> {
    let kind = DraftKind::Interview;
    let put = DraftPut { owner: *owner, kind, body, expected, expires: LATER };
    store.put_drafts(&[put], now).await.unwrap().remove(0)
}

pub fn two_tabs_do_not_overwrite_each_other(place: &Place, _: &Place) {
    run(async {
        let store = open(place).await;
        let token = store.begin_guest(NOW, LATER).await.unwrap();
        let owner = interview(&token);
        let kind = DraftKind::Interview;
        assert_eq!(store.draft(&owner, kind, NOW).await.unwrap(), None);
        let conflict = |outcome: Outcome<i64>| {
            assert_eq!(outcome.unwrap_err().kind, ProblemKind::Conflict);
        };
        conflict(put(&store, &owner, "0", Expected::Version(1), NOW).await);
        conflict(put(&store, &owner, "0", Expected::Version(0), NOW).await);
        let first = put(&store, &owner, "größer", Expected::None, NOW).await.unwrap();
        let draft = store.draft(&owner, kind, NOW).await.unwrap().unwrap();
        assert_eq!((draft.body.as_str(), draft.version), ("größer", first));
        assert_eq!((draft.updated, draft.expires), (NOW, LATER));
        // Both tabs have read the first version.
        let second = put(&store, &owner, "tab a", Expected::Version(first), NOW).await.unwrap();
        assert_ne!(second, first);
        conflict(put(&store, &owner, "tab b", Expected::Version(first), NOW).await);
        conflict(put(&store, &owner, "tab b", Expected::None, NOW).await);
        assert_eq!(store.draft(&owner, kind, NOW).await.unwrap().unwrap().body, "tab a");
        put(&store, &owner, "over", Expected::Any, NOW).await.unwrap();
        // Another kind stands beside it.
        let check_in = DraftKind::CheckIn;
        assert_eq!(store.draft(&owner, check_in, NOW).await.unwrap(), None);
        // Finished and begun anew: a tab from before writes nothing into the new one.
        store.delete_draft(&owner, kind).await.unwrap();
        store.delete_draft(&owner, kind).await.unwrap();
        conflict(put(&store, &owner, "old tab", Expected::Version(second), NOW).await);
        let anew = put(&store, &owner, "anew", Expected::None, NOW + 5).await.unwrap();
        assert_ne!(anew, first);
        conflict(put(&store, &owner, "old tab", Expected::Version(first), NOW + 5).await);
        // Expired: not there, and a new one may begin.
        assert_eq!(store.draft(&owner, kind, LATER).await.unwrap(), None);
        store.close().await;
    });
}

pub fn a_batch_keeps_all_that_may_be_kept(place: &Place, _: &Place) {
    run(async {
        let store = open(place).await;
        let mut tokens = Vec::new();
        for _ in 0..30 {
            tokens.push(store.begin_guest(NOW, LATER).await.unwrap());
        }
        store.end_session(tokens[3].id(), NOW).await.unwrap();
        let bodies: Vec<String> = (0..30).map(|i| format!("{{\"i\":{i}}}")).collect();
        let mut puts: Vec<DraftPut> = tokens
            .iter()
            .zip(&bodies)
            .map(|(token, body)| DraftPut {
                owner: interview(token),
                kind: DraftKind::Interview,
                body,
                expected: Expected::None,
                expires: LATER,
            })
            .collect();
        let long = "x".repeat(2_000_000);
        puts[5].body = &long;
        puts[7].expected = Expected::Version(9);
        // The same one twice: the second sees the first.
        puts.push(DraftPut { body: "twice", ..puts[0] });
        let made = store.put_drafts(&puts, NOW).await.unwrap();
        for (i, outcome) in made.iter().enumerate() {
            let refused = outcome.as_ref().err().map(|problem| problem.kind);
            let expected = match i {
                3 => Some(ProblemKind::NotFound),
                5 => Some(ProblemKind::Refused),
                7 | 30 => Some(ProblemKind::Conflict),
                _ => None,
            };
            assert_eq!(refused, expected, "{i}");
        }
        for (i, token) in tokens.iter().enumerate() {
            let draft = store.draft(&interview(token), DraftKind::Interview, NOW).await.unwrap();
            let kept = !matches!(i, 3 | 5 | 7);
            assert_eq!(draft.map(|d| d.body), kept.then(|| bodies[i].clone()), "{i}");
        }
        assert_eq!(store.put_drafts(&[], NOW).await.unwrap(), []);
        store.close().await;
    });
}

pub fn what_a_guest_said_goes_with_the_session(place: &Place, _: &Place) {
    run(async {
        let store = open(place).await;
        let (clinic, _, therapist) = clinic(&store, "North").await;
        let token = store.begin_guest(NOW, LATER).await.unwrap();
        let owner = interview(&token);
        put(&store, &owner, "of a guest", Expected::None, NOW).await.unwrap();
        store.end_session(token.id(), NOW).await.unwrap();
        assert_eq!(store.draft(&owner, DraftKind::Interview, NOW).await.unwrap(), None);
        let late = put(&store, &owner, "too late", Expected::Any, NOW).await.unwrap_err();
        assert_eq!(
            (late.kind, late.what.as_str()),
            (ProblemKind::NotFound, "the session has ended")
        );
        // Nothing is left of it that only nobody can reach.
        assert!(store.verify(None).await.unwrap().is_whole());
        // A session that has expired by the clock, before anybody sweeps.
        let token = store.begin_guest(NOW, NOW + 10).await.unwrap();
        let owner = interview(&token);
        put(&store, &owner, "of a guest", Expected::None, NOW).await.unwrap();
        assert_eq!(store.draft(&owner, DraftKind::Interview, NOW + 10).await.unwrap(), None);
        let late = put(&store, &owner, "too late", Expected::Any, NOW + 10).await.unwrap_err();
        assert_eq!(late.kind, ProblemKind::NotFound);

        // A person's stays with the person, on any machine.
        let code = store.invite(clinic, Role::Person, None, LATER, NOW).await.unwrap();
        let account = store.accept(&code, &new("maria"), NOW).await.unwrap();
        let viewer = store.account(account).await.unwrap().viewer().unwrap();
        let Viewer::Person { chain, .. } = viewer else { panic!("{viewer:?}") };
        let token = store.sign_in(account, NOW, LATER).await.unwrap();
        let owner = DraftOwner::Person(chain, viewer);
        put(&store, &owner, "of a person", Expected::None, NOW).await.unwrap();
        store.end_session(token.id(), NOW).await.unwrap();
        let kept = store.draft(&owner, DraftKind::Interview, NOW).await.unwrap().unwrap();
        assert_eq!(kept.body, "of a person");
        let by_therapist =
            DraftOwner::Person(chain, Viewer::Therapist { account: therapist, clinic });
        let seen = store.draft(&by_therapist, DraftKind::Interview, NOW).await.unwrap().unwrap();
        assert_eq!(seen, kept);
        store.close().await;
    });
}

/// What the rules say, one put after another: an independent way to the same result as the statements.
#[derive(Default)]
struct Model(BTreeMap<(usize, DraftKind), (i64, String)>);

impl Model {
    fn put(&mut self, at: (usize, DraftKind), put: &DraftPut, may: bool, now: i64) -> Outcome<i64> {
        let refused = |kind| Err(taut_record::Problem::new(kind, ""));
        let there = self.0.get(&at).map(|(version, _)| *version);
        if let Expected::Version(i64::MIN..=0) = put.expected {
            return refused(ProblemKind::Conflict);
        }
        if !may {
            return refused(ProblemKind::NotFound);
        }
        let version = match (put.expected, there) {
            (Expected::None | Expected::Any, None) => now,
            (Expected::Any, Some(version)) => version + 1,
            (Expected::Version(read), Some(version)) if read == version => version + 1,
            _ => return refused(ProblemKind::Conflict),
        };
        self.0.insert(at, (version, put.body.to_owned()));
        Ok(version)
    }
}

pub fn batches_do_what_one_after_another_would(place: &Place, _: &Place) {
    run(async {
        let store = open(place).await;
        let Viewer::Person { account, chain } = with_person(&store, "North").await else {
            panic!()
        };
        let clinic = store.account(account).await.unwrap().clinic;
        let other = store.found_clinic("South", NOW).await.unwrap();
        let (guest, gone) =
            (store.begin_guest(NOW, LATER).await.unwrap(), Token::parse(&"0".repeat(64)));
        let second = store.begin_guest(NOW, LATER).await.unwrap();
        // Whose it is, the owner's number in the model, whether the viewer reaches it.
        let therapist = |clinic| Viewer::Therapist { account, clinic };
        let never = ChainId([9; 16]);
        let owners = [
            (interview(&guest), 0, true),
            (interview(&second), 1, true),
            (interview(&gone.unwrap()), 2, false),
            (DraftOwner::Person(chain, Viewer::Person { account, chain }), 3, true),
            (DraftOwner::Person(chain, therapist(clinic)), 3, true),
            (DraftOwner::Person(chain, Viewer::Local), 3, true),
            (DraftOwner::Person(chain, therapist(other)), 3, false),
            (DraftOwner::Person(chain, Viewer::Person { account, chain: never }), 3, false),
            (DraftOwner::Person(never, Viewer::Local), 4, false),
        ];
        let mut random = Random(7);
        let mut model = Model::default();
        let (mut kept, mut refused) = (0, 0);
        for turn in 0..60 {
            let now = NOW + 1000 * turn;
            let made: Vec<(usize, DraftKind, String, usize)> = (0..random.below(25))
                .map(|i| {
                    let kind = [DraftKind::Interview, DraftKind::CheckIn][random.below(2)];
                    (random.below(owners.len()), kind, format!("{turn} {i}"), random.below(8))
                })
                .collect();
            let puts: Vec<DraftPut> = made
                .iter()
                .map(|(whose, kind, body, guess)| {
                    let (owner, number, _) = owners[*whose];
                    let there = model.0.get(&(number, *kind)).map_or(1, |(version, _)| *version);
                    let expected = match guess {
                        0 => Expected::None,
                        1 => Expected::Any,
                        2 => Expected::Version(there - 1),
                        // What a later put of the same batch would have to build on.
                        3 => Expected::Version(there + 1),
                        4 => Expected::Version(0),
                        _ => Expected::Version(there),
                    };
                    DraftPut { owner, kind: *kind, body, expected, expires: LATER }
                })
                .collect();
            let outcomes = store.put_drafts(&puts, now).await.unwrap();
            for ((whose, kind, ..), (put, outcome)) in made.iter().zip(puts.iter().zip(outcomes)) {
                let (_, number, may) = owners[*whose];
                let wanted = model.put((number, *kind), put, may, now).map_err(|p| p.kind);
                assert_eq!(outcome.map_err(|p| p.kind), wanted, "turn {turn}: {put:?}");
                if wanted.is_ok() { kept += 1 } else { refused += 1 }
            }
            all_at_once_is_one_by_one(&store, &owners.map(|(owner, ..)| owner), now).await;
            for ((number, kind), (version, body)) in &model.0 {
                let (owner, ..) = owners.iter().find(|(_, n, may)| n == number && *may).unwrap();
                let draft = store.draft(owner, *kind, now).await.unwrap().unwrap();
                assert_eq!((draft.version, &draft.body), (*version, body), "turn {turn}");
            }
            // Now and then one is finished.
            let (owner, number, may) = owners[random.below(owners.len())];
            if may && turn % 3 == 0 {
                store.delete_draft(&owner, DraftKind::CheckIn).await.unwrap();
                model.0.remove(&(number, DraftKind::CheckIn));
            }
        }
        assert!(kept > 100 && refused > 100, "{kept} {refused}");
        store.close().await;
    });
}

/// Reads every draft by one statement and each by its own.
async fn all_at_once_is_one_by_one(store: &Store, owners: &[DraftOwner], now: i64) {
    let kinds = [DraftKind::Interview, DraftKind::CheckIn];
    let asked: Vec<(DraftOwner, DraftKind)> =
        owners.iter().flat_map(|owner| kinds.map(|kind| (*owner, kind))).collect();
    let together = store.drafts(&asked, now).await.unwrap();
    for ((owner, kind), together) in asked.iter().zip(together) {
        assert_eq!(together, store.draft(owner, *kind, now).await, "{owner:?}");
    }
}

pub fn sessions_are_found_together_as_one_by_one(place: &Place, _: &Place) {
    run(async {
        let store = open(place).await;
        let (clinic, administrator, therapist) = clinic(&store, "North").await;
        let code = store.invite(clinic, Role::Person, None, LATER, NOW).await.unwrap();
        let person = store.accept(&code, &new("maria"), NOW).await.unwrap();
        let mut tokens = vec![Token::parse(&"7".repeat(64)).unwrap()];
        for account in [administrator, therapist, person] {
            tokens.push(store.sign_in(account, NOW, LATER).await.unwrap());
            tokens.push(store.sign_in(account, NOW, NOW + 5).await.unwrap());
        }
        for _ in 0..3 {
            tokens.push(store.begin_guest(NOW, LATER).await.unwrap());
        }
        // The same one twice, as two requests of one browser.
        tokens.push(tokens[1].clone());
        let ids: Vec<_> = tokens.iter().map(Token::id).collect();
        let mut there = Vec::new();
        for step in 0..4 {
            match step {
                1 => store.end_session(ids[7], NOW).await.unwrap(),
                2 => store.set_disabled(therapist, true, NOW).await.unwrap(),
                3 => store.end_sessions_of(person).await.unwrap(),
                _ => {}
            }
            let now = NOW + 2 * step;
            let together = store.sessions(&ids, now).await.unwrap();
            for (token, together) in tokens.iter().zip(&together) {
                assert_eq!(*together, store.session(token, now).await.unwrap(), "step {step}");
            }
            there.push(together.iter().flatten().count());
        }
        // Ended, disabled and expired ones are gone at once.
        assert_eq!(there, [10, 9, 7, 4]);
        assert_eq!(store.sessions(&[], NOW).await.unwrap(), []);
        store.close().await;
    });
}
