//! Sampled people, for counting screens and shares: a fixed generator, so that the same seed gives the same people.

use taut_knowledge::resolve::{fill_structural, set_age, set_sex};
use taut_knowledge::{Answers, FindingId, Kind, Node, Origin, Sex, Sides, Truth, Value};

use crate::network::Table;
use crate::posterior::Reasoner;

/// Marsaglia's xorshift64* generator (Marsaglia 2003; Vigna 2016). The seed is data, never a clock.
#[derive(Debug, Clone)]
pub struct XorShift(u64);

impl XorShift {
    /// A generator from a seed; zero is replaced, because the all-zero state is a fixed point.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(if seed == 0 { 0x9E37_79B9_7F4A_7C15 } else { seed })
    }

    /// The next 64 bits.
    pub const fn next_u64(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// Uniform in [0, 1), 53 bits.
    pub const fn next_unit(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Draws people from the network, flags from the prevalence table.
#[derive(Debug, Clone)]
pub struct Sampler<'r, 'k> {
    reasoner: &'r Reasoner<'k>,
    random: XorShift,
}

impl<'r, 'k> Sampler<'r, 'k> {
    /// A sampler with a seed.
    #[must_use]
    pub const fn new(reasoner: &'r Reasoner<'k>, seed: u64) -> Self {
        Self { reasoner, random: XorShift::new(seed) }
    }

    /// One person at home who answers every question; what needs an examination stays unknown.
    ///
    /// Findings with a prevalence record are drawn from it, independently; the others from the network. Of findings outside
    /// both, plain ordered choices are drawn evenly and the rest is absent; sides are unstated.
    pub fn person(&mut self) -> Answers {
        let knowledge = self.reasoner.knowledge;
        let mut answers = Answers::none(knowledge);
        let band = self.pick(&knowledge.population.age_share);
        let sex = if self.random.next_unit() < knowledge.population.female_share {
            Sex::Female
        } else {
            Sex::Male
        };
        let age = self.age_within(band);
        set_age(knowledge, &mut answers, age, age);
        set_sex(knowledge, &mut answers, if sex == Sex::Female { "female" } else { "male" });
        let network = &self.reasoner.network;
        let priors = network.priors(knowledge, self.reasoner.setting, band, sex);
        let mut state = vec![0_usize; network.variables.len()];
        for (index, variable) in network.variables.iter().enumerate() {
            state[index] = match &variable.table {
                Table::Prior => usize::from(self.random.next_unit() < priors[index]),
                Table::Rows(rows) => {
                    let row = variable
                        .parents
                        .iter()
                        .fold(0, |sum, &p| sum * network.variables[p].states + state[p]);
                    let start = row * variable.states;
                    self.pick(&rows[start..start + variable.states])
                }
            };
            if let Some(Node::Finding(id)) = variable.node
                && knowledge.finding(id).origin != Origin::Examination
            {
                answers.set(id, Value::State(state[index] as u8), Sides::Unstated);
            }
        }
        for flag in &knowledge.prevalences {
            let present = self.random.next_unit() < flag.share;
            let value = if present { knowledge.finding(flag.finding).present_from } else { 0 };
            answers.set(flag.finding, Value::State(value), Sides::Unstated);
        }
        for index in 0..knowledge.findings.len() {
            let id = FindingId(index as u16);
            let finding = knowledge.finding(id);
            if finding.origin == Origin::Examination || finding.id == "sex" {
                continue;
            }
            if finding.absent_if.as_ref().is_some_and(|e| e.eval(&answers) == Truth::True) {
                answers.set(id, Value::State(0), Sides::Unstated);
            } else if answers.get(id) == Value::Unknown {
                let state = match finding.kind {
                    Kind::Measure { .. } => continue,
                    // A plain choice such as the duration: any state, all alike.
                    Kind::Choice { ordered: true } if !finding.is_marked() => {
                        (self.random.next_u64() % finding.states.len() as u64) as u8
                    }
                    _ => 0,
                };
                answers.set(id, Value::State(state), Sides::Unstated);
            }
        }
        fill_structural(knowledge, &mut answers);
        answers
    }

    /// A whole number of years, uniform in an age band; the outer bands reach ten years beyond their edge.
    fn age_within(&mut self, band: usize) -> f64 {
        const BEYOND: f64 = 10.0;
        let knowledge = self.reasoner.knowledge;
        let edges: Vec<f64> =
            match knowledge.finding_id("age").map(|id| &knowledge.finding(id).kind) {
                Some(Kind::Measure { bins, .. }) => bins.iter().map(|b| b.from_female).collect(),
                _ => Vec::new(),
            };
        let upper = edges.get(band + 1).copied();
        let lower = edges.get(band).copied().filter(|e| e.is_finite());
        let low = lower.or(upper.map(|u| u - BEYOND)).unwrap_or(0.0);
        let high = upper.unwrap_or(low + 2.0 * BEYOND);
        libm::floor(low + (high - low) * self.random.next_unit())
    }

    fn pick(&mut self, shares: &[f64]) -> usize {
        let mut rest = self.random.next_unit();
        for (index, share) in shares.iter().enumerate() {
            if rest < *share {
                return index;
            }
            rest -= share;
        }
        shares.len() - 1
    }
}
