//! One check-in on its way through the rules: what is known, and what they ask again and again.

use std::collections::BTreeSet;

use taut_knowledge::{Answers, CheckIn, Knowledge, Signal, SituationRule, Truth};
use taut_reason::Verdict;

use super::state::{State, lengthens, minutes_per_day};
use crate::chooser::Chooser;
use crate::person::Person;
use crate::programme::{Barred, Item, Level, Preferences};

/// Seconds in a minute.
const MINUTE: f64 = 60.0;

/// One check-in on its way through the rules.
pub struct Turn<'t> {
    /// The knowledge.
    pub knowledge: &'t Knowledge,
    /// Who says what may be done.
    pub chooser: &'t dyn Chooser,
    /// What the person can and wants to do.
    pub preferences: &'t Preferences,
    /// The verdict, at the rung of the advice now.
    pub verdict: &'t Verdict,
    /// The check-in.
    pub check_in: &'t CheckIn,
    /// What it says in its own words.
    pub signals: &'t [Signal],
    /// Questions are open, so that the programme waits.
    pub paused: bool,
    /// Something speaks against making anything harder, whatever the exercises were like.
    pub no_step_up: bool,
}

impl Turn<'_> {
    /// True if the leg is new, worse, lower or lingers.
    pub fn leg_rose(&self) -> bool {
        self.signals.iter().any(|signal| *signal != Signal::StretchWorse)
    }

    /// Why the exercise may not be done, all open questions being asked; `mastered` counts beside what is mastered already.
    pub fn barred(&self, state: &State, exercise: usize, mastered: Option<usize>) -> Vec<Barred> {
        let mastered: BTreeSet<usize> = state.mastered.keys().copied().chain(mastered).collect();
        let person = Person {
            answers: &state.answers,
            verdict: self.verdict,
            posteriors: &self.verdict.decision.posteriors,
            mastered: &mastered,
            dropped: &state.dropped,
        };
        self.chooser.barred(exercise, &person, self.preferences)
    }

    /// True if a day and a week stay within the limits with this level of this exercise in place of `old`.
    pub fn fits(&self, state: &State, old: usize, exercise: usize, level: &Level) -> bool {
        let swapped = || {
            state.chosen().iter().map(|chosen| {
                let item = &chosen.item;
                if item.exercise == old { (exercise, level) } else { (item.exercise, &item.level) }
            })
        };
        let stretch: u64 = swapped()
            .filter(|(e, _)| lengthens(&self.knowledge.exercises[*e]))
            .map(|(e, l)| l.week_seconds_of_one_leg(&self.knowledge.exercises[e].dose))
            .sum();
        let most_stretch = self.knowledge.programme.stretch_minutes_per_week * MINUTE;
        level.within(&self.knowledge.exercises[exercise].dose)
            && minutes_per_day(self.knowledge, swapped()) <= self.preferences.minutes_per_day
            && stretch as f64 <= most_stretch
            && self.chooser.allows(exercise, level)
    }

    /// An exercise at a level, with what is different for this person.
    pub fn item(&self, answers: &Answers, exercise: usize, level: Level) -> Item {
        let rules = self.knowledge.exercises[exercise].situations.iter();
        let care = rules.zip(&self.knowledge.situations).enumerate().filter(|(_, (rule, s))| {
            **rule == SituationRule::Care && s.presence.eval(answers) != Truth::False
        });
        Item { exercise, level, care: care.map(|(i, _)| i).collect() }
    }
}
