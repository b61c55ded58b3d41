//! Same-decision probability: how likely the advice is to stay once the rest is answered, exact or between proved bounds.

use std::collections::BinaryHeap;

use taut_knowledge::{Answers, FindingId, Value};

use crate::judge::Advice;
use crate::next_question::{Outcome, Question, Why};
use crate::planner::Planner;
use crate::posterior::Posteriors;
use crate::reach::findings;
use crate::relevance::Outlook;

/// How far to search.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Search {
    /// Sets of answers looked at before the search gives its bounds. What settles within them is exact.
    pub boxes: usize,
    /// Stop as soon as the probability is proved to be at least this, or below it.
    pub threshold: Option<f64>,
}

impl Search {
    /// Enough for twelve yes-or-no questions that all matter.
    pub const THOROUGH: Self = Self { boxes: 1 << 13, threshold: None };
}

/// Probability that the advice stays what it is once the open questions are answered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SameDecision {
    /// The probability is at least this, 0 to 1.
    pub low: f64,
    /// The probability is at most this, 0 to 1.
    pub high: f64,
    /// True if every set of answers was followed to its end: then both bounds are the probability itself.
    pub exact: bool,
    /// Questions that could still change the advice, now or later in the interview.
    pub remaining: usize,
    /// Sets of answers looked at.
    pub boxes: usize,
}

impl SameDecision {
    /// Nothing is known but that these questions can be asked now.
    pub(crate) fn unknown(questions: &[Question]) -> Self {
        let remaining = questions.iter().filter(|q| q.why != Why::Nothing).count();
        Self { low: 0.0, high: 1.0, exact: false, remaining, boxes: 0 }
    }

    /// True if the probability is proved to be at least this; sums of parts may miss a whole 1 by rounding.
    #[must_use]
    pub fn is_at_least(&self, threshold: f64) -> bool {
        self.low >= threshold - ROUNDING
    }
}

/// Rounding of a sum of branch probabilities: each is a product of at most a hundred factors, and there are a few thousand.
const ROUNDING: f64 = 1e-11;

/// Answers so far on one branch of the search, with the probability of the branch.
struct Branch {
    mass: f64,
    /// Order of making; breaks ties so that the search is the same each time.
    number: usize,
    answers: Answers,
    unmarked: Posteriors,
}

impl PartialEq for Branch {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == std::cmp::Ordering::Equal
    }
}

impl Eq for Branch {}

impl PartialOrd for Branch {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Branch {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.mass.total_cmp(&other.mass).then(other.number.cmp(&self.number))
    }
}

/// What is known of one branch.
enum Fate {
    Same,
    Different,
    /// Not settled: the question to branch on.
    Open(FindingId),
}

impl Planner<'_, '_> {
    /// A search for one step of an interview: it ends when the threshold of the knowledge is decided, or after about as much
    /// work as a person does not notice. Where age or sex is not known, each set of answers is that much more work.
    #[must_use]
    pub fn step_search(&self, answers: &Answers) -> Search {
        const BOXES: usize = 96;
        Search {
            boxes: (BOXES / self.groups_that_fit(answers)).max(1),
            threshold: Some(self.reasoner.knowledge.questions.same_decision),
        }
    }

    /// The same-decision probability of the advice, final or provisional included (Chen, Choi & Darwiche 2014, "Algorithms
    /// and applications for the same-decision probability").
    ///
    /// The answers come as [`Reasoner::chances`](crate::Reasoner::chances) has them, and the interview goes on until no question that matters is left.
    /// Branch and bound over sets of answers, the most probable first. A branch ends where its advice is proved: by a rule, by
    /// bounds on what the classes can weigh, or, where only marked findings are left, because the advice at their lowest and
    /// at their highest states is the same and it is monotone between them (S6). Questions that cannot change the advice are
    /// never branched on. Where the search stops early, what was not followed counts against the lower bound and for the
    /// upper one: both are certain, and nothing is sampled.
    #[must_use]
    pub fn same_decision(&self, answers: &Answers, search: Search) -> SameDecision {
        let unmarked = self.reasoner.posteriors_unmarked(answers);
        let judged = self.reasoner.judge(answers, &unmarked);
        let today = judged.advice;
        let reach = self.reach(answers);
        let remaining = self
            .relevance(answers, &reach, &unmarked, &judged)
            .matters
            .iter()
            .filter(|matters| **matters)
            .count();
        let mut out = SameDecision { low: 0.0, high: 1.0, exact: false, remaining, boxes: 0 };
        let mut different = 0.0;
        let mut open = BinaryHeap::new();
        open.push(Branch { mass: 1.0, number: 0, answers: answers.clone(), unmarked });
        let mut made = 1;
        while let Some(branch) = open.pop() {
            let decided = search
                .threshold
                .is_some_and(|t| out.is_at_least(t) || 1.0 - different < t - ROUNDING);
            if out.boxes >= search.boxes || decided {
                open.push(branch);
                break;
            }
            out.boxes += 1;
            match self.fate(&branch, today) {
                Fate::Same => out.low += branch.mass,
                Fate::Different => different += branch.mass,
                Fate::Open(finding) => {
                    let chances = self.reasoner.chances_of(&branch.answers, finding);
                    for (state, chance) in chances.iter().enumerate() {
                        if *chance > 0.0 {
                            let after =
                                self.reasoner.answered(&branch.answers, finding, state as u8);
                            let unmarked = self
                                .reasoner
                                .unmarked_after(&branch.answers, &after)
                                .unwrap_or_else(|| branch.unmarked.clone());
                            open.push(Branch {
                                mass: branch.mass * chance,
                                number: made,
                                answers: after,
                                unmarked,
                            });
                            made += 1;
                        }
                    }
                }
            }
        }
        out.exact = open.is_empty();
        out.high = if out.exact { out.low } else { (1.0 - different).max(out.low) };
        out
    }

    /// True if some way to answer the rest is found that changes the advice: a quick look before a search for proof, which may
    /// find none where there is one. Looks at each answer that alone changes the advice, if a rule makes it so, and at the
    /// answers that speak most against today's advice, with nothing marked present.
    #[must_use]
    pub fn finds_a_change(&self, answers: &Answers, questions: &[Question]) -> bool {
        let unmarked = self.reasoner.posteriors_unmarked(answers);
        let today = self.reasoner.judge(answers, &unmarked).advice;
        let after = |answers: &Answers, finding, state| {
            let after = self.reasoner.answered(answers, finding, state);
            let moved = self.reasoner.unmarked_after(answers, &after);
            Branch {
                mass: 1.0,
                number: 0,
                unmarked: moved.unwrap_or_else(|| unmarked.clone()),
                answers: after,
            }
        };
        let by_rule = questions.iter().any(|q| {
            let changed = |o: &&Outcome| o.chance > 0.0 && o.advice.rung < today.rung;
            q.outcomes.iter().filter(changed).any(|o| {
                let branch = after(answers, q.finding, o.state);
                matches!(self.fate(&branch, today), Fate::Different)
            })
        });
        if by_rule {
            return true;
        }
        let mut worst = answers.clone();
        loop {
            let askable = self.reasoner.askable(&worst);
            if askable.is_empty() {
                return self
                    .reasoner
                    .judge(&worst, &self.reasoner.posteriors_unmarked(&worst))
                    .advice
                    != today;
            }
            for finding in askable {
                // An answer just given may have ruled the next question out.
                if self.reasoner.is_unanswered(finding, &worst) {
                    let against = questions.iter().find(|q| q.finding == finding);
                    let marked = self.reasoner.knowledge.finding(finding).is_marked();
                    let state = against.filter(|_| !marked).map_or(0, |q| q.against);
                    worst = self.reasoner.answered(&worst, finding, state);
                }
            }
        }
    }

    /// Whether the advice at the end of a branch is today's.
    fn fate(&self, branch: &Branch, today: Advice) -> Fate {
        let reach = self.reach(&branch.answers);
        let judged = self.reasoner.judge(&branch.answers, &branch.unmarked);
        let relevance = self.relevance(&branch.answers, &reach, &branch.unmarked, &judged);
        let compare = |advice: Advice| if advice == today { Fate::Same } else { Fate::Different };
        match relevance.outlook {
            Outlook::Settled(advice) => return compare(advice),
            Outlook::AtLeast(floor) if floor < today.rung => return Fate::Different,
            Outlook::AtLeast(_) => {}
        }
        let next = self
            .reasoner
            .askable(&branch.answers)
            .into_iter()
            .filter(|f| relevance.matters[f.index()])
            .min_by(|a, b| self.branching_order(*a, *b, &relevance.weight));
        let Some(next) = next else {
            return compare(judged.advice);
        };
        let only_marked = findings(self.reasoner.knowledge)
            .filter(|f| relevance.matters[f.index()])
            .all(|f| self.reasoner.knowledge.finding(f).is_marked());
        if only_marked {
            let [low, high] = [false, true].map(|high| {
                let mut corner = branch.answers.clone();
                for id in findings(self.reasoner.knowledge).filter(|f| relevance.matters[f.index()])
                {
                    let top =
                        self.reasoner.knowledge.finding(id).states.len().saturating_sub(1) as u8;
                    let state = if high { top } else { 0 };
                    corner.set(id, Value::State(state), taut_knowledge::Sides::Unstated);
                }
                self.reasoner.judge(&corner, &branch.unmarked).advice
            });
            if low == high {
                return compare(low);
            }
        }
        Fate::Open(next)
    }

    /// Marked findings first: one that is present often settles a branch at once. Then what can bear on most.
    fn branching_order(&self, a: FindingId, b: FindingId, weight: &[f64]) -> std::cmp::Ordering {
        let marked = |f: FindingId| self.reasoner.knowledge.finding(f).is_marked();
        marked(b)
            .cmp(&marked(a))
            .then(weight[b.index()].total_cmp(&weight[a.index()]))
            .then(a.cmp(&b))
    }
}
