//! The answers as variables with finitely many values, and expressions as sets of answer sets.
//!
//! A finding's values are: unknown, "not sure", and each state with the sides and numbers that an expression can tell apart.
//! What an atom of an expression says of a value is asked of the evaluator itself, so the two cannot differ.

use taut_knowledge::{Answers, Expr, FindingId, Kind, Knowledge, Sides, Truth, Value};

use crate::diagram::{Diagrams, EVERYTHING, NOTHING, Set};

/// One value of one finding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Unknown or a state.
    pub value: Value,
    /// "Not sure": asked, and still unknown.
    pub not_sure: bool,
    /// Sides of a sided finding that is present.
    pub sides: Sides,
    /// The number of a measure, where an expression compares it.
    pub number: Option<f64>,
    /// Age in years, from and to; only for the age.
    pub years: Option<(f64, f64)>,
}

/// The variables: one a finding.
#[derive(Debug)]
pub struct Symbols<'k> {
    knowledge: &'k Knowledge,
    /// Finding of each level.
    order: Vec<FindingId>,
    /// Level of each finding.
    level: Vec<usize>,
    /// Values of each finding.
    points: Vec<Vec<Point>>,
    age: Option<FindingId>,
    sex: Option<FindingId>,
    /// The store.
    pub sets: Diagrams,
}

/// When an expression is known true and known false; the rest is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Known true.
    pub yes: Set,
    /// Known false.
    pub no: Set,
}

impl<'k> Symbols<'k> {
    /// Makes the variables. Findings that occur in the same expression are asked close together.
    #[must_use]
    pub fn new(knowledge: &'k Knowledge) -> Self {
        let count = knowledge.findings.len();
        let mut order: Vec<FindingId> = Vec::with_capacity(count);
        let mut seen = vec![false; count];
        let mut note = |id: FindingId, order: &mut Vec<FindingId>| {
            if !std::mem::replace(&mut seen[id.index()], true) {
                order.push(id);
            }
        };
        let age = knowledge.finding_id("age");
        let exprs = all_expressions(knowledge);
        // Age and sex first: many expressions read them.
        for id in [age, knowledge.finding_id("sex")].into_iter().flatten() {
            note(id, &mut order);
        }
        for expr in &exprs {
            expr.visit_findings(&mut |id| note(id, &mut order));
        }
        for id in ids(knowledge) {
            note(id, &mut order);
        }
        let mut level = vec![0; count];
        for (at, id) in order.iter().enumerate() {
            level[id.index()] = at;
        }
        let points: Vec<Vec<Point>> =
            ids(knowledge).map(|id| points_of(knowledge, id, age, &exprs)).collect();
        let sizes = order.iter().map(|id| points[id.index()].len()).collect();
        Self {
            knowledge,
            order,
            level,
            points,
            age,
            sex: knowledge.finding_id("sex"),
            sets: Diagrams::new(sizes),
        }
    }

    /// The values of a finding.
    #[must_use]
    pub fn points(&self, id: FindingId) -> &[Point] {
        &self.points[id.index()]
    }

    /// The level at which a finding is asked.
    #[must_use]
    pub fn level(&self, id: FindingId) -> usize {
        self.level[id.index()]
    }

    /// How many different answer sets there are, as digits before the exponent and the exponent of ten.
    #[must_use]
    pub fn answer_sets(&self) -> (f64, u32) {
        let (mut digits, mut exponent) = (1.0_f64, 0);
        for points in &self.points {
            digits *= points.len() as f64;
            while digits >= 10.0 {
                digits /= 10.0;
                exponent += 1;
            }
        }
        (digits, exponent)
    }

    /// Writes one value into answers.
    pub fn write(&self, answers: &mut Answers, id: FindingId, point: &Point) {
        if point.not_sure {
            answers.set_not_sure(id);
        } else {
            answers.set(id, point.value, point.sides);
        }
        if let Some(number) = point.number {
            answers.set_number(id, number);
        }
        if let Some((low, high)) = point.years {
            answers.set_age_years(low, high);
        }
        if self.sex == Some(id)
            && let Value::State(state) = point.value
        {
            let name = &self.knowledge.finding(id).states[usize::from(state)];
            taut_knowledge::resolve::set_sex(self.knowledge, answers, name);
        }
    }

    /// Answers in which these findings have these values, given by level, and every other one what `rest` picks.
    #[must_use]
    pub fn answers(
        &self,
        path: &[(usize, usize)],
        rest: impl Fn(FindingId) -> Option<usize>,
    ) -> Answers {
        let mut answers = Answers::none(self.knowledge);
        for (level, id) in self.order.iter().enumerate() {
            let chosen = path.iter().find(|(at, _)| *at == level).map(|(_, value)| *value);
            if let Some(value) = chosen.or_else(|| rest(*id)) {
                self.write(&mut answers, *id, &self.points[id.index()][value]);
            }
        }
        answers
    }

    /// The assignment of one value a level, for asking a diagram about it.
    #[must_use]
    pub fn assignment(&self, mut value: impl FnMut(FindingId) -> usize) -> Vec<usize> {
        self.order.iter().map(|id| value(*id)).collect()
    }

    /// The answer sets in which a finding has a value of this kind.
    pub fn where_value(&mut self, id: FindingId, holds: impl Fn(&Point) -> bool) -> Set {
        let points = &self.points[id.index()];
        let level = self.level[id.index()];
        self.sets.values(level, |value| holds(&points[value]))
    }

    /// When an expression is known true, and when it is known false (Kleene's strong logic).
    pub fn known(&mut self, expr: &Expr) -> Known {
        match expr {
            Expr::Not(inner) => {
                let inner = self.known(inner);
                Known { yes: inner.no, no: inner.yes }
            }
            Expr::All(parts) => self.count(parts.len(), parts),
            Expr::Any(parts) => self.count(1, parts),
            Expr::AtLeast(count, parts) => self.count(*count, parts),
            atom => self.atom(atom),
        }
    }

    fn count(&mut self, count: usize, parts: &[Expr]) -> Known {
        let known: Vec<Known> = parts.iter().map(|part| self.known(part)).collect();
        let yes: Vec<Set> = known.iter().map(|k| k.yes).collect();
        let no: Vec<Set> = known.iter().map(|k| k.no).collect();
        // Fewer than `count` can be true once more than `len - count` are false.
        let too_many = (parts.len() + 1).checked_sub(count);
        Known {
            yes: if count > parts.len() { NOTHING } else { self.sets.at_least(count, &yes) },
            no: too_many.map_or(EVERYTHING, |n| self.sets.at_least(n, &no)),
        }
    }

    fn atom(&mut self, atom: &Expr) -> Known {
        let mut read = if atom.reads_age() { self.age } else { None };
        atom.visit_findings(&mut |id| read = Some(id));
        let Some(id) = read else {
            return Known { yes: NOTHING, no: NOTHING };
        };
        let truths: Vec<Truth> = self.points[id.index()]
            .iter()
            .map(|point| {
                let mut answers = Answers::none(self.knowledge);
                self.write(&mut answers, id, point);
                atom.eval(&answers)
            })
            .collect();
        let level = self.level[id.index()];
        Known {
            yes: self.sets.values(level, |value| truths[value] == Truth::True),
            no: self.sets.values(level, |value| truths[value] == Truth::False),
        }
    }
}

/// Every finding of the knowledge.
pub fn ids(knowledge: &Knowledge) -> impl Iterator<Item = FindingId> + use<> {
    (0..knowledge.findings.len()).map(|i| FindingId(i as u16))
}

/// Every expression that can bear on a proof.
fn all_expressions(knowledge: &Knowledge) -> Vec<&Expr> {
    let rules = knowledge.rules.iter().flat_map(|r| [Some(&r.when), r.unless.as_ref()]);
    let obligations = knowledge.obligations.iter().flat_map(|o| [Some(&o.when), o.unless.as_ref()]);
    let findings =
        knowledge.findings.iter().flat_map(|f| [f.absent_if.as_ref(), f.asked_if.as_ref()]);
    let screens = knowledge.screens.iter().map(|s| s.shown_if.as_ref());
    let excuses = knowledge.safety.excused.iter().map(|(_, e)| Some(e));
    let adult = std::iter::once(knowledge.safety.adult.as_ref());
    let situations = knowledge.situations.iter().map(|s| &s.presence);
    let presences = situations.chain(knowledge.cautions.iter().map(|c| &c.presence));
    let presences = presences.flat_map(|p| [Some(&p.when), p.also_when.as_ref()]);
    let bars = knowledge.item_bars.iter().flat_map(|b| [b.when.as_ref(), b.unless.as_ref()]);
    let unsettled = std::iter::once(knowledge.programme.unsettled.as_ref());
    rules
        .chain(obligations)
        .chain(findings)
        .chain(screens)
        .chain(excuses)
        .chain(adult)
        .chain(presences)
        .chain(bars)
        .chain(unsettled)
        .flatten()
        .collect()
}

fn points_of(
    knowledge: &Knowledge,
    id: FindingId,
    age: Option<FindingId>,
    exprs: &[&Expr],
) -> Vec<Point> {
    let finding = knowledge.finding(id);
    let unknown = Point {
        value: Value::Unknown,
        not_sure: false,
        sides: Sides::Unstated,
        number: None,
        years: None,
    };
    let mut points = vec![unknown, Point { not_sure: true, ..unknown }];
    if age == Some(id) {
        points.extend(age_points(knowledge, id, exprs, unknown));
        return points;
    }
    let mut reads_sides = false;
    let mut cuts: Vec<f64> = Vec::new();
    for expr in exprs {
        atoms(expr, &mut |atom| match atom {
            Expr::OneSided { finding, .. } | Expr::BothSides { finding, .. } => {
                reads_sides |= *finding == id;
            }
            Expr::NumberAtLeast(finding, n) | Expr::NumberBelow(finding, n) if *finding == id => {
                cuts.push(*n);
            }
            _ => {}
        });
    }
    let numbers: Vec<Option<f64>> = match finding.kind {
        Kind::Measure { min, max, .. } if !cuts.is_empty() => std::iter::once(None)
            .chain(representatives(cuts, min, max).into_iter().map(Some))
            .collect(),
        _ => vec![None],
    };
    for state in 0..finding.states.len() as u8 {
        let sided = reads_sides && finding.sided && state >= finding.present_from;
        let sides: &[Sides] =
            if sided { &[Sides::Unstated, Sides::One, Sides::Both] } else { &[Sides::Unstated] };
        for &sides in sides {
            for &number in &numbers {
                points.push(Point { value: Value::State(state), sides, number, ..unknown });
            }
        }
    }
    // A number without a state: its bin depends on a sex that is not known.
    points.extend(numbers.iter().filter(|n| n.is_some()).map(|n| Point { number: *n, ..unknown }));
    points
}

/// One number inside each interval between the cuts.
fn representatives(mut cuts: Vec<f64>, min: f64, max: f64) -> Vec<f64> {
    cuts.retain(|cut| *cut > min && *cut <= max);
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    let mut edges = vec![min];
    edges.extend(cuts);
    edges
}

/// Every range of ages that an expression or a band can tell apart.
fn age_points(knowledge: &Knowledge, id: FindingId, exprs: &[&Expr], unknown: Point) -> Vec<Point> {
    let Kind::Measure { min, max, bins, .. } = &knowledge.finding(id).kind else {
        return Vec::new();
    };
    let mut cuts: Vec<f64> =
        bins.iter().map(|bin| bin.from_female).filter(|edge| edge.is_finite()).collect();
    for expr in exprs {
        atoms(expr, &mut |atom| {
            if let Expr::AgeAtLeast(years) | Expr::AgeBelow(years) = atom {
                cuts.push(*years);
            }
        });
    }
    let edges = representatives(cuts, *min, *max);
    let mut points = Vec::new();
    for (i, &low) in edges.iter().enumerate() {
        for &high in &edges[i..] {
            let mut answers = Answers::none(knowledge);
            taut_knowledge::resolve::set_age(knowledge, &mut answers, low, high);
            let value = answers.get(id);
            points.push(Point { value, years: Some((low, high)), ..unknown });
        }
    }
    points
}

fn atoms<'e>(expr: &'e Expr, visit: &mut impl FnMut(&'e Expr)) {
    match expr {
        Expr::Not(inner) => atoms(inner, visit),
        Expr::All(parts) | Expr::Any(parts) | Expr::AtLeast(_, parts) => {
            for part in parts {
                atoms(part, visit);
            }
        }
        atom => visit(atom),
    }
}
