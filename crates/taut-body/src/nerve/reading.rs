//! What the nerve does in a posture: strain, sliding and tension at each site, with ranges, effects of joints, and order.

use std::fmt;

use super::balance::respond;
use super::parameters::Parameters;
use super::{Nerve, NerveSite};
use crate::model::Model;
use crate::pose::{Pose, settle as couple};
use crate::scalar::{Dual, Scalar};

/// A pose of another model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignPose {
    /// Coordinates of the model that the nerve was built for.
    pub wanted: usize,
    /// Coordinates of the pose.
    pub given: usize,
}

impl fmt::Display for ForeignPose {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self { wanted, given } = self;
        write!(f, "the pose has {given} coordinates, the nerve's body has {wanted}")
    }
}

impl std::error::Error for ForeignPose {}

/// What the nerve does at one site.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SiteState {
    /// How much longer the segment is than in the upright posture, as a share of its length there; below 0 it has slackened.
    pub strain: f64,
    /// How far the nerve has slid along its bed since the upright posture, m; positive towards the foot, against the bone
    /// that carries the bed there.
    pub slid: f64,
    /// Tension of the segment, N; 0 when it is slack.
    pub tension: f64,
}

/// What the nerve does in a posture.
#[derive(Debug, Clone, PartialEq)]
pub struct NerveState {
    /// For each site, in the order of `Nerve::sites`.
    pub sites: Vec<SiteState>,
    /// Strain of each segment, in the order of `Nerve::segments`; for drawing.
    pub segments: Vec<f64>,
    /// Force that the search for the balance left over, summed over all nodes, N: an error bound of every tension.
    pub left_over: f64,
}

/// A best value and what the sample of parameters makes of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranged {
    /// With the best parameters.
    pub best: f64,
    /// Lowest of the best and the whole sample.
    pub low: f64,
    /// Highest of them.
    pub high: f64,
}

/// A site with ranges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SiteReading {
    /// As in `SiteState`.
    pub strain: Ranged,
    /// As in `SiteState`, m.
    pub slid: Ranged,
    /// As in `SiteState`, N.
    pub tension: Ranged,
}

/// How two postures compare at a site.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// Whether the second posture strains the site more, by the best parameters.
    pub more: bool,
    /// Share of the parameter sets, the best one among them, that agree with that.
    pub agree: f64,
}

impl Nerve {
    /// What the nerve does in a pose, with the best parameters.
    ///
    /// # Errors
    /// A pose of another model.
    pub fn state(&self, pose: &Pose) -> Result<NerveState, ForeignPose> {
        self.state_with(pose, &self.best)
    }

    /// The same with other parameters.
    ///
    /// # Errors
    /// A pose of another model.
    pub fn state_with(
        &self,
        pose: &Pose,
        parameters: &Parameters,
    ) -> Result<NerveState, ForeignPose> {
        self.check(pose)?;
        let cable = self.cable_in(pose.values(), parameters);
        let slid = cable.balance();
        let mut force = Vec::new();
        cable.left_over(&slid, &mut force);
        let strain =
            |node: usize| cable.length(node, &slid) / self.tree.upright(node, parameters) - 1.0;
        let state = |site: &NerveSite| SiteState {
            strain: strain(site.segment),
            slid: slid[site.node],
            tension: cable.tension(site.segment, &slid).0
                + self.tree.upright_tension(site.segment, parameters),
        };
        Ok(NerveState {
            sites: self.sites.iter().map(state).collect(),
            segments: (1..cable.nodes()).map(strain).collect(),
            left_over: force.iter().fold(0.0, |sum, force| sum + force.abs()),
        })
    }

    /// What the nerve does in a pose, each number with its range from the spread of the literature.
    ///
    /// # Errors
    /// A pose of another model.
    pub fn read(&self, pose: &Pose) -> Result<Vec<SiteReading>, ForeignPose> {
        let best = self.state(pose)?;
        let others: Vec<NerveState> =
            self.sample.iter().map(|set| self.state_with(pose, set)).collect::<Result<_, _>>()?;
        let ranged = |site: usize, value: fn(&SiteState) -> f64| {
            let best = value(&best.sites[site]);
            let values = others.iter().map(|state| value(&state.sites[site]));
            let (low, high) = values.fold((best, best), |(low, high), x| (low.min(x), high.max(x)));
            Ranged { best, low, high }
        };
        let reading = |site| SiteReading {
            strain: ranged(site, |state| state.strain),
            slid: ranged(site, |state| state.slid),
            tension: ranged(site, |state| state.tension),
        };
        Ok((0..self.sites.len()).map(reading).collect())
    }

    /// Which of two poses strains a site more, and how firm that is.
    ///
    /// # Errors
    /// A pose of another model.
    pub fn compare(&self, a: &Pose, b: &Pose, site: usize) -> Result<Comparison, ForeignPose> {
        let more = |set: &Parameters| -> Result<bool, ForeignPose> {
            let (a, b) = (self.state_with(a, set)?, self.state_with(b, set)?);
            Ok(b.sites[site].strain > a.sites[site].strain)
        };
        let best = more(&self.best)?;
        let mut agree = 1;
        for set in &self.sample {
            agree += u32::from(more(set)? == best);
        }
        Ok(Comparison { more: best, agree: f64::from(agree) / (self.sample.len() + 1) as f64 })
    }

    /// How the strain at each site changes a radian of one coordinate (its index in the model): exact, by the slopes of
    /// the bed and of the balance. What is coupled to it moves along; `model` is the one that the nerve was built for.
    ///
    /// # Errors
    /// A pose of another model.
    pub fn effect(
        &self,
        model: &Model,
        pose: &Pose,
        coordinate: usize,
    ) -> Result<Vec<f64>, ForeignPose> {
        self.check(pose)?;
        let cable = self.cable_in(pose.values(), &self.best);
        let slid = cable.balance();
        let values = moved(model, pose, coordinate);
        let mut force = vec![0.0; cable.nodes()];
        let mut grown = vec![0.0; cable.nodes()];
        for node in 1..cable.nodes() {
            grown[node] = self.tree.bed(node, &values, &self.best).slope;
            let pull = cable.tension(node, &slid).1 * grown[node];
            force[node] -= pull;
            force[cable.parent[node]] += pull;
        }
        force[0] = 0.0;
        respond(&cable, &slid, &mut force);
        let effect = |site: &NerveSite| {
            let node = site.segment;
            let longer = grown[node] + force[node] - force[cable.parent[node]];
            longer / self.tree.upright(node, &self.best)
        };
        Ok(self.sites.iter().map(effect).collect())
    }

    /// How much longer the whole bed gets a radian of one coordinate, m: the sum of its lever arms over cord and both legs.
    pub(super) fn bed_arm(
        &self,
        model: &Model,
        pose: &Pose,
        coordinate: usize,
        parameters: &Parameters,
    ) -> f64 {
        let values = moved(model, pose, coordinate);
        let nodes = 1..=self.tree.segments.len();
        nodes.fold(0.0, |sum, node| sum + self.tree.bed(node, &values, parameters).slope)
    }

    pub(super) fn check(&self, pose: &Pose) -> Result<(), ForeignPose> {
        let (wanted, given) = (self.coordinates, pose.values().len());
        if wanted == given { Ok(()) } else { Err(ForeignPose { wanted, given }) }
    }
}

/// The values of a pose with their slopes by one coordinate.
fn moved(model: &Model, pose: &Pose, coordinate: usize) -> Vec<Dual> {
    let mut values: Vec<Dual> = pose.values().iter().map(|x| Dual::constant(*x)).collect();
    if let Some(value) = values.get_mut(coordinate) {
        value.slope = 1.0;
    }
    couple(model, &mut values);
    values
}
