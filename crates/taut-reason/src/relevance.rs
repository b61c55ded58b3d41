//! Which open questions can still change the advice, and when none can: proofs, not estimates.

use taut_knowledge::{Answers, Expr, FindingId, Rule, Rung, Truth, Value};

use crate::bounds::Bounds;
use crate::judge::{Advice, Judged};
use crate::planner::Planner;
use crate::posterior::Posteriors;
use crate::reach::{Firing, Reach, findings};

/// What is proved about the advice once the rest is answered in whatever way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outlook {
    /// It is this.
    Settled(Advice),
    /// It is at least this careful, and more is not proved.
    AtLeast(Rung),
}

/// What can still change the advice of one person.
#[derive(Debug, Clone)]
pub(crate) struct Relevance {
    pub(crate) outlook: Outlook,
    /// Rules that could fire and would count.
    pub(crate) maybe: Vec<usize>,
    /// One a finding: an answer to it could change the advice, alone or with others.
    pub(crate) matters: Vec<bool>,
    /// Where the network matters: by how much an open finding could move it, at most; one a finding, 1 where nothing is known.
    pub(crate) weight: Vec<f64>,
}

impl Planner<'_, '_> {
    /// What can still change the advice.
    ///
    /// Proofs used: a rule that surely fires is a floor (S2); a rule that cannot fire does not matter; and where [`Bounds`]
    /// prove which rung expected utility and scores ask for, neither the network nor a score matters.
    pub(crate) fn relevance(
        &self,
        answers: &Answers,
        reach: &Reach,
        unmarked: &Posteriors,
        today: &Judged,
    ) -> Relevance {
        let knowledge = self.reasoner.knowledge;
        let firing: Vec<Firing> = knowledge.rules.iter().map(|r| reach.firing(r)).collect();
        let fires = |firing_is: Firing, settles: bool| {
            let each = knowledge.rules.iter().zip(&firing);
            each.filter(move |(rule, f)| **f == firing_is && rule.settles == settles)
                .map(|(rule, _)| rule)
        };
        let least_careful = Rung::StretchAndStrengthen;
        let floor =
            fires(Firing::Surely, false).filter_map(|r| r.rung).min().unwrap_or(least_careful);
        let bounds = Bounds::new(self, answers, reach, unmarked);
        let by_utility = bounds.proved_best(floor, today.best());
        // A rule that settles takes the place of expected utility where neither a rule nor a score asks for care.
        let settled = fires(Firing::Surely, true)
            .filter_map(|r| r.rung)
            .min()
            .filter(|_| floor.is_open() && bounds.proves_no_concern());
        let best = settled.or(by_utility);
        let by_hard_rule = !floor.is_open() && best.is_some_and(|best| floor <= best);
        let could_count = |rule: &Rule| match rule.rung {
            Some(rung) if rule.settles => floor.is_open() && settled.is_none_or(|s| rung < s),
            Some(rung) => rung < best.unwrap_or(floor).most_careful(floor),
            // It only keeps a verdict provisional, and not one that a hard rule asks for.
            None => !by_hard_rule && floor != Rung::Emergency,
        };
        let maybe: Vec<usize> = (0..knowledge.rules.len())
            .filter(|&i| firing[i] == Firing::Maybe && could_count(&knowledge.rules[i]))
            .collect();
        let finality_open = floor != Rung::Emergency && self.finality_is_open(answers, reach);
        let outlook = match best {
            Some(best) if maybe.is_empty() && !finality_open => {
                let kept =
                    !by_hard_rule && fires(Firing::Surely, false).any(|rule| rule.rung.is_none());
                let rung = best.most_careful(floor);
                let open = || !self.reasoner.open_questions(answers).is_empty();
                let provisional = rung != Rung::Emergency && (kept || open());
                Outlook::Settled(Advice { rung, provisional })
            }
            _ => Outlook::AtLeast(floor),
        };
        // Once a rule asks for care, a rule that settles is out and expected utility counts again.
        let asks_for_care = |i: &usize| knowledge.rules[*i].floor().is_some_and(|r| !r.is_open());
        let weighs = by_utility.is_none() && (settled.is_none() || maybe.iter().any(asks_for_care));
        let matters = self.matters(reach, weighs, &maybe, finality_open);
        Relevance { outlook, maybe, matters, weight: bounds.weight }
    }

    /// True if an answer could close or open a gating question.
    fn finality_is_open(&self, answers: &Answers, reach: &Reach) -> bool {
        findings(self.reasoner.knowledge).any(|id| {
            let finding = self.reasoner.knowledge.finding(id);
            let undetermined = |e: &Expr, truth: Truth| {
                let [low, high] = reach.range(e);
                (low == truth) != (high == truth) || (low < truth && truth < high)
            };
            finding.gating
                && answers.get(id) == Value::Unknown
                && (reach.is_open(id)
                    || finding.absent_if.as_ref().is_some_and(|e| undetermined(e, Truth::True))
                    || finding.asked_if.as_ref().is_some_and(|e| undetermined(e, Truth::False)))
        })
    }

    /// Per finding, whether an answer could change the advice.
    fn matters(
        &self,
        reach: &Reach,
        weighs: bool,
        maybe: &[usize],
        finality_open: bool,
    ) -> Vec<bool> {
        let knowledge = self.reasoner.knowledge;
        let mut matters: Vec<bool> = findings(knowledge)
            .map(|id| {
                let finding = knowledge.finding(id);
                reach.is_open(id)
                    && ((finality_open && finding.gating)
                        || (weighs
                            && (self.reasoner.network.finding(id).is_some()
                                || matches!(finding.id.as_str(), "age" | "sex"))))
            })
            .collect();
        let age = knowledge.finding_id("age");
        let mark = |matters: &mut Vec<bool>, expr: &Expr| {
            let mut changed = false;
            let mut set = |id: FindingId| {
                if reach.is_open(id) && !matters[id.index()] {
                    matters[id.index()] = true;
                    changed = true;
                }
            };
            expr.visit_findings(&mut set);
            if expr.reads_age() {
                age.into_iter().for_each(&mut set);
            }
            changed
        };
        for &rule in maybe {
            let rule = &knowledge.rules[rule];
            for expr in std::iter::once(&rule.when).chain(&rule.unless) {
                mark(&mut matters, expr);
            }
        }
        // What opens or closes a question that matters, matters.
        loop {
            let mut changed = false;
            for screen in &knowledge.screens {
                if screen.findings.iter().any(|f| matters[f.index()])
                    && let Some(expr) = &screen.shown_if
                {
                    changed |= mark(&mut matters, expr);
                }
            }
            for id in findings(knowledge) {
                let finding = knowledge.finding(id);
                if matters[id.index()] || (finality_open && finding.gating) {
                    for expr in finding.absent_if.iter().chain(&finding.asked_if) {
                        changed |= mark(&mut matters, expr);
                    }
                }
            }
            if !changed {
                return matters;
            }
        }
    }
}
