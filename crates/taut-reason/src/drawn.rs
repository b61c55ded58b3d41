//! The reasoner under every parameter set at once.

use taut_knowledge::{AGE_BANDS, Answers, ConditionId, FindingId, Knowledge, Sex, Value};

use crate::case_program::{CaseProgram, Children, Joint};
use crate::concern::descends;
use crate::draws::Draws;
use crate::lane_program::Space;
use crate::lane_scores::{LaneScores, LaneWeights};
use crate::reasoner::Reasoner;

/// The knowledge made ready for a table of draws: build once, use for any number of people.
#[derive(Debug, Clone)]
pub struct Drawn<'r, 'k> {
    reasoner: &'r Reasoner<'k>,
    draws: Draws,
    children: Children,
    groups: Vec<Group>,
    weights: LaneWeights,
}

/// One combination of age band and sex: its share among people who ask, and each cause's base rate, one a set.
#[derive(Debug, Clone)]
struct Group {
    age_band: usize,
    sex: Sex,
    share: f64,
    rates: Vec<Vec<f64>>,
}

impl<'r, 'k> Drawn<'r, 'k> {
    /// Works out base rates per age band and sex, and the concern weights of each set.
    #[must_use]
    pub fn new(reasoner: &'r Reasoner<'k>, draws: Draws) -> Self {
        let knowledge = reasoner.knowledge;
        let population = &knowledge.population;
        let shares =
            [(Sex::Female, population.female_share), (Sex::Male, 1.0 - population.female_share)];
        let conditions = (0..knowledge.conditions.len()).map(|i| ConditionId(i as u16));
        let groups: Vec<Group> = (0..AGE_BANDS.len())
            .flat_map(|age_band| shares.map(|(sex, share)| (age_band, sex, share)))
            .map(|(age_band, sex, share)| Group {
                age_band,
                sex,
                share: population.age_share[age_band] * share,
                rates: conditions
                    .clone()
                    .map(|c| draws.prior(knowledge, c, reasoner.setting, age_band, sex))
                    .map(Option::unwrap_or_default)
                    .collect(),
            })
            .collect();
        let children = Children::new(knowledge);
        let weights = weights(knowledge, &children, &draws, &groups);
        Self { reasoner, draws, children, groups, weights }
    }

    /// The reasoner at the point values.
    #[must_use]
    pub const fn reasoner(&self) -> &'r Reasoner<'k> {
        self.reasoner
    }

    /// Number of parameter sets, the point values included.
    #[must_use]
    pub const fn sets(&self) -> usize {
        self.draws.count()
    }

    /// Exact posterior of each condition in each set, given the answers for which `use_finding` is true: condition, then set.
    #[must_use]
    pub fn posteriors(
        &self,
        answers: &Answers,
        use_finding: impl Fn(FindingId) -> bool,
    ) -> Vec<Vec<f64>> {
        let knowledge = self.reasoner.knowledge;
        let program = self.program(answers, &use_finding);
        let scales = program.scales(knowledge, &self.draws);
        let age = knowledge.finding_id("age").filter(|f| use_finding(*f)).map(|f| answers.get(f));
        let sex = answers.sex().filter(|_| knowledge.finding_id("sex").is_some_and(&use_finding));
        let mut space = Space::default();
        let mut sum: Option<Joint> = None;
        for group in &self.groups {
            let fits = match age {
                Some(Value::State(band)) => usize::from(band) == group.age_band,
                _ => true,
            };
            if !fits || sex.is_some_and(|s| s != group.sex) {
                continue;
            }
            let mut joint = program.run(&self.draws, &group.rates, &scales, &mut space);
            joint.scale(group.share);
            sum = Some(match sum {
                None => joint,
                Some(before) => before.plus(&joint),
            });
        }
        sum.map(Joint::posteriors).unwrap_or_default()
    }

    /// Multiply-adds of [`Self::posteriors`] for one set and one combination of age band and sex.
    #[must_use]
    pub fn multiply_adds(
        &self,
        answers: &Answers,
        use_finding: impl Fn(FindingId) -> bool,
    ) -> usize {
        self.program(answers, &use_finding).multiply_adds()
    }

    fn program(&self, answers: &Answers, use_finding: &impl Fn(FindingId) -> bool) -> CaseProgram {
        let known = answers
            .known()
            .filter(|(f, _)| self.reasoner.network.finding(*f).is_some() && use_finding(*f));
        CaseProgram::new(self.reasoner.knowledge, &self.children, |_| true, known)
    }

    /// What the decision reads of each condition in each set: scores where it is watched, else posteriors given the unmarked
    /// answers.
    #[must_use]
    pub fn scored(&self, answers: &Answers) -> LaneScores {
        let marked = |f| self.reasoner.knowledge.finding(f).is_marked();
        self.weights.score(answers, &self.posteriors(answers, |f| !marked(f)))
    }
}

impl Joint {
    fn scale(&mut self, share: f64) {
        for lanes in self.present.iter_mut().chain([&mut self.total]) {
            lanes.iter_mut().for_each(|lane| *lane *= share);
        }
    }

    fn plus(mut self, other: &Self) -> Self {
        let add = |lanes: &mut Vec<f64>, more: &[f64]| {
            lanes.iter_mut().zip(more).for_each(|(lane, m)| *lane += m);
        };
        for (lanes, more) in self.present.iter_mut().zip(&other.present) {
            add(lanes, more);
        }
        add(&mut self.total, &other.total);
        self
    }

    fn posteriors(mut self) -> Vec<Vec<f64>> {
        for lanes in &mut self.present {
            lanes.iter_mut().zip(&self.total).for_each(|(lane, total)| *lane /= total);
        }
        self.present
    }
}

/// The concern weights of each set, at base rates averaged over age and sex, as [`crate::Weights`] has them.
///
/// For each marked finding and state, one run with that answer alone gives P(condition, state) for all conditions at once.
fn weights(
    knowledge: &Knowledge,
    children: &Children,
    draws: &Draws,
    groups: &[Group],
) -> LaneWeights {
    let mut average = vec![Vec::new(); knowledge.conditions.len()];
    for (c, average) in average.iter_mut().enumerate() {
        if !groups[0].rates[c].is_empty() {
            *average = vec![0.0; draws.count()];
            for group in groups {
                for (sum, rate) in average.iter_mut().zip(&group.rates[c]) {
                    *sum += group.share * rate;
                }
            }
        }
    }
    let mut space = Space::default();
    let mut run = |needed: &dyn Fn(ConditionId) -> bool, answer: Option<(FindingId, u8)>| {
        let program = CaseProgram::new(knowledge, children, needed, answer.into_iter());
        let scales = program.scales(knowledge, draws);
        program.run(draws, &average, &scales, &mut space)
    };
    let nothing = run(&|_| true, None);
    LaneWeights::derive(knowledge, draws.count(), |finding, conditions| {
        let mut by_state = vec![Vec::new(); conditions.len()];
        for state in 0..knowledge.finding(finding).states.len() {
            let joint = run(&|c| descends(knowledge, c, finding), Some((finding, state as u8)));
            for (c, out) in conditions.iter().zip(&mut by_state) {
                let present = &joint.present[c.index()];
                let alone = nothing.present[c.index()].iter().zip(&nothing.total);
                let ratios = present.iter().zip(&joint.total).zip(alone).map(
                    |((with, total), (present, all))| {
                        // ln P(state | c) - ln P(state | not c); a factor common to all states of the set cancels.
                        libm::log(with / present) - libm::log((total - with) / (all - present))
                    },
                );
                out.extend(ratios);
            }
        }
        by_state
    })
}
