//! The rules that set a floor, over all answers at once: which given answers keep one of them firing, whatever else is said.

use taut_knowledge::{Answers, Expr, FindingId, Knowledge, Rule, Truth};

use super::choices::{Answered, Choices, finding_of, given, put};
use super::hitting::smallest_hitting_set;

/// Truth values that a part can take, as bits.
type Possible = u8;
const FALSE: Possible = 1;
const UNKNOWN: Possible = 2;
const TRUE: Possible = 4;

/// Answers of one finding, as bits over its list.
type Mask = u64;
/// The answer as it is stands first in each list.
const AS_IS: Mask = 1;

#[derive(Debug)]
enum Node {
    Fixed(Possible),
    Atom(usize),
    Not(Box<Self>),
    All(Vec<Self>),
    Any(Vec<Self>),
    AtLeast(usize, Vec<Self>),
}

/// An atom of a rule: for which answers of its finding it is true, and for which false.
#[derive(Debug)]
struct Atom {
    finding: usize,
    is_true: Mask,
    is_false: Mask,
}

#[derive(Debug)]
struct Compiled {
    when: Node,
    unless: Option<Node>,
    /// Local indices of the findings that it reads, ascending.
    reads: Vec<usize>,
}

/// Some rules, and for each finding that they read the answers that matter to them.
#[derive(Debug)]
pub(super) struct RuleSet {
    /// The findings that the rules read, in the order of the knowledge.
    pub(super) findings: Vec<FindingId>,
    is_given: Vec<bool>,
    atoms: Vec<Atom>,
    rules: Vec<Compiled>,
    /// Per finding: the answers that no other answer beats at keeping the rules silent.
    quiet: Vec<Mask>,
}

/// What forces one of the rules to fire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Forcing {
    /// These given answers, ascending; with `smallest` no set of fewer answers does.
    By { answers: Vec<FindingId>, smallest: bool },
    /// Not even all given answers; these unanswered questions could still silence every rule.
    Excusable { by: Vec<FindingId> },
    /// The work was used up.
    Unknown,
}

enum Escape {
    /// No answers keep every rule silent.
    None,
    /// These do: one bit a finding.
    Found(Vec<Mask>),
    OutOfWork,
}

/// An atom on its way: the expression, and whether a truer value helps a rule to fire.
struct Draft<'k> {
    expr: &'k Expr,
    finding: FindingId,
    helps: bool,
}

impl RuleSet {
    /// Compiles the rules for these answers; `None` if a finding has more than 64 answers that matter.
    pub(super) fn new<'k>(
        knowledge: &'k Knowledge,
        rules: impl Iterator<Item = &'k Rule>,
        choices: &Choices,
        answers: &Answers,
    ) -> Option<Self> {
        let mut drafts: Vec<Draft> = Vec::new();
        let mut compiled: Vec<(Node, Option<Node>, std::ops::Range<usize>)> = Vec::new();
        for rule in rules {
            let first = drafts.len();
            let when = draft(knowledge, &rule.when, true, answers, &mut drafts);
            let unless =
                rule.unless.as_ref().map(|e| draft(knowledge, e, false, answers, &mut drafts));
            compiled.push((when, unless, first..drafts.len()));
        }
        let mut findings: Vec<FindingId> = drafts.iter().map(|d| d.finding).collect();
        findings.sort_unstable();
        findings.dedup();
        let local = |finding: FindingId| findings.binary_search(&finding).unwrap_or_default();
        let mut atoms: Vec<Atom> = drafts
            .iter()
            .map(|d| Atom { finding: local(d.finding), is_true: 0, is_false: 0 })
            .collect();
        let mut quiet = Vec::with_capacity(findings.len());
        let mut scratch = answers.clone();
        for (index, &finding) in findings.iter().enumerate() {
            let mine: Vec<usize> =
                (0..atoms.len()).filter(|a| atoms[*a].finding == index).collect();
            let as_is = given(knowledge, answers, finding);
            let mut candidates = vec![as_is];
            candidates.extend(choices.of(finding).iter().filter(|a| **a != as_is));
            candidates.extend(choices.vague(finding).iter().filter(|a| **a != as_is));
            let truths: Vec<Vec<Truth>> = candidates
                .iter()
                .map(|answer| {
                    put(knowledge, &mut scratch, finding, *answer);
                    mine.iter().map(|a| drafts[*a].expr.eval(&scratch)).collect()
                })
                .collect();
            put(knowledge, &mut scratch, finding, as_is);
            let helps: Vec<bool> = mine.iter().map(|a| drafts[*a].helps).collect();
            let kept = quietest(&truths, &helps);
            let mut list: Vec<usize> = vec![0];
            list.extend(kept.iter().copied().filter(|k| *k != 0));
            if list.len() > Mask::BITS as usize {
                return None;
            }
            for (bit, candidate) in list.iter().enumerate() {
                for (&a, truth) in mine.iter().zip(&truths[*candidate]) {
                    match truth {
                        Truth::True => atoms[a].is_true |= 1 << bit,
                        Truth::False => atoms[a].is_false |= 1 << bit,
                        Truth::Unknown => {}
                    }
                }
            }
            let all = Mask::MAX >> (Mask::BITS as usize - list.len());
            quiet.push(if kept.contains(&0) { all } else { all & !AS_IS });
        }
        let rules = compiled
            .into_iter()
            .map(|(when, unless, range)| {
                let mut reads: Vec<usize> = range.map(|a| atoms[a].finding).collect();
                reads.sort_unstable();
                reads.dedup();
                Compiled { when, unless, reads }
            })
            .collect();
        let is_given =
            findings.iter().map(|f| given(knowledge, answers, *f) != Answered::Nothing).collect();
        Some(Self { findings, is_given, atoms, rules, quiet })
    }

    /// The given answers that force one of the rules to fire.
    ///
    /// With `any_answer`, whatever the other findings are answered; else questions that are not answered stay so, and only the
    /// other given answers may change. Counterexamples lead the search: a set is right if no answers with it keep every rule
    /// silent; each counterexample names given answers of which one must be in the set; a smallest set that meets all of these
    /// is the next to try. So the last set is the smallest by count. If the work runs out, answers are dropped one by one in
    /// the order of the knowledge instead, and the set is only one from which nothing can be dropped.
    pub(super) fn forcing(&self, any_answer: bool, mut work: usize) -> Forcing {
        let work = &mut work;
        let stays = |l: usize| !any_answer && !self.is_given[l];
        let mut must_meet: Vec<Vec<usize>> = Vec::new();
        while let Some(chosen) = smallest_hitting_set(&must_meet, work) {
            match self.escape(|l| stays(l) || chosen.contains(&l), work) {
                Escape::None => return self.forced_by(&chosen, true),
                Escape::OutOfWork => break,
                Escape::Found(answers) => {
                    let (mut changed, asked) = self.needed_changes(answers);
                    changed.retain(|l| self.is_given[*l]);
                    if changed.is_empty() {
                        let by = asked.into_iter().map(|l| self.findings[l]).collect();
                        return Forcing::Excusable { by };
                    }
                    must_meet.push(changed);
                }
            }
        }
        *work = DELETION_WORK;
        let mut kept: Vec<usize> = (0..self.findings.len()).filter(|l| self.is_given[*l]).collect();
        if !matches!(self.escape(|l| stays(l) || kept.contains(&l), work), Escape::None) {
            return Forcing::Unknown;
        }
        for l in kept.clone() {
            let fewer: Vec<usize> = kept.iter().copied().filter(|k| *k != l).collect();
            if matches!(self.escape(|l| stays(l) || fewer.contains(&l), work), Escape::None) {
                kept = fewer;
            }
        }
        self.forced_by(&kept, false)
    }

    fn forced_by(&self, locals: &[usize], smallest: bool) -> Forcing {
        Forcing::By { answers: locals.iter().map(|l| self.findings[*l]).collect(), smallest }
    }

    /// The changes of a counterexample that it needs: given answers, and questions not answered.
    fn needed_changes(&self, mut answers: Vec<Mask>) -> (Vec<usize>, Vec<usize>) {
        // Questions that are not answered go back first, so that as few as possible are named as an excuse.
        let asked_first = |asked: bool| move |l: &usize| self.is_given[*l] != asked;
        let order: Vec<usize> = (0..answers.len())
            .filter(asked_first(true))
            .chain((0..answers.len()).filter(asked_first(false)))
            .collect();
        for &l in &order {
            let changed = std::mem::replace(&mut answers[l], AS_IS);
            if changed != AS_IS && !self.is_silent(&answers) {
                answers[l] = changed;
            }
        }
        let changed = (0..answers.len()).filter(|l| answers[*l] != AS_IS);
        changed.partition(|l| self.is_given[*l])
    }

    /// True if no rule fires under these answers, one bit a finding.
    fn is_silent(&self, answers: &[Mask]) -> bool {
        self.rules.iter().all(|rule| {
            self.possible(&rule.when, answers) != TRUE
                || rule.unless.as_ref().is_some_and(|e| self.possible(e, answers) == TRUE)
        })
    }

    /// Answers that keep every rule silent, with those findings as they are for which `fixed` is true.
    fn escape(&self, fixed: impl Fn(usize) -> bool, work: &mut usize) -> Escape {
        let boxes: Vec<Mask> = self
            .quiet
            .iter()
            .enumerate()
            .map(|(l, quiet)| if fixed(l) { AS_IS } else { *quiet })
            .collect();
        self.search(boxes, work)
    }

    fn search(&self, boxes: Vec<Mask>, work: &mut usize) -> Escape {
        if *work == 0 {
            return Escape::OutOfWork;
        }
        *work -= 1;
        let mut branch = None;
        for rule in &self.rules {
            let when = self.possible(&rule.when, &boxes);
            let unless = rule.unless.as_ref().map_or(FALSE, |e| self.possible(e, &boxes));
            if when == TRUE && unless & TRUE == 0 {
                return Escape::None;
            }
            if when & TRUE != 0 && unless != TRUE && branch.is_none() {
                branch = rule.reads.iter().copied().find(|l| boxes[*l].count_ones() > 1);
            }
        }
        // With one answer a finding each part has one value, so a rule that can fire has been caught above.
        let Some(l) = branch else {
            return Escape::Found(boxes.iter().map(|b| b & b.wrapping_neg()).collect());
        };
        let mut rest = boxes[l];
        while rest != 0 {
            let bit = rest & rest.wrapping_neg();
            rest ^= bit;
            let mut narrowed = boxes.clone();
            narrowed[l] = bit;
            match self.search(narrowed, work) {
                Escape::None => {}
                other => return other,
            }
        }
        Escape::None
    }

    /// The truth values that a part can take: all that it does take, and with repeated findings perhaps more.
    fn possible(&self, node: &Node, boxes: &[Mask]) -> Possible {
        match node {
            Node::Fixed(value) => *value,
            Node::Atom(a) => {
                let atom = &self.atoms[*a];
                let answers = boxes[atom.finding];
                let bit = |some: Mask, value: Possible| if answers & some == 0 { 0 } else { value };
                bit(atom.is_true, TRUE)
                    | bit(atom.is_false, FALSE)
                    | bit(!(atom.is_true | atom.is_false), UNKNOWN)
            }
            Node::Not(inner) => {
                let p = self.possible(inner, boxes);
                p & UNKNOWN
                    | if p & TRUE == 0 { 0 } else { FALSE }
                    | if p & FALSE == 0 { 0 } else { TRUE }
            }
            Node::All(parts) => self.counted(parts.len(), parts, boxes),
            Node::Any(parts) => self.counted(1, parts, boxes),
            Node::AtLeast(count, parts) => self.counted(*count, parts, boxes),
        }
    }

    /// "At least `count` of", of which "all of" and "any of" are the ends.
    fn counted(&self, count: usize, parts: &[Node], boxes: &[Mask]) -> Possible {
        let (mut can_true, mut must_true, mut can_false, mut must_false) = (0, 0, 0, 0);
        let mut can_unknown = false;
        for part in parts {
            let p = self.possible(part, boxes);
            can_true += usize::from(p & TRUE != 0);
            must_true += usize::from(p == TRUE);
            can_false += usize::from(p & FALSE != 0);
            must_false += usize::from(p == FALSE);
            can_unknown |= p & UNKNOWN != 0;
        }
        let is_true = if can_true >= count { TRUE } else { 0 };
        let is_false = if parts.len() - can_false < count { FALSE } else { 0 };
        let between = can_unknown && must_true < count && parts.len() - must_false >= count;
        is_true | is_false | if between { UNKNOWN } else { 0 }
    }
}

/// Steps allowed for dropping answers one by one.
const DELETION_WORK: usize = 100_000;

fn draft<'k>(
    knowledge: &Knowledge,
    expr: &'k Expr,
    helps: bool,
    answers: &Answers,
    drafts: &mut Vec<Draft<'k>>,
) -> Node {
    let mut each = |parts: &'k [Expr]| -> Vec<Node> {
        parts.iter().map(|part| draft(knowledge, part, helps, answers, drafts)).collect()
    };
    match expr {
        Expr::Not(inner) => Node::Not(Box::new(draft(knowledge, inner, !helps, answers, drafts))),
        Expr::All(parts) => Node::All(each(parts)),
        Expr::Any(parts) => Node::Any(each(parts)),
        Expr::AtLeast(count, parts) => Node::AtLeast(*count, each(parts)),
        atom => match finding_of(knowledge, atom) {
            Some(finding) => {
                drafts.push(Draft { expr: atom, finding, helps });
                Node::Atom(drafts.len() - 1)
            }
            // An age without a question for it cannot change.
            None => Node::Fixed(match atom.eval(answers) {
                Truth::True => TRUE,
                Truth::Unknown => UNKNOWN,
                Truth::False => FALSE,
            }),
        },
    }
}

/// Indices of the answers that no other one beats: no atom closer to firing a rule. Of equal ones the first.
fn quietest(truths: &[Vec<Truth>], helps: &[bool]) -> Vec<usize> {
    let as_quiet = |p: &[Truth], q: &[Truth]| {
        p.iter().zip(q).zip(helps).all(|((p, q), helps)| if *helps { p <= q } else { p >= q })
    };
    (0..truths.len())
        .filter(|&q| {
            !(0..truths.len()).any(|p| {
                p != q
                    && as_quiet(&truths[p], &truths[q])
                    && (p < q || !as_quiet(&truths[q], &truths[p]))
            })
        })
        .collect()
}
