//! How firm a verdict is: the runs over the figures and over the harms, step by step, over tables that are drawn once.

use std::convert::Infallible;
use std::ops::ControlFlow;

use taut_knowledge::Answers;
use taut_reason::{DRAWS, Drawn, Draws, HarmTable, Reasoner, Uncertainty, Verdict, draw_harms};

/// Seed of the tables of draws: fixed, so that the same answers give the same output.
pub const SEED: u64 = 1;

/// Steps of a run from nothing: three tables, then the two runs over the figures.
pub const STEPS: usize = 5;

/// The two runs over the figures, each with the run over the harms.
#[derive(Debug, Clone, PartialEq)]
pub struct Firmness {
    /// Sampling error of the sources alone: every assumed width is nothing.
    pub sampling: Uncertainty,
    /// With assumed figures and base rates as wide as stated.
    pub all: Uncertainty,
}

/// The tables of draws of one reasoner: made once, good for any number of people.
///
/// `on_step` is called before each step with how many of the [`STEPS`] are done; a break ends the run there.
#[derive(Debug)]
pub struct FirmnessTables<'r, 'k> {
    harms: Vec<HarmTable>,
    sampling: Drawn<'r, 'k>,
    all: Drawn<'r, 'k>,
}

impl<'r, 'k> FirmnessTables<'r, 'k> {
    /// Draws the tables; the first three steps. Nothing comes back but the break if `on_step` breaks.
    pub fn new<B>(
        reasoner: &'r Reasoner<'k>,
        mut on_step: impl FnMut(usize) -> ControlFlow<B>,
    ) -> ControlFlow<B, Self> {
        let knowledge = reasoner.knowledge;
        on_step(0)?;
        let harms = draw_harms(knowledge, DRAWS, SEED);
        on_step(1)?;
        let sampling = Drawn::new(reasoner, Draws::of_sources(knowledge, DRAWS, SEED));
        on_step(2)?;
        let all = Drawn::new(reasoner, Draws::new(knowledge, DRAWS, SEED));
        ControlFlow::Continue(Self { harms, sampling, all })
    }

    /// Evaluates one person under all draws; the last two steps.
    pub fn run<B>(
        &self,
        answers: &Answers,
        verdict: &Verdict,
        mut on_step: impl FnMut(usize) -> ControlFlow<B>,
    ) -> ControlFlow<B, Firmness> {
        let under = |drawn| Uncertainty::of(drawn, &self.harms, answers, &verdict.decision);
        on_step(3)?;
        let sampling = under(&self.sampling);
        on_step(4)?;
        let all = under(&self.all);
        ControlFlow::Continue(Firmness { sampling, all })
    }
}

impl Firmness {
    /// Evaluates one person under all draws, with tables of its own.
    #[must_use]
    pub fn of(reasoner: &Reasoner, answers: &Answers, verdict: &Verdict) -> Self {
        let never = |_| ControlFlow::<Infallible>::Continue(());
        let ControlFlow::Continue(tables) = FirmnessTables::new(reasoner, never);
        let ControlFlow::Continue(found) = tables.run(answers, verdict, never);
        found
    }
}
