//! One simulated person: answers sampled from the network, preferences, and what kind of course they are in for.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use taut_knowledge::{
    Answers, By, Case, CaseAnswer, CaseSex, Equipment, FindingId, Knowledge, MeasureAnswer,
    Measured, Said, Sex, Side, Value,
};
use taut_plan::Preferences;
use taut_reason::{Reasoner, Sampler, XorShift};

/// The first day of every story.
pub const START: Date = date(2026, 1, 5);

/// What kind of course a person is in for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// Gets better week by week.
    Better,
    /// Hardly changes.
    Same,
    /// Gets worse.
    Worse,
}

/// One simulated person.
pub struct Person {
    /// Their answers before the programme.
    pub case: Case,
    /// What they can and want to do.
    pub preferences: Preferences,
    /// Their course.
    pub course: Course,
    /// Wants more whatever happens, and plays pain down.
    pub eager: bool,
    /// Back pain at the start.
    pub back: f64,
    /// Leg pain at the start.
    pub leg: f64,
    /// Measures at the start.
    pub measures: Vec<Measured>,
}

/// True in a share of cases.
pub fn chance(random: &mut XorShift, share: f64) -> bool {
    random.next_unit() < share
}

/// A whole number from 0 to `n` - 1.
pub fn below(random: &mut XorShift, n: usize) -> usize {
    (random.next_u64() % n as u64) as usize
}

/// A person drawn with a seed.
pub fn person(reasoner: &Reasoner<'_>, random: &mut XorShift) -> Person {
    let knowledge = reasoner.knowledge;
    let answers = Sampler::new(reasoner, random.next_u64()).person();
    let case = case_of(knowledge, &answers, random);
    let course = match below(random, 10) {
        0..=4 => Course::Better,
        5..=7 => Course::Same,
        _ => Course::Worse,
    };
    let back = 3.0 + below(random, 6) as f64;
    let has_leg = knowledge.check_in.leg.iter().any(|finding| {
        let finding_is = knowledge.finding(*finding);
        matches!(answers.get(*finding), Value::State(s) if s >= finding_is.present_from)
    });
    let leg = if has_leg { 1.0 + below(random, 3) as f64 } else { 0.0 };
    let mut person = Person {
        case,
        preferences: preferences(knowledge, random),
        course,
        eager: chance(random, 0.1),
        back,
        leg,
        measures: Vec::new(),
    };
    let mut add = |id: &str, side: Side, answer: MeasureAnswer| {
        if let Some(measure) = knowledge.measure(id) {
            person.measures.push(Measured { measure, side, answer });
        }
    };
    add("nprs_back", Side::Unstated, MeasureAnswer::Number(back));
    add("nprs_leg", Side::Unstated, MeasureAnswer::Number(leg));
    add("rmdq", Side::Unstated, MeasureAnswer::Statements(ticks(random, 0.4)));
    person
}

/// Roland-Morris statements, ticked with a chance, now and then left open.
pub fn ticks(random: &mut XorShift, share: f64) -> Vec<Option<bool>> {
    let mut one = || {
        let ticked = chance(random, share);
        (!chance(random, 0.03)).then_some(ticked)
    };
    (0..24).map(|_| one()).collect()
}

/// The answers as a case; questions about exercises that the sampler says no to are now and then a yes.
fn case_of(knowledge: &Knowledge, answers: &Answers, random: &mut XorShift) -> Case {
    let mut asked = BTreeSet::new();
    let bars = knowledge.situations.iter().map(|situation| &situation.presence);
    for presence in bars.chain(knowledge.cautions.iter().map(|caution| &caution.presence)) {
        presence.when.visit_findings(&mut |finding| {
            asked.insert(finding);
        });
    }
    let rare = |finding: FindingId| {
        let record = knowledge.finding(finding);
        let linked =
            knowledge.links.iter().any(|link| link.child == taut_knowledge::Node::Finding(finding));
        asked.contains(&finding) && !record.is_marked() && !record.gating && !linked
    };
    let mut given = Vec::new();
    for (finding, state) in answers.known() {
        let record = knowledge.finding(finding);
        if record.id == "age" || record.id == "sex" {
            continue;
        }
        let flips = state == 0 && rare(finding) && chance(random, 0.04);
        let state = if flips { record.present_from } else { state };
        given.push(answer(finding, Said::State(state), None));
    }
    Case {
        id: "sampled".to_owned(),
        age: answers.age_years(),
        sex: answers.sex().map(|sex| match sex {
            Sex::Female => CaseSex::Female,
            Sex::Male => CaseSex::Male,
        }),
        answers: given,
        unmapped: Vec::new(),
        expected: None,
    }
}

/// An answer of the person.
pub fn answer(finding: FindingId, said: Said, when: Option<Date>) -> CaseAnswer {
    CaseAnswer {
        finding,
        said,
        side: Side::Unstated,
        by: By::Person,
        when: when.map(|day| day.to_string()),
        from: String::new(),
        note: String::new(),
        reason: String::new(),
        examiner: String::new(),
    }
}

fn preferences(knowledge: &Knowledge, random: &mut XorShift) -> Preferences {
    let mut unwanted = BTreeSet::new();
    for _ in 0..below(random, 4) {
        unwanted.insert(below(random, knowledge.exercises.len()));
    }
    Preferences {
        minutes_per_day: [10, 15, 20, 30, 45][below(random, 5)],
        days_per_week: 2 + below(random, 6) as u32,
        equipment: Equipment::ALL.into_iter().filter(|_| chance(random, 0.7)).collect(),
        floor: chance(random, 0.85),
        unwanted,
    }
}
