//! A server shares the engine and moves what it waits for between threads: the compiler says whether it may.

use taut_episode::{
    Draft, Engine, EpisodeError, Judgement, Replayed, Revised, end_episode, keep_plan,
    keep_verdict, load_case, load_story, overrides, replay,
};
use taut_plan::Story;
use taut_reason::Setting;

use crate::world::{Folder, NOW, Says, case_of, engine, interview, knowledge, open, run, unseen};

fn shared<T: Send + Sync>() {}
fn moved<T: Send>(future: T) -> T {
    future
}

#[test]
fn a_server_may_share_and_move_it() {
    shared::<Engine>();
    shared::<(Judgement, Draft, Revised, EpisodeError, Story<'static>)>();
    let folder = Folder::new();
    run(async {
        let store = open(&folder.place()).await;
        let chain = store.add_person("Ann", "Ann", NOW).await.unwrap();
        let draft = interview(&Says::of("vignette-stay-01"));
        let judgement = engine().answer(case_of(&draft), Setting::PtClinic, true);
        let (value, judged) = (draft.case(knowledge()), judgement.judged());
        let by = ("Ann", NOW);
        moved(keep_verdict(&store, chain, &unseen(&value, judged), by)).await.unwrap();
        let case = moved(load_case(&store, chain, knowledge())).await.unwrap();
        assert_eq!((case.setting, case.thorough), (Setting::PtClinic, true));
        drop(moved(load_story(&store, chain, knowledge())));
        drop(moved(overrides(&store, chain)));
        drop(moved(end_episode(&store, chain, "over", by)));
        let mut rows = Replayed::new(engine());
        moved(replay(engine(), &store, (chain, "Ann"), &mut rows)).await.unwrap();
        assert_eq!((rows.verdicts.len(), rows.differ()), (1, 0));
        let keep =
            |revised: &Revised| drop(moved(keep_plan(&store, chain, &revised.to_keep(), by)));
        let _ = keep;
        store.close().await;
    });
}
