//! From the first question to a programme, check-ins, progress and a replay, on both databases.

use taut_episode::{
    EpisodeError, Missing, Replayed, begin_next_episode, end_episode, keep_verdict, load_case,
    load_story, replay, result_json,
};
use taut_knowledge::Rung;
use taut_plan::measure::Series;
use taut_reason::Setting;
use taut_record::Place;
use taut_text::ProgressView;

use crate::postgres::Server;
use crate::said_anew::both_of_two_count;
use crate::world::{
    Folder, NOW, START, Says, case_of, day, engine, interview, keep_checked_in, keep_interview,
    knowledge, make_plan, open, run, unseen,
};
use crate::writers::only_one_of_two_is_kept;

#[test]
fn the_whole_way_on_sqlite() {
    let folder = Folder::new();
    the_whole_way(&folder.place());
    only_one_of_two_is_kept(&folder.place());
    both_of_two_count(&folder.place());
}

#[test]
fn the_whole_way_on_postgresql() {
    let Some(server) = Server::start() else { return };
    the_whole_way(&server.place());
    only_one_of_two_is_kept(&server.place());
    both_of_two_count(&server.place());
}

#[test]
fn a_programme_does_not_begin_before_its_answers() {
    let folder = Folder::new();
    run(async {
        let store = open(&folder.place()).await;
        let chain = store.add_person("Ann", "Ann", NOW).await.unwrap();
        let says = Says::of("vignette-stretch-01");
        let draft = interview(&says);
        let mut value = draft.case(knowledge());
        let answers = value["answers"].as_array_mut().unwrap();
        for answer in answers.iter_mut().take(2) {
            answer["when"] = day(3).to_string().into();
        }
        let judgement = engine().answer(case_of(&draft), Setting::Home, false);
        let new = unseen(&value, judgement.judged());
        keep_verdict(&store, chain, &new, ("Ann", NOW + 1)).await.unwrap();
        let early = make_plan(&store, chain, &says, day(2), NOW + 2).await;
        let EpisodeError::Refused(faults) = early.unwrap_err() else { panic!("not refused") };
        let codes: Vec<&str> = faults.iter().map(|fault| fault.code).collect();
        assert_eq!(codes, ["begins-before-answers"; 2]);
        make_plan(&store, chain, &says, day(3), NOW + 3).await.unwrap();
        let story = load_story(&store, chain, knowledge()).await.unwrap();
        assert!(engine().tell(story, day(3)).unwrap().goes_on());
    });
}

fn the_whole_way(place: &Place) {
    run(async {
        let store = open(place).await;
        let chain = store.add_person("Ann", "Ann", NOW).await.unwrap();
        assert_eq!(
            load_case(&store, chain, knowledge()).await.unwrap_err(),
            EpisodeError::Missing(Missing::Episode)
        );
        let says = Says::of("vignette-stretch-01");
        let draft = interview(&says);
        let kept = keep_interview(&store, chain, &draft, NOW + 1).await.unwrap();
        assert_eq!((kept.at, kept.episode), (4, 2));
        assert_eq!(
            load_story(&store, chain, knowledge()).await.unwrap_err(),
            EpisodeError::Missing(Missing::Programme)
        );
        assert_eq!(load_case(&store, chain, knowledge()).await.unwrap().case, case_of(&draft));

        make_plan(&store, chain, &says, START, NOW + 2).await.unwrap();
        let first = keep_checked_in(&store, chain, &says, day(2), NOW + 3).await.unwrap();
        assert_eq!(first.now, Rung::StretchAndStrengthen, "{first:?}");
        let second = keep_checked_in(&store, chain, &says, day(9), NOW + 4).await.unwrap();
        assert_eq!(second.now, Rung::StretchAndStrengthen, "{second:?}");

        let story = load_story(&store, chain, knowledge()).await.unwrap();
        let told = engine().tell(story, day(9)).unwrap();
        assert_eq!(told.responses, [first, second]);
        let now = told.story;
        let series: Vec<&Series> = now.series().iter().collect();
        let answers = now.answers();
        let view =
            ProgressView { knowledge: knowledge(), answers, begun: now.begun(), series: &series };
        let progress = result_json::progress(&view, &now);
        assert_eq!(progress["check_ins"], 2);
        let back = progress["measures"].as_array().unwrap().iter();
        let mut back = back.filter(|measure| measure["measure"] == "nprs_back");
        assert_eq!(back.next().unwrap()["points"].as_array().unwrap().len(), 2);

        // A flag ends it at once, and what it said counts in every assessment that follows.
        let says = says.says("saddle_numbness", "present");
        let third = keep_checked_in(&store, chain, &says, day(16), NOW + 5).await.unwrap();
        assert_eq!(third.now, Rung::Emergency);
        let kept = load_case(&store, chain, knowledge()).await.unwrap();
        let judgement = engine().answer(kept.case, kept.setting, kept.thorough);
        assert_eq!(judgement.verdict.rung(), Rung::Emergency);
        let refused = keep_checked_in(&store, chain, &says, day(17), NOW + 6).await;
        assert!(refused.is_err(), "{refused:?}");

        let mut rows = Replayed::new(engine());
        replay(engine(), &store, (chain, "Ann"), &mut rows).await.unwrap();
        assert_eq!((rows.verdicts.len(), rows.programmes.len(), rows.check_ins.len()), (2, 1, 3));
        let all = [&rows.verdicts, &rows.programmes, &rows.check_ins];
        assert!(all.into_iter().flatten().all(|row| row.outcome == "same"), "{rows:?}");

        // Another episode begins with nothing.
        let why = ("a new pain", day(18));
        let new = begin_next_episode(&store, chain, engine(), why, ("Ann", NOW + 7)).await.unwrap();
        assert!(new > kept.seen);
        assert_eq!(
            load_case(&store, chain, knowledge()).await.unwrap_err(),
            EpisodeError::Missing(Missing::Answers)
        );
        assert_eq!(end_episode(&store, chain, "over", ("Ann", NOW + 8)).await, Ok(new));
        assert_eq!(
            end_episode(&store, chain, "over", ("Ann", NOW + 9)).await,
            Err(EpisodeError::Missing(Missing::Episode))
        );
        store.close().await;
    });
}
