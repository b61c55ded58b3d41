//! The choice of the next question, made ready once for a reasoner: what does not depend on a person.

use taut_knowledge::{Answers, ConditionId, FindingId, Sex, Sides, Value};

use crate::reach::{Reach, findings};
use crate::reasoner::Reasoner;

/// Chooses questions: build once, use for any number of people.
#[derive(Debug, Clone)]
pub struct Planner<'r, 'k> {
    /// What it asks for advice.
    pub reasoner: &'r Reasoner<'k>,
    /// One a finding: the screens that it is on.
    screens_of: Vec<Vec<usize>>,
    pub(crate) age: Option<FindingId>,
    pub(crate) sex: Option<FindingId>,
    /// Prior odds of each condition by age band and sex (female first); 0 for mechanisms.
    prior_odds: Vec<[Vec<f64>; 2]>,
    /// One a condition: the findings an answer to which can let it count.
    pointers: Vec<Vec<FindingId>>,
}

impl<'r, 'k> Planner<'r, 'k> {
    /// Makes everything ready.
    #[must_use]
    pub fn new(reasoner: &'r Reasoner<'k>) -> Self {
        let knowledge = reasoner.knowledge;
        let mut screens_of: Vec<Vec<usize>> = vec![Vec::new(); knowledge.findings.len()];
        for (index, screen) in knowledge.screens.iter().enumerate() {
            for finding in &screen.findings {
                screens_of[finding.index()].push(index);
            }
        }
        let conditions = (0..knowledge.conditions.len()).map(|c| ConditionId(c as u16));
        let odds = |band: usize, sex: Sex| {
            let priors = reasoner.network.priors(knowledge, reasoner.setting, band, sex);
            let of = |c| reasoner.network.condition(c).map_or(0.0, |v| priors[v]);
            conditions.clone().map(of).map(|p| p / (1.0 - p)).collect::<Vec<f64>>()
        };
        let mut pointers = vec![Vec::new(); knowledge.conditions.len()];
        let nothing = Answers::none(knowledge);
        for finding in findings(knowledge) {
            for state in 0..knowledge.finding(finding).states.len() {
                let mut alone = nothing.clone();
                alone.set(finding, Value::State(state as u8), Sides::Unstated);
                for condition in conditions.clone() {
                    if !reasoner.weights.is_pointed_at(condition, &nothing)
                        && reasoner.weights.is_pointed_at(condition, &alone)
                        && pointers[condition.index()].last() != Some(&finding)
                    {
                        pointers[condition.index()].push(finding);
                    }
                }
            }
        }
        Self {
            reasoner,
            screens_of,
            age: knowledge.finding_id("age"),
            sex: knowledge.finding_id("sex"),
            prior_odds: (0..knowledge.population.age_share.len())
                .map(|band| [odds(band, Sex::Female), odds(band, Sex::Male)])
                .collect(),
            pointers,
        }
    }

    /// Prior odds of each condition, the highest over the ages and sexes that fit the answers.
    pub(crate) fn highest_prior_odds(&self, answers: &Answers) -> Vec<f64> {
        let mut highest = vec![0.0_f64; self.reasoner.knowledge.conditions.len()];
        for odds in self.fitting_odds(answers) {
            for (most, odds) in highest.iter_mut().zip(odds) {
                *most = most.max(*odds);
            }
        }
        highest
    }

    /// Combinations of age band and sex that fit the answers; the network is evaluated once for each.
    pub(crate) fn groups_that_fit(&self, answers: &Answers) -> usize {
        self.fitting_odds(answers).count().max(1)
    }

    /// Prior odds of each combination of age band and sex that fits the answers.
    fn fitting_odds(&self, answers: &Answers) -> impl Iterator<Item = &Vec<f64>> {
        let band = self.age.and_then(|f| match answers.get(f) {
            Value::State(state) => Some(usize::from(state)),
            Value::Unknown => None,
        });
        let sex = answers.sex();
        let bands = self.prior_odds.iter().enumerate();
        bands.filter(move |(index, _)| band.is_none_or(|b| b == *index)).flat_map(
            move |(_, by_sex)| {
                let pairs = [Sex::Female, Sex::Male].into_iter().zip(by_sex);
                pairs
                    .filter(move |(s, _)| sex.is_none_or(|known| known == *s))
                    .map(|(_, odds)| odds)
            },
        )
    }

    /// What may still be asked of a person, and what that leaves possible.
    pub(crate) fn reach<'a>(&self, answers: &'a Answers) -> Reach<'a> {
        Reach::new(self.reasoner, &self.screens_of, answers)
    }

    /// True if an answer to an open question could point to the condition.
    pub(crate) fn could_be_pointed_at(&self, condition: ConditionId, reach: &Reach) -> bool {
        self.pointers[condition.index()].iter().any(|finding| reach.is_open(*finding))
    }
}
