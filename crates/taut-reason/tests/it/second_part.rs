//! The second part on the shipped knowledge: it stops only where nothing can change the advice, and going back is exact.

use taut_knowledge::{Answers, FindingId, Kind, Node, Origin, Sides, Value};
use taut_reason::{
    Advice, Interview, Planner, Reply, Sampler, Search, Step, Verdict, Why, XorShift,
};

use crate::shipped::{
    clean_except, clean_reply, finding, knowledge, reasoner, reply_of, run, sampled_people,
};

fn advice(verdict: &Verdict) -> Advice {
    Advice { rung: verdict.rung(), provisional: verdict.is_provisional() }
}

/// Runs the chosen steps to their end.
fn run_chosen(
    interview: &mut Interview,
    planner: &Planner,
    mut reply: impl FnMut(FindingId) -> Reply,
) -> usize {
    let mut steps = 0;
    while let Step::Screen { screen, findings } = interview.chosen_step(planner).step {
        interview.mark_read(&screen.id);
        assert!(!findings.is_empty() || screen.core, "{}: nothing to ask", screen.id);
        for id in findings {
            interview.reply(id, reply(id));
        }
        steps += 1;
        assert!(steps < 200, "the interview does not end: {}", screen.id);
    }
    steps
}

/// Any answer to a question, all alike; now and then "not sure".
fn any_reply(id: FindingId, random: &mut XorShift, not_sure: f64) -> Reply {
    let record = knowledge().finding(id);
    if random.next_unit() < not_sure {
        return Reply::NotSure;
    }
    if let Kind::Measure { min, max, .. } = record.kind {
        return Reply::Number(min + (max - min) * random.next_unit());
    }
    let state = (random.next_u64() % record.states.len() as u64) as u8;
    let sides = match random.next_u64() % 3 {
        _ if !record.sided || state < record.present_from => Sides::Unstated,
        0 => Sides::Unstated,
        1 => Sides::One,
        _ => Sides::Both,
    };
    Reply::State(state, sides)
}

#[test]
fn a_proved_stop_holds_for_any_answers() {
    assert!(knowledge().questions.same_decision >= 1.0, "the shipped threshold asks for proof");
    let planner = Planner::new(reasoner());
    let mut sampler = Sampler::new(reasoner(), 71);
    let mut random = XorShift::new(72);
    let mut spared = 0;
    for _ in 0..14 {
        let person = sampler.person();
        let mut interview = Interview::new(knowledge());
        run(&mut interview, |id| reply_of(id, &person));
        interview.begin_second_part();
        run_chosen(&mut interview, &planner, |id| reply_of(id, &person));
        let stopped = advice(&reasoner().verdict(&interview.answers()));
        for not_sure in [0.0, 0.0, 0.0, 0.3, 1.0] {
            let mut more = interview.clone();
            // A screen that is shown again shows what was answered on it; that stays.
            let given = |id| interview.log().iter().find(|(f, _)| *f == id).map(|(_, r)| *r);
            run(&mut more, |id| given(id).unwrap_or_else(|| any_reply(id, &mut random, not_sure)));
            spared += more.log().len() - interview.log().len();
            let then = reasoner().verdict(&more.answers());
            let said = || {
                more.log()
                    .iter()
                    .filter(|(f, _)| given(*f).is_none())
                    .map(|(f, reply)| format!("{} {reply:?}", knowledge().finding(*f).id))
                    .collect::<Vec<String>>()
                    .join(", ")
            };
            assert_eq!(advice(&then), stopped, "not sure {not_sure}: {}", said());
        }
    }
    assert!(spared > 200, "only {spared} questions were spared");
}

#[test]
fn the_chosen_part_asks_nothing_that_the_whole_one_does_not() {
    let planner = Planner::new(reasoner());
    let mut sampler = Sampler::new(reasoner(), 73);
    for _ in 0..10 {
        let person = sampler.person();
        let mut core = Interview::new(knowledge());
        run(&mut core, |id| reply_of(id, &person));
        core.begin_second_part();
        let (mut whole, mut chosen) = (core.clone(), core.clone());
        run(&mut whole, |id| reply_of(id, &person));
        run_chosen(&mut chosen, &planner, |id| reply_of(id, &person));
        for (id, _) in chosen.log() {
            let asked = whole.log().iter().any(|(f, _)| f == id);
            assert!(asked, "{}", knowledge().finding(*id).id);
        }
    }
}

#[test]
fn chosen_steps_resume_and_go_back_exactly() {
    let planner = Planner::new(reasoner());
    let mut sampler = Sampler::new(reasoner(), 79);
    for _ in 0..3 {
        let person = sampler.person();
        let mut interview = Interview::new(knowledge());
        run(&mut interview, |id| reply_of(id, &person));
        interview.begin_second_part();
        while let Step::Screen { screen, findings } = interview.chosen_step(&planner).step {
            let again = Interview::replay(
                knowledge(),
                interview.log().to_vec(),
                interview.read().to_vec(),
                true,
            );
            assert_eq!(again.chosen_step(&planner), interview.chosen_step(&planner));
            let before = interview.clone();
            for id in findings {
                interview.reply(id, reply_of(id, &person));
            }
            let mut undone = interview.clone();
            assert!(undone.back_chosen(&planner), "{}", screen.id);
            assert_eq!(undone.log(), before.log(), "{}", screen.id);
        }
    }
}

#[test]
fn an_emergency_ends_the_chosen_part_too() {
    let planner = Planner::new(reasoner());
    let mut interview = clean_except(&[("bladder_new", Reply::State(1, Sides::Unstated))]);
    interview.begin_second_part();
    assert_eq!(interview.chosen_step(&planner).step, Step::Done);
    assert!(planner.next_questions(&interview.answers()).is_empty());
    let same = planner.same_decision(&interview.answers(), Search::THOROUGH);
    assert!(same.exact && same.is_at_least(1.0) && same.remaining == 0);
}

#[test]
fn gating_questions_come_first_and_are_never_spared() {
    let planner = Planner::new(reasoner());
    let mut interview = Interview::new(knowledge());
    for id in ["age", "sex"] {
        interview.reply(finding(id), clean_reply(finding(id)));
    }
    let questions = planner.next_questions(&interview.answers());
    let gating = questions.iter().take_while(|q| q.gating).count();
    assert!(gating > 30 && questions[gating..].iter().all(|q| !q.gating));
    assert!(questions[..gating].iter().all(|q| q.why == Why::Gating));
    // A gating question that is open keeps the advice from being proved, whatever is answered beside it.
    for open in &questions[..gating] {
        let mut clean = clean_except(&[]).answers();
        clean.set(open.finding, Value::Unknown, Sides::Unstated);
        if planner.next_questions(&clean).iter().any(|q| q.finding == open.finding) {
            let same = planner.same_decision(&clean, Search { boxes: 40, threshold: None });
            let name = &knowledge().finding(open.finding).id;
            assert!(!same.is_at_least(1.0), "{name}: could be spared");
        }
    }
}

#[test]
fn everything_answered_leaves_nothing_open() {
    let planner = Planner::new(reasoner());
    let mut sampler = Sampler::new(reasoner(), 83);
    for _ in 0..20 {
        let person = sampler.person();
        let mut interview = Interview::new(knowledge());
        interview.begin_second_part();
        run(&mut interview, |id| reply_of(id, &person));
        let answers = interview.answers();
        assert!(planner.next_questions(&answers).is_empty());
        let same = planner.same_decision(&answers, Search::THOROUGH);
        assert!(same.exact && same.is_at_least(1.0) && same.high <= 1.0 && same.boxes == 1);
    }
}

#[test]
fn bounds_close_in_on_the_exact_probability() {
    let planner = Planner::new(reasoner());
    let mut sampler = Sampler::new(reasoner(), 89);
    let mut below_one = 0;
    for _ in 0..4 {
        let person = sampler.person();
        let mut interview = Interview::new(knowledge());
        interview.begin_second_part();
        // Everything but a few questions of every kind.
        let left: Vec<FindingId> =
            ["hip_motion_stiff", "flat_or_rolling_feet", "pelvic_drop", "pulsating_belly"]
                .into_iter()
                .map(finding)
                .collect();
        run(&mut interview, |id| reply_of(id, &person));
        let log = interview.log().iter().filter(|(f, _)| !left.contains(f)).copied().collect();
        let answers = Interview::replay(knowledge(), log, Vec::new(), true).answers();
        let exact = planner.same_decision(&answers, Search::THOROUGH);
        assert!(exact.exact && exact.low == exact.high);
        below_one += usize::from(!exact.is_at_least(1.0));
        assert_eq!(exact, planner.same_decision(&answers, Search::THOROUGH), "same bits");
        for boxes in [0, 1, 3, 7, 15] {
            let bounds = planner.same_decision(&answers, Search { boxes, threshold: None });
            assert!(bounds.low <= exact.low + 1e-12 && exact.high <= bounds.high + 1e-12);
        }
    }
    assert!(below_one > 0, "every one of these is certain");
}

#[test]
fn chances_are_ratios_of_evidence() {
    let answers: Vec<Answers> = sampled_people(3, 97);
    for person in &answers {
        let chances = reasoner().chances(person);
        let all = reasoner().posteriors(person).evidence;
        for id in reasoner().askable(person) {
            let of = chances.of(id);
            assert!((of.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            assert_eq!(of, reasoner().chances_of(person, id), "one at a time, the same bits");
            if reasoner().network.finding(id).is_none() {
                continue;
            }
            for (state, p) in of.iter().enumerate() {
                let mut with = person.clone();
                with.set(id, Value::State(state as u8), Sides::Unstated);
                let ratio = reasoner().posteriors(&with).evidence / all;
                assert!((ratio - p).abs() < 1e-12, "{}", knowledge().finding(id).id);
            }
        }
    }
}

#[test]
fn gains_are_not_negative_but_for_a_pause_or_an_open_rule() {
    let planner = Planner::new(reasoner());
    let margin = knowledge().harms.undecided_margin;
    let open_rules = |id: &FindingId| {
        knowledge().rules.iter().filter(|r| r.rung.is_some_and(|r| r.is_open())).any(|rule| {
            let mut named = false;
            rule.when.visit_findings(&mut |f| named |= f == *id);
            if let Some(unless) = &rule.unless {
                unless.visit_findings(&mut |f| named |= f == *id);
            }
            named
        })
    };
    let mut seen = 0;
    for person in sampled_people(12, 101) {
        let questions = planner.next_questions(&person);
        for question in questions.iter().filter(|q| !open_rules(&q.finding)) {
            assert!(
                question.gain > -margin,
                "{}: {}",
                knowledge().finding(question.finding).id,
                question.gain
            );
            seen += 1;
        }
    }
    assert!(seen > 100);
}

/// What the bounds of posteriors rest on: alone, no cause makes a lower state likelier than a higher one, against the leak.
#[test]
fn ratios_to_the_leak_do_not_fall_over_the_states() {
    let mut leak: &[f64] = &[];
    let mut checked = 0;
    for link in &knowledge().links {
        if link.cause.is_none() {
            leak = &link.given;
            continue;
        }
        let cumulative = |p: &[f64], s: usize| p[..=s].iter().sum::<f64>();
        let ratios: Vec<f64> =
            (0..leak.len()).map(|s| cumulative(&link.given, s) / cumulative(leak, s)).collect();
        assert!(ratios.is_sorted_by(|a, b| *a <= b + 1e-12), "{:?}", link.child);
        let observed = matches!(link.child, Node::Finding(f) if knowledge().finding(f).origin != Origin::Examination);
        checked += usize::from(observed);
    }
    assert!(checked > 200, "{checked}");
}
