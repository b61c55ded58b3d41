//! Interviews as they are kept: what the draft's case says is what the interview said, sides and all.

use taut_episode::interview_form::{
    back, begin_second_part, is_done, next_screen, open_screen, take,
};
use taut_episode::{AskSides, Draft, EpisodeError, ScreenView, note_words};
use taut_knowledge::{FindingId, Side, Sides, resolve};
use taut_reason::{Reply, XorShift};

use crate::world::{case_of, engine, knowledge};

fn pick(random: &mut XorShift, count: usize) -> usize {
    (random.next_unit() * count as f64) as usize % count.max(1)
}

/// Random replies to a screen: mostly no, sometimes anything else, a side now and then; few emergencies, which end it at once.
fn replies(random: &mut XorShift, screen: &ScreenView) -> Vec<(String, String, String)> {
    let reply = |question: &taut_episode::Question| {
        let value = match &question.number {
            Some((_, least, most)) => {
                (least + (most - least) * random.next_unit()).floor().to_string()
            }
            None if random.next_unit() < if screen.may_stop { 0.99 } else { 0.6 } => {
                question.choices[0].value.clone()
            }
            None => question.choices[pick(random, question.choices.len())].value.clone(),
        };
        let side = ["", "left", "right", "both"][pick(random, 4)];
        let side = if question.asks_side && value != "not_sure" { side } else { "" };
        (question.key.clone(), value, side.to_owned())
    };
    screen.questions.iter().map(reply).collect()
}

#[test]
fn the_case_of_a_draft_is_judged_as_its_interview() {
    let asking = engine().asking();
    let reasoner = asking.reasoner;
    let mut random = XorShift::new(7);
    let (mut sides, mut both_parts) = (0, 0);
    for person in 0..60 {
        let how = if person % 3 == 0 { AskSides::OneOrBoth } else { AskSides::Which };
        let mut draft = Draft::new(knowledge());
        loop {
            let interview = draft.interview(knowledge());
            let Some(screen) = next_screen(asking, &draft, &interview, how, "en") else {
                if interview.in_second_part() || interview.is_emergency(reasoner) {
                    break;
                }
                both_parts += 1;
                begin_second_part(knowledge(), &mut draft);
                continue;
            };
            let given = replies(&mut random, &screen);
            let given = given.iter().map(|(k, v, s)| (k.as_str(), v.as_str(), s.as_str()));
            take(asking, &mut draft, &screen, given).unwrap();
            draft = Draft::read(&draft.to_bytes().unwrap()).unwrap();
        }
        let said = draft.interview(knowledge()).answers();
        let resolved = resolve(&case_of(&draft), knowledge()).answers;
        for index in 0..knowledge().findings.len() {
            let id = taut_knowledge::FindingId(index as u16);
            let record = &knowledge().findings[index].id;
            assert_eq!(said.get(id), resolved.get(id), "{record}");
            // A case file has no word for an age or a sex that the person is not sure of: it leaves them out.
            if !["age", "sex"].contains(&record.as_str()) {
                assert_eq!(said.is_not_sure(id), resolved.is_not_sure(id), "{record}");
            }
            assert_eq!(said.number(id), resolved.number(id), "{record}");
            let named = draft.side(record).is_some();
            sides += usize::from(named);
            if named && said.sides(id) != Sides::Unstated {
                assert_eq!(said.sides(id), resolved.sides(id), "{record}");
            }
        }
        let (one, other) = (reasoner.verdict(&said), reasoner.verdict(&resolved));
        assert_eq!((one.rung(), &one.open), (other.rung(), &other.open));
        assert_eq!(one.is_provisional(), other.is_provisional());
        assert_eq!(one.decision.posteriors, other.decision.posteriors);
    }
    assert!(sides > 50 && both_parts > 5, "{sides} {both_parts}");
}

#[test]
fn back_takes_back_one_screen_and_the_rest_stays() {
    let asking = engine().asking();
    let mut random = XorShift::new(3);
    let mut draft = Draft::new(knowledge());
    assert!(!back(asking, &mut draft));
    for _ in 0..4 {
        let before = draft.clone();
        let interview = draft.interview(knowledge());
        let screen = next_screen(asking, &draft, &interview, AskSides::Which, "en").unwrap();
        let given = replies(&mut random, &screen);
        let given: Vec<_> =
            given.iter().map(|(k, v, s)| (k.as_str(), v.as_str(), s.as_str())).collect();
        take(asking, &mut draft, &screen, given.clone()).unwrap();
        let after = draft.clone();
        assert!(back(asking, &mut draft));
        assert_eq!(draft.case(knowledge()), before.case(knowledge()));
        let interview = draft.interview(knowledge());
        assert_eq!(interview.log(), before.interview(knowledge()).log());
        // The same screen, with what was said on it, which counts for nothing until it is said again.
        let again = next_screen(asking, &draft, &interview, AskSides::Which, "en").unwrap();
        assert_eq!(again.id, screen.id);
        for (key, value, _) in &given {
            let question = again.questions.iter().find(|question| question.key == *key).unwrap();
            assert!(question.chosen().is_some(), "{key}: {value} is lost");
        }
        take(asking, &mut draft, &screen, given).unwrap();
        assert_eq!(draft, after);
        if draft.interview(knowledge()).is_emergency(asking.reasoner) {
            break;
        }
    }
}

#[test]
fn what_was_marked_stands_beside_the_answers_for_a_clinician() {
    let mut draft = Draft::new(knowledge());
    assert_eq!(draft.case(knowledge()).get("unmapped"), None);
    let calf = knowledge().region_of_key("calf-left").unwrap();
    draft.mark(knowledge(), &[calf]);
    let case = case_of(&draft);
    let [(text, from)] = case.unmapped.as_slice() else { panic!("{:?}", case.unmapped) };
    assert_eq!((text.as_str(), from.as_str()), ("calf-left", "body chart"));
    let words = |language| note_words(knowledge(), text, from, language);
    assert!(words("en").contains("calf, left") && words("en").contains("S1, left"));
    assert!(words("es").contains("pantorrilla"), "{}", words("es"));
    // What somebody wrote stays as it is.
    let written = |text, from| note_words(knowledge(), text, from, "es");
    assert_eq!(written("calf-left", "2026-11-26"), "calf-left");
    assert_eq!(written("a note; calf-left", "body chart"), "a note; calf-left");
    // Nothing is answered by it.
    assert_eq!(case.answers, []);
}

#[test]
fn what_the_screen_does_not_have_is_refused_all_at_once_and_nothing_is_taken() {
    let asking = engine().asking();
    let mut draft = Draft::new(knowledge());
    let screen = loop {
        let interview = draft.interview(knowledge());
        let screen = next_screen(asking, &draft, &interview, AskSides::Which, "en").unwrap();
        if !screen.questions.is_empty() {
            break screen;
        }
        take(asking, &mut draft, &screen, []).unwrap();
    };
    let before = draft.clone();
    let key = screen.questions[0].key.as_str();
    let given = [(key, "perhaps", ""), ("nothing_here", "no", ""), (key, "no", "left")];
    let faults = take(asking, &mut draft, &screen, given).unwrap_err();
    let codes: Vec<&str> = faults.iter().map(|fault| fault.code).collect();
    assert_eq!(codes.len(), 3, "{codes:?}");
    assert!(codes.contains(&"unknown-question"), "{codes:?}");
    assert_eq!(draft, before);
    // Blank is not given, and stays open.
    let taken = take(asking, &mut draft, &screen, [(key, " ", "")]).unwrap();
    assert!(taken.open.iter().any(|open| open == key));
    assert_eq!(draft, before);
}

#[test]
fn files_without_sides_are_read_and_others_are_refused() {
    let old = br#"{"schema":"taut.interview/1","knowledge":"old","second_part":false,"read":["welcome"],
        "replies":[{"finding":"pain_low_back","state":1,"sides":"one"},{"finding":"age","number":61.0},
        {"finding":"leg_tingling"},{"finding":"no_longer_asked","state":1},{"finding":"pain_buttock","state":9}]}"#;
    let mut draft = Draft::read(old).unwrap();
    assert!(draft.is_begun() && draft.is_of_other_knowledge(knowledge()));
    let interview = draft.interview(knowledge());
    let replies: Vec<_> = interview.log().iter().map(|(_, reply)| *reply).collect();
    assert_eq!(replies, [Reply::State(1, Sides::One), Reply::Number(61.0), Reply::NotSure]);
    let case = draft.case(knowledge());
    assert_eq!(case["age"], 61.0);
    assert_eq!(case["answers"][0]["side"], "unstated");

    let pain = knowledge().finding_id("pain_low_back").unwrap();
    draft.reply(knowledge(), pain, Reply::State(1, Sides::Unstated), Some(Side::Right));
    let answers = draft.case(knowledge())["answers"].clone();
    let said = answers.as_array().unwrap().iter().find(|a| a["finding"] == "pain_low_back");
    assert_eq!(said.unwrap()["side"], "right");
    // Of what is not there, no side is kept.
    draft.reply(knowledge(), pain, Reply::State(0, Sides::Unstated), Some(Side::Right));
    assert_eq!(draft.side("pain_low_back"), None);

    for wrong in [
        "",
        "{}",
        "[1]",
        r#"{"schema":"taut.interview/9","knowledge":"","second_part":false,"read":[],"replies":[]}"#,
    ] {
        let read = Draft::read(wrong.as_bytes());
        assert!(matches!(read, Err(EpisodeError::Refused(_))), "{wrong}");
    }
}

#[test]
fn a_screen_to_answer_is_the_one_that_is_shown_but_for_why_now() {
    let asking = engine().asking();
    let mut random = XorShift::new(11);
    let mut with_why = 0;
    for _ in 0..12 {
        let mut draft = Draft::new(knowledge());
        loop {
            let interview = draft.interview(knowledge());
            let shown = next_screen(asking, &draft, &interview, AskSides::Which, "en");
            let open = open_screen(asking, &draft, &interview, AskSides::Which, "en");
            assert_eq!(is_done(asking, &interview), shown.is_none());
            let (Some(shown), Some(mut open)) = (shown, open) else { break };
            for (open, shown) in open.questions.iter_mut().zip(&shown.questions) {
                assert!(shown.why.starts_with(&open.why), "{}", shown.key);
                with_why += usize::from(shown.why != open.why);
                open.why.clone_from(&shown.why);
            }
            assert_eq!(open, shown);
            // Why a question is asked does not depend on what else stands on its screen.
            let id = |key: &str| knowledge().finding_id(key).unwrap();
            let findings: Vec<FindingId> = open.questions.iter().map(|q| id(&q.key)).collect();
            let answers = interview.answers();
            let together = asking.reasons_to_ask(&answers, &findings);
            let alone = findings.iter().flat_map(|one| asking.reasons_to_ask(&answers, &[*one]));
            assert_eq!(together, alone.collect::<Vec<_>>());
            let given = replies(&mut random, &shown);
            let given = given.iter().map(|(k, v, s)| (k.as_str(), v.as_str(), s.as_str()));
            take(asking, &mut draft, &shown, given).unwrap();
        }
    }
    assert!(with_why > 100, "{with_why}");
}
