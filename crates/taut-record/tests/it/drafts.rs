//! What is not finished: versions, owners, ends; on both databases.

use taut_record::{
    DraftKind, DraftOwner, DraftPut, Expected, Outcome, Place, ProblemKind, Role, Store, Token,
    Viewer,
};

use crate::accounts::{LATER, clinic, new};
use crate::support::{NOW, open, run};

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
