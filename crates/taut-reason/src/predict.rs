//! How a person would answer the open questions: probability of every state of every finding, given the answers so far.

use taut_infer::power_of_two;
use taut_knowledge::{Answers, Expr, FindingId, Kind, Sex, Truth, Value};

use crate::posterior::Reasoner;

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
        let knowledge = self.knowledge;
        let mut evidence = self.circuit.no_evidence();
        for (finding, state) in answers.known() {
            if let Some(variable) = self.network.finding(finding) {
                self.circuit.observe(&mut evidence, variable, usize::from(state));
            }
        }
        let age = knowledge.finding_id("age");
        let sex = knowledge.finding_id("sex");
        let band = age.and_then(|f| match answers.get(f) {
            Value::State(state) => Some(usize::from(state)),
            Value::Unknown => None,
        });
        let mut passes = Vec::new();
        for (index, age_share) in knowledge.population.age_share.iter().enumerate() {
            for (who, sex_share) in [
                (Sex::Female, knowledge.population.female_share),
                (Sex::Male, 1.0 - knowledge.population.female_share),
            ] {
                if band.is_none_or(|b| b == index) && answers.sex().is_none_or(|s| s == who) {
                    let priors = self.network.priors(knowledge, self.setting, index, who);
                    let pass = self.circuit.evaluate(&priors, &evidence);
                    passes.push((index, who, age_share * sex_share, pass));
                }
            }
        }
        // Passes are scaled by powers of two of their own.
        let common = passes.iter().map(|(.., pass)| pass.exponent).max().unwrap_or(0);
        let mut joint: Vec<Vec<f64>> =
            knowledge.findings.iter().map(|f| vec![0.0; f.states.len()]).collect();
        for (index, who, share, pass) in &passes {
            let share = share * power_of_two(pass.exponent - common);
            for (f, sums) in joint.iter_mut().enumerate() {
                let id = FindingId(f as u16);
                if let Some(variable) = self.network.finding(id) {
                    for (state, sum) in sums.iter_mut().enumerate() {
                        *sum += share * self.circuit.joint(pass, variable, state);
                    }
                } else if age == Some(id) {
                    sums[*index] += share * pass.probability;
                } else if sex == Some(id) {
                    let name = if *who == Sex::Female { "female" } else { "male" };
                    let at = knowledge.findings[f].states.iter().position(|s| s == name);
                    if let Some(sum) = at.and_then(|at| sums.get_mut(at)) {
                        *sum += share * pass.probability;
                    }
                }
            }
        }
        let by_finding = joint
            .into_iter()
            .enumerate()
            .map(|(f, sums)| {
                let id = FindingId(f as u16);
                let total: f64 = sums.iter().sum();
                if total > 0.0 {
                    (ChanceSource::Network, sums.iter().map(|p| p / total).collect())
                } else {
                    self.chances_outside(id)
                }
            })
            .collect();
        Chances { by_finding }
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
