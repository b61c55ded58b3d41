//! What a story can be asked: programme, standing, answers, measures, when the next check-in is due.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;
use taut_knowledge::{Answers, Case, Knowledge, Rung};
use taut_reason::Verdict;

use super::Story;
use crate::check_in::Standing;
use crate::cleared::Clearances;
use crate::measure::Series;
use crate::programme::{Preferences, Programme};

/// Hours in a day.
const DAY: u32 = 24;

impl<'a> Story<'a> {
    /// The knowledge that it follows.
    #[must_use]
    pub const fn knowledge(&self) -> &'a Knowledge {
        self.reasoner.knowledge
    }

    /// The programme that is to be done; nothing while it is frozen or once it has stopped.
    #[must_use]
    pub fn programme(&self) -> Option<&Programme> {
        match self.state.standing {
            Standing::Running => self.state.programme.as_ref(),
            Standing::Frozen(_) | Standing::Stopped(_) => None,
        }
    }

    /// The programme, also while it is frozen; nothing once it has stopped.
    #[must_use]
    pub fn waiting(&self) -> Option<&Programme> {
        self.state.programme.as_ref()
    }

    /// Whether the programme is to be done on this day: too long without a check-in freezes it.
    #[must_use]
    pub fn standing(&self, today: Date) -> Standing {
        match &self.state.standing {
            Standing::Running if self.is_late(today) || self.ended(self.state.last, today) => {
                Standing::Frozen(Vec::new())
            }
            standing => standing.clone(),
        }
    }

    /// True if on this day there was no check-in for longer than a programme goes on without one.
    #[must_use]
    pub fn is_late(&self, today: Date) -> bool {
        self.state.is_late(self.reasoner.knowledge, today)
    }

    /// The advice now: never less careful than it was.
    #[must_use]
    pub const fn rung(&self) -> Rung {
        self.state.rung
    }

    /// The verdict on all answers so far, at the rung of the advice now.
    #[must_use]
    pub const fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// All answers so far, each with its day: what a new assessment starts from.
    #[must_use]
    pub const fn case(&self) -> &Case {
        &self.state.case
    }

    /// One value a finding out of these answers.
    #[must_use]
    pub const fn answers(&self) -> &Answers {
        &self.state.answers
    }

    /// What the person can and wants to do.
    #[must_use]
    pub const fn preferences(&self) -> &Preferences {
        &self.preferences
    }

    /// Clearances, and what has happened since.
    #[must_use]
    pub const fn clearances(&self) -> &Clearances {
        &self.state.clearances
    }

    /// Exercises that stopped for good, indices in the knowledge.
    #[must_use]
    pub const fn dropped(&self) -> &BTreeSet<usize> {
        &self.state.dropped
    }

    /// Measures over time.
    #[must_use]
    pub fn series(&self) -> &[Series] {
        &self.state.series
    }

    /// The first day.
    #[must_use]
    pub const fn begun(&self) -> Date {
        self.state.begun
    }

    /// The day of the last check-in, or the first day.
    #[must_use]
    pub const fn last(&self) -> Date {
        self.state.last
    }

    /// How many check-ins there were.
    #[must_use]
    pub const fn check_ins(&self) -> u32 {
        self.state.check_ins
    }

    /// When the next check-in is due: from, to.
    #[must_use]
    pub fn next_due(&self) -> (Date, Date) {
        let numbers = &self.reasoner.knowledge.check_in.numbers;
        let [from, to] = if self.state.check_ins == 0 {
            numbers.first_hours.map(|hours| hours.div_ceil(DAY))
        } else {
            [numbers.every_days, numbers.frozen_days]
        };
        let day =
            |days: u32| self.state.last.checked_add(i64::from(days).days()).unwrap_or(Date::MAX);
        (day(from), day(to))
    }
}
