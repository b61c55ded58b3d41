//! The decision: hard rules, concern scores and expected utility, each to the rung that it asks for; in whole numbers.

use taut_knowledge::{
    Answers, ConditionId, FindingId, Kind, Knowledge, Origin, Rung, Truth, Value,
};

use crate::concern::{ConcernScore, Weights};
use crate::fixed::{ExpectedCost, Share};
use crate::harms::{ClassWeights, HarmTable, cheapest, is_too_close};
use crate::ladder::{Asked, Basis};
use crate::posterior::Posteriors;
use crate::reasoner::Reasoner;

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
    /// What rules, concern and expected utility asked for.
    pub asked: Asked,
    /// Rules that fired, most careful first; those that settle only where they did.
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
        self.verdict_on(answers, self.decide(answers))
    }

    /// The verdict that goes with a decision for these answers.
    pub(crate) fn verdict_on(&self, answers: &Answers, decision: Decision) -> Verdict {
        let open = if decision.rung == Rung::Emergency {
            Vec::new()
        } else {
            self.open_questions(answers)
        };
        // Also where a score asks for care: "no" that becomes "not sure" can raise a score, and must not make the verdict final
        // by that (S7). It cannot make a hard rule fire there.
        let by_hard_rule = decision.basis == Basis::Rule && !decision.rung.is_open();
        let kept_provisional_by = if decision.rung == Rung::Emergency || by_hard_rule {
            Vec::new()
        } else {
            self.knowledge
                .rules
                .iter()
                .enumerate()
                .filter(|(_, rule)| rule.rung.is_none() && fires(rule, answers))
                .map(|(index, _)| index)
                .collect()
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
                    && !(self.knowledge.finding(id).id == "age"
                        && self.is_adult_or_not(id, answers))
                    && applies(self.knowledge, id, answers)
            })
            .collect()
    }

    /// True if a range of ages lies wholly below the second age band, or wholly from it on (S11).
    fn is_adult_or_not(&self, age: FindingId, answers: &Answers) -> bool {
        let (Some((low, high)), Kind::Measure { bins, .. }) =
            (answers.age_years(), &self.knowledge.finding(age).kind)
        else {
            return false;
        };
        bins.get(1).is_some_and(|adult| low >= adult.from_female || high < adult.from_female)
    }

    /// The rung and everything behind it.
    ///
    /// S6 and S7 hold by construction: rules read marked findings only positively; class weights come from posteriors given
    /// unmarked answers and from concern scores that cannot fall when a marked finding rises; and in each class that asks for
    /// care the loss does not shrink towards less careful rungs, so the best rung can only become more careful. `taut verify`
    /// proves it for the shipped knowledge.
    #[must_use]
    pub fn decide(&self, answers: &Answers) -> Decision {
        self.decide_given(
            answers,
            self.posteriors(answers),
            self.posteriors_unmarked(answers),
            &self.weights,
            &self.harms,
        )
    }

    /// The rung alone, without what explains it: for asking about many answers.
    #[must_use]
    pub fn rung(&self, answers: &Answers) -> Rung {
        self.rung_given(answers, &self.posteriors_unmarked(answers))
    }

    /// The rung from posteriors given the unmarked answers that the caller has.
    #[must_use]
    pub fn rung_given(&self, answers: &Answers, unmarked: &Posteriors) -> Rung {
        self.parts(answers, unmarked, &self.weights, &self.harms).asked.rung().0
    }

    /// The decision from posteriors, weights and harms that the caller has: for parameter draws and what-if questions.
    #[must_use]
    pub fn decide_given(
        &self,
        answers: &Answers,
        posteriors: Posteriors,
        unmarked: Posteriors,
        weights: &Weights,
        harms: &HarmTable,
    ) -> Decision {
        let parts = self.parts(answers, &unmarked, weights, harms);
        let (rung, basis) = parts.asked.rung();
        let fired = self
            .knowledge
            .rules
            .iter()
            .enumerate()
            .filter(|(_, rule)| rule.rung.is_some() && fires(rule, answers))
            .filter(|(_, rule)| !rule.settles || basis == Basis::Settled)
            .map(|(index, rule)| FiredRule {
                rule: index,
                because: self.known_findings(&rule.when, answers),
            })
            .collect();
        let plain = self.class_weights(harms, |id| Share::of(posteriors.of(id)));
        let unguarded = cheapest(&harms.expected(&plain)).most_careful(parts.asked.by_rule);
        Decision {
            rung,
            basis,
            asked: parts.asked,
            fired,
            utility: parts.costs.map(|cost| -cost.value()),
            class_probability: parts.classes.map(|(share, condition)| (share.value(), condition)),
            concerns: parts.concerns,
            posteriors,
            unmarked,
            unguarded,
            deciding_questions: parts.deciding_questions,
        }
    }

    /// What each part of the decision asks for.
    fn parts(
        &self,
        answers: &Answers,
        unmarked: &Posteriors,
        weights: &Weights,
        harms: &HarmTable,
    ) -> Parts {
        let most_careful = |settles: bool| {
            let rules = self.knowledge.rules.iter().filter(|r| r.settles == settles);
            // Sorted, the most careful first: the first that fires decides.
            rules.filter(|r| r.rung.is_some()).find(|r| fires(r, answers)).and_then(|r| r.rung)
        };
        let concerns = weights.scores(answers, unmarked);
        let deciding_questions = self.deciding_questions(answers);
        let fixed = AskedByAnswers {
            by_rule: most_careful(false).unwrap_or(Rung::StretchAndStrengthen),
            settled: most_careful(true),
            can_ask: !deciding_questions.is_empty(),
        };
        let score = |id| concerns.iter().find(|c: &&ConcernScore| c.condition == id);
        let (asked, classes, costs) = self.asked(
            fixed,
            harms,
            |id| score(id).map_or(Share::ZERO, |score| score.by_marked),
            |id| match score(id) {
                Some(score) => score.share,
                None if weights.is_pointed_at(id, answers) => Share::of(unmarked.of(id)),
                None => Share::ZERO,
            },
        );
        Parts { asked, concerns, classes, costs, deciding_questions }
    }

    /// What the numbers ask for beside the answers alone: `by_marked` gives each condition's share as it asks for care by itself,
    /// `share` as it enters expected utility.
    pub(crate) fn asked(
        &self,
        fixed: AskedByAnswers,
        harms: &HarmTable,
        by_marked: impl Fn(ConditionId) -> Share,
        share: impl Fn(ConditionId) -> Share,
    ) -> (Asked, ClassWeights, [ExpectedCost; 8]) {
        let watched = self.class_weights(harms, by_marked);
        let classes = self.class_weights(harms, share);
        let costs = harms.expected(&classes);
        let by_utility = cheapest(&costs);
        let AskedByAnswers { by_rule, settled, can_ask } = fixed;
        let floor = by_utility.most_careful(by_rule);
        let asked = Asked {
            by_rule,
            by_concern: cheapest(&harms.expected(&watched)),
            by_utility,
            settled,
            too_close: is_too_close(&costs, floor, by_rule, harms.margin),
            can_ask,
        };
        (asked, classes, costs)
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

    /// Per class, the largest share times stake of a condition of that class (a lower bound of "any of them").
    fn class_weights(&self, harms: &HarmTable, of: impl Fn(ConditionId) -> Share) -> ClassWeights {
        let mut classes = [(Share::ZERO, None); 8];
        for (index, condition) in self.knowledge.conditions.iter().enumerate() {
            if let Some(class) = condition.class {
                let id = ConditionId(index as u16);
                let share = of(id).times(harms.stakes[index]);
                if share > classes[class as usize].0 {
                    classes[class as usize] = (share, Some(id));
                }
            }
        }
        classes
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
                    && self.bears_on_open_rungs[id.index()]
            })
            .collect();
        open.sort_by_key(|&id| {
            let finding = knowledge.finding(id);
            (finding.effort + finding.hazard, id)
        });
        open
    }
}

/// True if the rule's condition is known true and its exception is not.
pub(crate) fn fires(rule: &taut_knowledge::Rule, answers: &Answers) -> bool {
    rule.when.eval(answers) == Truth::True
        && rule.unless.as_ref().is_none_or(|e| e.eval(answers) != Truth::True)
}

/// What the parts of the decision ask for, and the numbers behind it.
struct Parts {
    asked: Asked,
    concerns: Vec<ConcernScore>,
    classes: ClassWeights,
    costs: [ExpectedCost; 8],
    deciding_questions: Vec<FindingId>,
}

/// What the answers ask for without any number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AskedByAnswers {
    /// The floor of the hard rules; the least careful rung if none fires.
    pub(crate) by_rule: Rung,
    /// The open rung of the rules that settle.
    pub(crate) settled: Option<Rung>,
    /// An unmarked question that could tell rungs apart is open.
    pub(crate) can_ask: bool,
}

impl From<Asked> for AskedByAnswers {
    fn from(asked: Asked) -> Self {
        Self { by_rule: asked.by_rule, settled: asked.settled, can_ask: asked.can_ask }
    }
}
