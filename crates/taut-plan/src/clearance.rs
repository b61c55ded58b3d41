//! Clearances over time: whether one still stands, what it adds to the answers, and what it allows.
//!
//! A clearance takes a nerve sign away from the answers (S4, S13). It opens nothing by itself, and it ends at once when
//! something happens that it did not know of. What it takes away comes back then; what it found stays.

use jiff::ToSpan as _;
use jiff::civil::Date;
use taut_knowledge::clearance::{Clearance, Most};
use taut_knowledge::resolve::bin_of;
use taut_knowledge::{
    Answers, CaseAnswer, CheckIn, Exercise, FindingId, Knowledge, Mark, PostureClass, Rung, Said,
    Signal, Value,
};

use crate::programme::Level;

/// Something that happened and bears on a clearance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// The leg, or stretching, was worse than before.
    Signal(Signal),
    /// A flag, new numbness or weakness, or more of a nerve sign.
    Raised(FindingId),
    /// Something was felt in the leg.
    LegFelt,
}

/// Something that happened, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// The day.
    pub on: Date,
    /// Its place in the order in which things were written down, clearances among them; [`LAST`] after all of them.
    pub written: i64,
    /// What.
    pub what: What,
}

/// The place of what is written after every clearance.
pub const LAST: i64 = i64::MAX;

/// Why a clearance does not stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Void {
    /// Not yet: it is of a later day.
    NotBegun(Date),
    /// Its last day was this.
    Expired(Date),
    /// Something happened after its day, or was written down after it.
    Happened(Event),
    /// A reported one counts only from this day on, if the leg stays quiet.
    NotQuiet(Date),
}

/// Whether a clearance stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It stands, up to and including this day.
    Valid {
        /// Its last day.
        until: Date,
    },
    /// It does not, and every reason why.
    Void(Vec<Void>),
}

impl Standing {
    /// True if it stands.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        matches!(self, Self::Valid { .. })
    }
}

/// What happened at a check-in that bears on clearances: `new` are the answers that it adds, `before` what was known, `written`
/// is the check-in's place.
#[must_use]
pub fn events(
    knowledge: &Knowledge,
    before: &Answers,
    (check_in, written): (&CheckIn, i64),
    new: &[CaseAnswer],
    signals: &[Signal],
) -> Vec<Event> {
    let mut happened: Vec<What> = signals.iter().copied().map(What::Signal).collect();
    let raised = new.iter().filter(|answer| raises(knowledge, before, answer));
    happened.extend(raised.map(|answer| What::Raised(answer.finding)));
    let rose = check_in.done.iter().any(|done| done.leg_rose == Some(true));
    if rose || check_in.leg.is_some_and(|leg| leg > 0) {
        happened.push(What::LegFelt);
    }
    happened.sort_unstable();
    happened.dedup();
    happened.into_iter().map(|what| Event { on: check_in.on, written, what }).collect()
}

/// What answers apart from a check-in say that bears on clearances: those of an interview, a file or an examination. `before` is
/// what was known, `on` the day on which they were written down, `written` their place. An answer without a day is of that day; one
/// that is dated ahead counts from then on as well, because elsewhere it may be tomorrow already.
#[must_use]
pub fn raised(
    knowledge: &Knowledge,
    before: &Answers,
    new: &[CaseAnswer],
    (on, written): (Date, i64),
) -> Vec<Event> {
    let mut happened = Vec::new();
    for answer in new.iter().filter(|answer| raises(knowledge, before, answer)) {
        let day = answer.when.as_deref().and_then(|when| when.get(..10)?.parse().ok());
        let day: Date = day.unwrap_or(on);
        let event = Event { on: day, written, what: What::Raised(answer.finding) };
        happened.push(event);
        if day > on {
            happened.push(Event { on, ..event });
        }
    }
    happened
}

/// True if an answer says something that a clearance must know of to stand: any flag, any loss, or more of a nerve sign than
/// before. Unknown before counts as nothing before.
fn raises(knowledge: &Knowledge, before: &Answers, answer: &CaseAnswer) -> bool {
    let finding = knowledge.finding(answer.finding);
    let state = match answer.said {
        Said::State(state) => Some(state),
        Said::Number(number) => bin_of(finding, number, before.sex()),
        Said::Unknown | Said::Cleared => None,
    };
    let Some(state) = state.filter(|state| *state >= finding.present_from) else { return false };
    let hard = |mark: &Mark| matches!(mark, Mark::Serious | Mark::Deficit);
    if finding.marks.iter().any(hard) {
        return true;
    }
    let less = match before.get(answer.finding) {
        Value::State(known) => known < state,
        Value::Unknown => true,
    };
    finding.marks.contains(&Mark::Nerve) && less
}

/// Whether a clearance stands on a day, after everything that happened; `written` is its place.
///
/// It holds from its day until the earlier of its own last day and the policy's weeks. The examiner knew what was written down
/// before and is not of a later day than the examination; everything else ends it, also on its own day. A reported one also
/// waits until the leg has been quiet for the policy's weeks.
#[must_use]
pub fn standing(
    knowledge: &Knowledge,
    (clearance, written): (&Clearance, i64),
    on: Date,
    events: &[Event],
) -> Standing {
    let numbers = &knowledge.check_in.numbers;
    let mut reasons = Vec::new();
    if on < clearance.on {
        reasons.push(Void::NotBegun(clearance.on));
    }
    let longest = weeks_after(clearance.on, numbers.clearance_weeks);
    let until = clearance.expires.map_or(longest, |expires| expires.min(longest));
    if on > until {
        reasons.push(Void::Expired(until));
    }
    let happened = events.iter().filter(|event| event.on <= on);
    let unknown = |event: &&Event| event.written > written || event.on > clearance.on;
    reasons.extend(
        happened
            .clone()
            .filter(|event| event.what != What::LegFelt)
            .filter(unknown)
            .map(|event| Void::Happened(*event)),
    );
    if clearance.is_reported() {
        let felt = happened.filter(|event| event.what == What::LegFelt).map(|event| event.on);
        let quiet = |since| weeks_after(since, numbers.reported_clearance_quiet_weeks);
        // Without a day it is not known to be quiet at all.
        let from = clearance.quiet_since.map_or(Date::MAX, quiet);
        let from = felt.map(quiet).fold(from, Date::max);
        if on < from {
            reasons.push(Void::NotQuiet(from));
        }
    }
    if reasons.is_empty() { Standing::Valid { until } } else { Standing::Void(reasons) }
}

/// The day so many weeks later; the last of the calendar where there is none.
fn weeks_after(day: Date, weeks: u32) -> Date {
    day.checked_add(i64::from(weeks).weeks()).unwrap_or(Date::MAX)
}

/// What a clearance adds to the answers: all of it while it stands. Else only what calls for care: what was found present.
#[must_use]
pub fn answers(
    knowledge: &Knowledge,
    clearance: &Clearance,
    standing: &Standing,
) -> Vec<CaseAnswer> {
    if standing.is_valid() {
        return clearance.found.iter().chain(&clearance.clears).cloned().collect();
    }
    let careful = |answer: &&CaseAnswer| {
        let finding = knowledge.finding(answer.finding);
        let present = matches!(answer.said, Said::State(state) if state >= finding.present_from);
        finding.is_marked() && present
    };
    clearance.found.iter().filter(careful).cloned().collect()
}

/// The advice when a clearance is void: the more careful of what holds with its answers and without them, because its end may
/// never open anything.
#[must_use]
pub fn advice(standing: &Standing, with: Rung, without: Rung) -> Rung {
    if standing.is_valid() { with } else { with.most_careful(without) }
}

/// The most of an exercise that a clearance allows, no more than `level`; nothing if it does not allow the exercise.
///
/// A reported clearance allows entry levels only, and an exercise that draws the hamstrings long only at its first dose. An
/// examiner's allows such an exercise, or one that moves the nerve, only if its list names it or its kind; all others are
/// limited only where it names them. It never adds anything: everything else that bars an exercise bars it still.
#[must_use]
pub fn most(clearance: &Clearance, exercise: (usize, &Exercise), level: Level) -> Option<Level> {
    let (index, exercise) = exercise;
    let lengthens = exercise.is(PostureClass::HamstringLengthening);
    if clearance.is_reported() {
        let days = level.days_per_week;
        let first = Level::first(&exercise.dose, days).unwrap_or(level);
        return (exercise.level == 0 && !exercise.is(PostureClass::Neural))
            .then_some(if lengthens { least(level, first) } else { level });
    }
    let named = clearance
        .allowed
        .iter()
        .filter(|allowed| allowed.exercise == Some(index) || allowed.kind == Some(exercise.kind));
    let mut limits = named.map(|allowed| &allowed.most).peekable();
    if limits.peek().is_none() && (lengthens || exercise.is(PostureClass::Neural)) {
        return None;
    }
    // Less than the first dose is no dose: then it is not allowed at all.
    let limited = limits.fold(level, limit);
    limited.within(&exercise.dose).then_some(limited)
}

fn least(a: Level, b: Level) -> Level {
    Level {
        sets: a.sets.min(b.sets),
        reps: a.reps.min(b.reps),
        hold_seconds: a.hold_seconds.min(b.hold_seconds),
        minutes: a.minutes.min(b.minutes),
        days_per_week: a.days_per_week.min(b.days_per_week),
        range: a.range.min(b.range),
        load: a.load.min(b.load),
    }
}

fn limit(level: Level, most: &Most) -> Level {
    let at_most = |value: u32, most: Option<u32>| most.map_or(value, |most| value.min(most));
    Level {
        sets: at_most(level.sets, most.sets),
        reps: at_most(level.reps, most.reps),
        hold_seconds: at_most(level.hold_seconds, most.hold_seconds),
        minutes: at_most(level.minutes, most.minutes),
        days_per_week: at_most(level.days_per_week, most.days_per_week),
        ..level
    }
}
