//! What may still be asked of a person, and what that leaves possible for rules: sound bounds in Kleene's logic.

use taut_knowledge::resolve::{fill_structural, set_age, set_sex};
use taut_knowledge::{
    Answers, Expr, FindingId, Kind, Knowledge, Origin, Rule, Rung, Sides, Truth, Value,
};

use crate::decide::{applies, fires};
use crate::reasoner::Reasoner;

/// Whether a rule fires once every open question is answered in whatever way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Firing {
    /// With no answers to the rest.
    Never,
    /// With some.
    Maybe,
    /// With all.
    Surely,
}

/// The answers so far and the findings that may still get a value: one box of possible answer sets.
#[derive(Debug, Clone)]
pub(crate) struct Reach<'a> {
    answers: &'a Answers,
    open: Vec<bool>,
    age: Option<FindingId>,
}

impl<'a> Reach<'a> {
    /// The box of everything that may still come. Begins with all that is unanswered, and shrinks while some of it cannot come.
    pub(crate) fn new(
        reasoner: &Reasoner,
        screens_of: &[Vec<usize>],
        answers: &'a Answers,
    ) -> Self {
        let knowledge = reasoner.knowledge;
        let unanswered = |id: FindingId| {
            answers.get(id) == Value::Unknown
                && !answers.is_not_sure(id)
                && !(knowledge.finding(id).id == "age" && answers.age_years().is_some())
        };
        let open = findings(knowledge)
            .map(|id| {
                let may_be_asked = may_answer(knowledge, id) && !screens_of[id.index()].is_empty();
                unanswered(id) && (may_be_asked || knowledge.finding(id).absent_if.is_some())
            })
            .collect();
        let mut reach = Self { answers, open, age: knowledge.finding_id("age") };
        if reasoner.is_stopped(answers) {
            reach.open.fill(false);
            return reach;
        }
        loop {
            let shown: Vec<bool> = knowledge
                .screens
                .iter()
                .map(|s| s.shown_if.as_ref().is_none_or(|e| reach.range(e)[1] == Truth::True))
                .collect();
            let mut changed = false;
            for id in findings(knowledge) {
                if !reach.is_open(id) {
                    continue;
                }
                let record = knowledge.finding(id);
                let asked = may_answer(knowledge, id)
                    && screens_of[id.index()].iter().any(|s| shown[*s])
                    && record.asked_if.as_ref().is_none_or(|e| reach.range(e)[1] != Truth::False);
                let filled =
                    record.absent_if.as_ref().is_some_and(|e| reach.range(e)[1] == Truth::True);
                if !asked && !filled {
                    reach.open[id.index()] = false;
                    changed = true;
                }
            }
            if !changed {
                return reach;
            }
        }
    }

    /// True if the finding may still get a value.
    pub(crate) fn is_open(&self, finding: FindingId) -> bool {
        self.open[finding.index()]
    }

    /// The least and the greatest truth value that the expression can take. Every value taken lies between them; both need
    /// not be taken, because the parts of an expression are bounded one by one.
    pub(crate) fn range(&self, expr: &Expr) -> [Truth; 2] {
        const ANY: [Truth; 2] = [Truth::False, Truth::True];
        match expr {
            Expr::InStates { finding, .. }
            | Expr::OneSided { finding, .. }
            | Expr::BothSides { finding, .. }
            | Expr::NumberAtLeast(finding, _)
            | Expr::NumberBelow(finding, _)
            | Expr::NotSure(finding)
                if self.is_open(*finding) =>
            {
                ANY
            }
            Expr::AgeAtLeast(_) | Expr::AgeBelow(_)
                if self.age.is_some_and(|a| self.is_open(a)) =>
            {
                ANY
            }
            Expr::Not(inner) => {
                let [low, high] = self.range(inner);
                [high.negate(), low.negate()]
            }
            Expr::All(parts) => parts.iter().fold([Truth::True; 2], |[low, high], part| {
                let [l, h] = self.range(part);
                [low.min(l), high.min(h)]
            }),
            Expr::Any(parts) => parts.iter().fold([Truth::False; 2], |[low, high], part| {
                let [l, h] = self.range(part);
                [low.max(l), high.max(h)]
            }),
            Expr::AtLeast(count, parts) => {
                let ranges: Vec<[Truth; 2]> = parts.iter().map(|part| self.range(part)).collect();
                // As `Expr::eval` counts, once with every part at its least and once at its greatest.
                [0, 1].map(|end| {
                    let at_least =
                        |truth| ranges.iter().filter(|r| r[end] >= truth).count() >= *count;
                    if at_least(Truth::True) {
                        Truth::True
                    } else if at_least(Truth::Unknown) {
                        Truth::Unknown
                    } else {
                        Truth::False
                    }
                })
            }
            known => {
                let value = known.eval(self.answers);
                [value, value]
            }
        }
    }

    /// Whether a rule fires.
    pub(crate) fn firing(&self, rule: &Rule) -> Firing {
        let [low, high] = self.range(&rule.when);
        let excused = rule.unless.as_ref().map_or([Truth::False; 2], |e| self.range(e));
        if high < Truth::True || excused[0] == Truth::True {
            Firing::Never
        } else if low == Truth::True && excused[1] < Truth::True {
            Firing::Surely
        } else {
            Firing::Maybe
        }
    }
}

impl Reasoner<'_> {
    /// The questions that this person can be asked now, in the order of the screens: on a screen that is shown, not answered
    /// (nor "not sure"), not ruled out by other answers, and for a person to answer. None once an emergency is certain (S1).
    #[must_use]
    pub fn askable(&self, answers: &Answers) -> Vec<FindingId> {
        if self.is_stopped(answers) {
            return Vec::new();
        }
        let shown = |e: &Expr| e.eval(answers) == Truth::True;
        let mut out: Vec<FindingId> = Vec::new();
        for screen in &self.knowledge.screens {
            if screen.shown_if.as_ref().is_none_or(shown) {
                let new = screen.findings.iter().filter(|f| self.is_unanswered(**f, answers));
                out.extend(new);
            }
        }
        out
    }

    /// True if this person may answer the finding, has not, and it applies; whether its screen is shown does not count.
    pub(crate) fn is_unanswered(&self, finding: FindingId, answers: &Answers) -> bool {
        answers.get(finding) == Value::Unknown
            && !answers.is_not_sure(finding)
            && !(self.knowledge.finding(finding).id == "age" && answers.age_years().is_some())
            && may_answer(self.knowledge, finding)
            && applies(self.knowledge, finding, answers)
    }

    /// True if an emergency is certain: nothing more is asked (S1).
    pub(crate) fn is_stopped(&self, answers: &Answers) -> bool {
        self.knowledge
            .rules
            .iter()
            .any(|rule| rule.rung == Some(Rung::Emergency) && fires(rule, answers))
    }

    /// The answers with one more, and what follows from it filled in. A side is left unstated, which rules read as one side;
    /// an age is known to its band only.
    #[must_use]
    pub fn answered(&self, answers: &Answers, finding: FindingId, state: u8) -> Answers {
        let knowledge = self.knowledge;
        let record = knowledge.finding(finding);
        let mut after = answers.clone();
        match (record.id.as_str(), &record.kind) {
            ("sex", _) => {
                if let Some(name) = record.states.get(usize::from(state)) {
                    set_sex(knowledge, &mut after, name);
                }
            }
            ("age", Kind::Measure { min, max, bins, .. }) => {
                let edge = |s: usize| bins.get(s).map(|b| b.from_female);
                let low = edge(usize::from(state)).unwrap_or(*min).max(*min);
                // Ages are whole years, so a band ends one year before the next.
                let high = edge(usize::from(state) + 1).map_or(*max, |next| next - 1.0);
                set_age(knowledge, &mut after, low, high);
            }
            _ => after.set(finding, Value::State(state), Sides::Unstated),
        }
        fill_structural(knowledge, &mut after);
        after
    }
}

/// True if a person may answer the finding alone.
fn may_answer(knowledge: &Knowledge, finding: FindingId) -> bool {
    let record = knowledge.finding(finding);
    record.person_may_answer && record.origin != Origin::Examination
}

/// Every finding, in order.
pub(crate) fn findings(knowledge: &Knowledge) -> impl Iterator<Item = FindingId> + use<> {
    (0..knowledge.findings.len()).map(|i| FindingId(i as u16))
}
