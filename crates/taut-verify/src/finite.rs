//! What is shown person by person: L1 (every rung is reached), L3 ("don't know" alone) and S2 (context flags alone).

use taut_knowledge::resolve::fill_structural;
use taut_knowledge::{Answers, FindingId, Origin, Rung, Sides, Truth, Value};
use taut_reason::Verdict;

use crate::case_text::{case_text, read_back};
use crate::diagram::NOTHING;
use crate::model::Model;
use crate::outcome::{Counterexample, Outcome, Theorem};
use crate::symbols::ids;

/// At most this many answers are added to a clean person to reach a rung.
const MOST_STEPS: usize = 16;

impl Model<'_, '_> {
    /// L1 for one rung: a person who gets it, an open one as a final verdict. What is shown went through a case file.
    pub fn reached(&mut self, rung: Rung) -> Theorem {
        let id = format!("l01_{}", rung.id());
        let found = if rung <= Rung::HoldAndSeePt {
            self.reached_by_rule(rung, &id)
        } else {
            self.reached_by_search(rung, &id)
        };
        let kind = if rung.is_open() { "a final verdict" } else { "a verdict" };
        Theorem {
            rule: "L1".to_owned(),
            id,
            statement: format!("`{}` is reached as {kind}.", rung.id()),
            outcome: found.map_or_else(
                || Outcome::broken(format!("no person was found who gets `{}`", rung.id())),
                |answers| {
                    let knowledge = self.knowledge();
                    let said: Vec<String> = answers
                        .known()
                        .filter(|(_, state)| *state > 0)
                        .map(|(id, state)| {
                            let finding = knowledge.finding(id);
                            format!("{}={}", finding.id, finding.states[usize::from(state)])
                        })
                        .collect();
                    Outcome::Proved(format!("by a person with {}", said.join(", ")))
                },
            ),
        }
    }

    fn reached_by_rule(&mut self, rung: Rung, id: &str) -> Option<Answers> {
        let more_careful = match rung as usize {
            0 => NOTHING,
            at => self.floor[at - 1],
        };
        let only = self.symbols.sets.minus(self.floor_of(rung), more_careful);
        let mut found = None;
        self.symbols.sets.examples(only, 50).iter().any(|path| {
            let answers = self.symbols.answers(path, |_| None);
            found = self.gets(&answers, id, |v| v.rung() == rung);
            found.is_some()
        });
        found
    }

    /// From a clean adult, one unmarked answer after another, always the one that brings the rung nearest.
    fn reached_by_search(&mut self, rung: Rung, id: &str) -> Option<Answers> {
        let knowledge = self.knowledge();
        let mut answers = self.clean_adult();
        let wanted = |v: &Verdict| v.rung() == rung && !v.is_provisional();
        let loose: Vec<FindingId> = ids(knowledge)
            .filter(|f| {
                let finding = knowledge.finding(*f);
                !finding.is_marked()
                    && !finding.gating
                    && finding.origin != Origin::Examination
                    && finding.id != "sex"
            })
            .collect();
        for _ in 0..=MOST_STEPS {
            if let Some(found) = self.gets(&answers, id, wanted) {
                return Some(found);
            }
            let mut best: Option<(f64, Answers)> = None;
            for &finding in &loose {
                if answers.get(finding) != Value::Unknown {
                    continue;
                }
                for state in 0..knowledge.finding(finding).states.len() as u8 {
                    let changed = self.reasoner.with_answer(&answers, finding, state);
                    let lacking = lacking(rung, &self.reasoner.verdict(&changed));
                    if best.as_ref().is_none_or(|(least, _)| lacking < *least) {
                        best = Some((lacking, changed));
                    }
                }
            }
            answers = best?.1;
        }
        None
    }

    /// The youngest adult, of each gating question's lowest state; sex and everything else are unknown.
    pub(crate) fn clean_adult(&self) -> Answers {
        let knowledge = self.knowledge();
        let mut answers = Answers::none(knowledge);
        if let Some(age) = knowledge.finding_id("age") {
            let adult = self.symbols.points(age).iter().find(|point| {
                let mut alone = Answers::none(knowledge);
                self.symbols.write(&mut alone, age, point);
                knowledge.safety.adult.as_ref().is_some_and(|e| e.eval(&alone) == Truth::True)
            });
            if let Some(point) = adult {
                self.symbols.write(&mut answers, age, point);
            }
        }
        for id in ids(knowledge) {
            let finding = knowledge.finding(id);
            if finding.gating && finding.id != "age" {
                answers.set(id, Value::State(0), Sides::Unstated);
            }
        }
        answers
    }

    fn gets(
        &self,
        answers: &Answers,
        id: &str,
        wanted: impl Fn(&Verdict) -> bool,
    ) -> Option<Answers> {
        let text = case_text(self.knowledge(), answers, id);
        let read = read_back(self.knowledge(), &text).ok()?;
        wanted(&self.reasoner.verdict(&read)).then_some(read)
    }

    /// L3: whoever only says "don't know" is no emergency, at any age and sex, known or not.
    pub fn only_dont_know(&mut self) -> Theorem {
        let knowledge = self.knowledge();
        let id = "l03_dont_know";
        let statement = "\"Don't know\" alone never gives `emergency`.".to_owned();
        let theorem = |outcome| Theorem {
            rule: "L3".to_owned(),
            id: id.to_owned(),
            statement: statement.clone(),
            outcome,
        };
        let wrong = |_: &Answers, verdict: &Verdict| {
            (verdict.rung() == Rung::Emergency)
                .then(|| "nothing but \"don't know\", and an emergency".to_owned())
        };
        // Rules: nothing known but age, sex and what cannot apply.
        let mut only = self.floor_of(Rung::Emergency);
        for finding in ids(knowledge) {
            let record = knowledge.finding(finding);
            if matches!(record.id.as_str(), "age" | "sex") {
                continue;
            }
            let lowest = record.absent_if.is_some();
            let allowed = self.symbols.where_value(finding, |p| {
                p.value == Value::Unknown || (lowest && p.value == Value::State(0))
            });
            only = self.symbols.sets.and(only, allowed);
        }
        if only != NOTHING {
            let found = self.person(only, id, wrong);
            return theorem(found.unwrap_or_else(|| {
                Outcome::Open("a rule may fire on answers that cannot apply".to_owned())
            }));
        }
        // The rest of the decision: without evidence it depends on age and sex alone.
        let mut seen = 0_usize;
        for not_sure in [false, true] {
            for answers in self.everyone() {
                let mut answers = answers;
                for finding in ids(knowledge).filter(|_| not_sure) {
                    if answers.get(finding) == Value::Unknown
                        && !matches!(knowledge.finding(finding).id.as_str(), "age" | "sex")
                    {
                        answers.set_not_sure(finding);
                    }
                }
                fill_structural(knowledge, &mut answers);
                seen += 1;
                if let Some(text) = wrong(&answers, &self.reasoner.verdict(&answers)) {
                    let case = (id.to_owned(), case_text(knowledge, &answers, id));
                    return theorem(Outcome::Broken(Counterexample { text, cases: vec![case] }));
                }
            }
        }
        theorem(Outcome::Proved(format!(
            "no emergency rule can fire, and the network asks for none of the {seen} combinations of age and sex"
        )))
    }

    /// People of whom only age and sex are known, in every combination that can be told apart.
    fn everyone(&self) -> Vec<Answers> {
        let knowledge = self.knowledge();
        let mut people = vec![Answers::none(knowledge)];
        for id in ["age", "sex"].into_iter().filter_map(|name| knowledge.finding_id(name)) {
            let mut more = Vec::new();
            for person in &people {
                for point in self.symbols.points(id).iter().filter(|p| !p.not_sure) {
                    let mut with = person.clone();
                    self.symbols.write(&mut with, id, point);
                    more.push(with);
                }
            }
            people = more;
        }
        people
    }

    /// S2: no set of context flags, with everything else unanswered or everything else at its lowest, sets a rung of care.
    pub fn context_alone(&mut self, progress: &mut dyn FnMut(usize, usize)) -> Theorem {
        let knowledge = self.knowledge();
        let id = "s02_context";
        let adult = knowledge.safety.adult.clone();
        let flags: Vec<FindingId> = knowledge
            .safety
            .context
            .iter()
            .copied()
            .filter(|f| knowledge.finding(*f).id != "age")
            .collect();
        let mut others = Vec::new();
        for lowest in [false, true] {
            for mut person in self.everyone() {
                // Under 18 is no context flag; an age that is not known is none either.
                let is_adult =
                    adult.as_ref().is_none_or(|e| e.eval(&person) == taut_knowledge::Truth::True);
                if !is_adult && person.age_years().is_some() {
                    continue;
                }
                if lowest {
                    for finding in ids(knowledge) {
                        let named = matches!(knowledge.finding(finding).id.as_str(), "age" | "sex");
                        if !named && !flags.contains(&finding) {
                            person.set(finding, Value::State(0), Sides::Unstated);
                        }
                    }
                }
                others.push(person);
            }
        }
        let values: Vec<Vec<Value>> = flags
            .iter()
            .map(|f| {
                let states = knowledge.finding(*f).states.len() as u8;
                std::iter::once(Value::Unknown).chain((0..states).map(Value::State)).collect()
            })
            .collect();
        let sets: usize = values.iter().map(Vec::len).product();
        let total = sets * others.len();
        let mut outcome = None;
        'people: for (at, person) in others.iter().enumerate() {
            progress(at * sets, total);
            for set in 0..sets {
                let mut answers = person.clone();
                let mut rest = set;
                for (flag, values) in flags.iter().zip(&values) {
                    answers.set(*flag, values[rest % values.len()], Sides::Unstated);
                    rest /= values.len();
                }
                fill_structural(knowledge, &mut answers);
                let rung = self.reasoner.rung(&answers);
                if rung <= Rung::HoldAndSeePt {
                    let text = format!("context flags alone give `{}`", rung.id());
                    let case = (id.to_owned(), case_text(knowledge, &answers, id));
                    outcome = Some(Outcome::Broken(Counterexample { text, cases: vec![case] }));
                    break 'people;
                }
            }
        }
        Theorem {
            rule: "S2".to_owned(),
            id: id.to_owned(),
            statement: "Context flags alone never ask for a doctor or a therapist.".to_owned(),
            outcome: outcome.unwrap_or_else(|| {
                Outcome::Proved(format!(
                    "all {total} people: every set of flags, age and sex, the rest unanswered or at its lowest"
                ))
            }),
        }
    }
}

/// How far a verdict is from a rung: 0 where it is reached, else by how much another rung is better.
fn lacking(rung: Rung, verdict: &Verdict) -> f64 {
    if verdict.rung() == rung && !verdict.is_provisional() {
        return f64::NEG_INFINITY;
    }
    let utility = &verdict.decision.utility;
    if rung == Rung::Undecided {
        // Undecided needs the best two close together and a question left.
        let mut best: Vec<f64> =
            Rung::ALL.into_iter().filter(|r| r.is_open()).map(|r| utility[r as usize]).collect();
        best.sort_by(|a, b| b.total_cmp(a));
        return best[0] - best[1];
    }
    let rival = Rung::ALL
        .into_iter()
        .filter(|r| *r != rung && *r != Rung::Undecided)
        .map(|r| utility[r as usize])
        .fold(f64::NEG_INFINITY, f64::max);
    rival - utility[rung as usize]
}
