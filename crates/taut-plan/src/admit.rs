//! Who may do which exercise, from verdict and answers alone: what the proof of the programme rules is about.
//!
//! Everything else that keeps an exercise out (preferences, computed strains, what could play a part) only removes.

use taut_knowledge::{
    Answers, ExerciseKind, Knowledge, OnHold, PostureClass, Presence, Rung, SituationRule, Truth,
};

use crate::programme::Barred;

/// The rules of admission of one knowledge.
#[derive(Debug, Clone)]
pub struct Admission<'k> {
    knowledge: &'k Knowledge,
    /// On hold: the leg is stirred up unless this is known false; nothing: exercises that wait for a quiet leg never come.
    unsettled: Option<Presence>,
}

/// Where a presence comes from.
#[derive(Debug, Clone, Copy)]
enum From {
    Situation(usize),
    Caution(usize),
    Unsettled,
}

impl<'k> Admission<'k> {
    /// The rules of this knowledge.
    #[must_use]
    pub fn new(knowledge: &'k Knowledge) -> Self {
        let unsettled = knowledge.programme.unsettled.clone();
        let unsettled = unsettled.map(|when| Presence { when, also_when: None });
        Self { knowledge, unsettled }
    }

    /// True if a verdict at this rung allows the exercise (index in the knowledge) at all, whatever the answers are.
    #[must_use]
    pub fn on(&self, exercise: usize, rung: Rung, provisional: bool) -> bool {
        self.ruled_out(exercise, rung, provisional).is_empty()
    }

    /// What must all be known false for a person whose verdict is at this rung: situations whose rule is `no`, the
    /// exercise's cautions, and on hold, for an exercise that waits for a quiet leg, a leg that is not quiet.
    pub fn presences(&self, exercise: usize, rung: Rung) -> impl Iterator<Item = &Presence> {
        self.bars(exercise, rung).map(|(_, presence)| presence)
    }

    /// True if verdict and answers admit the exercise.
    #[must_use]
    pub fn admits(
        &self,
        exercise: usize,
        rung: Rung,
        provisional: bool,
        answers: &Answers,
    ) -> bool {
        self.on(exercise, rung, provisional)
            && self.presences(exercise, rung).all(|bar| bar.eval(answers) == Truth::False)
    }

    /// Every reason of verdict and answers against the exercise; none: it is admitted.
    #[must_use]
    pub fn barred(
        &self,
        exercise: usize,
        rung: Rung,
        provisional: bool,
        answers: &Answers,
    ) -> Vec<Barred> {
        let mut out = self.ruled_out(exercise, rung, provisional);
        for (from, presence) in self.bars(exercise, rung) {
            let asked = match presence.eval(answers) {
                Truth::False => continue,
                Truth::Unknown => false,
                Truth::True => true,
            };
            out.push(match from {
                From::Situation(situation) => Barred::Situation { situation, asked },
                From::Caution(caution) => Barred::Caution { caution, asked },
                From::Unsettled => Barred::Unsettled { asked },
            });
        }
        out
    }

    /// Reasons that no answer can change.
    fn ruled_out(&self, exercise: usize, rung: Rung, provisional: bool) -> Vec<Barred> {
        let record = &self.knowledge.exercises[exercise];
        let mut out = Vec::new();
        if record.not_offered.is_some() {
            out.push(Barred::NotOffered);
        }
        let neural = record.kind == ExerciseKind::Neural || record.is(PostureClass::Neural);
        if record.therapist_only || neural {
            out.push(Barred::TherapistOnly);
        }
        let hold = rung == Rung::HoldAndSeePt;
        let programme = !provisional && (hold || rung.is_open());
        let mut mix = self.knowledge.programme.mix.iter();
        let called_for = |line: &taut_knowledge::Mix| {
            line.rung == rung && line.kind == record.kind && line.at_most > 0
        };
        if !programme || !mix.any(called_for) {
            out.push(Barred::Kind);
        }
        let lengthens = record.kind == ExerciseKind::HamstringLengthening
            || record.is(PostureClass::HamstringLengthening);
        let waits_for_ever = record.on_hold == OnHold::Settled && self.unsettled.is_none();
        if hold && (lengthens || record.on_hold == OnHold::No || waits_for_ever) {
            out.push(Barred::OnHold);
        }
        out
    }

    fn bars(&self, exercise: usize, rung: Rung) -> impl Iterator<Item = (From, &Presence)> {
        let knowledge = self.knowledge;
        let record = &knowledge.exercises[exercise];
        let no = |(_, (_, rule)): &(usize, (_, &SituationRule))| **rule == SituationRule::No;
        let situations = knowledge.situations.iter().zip(&record.situations).enumerate();
        let situations =
            situations.filter(no).map(|(i, (bar, _))| (From::Situation(i), &bar.presence));
        let cautions = record.cautions.iter();
        let cautions = cautions.map(|&i| (From::Caution(i), &knowledge.cautions[i].presence));
        let waits = rung == Rung::HoldAndSeePt && record.on_hold == OnHold::Settled;
        let unsettled = self.unsettled.iter().filter(move |_| waits);
        let unsettled = unsettled.map(|presence| (From::Unsettled, presence));
        situations.chain(cautions).chain(unsettled)
    }
}
