//! Two who write at once: nothing is lost, and whoever worked from what is no longer so is refused.

use std::sync::Barrier;

use taut_episode::{CheckInToKeep, EpisodeError, Replayed, keep_check_in, newest_place, replay};
use taut_record::{Filter, Kind, Place};

use crate::world::{
    Folder, NOW, START, Says, check_in, code, day, engine, interview, keep_checked_in,
    keep_interview, make_plan, open, run,
};

/// Two check-ins of different days, worked out of the same story and kept by two threads at the same moment.
pub fn only_one_of_two_is_kept(place: &Place) {
    let says = Says::of("vignette-stretch-01");
    let draft = interview(&says);
    let (chain, both) = run(async {
        let store = open(place).await;
        let chain = store.add_person("Bea", "Bea", NOW).await.unwrap();
        keep_interview(&store, chain, &draft, NOW).await.unwrap();
        make_plan(&store, chain, &says, START, NOW).await.unwrap();
        let mut both: Vec<CheckInToKeep> = Vec::new();
        for on in [day(2), day(3)] {
            both.push(check_in(&store, chain, &says, on).await.unwrap().0);
        }
        // That somebody reads meanwhile changes nothing.
        store.log_access(chain, "T. Example", "history", NOW).await.unwrap();
        store.close().await;
        (chain, both)
    });
    let barrier = Barrier::new(both.len());
    let keep = |new: &CheckInToKeep| {
        run(async {
            let store = open(place).await;
            barrier.wait();
            let kept = keep_check_in(&store, new, ("Bea", NOW + 1)).await;
            store.close().await;
            kept
        })
    };
    let outcomes: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = both.iter().map(|new| scope.spawn(|| keep(new))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    let refused = outcomes.into_iter().find(Result::is_err).unwrap();
    assert_eq!(code(refused), "changed-meanwhile");
    run(async {
        let store = open(place).await;
        let filter = Filter { kind: Some(Kind::CheckIn), ..Filter::default() };
        assert_eq!(store.page(chain, filter, None, 10).await.unwrap().entries.len(), 1);
        let mut rows = Replayed::new(engine());
        replay(engine(), &store, (chain, "Bea"), &mut rows).await.unwrap();
        assert_eq!((rows.check_ins.len(), rows.differ()), (1, 0), "{rows:?}");
        store.close().await;
    });
}

#[test]
fn a_programme_is_refused_where_a_check_in_came_meanwhile() {
    let folder = Folder::new();
    let says = Says::of("vignette-stretch-01");
    run(async {
        let store = open(&folder.place()).await;
        let chain = store.add_person("Ann", "Ann", NOW).await.unwrap();
        keep_interview(&store, chain, &interview(&says), NOW).await.unwrap();
        make_plan(&store, chain, &says, START, NOW).await.unwrap();
        let revised = crate::revisions::half_an_hour(&store, chain, day(4)).await;
        keep_checked_in(&store, chain, &says, day(2), NOW + 1).await.unwrap();
        let before = newest_place(&store, chain).await.unwrap();
        let kept = taut_episode::keep_plan(&store, chain, &revised.to_keep(), ("T", NOW + 2)).await;
        assert_eq!(code(kept), "changed-meanwhile");
        assert_eq!(newest_place(&store, chain).await, Ok(before));
        // Worked out again, it is kept.
        let revised = crate::revisions::half_an_hour(&store, chain, day(4)).await;
        taut_episode::keep_plan(&store, chain, &revised.to_keep(), ("T", NOW + 2)).await.unwrap();
        // A check-in of the programme that was replaced is refused.
        let again = check_in(&store, chain, &says, day(5)).await.unwrap().0;
        make_plan(&store, chain, &says, day(5), NOW + 3).await.unwrap();
        let late = keep_check_in(&store, &again, ("Ann", NOW + 4)).await;
        assert!(matches!(late, Err(EpisodeError::Refused(_))), "{late:?}");
        store.close().await;
    });
}
