//! Cord, roots, sciatic, tibial and plantar nerve as one elastic cable that slides through its bed.
//!
//! The bed's length follows from the posture exactly. The cable has slack, pulls only when it is stretched, and is held by
//! springs; it rests where its energy is least. **That the result does not depend on the order of the movements is an
//! assumption of elasticity**: a study of ten cadavers found 0.8 % more strain at the ankle with the hip moved first
//! (Boyd, Topp & Coppieters 2013).
//!
//! Strains are those of an average healthy body and are meant for ordering postures, never as a limit for a person.

mod balance;
mod bound;
mod build;
mod cable;
pub mod fit;
mod hip;
mod parameters;
mod reading;
pub mod record;
pub mod rows;
pub mod table;
mod tree;

pub use bound::PostureBox;
pub use cable::{Cable, law};
pub use hip::Hip;
pub use parameters::{ParameterBox, Parameters, QUANTITIES};
pub use reading::{Comparison, ForeignPose, NerveState, Ranged, SiteReading, SiteState};

use crate::model::Model;
use crate::own::RecordProblems;
use crate::pose::Pose;
use record::NerveRecord;
use tree::Tree;

/// Size and seed of the sample that the ranges come from.
const SAMPLE: (usize, u64) = (32, 0x7461_7574);

/// The nerve of one model.
#[derive(Debug, Clone, PartialEq)]
pub struct Nerve {
    tree: Tree,
    sites: Vec<NerveSite>,
    best: Parameters,
    bounds: ParameterBox,
    sample: Vec<Parameters>,
    coordinates: usize,
}

/// A place that is reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NerveSite {
    /// Its name, with `_r` or `_l` in the legs.
    pub name: String,
    /// What it is called, in plain words, without a side.
    pub label: String,
    /// The node whose sliding is reported.
    node: usize,
    /// The node below the segment whose strain is reported.
    segment: usize,
}

impl Nerve {
    /// Builds the nerve of `model` from its record.
    ///
    /// # Errors
    /// Every problem of the record, and every coordinate that the model does not have.
    pub fn build(record: &NerveRecord, model: &Model) -> Result<Self, RecordProblems> {
        build::build(record, model)
    }

    fn new(
        tree: Tree,
        sites: Vec<NerveSite>,
        best: Parameters,
        bounds: ParameterBox,
        coordinates: usize,
    ) -> Self {
        let sample = bounds.latin(SAMPLE.0, SAMPLE.1);
        Self { tree, sites, best, bounds, sample, coordinates }
    }

    /// The places that are reported: the middle first, then right and left in turn.
    #[must_use]
    pub fn sites(&self) -> &[NerveSite] {
        &self.sites
    }

    /// Index of the site of this name, such as `mid_thigh_r`.
    #[must_use]
    pub fn site(&self, name: &str) -> Option<usize> {
        self.sites.iter().position(|site| site.name == name)
    }

    /// The best value of each uncertain number.
    #[must_use]
    pub fn best(&self) -> &Parameters {
        &self.best
    }

    /// The range of each uncertain number: spread of the literature, or of the assumption.
    #[must_use]
    pub fn bounds(&self) -> &ParameterBox {
        &self.bounds
    }

    /// The fixed sample of that box which the ranges of readings come from.
    #[must_use]
    pub fn sample(&self) -> &[Parameters] {
        &self.sample
    }

    /// Names of the segments from the skull on, in the order of `NerveState::segments`.
    pub fn segments(&self) -> impl Iterator<Item = &str> {
        self.tree.segments.iter().map(|segment| segment.name.as_str())
    }

    /// The cable in a pose: what its balance is worked out from.
    ///
    /// # Errors
    /// A pose of another model.
    pub fn cable(&self, pose: &Pose, parameters: &Parameters) -> Result<Cable<'_>, ForeignPose> {
        self.check(pose)?;
        Ok(self.cable_in(pose.values(), parameters))
    }

    /// The cable in a posture.
    fn cable_in(&self, values: &[f64], parameters: &Parameters) -> Cable<'_> {
        let mut cable = self.tree.cable(parameters);
        for node in 1..cable.nodes() {
            cable.bed[node] = self.tree.bed(node, values, parameters);
        }
        cable
    }
}
