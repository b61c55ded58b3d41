//! The clearances of one person: what they add to the answers on a day, and the limits that they set to what is chosen.

use jiff::civil::Date;
use taut_knowledge::clearance::Clearance;
use taut_knowledge::{Case, CaseAnswer, Knowledge};

use crate::chooser::Chooser;
use crate::clearance::{Event, Standing, answers, most, standing};
use crate::person::Person;
use crate::programme::{Barred, Level, Plan, Preferences};

/// Clearances, and what has happened since.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Clearances {
    /// Each with its place in the order in which things were written down.
    all: Vec<(i64, Clearance)>,
    events: Vec<Event>,
}

impl Clearances {
    /// These clearances, each with its place in the order in which things were written down; nothing has happened yet.
    #[must_use]
    pub fn new(all: Vec<(i64, Clearance)>) -> Self {
        Self { all, events: Vec::new() }
    }

    /// Takes down what happened.
    pub fn happened(&mut self, events: Vec<Event>) {
        self.events.extend(events);
    }

    /// Whether each of them stands on a day, in their order.
    #[must_use]
    pub fn standings(&self, knowledge: &Knowledge, on: Date) -> Vec<Standing> {
        let standing = |(written, one): &(i64, Clearance)| {
            standing(knowledge, (one, *written), on, &self.events)
        };
        self.all.iter().map(standing).collect()
    }

    /// What all of them add to the answers on a day.
    #[must_use]
    pub fn answers(&self, knowledge: &Knowledge, on: Date) -> Vec<CaseAnswer> {
        let standings = self.standings(knowledge, on);
        let each = self.all.iter().zip(&standings);
        each.flat_map(|((_, one), standing)| answers(knowledge, one, standing)).collect()
    }

    /// A case with what they add on a day.
    #[must_use]
    pub fn with(&self, knowledge: &Knowledge, case: &Case, on: Date) -> Case {
        let mut case = case.clone();
        case.answers.extend(self.answers(knowledge, on));
        case
    }

    /// True if one that stood on the first of two days does not on the second.
    #[must_use]
    pub fn ended(&self, knowledge: &Knowledge, from: Date, to: Date) -> bool {
        let (before, after) = (self.standings(knowledge, from), self.standings(knowledge, to));
        before.iter().zip(&after).any(|(before, after)| before.is_valid() && !after.is_valid())
    }

    /// Those that stand on a day.
    fn standing(&self, knowledge: &Knowledge, on: Date) -> Vec<&Clearance> {
        let standings = self.standings(knowledge, on);
        let each = self.all.iter().zip(standings);
        each.filter_map(|((_, one), standing)| standing.is_valid().then_some(one)).collect()
    }
}

/// A chooser within the limits of the clearances that stand on a day. It only removes.
pub struct Limited<'c> {
    inner: &'c dyn Chooser,
    knowledge: &'c Knowledge,
    standing: Vec<&'c Clearance>,
}

impl<'c> Limited<'c> {
    /// The chooser within the limits of a day.
    #[must_use]
    pub fn new(
        inner: &'c dyn Chooser,
        knowledge: &'c Knowledge,
        clearances: &'c Clearances,
        on: Date,
    ) -> Self {
        Self { inner, knowledge, standing: clearances.standing(knowledge, on) }
    }

    /// The most that every clearance allows of an exercise; nothing if one does not allow it.
    fn most(&self, exercise: usize, level: Level) -> Option<Level> {
        let record = &self.knowledge.exercises[exercise];
        let mut standing = self.standing.iter();
        standing.try_fold(level, |level, one| most(one, (exercise, record), level))
    }

    /// True if the first dose of an exercise is allowed.
    fn allows_first(&self, exercise: usize, days: u32) -> bool {
        let dose = &self.knowledge.exercises[exercise].dose;
        let first = Level::first(dose, days.max(dose.days_per_week[0]));
        first.is_some_and(|first| self.most(exercise, first).is_some())
    }
}

impl Chooser for Limited<'_> {
    fn plan(&self, person: &Person<'_>, preferences: &Preferences) -> Plan {
        let unwanted = preferences.unwanted.clone();
        let mut preferences = preferences.clone();
        let days = preferences.days_per_week;
        let all = 0..self.knowledge.exercises.len();
        preferences.unwanted.extend(all.filter(|e| !self.allows_first(*e, days)));
        let mut plan = self.inner.plan(person, &preferences);
        if let Plan::Programme(programme) = &mut plan {
            for (exercise, why) in &mut programme.barred {
                // What was taken out here was not unwanted by the person.
                if !unwanted.contains(exercise) {
                    why.iter_mut().filter(|w| **w == Barred::Unwanted).for_each(|w| {
                        *w = Barred::OnHold;
                    });
                }
            }
            for chosen in &mut programme.chosen {
                let level = chosen.item.level;
                chosen.item.level = self.most(chosen.item.exercise, level).unwrap_or(level);
            }
        }
        plan
    }

    fn barred(
        &self,
        exercise: usize,
        person: &Person<'_>,
        preferences: &Preferences,
    ) -> Vec<Barred> {
        let mut barred = self.inner.barred(exercise, person, preferences);
        // Without the clearance it would be on hold, and the clearance does not speak of it.
        if !self.allows_first(exercise, preferences.days_per_week)
            && !barred.contains(&Barred::OnHold)
        {
            barred.push(Barred::OnHold);
        }
        barred
    }

    fn allows(&self, exercise: usize, level: &Level) -> bool {
        self.most(exercise, *level) == Some(*level) && self.inner.allows(exercise, level)
    }
}
