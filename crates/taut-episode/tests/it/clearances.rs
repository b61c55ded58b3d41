//! What ends a clearance of an episode: what was written down after it, or is of a later day, whoever said it and where.

use serde_json::{Value, json};
use taut_episode::{
    Before, ClearanceToKeep, Replayed, SaidAnew, Wanted, clearances, join, keep_clearance,
    keep_said, load_case, replay,
};
use taut_knowledge::read_case;
use taut_plan::clearance::{Standing, Void, What};
use taut_record::{ChainId, Store};

use crate::world::{
    Folder, NOW, Says, day, engine, interview, keep_interview, knowledge, open, run,
};

/// The day of the examination, so many days after the first.
const EXAMINED: i64 = 10;
const DAY: i64 = 86_400_000;

/// One thing that is written down.
#[derive(Debug, Clone, Copy)]
enum Do {
    /// The examination.
    Clear,
    /// Another examination of the same day finds this.
    ClearAndFind(&'static str),
    /// An answer: finding, state, by, days after the first, written down at once.
    Say(&'static str, &'static str, &'static str, i64),
    /// Nothing is said: the same answers are kept again.
    Again,
}

fn clearance(found: Option<&str>) -> Value {
    let leg = |side: &str| {
        let power = if found == Some(side) { "reduced" } else { "full" };
        json!({
            "side": side, "familiar": false, "ankle_or_neck_changes": false,
            "power": { "L2": "full", "L3": "full", "L4": "full", "L5": power, "S1": "full" },
            "knee_reflex": "normal", "ankle_reflex": "normal", "sensation": "full",
        })
    };
    let flag = |finding: &taut_knowledge::FindingId| {
        let record = knowledge().finding(*finding);
        json!({ "finding": record.id, "state": record.states[0] })
    };
    let flags: Vec<Value> = knowledge().check_in.rescreen.iter().map(flag).collect();
    json!({
        "schema": "taut.clearance/1", "by": "therapist", "examiner": "T. Example",
        "profession": "physical therapist", "registration": "PT 1",
        "on": day(EXAMINED).to_string(), "in_person": true, "this_episode": true,
        "irritability": "low", "upper_motor_neurone_signs": false,
        "legs": [leg("left"), leg("right")], "flags": flags,
        "clears": [{ "finding": "leg_symptoms", "reason": "referred from the hip" }],
    })
}

async fn write(store: &Store, chain: ChainId, step: Do, now: i64) {
    let by = ("T. Example", now);
    let found = match step {
        Do::ClearAndFind(side) => Some(side),
        _ => None,
    };
    let answers = match step {
        Do::Clear | Do::ClearAndFind(_) => {
            let bytes = clearance(found).to_string();
            let on = day(EXAMINED);
            let new = ClearanceToKeep::read("c", bytes.as_bytes(), knowledge(), on).unwrap();
            keep_clearance(store, chain, (&new, knowledge()), by).await.unwrap();
            return;
        }
        Do::Say(finding, state, by, days) => {
            let mut answer = json!({
                "finding": finding, "state": state, "by": by, "when": day(days).to_string(),
            });
            if knowledge().finding(knowledge().finding_id(finding).unwrap()).sided {
                answer["side"] = json!("left");
            }
            vec![answer]
        }
        Do::Again => Vec::new(),
    };
    let value = json!({ "schema": "taut.case/1", "id": "file", "answers": answers });
    let case = read_case("file", value.to_string().as_bytes(), knowledge()).unwrap();
    let said = SaidAnew::file(case, value);
    let on = day((now - NOW) / DAY);
    let judge = |before: Before| join(engine(), before, &said, Wanted::default(), on);
    keep_said(store, chain, knowledge(), judge, by).await.unwrap();
}

/// How the first clearance stands on its day and one later, after these were written down one after another.
fn standing(steps: &[Do]) -> Standing {
    let folder = Folder::new();
    let says = Says::of("vignette-stretch-01").says("leg_symptoms", "comes_and_goes");
    run(async {
        let store = open(&folder.place()).await;
        let chain = store.add_person("Ann", "Ann", NOW).await.unwrap();
        keep_interview(&store, chain, &interview(&says), NOW).await.unwrap();
        for step in steps {
            write(&store, chain, *step, NOW + EXAMINED * DAY).await;
        }
        let mut all = clearances(&store, chain, knowledge(), day(EXAMINED + 1)).await.unwrap();
        // Whatever a verdict rested on, it is made again.
        let mut rows = Replayed::new(engine());
        replay(engine(), &store, (chain, "Ann"), &mut rows).await.unwrap();
        assert_eq!(rows.differ(), 0, "{rows:?}");
        store.close().await;
        all.remove(0).standing
    })
}

fn void_by(standing: &Standing) -> Vec<&str> {
    let Standing::Void(why) = standing else { return Vec::new() };
    why.iter()
        .map(|why| match why {
            Void::Happened(event) => match event.what {
                What::Raised(finding) => knowledge().finding(finding).id.as_str(),
                _ => "signal",
            },
            _ => "time",
        })
        .collect()
}

#[test]
fn of_one_day_what_was_written_down_after_it_ends_it() {
    let weak = Do::Say("motor_weakness_exam", "present", "therapist", EXAMINED);
    let numb = Do::Say("numbness_new", "present", "person", EXAMINED);
    let leg = |state, days| Do::Say("leg_symptoms", state, "person", days);
    let rows: [(&[Do], &[&str]); 14] = [
        (&[Do::Clear], &[]),
        (&[Do::Clear, Do::Again], &[]),
        // The thing that was looked at and cleared; and kept again with everything else.
        (&[weak, Do::Clear], &[]),
        (&[weak, Do::Clear, Do::Again], &[]),
        (&[numb, Do::Clear, Do::Again], &[]),
        // Found or said afterwards, on the same day.
        (&[Do::Clear, weak], &["motor_weakness_exam"]),
        (&[Do::Clear, numb, Do::Again], &["numbness_new"]),
        // Also if it is of an earlier day: the examiner did not know it.
        (&[Do::Clear, Do::Say("fever", "present", "person", 4)], &["fever"]),
        // Of a later day than the examination, although it was written down before it.
        (&[Do::Say("fever", "present", "person", EXAMINED + 1), Do::Clear], &["fever"]),
        // A denial ends nothing; a nerve sign does where it is more than what was left.
        (&[Do::Clear, Do::Say("fever", "absent", "person", EXAMINED)], &[]),
        (&[Do::Clear, leg("comes_and_goes", EXAMINED)], &["leg_symptoms"]),
        (&[leg("most_weeks", EXAMINED), Do::Clear], &[]),
        // What another examination finds afterwards.
        (&[Do::Clear, Do::ClearAndFind("left")], &["motor_weakness_exam"]),
        (&[Do::ClearAndFind("left"), Do::Again], &[]),
    ];
    for (steps, why) in rows {
        let standing = standing(steps);
        assert_eq!(void_by(&standing), why, "{steps:?}: {standing:?}");
        assert_eq!(standing.is_valid(), why.is_empty(), "{steps:?}");
    }
}

#[test]
fn what_is_being_said_ends_it_before_it_is_kept() {
    let folder = Folder::new();
    let says = Says::of("vignette-stretch-01").says("leg_symptoms", "comes_and_goes");
    run(async {
        let store = open(&folder.place()).await;
        let chain = store.add_person("Ann", "Ann", NOW).await.unwrap();
        keep_interview(&store, chain, &interview(&says), NOW).await.unwrap();
        write(&store, chain, Do::Clear, NOW + EXAMINED * DAY).await;
        let kept = load_case(&store, chain, knowledge()).await.unwrap();
        assert!(kept.cleared(knowledge(), day(EXAMINED)).1[0].stood);
        let before = Before::read(&store, chain, knowledge()).await.unwrap();
        let value = json!({ "schema": "taut.case/1", "id": "file", "answers": [
            { "finding": "motor_weakness_exam", "state": "present", "side": "left", "by": "therapist" },
        ]});
        let case = read_case("file", value.to_string().as_bytes(), knowledge()).unwrap();
        let said = SaidAnew::file(case, value);
        let joined = join(engine(), before, &said, Wanted::default(), day(EXAMINED)).unwrap();
        assert!(!joined.cleared[0].stood);
        store.close().await;
    });
}
