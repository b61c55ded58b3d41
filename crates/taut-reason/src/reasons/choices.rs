//! Every answer that a question can get, as far as rules and network can tell answers apart, and how one is put in.

use taut_knowledge::expr_parse::AGE;
use taut_knowledge::resolve::{bin_of, set_age, set_sex};
use taut_knowledge::{Answers, Expr, FindingId, Kind, Knowledge, Sides, Value};

/// One possible answer to a question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Answered {
    /// Not asked, or taken back.
    Nothing,
    /// "Not sure".
    NotSure,
    /// A state (index into the finding's states), with sides where they matter.
    State(u8, Sides),
    /// A measured number in the finding's unit.
    Number(f64),
    /// An age in years, from and to.
    Years(f64, f64),
}

/// Calls `visit` for each atom, with `false` where an odd number of negations lies above it.
pub(super) fn visit_atoms<'e>(
    expr: &'e Expr,
    positive: bool,
    visit: &mut impl FnMut(&'e Expr, bool),
) {
    match expr {
        Expr::Not(inner) => visit_atoms(inner, !positive, visit),
        Expr::All(parts) | Expr::Any(parts) | Expr::AtLeast(_, parts) => {
            for part in parts {
                visit_atoms(part, positive, visit);
            }
        }
        atom => visit(atom, positive),
    }
}

/// The finding that an atom reads; `None` for an age where the knowledge has no finding for it.
pub(super) fn finding_of(knowledge: &Knowledge, atom: &Expr) -> Option<FindingId> {
    match atom {
        Expr::AgeAtLeast(_) | Expr::AgeBelow(_) => knowledge.finding_id(AGE),
        Expr::InStates { finding, .. }
        | Expr::OneSided { finding, .. }
        | Expr::BothSides { finding, .. }
        | Expr::NumberAtLeast(finding, _)
        | Expr::NumberBelow(finding, _)
        | Expr::NotSure(finding) => Some(*finding),
        Expr::Not(_) | Expr::All(_) | Expr::Any(_) | Expr::AtLeast(..) => None,
    }
}

/// The possible answers of each finding of one knowledge base.
///
/// Numbers and ages stand for all that lie between the same two edges; edges are those of bins and of the comparisons in
/// rules and in `absent_if` and `asked_if`. Sides are told apart only where an expression reads them.
#[derive(Debug, Clone)]
pub(super) struct Choices {
    of: Vec<Vec<Answered>>,
    is_read: Vec<bool>,
    reads_not_sure: Vec<bool>,
    /// Where stretches between edges begin; empty where no number is compared.
    starts: Vec<Vec<f64>>,
    sided: Vec<bool>,
}

impl Choices {
    pub(super) fn new(knowledge: &Knowledge) -> Self {
        let n = knowledge.findings.len();
        let mut edges: Vec<Vec<f64>> = vec![Vec::new(); n];
        let mut sided = vec![false; n];
        let mut is_read = vec![false; n];
        let mut reads_not_sure = vec![false; n];
        let rules = knowledge.rules.iter().flat_map(|r| [Some(&r.when), r.unless.as_ref()]);
        let findings =
            knowledge.findings.iter().flat_map(|f| [f.absent_if.as_ref(), f.asked_if.as_ref()]);
        for expr in rules.chain(findings).flatten() {
            visit_atoms(expr, true, &mut |atom, _| {
                let Some(finding) = finding_of(knowledge, atom).map(FindingId::index) else {
                    return;
                };
                is_read[finding] = true;
                match atom {
                    Expr::AgeAtLeast(edge)
                    | Expr::AgeBelow(edge)
                    | Expr::NumberAtLeast(_, edge)
                    | Expr::NumberBelow(_, edge) => edges[finding].push(*edge),
                    Expr::OneSided { .. } | Expr::BothSides { .. } => sided[finding] = true,
                    Expr::NotSure(_) => reads_not_sure[finding] = true,
                    _ => {}
                }
            });
        }
        let mut starts = vec![Vec::new(); n];
        for (index, finding) in knowledge.findings.iter().enumerate() {
            if finding.id == AGE || !edges[index].is_empty() {
                starts[index] = stretches(&finding.kind, &edges[index]);
            }
        }
        let of = (0..n).map(|i| Self::answers(knowledge, i, &starts[i], sided[i])).collect();
        Self { of, is_read, reads_not_sure, starts, sided }
    }

    fn answers(knowledge: &Knowledge, index: usize, starts: &[f64], sided: bool) -> Vec<Answered> {
        let finding = &knowledge.findings[index];
        let mut answers = vec![Answered::Nothing, Answered::NotSure];
        if finding.id == AGE {
            let Kind::Measure { max, .. } = finding.kind else { return answers };
            let last = starts.iter().skip(1).map(|next| next - 1.0).chain([max]);
            answers.extend(
                starts.iter().zip(last).map(|(from, to)| Answered::Years(*from, to.max(*from))),
            );
            return answers;
        }
        for state in 0..finding.states.len() as u8 {
            answers.push(Answered::State(state, Sides::Unstated));
            if sided && finding.sided && state >= finding.present_from {
                answers.push(Answered::State(state, Sides::One));
                answers.push(Answered::State(state, Sides::Both));
            }
        }
        answers.extend(starts.iter().map(|number| Answered::Number(*number)));
        answers
    }

    /// Every answer that the finding can get, `Nothing` and `NotSure` first. An age is a stretch between two edges, in whole
    /// years.
    pub(super) fn of(&self, finding: FindingId) -> &[Answered] {
        &self.of[finding.index()]
    }

    /// Ages known only as a range across an edge.
    pub(super) fn vague(&self, finding: FindingId) -> Vec<Answered> {
        let years: Vec<f64> = self.of[finding.index()]
            .iter()
            .filter_map(|a| match a {
                Answered::Years(years, _) => Some(*years),
                _ => None,
            })
            .collect();
        let mut ranges = Vec::new();
        for (i, low) in years.iter().enumerate() {
            ranges.extend(years[i + 1..].iter().map(|high| Answered::Years(*low, *high)));
        }
        ranges
    }

    /// True if a rule, or the condition of a question, reads the finding.
    pub(super) fn is_read(&self, finding: FindingId) -> bool {
        self.is_read[finding.index()]
    }

    /// True if a rule, or the condition of a question, tells "not sure" from no answer.
    pub(super) fn reads_not_sure(&self, finding: FindingId) -> bool {
        self.reads_not_sure[finding.index()]
    }

    /// True if nothing tells the answer that was given from this one of [`Choices::of`].
    pub(super) fn is_same(&self, finding: FindingId, given: Answered, other: Answered) -> bool {
        let starts = &self.starts[finding.index()];
        let stretch = |x: f64| starts.partition_point(|start| *start <= x);
        match (given, other) {
            (Answered::State(a, sides), Answered::State(b, others)) => {
                a == b && (sides == others || !self.sided[finding.index()])
            }
            (Answered::Years(low, high), Answered::Years(start, _)) => {
                stretch(low) == stretch(start) && stretch(high) == stretch(start)
            }
            (Answered::Number(a), Answered::Number(b)) => stretch(a) == stretch(b),
            _ => given == other,
        }
    }
}

/// The lowest value of each stretch between two edges, bins' edges included, within the measure's limits.
fn stretches(kind: &Kind, edges: &[f64]) -> Vec<f64> {
    let Kind::Measure { min, max, bins, .. } = kind else { return Vec::new() };
    let of_bins = bins.iter().flat_map(|bin| [bin.from_female, bin.from_male]);
    let mut starts: Vec<f64> = edges
        .iter()
        .copied()
        .chain(of_bins)
        .filter(|edge| *edge > *min && *edge <= *max)
        .chain([*min])
        .collect();
    starts.sort_by(f64::total_cmp);
    starts.dedup();
    starts
}

/// Puts an answer in the place of the one that is there.
pub(crate) fn put(
    knowledge: &Knowledge,
    answers: &mut Answers,
    finding: FindingId,
    answer: Answered,
) {
    let record = knowledge.finding(finding);
    if record.id == AGE {
        answers.forget_age_years();
    }
    if record.id == "sex" {
        answers.set_sex(None);
    }
    match answer {
        Answered::Nothing => answers.set(finding, Value::Unknown, Sides::Unstated),
        Answered::NotSure => answers.set_not_sure(finding),
        Answered::State(state, sides) => {
            answers.set(finding, Value::State(state), sides);
            if record.id == "sex" {
                set_sex(knowledge, answers, &record.states[usize::from(state)]);
            }
        }
        Answered::Number(number) => {
            let bin = bin_of(record, number, answers.sex());
            answers.set(finding, bin.map_or(Value::Unknown, Value::State), Sides::Unstated);
            answers.set_number(finding, number);
        }
        Answered::Years(low, high) => set_age(knowledge, answers, low, high),
    }
}

/// The answer that is there.
pub(crate) fn given(knowledge: &Knowledge, answers: &Answers, finding: FindingId) -> Answered {
    if knowledge.finding(finding).id == AGE
        && let Some((low, high)) = answers.age_years()
    {
        return Answered::Years(low, high);
    }
    // "Not sure" of age or sex is no answer: nothing tells it from none, and a case file does not keep it.
    let is_who = matches!(knowledge.finding(finding).id.as_str(), AGE | "sex");
    match (answers.number(finding), answers.get(finding)) {
        (None, Value::Unknown) if is_who => Answered::Nothing,
        (Some(number), _) => Answered::Number(number),
        (None, Value::State(state)) => Answered::State(state, answers.sides(finding)),
        (None, Value::Unknown) if answers.is_not_sure(finding) => Answered::NotSure,
        (None, Value::Unknown) => Answered::Nothing,
    }
}
