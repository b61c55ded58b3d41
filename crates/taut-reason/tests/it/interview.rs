//! The interview on the shipped knowledge: it stops, resumes, goes back, stays short and keeps people from unsafe tests.

use taut_knowledge::{FindingId, Origin, Rung, Sides, Truth, Value};
use taut_reason::{Interview, Reply, Sampler, Step};

use crate::shipped::{
    clean_except, clean_reply, finding, knowledge, reasoner, reply_except, reply_of, run,
};

const YES: Reply = Reply::State(1, Sides::Unstated);

#[test]
fn interview_stops_at_once_on_an_emergency() {
    let knowledge = knowledge();
    let list = knowledge.screens.iter().find(|s| s.yes_stops).expect("the emergency list");
    let mut stopping = 0;
    for &flag in &list.findings {
        let mut interview = Interview::new(knowledge);
        // Up to the list, clean.
        while let Step::Screen { screen, findings } = interview.step(reasoner()) {
            if screen.id == list.id {
                break;
            }
            interview.mark_read(&screen.id);
            for id in findings {
                interview.reply(id, clean_reply(id));
            }
        }
        interview.reply(flag, YES);
        let rung = reasoner().verdict(&interview.answers()).rung();
        let name = &knowledge.finding(flag).id;
        if rung != Rung::Emergency {
            assert_ne!(interview.step(reasoner()), Step::Done, "{name}");
            continue;
        }
        stopping += 1;
        assert_eq!(interview.step(reasoner()), Step::Done, "{name}: at once, not after the list");
        for &other in &list.findings {
            if other != flag {
                interview.reply(other, Reply::State(0, Sides::Unstated));
            }
        }
        assert_eq!(interview.step(reasoner()), Step::Done, "{name}");
        assert_eq!(reasoner().verdict(&interview.answers()).rung(), Rung::Emergency, "{name}");
        interview.begin_second_part();
        assert_eq!(interview.step(reasoner()), Step::Done, "{name}: no second part either");
    }
    assert!(stopping >= 8, "only {stopping} lines stop the interview alone");
}

#[test]
fn an_emergency_of_later_answers_stops_the_interview_too() {
    let interview = clean_except(&[("new_leg_loss_or_band_pain", YES), ("cancer_history", YES)]);
    assert_eq!(reasoner().verdict(&interview.answers()).rung(), Rung::Emergency);
    let asked = |id: &str| interview.log().iter().any(|(f, _)| *f == finding(id));
    assert!(asked("cancer_history") && !asked("duration") && !asked("felt_tightness"));
}

#[test]
fn interview_resumes_exactly() {
    let mut sampler = Sampler::new(reasoner(), 41);
    for _ in 0..12 {
        let person = sampler.person();
        let mut interview = Interview::new(knowledge());
        for part in 0..2 {
            while let Step::Screen { screen, findings } = interview.step(reasoner()) {
                interview.mark_read(&screen.id);
                assert_resumes(&interview);
                for id in findings {
                    interview.reply(id, reply_of(id, &person));
                    assert_resumes(&interview);
                }
            }
            if part == 0 {
                interview.begin_second_part();
                assert_resumes(&interview);
            }
        }
    }
}

fn assert_resumes(interview: &Interview) {
    let again = Interview::replay(
        knowledge(),
        interview.log().to_vec(),
        interview.read().to_vec(),
        interview.in_second_part(),
    );
    assert_eq!(again.step(reasoner()), interview.step(reasoner()));
    assert_eq!(again.answers(), interview.answers());
    assert_eq!(again.progress(), interview.progress());
}

#[test]
fn back_undoes_exactly() {
    let mut sampler = Sampler::new(reasoner(), 43);
    for _ in 0..15 {
        let person = sampler.person();
        let mut interview = Interview::new(knowledge());
        assert!(!interview.clone().back(), "nothing to undo at the start");
        for part in 0..2 {
            while let Step::Screen { screen, findings } = interview.step(reasoner()) {
                let before = interview.clone();
                if findings.is_empty() {
                    interview.mark_read(&screen.id);
                }
                for id in findings {
                    interview.reply(id, reply_of(id, &person));
                }
                let mut undone = interview.clone();
                assert!(undone.back(), "{}", screen.id);
                assert_eq!(undone.log(), before.log(), "{}", screen.id);
                assert_eq!(undone.read(), before.read(), "{}", screen.id);
                assert_eq!(undone.step(reasoner()), before.step(reasoner()), "{}", screen.id);
                assert_eq!(undone.answers(), before.answers(), "{}", screen.id);
            }
            if part == 0 {
                interview.begin_second_part();
            }
        }
        let mut steps = 0;
        while interview.back() {
            steps += 1;
            assert!(steps < 100, "going back does not end");
        }
        assert!(interview.log().is_empty() && interview.read().is_empty());
    }
}

/// Findings that the second part asks a person who is clean but for these replies.
fn second_part(others: &[(&str, Reply)]) -> Vec<FindingId> {
    let mut interview = clean_except(others);
    interview.begin_second_part();
    run(&mut interview, |id| reply_except(id, others)).concat()
}

fn self_tests(asked: &[FindingId]) -> Vec<&'static str> {
    let knowledge = knowledge();
    asked
        .iter()
        .map(|id| knowledge.finding(*id))
        .filter(|finding| finding.origin == Origin::SelfTest)
        .map(|finding| finding.id.as_str())
        .collect()
}

#[test]
fn self_tests_are_not_offered_when_excluded() {
    let clean = second_part(&[]);
    let offered = self_tests(&clean);
    for id in ["knee_straighten_familiar", "toe_touch_limited", "heel_raise", "hip_motion_stiff"] {
        assert!(offered.contains(&id), "{id} is offered to a clean adult: {offered:?}");
    }
    let leg_now = ("leg_symptoms", Reply::State(3, Sides::Unstated));
    let excluded: [&[(&str, Reply)]; 21] = [
        &[("age", Reply::Number(17.0))],
        &[("age", Reply::NotSure)],
        &[("fever", YES)],
        &[("very_unwell", YES)],
        &[("weakness_one_leg_new", YES)],
        &[("numbness_new", YES)],
        &[("numbness_new", Reply::State(1, Sides::Both))],
        &[("both_legs_sciatica_new", YES)],
        &[leg_now, ("leg_pain_at_rest", YES)],
        &[leg_now, ("leg_irritable", YES)],
        &[("surgery_recent", YES)],
        &[("spinal_procedure_recent", YES)],
        &[("pop_at_injury", YES)],
        &[("thigh_bruising", YES)],
        &[("onset_sprint_or_overstretch", YES)],
        &[("hip_replacement", YES)],
        &[("old_tear_lasting_weakness", YES)],
        &[("cannot_bear_weight", YES)],
        &[("new_leg_loss_or_band_pain", YES)],
        &[("saddle_numbness", YES)],
        &[("bladder_new", YES)],
    ];
    for others in excluded {
        let asked = second_part(others);
        assert!(self_tests(&asked).is_empty(), "{others:?}: {:?}", self_tests(&asked));
        if let [(name, _)] = others
            && *name != "age"
        {
            let asked = second_part(&[(name, Reply::NotSure)]);
            assert!(self_tests(&asked).is_empty(), "{name} not sure: {:?}", self_tests(&asked));
        }
    }
}

#[test]
fn some_self_tests_are_left_out_alone() {
    let lacks = |others: &[(&str, Reply)], ids: &[&str]| {
        let asked = second_part(others);
        let offered = self_tests(&asked);
        for id in ids {
            assert!(!offered.contains(id), "{others:?}: {id} is offered");
        }
    };
    lacks(&[("osteoporosis", YES)], &["toe_touch_limited", "knee_extension_deficit"]);
    let single_leg = ["single_leg_stance_poor", "pelvic_drop", "heel_raise"];
    for id in ["fall_risk", "foot_ulcer", "numb_feet_both"] {
        lacks(&[(id, YES)], &single_leg);
        lacks(&[(id, Reply::NotSure)], &single_leg);
    }
    let record = knowledge().finding(finding("pregnant_or_postpartum"));
    let pregnant = record.states.iter().position(|s| s == "pregnant").unwrap() as u8;
    let sex = knowledge().finding(finding("sex"));
    let female = sex.states.iter().position(|s| s == "female").unwrap() as u8;
    lacks(
        &[
            ("sex", Reply::State(female, Sides::Unstated)),
            ("pregnant_or_postpartum", Reply::State(pregnant, Sides::Unstated)),
        ],
        &["toe_touch_limited"],
    );
}

#[test]
fn shares_stay_under_alarm() {
    const PEOPLE: usize = 3000;
    let knowledge = knowledge();
    let mut sampler = Sampler::new(reasoner(), 1);
    let (mut screens, mut words, mut rungs) = (Vec::new(), Vec::new(), [0_usize; 8]);
    for _ in 0..PEOPLE {
        let person = sampler.person();
        let mut interview = Interview::new(knowledge);
        let (mut seen, mut read) = (0, 0);
        while let Step::Screen { screen, findings } = interview.step(reasoner()) {
            seen += 1;
            let (title, intro) = &screen.text["en"];
            read += title.split_whitespace().count() + intro.split_whitespace().count();
            interview.mark_read(&screen.id);
            for id in findings {
                read += knowledge.finding(id).en().question.split_whitespace().count();
                interview.reply(id, reply_of(id, &person));
            }
        }
        screens.push(seen);
        words.push(read);
        rungs[reasoner().verdict(&interview.answers()).rung() as usize] += 1;
    }
    screens.sort_unstable();
    words.sort_unstable();
    let share = |k: usize| k as f64 / PEOPLE as f64;
    let emergency = share(rungs[0]);
    let doctors = share(rungs[..3].iter().sum());
    assert!(emergency <= knowledge.population.alarm_emergency, "emergency {emergency}");
    assert!(doctors <= knowledge.population.alarm_doctor, "doctor rungs {doctors}");
    assert!(screens[PEOPLE / 2] <= 18, "median screens {}", screens[PEOPLE / 2]);
    assert!(screens[PEOPLE * 95 / 100] <= 28, "95% screens {}", screens[PEOPLE * 95 / 100]);
    assert!(words[PEOPLE / 2] <= 600, "median words {}", words[PEOPLE / 2]);
}

#[test]
fn every_gating_question_is_asked_or_does_not_apply() {
    let mut sampler = Sampler::new(reasoner(), 47);
    for _ in 0..200 {
        let person = sampler.person();
        let mut interview = Interview::new(knowledge());
        run(&mut interview, |id| reply_of(id, &person));
        let answers = interview.answers();
        if reasoner().verdict(&answers).rung() == Rung::Emergency {
            continue;
        }
        for (index, record) in knowledge().findings.iter().enumerate() {
            let id = FindingId(index as u16);
            let asked = interview.log().iter().any(|(f, _)| *f == id);
            let known = answers.get(id) != Value::Unknown;
            let ruled_out =
                record.asked_if.as_ref().is_some_and(|e| e.eval(&answers) == Truth::False);
            assert!(!record.gating || asked || known || ruled_out, "{} is never asked", record.id);
        }
    }
}
