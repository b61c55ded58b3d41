//! How many of the numbers are our assumptions.

use crate::grades::Obtained;
use crate::knowledge::Knowledge;

/// A number of figures, and how many of them are assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// All figures.
    pub all: usize,
    /// Those that are our assumption.
    pub assumed: usize,
}

impl Count {
    fn of(obtained: impl Iterator<Item = Obtained>) -> Self {
        obtained.fold(Self::default(), |count, obtained| Self {
            all: count.all + 1,
            assumed: count.assumed + usize::from(obtained == Obtained::Assumed),
        })
    }
}

/// Assumed numbers by what they are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Evidence records.
    pub evidence: Count,
    /// Evidence records that drive a link of the network.
    pub driving: Count,
    /// Base rates.
    pub priors: Count,
    /// Prevalences of flags.
    pub prevalences: Count,
    /// Doses of exercises.
    pub doses: Count,
    /// The policies of programmes and check-ins.
    pub policies: Count,
    /// Changes of measures that matter.
    pub importants: Count,
    /// Published courses.
    pub courses: Count,
}

/// Counts the assumed numbers.
#[must_use]
pub fn count_assumed(knowledge: &Knowledge) -> Counts {
    Counts {
        evidence: Count::of(knowledge.evidence.iter().map(|record| record.obtained)),
        driving: Count::of(
            knowledge.evidence.iter().filter(|record| record.drives).map(|record| record.obtained),
        ),
        priors: Count::of(
            knowledge
                .conditions
                .iter()
                .filter_map(|c| c.prior.as_ref())
                .map(|prior| prior.obtained),
        ),
        prevalences: Count::of(knowledge.prevalences.iter().map(|prevalence| prevalence.obtained)),
        doses: Count::of(knowledge.exercises.iter().map(|e| e.dose.obtained.into())),
        policies: Count::of(
            [knowledge.programme.obtained, knowledge.check_in.numbers.obtained.into()].into_iter(),
        ),
        importants: Count::of(
            knowledge
                .measures
                .iter()
                .filter_map(|measure| measure.record.important.as_ref())
                .map(|important| important.obtained.into()),
        ),
        courses: Count::of(knowledge.courses.iter().map(|c| c.record.obtained.into())),
    }
}
