//! `Reasoner`, compiled once: posteriors under any answers, exact, with age and sex summed out where they are not known.

use std::num::NonZeroUsize;

use taut_infer::{Batch, Case, Circuit, Effort, Evidence, Passes, power_of_two};
use taut_knowledge::{
    AGE_BANDS, Answers, ConditionId, FindingId, Knowledge, Node, Rung, Sex, Value,
};

use crate::concern::Weights;
use crate::harms::HarmTable;
use crate::network::{Network, Setting};
use crate::posterior::Posteriors;

/// Decisions allowed to each search for ways to less careful advice, unless the caller says otherwise.
pub const DECISION_LIMIT: usize = 1_024;

/// The knowledge compiled for reasoning: build once, use for any number of people.
#[derive(Debug, Clone)]
pub struct Reasoner<'k> {
    /// The knowledge it was built from.
    pub knowledge: &'k Knowledge,
    /// The network.
    pub network: Network,
    /// The network compiled.
    pub circuit: Circuit,
    /// Base rates of this setting.
    pub setting: Setting,
    /// How many decisions the search for reasons may take, [`DECISION_LIMIT`] at first; more make more reasons exact.
    pub reason_decisions: usize,
    /// Weights of the concern layer.
    pub(crate) weights: Weights,
    /// Harms table in whole numbers.
    pub(crate) harms: HarmTable,
    /// Per finding: may it end an `undecided`?
    pub(crate) bears_on_open_rungs: Vec<bool>,
    /// The states that posteriors are made of: each condition present, and the condition's index.
    wanted: Vec<(usize, usize)>,
    wanted_conditions: Vec<usize>,
    groups: Vec<Group>,
    age: Option<FindingId>,
    sex: Option<FindingId>,
}

/// One combination of age band and sex with its share among people who ask.
#[derive(Debug, Clone)]
struct Group {
    age_band: usize,
    sex: Sex,
    share: f64,
    priors: Vec<f64>,
}

impl<'k> Reasoner<'k> {
    /// Compiles the network and derives the concern weights.
    #[must_use]
    pub fn new(knowledge: &'k Knowledge, setting: Setting) -> Self {
        let network = Network::new(knowledge);
        let circuit = match Circuit::compile(network.graph(), Effort::Quick) {
            Ok(circuit) => circuit,
            Err(error) => {
                panic!("the knowledge describes a network beyond exact inference: {error}")
            }
        };
        let mut groups = Vec::with_capacity(2 * AGE_BANDS.len());
        for (age_band, age_share) in knowledge.population.age_share.iter().enumerate() {
            for (sex, sex_share) in [
                (Sex::Female, knowledge.population.female_share),
                (Sex::Male, 1.0 - knowledge.population.female_share),
            ] {
                groups.push(Group {
                    age_band,
                    sex,
                    share: age_share * sex_share,
                    priors: network.priors(knowledge, setting, age_band, sex),
                });
            }
        }
        let (wanted_conditions, wanted) = (0..knowledge.conditions.len())
            .filter_map(|i| network.condition(ConditionId(i as u16)).map(|v| (i, (v, 1))))
            .unzip();
        let mut reasoner = Self {
            knowledge,
            network,
            circuit,
            setting,
            reason_decisions: DECISION_LIMIT,
            weights: Weights::default(),
            harms: HarmTable::new(knowledge),
            bears_on_open_rungs: bears_on_open_rungs(knowledge),
            wanted,
            wanted_conditions,
            groups,
            age: knowledge.finding_id("age"),
            sex: knowledge.finding_id("sex"),
        };
        reasoner.weights = Weights::derive(
            knowledge,
            &reasoner.network,
            &reasoner.circuit,
            &reasoner.average_priors(),
        );
        reasoner
    }

    /// What marked findings add to the score of each watched condition.
    #[must_use]
    pub const fn weights(&self) -> &Weights {
        &self.weights
    }

    /// The harms table in whole numbers.
    #[must_use]
    pub const fn harms(&self) -> &HarmTable {
        &self.harms
    }

    /// The base rate of every cause in every group of age and sex.
    pub fn base_rates(&self) -> impl Iterator<Item = f64> + '_ {
        let causes =
            self.knowledge.conditions.iter().enumerate().filter_map(|(index, condition)| {
                condition.prior.as_ref()?;
                self.network.condition(ConditionId(index as u16))
            });
        causes.flat_map(|variable| self.groups.iter().map(move |group| group.priors[variable]))
    }

    /// Base rates averaged over age and sex: P(present) of each variable that is a cause.
    #[must_use]
    pub fn average_priors(&self) -> Vec<f64> {
        let mut average = vec![0.0; self.network.len()];
        for group in &self.groups {
            for (sum, prior) in average.iter_mut().zip(&group.priors) {
                *sum += group.share * prior;
            }
        }
        average
    }

    /// Exact posteriors given those answers for which `use_finding` is true.
    #[must_use]
    pub fn posteriors_given(
        &self,
        answers: &Answers,
        use_finding: impl Fn(FindingId) -> bool,
    ) -> Posteriors {
        let evidence = self.evidence(answers, &use_finding);
        let groups = self.groups_of(answers, &use_finding);
        let cases: Vec<Case<'_>> = groups
            .iter()
            .map(|group| Case { inputs: &group.priors, evidence: &evidence })
            .collect();
        let mut rows = vec![0.0; self.wanted.len() + 1];
        if let [case] = cases[..] {
            // One group needs no lanes beside it.
            let passes = self.circuit.evaluate(case.inputs, case.evidence);
            rows[0] = passes.probability;
            for (row, &(variable, state)) in rows[1..].iter_mut().zip(&self.wanted) {
                *row = self.circuit.joint(&passes, variable, state);
            }
            return self.shares(&rows, groups[0].share, passes.exponent);
        }
        let batch = self.circuit.evaluate_batch(&cases, &self.wanted, NonZeroUsize::MIN);
        let exponent = self.add_groups(&batch, 0, &groups, &mut rows);
        self.shares(&rows, 1.0, exponent)
    }

    /// Adds the groups of one person, which stand in the batch from `first` on, and returns their common power of two.
    fn add_groups(&self, batch: &Batch, first: usize, groups: &[&Group], rows: &mut [f64]) -> i64 {
        let possible = (first..first + groups.len()).filter(|&i| batch.probability(i) > 0.0);
        let exponent = possible.map(|i| batch.exponent(i)).max().unwrap_or(0);
        rows.fill(0.0);
        for (i, group) in groups.iter().enumerate() {
            let share = group.share * power_of_two(batch.exponent(first + i) - exponent);
            rows[0] += share * batch.probability(first + i);
            for (sum, joint) in rows[1..].iter_mut().zip(batch.joints(first + i)) {
                *sum += share * joint;
            }
        }
        exponent
    }

    /// From joint probabilities to posteriors; `share` and `exponent` belong to P(answers) alone.
    fn shares(&self, rows: &[f64], share: f64, exponent: i64) -> Posteriors {
        let mut present = vec![0.0; self.knowledge.conditions.len()];
        for (&index, joint) in self.wanted_conditions.iter().zip(&rows[1..]) {
            present[index] = joint / rows[0];
        }
        Posteriors { present, evidence: share * rows[0] * power_of_two(exponent) }
    }

    /// Exact posteriors of many people, side by side and on several threads: bit for bit what [`Reasoner::posteriors`] gives.
    #[must_use]
    pub fn posteriors_batch(&self, people: &[Answers], threads: NonZeroUsize) -> Vec<Posteriors> {
        let evidence: Vec<Evidence> =
            people.iter().map(|answers| self.evidence(answers, &|_| true)).collect();
        let groups: Vec<Vec<&Group>> =
            people.iter().map(|answers| self.groups_of(answers, &|_| true)).collect();
        let cases: Vec<Case<'_>> = evidence
            .iter()
            .zip(&groups)
            .flat_map(|(evidence, groups)| {
                groups.iter().map(move |group| Case { inputs: &group.priors, evidence })
            })
            .collect();
        let batch = self.circuit.evaluate_batch(&cases, &self.wanted, threads);
        let mut rows = vec![0.0; self.wanted.len() + 1];
        let mut first = 0;
        groups
            .iter()
            .map(|groups| {
                let here = first;
                first += groups.len();
                if let [group] = groups[..] {
                    rows[0] = batch.probability(here);
                    for (row, joint) in rows[1..].iter_mut().zip(batch.joints(here)) {
                        *row = joint;
                    }
                    return self.shares(&rows, group.share, batch.exponent(here));
                }
                let exponent = self.add_groups(&batch, here, groups, &mut rows);
                self.shares(&rows, 1.0, exponent)
            })
            .collect()
    }

    /// The answers that are variables of the network, as evidence.
    fn evidence(&self, answers: &Answers, use_finding: &impl Fn(FindingId) -> bool) -> Evidence {
        let mut evidence = self.circuit.no_evidence();
        for (finding, state) in answers.known() {
            if let Some(variable) = self.network.finding(finding)
                && use_finding(finding)
            {
                self.circuit.observe(&mut evidence, variable, usize::from(state));
            }
        }
        evidence
    }

    /// The groups that agree with the age and sex that are known and used.
    fn groups_of(
        &self,
        answers: &Answers,
        use_finding: &impl Fn(FindingId) -> bool,
    ) -> Vec<&Group> {
        let band = self.age.filter(|f| use_finding(*f)).and_then(|f| match answers.get(f) {
            Value::State(state) => Some(usize::from(state)),
            Value::Unknown => None,
        });
        let sex = answers.sex().filter(|_| self.sex.is_some_and(use_finding));
        self.groups
            .iter()
            .filter(|group| {
                band.is_none_or(|b| b == group.age_band) && sex.is_none_or(|s| s == group.sex)
            })
            .collect()
    }

    /// Exact posteriors given all answers.
    #[must_use]
    pub fn posteriors(&self, answers: &Answers) -> Posteriors {
        self.posteriors_given(answers, |_| true)
    }

    /// Exact posteriors given only the answers that carry no mark: the part that nothing marked can lower.
    #[must_use]
    pub fn posteriors_unmarked(&self, answers: &Answers) -> Posteriors {
        self.posteriors_given(answers, |f| !self.knowledge.finding(f).is_marked())
    }

    /// What one condition's posterior would be after changing any single answer, from two evaluations a group.
    ///
    /// The derivative by an indicator is the joint probability of that state with the evidence on all *other* variables, so
    /// one downward pass holds every single change at once (Darwiche 2003).
    #[must_use]
    pub fn change_one(&self, answers: &Answers, condition: ConditionId) -> ChangeOne<'_> {
        let evidence = self.evidence(answers, &|_| true);
        let mut present = evidence.clone();
        if let Some(variable) = self.network.condition(condition) {
            self.circuit.observe(&mut present, variable, 1);
        }
        let passes = self
            .groups_of(answers, &|_| true)
            .into_iter()
            .map(|group| {
                let with = self.circuit.evaluate(&group.priors, &present);
                (group.share, with, self.circuit.evaluate(&group.priors, &evidence))
            })
            .collect();
        ChangeOne { network: &self.network, circuit: &self.circuit, passes }
    }
}

/// A condition's log-odds under every change of a single answer.
#[derive(Debug, Clone)]
pub struct ChangeOne<'r> {
    network: &'r Network,
    circuit: &'r Circuit,
    passes: Vec<(f64, Passes, Passes)>,
}

impl ChangeOne<'_> {
    /// Log-odds with this finding in this state; `None` where the finding is not a variable of the network (age, sex).
    #[must_use]
    pub fn log_odds_with(&self, finding: FindingId, state: u8) -> Option<f64> {
        let variable = self.network.finding(finding)?;
        Some(self.log_odds(|circuit, passes| circuit.joint(passes, variable, usize::from(state))))
    }

    /// Log-odds without this finding; `None` where the finding is not a variable of the network (age, sex).
    #[must_use]
    pub fn log_odds_without(&self, finding: FindingId) -> Option<f64> {
        let variable = self.network.finding(finding)?;
        let states = self.network.states(variable);
        Some(self.log_odds(|circuit, passes| {
            (0..states).map(|s| circuit.joint(passes, variable, s)).sum()
        }))
    }

    fn log_odds(&self, joint: impl Fn(&Circuit, &Passes) -> f64) -> f64 {
        let exponents = self.passes.iter().flat_map(|(_, a, b)| [a.exponent, b.exponent]);
        let common = exponents.max().unwrap_or(0);
        let scaled =
            |passes: &Passes| joint(self.circuit, passes) * power_of_two(passes.exponent - common);
        let (mut with, mut all) = (0.0, 0.0);
        for (share, present, any) in &self.passes {
            with += share * scaled(present);
            all += share * scaled(any);
        }
        libm::log(with) - libm::log(all - with)
    }
}

/// Per finding: true if a condition that an open rung works on is a direct cause of it.
fn bears_on_open_rungs(knowledge: &Knowledge) -> Vec<bool> {
    let mut bears = vec![false; knowledge.findings.len()];
    for link in &knowledge.links {
        if let (Node::Finding(finding), Some(cause)) = (link.child, link.cause) {
            bears[finding.index()] |= matches!(
                knowledge.condition(cause).class,
                Some(Rung::Strengthen | Rung::StretchAndStrengthen)
            );
        }
    }
    bears
}
