//! The reasoner under every parameter set at once.

use taut_knowledge::{Answers, ConditionId, FindingId};

use crate::draws::Draws;
use crate::lane_scores::LaneWeights;
use crate::posterior::Reasoner;

/// The knowledge compiled for a table of draws: build once, use for any number of people.
#[derive(Debug, Clone)]
pub struct Drawn<'r, 'k> {
    reasoner: &'r Reasoner<'k>,
    draws: Draws,
    weights: LaneWeights,
}

impl<'r, 'k> Drawn<'r, 'k> {
    /// Compiles the network for the draws and derives the concern weights of each set.
    #[must_use]
    pub fn new(reasoner: &'r Reasoner<'k>, draws: Draws) -> Self {
        let sets = draws.count();
        let knowledges: Vec<_> =
            (0..sets).map(|s| draws.knowledge_at(reasoner.knowledge, s)).collect();
        let rs: Vec<Reasoner> =
            knowledges.iter().map(|k| Reasoner::new(k, reasoner.setting)).collect();
        let weights =
            LaneWeights::derive(reasoner.knowledge, sets, |c: ConditionId, fs: &[FindingId]| {
                let mut out: Vec<Vec<f64>> = fs
                    .iter()
                    .map(|f| vec![0.0; sets * reasoner.knowledge.finding(*f).states.len()])
                    .collect();
                for (set, r) in rs.iter().enumerate() {
                    let priors = r.average_priors();
                    let circuit = &r.circuit;
                    let nothing = circuit.evaluate(&priors, &circuit.no_evidence());
                    let mut e = circuit.no_evidence();
                    circuit.observe(&mut e, r.network.condition(c).unwrap(), 1);
                    let given = circuit.evaluate(&priors, &e);
                    let p = given.probability;
                    for (f, out) in fs.iter().zip(&mut out) {
                        let child = r.network.finding(*f).unwrap();
                        for s in 0..reasoner.knowledge.finding(*f).states.len() {
                            let joint = circuit.joint(&given, child, s);
                            let without = (circuit.joint(&nothing, child, s) - joint) / (1.0 - p);
                            out[s * sets + set] = libm::log(joint / p) - libm::log(without);
                        }
                    }
                }
                out
            });
        Self { reasoner, draws, weights }
    }

    /// The reasoner at the point values.
    #[must_use]
    pub fn reasoner(&self) -> &'r Reasoner<'k> {
        self.reasoner
    }

    /// Number of parameter sets, the point values included.
    #[must_use]
    pub fn sets(&self) -> usize {
        self.draws.count()
    }

    /// Exact posterior of each condition in each set, given the answers for which `use_finding` is true.
    #[must_use]
    pub fn posteriors(
        &self,
        answers: &Answers,
        use_finding: impl Fn(FindingId) -> bool,
    ) -> Vec<Vec<f64>> {
        let mut out = vec![Vec::new(); self.reasoner.knowledge.conditions.len()];
        for set in 0..self.sets() {
            let k = self.draws.knowledge_at(self.reasoner.knowledge, set);
            let p =
                Reasoner::new(&k, self.reasoner.setting).posteriors_given(answers, &use_finding);
            for (o, p) in out.iter_mut().zip(p.present) {
                o.push(p);
            }
        }
        out
    }

    /// Per condition and set, the probability that the decision reads: the concern score where it is watched, else the
    /// posterior given the unmarked answers.
    #[must_use]
    pub fn scored(&self, answers: &Answers) -> Vec<Vec<f64>> {
        let knowledge = self.reasoner.knowledge;
        let mut lanes = self.posteriors(answers, |f| !knowledge.finding(f).is_marked());
        self.weights.score(answers, &mut lanes);
        lanes
    }
}
