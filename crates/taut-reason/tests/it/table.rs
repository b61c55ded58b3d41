//! Every combination of answers of small random knowledge with rules, decided once: what the reasons are checked against.

use taut_knowledge::resolve::{fill_structural, set_sex};
use taut_knowledge::{
    Answers, Expr, FindingId, Knowledge, Review, Rule, Rung, Sides, Truth, Value,
};
use taut_reason::{Reasoner, XorShift};

use crate::tiny::random_knowledge;

/// One answer in a table of all answers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Point {
    Nothing,
    NotSure,
    State(u8),
}

/// The rung under every combination of answers, and the floor of the rules alone.
pub struct Table<'k> {
    pub knowledge: &'k Knowledge,
    pub points: Vec<Vec<Point>>,
    /// By combination, with what follows from the answers filled in.
    pub rung: Vec<Rung>,
    /// By combination as it stands.
    pub floor: Vec<Rung>,
}

impl<'k> Table<'k> {
    pub fn new(knowledge: &'k Knowledge, reasoner: &Reasoner) -> Self {
        let points: Vec<Vec<Point>> = knowledge
            .findings
            .iter()
            .map(|f| {
                let states = (0..f.states.len() as u8).map(Point::State);
                // "Not sure" of one's sex is no answer.
                let not_sure = (f.id != "sex").then_some(Point::NotSure);
                [Point::Nothing].into_iter().chain(not_sure).chain(states).collect()
            })
            .collect();
        let size = points.iter().map(Vec::len).product();
        let mut table = Self { knowledge, points, rung: Vec::new(), floor: Vec::new() };
        for index in 0..size {
            let mut answers = table.answers(&table.digits(index));
            table.floor.push(floor(knowledge, &answers));
            fill_structural(knowledge, &mut answers);
            table.rung.push(reasoner.decide(&answers).rung);
        }
        table
    }

    pub fn digits(&self, mut index: usize) -> Vec<usize> {
        self.points
            .iter()
            .map(|points| {
                let digit = index % points.len();
                index /= points.len();
                digit
            })
            .collect()
    }

    pub fn index(&self, digits: &[usize]) -> usize {
        digits.iter().zip(&self.points).rev().fold(0, |sum, (d, points)| sum * points.len() + d)
    }

    pub fn answers(&self, digits: &[usize]) -> Answers {
        let mut answers = Answers::none(self.knowledge);
        for (i, digit) in digits.iter().enumerate() {
            let id = FindingId(i as u16);
            let record = self.knowledge.finding(id);
            match self.points[i][*digit] {
                Point::Nothing => {}
                Point::NotSure => answers.set_not_sure(id),
                Point::State(s) if record.id == "sex" => {
                    set_sex(self.knowledge, &mut answers, &record.states[usize::from(s)]);
                }
                Point::State(s) => answers.set(id, Value::State(s), Sides::Unstated),
            }
        }
        answers
    }

    pub fn digits_of(&self, answers: &Answers) -> Vec<usize> {
        (0..self.points.len())
            .map(|i| {
                let id = FindingId(i as u16);
                let point = match answers.get(id) {
                    Value::State(s) => Point::State(s),
                    Value::Unknown if answers.is_not_sure(id) => Point::NotSure,
                    Value::Unknown => Point::Nothing,
                };
                self.points[i].iter().position(|p| *p == point).unwrap()
            })
            .collect()
    }

    /// True if every combination that agrees with `digits` on `fixed` passes.
    pub fn all(
        &self,
        digits: &[usize],
        fixed: impl Fn(usize) -> bool,
        pass: impl Fn(usize) -> bool,
    ) -> bool {
        (0..self.rung.len()).all(|index| {
            let other = self.digits(index);
            (0..digits.len()).any(|i| fixed(i) && other[i] != digits[i]) || pass(index)
        })
    }
}

/// The most careful floor of the rules that fire.
pub fn floor(knowledge: &Knowledge, answers: &Answers) -> Rung {
    knowledge
        .rules
        .iter()
        .filter(|rule| {
            rule.when.eval(answers) == Truth::True
                && rule.unless.as_ref().is_none_or(|e| e.eval(answers) != Truth::True)
        })
        .filter_map(Rule::floor)
        .min()
        .unwrap_or(Rung::StretchAndStrengthen)
}

/// Knowledge with random rules that marked findings cannot silence by rising, and now and then a structural absence.
pub fn knowledge_with_rules(seed: u64, findings: usize) -> Knowledge {
    let mut knowledge = random_knowledge(seed, 3, 1, findings);
    let mut random = XorShift::new(7_000 + seed);
    let rungs = [Rung::Emergency, Rung::SeeDoctor, Rung::HoldAndSeePt, Rung::Strengthen];
    for n in 0..3 {
        let rung = rungs[(random.next_u64() % 4) as usize];
        let when = random_expr(&knowledge, &mut random, findings, true, 2);
        let unless = random
            .next_u64()
            .is_multiple_of(2)
            .then(|| random_expr(&knowledge, &mut random, findings, false, 1));
        knowledge.rules.push(Rule {
            id: format!("r{n}"),
            review: Review::R0,
            rung: Some(rung),
            settles: false,
            when,
            unless,
            source: String::new(),
            section: String::new(),
            text: std::collections::BTreeMap::new(),
        });
    }
    // As in the shipped knowledge: what settles for the least careful rung, a marked finding can only silence.
    if random.next_u64().is_multiple_of(2) {
        knowledge.rules.push(Rule {
            id: "settles".to_owned(),
            rung: Some(Rung::StretchAndStrengthen),
            settles: true,
            when: random_expr(&knowledge, &mut random, findings, false, 2),
            unless: None,
            ..knowledge.rules[0].clone()
        });
    }
    knowledge.rules.sort_by_key(|rule| rule.rung);
    if seed.is_multiple_of(3) {
        let other = FindingId(findings as u16 - 1);
        if !knowledge.finding(FindingId(0)).is_marked() {
            let absent_if = Expr::InStates { finding: FindingId(0), mask: 1 };
            knowledge.findings[other.index()].absent_if = Some(absent_if);
        }
    }
    knowledge
}

fn random_expr(
    knowledge: &Knowledge,
    random: &mut XorShift,
    findings: usize,
    positive: bool,
    depth: usize,
) -> Expr {
    if depth > 0 && !random.next_u64().is_multiple_of(4) {
        let parts: Vec<Expr> = (0..2 + random.next_u64() % 2)
            .map(|_| random_expr(knowledge, random, findings, positive, depth - 1))
            .collect();
        return match random.next_u64() % 4 {
            0 => Expr::All(parts),
            1 => Expr::AtLeast(2, parts),
            2 => {
                let inner = random_expr(knowledge, random, findings, !positive, depth - 1);
                Expr::Any(vec![parts[0].clone(), Expr::Not(Box::new(inner))])
            }
            _ => Expr::Any(parts),
        };
    }
    let id = FindingId((random.next_u64() % findings as u64) as u16);
    let finding = knowledge.finding(id);
    let states = finding.states.len() as u64;
    let all = (1_u32 << states) - 1;
    let mask = if finding.is_marked() {
        let upward = all & !((1 << (1 + random.next_u64() % (states - 1))) - 1);
        if positive { upward } else { all & !upward }
    } else if random.next_u64().is_multiple_of(5) {
        return Expr::NotSure(id);
    } else {
        1 + (random.next_u64() % u64::from(all)) as u32
    };
    Expr::InStates { finding: id, mask }
}

/// Answers of one person, with what follows from them.
pub fn person(table: &Table, random: &mut XorShift, known: f64) -> Answers {
    let mut digits: Vec<usize> = table
        .points
        .iter()
        .map(|points| {
            if random.next_unit() < known {
                1 + (random.next_u64() % (points.len() as u64 - 1)) as usize
            } else {
                0
            }
        })
        .collect();
    // What is structurally absent is no answer of its own.
    let mut answers = table.answers(&digits);
    fill_structural(table.knowledge, &mut answers);
    for (i, finding) in table.knowledge.findings.iter().enumerate() {
        let absent = finding.absent_if.as_ref().is_some_and(|e| e.eval(&answers) == Truth::True);
        if absent && answers.get(FindingId(i as u16)) == Value::State(0) {
            digits[i] = 0;
        }
    }
    table.answers(&digits)
}

pub fn with_absences(knowledge: &Knowledge, answers: &Answers) -> Answers {
    let mut filled = answers.clone();
    fill_structural(knowledge, &mut filled);
    filled
}
