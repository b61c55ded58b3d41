//! No exercise is dead (L4): for each that may be offered there is a person who is admitted to it; and what only removes
//! admits nobody (S8).

use std::collections::BTreeSet;

use taut_knowledge::{Answers, Equipment, FindingId, Knowledge, Rung, Value};
use taut_plan::{Admission, Load, Loads, Person, Planner, Preferences};
use taut_reason::{Posteriors, Sampler, Verdict};

use crate::case_text::read_back;
use crate::diagram::{NOTHING, Set};
use crate::exercises::Admitted;
use crate::model::Model;
use crate::outcome::{Outcome, Theorem};

/// People that are sampled beside those who are admitted to an exercise.
const SAMPLED: usize = 40;
/// Seed of the sampled people.
const SEED: u64 = 7;

/// A person who is admitted to an exercise.
#[derive(Debug, Clone)]
pub struct Example {
    /// Index of the exercise.
    pub exercise: usize,
    /// The answers, as read from a case file.
    pub answers: Answers,
}

impl Model<'_, '_> {
    /// L4, and the people that show it.
    pub fn offered(&mut self, admitted: &[Admitted]) -> (Theorem, Vec<Example>) {
        let knowledge = self.knowledge();
        let mut dead = Vec::new();
        let mut examples = Vec::new();
        let mut first = String::new();
        for (exercise, record) in knowledge.exercises.iter().enumerate() {
            if record.therapist_only || record.not_offered.is_some() {
                continue;
            }
            match self.example(exercise, admitted) {
                Some((answers, rung)) => {
                    if examples.is_empty() {
                        first = format!("`{}`, at `{}`", record.id, rung.id());
                    }
                    examples.push(Example { exercise, answers });
                }
                None => dead.push(record.id.as_str()),
            }
        }
        let outcome = if dead.is_empty() {
            Outcome::Proved(format!(
                "for each of {} exercises a person was decided and admitted; the first: {first}",
                examples.len()
            ))
        } else {
            Outcome::broken(format!("nobody was found who is admitted to {}", dead.join(", ")))
        };
        let theorem = Theorem {
            rule: "L4".to_owned(),
            id: "l04_offered".to_owned(),
            statement: "Each exercise that may be offered is admitted for somebody.".to_owned(),
            outcome,
        };
        (theorem, examples)
    }

    /// A person whose own verdict admits the exercise, least careful rung first; what is shown went through a case file.
    fn example(&mut self, exercise: usize, admitted: &[Admitted]) -> Option<(Answers, Rung)> {
        let knowledge = self.knowledge();
        let admission = Admission::new(knowledge);
        let record = &knowledge.exercises[exercise];
        let admits = |answers: &Answers, verdict: &Verdict| {
            let (rung, provisional) = (verdict.rung(), verdict.is_provisional());
            let prompted = record.prompted_by.iter().any(|id| present(knowledge, answers, *id));
            let offered = admission.admits(exercise, rung, provisional, answers)
                && (prompted || !record.only_if_prompted);
            offered.then(|| rung.id().to_owned())
        };
        for held in admitted.iter().rev().filter(|held| held.exercise == exercise) {
            let mut set = held.set;
            if record.only_if_prompted {
                let prompted = self.any_present(&record.prompted_by);
                set = self.symbols.sets.and(set, prompted);
            }
            let likely = self.who_get(held.rung, set);
            let id = format!("l04_{}", record.id);
            if let Some(Outcome::Broken(found)) = self.person(likely, &id, admits) {
                let (_, text) = found.cases.first()?;
                let answers = read_back(knowledge, text).ok()?;
                return Some((answers, Rung::from_id(&found.text)?));
            }
        }
        None
    }

    fn any_present(&mut self, findings: &[FindingId]) -> Set {
        let knowledge = self.knowledge();
        findings.iter().fold(NOTHING, |any, id| {
            let from = knowledge.finding(*id).present_from;
            let is =
                self.symbols.where_value(*id, |p| matches!(p.value, Value::State(s) if s >= from));
            self.symbols.sets.or(any, is)
        })
    }

    /// S8: whatever is computed, wished for or likely, nobody may choose what admission does not admit.
    ///
    /// By construction every reason of admission stays a reason. Beside that the filter is run, for people who are admitted
    /// to much and for sampled ones, with every computed strain and every posterior at both ends and with two sets of wishes.
    pub fn only_removes(&self, examples: &[Example]) -> Theorem {
        let knowledge = self.knowledge();
        let mut sampler = Sampler::new(self.reasoner, SEED);
        let mut people: Vec<Answers> = examples.iter().map(|e| e.answers.clone()).collect();
        people.extend((0..SAMPLED).map(|_| sampler.person()));
        let (mut asked, mut removed) = (0_usize, 0_usize);
        let mut fault = None;
        for loads in strains(knowledge) {
            for answers in &people {
                for (exercise, admits, chosen) in self.filtered(answers, &loads) {
                    asked += 1;
                    removed += usize::from(admits && !chosen);
                    if chosen && !admits {
                        fault = Some(exercise);
                    }
                }
            }
        }
        let outcome = match fault {
            Some(exercise) => {
                let id = &knowledge.exercises[exercise].id;
                Outcome::broken(format!("`{id}` is chosen for somebody who is not admitted to it"))
            }
            None => Outcome::Proved(format!(
                "by construction; and in {asked} runs of the filter for {} people, with strains and posteriors at both ends, it removed {removed} times and never admitted",
                people.len()
            )),
        };
        Theorem {
            rule: "S8".to_owned(),
            id: "s08_only_removes".to_owned(),
            statement: "A computed strain, a posterior or a wish may only remove exercises."
                .to_owned(),
            outcome,
        }
    }

    /// Each exercise, whether admission admits it, and whether the whole filter leaves it, at both ends of the posteriors.
    fn filtered(&self, answers: &Answers, loads: &Loads<'_>) -> Vec<(usize, bool, bool)> {
        let knowledge = self.knowledge();
        let verdict = self.reasoner.verdict(answers);
        let admission = Admission::new(knowledge);
        let planner = Planner::new(knowledge, loads);
        let nothing = BTreeSet::new();
        let mut out = Vec::new();
        for share in [0.0, 1.0] {
            let present = vec![share; knowledge.conditions.len()];
            let posteriors = Posteriors { present, evidence: 1.0 };
            let person = Person {
                answers,
                verdict: &verdict,
                posteriors: &posteriors,
                mastered: &nothing,
                dropped: &nothing,
            };
            for wishes in wishes() {
                for exercise in 0..knowledge.exercises.len() {
                    let (rung, provisional) = (verdict.rung(), verdict.is_provisional());
                    let admits = admission.admits(exercise, rung, provisional, answers);
                    let chosen = planner.barred(exercise, &person, &wishes).is_empty();
                    out.push((exercise, admits, chosen));
                }
            }
        }
        out
    }
}

fn present(knowledge: &Knowledge, answers: &Answers, id: FindingId) -> bool {
    let from = knowledge.finding(id).present_from;
    matches!(answers.get(id), Value::State(state) if state >= from)
}

/// No strain anywhere, strain without limit everywhere, and each of the two in every other exercise.
fn strains(knowledge: &Knowledge) -> Vec<Loads<'static>> {
    let load = |share: f64| (Load { hamstrings: share, nerve: share, lumbar: [0.0, share] }, share);
    let (none, most) = (load(0.0), load(f64::INFINITY));
    let count = knowledge.exercises.len();
    [[none, none], [most, most], [none, most], [most, none]]
        .into_iter()
        .map(|pair| Loads::given(&(0..count).map(|i| pair[i % 2]).collect::<Vec<_>>()))
        .collect()
}

/// Who has everything and all the time, and who has next to nothing.
fn wishes() -> [Preferences; 2] {
    [
        Preferences {
            minutes_per_day: 24 * 60,
            days_per_week: 7,
            equipment: Equipment::ALL.into_iter().collect(),
            floor: true,
            unwanted: BTreeSet::new(),
        },
        Preferences {
            minutes_per_day: 5,
            days_per_week: 2,
            equipment: BTreeSet::new(),
            floor: false,
            unwanted: BTreeSet::from([0]),
        },
    ]
}
