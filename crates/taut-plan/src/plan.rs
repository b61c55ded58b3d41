//! From a verdict to a plan: who may do what, the best programme of it, and why.

use std::collections::{BTreeMap, BTreeSet};

use taut_knowledge::{Expr, FindingId, Knowledge, PostureClass, Rung, SituationRule, Truth, Value};

use crate::admit::Admission;
use crate::bar::Bars;
use crate::choose::{Best, Candidate, Choice, Force, Quota};
use crate::chooser::Chooser;
use crate::load::Loads;
use crate::person::Person;
use crate::points::{points, prompted, serves};
use crate::programme::{
    Barred, Chosen, Item, Level, NotYet, Plan, Preferences, Programme, Rejected, WhyChosen,
};
use crate::session::place;

/// Seconds in a minute.
const MINUTE: u64 = 60;

/// Makes plans from one knowledge: build once, use for any number of people.
#[derive(Debug, Clone)]
pub struct Planner<'a> {
    knowledge: &'a Knowledge,
    admission: Admission<'a>,
    loads: &'a Loads<'a>,
}

impl<'a> Planner<'a> {
    /// A planner for this knowledge, with the loads of its exercises.
    #[must_use]
    pub fn new(knowledge: &'a Knowledge, loads: &'a Loads<'a>) -> Self {
        Self { knowledge, admission: Admission::new(knowledge), loads }
    }

    /// The knowledge that it plans from.
    #[must_use]
    pub const fn knowledge(&self) -> &'a Knowledge {
        self.knowledge
    }

    /// What follows for a person.
    #[must_use]
    pub fn plan(&self, person: &Person<'_>, preferences: &Preferences) -> Plan {
        let verdict = person.verdict;
        let rung = verdict.rung();
        if rung < Rung::HoldAndSeePt {
            return Plan::SeeDoctor(rung);
        }
        if !verdict.open.is_empty() {
            return Plan::NotYet(NotYet::Open(verdict.open.clone()));
        }
        if verdict.is_provisional() {
            return Plan::NotYet(NotYet::Kept(verdict.kept_provisional_by.clone()));
        }
        if rung == Rung::Undecided {
            return Plan::NotYet(NotYet::Undecided);
        }
        Plan::Programme(Box::new(self.programme(person, preferences)))
    }

    /// Every reason against an exercise (index in the knowledge) for a person; none: it may be chosen.
    #[must_use]
    pub fn barred(
        &self,
        exercise: usize,
        person: &Person<'_>,
        preferences: &Preferences,
    ) -> Vec<Barred> {
        Bars::new(self.knowledge, &self.admission, self.loads, person, preferences).of(exercise)
    }

    /// What there is to choose from for a person, within which limits. Exercises in `barred` are left out.
    #[must_use]
    pub fn choice(
        &self,
        person: &Person<'_>,
        preferences: &Preferences,
        barred: &BTreeSet<usize>,
    ) -> Choice {
        let (knowledge, policy) = (self.knowledge, &self.knowledge.programme);
        let mut candidates = Vec::new();
        for (exercise, record) in knowledge.exercises.iter().enumerate() {
            let level = Level::first(&record.dose, preferences.days_per_week);
            let Some(level) = level.filter(|_| !barred.contains(&exercise)) else { continue };
            let stretches = record.is(PostureClass::HamstringLengthening);
            let stretch = if stretches { level.week_seconds_of_one_leg(&record.dose) } else { 0 };
            candidates.push(Candidate {
                exercise,
                kind: record.kind,
                points: points(knowledge, exercise, &level, person),
                seconds: level.session_seconds(&record.dose),
                stretch,
                apart: self.forms_of(exercise),
            });
        }
        let rung = person.verdict.rung();
        let lines = policy.mix.iter().filter(|line| line.rung == rung);
        let quotas = lines.map(|line| {
            let (at_least, at_most) = (line.at_least, line.at_most);
            Quota { kind: line.kind, at_least, at_most }
        });
        Choice {
            candidates,
            quotas: quotas.collect(),
            size: policy.size,
            seconds: u64::from(preferences.minutes_per_day) * MINUTE,
            // Whole seconds; the policy's number is checked to be positive and small.
            stretch: libm::floor(policy.stretch_minutes_per_week * MINUTE as f64) as u64,
        }
    }

    /// The easier and the harder forms of an exercise: those that a chain of `easier` ties to it in one direction.
    fn forms_of(&self, exercise: usize) -> Vec<usize> {
        let exercises = &self.knowledge.exercises;
        let easier_than = |from: usize| {
            std::iter::successors(exercises[from].easier, move |at| exercises[*at].easier)
        };
        let all = 0..exercises.len();
        all.filter(|&other| {
            easier_than(exercise).any(|at| at == other)
                || easier_than(other).any(|at| at == exercise)
        })
        .collect()
    }

    fn programme(&self, person: &Person<'_>, preferences: &Preferences) -> Programme {
        let bars = Bars::new(self.knowledge, &self.admission, self.loads, person, preferences);
        let all = (0..self.knowledge.exercises.len()).map(|exercise| (exercise, bars.of(exercise)));
        let barred: Vec<(usize, Vec<Barred>)> = all.filter(|(_, bars)| !bars.is_empty()).collect();
        let out = barred.iter().map(|(exercise, _)| *exercise).collect();
        let choice = self.choice(person, preferences, &out);
        // The empty choice fits every limit, so there always is a best one.
        let best = choice.best(Force::Free).unwrap_or_else(Best::nothing);
        let chosen = self.chosen(&choice, &best, person, preferences);
        let seconds = choice.candidates.iter().filter(|c| best.exercises.contains(&c.exercise));
        let seconds: u64 = seconds.map(|candidate| candidate.seconds).sum();
        Programme {
            rung: person.verdict.rung(),
            chosen,
            rejected: self.rejected(&choice, &best),
            would_admit: self.would_admit(&barred, person),
            barred,
            points: best.points(),
            minutes_per_day: seconds.div_ceil(MINUTE) as u32,
        }
    }

    /// The chosen exercises in the order of a session, with their reasons.
    fn chosen(
        &self,
        choice: &Choice,
        best: &Best,
        person: &Person<'_>,
        preferences: &Preferences,
    ) -> Vec<Chosen> {
        let mut out = Vec::new();
        for (at, candidate) in choice.candidates.iter().enumerate() {
            let exercise = candidate.exercise;
            if !best.exercises.contains(&exercise) {
                continue;
            }
            let record = &self.knowledge.exercises[exercise];
            let Some(level) = Level::first(&record.dose, preferences.days_per_week) else {
                continue;
            };
            let without = choice.best(Force::Without(at));
            let without = without.filter(|without| without.missing == best.missing);
            let quota = choice.quotas.iter().find(|quota| quota.kind == record.kind);
            let of_kind = choice.candidates.iter().filter(|other| {
                other.kind == record.kind && best.exercises.contains(&other.exercise)
            });
            let needed = quota.is_some_and(|quota| of_kind.count() <= quota.at_least as usize);
            let why = WhyChosen {
                serves: serves(self.knowledge, exercise, person),
                prompted: prompted(self.knowledge, exercise, person),
                needed,
                points: candidate.points,
                ahead: without.map(|without| best.points() - without.points()),
            };
            let item = Item { exercise, level, care: self.care(exercise, person) };
            out.push(Chosen { item, why });
        }
        out.sort_by_key(|chosen| {
            let exercise = chosen.item.exercise;
            (place(&self.knowledge.exercises[exercise]), exercise)
        });
        out
    }

    /// Situations that ask for something to be done differently and are not known to be absent.
    fn care(&self, exercise: usize, person: &Person<'_>) -> Vec<usize> {
        let situations = self.knowledge.situations.iter();
        let rules = &self.knowledge.exercises[exercise].situations;
        let there = situations.zip(rules).enumerate().filter(|(_, (situation, rule))| {
            **rule == SituationRule::Care && situation.presence.eval(person.answers) != Truth::False
        });
        there.map(|(index, _)| index).collect()
    }

    /// For each kind the best exercise that was allowed and not chosen, best first.
    fn rejected(&self, choice: &Choice, best: &Best) -> Vec<Rejected> {
        let mut of_kind: BTreeMap<_, Rejected> = BTreeMap::new();
        for (at, candidate) in choice.candidates.iter().enumerate() {
            if best.exercises.contains(&candidate.exercise) {
                continue;
            }
            let with = choice.best(Force::With(at)).filter(|with| with.missing == best.missing);
            let rejected = Rejected {
                exercise: candidate.exercise,
                kind: candidate.kind,
                behind: with.as_ref().map(|with| best.points() - with.points()),
                best_with: with.map(|with| with.exercises).unwrap_or_default(),
            };
            let better = |old: &Rejected| key(&rejected) < key(old);
            if of_kind.get(&candidate.kind).is_none_or(better) {
                of_kind.insert(candidate.kind, rejected);
            }
        }
        let mut out: Vec<Rejected> = of_kind.into_values().collect();
        out.sort_by_key(key);
        out
    }

    /// Open questions that alone stand between this person and exercises, and how many each; most first.
    fn would_admit(
        &self,
        barred: &[(usize, Vec<Barred>)],
        person: &Person<'_>,
    ) -> Vec<(FindingId, u32)> {
        let mut count: BTreeMap<FindingId, u32> = BTreeMap::new();
        for (_, bars) in barred {
            let open: Option<Vec<&Expr>> = bars.iter().map(|bar| self.open(bar)).collect();
            let mut findings = BTreeSet::new();
            for expression in open.into_iter().flatten() {
                expression.visit_findings(&mut |finding| {
                    let askable = self.knowledge.finding(finding).person_may_answer;
                    if askable && person.answers.get(finding) == Value::Unknown {
                        findings.insert(finding);
                    }
                });
            }
            for finding in findings {
                *count.entry(finding).or_default() += 1;
            }
        }
        let mut out: Vec<(FindingId, u32)> = count.into_iter().collect();
        out.sort_by_key(|(finding, count)| (std::cmp::Reverse(*count), *finding));
        out
    }

    /// The expression behind a bar that is there only because a question is open.
    fn open(&self, bar: &Barred) -> Option<&Expr> {
        match bar {
            Barred::Situation { situation, asked: false } => {
                Some(&self.knowledge.situations[*situation].presence.when)
            }
            Barred::Caution { caution, asked: false } => {
                Some(&self.knowledge.cautions[*caution].presence.when)
            }
            Barred::Unsettled { asked: false } => self.knowledge.programme.unsettled.as_ref(),
            _ => None,
        }
    }
}

impl Chooser for Planner<'_> {
    fn plan(&self, person: &Person<'_>, preferences: &Preferences) -> Plan {
        self.plan(person, preferences)
    }

    fn barred(
        &self,
        exercise: usize,
        person: &Person<'_>,
        preferences: &Preferences,
    ) -> Vec<Barred> {
        self.barred(exercise, person, preferences)
    }
}

/// Order of rejected exercises: least behind first, those that cannot be held at all last.
fn key(rejected: &Rejected) -> (bool, Option<i64>, usize) {
    (rejected.behind.is_none(), rejected.behind, rejected.exercise)
}
