//! A check-in as evidence: its answers, what its own words become, and what its measures say about findings.

use jiff::civil::Date;
use taut_knowledge::programme::CheckInPolicy;
use taut_knowledge::resolve::bin_of;
use taut_knowledge::{
    Answers, By, CaseAnswer, CheckIn, FindingId, Kind, Knowledge, MeasureAnswer, Said, Side, Sides,
    Signal, Value,
};
use taut_reason::Reasoner;

use super::state::State;

/// The finding that tells how far down the leg symptoms go.
const HOW_FAR_DOWN: &str = "how_far_down";

/// What a check-in adds to what is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// Answers, each with the day.
    pub answers: Vec<CaseAnswer>,
    /// What it says in its own words.
    pub signals: Vec<Signal>,
}

/// What a check-in adds to what is known.
pub fn evidence(knowledge: &Knowledge, state: &State, check_in: &CheckIn) -> Evidence {
    let signals = signals(knowledge, state, check_in);
    let mut answers = check_in.answers.clone();
    for answer in &mut answers {
        answer.when.get_or_insert_with(|| check_in.on.to_string());
    }
    let policy = &knowledge.check_in;
    for (signal, finding, to) in &policy.becomes {
        if signals.contains(signal) {
            answers.push(said(*finding, Said::State(*to), Side::Unstated, check_in.on));
        }
    }
    for measured in &check_in.measures {
        let finding = knowledge.measures[measured.measure].finding;
        if let (Some(finding), MeasureAnswer::Number(value)) = (finding, &measured.answer)
            && fits(knowledge, finding, *value)
        {
            answers.push(said(finding, Said::Number(*value), measured.side, check_in.on));
        }
    }
    Evidence { answers, signals }
}

/// True if the finding takes this number.
fn fits(knowledge: &Knowledge, finding: FindingId, value: f64) -> bool {
    let finding = knowledge.finding(finding);
    matches!(finding.kind, Kind::Measure { min, max, .. } if (min..=max).contains(&value))
        && bin_of(finding, value, None).is_none_or(|bin| usize::from(bin) < finding.states.len())
}

fn said(finding: FindingId, said: Said, side: Side, on: Date) -> CaseAnswer {
    CaseAnswer {
        finding,
        said,
        side,
        by: By::Person,
        when: Some(on.to_string()),
        from: "check-in".to_owned(),
        note: String::new(),
        reason: String::new(),
        examiner: String::new(),
    }
}

/// What the check-in says that no question of the interview asks.
fn signals(knowledge: &Knowledge, state: &State, check_in: &CheckIn) -> Vec<Signal> {
    let numbers = &knowledge.check_in.numbers;
    let pain = check_in.leg.unwrap_or(0);
    let none_before = match state.leg_pain {
        Some(before) => before == 0,
        None => !has_leg_symptoms(knowledge, state),
    };
    let rose = check_in.done.iter().any(|done| done.leg_rose == Some(true));
    let lower = knowledge.finding_id(HOW_FAR_DOWN);
    let raised = |finding: FindingId| {
        let now = check_in.answers.iter().find_map(|answer| match answer.said {
            Said::State(now) if answer.finding == finding => Some(now),
            _ => None,
        });
        now.is_some_and(|now| {
            now >= knowledge.finding(finding).present_from
                && now > state.leg_said.get(&finding).copied().unwrap_or(0)
        })
    };
    let leg = &knowledge.check_in.leg;
    let marked = |finding: &FindingId| knowledge.finding(*finding).is_marked();
    let any_raised = leg.iter().filter(|f| marked(f) && Some(**f) != lower).any(|f| raised(*f));
    let lingers = check_in.leg_settled_minutes.is_some_and(|m| m > numbers.linger_minutes);
    let risen = state.leg_pain.is_some_and(|before| pain > before);
    let new = none_before && (pain > 0 || rose);
    let held = [
        (Signal::LegNew, new),
        (Signal::LegWorse, !new && (risen || rose || any_raised)),
        (Signal::LegLower, lower.is_some_and(raised)),
        (Signal::LegLingers, lingers),
        (Signal::StretchWorse, check_in.stretch_worse == Some(true)),
    ];
    held.into_iter().filter_map(|(signal, holds)| holds.then_some(signal)).collect()
}

/// True if an answer so far speaks of symptoms in the leg.
fn has_leg_symptoms(knowledge: &Knowledge, state: &State) -> bool {
    let mut leg = knowledge.check_in.leg.iter();
    leg.any(|f| knowledge.finding(*f).is_marked() && is_present(knowledge, &state.answers, *f))
}

fn is_present(knowledge: &Knowledge, answers: &Answers, finding: FindingId) -> bool {
    match answers.get(finding) {
        Value::State(state) => state >= knowledge.finding(finding).present_from,
        Value::Unknown => false,
    }
}

/// New numbness or weakness: present now, and before not, or less, or on one side only.
pub fn new_deficits(knowledge: &Knowledge, before: &Answers, now: &Answers) -> Vec<FindingId> {
    let is_new = |finding: FindingId| {
        is_present(knowledge, now, finding)
            && (!is_present(knowledge, before, finding)
                || now.get(finding) > before.get(finding)
                || (now.sides(finding) == Sides::Both && before.sides(finding) != Sides::Both))
    };
    let CheckInPolicy { deficits, .. } = &knowledge.check_in;
    deficits.iter().copied().filter(|finding| is_new(*finding)).collect()
}

/// Flags that this check-in leaves open, on one side or on both, although they are a question for this person.
pub fn unanswered(reasoner: &Reasoner<'_>, check_in: &CheckIn, now: &Answers) -> Vec<FindingId> {
    let answered = |finding: FindingId| {
        let said = check_in.answers.iter();
        let said = said.filter(|a| a.finding == finding && a.said != Said::Unknown);
        let on = |sides: [Side; 3]| said.clone().any(|answer| sides.contains(&answer.side));
        on([Side::Left, Side::Both, Side::Unstated])
            && on([Side::Right, Side::Both, Side::Unstated])
    };
    let flags = reasoner.knowledge.check_in.rescreen.iter().copied();
    flags.filter(|f| !answered(*f) && reasoner.applies(*f, now)).collect()
}
