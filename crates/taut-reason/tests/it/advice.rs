//! What must hold of the advice, tested on the shipped knowledge: S2, S3, S6, S7, S9, L1 to L3 and the obligations.

use taut_knowledge::resolve::{fill_structural, set_age, set_sex};
use taut_knowledge::{
    Answers, Case, Demand, Expr, Finding, FindingId, Node, Rung, Sides, Truth, Value, resolve,
};
use taut_reason::{Basis, Reply, Verdict, XorShift};

use crate::decision::assert_monotone;
use crate::shipped::{
    answers_of, cases, clean_except, finding, knowledge, plain_findings, random_age, random_person,
    reasoner, sampled_people, set_random,
};

/// Shares of answers known and of those present, from empty files to files full of findings.
const MIXES: [(f64, f64); 6] =
    [(0.0, 0.0), (0.3, 0.02), (0.9, 0.0), (0.9, 0.03), (0.6, 0.15), (0.5, 0.5)];

#[test]
fn obligations_hold_on_random_answers() {
    const PEOPLE: usize = 200;
    let knowledge = knowledge();
    assert!(knowledge.obligations.len() >= 50, "{}", knowledge.obligations.len());
    let mut random = XorShift::new(11);
    for obligation in &knowledge.obligations {
        let Demand::AtLeast(at_least) = obligation.demand else { continue };
        let mut met = 0;
        for n in 0..PEOPLE {
            let (known, present) = MIXES[n % MIXES.len()];
            let context = random_person(&mut random, known, present);
            let Some(answers) = satisfy(&obligation.when, &context, &mut random) else { continue };
            if obligation.unless.as_ref().is_some_and(|e| e.eval(&answers) == Truth::True) {
                continue;
            }
            met += 1;
            let rung = reasoner().verdict(&answers).rung();
            assert!(
                rung <= at_least,
                "{} ({}), person {n}: {} is less careful than {}; known: {:?}",
                obligation.id,
                obligation.statement,
                rung.id(),
                at_least.id(),
                said(&answers)
            );
        }
        assert!(met >= PEOPLE / 2, "{}: true for only {met} of {PEOPLE} people", obligation.id);
    }
}

/// The context with the findings of the expression drawn anew until it is true.
fn satisfy(expr: &Expr, context: &Answers, random: &mut XorShift) -> Option<Answers> {
    const TRIES: usize = 600;
    let mut findings = Vec::new();
    expr.visit_findings(&mut |id| findings.push(id));
    for _ in 0..TRIES {
        let mut answers = context.clone();
        if expr.reads_age() {
            random_age(&mut answers, random);
        }
        for &id in &findings {
            set_random(&mut answers, id, random, 0.7);
        }
        fill_structural(knowledge(), &mut answers);
        if expr.eval(&answers) == Truth::True {
            return Some(answers);
        }
    }
    None
}

/// The known answers by name, for messages.
fn said(answers: &Answers) -> Vec<String> {
    answers
        .known()
        .map(|(id, state)| {
            let finding = knowledge().finding(id);
            format!("{}={}", finding.id, finding.states[usize::from(state)])
        })
        .collect()
}

#[test]
fn marked_findings_never_lower_the_advice() {
    let mut random = XorShift::new(22);
    for n in 0..24 {
        let (known, present) = MIXES[n % MIXES.len()];
        let answers = random_person(&mut random, known, present);
        assert_monotone(knowledge(), reasoner(), &answers, &format!("random person {n}"));
    }
    for (n, answers) in sampled_people(24, 5).iter().enumerate() {
        assert_monotone(knowledge(), reasoner(), answers, &format!("sampled person {n}"));
    }
    for case in cases("vignettes").into_iter().step_by(3) {
        assert_monotone(knowledge(), reasoner(), &answers_of(&case), &case.id);
    }
}

#[test]
fn unknown_is_never_less_careful_than_absent() {
    let mut random = XorShift::new(33);
    let mut people: Vec<(String, Answers)> = Vec::new();
    for folder in ["vignettes", "cases"] {
        people.extend(cases(folder).iter().map(|c| (c.id.clone(), answers_of(c))));
    }
    people.extend(
        sampled_people(60, 6).into_iter().enumerate().map(|(n, a)| (format!("sampled {n}"), a)),
    );
    for n in 0..30 {
        let (known, present) = MIXES[n % MIXES.len()];
        people.push((format!("random {n}"), random_person(&mut random, known, present)));
    }
    for (label, answers) in &people {
        let before = reasoner().verdict(answers);
        for id in plain_findings() {
            let record = knowledge().finding(id);
            let absent = answers.get(id) != Value::Unknown && !is_present(record, answers.get(id));
            if !record.is_marked() || !absent {
                continue;
            }
            let mut unknown = answers.clone();
            unknown.set(id, Value::Unknown, Sides::Unstated);
            let mut not_sure = answers.clone();
            not_sure.set_not_sure(id);
            for (how, changed) in [("unknown", unknown), ("not sure", not_sure)] {
                let after = reasoner().verdict(&changed);
                assert!(
                    after.rung() <= before.rung(),
                    "{label}: {} {how} lowers {} to {}",
                    record.id,
                    before.rung().id(),
                    after.rung().id()
                );
                assert!(
                    !before.is_provisional()
                        || after.is_provisional()
                        || after.rung() == Rung::Emergency,
                    "{label}: {} {how} makes the provisional {} a final {}",
                    record.id,
                    before.rung().id(),
                    after.rung().id()
                );
            }
        }
    }
}

fn is_present(finding: &Finding, value: Value) -> bool {
    matches!(value, Value::State(state) if state >= finding.present_from)
}

#[test]
fn gating_questions_keep_open_rungs_provisional() {
    let mut removed = 0;
    for case in cases("vignettes") {
        let before = reasoner().verdict(&answers_of(&case));
        if !before.rung().is_open() {
            continue;
        }
        assert!(!before.is_provisional(), "{}: open {:?}", case.id, names(&before.open));
        for (index, record) in knowledge().findings.iter().enumerate() {
            let id = FindingId(index as u16);
            if !record.gating || answers_of(&case).get(id) == Value::Unknown {
                continue;
            }
            let without = without(&case, id);
            let answers = resolve(&without, knowledge()).answers;
            if answers.get(id) != Value::Unknown || !still_applies(record, &answers) {
                continue;
            }
            removed += 1;
            let mut not_sure = answers.clone();
            not_sure.set_not_sure(id);
            for answers in [answers, not_sure] {
                let after = reasoner().verdict(&answers);
                let open = names(&after.open);
                assert!(
                    after.is_provisional() && after.open.contains(&id),
                    "{} without {}: {} final, open {open:?}",
                    case.id,
                    record.id,
                    after.rung().id()
                );
                assert!(after.rung() <= before.rung() || after.is_provisional());
            }
        }
    }
    assert!(removed > 1000, "only {removed} answers were taken away");
}

/// The case with every answer to a finding taken out, the age included.
fn without(case: &Case, id: FindingId) -> Case {
    let mut case = case.clone();
    case.answers.retain(|answer| answer.finding != id);
    if knowledge().finding(id).id == "age" {
        case.age = None;
    }
    case
}

/// Written again here, so that the program's own idea of "applies" is tested too.
fn still_applies(record: &Finding, answers: &Answers) -> bool {
    let ruled_out = record.absent_if.as_ref().is_some_and(|e| e.eval(answers) == Truth::True);
    let not_asked = record.asked_if.as_ref().is_some_and(|e| e.eval(answers) == Truth::False);
    !ruled_out && !not_asked
}

fn names(ids: &[FindingId]) -> Vec<&'static str> {
    ids.iter().map(|id| knowledge().finding(*id).id.as_str()).collect()
}

#[test]
fn dont_know_alone_is_never_an_emergency() {
    let none = Answers::none(knowledge());
    let mut not_sure = none.clone();
    for id in plain_findings() {
        not_sure.set_not_sure(id);
    }
    let mut structural = not_sure.clone();
    fill_structural(knowledge(), &mut structural);
    for age in [None, Some(9.0), Some(17.0), Some(41.0), Some(69.0), Some(93.0)] {
        for sex in [None, Some("female"), Some("male")] {
            for answers in [&none, &not_sure, &structural] {
                let mut answers = answers.clone();
                if let Some(age) = age {
                    set_age(knowledge(), &mut answers, age, age);
                }
                if let Some(sex) = sex {
                    set_sex(knowledge(), &mut answers, sex);
                }
                let verdict = reasoner().verdict(&answers);
                assert!(verdict.rung() > Rung::Emergency, "age {age:?}, {sex:?}");
                assert!(verdict.is_provisional(), "age {age:?}, {sex:?}");
            }
        }
    }
    for id in plain_findings() {
        let mut one = none.clone();
        one.set_not_sure(id);
        let rung = reasoner().verdict(&one).rung();
        assert!(rung > Rung::Emergency, "{}", knowledge().finding(id).id);
    }
    let mut interview = taut_reason::Interview::new(knowledge());
    crate::shipped::run(&mut interview, |_| Reply::NotSure);
    assert!(reasoner().verdict(&interview.answers()).rung() > Rung::Emergency);
}

#[test]
fn every_rung_is_reachable() {
    let mut reached = [0; 8];
    for case in cases("vignettes") {
        let verdict = reasoner().verdict(&answers_of(&case));
        let expected = case.expected.as_ref().unwrap();
        assert_eq!(Some(verdict.rung()), expected.rung, "{}", case.id);
        if let Some(is_final) = expected.is_final {
            assert_eq!(!verdict.is_provisional(), is_final, "{}", case.id);
        }
        if !verdict.rung().is_open() || !verdict.is_provisional() {
            reached[verdict.rung() as usize] += 1;
        }
    }
    let undecided = sampled_people(600, 1)
        .iter()
        .map(|answers| reasoner().verdict(answers))
        .find(|verdict| verdict.rung() == Rung::Undecided);
    let questions = undecided.expect("one sampled person is undecided").decision.deciding_questions;
    assert!(!questions.is_empty());
    reached[Rung::Undecided as usize] += 1;
    for rung in Rung::ALL {
        assert!(reached[rung as usize] > 0, "{} is never reached", rung.id());
    }
}

#[test]
fn clean_and_short_gives_a_final_stretch() {
    for age in [18.0, 25.0, 41.0, 55.0, 65.0] {
        for sex in ["female", "male"] {
            let mut gating_only = Answers::none(knowledge());
            set_age(knowledge(), &mut gating_only, age, age);
            set_sex(knowledge(), &mut gating_only, sex);
            for id in plain_findings().filter(|id| knowledge().finding(*id).gating) {
                gating_only.set(id, Value::State(0), Sides::Unstated);
            }
            let mut everything = gating_only.clone();
            for id in ["felt_tightness", "toe_touch_limited"] {
                everything.set(finding(id), Value::State(1), Sides::Unstated);
            }
            for id in plain_findings().filter(|id| knowledge().finding(*id).person_may_answer) {
                if everything.get(id) == Value::Unknown {
                    everything.set(id, Value::State(0), Sides::Unstated);
                }
            }
            for (label, answers) in
                [("gating answers only", gating_only), ("all answers", everything)]
            {
                let verdict = reasoner().verdict(&short_and_negative(&answers));
                assert!(
                    verdict.rung() == Rung::StretchAndStrengthen && !verdict.is_provisional(),
                    "{sex}, {age}, {label}: {}, open {:?}, utility {:?}",
                    verdict.rung().id(),
                    names(&verdict.open),
                    verdict.decision.utility
                );
            }
        }
    }
}

/// Hamstrings measured short with a plain pull in the mid-thigh, and the neurodynamic self-test negative.
fn short_and_negative(answers: &Answers) -> Answers {
    let mut answers = answers.clone();
    let deficit = finding("knee_extension_deficit");
    let highest = knowledge().finding(deficit).states.len() - 1;
    answers.set(deficit, Value::State(highest as u8), Sides::Unstated);
    answers.set_number(deficit, 48.0);
    answers.set(finding("knee_straighten_familiar"), Value::State(0), Sides::Unstated);
    answers.set(finding("knee_straighten_limit_mid_thigh"), Value::State(1), Sides::Unstated);
    fill_structural(knowledge(), &mut answers);
    answers
}

#[test]
fn context_flags_alone_never_ask_for_a_doctor() {
    let long = state("duration", "over_3_months");
    let yes = Reply::State(1, Sides::Unstated);
    let flags = [
        ("age", Reply::Number(64.0)),
        ("night_pain", yes),
        ("pain_thoracic", yes),
        ("diabetes", yes),
        ("smoking", yes),
        ("duration", long),
    ];
    let check = |label: &str, given: &[(&str, Reply)]| {
        let mut interview = clean_except(given);
        interview.begin_second_part();
        crate::shipped::run(&mut interview, |id| crate::shipped::reply_except(id, given));
        for (name, _) in given {
            let said = interview.log().iter().any(|(id, _)| knowledge().finding(*id).id == *name);
            assert!(said, "{name} is not asked");
        }
        let verdict = reasoner().verdict(&interview.answers());
        assert!(
            verdict.rung() >= Rung::HoldAndSeePt,
            "{label}: {} by {:?}",
            verdict.rung().id(),
            verdict.decision.class_probability[verdict.rung() as usize]
                .1
                .map(|c| &knowledge().condition(c).id)
        );
    };
    for flag in flags {
        check(flag.0, &[flag]);
    }
    check("all together", &flags);
}

fn state(id: &str, name: &str) -> Reply {
    let record = knowledge().finding(finding(id));
    let at = record.states.iter().position(|s| s == name).unwrap();
    Reply::State(at as u8, Sides::Unstated)
}

#[test]
fn every_verdict_has_a_reason_and_every_reason_a_source() {
    for folder in ["vignettes", "cases"] {
        for case in cases(folder) {
            let answers = answers_of(&case);
            let verdict = reasoner().verdict(&answers);
            assert_reasons(&case.id, &answers, &verdict);
        }
    }
    assert_reasons(
        "nothing known",
        &Answers::none(knowledge()),
        &reasoner().verdict(&Answers::none(knowledge())),
    );
}

fn assert_reasons(label: &str, answers: &Answers, verdict: &Verdict) {
    let knowledge = knowledge();
    let decision = &verdict.decision;
    let reasons = reasoner().reasons(verdict, answers);
    if decision.basis == Basis::Rule {
        assert!(!reasons.floor_rules.is_empty(), "{label}: a rule decided, but none is named");
        assert!(!reasons.floor.answers.is_empty(), "{label}: no answer is named");
    }
    for fired in &decision.fired {
        let rule = &knowledge.rules[fired.rule];
        let source = &knowledge.sources[&rule.source];
        assert!(!source.title.is_empty(), "{label}: {}", rule.id);
        assert!(!rule.section.is_empty() && !rule.text["en"].reason.is_empty(), "{}", rule.id);
        // Age is no finding of the expression.
        let named = !fired.because.is_empty() || rule.when.reads_age();
        assert!(named, "{label}: {} names no answer", rule.id);
    }
    for &rule in &verdict.kept_provisional_by {
        assert!(knowledge.sources.contains_key(&knowledge.rules[rule].source), "{label}");
    }
    assert!(knowledge.sources.contains_key(&knowledge.harms.source), "{label}");
    for &id in &reasons.floor.answers {
        let by_age = knowledge.finding(id).id == "age" && answers.age_years().is_some();
        let said = answers.get(id) != Value::Unknown || answers.is_not_sure(id) || by_age;
        assert!(said, "{label}: {} was not answered", names(&[id])[0]);
    }
    // "Why not more careful" speaks of every more careful rung but `undecided`.
    let above = Rung::ALL
        .into_iter()
        .filter(|r| *r < verdict.rung() && *r != Rung::Undecided)
        .collect::<Vec<_>>();
    let spoken: Vec<Rung> = reasons.ruled_out.iter().map(|out| out.rung).collect();
    assert_eq!(spoken, above, "{label}");
}

#[test]
fn network_is_within_the_compile_budget() {
    let used = reasoner().circuit.multiply_adds();
    assert!(used <= 20_000, "{used} multiply-adds");
}

/// Findings and conditions that have nothing to do with each other.
const NEGATIVE_CONTROLS: [(&str, &str); 6] = [
    ("heel_pain", "spinal_infection"),
    ("rash_with_pain", "lumbar_stenosis"),
    ("burning_urine", "proximal_hamstring_tendinopathy"),
    ("calf_swollen_warm", "axial_spondyloarthritis"),
    ("thigh_bruising", "nerve_root_irritation"),
    ("cyclical_leg_pain", "hamstring_strain"),
];

/// Moves smaller than this are rounding.
const STILL: f64 = 1e-9;

#[test]
fn negative_controls() {
    let mut base = Answers::none(knowledge());
    // Age and sex are known: unknown, they are a common cause of almost everything.
    set_age(knowledge(), &mut base, 45.0, 45.0);
    set_sex(knowledge(), &mut base, "female");
    let nothing = reasoner().posteriors(&base);
    for (f, c) in NEGATIVE_CONTROLS {
        let condition = knowledge().condition_id(c).unwrap_or_else(|| panic!("no `{c}`"));
        let mut one = base.clone();
        one.set(finding(f), Value::State(1), Sides::Unstated);
        let moved = reasoner().posteriors(&one).of(condition) - nothing.of(condition);
        assert!(moved.abs() < STILL, "{f} moves {c} by {moved}");
    }
    // The same for every pair that shares no cause, each state of the finding.
    let mut pairs = 0;
    for id in plain_findings() {
        let from = roots(Node::Finding(id));
        for state in 0..knowledge().finding(id).states.len() as u8 {
            let mut one = base.clone();
            one.set(id, Value::State(state), Sides::Unstated);
            let given = reasoner().posteriors(&one);
            for index in 0..knowledge().conditions.len() {
                let condition = taut_knowledge::ConditionId(index as u16);
                let to = roots(Node::Condition(condition));
                if from.iter().any(|r| to.contains(r)) {
                    continue;
                }
                pairs += 1;
                let moved = given.of(condition) - nothing.of(condition);
                assert!(
                    moved.abs() < STILL,
                    "{} moves {} by {moved}",
                    knowledge().finding(id).id,
                    knowledge().condition(condition).id
                );
            }
        }
    }
    assert!(pairs > 5000, "only {pairs} pairs are apart");
}

/// The node and all its ancestors among the conditions.
fn roots(node: Node) -> Vec<taut_knowledge::ConditionId> {
    let mut found = Vec::new();
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        if let Node::Condition(id) = node {
            if found.contains(&id) {
                continue;
            }
            found.push(id);
        }
        let causes = knowledge().links.iter().filter(|l| l.child == node).filter_map(|l| l.cause);
        open.extend(causes.map(Node::Condition));
    }
    found
}

/// A rule that fires on a marked finding's "no" states would fall silent on "don't know" (S6, S7).
#[test]
fn rules_read_marked_findings_only_from_present_on() {
    for rule in knowledge().rules.iter().filter(|rule| !rule.settles) {
        let mut masks = Vec::new();
        states_read(&rule.when, &mut masks);
        for (id, mask) in masks {
            let record = knowledge().finding(id);
            let below = (1_u32 << record.present_from) - 1;
            assert!(
                !record.is_marked() || mask & below == 0,
                "{}: {} counts as present only from `{}` on",
                rule.id,
                record.id,
                record.states[usize::from(record.present_from)]
            );
        }
    }
}

fn states_read(expr: &Expr, masks: &mut Vec<(FindingId, u32)>) {
    match expr {
        Expr::InStates { finding, mask }
        | Expr::OneSided { finding, mask }
        | Expr::BothSides { finding, mask } => masks.push((*finding, *mask)),
        Expr::Not(inner) => states_read(inner, masks),
        Expr::All(parts) | Expr::Any(parts) | Expr::AtLeast(_, parts) => {
            for part in parts {
                states_read(part, masks);
            }
        }
        _ => {}
    }
}
