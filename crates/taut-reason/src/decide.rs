//! The decision: the most careful of hard rules, and expected utility over scores that nothing marked can lower.

use taut_knowledge::{
    Answers, Concern, ConditionId, FindingId, Knowledge, Origin, Rung, Truth, Value,
};

use crate::concern::ConcernScore;
use crate::posterior::{Posteriors, Reasoner};

/// What settled the rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// A hard rule of the clinical rules.
    Rule,
    /// The score of a serious or nerve condition.
    Concern,
    /// Expected utility over what is left.
    Utility,
    /// The best two are too close, and a question would settle it.
    Undecided,
}

/// A rule that fired.
#[derive(Debug, Clone, PartialEq)]
pub struct FiredRule {
    /// Index in the knowledge's rules.
    pub rule: usize,
    /// The answers that made it true.
    pub because: Vec<FindingId>,
}

/// Everything that led to the rung.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The rung.
    pub rung: Rung,
    /// What settled it.
    pub basis: Basis,
    /// Rules that fired, most careful first.
    pub fired: Vec<FiredRule>,
    /// Expected utility of each rung, in the order of [`Rung::ALL`] (0 is best possible).
    pub utility: [f64; 8],
    /// Probability times stake used for each class, in the order of [`Rung::ALL`], and the condition it comes from.
    pub class_probability: [(f64, Option<ConditionId>); 8],
    /// Scores of the watched conditions.
    pub concerns: Vec<ConcernScore>,
    /// Posteriors given all answers.
    pub posteriors: Posteriors,
    /// Posteriors given the unmarked answers.
    pub unmarked: Posteriors,
    /// What plain expected utility over `posteriors` and the rules would have said; differs from `rung` where the guard acted.
    pub unguarded: Rung,
    /// Unmarked questions that could settle an `undecided`.
    pub deciding_questions: Vec<FindingId>,
}

/// The answer for one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// How it was reached.
    pub decision: Decision,
    /// Gating questions still open; not empty means provisional (never for `emergency`).
    pub open: Vec<FindingId>,
    /// Rules that keep an open rung provisional until a test or an examination is negative.
    pub kept_provisional_by: Vec<usize>,
}

impl Verdict {
    /// The rung.
    #[must_use]
    pub fn rung(&self) -> Rung {
        self.decision.rung
    }

    /// True while an open question could still move the advice up.
    #[must_use]
    pub fn is_provisional(&self) -> bool {
        self.rung() != Rung::Emergency
            && (!self.open.is_empty() || !self.kept_provisional_by.is_empty())
    }
}

/// True if the finding still counts as a question for this person: not ruled out by `absent_if` or `asked_if`.
pub(crate) fn applies(knowledge: &Knowledge, finding: FindingId, answers: &Answers) -> bool {
    let finding = knowledge.finding(finding);
    finding.absent_if.as_ref().is_none_or(|e| e.eval(answers) != Truth::True)
        && finding.asked_if.as_ref().is_none_or(|e| e.eval(answers) != Truth::False)
}

impl Reasoner<'_> {
    /// The verdict for these answers.
    #[must_use]
    pub fn verdict(&self, answers: &Answers) -> Verdict {
        let decision = self.decide(answers);
        let open = if decision.rung == Rung::Emergency {
            Vec::new()
        } else {
            self.open_questions(answers)
        };
        let kept_provisional_by = if decision.rung.is_open() {
            self.knowledge
                .rules
                .iter()
                .enumerate()
                .filter(|(_, rule)| rule.rung.is_none() && fires(rule, answers))
                .map(|(index, _)| index)
                .collect()
        } else {
            Vec::new()
        };
        Verdict { decision, open, kept_provisional_by }
    }

    /// True if the finding still is a question for this person.
    #[must_use]
    pub fn applies(&self, finding: FindingId, answers: &Answers) -> bool {
        applies(self.knowledge, finding, answers)
    }

    /// Gating questions that are unanswered or "not sure" and still apply.
    #[must_use]
    pub fn open_questions(&self, answers: &Answers) -> Vec<FindingId> {
        (0..self.knowledge.findings.len())
            .map(|i| FindingId(i as u16))
            .filter(|&id| {
                self.knowledge.finding(id).gating
                    && answers.get(id) == Value::Unknown
                    && !(self.knowledge.finding(id).id == "age" && answers.age_years().is_some())
                    && applies(self.knowledge, id, answers)
            })
            .collect()
    }

    /// The rung and everything behind it.
    ///
    /// S6 and S7 hold by construction: rules read marked findings only positively (checked by the loader); class probabilities
    /// come from posteriors given unmarked answers and from concern scores that cannot fall when a marked finding rises; and in
    /// each class the loss does not shrink towards less careful rungs, so the best rung can only become more careful.
    #[must_use]
    pub fn decide(&self, answers: &Answers) -> Decision {
        let knowledge = self.knowledge;
        let fired: Vec<FiredRule> = knowledge
            .rules
            .iter()
            .enumerate()
            .filter(|(_, rule)| rule.rung.is_some() && fires(rule, answers))
            .map(|(index, rule)| FiredRule {
                rule: index,
                because: self.known_findings(&rule.when, answers),
            })
            .collect();
        let by_rule = fired
            .iter()
            .filter_map(|f| knowledge.rules[f.rule].rung)
            .fold(Rung::StretchAndStrengthen, Rung::most_careful);
        let unmarked = self.posteriors_unmarked(answers);
        let posteriors = self.posteriors(answers);
        let concerns = self.weights.scores(answers, &unmarked);

        let class_probability = self.class_probabilities(|id| {
            concerns
                .iter()
                .find(|c| c.condition == id)
                .map_or_else(|| unmarked.of(id), |score| score.probability)
        });
        let utility = self.utilities(&class_probability);
        let best = best_rung(&utility);
        let deciding_questions = self.deciding_questions(answers);
        let floor = best.most_careful(by_rule);
        let too_close = floor.is_open() && {
            let rest = Rung::ALL
                .into_iter()
                .filter(|r| *r != floor && *r != Rung::Undecided)
                .filter(|r| *r <= by_rule && (r.is_open() || *r == Rung::HoldAndSeePt))
                .map(|r| utility[r as usize])
                .fold(f64::NEG_INFINITY, f64::max);
            utility[floor as usize] - rest < knowledge.harms.undecided_margin
        };
        let (rung, basis) = if by_rule < best {
            (by_rule, Basis::Rule)
        } else if too_close && !deciding_questions.is_empty() {
            (Rung::Undecided, Basis::Undecided)
        } else if by_rule == best && !best.is_open() {
            (best, Basis::Rule)
        } else {
            let concern = class_probability[best as usize].1.is_some_and(|c| {
                knowledge.condition(c).concern != Concern::None && !best.is_open()
            });
            (best, if concern { Basis::Concern } else { Basis::Utility })
        };
        let plain = self.utilities(&self.class_probabilities(|id| posteriors.of(id)));
        let unguarded = best_rung(&plain).most_careful(by_rule);
        Decision {
            rung,
            basis,
            fired,
            utility,
            class_probability,
            concerns,
            posteriors,
            unmarked,
            unguarded,
            deciding_questions,
        }
    }

    /// The findings of an expression that are known, in order, without repeats; the age where it is compared.
    fn known_findings(&self, expr: &taut_knowledge::Expr, answers: &Answers) -> Vec<FindingId> {
        let mut found = Vec::new();
        if expr.reads_age() && answers.age_years().is_some() {
            found.extend(self.knowledge.finding_id("age"));
        }
        expr.visit_findings(&mut |finding| {
            if answers.get(finding) != Value::Unknown && !found.contains(&finding) {
                found.push(finding);
            }
        });
        found
    }

    /// Per class, the largest probability times stake of a condition of that class (a lower bound of "any of them").
    fn class_probabilities(
        &self,
        of: impl Fn(ConditionId) -> f64,
    ) -> [(f64, Option<ConditionId>); 8] {
        let mut classes = [(0.0, None); 8];
        for (index, condition) in self.knowledge.conditions.iter().enumerate() {
            if let Some(class) = condition.class {
                let id = ConditionId(index as u16);
                let p = of(id) * condition.stake;
                if p > classes[class as usize].0 {
                    classes[class as usize] = (p, Some(id));
                }
            }
        }
        classes
    }

    /// `U(a) = -base(a) - sum over classes of loss(class, a) * P(class)`.
    fn utilities(&self, classes: &[(f64, Option<ConditionId>); 8]) -> [f64; 8] {
        let harms = &self.knowledge.harms;
        let mut utility = [0.0; 8];
        for advice in Rung::ALL {
            let a = advice as usize;
            let loss = classes
                .iter()
                .zip(&harms.loss)
                .fold(harms.base[a], |sum, ((p, _), row)| sum + p * row[a]);
            utility[a] = -loss;
        }
        utility
    }

    /// Unmarked, unanswered findings of the network that this person can answer, least effort and hazard first.
    ///
    /// Marked findings are left out on purpose: otherwise answering one could end an `undecided` in a less careful rung (S6).
    fn deciding_questions(&self, answers: &Answers) -> Vec<FindingId> {
        let knowledge = self.knowledge;
        let mut open: Vec<FindingId> = (0..knowledge.findings.len())
            .map(|i| FindingId(i as u16))
            .filter(|&id| {
                let finding = knowledge.finding(id);
                !finding.is_marked()
                    && finding.person_may_answer
                    && finding.origin != Origin::Examination
                    && answers.get(id) == Value::Unknown
                    && !answers.is_not_sure(id)
                    && self.bears_on_open_rungs(id)
            })
            .collect();
        open.sort_by_key(|&id| {
            let finding = knowledge.finding(id);
            (finding.effort + finding.hazard, id)
        });
        open
    }

    /// True if a condition that an open rung works on is a direct cause of the finding.
    fn bears_on_open_rungs(&self, finding: FindingId) -> bool {
        self.knowledge.links.iter().any(|link| {
            link.child == taut_knowledge::Node::Finding(finding)
                && link.cause.is_some_and(|c| {
                    matches!(
                        self.knowledge.condition(c).class,
                        Some(Rung::Strengthen | Rung::StretchAndStrengthen)
                    )
                })
        })
    }
}

/// True if the rule's condition is known true and its exception is not.
pub(crate) fn fires(rule: &taut_knowledge::Rule, answers: &Answers) -> bool {
    rule.when.eval(answers) == Truth::True
        && rule.unless.as_ref().is_none_or(|e| e.eval(answers) != Truth::True)
}

/// The rung of highest utility; a tie goes to the more careful one. `undecided` is never chosen by utility.
fn best_rung(utility: &[f64; 8]) -> Rung {
    let mut best = Rung::Emergency;
    for rung in Rung::ALL {
        if rung != Rung::Undecided && utility[rung as usize] > utility[best as usize] {
            best = rung;
        }
    }
    best
}
