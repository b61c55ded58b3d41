//! A task before and after muscles have become weak: in the same posture, and in the posture of least effort then.

use std::collections::BTreeMap;

use super::body::{TaskBody, Variant};
use super::outcome::{Figure, Outcome};
use super::search::{Found, Search};
use super::stage::Stage;
use super::statics::{Demand, Held, NotHeld, PassiveTorque};
use crate::pose::Pose;

/// First step of the search, share of each range.
const FIRST_STEP: f64 = 0.25;
/// Last step of the search, share of each range: 0.2 deg of 25.
const LAST_STEP: f64 = 1.0 / 128.0;
/// Postures tried from one start.
const MOST_POSTURES: usize = 2000;

/// A held posture.
#[derive(Debug, Clone, PartialEq)]
pub struct Posture {
    /// What is free, radians or metres, in the order of the stage.
    pub free: Vec<f64>,
    /// Values of all coordinates.
    pub values: Vec<f64>,
    /// What was made least.
    pub cost: f64,
    /// What it means.
    pub outcome: Outcome,
}

/// A task before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// At full strength, in the posture of least effort.
    pub before: Posture,
    /// Weak, in the same posture.
    pub fixed: Posture,
    /// Weak, in the posture of least effort.
    pub free: Posture,
}

/// Why a task cannot be worked out.
#[derive(Debug, Clone, PartialEq)]
pub enum NoComparison {
    /// No posture that it allows can be balanced; why the one of its record cannot.
    NoPosture(String),
    /// A muscle or the numbers.
    NotHeld(NotHeld),
}

/// Passive torques of the joints in a pose.
pub type Torques<'t> = &'t (dyn Fn(&Pose) -> Vec<PassiveTorque> + 't);

/// One task of one body; postures that were tried once are kept.
pub struct Trial<'b> {
    body: &'b TaskBody,
    stage: &'b Stage,
    torques: Torques<'b>,
    demands: BTreeMap<Vec<u64>, Result<Demand, String>>,
}

impl<'b> Trial<'b> {
    /// A task of a body.
    #[must_use]
    pub fn new(body: &'b TaskBody, stage: &'b Stage, torques: Torques<'b>) -> Self {
        Self { body, stage, torques, demands: BTreeMap::new() }
    }

    /// How many postures were worked out so far.
    #[must_use]
    pub fn postures(&self) -> usize {
        self.demands.len()
    }

    /// Before and after. `weak` has groups (indices) and the share of strength that is left to them.
    ///
    /// # Errors
    /// No posture that can be balanced.
    pub fn compare(
        &mut self,
        weak: &[(usize, f64)],
        variant: Variant,
    ) -> Result<Comparison, NoComparison> {
        let strong = self.body.strengths(&[], variant);
        let weakened = self.body.strengths(weak, variant);
        let before = self.least(&strong, variant.passive)?;
        let fixed = self.posture(&before.free, &weakened, variant.passive)?;
        let found = self.least(&weakened, variant.passive)?;
        // The old posture is one of those that are open.
        let free = if found.cost < fixed.cost { found } else { fixed.clone() };
        Ok(Comparison { before, fixed, free })
    }

    /// The posture of least cost.
    ///
    /// # Errors
    /// No posture that can be balanced.
    pub fn least(&mut self, strength: &[f64], passive: f64) -> Result<Posture, NoComparison> {
        let found = self.search(strength, passive)?;
        self.posture(&found.at, strength, passive)
    }

    /// The search for it.
    ///
    /// # Errors
    /// No posture that can be balanced.
    pub fn search(&mut self, strength: &[f64], passive: f64) -> Result<Found, NoComparison> {
        let search = Search {
            bounds: self.stage.free.iter().map(|free| free.bounds).collect(),
            first_step: FIRST_STEP,
            tolerance: LAST_STEP,
            most: MOST_POSTURES,
        };
        let mut starts = vec![self.stage.nominal()];
        starts.extend(search.spread_starts());
        let found = search.lowest(&starts, |free| {
            let demand = self.demand(free);
            let held = demand.as_ref().ok().and_then(|demand| demand.hold(strength, passive).ok());
            held.map_or(f64::INFINITY, |held| held.cost)
        });
        match found {
            Ok(found) if found.value.is_finite() => Ok(found),
            Ok(_) => {
                let nominal = self.stage.nominal();
                let why = match self.demand(&nominal) {
                    Err(why) => why.clone(),
                    Ok(demand) => demand
                        .hold(strength, passive)
                        .err()
                        .map_or_else(String::new, |problem| format!("{problem:?}")),
                };
                Err(NoComparison::NoPosture(why))
            }
            Err(problems) => {
                let text: Vec<String> = problems.into_iter().map(|p| p.0).collect();
                Err(NoComparison::NoPosture(text.join("; ")))
            }
        }
    }

    /// One posture held, and read.
    ///
    /// # Errors
    /// It has no balance.
    pub fn posture(
        &mut self,
        free: &[f64],
        strength: &[f64],
        passive: f64,
    ) -> Result<Posture, NoComparison> {
        let body = self.body;
        let demand =
            self.demand(free).as_ref().map_err(|why| NoComparison::NoPosture(why.clone()))?;
        let held: Held = demand.hold(strength, passive).map_err(NoComparison::NotHeld)?;
        let outcome = Outcome::new(body, demand, &held).map_err(NoComparison::NotHeld)?;
        let values = demand.pose.values().to_vec();
        Ok(Posture { free: free.to_vec(), values, cost: held.cost, outcome })
    }

    /// What a posture asks for, worked out once.
    fn demand(&mut self, free: &[f64]) -> &Result<Demand, String> {
        let (body, stage, torques) = (self.body, self.stage, self.torques);
        let key: Vec<u64> = free.iter().map(|x| x.to_bits()).collect();
        self.demands.entry(key).or_insert_with(|| {
            let pose = stage.pose(&body.model, free).map_err(|why| format!("{why:?}"))?;
            Demand::new(body, stage, &pose, &torques(&pose)).map_err(|why| format!("{why:?}"))
        })
    }
}

/// What became of a figure: before and after, the model as it stands first, then each variant.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Before and after.
    pub pairs: Vec<(f64, f64)>,
    /// A difference up to this counts as none, whatever the figure was before.
    pub floor: f64,
}

/// Which way a figure went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Up, in every variant.
    More,
    /// Down, in every variant.
    Less,
    /// By less than the tolerance, in every variant.
    NoEffect,
    /// Not the same way in every variant.
    Unsettled,
}

impl Change {
    /// The change of a figure from pairs of outcomes; none if it has no value somewhere.
    #[must_use]
    pub fn of(figure: Figure, pairs: &[(&Outcome, &Outcome)], floor: f64) -> Option<Self> {
        let pair =
            |(before, after): &(&Outcome, &Outcome)| Some((figure.of(before)?, figure.of(after)?));
        let pairs: Option<Vec<(f64, f64)>> = pairs.iter().map(pair).collect();
        pairs.filter(|pairs| !pairs.is_empty()).map(|pairs| Self { pairs, floor })
    }

    /// After less before, of the model as it stands.
    #[must_use]
    pub fn difference(&self) -> f64 {
        self.pairs.first().map_or(0.0, |(before, after)| after - before)
    }

    /// Relative change of the model as it stands, then lowest and highest of all variants; none where the figure was so
    /// small before that a share of it says nothing.
    #[must_use]
    pub fn relative(&self) -> Option<(f64, [f64; 2])> {
        let large = |pair: &(f64, f64)| pair.0 > 5.0 * self.floor;
        if !self.pairs.iter().all(large) {
            return None;
        }
        let mut changes = self.pairs.iter().map(|(before, after)| after / before - 1.0);
        let first = changes.next()?;
        let range = changes.fold([first, first], |[low, high], x| [low.min(x), high.max(x)]);
        Some((first, range))
    }

    /// Which way it went, relative changes up to `tolerance` counting as none.
    #[must_use]
    pub fn direction(&self, tolerance: f64) -> Direction {
        let way = |(before, after): &(f64, f64)| {
            let none = self.floor.max(tolerance * before.abs());
            let difference = after - before;
            match difference {
                x if x.abs() <= none => 0,
                x if x > 0.0 => 1,
                _ => -1,
            }
        };
        let first = self.pairs.first().map_or(0, way);
        match first {
            _ if self.pairs.iter().any(|pair| way(pair) != first) => Direction::Unsettled,
            0 => Direction::NoEffect,
            1 => Direction::More,
            _ => Direction::Less,
        }
    }
}
