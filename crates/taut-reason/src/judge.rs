//! The advice for answers whose unmarked posteriors are at hand: the one place where the choice of questions asks the decision.

use taut_knowledge::{Answers, FindingId, Rung};

use crate::posterior::Posteriors;
use crate::reasoner::Reasoner;

/// What a person is told: the rung, and whether it can still become more careful.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Advice {
    /// The rung.
    pub rung: Rung,
    /// True if it is provisional.
    pub provisional: bool,
}

/// Advice with what each rung would be worth under the same answers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Judged {
    pub(crate) advice: Advice,
    /// Worth of each rung, in the order of [`Rung::ALL`], 0 at best; see [`Reasoner::judge`].
    worth: [f64; 8],
}

/// What a person would do on today's advice: follow its rung or, where that is `undecided`, either of the two rungs that are
/// too close to tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Course([Rung; 2]);

impl Judged {
    /// Worth of a rung.
    fn worth(&self, rung: Rung) -> f64 {
        self.worth[rung as usize]
    }

    /// The best rung among some, with its worth; a tie goes to the more careful one.
    fn best_of(&self, rungs: impl Iterator<Item = Rung>) -> Option<(Rung, f64)> {
        let each = rungs.filter(|r| *r != Rung::Undecided).map(|r| (r, self.worth(r)));
        each.reduce(|best, next| if next.1 > best.1 { next } else { best })
    }

    /// The rung of highest worth, `undecided` aside.
    pub(crate) fn best(&self) -> Rung {
        self.best_of(Rung::ALL.into_iter()).map_or(Rung::Emergency, |(rung, _)| rung)
    }

    /// What a person would do.
    pub(crate) fn course(&self) -> Course {
        if self.advice.rung != Rung::Undecided {
            return Course([self.advice.rung; 2]);
        }
        let first = self.best();
        let others = Rung::ALL.into_iter().filter(|r| *r != first && *r >= Rung::HoldAndSeePt);
        Course([first, self.best_of(others).map_or(first, |(rung, _)| rung)])
    }

    /// Worth of a course: the mean of its two rungs.
    pub(crate) fn worth_of(&self, course: Course) -> f64 {
        let Course([a, b]) = course;
        0.5 * (self.worth(a) + self.worth(b))
    }

    /// How far a course is ahead of the best other rung; of two rungs, how far the first is ahead of the second.
    pub(crate) fn lead(&self, course: Course) -> f64 {
        let Course([a, b]) = course;
        let others = Rung::ALL.into_iter().filter(|r| if a == b { *r != a } else { *r == b });
        self.worth(a) - self.best_of(others).map_or(0.0, |(_, worth)| worth)
    }
}

impl Reasoner<'_> {
    /// Advice, and worth of each rung: its expected utility, less what the harms table takes for giving it to someone with a
    /// condition of the class of a rule that fires. A rule says that such a condition is to be assumed, so that other advice
    /// is worth what it is worth to those who have one; the network's probability has no say in it.
    pub(crate) fn judge(&self, answers: &Answers, unmarked: &Posteriors) -> Judged {
        // The posteriors given all answers change nothing but what is shown, and nothing is shown here.
        let decision = self.decide_given(
            answers,
            unmarked.clone(),
            unmarked.clone(),
            &self.weights,
            &self.harms,
        );
        let verdict = self.verdict_on(answers, decision);
        let mut worth = verdict.decision.utility;
        for (advice, worth) in worth.iter_mut().enumerate() {
            *worth -= verdict
                .decision
                .fired
                .iter()
                .filter_map(|fired| self.knowledge.rules[fired.rule].rung)
                .map(|class| self.knowledge.harms.loss[class as usize][advice])
                .fold(0.0, f64::max);
        }
        let advice = Advice { rung: verdict.rung(), provisional: verdict.is_provisional() };
        Judged { advice, worth }
    }

    /// The unmarked posteriors after one more answer; `None` where they stay as they are.
    pub(crate) fn unmarked_after(&self, before: &Answers, after: &Answers) -> Option<Posteriors> {
        let bears = |id: FindingId| {
            let finding = self.knowledge.finding(id);
            !finding.is_marked()
                && (self.network.finding(id).is_some()
                    || matches!(finding.id.as_str(), "age" | "sex"))
        };
        crate::reach::findings(self.knowledge)
            .any(|id| before.get(id) != after.get(id) && bears(id))
            .then(|| self.posteriors_unmarked(after))
    }
}
