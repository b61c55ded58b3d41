//! Which distribution each driving figure of the network has, and what kind of knowledge stands behind its width.

use taut_knowledge::{Evidence, Knowledge, Link, Obtained};

use crate::distribution::Distribution;

/// What stands behind the width of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Counted people: sampling error.
    Counted,
    /// The printed 95% interval of a share: sampling error.
    Interval,
    /// The printed 95% interval of a likelihood or odds ratio: sampling error.
    RatioInterval,
    /// Published without interval and counts: the assumed width `unsized_figure`.
    Unsized,
    /// Published, but the number of the network is not the printed one: the assumed width `assumed`.
    Derived,
    /// Assumed: the assumed width `assumed`.
    Assumed,
}

impl Kind {
    /// Every kind, best known first.
    pub const ALL: [Self; 6] = [
        Self::Counted,
        Self::Interval,
        Self::RatioInterval,
        Self::Unsized,
        Self::Derived,
        Self::Assumed,
    ];

    /// What it is, in a few words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Counted => "counted people (Beta)",
            Self::Interval => "printed interval of a share (logit-normal)",
            Self::RatioInterval => "printed interval of a ratio (log-normal)",
            Self::Unsized => "published without interval or counts (assumed width)",
            Self::Derived => "derived from a published figure (assumed width)",
            Self::Assumed => "assumed (assumed width)",
        }
    }

    /// True if the width comes from the source: then the draws show its sampling error.
    #[must_use]
    pub const fn is_sampling_error(self) -> bool {
        matches!(self, Self::Counted | Self::Interval | Self::RatioInterval)
    }
}

/// What the drawn number says about the child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// P(child in this state or a higher one | the cause alone), or of the leak.
    Share,
    /// That probability divided by the leak's: a likelihood ratio.
    LikelihoodRatio,
    /// The odds of that probability divided by the leak's odds.
    OddsRatio,
}

/// The distribution behind one link.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DrivingFigure {
    /// The distribution.
    pub distribution: Distribution,
    /// What the drawn number says.
    pub meaning: Meaning,
    /// The state from which on the number counts, 1 or higher.
    pub from_state: usize,
    /// What stands behind the width.
    pub kind: Kind,
}

/// A number of the network and a printed one are the same if they agree this closely, relative to the larger: three digits.
const SAME: f64 = 2e-3;

impl DrivingFigure {
    /// The distribution of a link; `leak` is P(state) of the child's leak, or `None` for the leak itself.
    ///
    /// The number in the network is matched with the record's figures: sensitivity (for a leak, prevalence) as a share,
    /// else LR+, else odds ratio. With counts the share is Beta; with an interval it is logit-normal, a ratio log-normal.
    #[must_use]
    pub fn of(knowledge: &Knowledge, link: &Link, leak: Option<&[f64]>) -> Self {
        let evidence = &knowledge.evidence[link.evidence];
        let tails = tails(&link.given);
        let width = &knowledge.uncertainty;
        let within = |factor: f64, kind: Kind| Self {
            distribution: Distribution::share_within(tails[0], factor),
            meaning: Meaning::Share,
            from_state: 1,
            kind,
        };
        if evidence.obtained == Obtained::Assumed {
            return within(width.assumed, Kind::Assumed);
        }
        let published = share(evidence, &tails, width.unsized_figure)
            .or_else(|| ratio(evidence, &tails, &self::tails(leak?), width.unsized_figure));
        published.unwrap_or_else(|| within(width.assumed, Kind::Derived))
    }
}

/// P(state >= s) for s = 1, 2, ...
pub(crate) fn tails(given: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    let mut out: Vec<f64> = given[1..]
        .iter()
        .rev()
        .map(|p| {
            sum += p;
            sum
        })
        .collect();
    out.reverse();
    out
}

fn same(a: f64, b: f64) -> bool {
    (a - b).abs() <= SAME * a.abs().max(b.abs())
}

/// The record's sensitivity or prevalence, if the network uses it.
fn share(evidence: &Evidence, tails: &[f64], unsized_factor: f64) -> Option<DrivingFigure> {
    [("sensitivity", evidence.with_condition), ("prevalence", evidence.n)].into_iter().find_map(
        |(name, people)| {
            let figure = evidence.figures.get(name)?;
            let position = tails.iter().position(|tail| same(*tail, figure.value))?;
            let median = tails[position];
            let interval = Distribution::share(median, figure.low, figure.high);
            let (distribution, kind) = match (interval, people) {
                (Some(interval), _) => (interval, Kind::Interval),
                (None, Some(people)) => (Distribution::counted(median, people), Kind::Counted),
                (None, None) => (Distribution::share_within(median, unsized_factor), Kind::Unsized),
            };
            let from_state = position + 1;
            Some(DrivingFigure { distribution, meaning: Meaning::Share, from_state, kind })
        },
    )
}

/// The record's likelihood or odds ratio, if the network uses it.
fn ratio(
    evidence: &Evidence,
    tails: &[f64],
    leak: &[f64],
    unsized_factor: f64,
) -> Option<DrivingFigure> {
    [("lr_positive", Meaning::LikelihoodRatio), ("odds_ratio", Meaning::OddsRatio)]
        .into_iter()
        .find_map(|(name, meaning)| {
            let figure = evidence.figures.get(name)?;
            let ratio = |p: f64, l: f64| match meaning {
                Meaning::OddsRatio => p / (1.0 - p) / (l / (1.0 - l)),
                Meaning::LikelihoodRatio | Meaning::Share => p / l,
            };
            let position =
                tails.iter().zip(leak).position(|(p, l)| same(ratio(*p, *l), figure.value))?;
            let median = ratio(tails[position], leak[position]);
            let interval = Distribution::ratio(median, figure.low, figure.high);
            let kind = if interval.is_some() { Kind::RatioInterval } else { Kind::Unsized };
            let distribution =
                interval.unwrap_or_else(|| Distribution::ratio_within(median, unsized_factor));
            Some(DrivingFigure { distribution, meaning, from_state: position + 1, kind })
        })
}
