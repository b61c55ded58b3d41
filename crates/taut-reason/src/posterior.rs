//! Posteriors of every condition under any answers, exact, with age and sex summed out where they are not known.

use taut_knowledge::{AGE_BANDS, Answers, ConditionId, FindingId, Knowledge, Sex, Value};

use crate::circuit::{Circuit, Evidence, Passes};
use crate::concern::Weights;
use crate::decide::HarmTable;
use crate::network::{Network, Setting};

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
    /// Weights of the concern layer.
    pub(crate) weights: Weights,
    /// Harms table in whole numbers.
    pub(crate) harms: HarmTable,
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

/// P(condition | answers) for each condition, in the order of the knowledge.
#[derive(Debug, Clone, PartialEq)]
pub struct Posteriors {
    /// P(present), one a condition.
    pub present: Vec<f64>,
    /// P(these answers), age and sex included.
    pub evidence: f64,
}

impl Posteriors {
    /// The posterior of one condition.
    #[must_use]
    pub fn of(&self, condition: ConditionId) -> f64 {
        self.present[condition.index()]
    }
}

impl<'k> Reasoner<'k> {
    /// Compiles the network and derives the concern weights.
    #[must_use]
    pub fn new(knowledge: &'k Knowledge, setting: Setting) -> Self {
        let network = Network::new(knowledge);
        let circuit = Circuit::compile(&network);
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
        let mut reasoner = Self {
            knowledge,
            network,
            circuit,
            setting,
            weights: Weights::default(),
            harms: HarmTable::new(knowledge),
            groups,
            age: knowledge.finding_id("age"),
            sex: knowledge.finding_id("sex"),
        };
        reasoner.weights = Weights::derive(&reasoner);
        reasoner
    }

    /// Base rates averaged over age and sex: P(present) of each variable that is a cause.
    #[must_use]
    pub fn average_priors(&self) -> Vec<f64> {
        let mut average = vec![0.0; self.network.variables.len()];
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
        let mut evidence: Evidence = self.circuit.no_evidence();
        for (finding, state) in answers.known() {
            if let Some(variable) = self.network.finding(finding)
                && use_finding(finding)
            {
                self.circuit.observe(&mut evidence, variable, usize::from(state));
            }
        }
        let band = self.age.filter(|f| use_finding(*f)).and_then(|f| match answers.get(f) {
            Value::State(state) => Some(usize::from(state)),
            Value::Unknown => None,
        });
        let sex = answers.sex().filter(|_| self.sex.is_some_and(&use_finding));
        let mut total = 0.0;
        let mut present = vec![0.0; self.knowledge.conditions.len()];
        for group in &self.groups {
            if band.is_some_and(|b| b != group.age_band) || sex.is_some_and(|s| s != group.sex) {
                continue;
            }
            let passes = self.circuit.evaluate(&group.priors, &evidence);
            total += group.share * passes.probability;
            for (index, sum) in present.iter_mut().enumerate() {
                if let Some(variable) = self.network.condition(ConditionId(index as u16)) {
                    *sum += group.share * self.circuit.joint(&passes, variable, 1);
                }
            }
        }
        for sum in &mut present {
            *sum /= total;
        }
        Posteriors { present, evidence: total }
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
        let mut evidence = self.circuit.no_evidence();
        for (finding, state) in answers.known() {
            if let Some(variable) = self.network.finding(finding) {
                self.circuit.observe(&mut evidence, variable, usize::from(state));
            }
        }
        let mut present = evidence.clone();
        if let Some(variable) = self.network.condition(condition) {
            self.circuit.observe(&mut present, variable, 1);
        }
        let passes = self
            .groups
            .iter()
            .filter(|group| self.matches(group, answers))
            .map(|group| {
                let with = self.circuit.evaluate(&group.priors, &present);
                (group.share, with, self.circuit.evaluate(&group.priors, &evidence))
            })
            .collect();
        ChangeOne { network: &self.network, circuit: &self.circuit, passes }
    }

    /// True if the group agrees with the age and sex that are known.
    fn matches(&self, group: &Group, answers: &Answers) -> bool {
        let band = self.age.map(|f| answers.get(f));
        let band_fits = match band {
            Some(Value::State(state)) => usize::from(state) == group.age_band,
            _ => true,
        };
        band_fits && answers.sex().is_none_or(|sex| sex == group.sex)
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
        let states = self.network.variables[variable].states;
        Some(self.log_odds(|circuit, passes| {
            (0..states).map(|s| circuit.joint(passes, variable, s)).sum()
        }))
    }

    fn log_odds(&self, joint: impl Fn(&Circuit, &Passes) -> f64) -> f64 {
        let (mut with, mut all) = (0.0, 0.0);
        for (share, present, any) in &self.passes {
            with += share * joint(self.circuit, present);
            all += share * joint(self.circuit, any);
        }
        libm::log(with) - libm::log(all - with)
    }
}
