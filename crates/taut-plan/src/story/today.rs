//! A story held to the answer of a day: what stands then beside its own answers stops it, and nothing starts it again.

use std::collections::BTreeSet;

use jiff::civil::Date;
use taut_knowledge::{Answers, FindingId, Rung};
use taut_reason::Verdict;

use super::Story;
use crate::check_in::Standing;
use crate::chooser::Chooser as _;
use crate::cleared::{Clearances, Limited};
use crate::person::Person;
use crate::programme::Barred;
use crate::response::{Action, Response, Stopped};

/// Everything that stands about a person on a day, whenever and by whomever it was said or found.
#[derive(Debug, Clone, Copy)]
pub struct Present<'p> {
    /// One value a finding out of all answers, with what clearances add.
    pub answers: &'p Answers,
    /// The verdict on them.
    pub verdict: &'p Verdict,
    /// The clearances, and what has happened since.
    pub clearances: &'p Clearances,
    /// The day.
    pub on: Date,
}

/// Why a programme does not go on today, beside what its own check-ins came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Held {
    /// The advice of today is more careful than what the programme follows: it has stopped.
    Advice(Rung),
    /// Exercises of it (indices in the knowledge) are barred by what is known today: it has stopped.
    Barred(Vec<usize>),
    /// The advice of today waits for these questions: the programme waits too.
    Open(Vec<FindingId>),
}

impl Story<'_> {
    /// Holds the story to everything that stands on a day (S1, S2, S3, S4, S8, S10). It only becomes more careful: where the
    /// advice of that day is beyond what its programme follows, or bars an exercise of it, it has stopped; where that advice
    /// waits for answers, it waits. Nothing: it stays as it was.
    pub fn hold_to(&mut self, present: &Present<'_>) -> Option<Held> {
        let rung = present.verdict.rung();
        if !rung.is_open() && rung < self.state.rung {
            self.stop_today(present);
            return Some(Held::Advice(rung));
        }
        self.state.programme.as_ref()?;
        let barred = self.barred_today(present);
        if !barred.is_empty() {
            self.stop_today(present);
            return Some(Held::Barred(barred));
        }
        if !self.waits_today(present) {
            return None;
        }
        let open = self.questions(present.answers, present.verdict);
        self.state.standing = Standing::Frozen(open.clone());
        Some(Held::Open(open))
    }

    fn waits_today(&self, present: &Present<'_>) -> bool {
        present.verdict.is_provisional() || !present.verdict.open.is_empty()
    }

    /// Stops it; the verdict of today is what it answers to.
    fn stop_today(&mut self, present: &Present<'_>) {
        let rung = self.state.rung.most_careful(present.verdict.rung());
        self.verdict = present.verdict.clone();
        self.verdict.decision.rung = rung;
        self.state.rung = rung;
        self.state.answers = present.answers.clone();
        self.state.programme = None;
        if !matches!(self.state.standing, Standing::Stopped(_)) {
            self.state.standing = Standing::Stopped(present.on);
        }
    }

    /// Exercises of the programme that may not be done with what is known today; wishes and the way so far are of no account.
    /// While today's advice waits for questions, only what is known counts: the programme waits for the rest.
    fn barred_today(&self, present: &Present<'_>) -> Vec<usize> {
        let mut verdict = present.verdict.clone();
        verdict.decision.rung = self.state.rung.most_careful(verdict.rung());
        let mastered: BTreeSet<usize> = self.state.mastered.keys().copied().collect();
        let person = Person {
            answers: present.answers,
            verdict: &verdict,
            posteriors: &verdict.decision.posteriors,
            mastered: &mastered,
            dropped: &self.state.dropped,
        };
        let waits = self.waits_today(present);
        let knowledge = self.reasoner.knowledge;
        let limited = Limited::new(self.chooser, knowledge, present.clearances, present.on);
        let is_barred = |exercise: usize| {
            let why = limited.barred(exercise, &person, &self.preferences);
            why.iter().any(|why| counts(why) && !(waits && is_open(why)))
        };
        let chosen = self.state.chosen().iter();
        let items = chosen.map(|chosen| (chosen.item.exercise, &chosen.item.level));
        items
            .filter(|(exercise, level)| is_barred(*exercise) || !limited.allows(*exercise, level))
            .map(|(exercise, _)| exercise)
            .collect()
    }
}

/// True for what must not be done, false for what is not wanted, not at hand, or not this person's turn.
const fn counts(why: &Barred) -> bool {
    match why {
        Barred::NotOffered
        | Barred::TherapistOnly
        | Barred::Kind
        | Barred::OnHold
        | Barred::Unsettled { .. }
        | Barred::Situation { .. }
        | Barred::Caution { .. }
        | Barred::Condition { .. }
        | Barred::NerveStrain
        | Barred::HamstringStrain => true,
        Barred::Equipment(_)
        | Barred::Floor
        | Barred::Unwanted
        | Barred::NotPrompted
        | Barred::TooHard
        | Barred::TooLong
        | Barred::Dropped => false,
    }
}

/// True if it is there only because a question is open.
const fn is_open(why: &Barred) -> bool {
    matches!(
        why,
        Barred::Kind
            | Barred::Situation { asked: false, .. }
            | Barred::Caution { asked: false, .. }
            | Barred::Unsettled { asked: false }
    )
}

impl Held {
    /// What a check-in came to, with what holds the programme today: nothing of it goes on, and this is said first.
    #[must_use]
    pub fn over(&self, mut response: Response) -> Response {
        response.programme = None;
        response.offer = None;
        let goes_on = |action: &Action| {
            matches!(
                action,
                Action::Hold(_)
                    | Action::StepUp(_)
                    | Action::StepBack(_)
                    | Action::KeepUp
                    | Action::NoGainYet(_)
                    | Action::WouldBeLessCareful(_)
            )
        };
        response.actions.retain(|action| !goes_on(action));
        let mut first = Vec::new();
        match self {
            Self::Advice(rung) => {
                let now = response.now.most_careful(*rung);
                if now < response.now {
                    first.push(Action::MoreCareful(response.now, now));
                    response.because.clear();
                }
                response.now = now;
                response.computed = response.computed.most_careful(*rung);
                first.push(Action::StopAll(Stopped::Advice));
            }
            Self::Barred(_) => first.push(Action::StopAll(Stopped::Barred)),
            Self::Open(open) => first.push(Action::Frozen(open.clone())),
        }
        response.actions.retain(|action| !first.contains(action));
        first.append(&mut response.actions);
        response.actions = first;
        response
    }
}
