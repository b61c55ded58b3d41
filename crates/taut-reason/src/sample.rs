//! Sampled people, for counting screens and shares: a fixed generator, so that the same seed gives the same people.

use taut_infer::XorShift;
use taut_knowledge::resolve::{fill_structural, set_age, set_sex};
use taut_knowledge::{Answers, FindingId, Kind, Node, Origin, Sex, Sides, Truth, Value};

use crate::reasoner::Reasoner;

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
        let graph = network.graph();
        let mut state = vec![0_usize; network.len()];
        for &variable in graph.topological() {
            let parents: Vec<usize> =
                graph.variables()[variable].parents.iter().map(|&p| state[p]).collect();
            state[variable] = self.pick(&graph.row(variable, &parents, priors[variable]));
            if let Node::Finding(id) = network.node(variable)
                && knowledge.finding(id).origin != Origin::Examination
            {
                answers.set(id, Value::State(state[variable] as u8), Sides::Unstated);
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
