//! Two answers to a measure compared: how much better, whether that matters to people, whether it is over.

use taut_knowledge::{Measure, MeasureAnswer};

use super::score::{Score, score};

/// An answer that missing items can leave open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// Whatever the missing items are.
    Yes,
    /// Whatever the missing items are.
    No,
    /// The missing items decide.
    CannotTell,
}

impl Answer {
    /// From what holds at worst and at best.
    const fn between(worst: bool, best: bool) -> Self {
        match (worst, best) {
            (true, _) => Self::Yes,
            (false, false) => Self::No,
            (false, true) => Self::CannotTell,
        }
    }
}

/// How a measure changed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// The first score; of activities that were answered both times.
    pub first: Score,
    /// The score now; of the same activities.
    pub now: Score,
    /// Points better (negative: worse), at least and at most.
    pub better: Score,
    /// Better as a share of the first score, at least and at most; nothing where there is no such share.
    pub share: Option<Score>,
    /// Better by as much as matters to people; nothing where no such number was found.
    pub important: Option<Answer>,
    /// Worse by as much as matters to people.
    pub importantly_worse: Option<Answer>,
    /// At or beyond the value that counts as recovered; nothing where none is published.
    pub recovered: Option<Answer>,
}

impl Change {
    /// Whether it is better by at least this share of the first score.
    #[must_use]
    pub fn better_by_share(&self, wanted: f64) -> Answer {
        self.share.map_or(Answer::CannotTell, |share| {
            Answer::between(share.low >= wanted, share.high >= wanted)
        })
    }

    /// Whether it is better by at least so many points.
    #[must_use]
    pub fn better_by(&self, points: f64) -> Answer {
        Answer::between(self.better.low >= points, self.better.high >= points)
    }

    /// Whether it is worse by at least so many points.
    #[must_use]
    pub fn worse_by(&self, points: f64) -> Answer {
        Answer::between(-self.better.high >= points, -self.better.low >= points)
    }
}

/// The change from one answer to another; nothing if nothing was answered that can be compared.
///
/// Own activities are compared over those that both answers have a number for. A measure that compares with the start by
/// itself counts from 0.
#[must_use]
pub fn change(measure: &Measure, first: &MeasureAnswer, now: &MeasureAnswer) -> Option<Change> {
    let record = &measure.record;
    let (first, now) = match (first, now) {
        (MeasureAnswer::OwnActivities(then), MeasureAnswer::OwnActivities(now)) => {
            of_both(then, now)?
        }
        _ if record.is_change => (Score::exactly(0.0), score(measure, now)?),
        _ => (score(measure, first)?, score(measure, now)?),
    };
    let better = if record.higher_is_better {
        Score { low: now.low - first.high, high: now.high - first.low }
    } else {
        Score { low: first.low - now.high, high: first.high - now.low }
    };
    // The worst and the best corner of what is possible: the first score and the points better.
    let (worst_first, best_first) =
        if record.higher_is_better { (first.high, first.low) } else { (first.low, first.high) };
    let has_share = !record.is_change && record.min >= 0.0 && first.low > 0.0;
    let share =
        has_share.then(|| Score { low: better.low / worst_first, high: better.high / best_first });
    let matters = |points: f64, first: f64| {
        record.important.as_ref().map(|important| {
            let by_share = important.share.is_some_and(|s| has_share && points >= s * first);
            points >= important.points || by_share
        })
    };
    let both = |worst: Option<bool>, best: Option<bool>| Some(Answer::between(worst?, best?));
    let is_over = |value: f64, end: f64| {
        if record.higher_is_better { value >= end } else { value <= end }
    };
    let recovered = record.recovered.map(|end| {
        let (low, high) = (is_over(now.low, end), is_over(now.high, end));
        Answer::between(low && high, low || high)
    });
    Some(Change {
        first,
        now,
        better,
        share,
        important: both(matters(better.low, worst_first), matters(better.high, best_first)),
        importantly_worse: both(
            matters(-better.high, best_first),
            matters(-better.low, worst_first),
        ),
        recovered,
    })
}

/// Means of the activities that have a number both times, matched by name.
fn of_both(
    first: &[(String, Option<f64>)],
    now: &[(String, Option<f64>)],
) -> Option<(Score, Score)> {
    let pairs: Vec<(f64, f64)> = first
        .iter()
        .filter_map(|(name, then)| {
            let (_, value) = now.iter().find(|(other, _)| other == name)?;
            Some(((*then)?, (*value)?))
        })
        .collect();
    if pairs.is_empty() {
        return None;
    }
    let mean = |sum: f64| Score::exactly(sum / pairs.len() as f64);
    Some((mean(pairs.iter().map(|p| p.0).sum()), mean(pairs.iter().map(|p| p.1).sum())))
}
