//! Why not less careful, why not more careful: the rules and the answers behind a verdict, by name.

use taut_knowledge::{Answers, FindingId, Rung, Truth, Value};

use crate::decide::{Verdict, fires};
use crate::posterior::Reasoner;

/// An answer that alone raises a probability by less than this is not named as a reason.
const VISIBLE: f64 = 0.005;

/// A more careful rung and what kept the advice from it.
#[derive(Debug, Clone, PartialEq)]
pub struct RuledOut {
    /// The rung.
    pub rung: Rung,
    /// Rules of this rung that are known not to apply.
    pub rules: Vec<usize>,
    /// The answers to marked findings that rule them out ("no" and the like), without repeats.
    pub answers: Vec<FindingId>,
    /// Open questions any of which could still raise the advice to this rung.
    pub open: Vec<FindingId>,
}

/// Both reasons.
#[derive(Debug, Clone, PartialEq)]
pub struct Reasons {
    /// Rules that fired at the rung itself: each alone forbids anything less careful.
    pub floor_rules: Vec<usize>,
    /// The answers behind the rung: of the floor rules, or of the score that set it.
    pub floor_answers: Vec<FindingId>,
    /// Per more careful rung, most careful first.
    pub ruled_out: Vec<RuledOut>,
}

impl Reasoner<'_> {
    /// The reasons of a verdict in their first form: rules and answers named, not yet minimal.
    #[must_use]
    pub fn reasons(&self, verdict: &Verdict, answers: &Answers) -> Reasons {
        let rung = verdict.rung();
        let decision = &verdict.decision;
        let mut floor_rules = Vec::new();
        let mut floor_answers: Vec<FindingId> = Vec::new();
        for fired in &decision.fired {
            if self.knowledge.rules[fired.rule].rung == Some(rung) {
                floor_rules.push(fired.rule);
                extend(&mut floor_answers, &fired.because);
            }
        }
        if floor_rules.is_empty()
            && let Some(condition) = decision.class_probability[rung as usize].1
        {
            match decision.concerns.iter().find(|c| c.condition == condition) {
                Some(score) => {
                    let rising: Vec<FindingId> =
                        score.added.iter().filter(|(_, w)| *w > 0.0).map(|(f, _)| *f).collect();
                    extend(&mut floor_answers, &rising);
                    if rising.is_empty() {
                        extend(&mut floor_answers, &self.rising_answers(answers, condition));
                    }
                }
                None => extend(&mut floor_answers, &self.rising_answers(answers, condition)),
            }
        }
        let ruled_out = Rung::ALL
            .into_iter()
            .filter(|r| *r < rung && *r != Rung::Undecided)
            .map(|r| self.ruled_out(r, answers))
            .collect();
        Reasons { floor_rules, floor_answers, ruled_out }
    }

    /// Answers that alone make a condition more likely, strongest first.
    fn rising_answers(
        &self,
        answers: &Answers,
        condition: taut_knowledge::ConditionId,
    ) -> Vec<FindingId> {
        let nothing = self.posteriors(&Answers::none(self.knowledge)).of(condition);
        let alone = self.change_one(&Answers::none(self.knowledge), condition);
        let probability = |log_odds: f64| 1.0 / (1.0 + libm::exp(-log_odds));
        let mut rising: Vec<(FindingId, f64)> = answers
            .known()
            .filter_map(|(f, s)| Some((f, probability(alone.log_odds_with(f, s)?) - nothing)))
            .filter(|(_, gain)| *gain > VISIBLE)
            .collect();
        rising.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        rising.into_iter().map(|(f, _)| f).collect()
    }

    fn ruled_out(&self, rung: Rung, answers: &Answers) -> RuledOut {
        let mut out = RuledOut { rung, rules: Vec::new(), answers: Vec::new(), open: Vec::new() };
        for (index, rule) in self.knowledge.rules.iter().enumerate() {
            if rule.rung != Some(rung) || fires(rule, answers) {
                continue;
            }
            let truth = rule.when.eval(answers);
            rule.when.visit_findings(&mut |finding| match (truth, answers.get(finding)) {
                (Truth::False, Value::State(state))
                    if state < self.knowledge.finding(finding).present_from
                        && self.knowledge.finding(finding).is_marked() =>
                {
                    push_new(&mut out.answers, finding);
                }
                (Truth::Unknown, Value::Unknown) => push_new(&mut out.open, finding),
                _ => {}
            });
            if truth == Truth::False {
                out.rules.push(index);
            }
        }
        out
    }
}

fn push_new(list: &mut Vec<FindingId>, finding: FindingId) {
    if !list.contains(&finding) {
        list.push(finding);
    }
}

fn extend(list: &mut Vec<FindingId>, more: &[FindingId]) {
    for &finding in more {
        push_new(list, finding);
    }
}
