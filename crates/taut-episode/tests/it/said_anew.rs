//! What is said anew joins what stands from before (S13), whoever shows it; and nothing that is added meanwhile is passed by.

use std::sync::Barrier;

use jiff::civil::Date;
use serde_json::{Value, json};
use taut_episode::{
    ATTEMPTS, Before, EpisodeError, Joined, SaidAnew, Wanted, begin_next_episode, join, keep_said,
    load_case,
};
use taut_knowledge::{Rung, read_case};
use taut_reason::Setting;
use taut_record::{ChainId, Filter, Kind, Place, ProblemKind, Store};

use crate::world::{Folder, NOW, START, Says, day, engine, interview, knowledge, open, run};

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;

/// The office worker with short hamstrings, otherwise well.
fn well() -> Says {
    Says::of("vignette-stretch-01")
}

fn numb() -> Says {
    well().says("saddle_numbness", "yes")
}

fn asked(says: &Says, on: Date) -> SaidAnew {
    let value = interview(says).case(knowledge());
    SaidAnew::interview(knowledge(), value, on, None).unwrap()
}

/// A case file with these answers: finding, state, side, by and day, where empty ones are left out.
fn file(answers: &[[&str; 5]]) -> SaidAnew {
    let answer = |[finding, state, side, by, when]: &[&str; 5]| {
        let mut answer = json!({ "finding": finding, "state": state, "by": by });
        for (key, text) in [("side", side), ("when", when)] {
            if !text.is_empty() {
                answer[key] = json!(text);
            }
        }
        answer
    };
    let answers: Vec<Value> = answers.iter().map(answer).collect();
    let value = json!({ "schema": "taut.case/1", "id": "file", "answers": answers });
    let case = read_case("file", value.to_string().as_bytes(), knowledge()).unwrap();
    SaidAnew::file(case, value)
}

async fn keep(store: &Store, chain: ChainId, said: &SaidAnew, days: i64) -> Joined {
    let judge = |before| join(engine(), before, said, Wanted::default(), day(days));
    let by = ("the person", NOW + days * DAY);
    keep_said(store, chain, knowledge(), judge, by).await.unwrap().1
}

fn rung(joined: &Joined) -> Rung {
    joined.judgement.verdict.rung()
}

fn stands(joined: &Joined) -> Vec<&str> {
    joined.stands.iter().map(|finding| knowledge().finding(*finding).id.as_str()).collect()
}

/// What one after another comes to for a person: said on a day, the advice, the signs that stand.
fn story(steps: &[(SaidAnew, i64, Rung, &[&str])]) {
    let folder = Folder::new();
    run(async {
        let store = open(&folder.place()).await;
        let chain = store.add_person("Ann", "Ann", NOW).await.unwrap();
        for (step, (said, on, advice, names)) in steps.iter().enumerate() {
            let joined = keep(&store, chain, said, *on).await;
            assert_eq!((rung(&joined), stands(&joined)), (*advice, names.to_vec()), "step {step}");
            // What is kept is what was shown.
            let kept = load_case(&store, chain, knowledge()).await.unwrap();
            let again = engine().answer(kept.case, kept.setting, kept.thorough);
            assert_eq!(again.verdict.rung(), *advice, "step {step}");
        }
        store.close().await;
    });
}

#[test]
fn a_flag_stands_when_the_questions_are_asked_again_on_another_day() {
    let open = Rung::StretchAndStrengthen;
    let numb_now = || asked(&numb(), START);
    story(&[
        (numb_now(), 0, Rung::Emergency, &[]),
        (asked(&well(), day(3)), 3, Rung::Emergency, &["saddle_numbness"]),
        (asked(&numb(), day(4)), 4, Rung::Emergency, &[]),
    ]);
    // A slip of the same day is put right.
    story(&[(numb_now(), 0, Rung::Emergency, &[]), (asked(&well(), START), 0, open, &[])]);
    // What a clinician found stands, also on the same day.
    let weak = file(&[["motor_weakness_exam", "present", "left", "therapist", "2026-03-02"]]);
    story(&[
        (asked(&well(), START), 0, open, &[]),
        (weak, 0, Rung::HoldAndSeePt, &[]),
        (asked(&well(), START), 0, Rung::HoldAndSeePt, &["motor_weakness_exam"]),
    ]);
}

#[test]
fn a_file_takes_back_only_what_it_says_again_of_the_same_day() {
    let open = Rung::StretchAndStrengthen;
    let flag = |state, when| file(&[["saddle_numbness", state, "", "person", when]]);
    let other = || file(&[["felt_tightness", "present", "both", "person", ""]]);
    story(&[
        (asked(&well(), START), 0, open, &[]),
        (flag("present", ""), 2, Rung::Emergency, &[]),
        // It does not mention it.
        (other(), 2, Rung::Emergency, &["saddle_numbness"]),
        (flag("absent", ""), 2, open, &[]),
    ]);
    // Of another day it is a denial, and the report stands; of the day of the report it is too late to take it back.
    for when in ["", "2026-03-05", "2026-03-04"] {
        story(&[
            (asked(&well(), START), 0, open, &[]),
            (flag("present", "2026-03-04"), 2, Rung::Emergency, &[]),
            (flag("absent", when), 3, Rung::Emergency, &["saddle_numbness"]),
        ]);
    }
    // One side says nothing of the other.
    let tingling = |state, side| file(&[["leg_tingling", state, side, "person", ""]]);
    story(&[
        (asked(&well(), START), 0, open, &[]),
        (tingling("present", "both"), 2, Rung::HoldAndSeePt, &[]),
        (tingling("absent", "left"), 2, Rung::HoldAndSeePt, &["leg_tingling"]),
        (tingling("absent", "both"), 2, open, &[]),
    ]);
}

#[test]
fn another_episode_begins_without_what_stood_in_the_one_before() {
    let folder = Folder::new();
    run(async {
        let store = open(&folder.place()).await;
        let chain = store.add_person("Ann", "Ann", NOW).await.unwrap();
        keep(&store, chain, &asked(&numb(), START), 0).await;
        let why = ("a new pain", day(1));
        begin_next_episode(&store, chain, engine(), why, ("Ann", NOW + DAY)).await.unwrap();
        let joined = keep(&store, chain, &asked(&well(), day(2)), 2).await;
        assert_eq!((rung(&joined), joined.stands.len()), (Rung::StretchAndStrengthen, 0));
        // What was kept is still there.
        let filter = Filter { kind: Some(Kind::Answers), ..Filter::default() };
        let first = store.page(chain, filter, None, 9).await.unwrap().entries.pop().unwrap();
        assert!(first.body.contains("\"saddle_numbness\""), "{}", first.body);
        store.close().await;
    });
}

/// Somebody looks at their interview again, after other things were kept: those are not taken back, and it is not of a later day.
#[test]
fn an_interview_that_is_over_takes_nothing_back_that_was_kept_since() {
    let folder = Folder::new();
    run(async {
        let store = open(&folder.place()).await;
        let chain = store.add_person("Ann", "Ann", NOW).await.unwrap();
        keep(&store, chain, &asked(&well(), START), 0).await;
        let flag = file(&[["saddle_numbness", "present", "", "person", ""]]);
        keep(&store, chain, &flag, 0).await;
        let look = |over| {
            let value = interview(&well()).case(knowledge());
            SaidAnew::interview(knowledge(), value, START, over).unwrap()
        };
        let before = Before::read(&store, chain, knowledge()).await.unwrap();
        let kept = before.kept.clone().unwrap();
        for on in [0, 5] {
            let said = look(Some(NOW - 1));
            let joined = join(engine(), before.clone(), &said, Wanted::default(), day(on)).unwrap();
            assert_eq!(rung(&joined), Rung::Emergency, "day {on}");
            assert_eq!(stands(&joined), ["saddle_numbness"]);
            let answers = &joined.kept.unwrap().case.answers;
            assert_eq!(answers.len(), kept.case.answers.len(), "of the same day the report stands");
        }
        // It is over just now: a slip of today is put right.
        let joined = join(engine(), before, &look(None), Wanted::default(), START).unwrap();
        assert_eq!(rung(&joined), Rung::StretchAndStrengthen);
        store.close().await;
    });
}

#[test]
fn base_rates_and_the_search_are_those_of_the_record_unless_said_otherwise() {
    let folder = Folder::new();
    run(async {
        let store = open(&folder.place()).await;
        let chain = store.add_person("Ann", "Ann", NOW).await.unwrap();
        let said = file(&[["saddle_numbness", "present", "", "person", ""]]);
        let wanted = |setting, thorough| Wanted { setting, thorough };
        let clinic = Some(Setting::PtClinic);
        for (wanted, setting, thorough) in [
            (wanted(None, false), Setting::Home, false),
            (wanted(clinic, true), Setting::PtClinic, true),
            (wanted(None, false), Setting::PtClinic, true),
            (wanted(Some(Setting::Home), false), Setting::Home, true),
        ] {
            let judge = |before| join(engine(), before, &said, wanted, START);
            let by = ("the person", NOW);
            let kept = keep_said(&store, chain, knowledge(), judge, by).await.unwrap().1;
            let reasoner = kept.judgement.reasoner;
            assert_eq!(reasoner.setting, setting);
            assert_eq!(kept.judgement.judged().is_thorough(), thorough);
        }
        store.close().await;
    });
}

async fn verdicts(store: &Store, chain: ChainId) -> usize {
    let filter = Filter { kind: Some(Kind::Verdict), ..Filter::default() };
    store.page(chain, filter, None, 100).await.unwrap().entries.len()
}

/// Two who say something at the same moment, each with a connection of their own: both count in the end.
pub fn both_of_two_count(place: &Place) {
    let chain = run(async {
        let store = open(place).await;
        let chain = store.add_person("Cid", "Cid", NOW).await.unwrap();
        store.close().await;
        chain
    });
    let said = [
        file(&[["leg_tingling", "present", "left", "person", ""]]),
        file(&[["motor_weakness_exam", "present", "right", "therapist", ""]]),
    ];
    let barrier = Barrier::new(said.len());
    let keep = |said: &SaidAnew| {
        run(async {
            let store = open(place).await;
            let mut first = true;
            let judge = |before: Before| {
                // Both have read the record before either writes.
                if std::mem::take(&mut first) {
                    barrier.wait();
                }
                join(engine(), before, said, Wanted::default(), START)
            };
            let kept = keep_said(&store, chain, knowledge(), judge, ("Cid", NOW + 1)).await;
            store.close().await;
            kept.unwrap();
        });
    };
    std::thread::scope(|scope| {
        for said in &said {
            scope.spawn(|| keep(said));
        }
    });
    run(async {
        let store = open(place).await;
        let kept = load_case(&store, chain, knowledge()).await.unwrap();
        let ids = kept.case.answers.iter().map(|a| knowledge().finding(a.finding).id.as_str());
        let mut ids: Vec<&str> = ids.collect();
        ids.sort_unstable();
        assert_eq!(ids, ["leg_tingling", "motor_weakness_exam"]);
        assert_eq!(verdicts(&store, chain).await, 2);
        store.close().await;
    });
}

#[test]
fn whoever_is_passed_by_each_time_is_told_and_nothing_is_kept() {
    let folder = Folder::new();
    let place = folder.place();
    run(async {
        let store = open(&place).await;
        let chain = store.add_person("Ann", "Ann", NOW).await.unwrap();
        let said = asked(&numb(), START);
        let other = file(&[["felt_tightness", "present", "both", "person", ""]]);
        let mut tries = 0;
        let judge = |before: Before| {
            tries += 1;
            // Somebody else writes between reading and writing.
            std::thread::scope(|scope| {
                scope.spawn(|| {
                    run(async {
                        let store = open(&place).await;
                        keep(&store, chain, &other, 0).await;
                        store.close().await;
                    });
                });
            });
            join(engine(), before, &said, Wanted::default(), START)
        };
        let outcome = keep_said(&store, chain, knowledge(), judge, ("Ann", NOW)).await;
        let Err(EpisodeError::Record(problem)) = outcome else { panic!("{outcome:?}") };
        assert_eq!(problem.kind, ProblemKind::Conflict);
        assert!(problem.to_string().contains("do it again"), "{problem}");
        assert_eq!((tries, verdicts(&store, chain).await), (ATTEMPTS, ATTEMPTS));
        let kept = load_case(&store, chain, knowledge()).await.unwrap();
        assert!(!kept.value.to_string().contains("saddle_numbness"));
        // That somebody looks at a record passes nobody by.
        let judge = |before: Before| {
            std::thread::scope(|scope| {
                scope.spawn(|| {
                    run(async {
                        let store = open(&place).await;
                        store.log_access(chain, "T", "history", NOW).await.unwrap();
                        store.close().await;
                    });
                });
            });
            join(engine(), before, &said, Wanted::default(), START)
        };
        keep_said(&store, chain, knowledge(), judge, ("Ann", NOW)).await.unwrap();
        assert_eq!(verdicts(&store, chain).await, ATTEMPTS + 1);
        store.close().await;
    });
}
