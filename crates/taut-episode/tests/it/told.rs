//! A programme is shown only as far as the answer of today lets it go on, whoever gave or found what that answer rests on.

use jiff::civil::Date;
use serde_json::json;
use taut_episode::{
    KeptCase, Upheld, VerdictToKeep, case_json, keep_verdict, load_case, load_story,
};
use taut_knowledge::{Rung, read_case, resolve};
use taut_plan::{Action, Admission, Held, Standing};
use taut_reason::Reasoner;
use taut_record::{ChainId, Store};

use crate::world::{
    Folder, NOW, START, Says, day, engine, interview, keep_checked_in, keep_interview, knowledge,
    make_plan, open, run,
};

/// Adds answers of a day to what stands, judges them all and keeps both, as whoever says so.
async fn add(
    store: &Store,
    chain: ChainId,
    answers: &[(&str, &str, &str)],
    (by, on, now): (&str, Date, i64),
) -> Rung {
    let kept = load_case(store, chain, knowledge()).await.unwrap();
    let answer = |(finding, side, state): &(&str, &str, &str)| {
        let mut one =
            json!({ "finding": finding, "state": state, "by": by, "when": on.to_string() });
        if !side.is_empty() {
            one["side"] = json!(side);
        }
        if *state == "cleared" {
            one["reason"] = json!("looked at");
            one["examiner"] = json!("T. Example");
        }
        one
    };
    let new: Vec<_> = answers.iter().map(answer).collect();
    let alone = json!({ "schema": taut_knowledge::case::CASE_SCHEMA, "id": "x", "answers": new });
    let read = |value: &serde_json::Value| {
        read_case("x", value.to_string().as_bytes(), knowledge())
            .unwrap_or_else(|report| panic!("{report}"))
    };
    let (mut value, added) = (kept.value.clone(), read(&alone));
    let later = (&mut value, &kept.case);
    case_json::with_later(knowledge(), later, &added.answers, &on.to_string());
    let kept = KeptCase { case: read(&value), value, ..kept };
    let (case, cleared) = kept.cleared(knowledge(), on);
    let judgement = engine().answer(case, kept.setting, false);
    let judged = judgement.judged();
    let author = if by == "person" { "the person" } else { "T. Example" };
    let new =
        VerdictToKeep { case: &kept.value, judged, clearances: &cleared, seen: Some(kept.seen) };
    keep_verdict(store, chain, &new, (author, now)).await.unwrap();
    judgement.verdict.rung()
}

/// A person with an interview and a programme that begins on the first day.
async fn begun(folder: &Folder) -> (Store, ChainId, Says) {
    let store = open(&folder.place()).await;
    let chain = store.add_person("Ann", "Ann", NOW).await.unwrap();
    let says = Says::of("vignette-stretch-01");
    keep_interview(&store, chain, &interview(&says), NOW + 1).await.unwrap();
    make_plan(&store, chain, &says, START, NOW + 2).await.unwrap();
    (store, chain, says)
}

#[test]
fn what_is_found_after_the_programme_stops_it_until_it_is_cleared() {
    let folder = Folder::new();
    run(async {
        let (store, chain, says) = begun(&folder).await;
        keep_checked_in(&store, chain, &says, day(2), NOW + 3).await.unwrap();
        let told = async |on: Date| {
            let kept = load_story(&store, chain, knowledge()).await.unwrap();
            engine().tell(kept, on).unwrap()
        };
        let before = told(day(3)).await;
        assert!(before.goes_on() && before.held.is_none(), "{:?}", before.held);
        assert_eq!(before.newest(), before.responses.last().cloned());

        for (at, (finding, rung)) in
            [("saddle_numbness", Rung::Emergency), ("leg_symptoms", Rung::HoldAndSeePt)]
                .into_iter()
                .enumerate()
        {
            let now = NOW + 10 * (at as i64 + 1);
            let state = if finding == "leg_symptoms" { "most_weeks" } else { "present" };
            let mut said = vec![(finding, "", state)];
            if finding == "leg_symptoms" {
                said = vec![(finding, "", state), ("how_far_down", "", "foot")];
            }
            let came = add(&store, chain, &said, ("person", day(3), now)).await;
            assert!(came <= rung, "{came:?}");
            let stopped = told(day(3)).await;
            assert_eq!(stopped.held, Some(Held::Advice(came)));
            assert!(!stopped.goes_on() && stopped.story.waiting().is_none());
            assert_eq!(stopped.story.standing(day(3)), Standing::Stopped(day(3)));
            assert_eq!(stopped.story.rung(), came);
            let newest = stopped.newest().unwrap();
            assert_eq!((newest.now, newest.programme), (came, None));
            let refused = keep_checked_in(&store, chain, &says, day(4), now + 1).await;
            assert!(refused.is_err(), "{refused:?}");
            let all: Vec<_> = said.iter().map(|(f, side, _)| (*f, *side, "cleared")).collect();
            let cleared = [all[0]];
            let came = add(&store, chain, &cleared, ("therapist", day(4), now + 2)).await;
            let again = told(day(5)).await;
            assert_eq!(again.goes_on(), came.is_open(), "{came:?}");
            if came.is_open() {
                assert!(again.held.is_none());
            }
        }
    });
}

#[test]
fn a_programme_waits_for_a_check_in_once_there_was_none_for_too_long() {
    let folder = Folder::new();
    run(async {
        let (store, chain, says) = begun(&folder).await;
        let told = async |on: Date| {
            let kept = load_story(&store, chain, knowledge()).await.unwrap();
            engine().tell(kept, on).unwrap()
        };
        let most = i64::from(knowledge().check_in.numbers.frozen_days);
        for (last, check_in) in [(0, false), (2, true)] {
            if check_in {
                keep_checked_in(&store, chain, &says, day(last), NOW + 3).await.unwrap();
            }
            let before = told(day(last + most)).await;
            assert!(before.goes_on() && !before.is_paused(), "{last}");
            let after = told(day(last + most + 1)).await;
            assert!(!after.goes_on() && after.is_paused(), "{last}");
            // It waits, and has not stopped; what comes first is the check-in, and not the answer.
            assert!(after.story.waiting().is_some() && !after.answer_comes_first());
            assert_eq!(after.newest().is_some(), check_in);
            if let Some(newest) = after.newest() {
                assert_eq!(newest.programme, None);
                assert_eq!(newest.actions[0], Action::Frozen(Vec::new()));
            }
        }
        keep_checked_in(&store, chain, &says, day(most + 3), NOW + 4).await.unwrap();
        assert!(told(day(most + 3)).await.goes_on());
    });
}

/// The advice that counts on a day, and what check-ins uphold.
async fn counts_today(store: &Store, chain: ChainId, on: Date) -> (Rung, Option<Upheld>) {
    let kept = load_case(store, chain, knowledge()).await.unwrap();
    let judgement = engine().answer(kept.cleared(knowledge(), on).0, kept.setting, false);
    let upheld = kept.upheld(knowledge(), &judgement);
    let rung = upheld.as_ref().map_or(judgement.verdict.rung(), |upheld| upheld.rung);
    (rung, upheld)
}

#[test]
fn a_new_deficit_of_a_check_in_counts_until_somebody_else_has_looked() {
    let folder = Folder::new();
    run(async {
        let (store, chain, _) = begun(&folder).await;
        assert_eq!(counts_today(&store, chain, day(1)).await.1, None);
        let numb = Says::of("vignette-stretch-01").says("numbness_new", "present");
        let response = keep_checked_in(&store, chain, &numb, day(2), NOW + 3).await.unwrap();
        let least = Rung::from(knowledge().check_in.numbers.deficit_rung);
        assert_eq!(response.now, least);
        let deficits = vec![knowledge().finding_id("numbness_new").unwrap()];
        let upheld = Upheld { rung: least, alone: Rung::HoldAndSeePt, deficits };
        assert_eq!(counts_today(&store, chain, day(3)).await.1, Some(upheld.clone()));
        // A no of the person takes nothing back.
        let no = [("numbness_new", "left", "absent")];
        add(&store, chain, &no, ("person", day(4), NOW + 4)).await;
        assert_eq!(counts_today(&store, chain, day(4)).await.1, Some(upheld));
        let still = [("numbness_new", "left", "present")];
        let found = add(&store, chain, &still, ("therapist", day(5), NOW + 5)).await;
        assert_eq!(counts_today(&store, chain, day(5)).await, (found, None));
    });
}

/// Xorshift, so that every run does the same.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

/// Signs with sides where they have them, each with a state that is there.
fn some_answer(random: &mut Random, by: &str) -> (String, &'static str, String) {
    let all: Vec<_> = knowledge()
        .findings
        .iter()
        .filter(|f| !f.states.is_empty() && (by != "person" || f.person_may_answer))
        .collect();
    let finding = all[random.below(all.len())];
    let state = &finding.states[random.below(finding.states.len())];
    let side = if finding.sided { ["left", "right"][random.below(2)] } else { "" };
    (finding.id.clone(), side, state.clone())
}

#[test]
fn a_story_never_goes_on_against_the_answer_of_today() {
    let says = Says::of("vignette-stretch-01");
    let numb = Says::of("vignette-stretch-01").says("numbness_new", "present");
    let (mut went_on, mut held) = (0, 0);
    let admission = Admission::new(knowledge());
    let slow = Reasoner::new(knowledge(), taut_reason::Setting::Home);
    for seed in 1..=12_u64 {
        let folder = Folder::new();
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        run(async {
            let store = open(&folder.place()).await;
            let chain = store.add_person("Ann", "Ann", NOW).await.unwrap();
            keep_interview(&store, chain, &interview(&says), NOW + 1).await.unwrap();
            make_plan(&store, chain, &says, START, NOW + 2).await.unwrap();
            for step in 1..=6_i64 {
                let (on, now) = (day(2 * step), NOW + 2 + 3 * step);
                let mut checked_in = false;
                match random.below(3) {
                    // Refused where the programme has stopped.
                    0 => {
                        let says = [&says, &numb][random.below(2)];
                        let kept = keep_checked_in(&store, chain, says, on, now).await;
                        checked_in = kept.is_ok();
                    }
                    who => {
                        let by = if who == 1 { "person" } else { "therapist" };
                        let (finding, side, state) = some_answer(&mut random, by);
                        let said = [(finding.as_str(), side, state.as_str())];
                        add(&store, chain, &said, (by, on, now)).await;
                    }
                }
                let kept = load_story(&store, chain, knowledge()).await.unwrap();
                // The second path: all answers judged without any story.
                let now = load_case(&store, chain, knowledge()).await.unwrap();
                let (case, _) = now.cleared(knowledge(), on);
                let answers = resolve(&case, knowledge()).answers;
                let verdict = slow.verdict(&answers);
                let told = engine().tell(kept, on).unwrap();
                let counts = counts_today(&store, chain, on).await.0;
                assert!(counts <= verdict.rung(), "seed {seed}, step {step}");
                assert!(!checked_in || counts <= told.story.rung(), "seed {seed}, step {step}");
                assert!(
                    told.story.rung() <= verdict.rung()
                        || !told.goes_on()
                        || verdict.rung().is_open()
                );
                if !told.goes_on() {
                    held += 1;
                    assert!(
                        told.newest().is_none_or(|r| r.programme.is_none() || told.held.is_none())
                    );
                    continue;
                }
                went_on += 1;
                let rung = verdict.rung();
                assert!(rung.is_open() || rung == Rung::HoldAndSeePt, "seed {seed}: {rung:?}");
                assert!(!verdict.is_provisional(), "seed {seed}, step {step}");
                assert!(rung.is_open() || told.story.rung() == rung, "seed {seed}: {rung:?}");
                let followed = told.story.rung().most_careful(rung);
                for chosen in &told.story.programme().unwrap().chosen {
                    let exercise = chosen.item.exercise;
                    assert!(
                        admission.admits(exercise, followed, false, &answers),
                        "seed {seed}, step {step}: {}",
                        knowledge().exercises[exercise].id
                    );
                }
            }
        });
    }
    assert!(went_on > 5 && held > 10, "went on {went_on}, held {held}");
}
