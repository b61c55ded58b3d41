//! From the model's numbers to levels and directions: what is shown to a person holds no number.

use taut_body::posture::Reading;

use crate::figure::{Level, Most};

/// Levels of hamstrings and nerve of the right leg, which is the one that moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sensed {
    /// Hamstrings.
    pub hamstrings: Level,
    /// The nerve where it is most tense, the cord included.
    pub nerve: Level,
}

/// What changes between two postures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// More tense.
    More,
    /// About the same.
    Same,
    /// Less tense.
    Less,
    /// The nerve only: more in one place, less in another.
    Mixed,
}

impl Change {
    /// Its key among labels.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::More => "more",
            Self::Same => "same",
            Self::Less => "less",
            Self::Mixed => "mixed",
        }
    }
}

impl Sensed {
    /// Of a reading.
    #[must_use]
    pub fn of(reading: &Reading, most: &Most) -> Self {
        let nerve = sites(reading).fold(0.0, f64::max);
        Self {
            hamstrings: most.hamstrings(reading.legs[0].hamstrings.best),
            nerve: most.nerve(nerve),
        }
    }
}

/// Strain at every site of the leg that moves and of the cord. Slack is no strain, however slack.
fn sites(reading: &Reading) -> impl Iterator<Item = f64> + '_ {
    let sites = reading.legs[0].nerve.iter().chain(&reading.cord);
    sites.map(|site| site.reading.strain.best.max(0.0))
}

/// Lengthening of the hamstrings of the leg that moves, none where they are slack.
fn hamstrings(reading: &Reading) -> f64 {
    reading.legs[0].hamstrings.best.max(0.0)
}

/// Changes of hamstrings and nerve; below `same` of the most they are none.
pub(super) fn changes(before: &Reading, after: &Reading, most: &Most, same: f64) -> [Change; 2] {
    let change = |low: f64, high: f64| match (low < -same, high > same) {
        (true, true) => Change::Mixed,
        (false, true) => Change::More,
        (true, false) => Change::Less,
        (false, false) => Change::Same,
    };
    let muscle = (hamstrings(after) - hamstrings(before)) / most.hamstrings;
    let nerve = sites(before).zip(sites(after)).map(|(b, a)| (a - b) / most.nerve);
    let (low, high) = nerve.fold((0.0, 0.0), |(low, high), by| (by.min(low), by.max(high)));
    [change(muscle, muscle), change(low, high)]
}
