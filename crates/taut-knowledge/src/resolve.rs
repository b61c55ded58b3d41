//! From the answers of a case to one value a finding.
//!
//! A marked finding that is reported present stands until a therapist clears it with a later date (S13).
//! Where two answers to an unmarked finding disagree and nothing says which holds, the value is unknown.

use crate::answers::{Answers, Sides, Value};
use crate::case::{By, Case, CaseAnswer, Said};
use crate::case_file::Side;
use crate::dates::later;
use crate::expr::Truth;
use crate::expr_parse::AGE;
use crate::ids::{FindingId, Sex};
use crate::knowledge::{Finding, Kind, Knowledge, Origin};

/// Resolved answers, and what had to be decided on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    /// One value a finding.
    pub answers: Answers,
    /// What a reader of the result should know, such as answers that disagree.
    pub notes: Vec<String>,
}

/// Resolves a case.
#[must_use]
pub fn resolve(case: &Case, knowledge: &Knowledge) -> Resolved {
    let mut answers = Answers::none(knowledge);
    let mut notes = Vec::new();
    who(case, knowledge, &mut answers);
    let mut by_finding: Vec<Vec<&CaseAnswer>> = vec![Vec::new(); knowledge.findings.len()];
    for answer in &case.answers {
        by_finding[answer.finding.index()].push(answer);
    }
    let slots: Vec<Option<Slots>> = by_finding
        .iter()
        .enumerate()
        .map(|(i, given)| {
            let finding = &knowledge.findings[i];
            (!given.is_empty()).then(|| Slots::of(finding, given, answers.sex(), &mut notes))
        })
        .collect();
    let symptomatic = symptomatic_side(knowledge, &slots);
    for (i, slots) in slots.iter().enumerate() {
        if let (Some(slots), Ok(i)) = (slots, u16::try_from(i)) {
            slots.write(
                FindingId(i),
                &knowledge.findings[usize::from(i)],
                symptomatic,
                &mut answers,
            );
        }
    }
    fill_structural(knowledge, &mut answers);
    Resolved { answers, notes }
}

/// Sets the lowest state of each finding that is structurally absent and has no value yet, until nothing changes.
pub fn fill_structural(knowledge: &Knowledge, answers: &mut Answers) {
    // Each round fills at least one finding, so it ends.
    loop {
        let mut changed = false;
        for (i, finding) in knowledge.findings.iter().enumerate() {
            let (Some(absent_if), Ok(i)) = (&finding.absent_if, u16::try_from(i)) else {
                continue;
            };
            if answers.get(FindingId(i)) == Value::Unknown && absent_if.eval(answers) == Truth::True
            {
                answers.set(FindingId(i), Value::State(0), Sides::Unstated);
                changed = true;
            }
        }
        if !changed {
            return;
        }
    }
}

/// Sets the age range, and the band of the `age` finding where the whole range lies in one.
pub fn set_age(knowledge: &Knowledge, answers: &mut Answers, low: f64, high: f64) {
    if let Some(id) = knowledge.finding_id(AGE) {
        let finding = knowledge.finding(id);
        let band =
            bin_of(finding, low, None).filter(|band| bin_of(finding, high, None) == Some(*band));
        answers.set(id, band.map_or(Value::Unknown, Value::State), Sides::Unstated);
    }
    answers.set_age_years(low, high);
}

/// Sets the recorded sex: the `sex` finding's state with this id, and the sex used for cut-offs.
pub fn set_sex(knowledge: &Knowledge, answers: &mut Answers, state: &str) {
    answers.set_sex(match state {
        "female" => Some(Sex::Female),
        "male" => Some(Sex::Male),
        _ => None,
    });
    if let Some(id) = knowledge.finding_id("sex") {
        let at = knowledge.finding(id).states.iter().position(|known| known == state);
        if let Some(at) = at.and_then(|at| u8::try_from(at).ok()) {
            answers.set(id, Value::State(at), Sides::Unstated);
        }
    }
}

/// The bin of a measured number; nothing if the finding is no measure, or the sex is not known and matters.
#[must_use]
pub fn bin_of(finding: &Finding, number: f64, sex: Option<Sex>) -> Option<u8> {
    let Kind::Measure { bins, .. } = &finding.kind else {
        return None;
    };
    let last =
        |edge: fn(&crate::knowledge::Bin) -> f64| bins.iter().rposition(|bin| number >= edge(bin));
    let female = last(|bin| bin.from_female);
    let male = last(|bin| bin.from_male);
    let bin = match sex {
        Some(Sex::Female) => female,
        Some(Sex::Male) => male,
        None if female == male => female,
        None => None,
    };
    bin.and_then(|bin| u8::try_from(bin).ok())
}

fn who(case: &Case, knowledge: &Knowledge, answers: &mut Answers) {
    if let Some((low, high)) = case.age {
        set_age(knowledge, answers, low, high);
    }
    if let Some(sex) = case.sex {
        set_sex(knowledge, answers, sex.id());
    }
}

/// What is settled for one side.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Slot {
    said: Said,
    /// The state, where it is known.
    state: Option<u8>,
}

/// What is settled for left, right and the unstated side; nothing where it was not answered.
struct Slots {
    present_from: u8,
    left: Option<Slot>,
    right: Option<Slot>,
    unstated: Option<Slot>,
}

impl Slots {
    fn of(
        finding: &Finding,
        given: &[&CaseAnswer],
        sex: Option<Sex>,
        notes: &mut Vec<String>,
    ) -> Self {
        let mut settle_side = |sides: &[Side], side: Side| {
            // A clearance of both sides also clears a report without a side.
            let mine: Vec<&CaseAnswer> = given
                .iter()
                .copied()
                .filter(|answer| {
                    sides.contains(&answer.side)
                        || (side == Side::Unstated
                            && answer.side == Side::Both
                            && answer.said == Said::Cleared)
                })
                .collect();
            let spoken = mine.iter().any(|answer| sides.contains(&answer.side));
            spoken.then(|| settle(finding, &mine, sex, side, notes))
        };
        Self {
            present_from: finding.present_from,
            left: settle_side(&[Side::Left, Side::Both], Side::Left),
            right: settle_side(&[Side::Right, Side::Both], Side::Right),
            unstated: settle_side(&[Side::Unstated], Side::Unstated),
        }
    }

    fn is_present(&self, slot: Option<Slot>) -> bool {
        slot.and_then(|slot| slot.state).is_some_and(|state| state >= self.present_from)
    }

    fn write(
        &self,
        id: FindingId,
        finding: &Finding,
        symptomatic: Option<Side>,
        answers: &mut Answers,
    ) {
        let sex = answers.sex();
        let all = [self.left, self.right, self.unstated];
        let answered = || all.iter().copied().flatten();
        if let Some(highest) =
            answered().map(|slot| number(slot.said)).reduce(f64::max).filter(|n| n.is_finite())
        {
            self.write_measured(id, finding, highest, sex, answers);
            return;
        }
        // The worst side wins.
        let worst = answered().filter_map(|slot| slot.state).max();
        let not_sure = answered().any(|slot| slot.said == Said::Unknown);
        let sides = self.sides();
        let present = all.iter().any(|slot| self.is_present(*slot));
        let known = |slot: Option<Slot>| slot.is_some_and(|slot| slot.state.is_some());
        let open = |slot: Option<Slot>| slot.is_some_and(|slot| slot.state.is_none());
        let settled = present
            || (known(self.left) && known(self.right))
            || (known(self.unstated) && !open(self.left) && !open(self.right))
            || match symptomatic {
                Some(Side::Left) => known(self.left),
                Some(Side::Right) => known(self.right),
                _ => false,
            };
        match worst {
            Some(state) if settled => answers.set(id, Value::State(state), sides),
            _ if not_sure => answers.set_not_sure(id),
            _ => {}
        }
    }

    /// A measured side counts without the other; the worst side wins.
    fn write_measured(
        &self,
        id: FindingId,
        finding: &Finding,
        highest: f64,
        sex: Option<Sex>,
        answers: &mut Answers,
    ) {
        let bin = bin_of(finding, highest, sex);
        let named =
            [self.left, self.right, self.unstated].into_iter().flatten().filter_map(|slot| {
                match slot.said {
                    Said::State(state) => Some(state),
                    _ => None,
                }
            });
        let named = named.max().filter(|state| *state >= self.present_from);
        let sides = self.sides();
        match (named, bin) {
            // A side of which only the bin is known is worse: the number of the other side would contradict it.
            (Some(state), _) if bin.is_none_or(|bin| bin < state) => {
                answers.set(id, Value::State(state), sides);
            }
            _ => {
                answers.set(id, bin.map_or(Value::Unknown, Value::State), sides);
                answers.set_number(id, highest);
            }
        }
    }

    fn sides(&self) -> Sides {
        match (self.is_present(self.left), self.is_present(self.right)) {
            (true, true) => Sides::Both,
            (true, false) | (false, true) => Sides::One,
            (false, false) => Sides::Unstated,
        }
    }
}

fn number(said: Said) -> f64 {
    match said {
        Said::Number(number) => number,
        _ => f64::NEG_INFINITY,
    }
}

fn state_of(finding: &Finding, said: Said, sex: Option<Sex>) -> Option<u8> {
    match said {
        Said::Unknown => None,
        Said::State(state) => Some(state),
        Said::Number(number) => bin_of(finding, number, sex),
        Said::Cleared => Some(0),
    }
}

/// One answer for one side out of all that were given.
fn settle(
    finding: &Finding,
    given: &[&CaseAnswer],
    sex: Option<Sex>,
    side: Side,
    notes: &mut Vec<String>,
) -> Slot {
    let slot = |said: Said| Slot { said, state: state_of(finding, said, sex) };
    let is_present = |answer: &CaseAnswer| {
        state_of(finding, answer.said, sex).is_some_and(|state| state >= finding.present_from)
    };
    let clearances: Vec<&&CaseAnswer> =
        given.iter().filter(|answer| answer.said == Said::Cleared).collect();
    let side_words = if finding.sided { format!(", side {}", side.id()) } else { String::new() };
    if finding.is_marked() {
        let standing = |answer: &CaseAnswer| {
            is_present(answer)
                && !clearances
                    .iter()
                    .any(|cleared| later(cleared.when.as_deref(), answer.when.as_deref()))
        };
        let worst = given.iter().filter(|answer| standing(answer)).max_by(|a, b| {
            let rank =
                |answer: &CaseAnswer| (state_of(finding, answer.said, sex), number(answer.said));
            rank(a).partial_cmp(&rank(b)).unwrap_or(std::cmp::Ordering::Equal)
        });
        if let Some(worst) = worst {
            if !clearances.is_empty() {
                notes.push(format!(
                    "{}{side_words}: cleared, but not with a date after the report, so the report stands",
                    finding.id
                ));
            } else if given.iter().any(|answer| !is_present(answer) && answer.said != Said::Unknown)
            {
                notes.push(format!(
                    "{}{side_words}: reported and denied; the report stands until a therapist clears it",
                    finding.id
                ));
            }
            return slot(worst.said);
        }
        if !clearances.is_empty() {
            return slot(Said::Cleared);
        }
    }
    let of = |by: By| latest(given.iter().copied().filter(|answer| answer.by == by));
    let settled = match (of(By::Person), of(By::Therapist)) {
        (None, None) => Settled::Nothing,
        (Some(one), None) | (None, Some(one)) => one,
        (Some(person), Some(therapist)) => match (person, therapist) {
            (Settled::One(a), Settled::One(b)) if a.said == b.said => Settled::One(a),
            (Settled::One(a), other) if a.said == Said::Unknown => other,
            (other, Settled::One(b)) if b.said == Said::Unknown => other,
            // An examination replaces only a self-test of the same thing, and only if later (S13).
            (Settled::One(a), Settled::One(b))
                if finding.origin == Origin::SelfTest
                    && later(b.when.as_deref(), a.when.as_deref()) =>
            {
                Settled::One(b)
            }
            _ => Settled::Conflict,
        },
    };
    match settled {
        Settled::One(answer) => slot(answer.said),
        Settled::Nothing => slot(Said::Unknown),
        Settled::Conflict => {
            notes.push(format!("{}{side_words}: answers disagree; taken as not known", finding.id));
            slot(Said::Unknown)
        }
    }
}

#[derive(Clone, Copy)]
enum Settled<'a> {
    Nothing,
    One(&'a CaseAnswer),
    Conflict,
}

/// The answer that is surely the latest, or that all agree on.
fn latest<'a>(given: impl Iterator<Item = &'a CaseAnswer>) -> Option<Settled<'a>> {
    let given: Vec<&CaseAnswer> = given.collect();
    let first = given.first()?;
    let newest = given.iter().copied().find(|answer| {
        given.iter().all(|other| {
            other.said == answer.said || later(answer.when.as_deref(), other.when.as_deref())
        })
    });
    match newest {
        Some(answer) => Some(Settled::One(answer)),
        None if given.len() == 1 => Some(Settled::One(first)),
        None => Some(Settled::Conflict),
    }
}

/// The only side with a present pain or leg finding, if there is exactly one.
fn symptomatic_side(knowledge: &Knowledge, slots: &[Option<Slots>]) -> Option<Side> {
    let mut left = false;
    let mut right = false;
    for (finding, slots) in knowledge.findings.iter().zip(slots) {
        let symptom =
            finding.sided && (finding.id.starts_with("pain_") || finding.id.starts_with("leg_"));
        if let (true, Some(slots)) = (symptom, slots) {
            left |= slots.is_present(slots.left);
            right |= slots.is_present(slots.right);
        }
    }
    match (left, right) {
        (true, false) => Some(Side::Left),
        (false, true) => Some(Side::Right),
        _ => None,
    }
}
