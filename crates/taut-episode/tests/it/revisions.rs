//! A therapist's overrides: within their bounds they are kept, listed and made again; beyond them they are refused.

use jiff::civil::Date;
use taut_episode::{
    Because, Replayed, Revised, Revision, begin_next_episode, keep_plan, load_case, load_story,
    overrides, replay,
};
use taut_knowledge::PostureClass;
use taut_plan::Plan;
use taut_record::{ChainId, Store};

use crate::world::{
    Folder, NOW, START, Says, code, day, engine, interview, keep_checked_in, keep_interview,
    knowledge, make_plan, open, run,
};

const BY: Because<'_> = Because { reason: "works shifts", who: "T. Example, physical therapist" };

/// The programme of now with thirty minutes a day.
pub async fn half_an_hour(store: &Store, chain: ChainId, begins: Date) -> Revised {
    let story = load_story(store, chain, knowledge()).await.unwrap();
    let told = engine().tell(story, begins).unwrap();
    let mut revision = Revision::of(&told.kept, &told.story);
    revision.override_preference(knowledge(), ("minutes_per_day", 30), BY).unwrap();
    let case = load_case(store, chain, knowledge()).await.unwrap();
    revision.plan(engine(), &case, begins).unwrap()
}

#[test]
fn doses_and_wishes_are_set_within_their_bounds_with_a_reason() {
    let folder = Folder::new();
    let says = Says::of("vignette-stretch-01");
    run(async {
        let store = open(&folder.place()).await;
        let chain = store.add_person("Ann", "Ann", NOW).await.unwrap();
        keep_interview(&store, chain, &interview(&says), NOW).await.unwrap();
        make_plan(&store, chain, &says, START, NOW).await.unwrap();
        keep_checked_in(&store, chain, &says, day(2), NOW + 1).await.unwrap();

        let story = load_story(&store, chain, knowledge()).await.unwrap();
        let told = engine().tell(story, day(2)).unwrap();
        let (story, now) = (&told.kept, &told.story);
        let case = load_case(&store, chain, knowledge()).await.unwrap();
        let chosen = &now.waiting().unwrap().chosen;
        let sets = |exercise: usize| knowledge().exercises[exercise].dose.sets;
        let room = |exercise| sets(exercise)[1] > sets(exercise)[0];
        let first = &chosen.iter().find(|c| room(c.item.exercise)).unwrap().item;
        let record = &knowledge().exercises[first.exercise];
        let [least, most] = record.dose.sets;
        let mut revision = Revision::of(story, now);
        revision.override_dose(knowledge(), (&record.id, "sets", most), BY).unwrap();
        for (exercise, what, value, because, wrong) in [
            (record.id.as_str(), "sets", most + 1, BY, "beyond-dose"),
            (&record.id, "pain", 1, BY, "unknown-part"),
            ("gl99", "sets", 1, BY, "unknown-exercise"),
            (&record.id, "sets", least, Because { reason: " ", ..BY }, "blank"),
            (&record.id, "sets", least, Because { who: "", ..BY }, "blank"),
        ] {
            let before = revision.clone();
            let set = revision.override_dose(knowledge(), (exercise, what, value), because);
            assert_eq!(code(set), wrong);
            assert_eq!(revision, before);
        }
        for (what, value, wrong) in [
            ("days_per_week", 8, "beyond-limits"),
            ("minutes_per_day", 0, "beyond-limits"),
            ("equipment.rocket", 1, "unknown-equipment"),
            ("unwanted.gl99", 1, "unknown-exercise"),
            ("rung", 7, "unknown-wish"),
        ] {
            assert_eq!(code(revision.override_preference(knowledge(), (what, value), BY)), wrong);
        }
        let other = |c: &&taut_plan::Chosen| c.item.exercise != first.exercise;
        let last = &chosen.iter().rfind(other).unwrap().item;
        let unwanted = format!("unwanted.{}", knowledge().exercises[last.exercise].id);
        revision.override_preference(knowledge(), (&unwanted, 1), BY).unwrap();

        let revised = revision.plan(engine(), &case, day(3)).unwrap();
        let Plan::Programme(programme) = &revised.plan else { panic!("a programme") };
        let held = |exercise| programme.chosen.iter().find(|c| c.item.exercise == exercise);
        assert_eq!(held(first.exercise).unwrap().item.level.sets, most);
        assert!(held(last.exercise).is_none());
        keep_plan(&store, chain, &revised.to_keep(), ("T. Example", NOW + 2)).await.unwrap();

        let listed = overrides(&store, chain).await.unwrap();
        assert_eq!(listed.len(), 2, "{listed:?}");
        assert!(listed.iter().all(|row| row.author == "T. Example" && row.at == NOW + 2));
        assert_eq!((listed[0].set.value, listed[0].set.reason.as_str()), (most, BY.reason));
        keep_checked_in(&store, chain, &says, day(5), NOW + 3).await.unwrap();
        let mut rows = Replayed::new(engine());
        replay(engine(), &store, (chain, "Ann"), &mut rows).await.unwrap();
        assert_eq!(
            (rows.programmes.len(), rows.check_ins.len(), rows.differ()),
            (2, 2, 0),
            "{rows:?}"
        );
        store.close().await;
    });
}

/// Whatever is wished for, what is barred does not come in: there is no override for it.
#[test]
fn no_override_lets_in_what_the_verdict_bars() {
    let folder = Folder::new();
    let says = Says::of("vignette-hold-01");
    run(async {
        let store = open(&folder.place()).await;
        let chain = store.add_person("Ann", "Ann", NOW).await.unwrap();
        keep_interview(&store, chain, &interview(&says), NOW).await.unwrap();
        let case = load_case(&store, chain, knowledge()).await.unwrap();
        let exercises = &knowledge().exercises;
        let stretch = exercises.iter().find(|e| e.is(PostureClass::HamstringLengthening)).unwrap();
        let mut revision = Revision::new(taut_episode::usual_preferences(knowledge()));
        let reps = stretch.dose.sets[0];
        revision.override_dose(knowledge(), (&stretch.id, "sets", reps), BY).unwrap();
        for record in exercises {
            let wish = format!("unwanted.{}", record.id);
            revision.override_preference(knowledge(), (&wish, 0), BY).unwrap();
        }
        revision.override_preference(knowledge(), ("minutes_per_day", 240), BY).unwrap();
        let refused = code(revision.plan(engine(), &case, START));
        assert!(["not-held", "no-programme"].contains(&refused), "{refused}");
        store.close().await;
    });
}

#[test]
fn a_new_plan_remembers_what_brought_no_gain() {
    let folder = Folder::new();
    let says = Says::of("vignette-stretch-01").says("back_pain", "5");
    let stretches = |plan: &Plan| match plan {
        Plan::Programme(programme) => programme
            .chosen
            .iter()
            .filter(|c| {
                knowledge().exercises[c.item.exercise].is(PostureClass::HamstringLengthening)
            })
            .count(),
        _ => 0,
    };
    run(async {
        let store = open(&folder.place()).await;
        let chain = store.add_person("Ann", "Ann", NOW).await.unwrap();
        keep_interview(&store, chain, &interview(&says), NOW).await.unwrap();
        make_plan(&store, chain, &says, START, NOW).await.unwrap();
        assert!(stretches(&half_an_hour(&store, chain, START).await.plan) > 0);
        for week in 0..5 {
            let on = day(2 + 7 * week);
            keep_checked_in(&store, chain, &says, on, NOW + 1 + week).await.unwrap();
        }
        let story = load_story(&store, chain, knowledge()).await.unwrap();
        let said: Vec<_> = story.check_ins.iter().flat_map(|(_, kept, _)| &kept.actions).collect();
        assert!(said.iter().any(|a| a["why"] == "no_gain"), "{said:?}");
        let case = load_case(&store, chain, knowledge()).await.unwrap();
        assert!(!case.dropped.is_empty());
        let revised = half_an_hour(&store, chain, day(31)).await;
        assert_eq!(stretches(&revised.plan), 0);
        keep_plan(&store, chain, &revised.to_keep(), ("T", NOW + 10)).await.unwrap();
        let mut rows = Replayed::new(engine());
        replay(engine(), &store, (chain, "Ann"), &mut rows).await.unwrap();
        assert_eq!((rows.programmes.len(), rows.differ()), (2, 0), "{rows:?}");
        // Another episode begins without that memory.
        let why = ("a new pain", day(32));
        begin_next_episode(&store, chain, engine(), why, ("Ann", NOW + 11)).await.unwrap();
        keep_interview(&store, chain, &interview(&says), NOW + 12).await.unwrap();
        assert!(load_case(&store, chain, knowledge()).await.unwrap().dropped.is_empty());
        store.close().await;
    });
}
