//! No programme holds what the safety folder bars: every exercise, every verdict, every answer set (S3, S8, S10, S11).
//!
//! The bars are stated apart from what makes them hold. What is asked of is [`Admission`], which `taut plan` asks first.

use taut_knowledge::{Answers, ItemBar, Presence, Rung};
use taut_plan::Admission;
use taut_reason::Verdict;

use crate::case_text::case_text;
use crate::diagram::{EVERYTHING, NOTHING, Set};
use crate::model::Model;
use crate::outcome::{Counterexample, Outcome, Theorem};

/// When an exercise is admitted.
#[derive(Debug, Clone, Copy)]
pub struct Admitted {
    /// Index of the exercise in the knowledge.
    pub exercise: usize,
    /// Rung of the verdict.
    pub rung: Rung,
    /// A provisional verdict.
    pub provisional: bool,
    /// The answer sets for which it is admitted then.
    pub set: Set,
}

/// Every verdict that there could be, whatever the answers are: more than there are.
fn verdicts() -> impl Iterator<Item = (Rung, bool)> {
    Rung::ALL.into_iter().flat_map(|rung| [(rung, false), (rung, true)])
}

impl Model<'_, '_> {
    /// For each exercise and each verdict that allows it: when every situation, caution and leg that bars it is known to
    /// be absent.
    pub fn admitted(&mut self) -> Vec<Admitted> {
        let knowledge = self.knowledge();
        let admission = Admission::new(knowledge);
        let mut out = Vec::new();
        for exercise in 0..knowledge.exercises.len() {
            for (rung, provisional) in verdicts() {
                if !admission.on(exercise, rung, provisional) {
                    continue;
                }
                let mut set = EVERYTHING;
                for presence in admission.presences(exercise, rung) {
                    let absent = self.known_absent(presence);
                    set = self.symbols.sets.and(set, absent);
                }
                out.push(Admitted { exercise, rung, provisional, set });
            }
        }
        out
    }

    /// When a situation or a caution is known not to be there.
    fn known_absent(&mut self, presence: &Presence) -> Set {
        let absent = self.symbols.known(&presence.when).no;
        match &presence.also_when {
            Some(also) => {
                let also = self.symbols.known(also).yes;
                self.symbols.sets.minus(absent, also)
            }
            None => absent,
        }
    }

    /// The answer sets in which a bar bars.
    pub fn barred(&mut self, bar: &ItemBar) -> Set {
        let mut barred = EVERYTHING;
        if let Some(when) = &bar.when {
            let free = self.symbols.known(when).no;
            barred = self.symbols.sets.minus(barred, free);
        }
        if let Some(unless) = &bar.unless {
            let excused = self.symbols.known(unless).yes;
            barred = self.symbols.sets.minus(barred, excused);
        }
        barred
    }

    /// One bar of the safety folder: no verdict and no answers admit an exercise that it bars.
    pub fn item_bar(&mut self, bar: &ItemBar, admitted: &[Admitted]) -> Theorem {
        let knowledge = self.knowledge();
        let covered = knowledge.exercises.iter().filter(|exercise| bar.covers(exercise)).count();
        let applies = verdicts().filter(|(rung, p)| bar.applies(*rung, *p)).count();
        let barred = self.barred(bar);
        let mut outcome = Outcome::Proved(format!(
            "none of the {covered} exercises that it covers, of {}, is admitted by any answers it bars, on any of {applies} kinds of verdicts",
            knowledge.exercises.len()
        ));
        if covered == 0 || applies == 0 || barred == NOTHING {
            outcome = Outcome::broken("it bars no exercise for anybody, so it says nothing");
        }
        for held in admitted {
            if !bar.covers(&knowledge.exercises[held.exercise])
                || !bar.applies(held.rung, held.provisional)
            {
                continue;
            }
            let both = self.symbols.sets.and(held.set, barred);
            if both != NOTHING {
                outcome = self.held_although_barred(held, bar, both);
                break;
            }
        }
        Theorem {
            rule: bar.rule.clone(),
            id: bar.id.clone(),
            statement: bar.statement.clone(),
            outcome,
        }
    }

    /// A person whose programme could hold the exercise although the bar bars it. Where no such person gets the verdict,
    /// the answers are shown with the verdict that they would need.
    fn held_although_barred(&mut self, held: &Admitted, bar: &ItemBar, both: Set) -> Outcome {
        let knowledge = self.knowledge();
        let admission = Admission::new(knowledge);
        let exercise = &knowledge.exercises[held.exercise].id;
        let wrong = |answers: &Answers, verdict: &Verdict| {
            let (rung, provisional) = (verdict.rung(), verdict.is_provisional());
            let holds = admission.admits(held.exercise, rung, provisional, answers)
                && bar.applies(rung, provisional)
                && bar.bars(answers);
            holds.then(|| {
                let kind = if provisional { "provisional" } else { "final" };
                let (bar, rung) = (&bar.id, rung.id());
                format!("a {kind} `{rung}` may hold `{exercise}`, which `{bar}` bars")
            })
        };
        let id = format!("{}_{exercise}", bar.id);
        let people = self.who_get(held.rung, both);
        for set in [people, both] {
            if let Some(outcome) = self.person(set, &id, wrong) {
                return outcome;
            }
        }
        let text = format!(
            "with a verdict of `{}` these answers would admit `{exercise}`, which `{}` bars; nobody was found who gets that verdict",
            held.rung.id(),
            bar.id
        );
        let path = self.symbols.sets.examples(both, 1).pop().unwrap_or_default();
        let answers = self.symbols.answers(&path, |_| None);
        let case = case_text(knowledge, &answers, &id);
        Outcome::Broken(Counterexample { text, cases: vec![(id, case)] })
    }

    /// Of a set, the people who are likely to get a final verdict at this rung: its rules fire and no more careful ones do,
    /// and nothing is open. All of the set where nobody is left.
    pub(crate) fn who_get(&mut self, rung: Rung, set: Set) -> Set {
        let at = rung as usize;
        let mut likely = set;
        let mut narrow = |model: &mut Self, by: Set| {
            let less = model.symbols.sets.and(likely, by);
            if less != NOTHING {
                likely = less;
            }
        };
        if at > 0 {
            let no_more_careful = self.symbols.sets.not(self.floor[at - 1]);
            narrow(self, no_more_careful);
        }
        let asks = if rung.is_open() { self.settles[at] } else { self.floor[at] };
        narrow(self, asks);
        let open = self.any_open();
        let nothing_open = self.symbols.sets.not(open);
        narrow(self, nothing_open);
        let keeps: Vec<Set> = self.keeps.iter().map(|(_, set)| *set).collect();
        let kept = keeps.into_iter().fold(NOTHING, |sum, set| self.symbols.sets.or(sum, set));
        let not_kept = self.symbols.sets.not(kept);
        narrow(self, not_kept);
        likely
    }
}
