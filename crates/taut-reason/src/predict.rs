//! How a person would answer the open questions: probability of every state of every finding, given the answers so far.

use taut_infer::{Passes, power_of_two};
use taut_knowledge::{Answers, Expr, FindingId, Kind, Sex, Truth, Value};

use crate::reach::findings;
use crate::reasoner::Reasoner;

/// Where the probability of an answer comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChanceSource {
    /// The network, given all answers; for age and sex the shares of the people who ask.
    Network,
    /// The prevalence table: independent of the other answers.
    Prevalence,
    /// In neither. A sign is present with the assumed share of the knowledge, a choice is in each state alike.
    Assumed,
}

/// Probability of each state of each finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Chances {
    by_finding: Vec<(ChanceSource, Vec<f64>)>,
}

/// The network given all answers, for one age band and sex.
struct Pass {
    band: usize,
    sex: Sex,
    /// Share of such people, times the power of two of the passes.
    share: f64,
    passes: Passes,
}

impl Chances {
    /// P(state | answers), one a state, summing to 1.
    #[must_use]
    pub fn of(&self, finding: FindingId) -> &[f64] {
        &self.by_finding[finding.index()].1
    }

    /// About how likely an expression is to become true: its parts taken as independent. Only for putting questions in order.
    pub(crate) fn of_rule(&self, expr: &Expr, answers: &Answers) -> f64 {
        match expr {
            Expr::InStates { finding, mask }
            | Expr::OneSided { finding, mask }
            | Expr::BothSides { finding, mask }
                if answers.get(*finding) == Value::Unknown && !answers.is_not_sure(*finding) =>
            {
                let states = self.of(*finding).iter().enumerate();
                states.filter(|(s, _)| mask >> s & 1 == 1).map(|(_, p)| p).sum()
            }
            Expr::Not(inner) => 1.0 - self.of_rule(inner, answers),
            Expr::All(parts) => parts.iter().map(|part| self.of_rule(part, answers)).product(),
            Expr::Any(parts) => {
                1.0 - parts.iter().map(|part| 1.0 - self.of_rule(part, answers)).product::<f64>()
            }
            Expr::AtLeast(count, parts) => {
                // P(exactly k parts are true), one part at a time.
                let mut exactly = vec![1.0];
                for part in parts {
                    let p = self.of_rule(part, answers);
                    exactly.push(0.0);
                    for k in (0..exactly.len()).rev() {
                        let before = if k > 0 { exactly[k - 1] } else { 0.0 };
                        exactly[k] = exactly[k] * (1.0 - p) + before * p;
                    }
                }
                exactly.iter().skip(*count).sum()
            }
            known => f64::from(u8::from(known.eval(answers) == Truth::True)),
        }
    }

    /// Where they come from.
    #[must_use]
    pub fn source(&self, finding: FindingId) -> ChanceSource {
        self.by_finding[finding.index()].0
    }
}

impl Reasoner<'_> {
    /// How each finding would be answered. One upward and one downward pass a group of age and sex hold all of it: the
    /// derivative by an indicator is `P(state, answers)` of a finding that is not answered (Darwiche 2003).
    #[must_use]
    pub fn chances(&self, answers: &Answers) -> Chances {
        let passes = self.passes(answers);
        let by_finding =
            findings(self.knowledge).map(|id| self.chances_from(&passes, id)).collect();
        Chances { by_finding }
    }

    /// How one finding would be answered: P(state | answers), one a state, summing to 1.
    #[must_use]
    pub fn chances_of(&self, answers: &Answers, finding: FindingId) -> Vec<f64> {
        let is_who = matches!(self.knowledge.finding(finding).id.as_str(), "age" | "sex");
        if self.network.finding(finding).is_none() && !is_who {
            return self.chances_outside(finding).1;
        }
        self.chances_from(&self.passes(answers), finding).1
    }

    /// One evaluation for each age band and sex that fit the answers.
    fn passes(&self, answers: &Answers) -> Vec<Pass> {
        let knowledge = self.knowledge;
        let mut evidence = self.circuit.no_evidence();
        for (finding, state) in answers.known() {
            if let Some(variable) = self.network.finding(finding) {
                self.circuit.observe(&mut evidence, variable, usize::from(state));
            }
        }
        let band = knowledge.finding_id("age").and_then(|f| match answers.get(f) {
            Value::State(state) => Some(usize::from(state)),
            Value::Unknown => None,
        });
        let mut out = Vec::new();
        for (index, age_share) in knowledge.population.age_share.iter().enumerate() {
            for (sex, sex_share) in [
                (Sex::Female, knowledge.population.female_share),
                (Sex::Male, 1.0 - knowledge.population.female_share),
            ] {
                if band.is_none_or(|b| b == index) && answers.sex().is_none_or(|s| s == sex) {
                    let priors = self.network.priors(knowledge, self.setting, index, sex);
                    let passes = self.circuit.evaluate(&priors, &evidence);
                    out.push(Pass { band: index, sex, share: age_share * sex_share, passes });
                }
            }
        }
        // Passes are scaled by powers of two of their own.
        let common = out.iter().map(|pass| pass.passes.exponent).max().unwrap_or(0);
        for pass in &mut out {
            pass.share *= power_of_two(pass.passes.exponent - common);
        }
        out
    }

    /// The chances of one finding from evaluations given the answers.
    fn chances_from(&self, passes: &[Pass], finding: FindingId) -> (ChanceSource, Vec<f64>) {
        let record = self.knowledge.finding(finding);
        let mut sums = vec![0.0; record.states.len()];
        for Pass { band, sex, share, passes } in passes {
            if let Some(variable) = self.network.finding(finding) {
                for (state, sum) in sums.iter_mut().enumerate() {
                    *sum += share * self.circuit.joint(passes, variable, state);
                }
                continue;
            }
            let name = if *sex == Sex::Female { "female" } else { "male" };
            let state = match record.id.as_str() {
                "age" => Some(*band),
                "sex" => record.states.iter().position(|s| s == name),
                _ => None,
            };
            if let Some(sum) = state.and_then(|s| sums.get_mut(s)) {
                *sum += share * passes.probability;
            }
        }
        let total: f64 = sums.iter().sum();
        if total > 0.0 {
            (ChanceSource::Network, sums.iter().map(|p| p / total).collect())
        } else {
            self.chances_outside(finding)
        }
    }

    /// The chances of a finding that the network does not hold.
    fn chances_outside(&self, finding: FindingId) -> (ChanceSource, Vec<f64>) {
        let knowledge = self.knowledge;
        let record = knowledge.finding(finding);
        let n = record.states.len();
        let listed = knowledge.prevalences.iter().find(|p| p.finding == finding);
        let share = listed.map_or(knowledge.questions.unlisted_share, |p| p.share);
        let source = listed.map_or(ChanceSource::Assumed, |_| ChanceSource::Prevalence);
        let from = usize::from(record.present_from);
        if (listed.is_some() || record.kind == Kind::Sign) && from > 0 && from < n {
            let present = share / (n - from) as f64;
            let absent = (1.0 - share) / from as f64;
            return (source, (0..n).map(|s| if s < from { absent } else { present }).collect());
        }
        (ChanceSource::Assumed, vec![1.0 / n as f64; n])
    }
}
