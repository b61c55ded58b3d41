//! The value of one more answer: expected gain per effort and hazard of every question that this person can be asked.

use std::cmp::Ordering;

use taut_knowledge::{Answers, Expr, FindingId, Rung, Truth};

use crate::judge::{Advice, Judged};
use crate::planner::Planner;
use crate::posterior::Posteriors;
use crate::predict::{ChanceSource, Chances};
use crate::relevance::Relevance;

/// One possible answer to a question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// State of the finding.
    pub state: u8,
    /// P(state | answers), 0 to 1.
    pub chance: f64,
    /// The advice with this answer.
    pub advice: Advice,
}

/// Why a question is asked now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It must be answered before an open rung is final (S3).
    Gating,
    /// This answer would make the advice more careful.
    MoreCareful {
        /// The state.
        state: u8,
        /// The advice then.
        rung: Rung,
    },
    /// This answer would make the advice less careful.
    LessCareful {
        /// The state.
        state: u8,
        /// The advice then.
        rung: Rung,
    },
    /// It decides between two open rungs.
    Between {
        /// Today's advice; where that is `undecided`, what one answer leads to.
        rung: Rung,
        /// What another answer leads to.
        other: Rung,
    },
    /// Today's advice is `undecided`, and an answer settles it.
    Settles {
        /// The advice then.
        rung: Rung,
    },
    /// An answer would put today's advice in doubt.
    Doubts {
        /// Today's advice.
        rung: Rung,
    },
    /// It comes before questions that are not for everyone, such as a self-test, and those could change the advice.
    Unlocks,
    /// No answer to it alone changes the advice; with others it can.
    Together,
    /// No answer to it can change the advice.
    Nothing,
}

/// An open question with what it is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The finding.
    pub finding: FindingId,
    /// Must be answered before an open rung is final.
    pub gating: bool,
    /// Expected gain in the unit of the harms table; see [`Planner::next_questions`].
    pub gain: f64,
    /// Expected size of the change in how far today's advice is ahead of the best other one, by itself or by a rule that needs
    /// other answers too; in the unit of the harms table.
    pub movement: f64,
    /// Weighted effort and hazard, above 0; without unit, by the weights of `decision/questions.toml`.
    pub cost: f64,
    /// What it is ranked by: gain per cost, its own or that of the questions which it unlocks. Never negative; in
    /// the unit of the harms table per unit of cost.
    pub per_cost: f64,
    /// Movement per cost, its own or that of the questions which it unlocks; orders questions of equal gain per cost.
    pub movement_per_cost: f64,
    /// The answer that speaks most against today's advice.
    pub against: u8,
    /// Where the chances come from.
    pub source: ChanceSource,
    /// Its possible answers.
    pub outcomes: Vec<Outcome>,
    /// Why it is asked now.
    pub why: Why,
}

impl Question {
    /// True if an answer is worth something by itself or by what it opens, or moves today's advice by more than next to nothing.
    #[must_use]
    pub fn is_telling(&self) -> bool {
        self.per_cost > 0.0 || self.movement_per_cost >= NEGLIGIBLE
    }
}

/// Questions of a screen that stays closed until others are answered, at their best.
struct Locked {
    /// Gain of its best question per cost of that one and of all that must be asked before.
    per_cost: f64,
    /// Likewise for movement.
    movement_per_cost: f64,
    /// What must be answered before.
    keys: Vec<FindingId>,
}

impl Locked {
    /// True if the finding is among what opens the screen, and a question on it can matter.
    fn opens(&self, finding: FindingId) -> bool {
        (self.per_cost > 0.0 || self.movement_per_cost > 0.0) && self.keys.contains(&finding)
    }
}

impl Planner<'_, '_> {
    /// Every question that this person can be asked now, in the order in which to ask: gating ones first, then by gain per
    /// cost, then by movement per cost, then marked ones before others, then by what bears on most, then as on the screens.
    ///
    /// The gain is the expected value of the answer over the real decision (Howard 1966, one question ahead):
    /// `sum over states s of P(s | answers) * (W(advice with s) - W(today's advice))`, where `W` is the worth of a rung once
    /// `s` is known: its expected utility, less the loss that the harms table puts on advice which a rule forbids. The
    /// decision is guarded and not the plain maximiser of `W`, so a gain can be below 0: where an answer leads to
    /// `undecided` (a pause costs), or to a rung that the guard or a rule between open rungs sets. It is reported as it is and
    /// counts as 0 in the order. Answers are taken one at a time, so questions that matter only together have gain 0; their
    /// movement puts them in order.
    #[must_use]
    pub fn next_questions(&self, answers: &Answers) -> Vec<Question> {
        let askable = self.reasoner.askable(answers);
        if askable.is_empty() {
            return Vec::new();
        }
        let sweep = Sweep::new(self, answers);
        let mut questions: Vec<Question> = askable.iter().map(|&id| sweep.question(id)).collect();
        for locked in sweep.locked(|_| true) {
            for question in questions.iter_mut().filter(|q| locked.keys.contains(&q.finding)) {
                if locked.per_cost > question.per_cost {
                    question.per_cost = locked.per_cost;
                    question.why = Why::Unlocks;
                }
                question.movement_per_cost =
                    question.movement_per_cost.max(locked.movement_per_cost);
            }
        }
        for question in questions.iter_mut().filter(|q| q.gating) {
            question.why = Why::Gating;
        }
        // The sort is stable: equals stay in the order of the screens.
        questions.sort_by(|a, b| order(a, b, &sweep));
        questions
    }

    /// Why each of these questions is asked now, in their order.
    #[must_use]
    pub fn reasons_to_ask(&self, answers: &Answers, findings: &[FindingId]) -> Vec<Why> {
        let gating = |id: &FindingId| self.reasoner.knowledge.finding(*id).gating;
        if findings.iter().all(gating) {
            return vec![Why::Gating; findings.len()];
        }
        let sweep = Sweep::new(self, answers);
        let why = |id| if gating(id) { Why::Gating } else { sweep.question(*id).why };
        let mut whys: Vec<Why> = findings.iter().map(why).collect();
        let by_itself = |why: &Why| !matches!(why, Why::Together | Why::Nothing);
        let others: Vec<FindingId> = findings
            .iter()
            .zip(&whys)
            .filter(|(_, why)| !by_itself(why))
            .map(|(f, _)| *f)
            .collect();
        let locked = sweep.locked(|id| others.contains(&id));
        for (id, why) in findings.iter().zip(&mut whys).filter(|(_, why)| !by_itself(why)) {
            if locked.iter().any(|locked| locked.opens(*id)) {
                *why = Why::Unlocks;
            }
        }
        whys
    }
}

/// Movement per cost below this only orders questions by what is left to prove: a tenth of a thousandth of a needless visit.
const NEGLIGIBLE: f64 = 1e-4;

/// The order of asking.
fn order(a: &Question, b: &Question, sweep: &Sweep) -> Ordering {
    let marked = |q: &Question| {
        q.why != Why::Nothing && sweep.planner.reasoner.knowledge.finding(q.finding).is_marked()
    };
    let moved = |q: &Question| {
        if q.movement_per_cost < NEGLIGIBLE { 0.0 } else { q.movement_per_cost }
    };
    let bears = |q: &Question| match q.why {
        Why::Nothing => 0.0,
        _ => sweep.relevance.weight[q.finding.index()],
    };
    b.gating
        .cmp(&a.gating)
        .then(b.per_cost.total_cmp(&a.per_cost))
        .then(moved(b).total_cmp(&moved(a)))
        .then((a.why == Why::Nothing).cmp(&(b.why == Why::Nothing)))
        .then(marked(b).cmp(&marked(a)))
        .then(bears(b).total_cmp(&bears(a)))
}

/// Everything that the questions of one person share.
struct Sweep<'s, 'k> {
    planner: &'s Planner<'s, 'k>,
    answers: &'s Answers,
    unmarked: Posteriors,
    chances: Chances,
    relevance: Relevance,
    today: Judged,
}

impl<'s, 'k> Sweep<'s, 'k> {
    fn new(planner: &'s Planner<'s, 'k>, answers: &'s Answers) -> Self {
        let reasoner = planner.reasoner;
        let unmarked = reasoner.posteriors_unmarked(answers);
        let reach = planner.reach(answers);
        let today = reasoner.judge(answers, &unmarked);
        Self {
            planner,
            answers,
            chances: reasoner.chances(answers),
            relevance: planner.relevance(answers, &reach, &unmarked, &today),
            today,
            unmarked,
        }
    }

    /// A question with what its answers do.
    fn question(&self, finding: FindingId) -> Question {
        let knowledge = self.planner.reasoner.knowledge;
        let record = knowledge.finding(finding);
        let cost = knowledge.questions.cost(record);
        let course = self.today.course();
        let lead = self.today.lead(course);
        let mut question = Question {
            finding,
            gating: record.gating,
            gain: 0.0,
            movement: 0.0,
            cost,
            per_cost: 0.0,
            movement_per_cost: 0.0,
            against: 0,
            source: self.chances.source(finding),
            outcomes: Vec::new(),
            why: Why::Nothing,
        };
        if !self.relevance.matters[finding.index()] {
            return question;
        }
        let mut least = f64::INFINITY;
        for (state, &chance) in self.chances.of(finding).iter().enumerate() {
            let state = state as u8;
            let after = self.planner.reasoner.answered(self.answers, finding, state);
            let unmarked = self.planner.reasoner.unmarked_after(self.answers, &after);
            let then =
                self.planner.reasoner.judge(&after, unmarked.as_ref().unwrap_or(&self.unmarked));
            question.gain += chance * (then.worth_of(then.course()) - then.worth_of(course));
            let then_lead = then.lead(course);
            question.movement += chance * (then_lead - lead).abs();
            if then_lead < least {
                (least, question.against) = (then_lead, state);
            }
            question.outcomes.push(Outcome { state, chance, advice: then.advice });
        }
        question.movement = question.movement.max(self.pull(finding));
        question.per_cost = question.gain.max(0.0) / cost;
        question.movement_per_cost = question.movement / cost;
        question.why = self.why(&question.outcomes);
        question
    }

    /// What rules that name the finding could take from today's advice: for each rule that asks for more care, the chance
    /// that it fires, its parts taken as independent, times the loss that it would put on today's advice. Sees rules that
    /// need several answers, which no single answer makes fire.
    fn pull(&self, finding: FindingId) -> f64 {
        let knowledge = self.planner.reasoner.knowledge;
        let today = self.today.best();
        self.relevance
            .maybe
            .iter()
            .map(|rule| &knowledge.rules[*rule])
            .filter_map(|rule| Some((rule, rule.rung?)))
            .filter(|(rule, _)| names(&rule.when, finding))
            .map(|(rule, rung)| {
                self.chances.of_rule(&rule.when, self.answers)
                    * knowledge.harms.loss[rung as usize][today as usize]
            })
            .fold(0.0, f64::max)
    }

    /// What the answers could change, the most careful change first.
    fn why(&self, outcomes: &[Outcome]) -> Why {
        let today = self.today.advice.rung;
        let changed = || outcomes.iter().filter(|o| o.advice.rung != today && o.chance > 0.0);
        let Some(most) = changed().min_by_key(|o| o.advice.rung) else { return Why::Together };
        let (state, rung) = (most.state, most.advice.rung);
        let asks_for_care = |rung: Rung| rung <= Rung::HoldAndSeePt;
        if asks_for_care(rung) && rung < today {
            return Why::MoreCareful { state, rung };
        }
        let Some(least) = changed().max_by_key(|o| o.advice.rung) else { return Why::Together };
        if asks_for_care(today) {
            return Why::LessCareful { state: least.state, rung: least.advice.rung };
        }
        let open = |rung: Rung| (rung != Rung::Undecided).then_some(rung);
        match (open(today), open(rung), open(least.advice.rung)) {
            (Some(rung), Some(other), _) | (Some(rung), None, Some(other)) => {
                Why::Between { rung, other }
            }
            (None, Some(rung), Some(other)) if rung != other => Why::Between { rung, other },
            (_, Some(rung), _) | (None, None, Some(rung)) => Why::Settles { rung },
            (Some(rung), None, None) => Why::Doubts { rung },
            (None, None, None) => Why::Together,
        }
    }

    /// The screens that stay closed until some of what is of interest is answered, with the best of their questions.
    fn locked(&self, of_interest: impl Fn(FindingId) -> bool) -> Vec<Locked> {
        let knowledge = self.planner.reasoner.knowledge;
        let mut out = Vec::new();
        for screen in &knowledge.screens {
            let Some(expr) = &screen.shown_if else { continue };
            if expr.eval(self.answers) != Truth::Unknown {
                continue;
            }
            let mut keys: Vec<FindingId> = Vec::new();
            expr.visit_findings(&mut |id| {
                if self.planner.reasoner.is_unanswered(id, self.answers) && !keys.contains(&id) {
                    keys.push(id);
                }
            });
            if !keys.iter().any(|id| of_interest(*id)) {
                continue;
            }
            let before: f64 =
                keys.iter().map(|id| knowledge.questions.cost(knowledge.finding(*id))).sum();
            let mut locked = Locked { per_cost: 0.0, movement_per_cost: 0.0, keys };
            for &id in &screen.findings {
                if self.planner.reasoner.is_unanswered(id, self.answers) {
                    let question = self.question(id);
                    let cost = before + question.cost;
                    locked.per_cost = locked.per_cost.max(question.gain.max(0.0) / cost);
                    locked.movement_per_cost =
                        locked.movement_per_cost.max(question.movement / cost);
                }
            }
            out.push(locked);
        }
        out
    }
}

/// True if the expression reads the finding.
fn names(expr: &Expr, finding: FindingId) -> bool {
    let mut found = false;
    expr.visit_findings(&mut |id| found |= id == finding);
    found
}
