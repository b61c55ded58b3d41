//! Runs simulated people through their weeks of check-ins, each programme looked at by the checker, and counts.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use jiff::ToSpan;
use jiff::civil::Date;
use taut_knowledge::{CheckIn, Done, Rung};
use taut_plan::{Action, Chooser, Story};
use taut_reason::{Reasoner, XorShift};

use super::checker::{Checker, Violation};
use super::life::Life;
use super::person::{START, below, chance, person};

/// Days of a gap now and then, longer than programmes go on without a check-in.
const GAP: [usize; 2] = [10, 22];

/// What came of it, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// What was counted, by name.
    pub counts: BTreeMap<String, u64>,
    /// What the checker found, with the person's number.
    pub violations: Vec<(usize, Violation)>,
}

impl Tally {
    fn add(&mut self, name: impl Into<String>, count: u64) {
        *self.counts.entry(name.into()).or_insert(0) += count;
    }

    fn one(&mut self, name: impl Into<String>) {
        self.add(name, 1);
    }

    /// A count by name; 0 if it never happened.
    pub fn of(&self, name: &str) -> u64 {
        self.counts.get(name).copied().unwrap_or(0)
    }

    fn join(mut self, other: Self) -> Self {
        for (name, count) in other.counts {
            self.add(name, count);
        }
        self.violations.extend(other.violations);
        self
    }
}

/// Simulates so many people for so many weeks on several threads. The same seed gives the same counts for any number of them.
pub fn simulate(
    reasoner: &Reasoner<'_>,
    chooser: &(dyn Chooser + Sync),
    people: usize,
    weeks: u32,
    seed: u64,
    threads: NonZeroUsize,
) -> Tally {
    std::thread::scope(|scope| {
        let work = |first: usize| {
            move || {
                let mut tally = Tally::default();
                for number in (first..people).step_by(threads.get()) {
                    one_person(reasoner, chooser, number, weeks, seed, &mut tally);
                }
                tally
            }
        };
        let handles: Vec<_> = (0..threads.get()).map(|t| scope.spawn(work(t))).collect();
        let mut tally = Tally::default();
        for handle in handles {
            match handle.join() {
                Ok(part) => tally = tally.join(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        tally.violations.sort();
        tally
    })
}

/// Samples people until a programme begins, and lives through its weeks.
fn one_person(
    reasoner: &Reasoner<'_>,
    chooser: &(dyn Chooser + Sync),
    number: usize,
    weeks: u32,
    seed: u64,
    tally: &mut Tally,
) {
    // Seeds far apart, so that neighbours do not look alike.
    let mixed = (number as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ seed;
    let mut random = XorShift::new(mixed);
    loop {
        tally.one("sampled");
        let person = person(reasoner, &mut random);
        let start = Story::begin(
            reasoner,
            chooser,
            &person.case,
            &person.preferences,
            START,
            &person.measures,
        );
        if let Ok(story) = start {
            tally.one("people");
            tally.one(format!("start {}", story.rung().id()));
            let mut found = Vec::new();
            live(reasoner, &person, story, weeks, &mut random, tally, &mut found);
            tally.violations.extend(found.into_iter().map(|violation| (number, violation)));
            return;
        }
    }
}

/// The weeks of one person.
fn live(
    reasoner: &Reasoner<'_>,
    person: &super::person::Person,
    mut story: Story<'_>,
    weeks: u32,
    random: &mut XorShift,
    tally: &mut Tally,
    found: &mut Vec<Violation>,
) {
    let knowledge = reasoner.knowledge;
    let Some(programme) = story.programme().cloned() else { return };
    tally.add("exercises at the start", programme.chosen.len() as u64);
    let mut checker =
        Checker::begin(reasoner, &person.preferences, &person.case, &programme, START);
    let mut life = Life::new(person);
    let end = START.checked_add(i64::from(weeks).weeks()).unwrap_or(Date::MAX);
    let mut day = START;
    loop {
        let days = next_days(random);
        let Ok(next) = day.checked_add((days as i64).days()) else { break };
        if next > end {
            break;
        }
        // A check-in that was missed: life goes on without it.
        if chance(random, 0.1) {
            tally.one("missed");
            day = next;
            continue;
        }
        let elapsed = (next - story.last()).get_days().unsigned_abs();
        let check_in = life.check_in(knowledge, &story, next, elapsed, random);
        if chance(random, 0.02) {
            refused(&mut story, &check_in, random, tally, found);
        }
        day = next;
        match story.check_in(&check_in) {
            Ok(response) => {
                tally.one("check-ins");
                count(&response.actions, response.before, response.now, tally);
                checker.after(&check_in, &response, story.answers());
                if response.actions.iter().any(|a| matches!(a, Action::StopAll(_))) {
                    tally.one(format!("ended at {}", response.now.id()));
                    break;
                }
            }
            Err(problems) => found.push(Violation {
                rule: "refused",
                what: problems.first().map_or_else(String::new, ToString::to_string),
            }),
        }
    }
    tally.one(format!("at the end {}", story.rung().id()));
    tally.add("programmes looked at", checker.looked_at);
    found.append(&mut checker.violations);
}

/// Days to the next check-in: about twice a week, now and then a long gap.
fn next_days(random: &mut XorShift) -> usize {
    if chance(random, 0.015) {
        GAP[0] + below(random, GAP[1] - GAP[0])
    } else {
        3 + below(random, 2)
    }
}

/// A check-in that cannot be is refused, and changes nothing.
fn refused(
    story: &mut Story<'_>,
    check_in: &CheckIn,
    random: &mut XorShift,
    tally: &mut Tally,
    found: &mut Vec<Violation>,
) {
    let mut bad = check_in.clone();
    let what = match below(random, 4) {
        0 => {
            bad.on = story.last();
            "same day"
        }
        1 => {
            bad.leg = Some(11);
            "pain of 11"
        }
        2 => {
            let exercise = usize::MAX;
            bad.done.push(Done { exercise, days: 1, pain: None, leg_rose: None });
            "unknown exercise"
        }
        _ => {
            bad.done.extend(story.waiting().and_then(|p| p.chosen.first()).map(|chosen| Done {
                exercise: chosen.item.exercise,
                days: 400,
                pain: Some(200),
                leg_rose: None,
            }));
            bad.back = Some(255);
            "400 days"
        }
    };
    let before = format!("{story:?}");
    if story.check_in(&bad).is_ok() || format!("{story:?}") != before {
        found.push(Violation { rule: "bad input taken", what: what.to_owned() });
    }
    tally.one("bad check-ins refused");
}

/// Counts what a check-in does.
fn count(actions: &[Action], before: Rung, now: Rung, tally: &mut Tally) {
    for action in actions {
        let name = match action {
            Action::MoreCareful(..) => format!("advice {} to {}", before.id(), now.id()),
            Action::Deficit(_) => "new numbness or weakness".to_owned(),
            Action::StopAll(why) => format!("programme stops: {why:?}"),
            Action::Stop(_, why) => format!("exercise stops: {why:?}"),
            Action::Frozen(open) if open.is_empty() => {
                "frozen: too long, or provisional".to_owned()
            }
            Action::Frozen(_) => "frozen: questions open".to_owned(),
            Action::StepBack(down) if down.easier.is_some() => {
                "step back: easier exercise".to_owned()
            }
            Action::StepBack(_) => "step back".to_owned(),
            Action::Hold(_) => "hold".to_owned(),
            Action::StepUp(up) if !up.taken => "step up offered".to_owned(),
            Action::StepUp(up) => format!("step up: {:?}", up.variable),
            Action::NoGainYet(_) => "no gain yet".to_owned(),
            Action::KeepUp => "keep up".to_owned(),
            Action::Clinician(why) => format!("clinician: {why:?}"),
            Action::WouldBeLessCareful(_) => "would be less careful".to_owned(),
        };
        tally.one(name);
    }
}
