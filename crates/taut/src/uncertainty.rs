//! How firm a verdict is: the runs behind `taut assess --uncertainty`, and their JSON.

use serde::Serialize;
use taut_episode::VerdictJson;
use taut_knowledge::{Answers, Concern, Rung};
use taut_reason::{
    DRAWS, Drawn, Draws, Interval, Reasoner, Spread, Uncertainty, Verdict, draw_harms,
};

/// Seed of the tables of draws: fixed, so that the same answers give the same output.
pub const SEED: u64 = 1;

/// The two runs over the figures, each with the run over the harms.
#[derive(Debug)]
pub struct Firmness {
    /// Sampling error of the sources alone: every assumed width is nothing.
    pub sampling: Uncertainty,
    /// With assumed figures and base rates as wide as stated.
    pub all: Uncertainty,
}

impl Firmness {
    /// Evaluates one person under all draws.
    pub fn of(reasoner: &Reasoner, answers: &Answers, verdict: &Verdict) -> Self {
        let knowledge = reasoner.knowledge;
        let harms = draw_harms(knowledge, DRAWS, SEED);
        let run = |draws: Draws| {
            let drawn = Drawn::new(reasoner, draws);
            Uncertainty::of(&drawn, &harms, answers, &verdict.decision)
        };
        Self {
            sampling: run(Draws::of_sources(knowledge, DRAWS, SEED)),
            all: run(Draws::new(knowledge, DRAWS, SEED)),
        }
    }
}

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
