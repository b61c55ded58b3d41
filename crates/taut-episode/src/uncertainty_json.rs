//! How firm a verdict is as JSON for programs: each run under its own name; a person's copy holds nothing about serious conditions.

use serde::Serialize;
use taut_knowledge::{Concern, Rung};
use taut_reason::{Interval, Reasoner, Spread, Uncertainty};

use crate::firmness::{Firmness, SEED};
use crate::verdict_json::VerdictJson;

/// The verdict, with how firm it is where that was asked for.
#[derive(Debug, Serialize)]
pub struct WithUncertainty {
    /// The verdict.
    #[serde(flatten)]
    pub verdict: VerdictJson,
    /// How firm it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uncertainty: Option<UncertaintyJson>,
}

/// How firm the advice is, each run under its own name.
#[derive(Debug, Serialize)]
pub struct UncertaintyJson {
    seed: u64,
    /// No draw is less careful than this rung, because hard rules are not random.
    fixed_by_rules: Option<&'static str>,
    sampling_error_of_the_sources: RunJson,
    sources_and_assumed_figures: RunJson,
    assumed_harms: SpreadJson,
}

#[derive(Debug, Serialize)]
struct RunJson {
    #[serde(flatten)]
    advice: SpreadJson,
    posteriors: Vec<IntervalJson>,
}

#[derive(Debug, Serialize)]
struct SpreadJson {
    draws: usize,
    same_advice: usize,
    other_advice: Vec<(&'static str, usize)>,
}

#[derive(Debug, Serialize)]
struct IntervalJson {
    condition: String,
    point: f64,
    low: f64,
    high: f64,
}

impl UncertaintyJson {
    /// Builds the output; serious conditions are left out unless a therapist reads it.
    #[must_use]
    pub fn new(reasoner: &Reasoner, firmness: &Firmness, therapist: bool) -> Self {
        let knowledge = reasoner.knowledge;
        let all = &firmness.all;
        let posteriors = |intervals: &[Interval]| {
            let visible = |c: &taut_knowledge::Condition| {
                therapist || (c.show_to_person && c.concern != Concern::Serious)
            };
            knowledge
                .conditions
                .iter()
                .zip(intervals)
                .filter(|(c, _)| visible(c))
                .map(|(c, i)| IntervalJson {
                    condition: c.id.clone(),
                    point: i.point,
                    low: i.low,
                    high: i.high,
                })
                .collect()
        };
        let spread = |spread: &Spread| SpreadJson {
            draws: spread.draws(),
            same_advice: spread.same(all.advice),
            other_advice: Rung::ALL
                .into_iter()
                .filter(|r| *r != all.advice && spread.same(*r) > 0)
                .map(|r| (r.id(), spread.same(r)))
                .collect(),
        };
        let run = |run: &Uncertainty| RunJson {
            advice: spread(&run.figures),
            posteriors: posteriors(&run.posteriors),
        };
        Self {
            seed: SEED,
            fixed_by_rules: all.by_rule.filter(|_| all.is_fixed_by_rule()).map(Rung::id),
            sampling_error_of_the_sources: run(&firmness.sampling),
            sources_and_assumed_figures: run(all),
            assumed_harms: spread(&all.harms),
        }
    }
}
