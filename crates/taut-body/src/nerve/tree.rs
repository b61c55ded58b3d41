//! The nerve as a tree of segments: what each is, how long its bed is in a posture, and its springs for a set of parameters.

use super::cable::{Cable, law, strain_at};
use super::hip::Hip;
use super::parameters::Parameters;
use super::record::Quantity;
use crate::scalar::Scalar;

/// Two legs pull at the cord.
const LEGS: f64 = 2.0;

/// A joint that a segment's bed passes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bend {
    /// Index of the coordinate.
    pub coordinate: usize,
    /// The lever arm.
    pub arm: Quantity,
    /// 1 if the bed gets longer as the coordinate grows, else -1.
    pub sign: f64,
}

/// Length of a segment's bed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Bed {
    /// This long (m) in the upright posture, and longer or shorter by what the joints add.
    Bends(f64, Vec<Bend>),
    /// This share of the way around the hip; indices of flexion, adduction and rotation.
    Hip(f64, [usize; 3]),
}

/// The piece of nerve above a node.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Segment {
    pub name: String,
    pub bed: Bed,
    /// Cross-section, mm².
    pub area: f64,
    /// Whether it is part of the cord, which carries both legs.
    pub cord: bool,
    pub hold: Quantity,
    pub end_hold: Option<Quantity>,
}

/// Every segment, and what they hang from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tree {
    pub hip: Hip,
    /// Entry 0 stands for the skull: it is 0 and means nothing.
    pub parent: Vec<usize>,
    /// The segment above node `i + 1`.
    pub segments: Vec<Segment>,
    /// Cross-section of the sciatic nerve at mid-thigh, mm².
    pub reference_area: f64,
}

impl Tree {
    /// Length of the bed of the segment above a node, m.
    pub fn bed<S: Scalar>(&self, node: usize, values: &[S], parameters: &Parameters) -> S {
        match &self.segments[node - 1].bed {
            Bed::Bends(length, bends) => bends.iter().fold(S::constant(*length), |sum, bend| {
                let arm = S::constant(bend.sign * parameters.get(bend.arm));
                sum + arm * values[bend.coordinate]
            }),
            Bed::Hip(share, angles) => {
                let radius = S::constant(parameters.get(Quantity::HipRadius));
                S::constant(*share) * self.hip.length(radius, angles.map(|angle| values[angle]))
            }
        }
    }

    /// The same in the upright posture, in which all angles are 0.
    pub fn upright(&self, node: usize, parameters: &Parameters) -> f64 {
        match &self.segments[node - 1].bed {
            Bed::Bends(length, _) => *length,
            Bed::Hip(share, _) => {
                share * self.hip.length(parameters.get(Quantity::HipRadius), [0.0; 3])
            }
        }
    }

    /// Strain of the segment above a node in the upright posture: one tension along each leg, twice that in the cord, so
    /// that nothing slides there.
    pub fn rest_strain(&self, node: usize, parameters: &Parameters) -> f64 {
        let (strain, toe) =
            (parameters.get(Quantity::RestStrain), parameters.get(Quantity::ToeStrain));
        if strain <= 0.0 {
            return strain;
        }
        let segment = &self.segments[node - 1];
        let legs = if segment.cord { LEGS } else { 1.0 };
        strain_at(law(strain, toe).0 * legs * self.reference_area / segment.area, toe)
    }

    /// Tension of the segment above a node in the upright posture, N.
    pub fn upright_tension(&self, node: usize, parameters: &Parameters) -> f64 {
        let unit = parameters.get(Quantity::Modulus) * parameters.get(Quantity::Stiffness);
        let toe = parameters.get(Quantity::ToeStrain);
        unit * self.segments[node - 1].area * law(self.rest_strain(node, parameters), toe).0
    }

    /// Spring at each node, N/m: half of what holds each segment that ends there, and what holds its end. Springs and
    /// segments grow alike with the modulus.
    pub fn holds(&self, parameters: &Parameters) -> Vec<f64> {
        let modulus = parameters.get(Quantity::Modulus);
        let mut out = vec![0.0; self.parent.len()];
        for node in 1..self.parent.len() {
            let segment = &self.segments[node - 1];
            let hold = |quantity| modulus * parameters.get(quantity);
            let half = 0.5 * hold(segment.hold) * self.upright(node, parameters);
            out[node] += half + segment.end_hold.map_or(0.0, hold);
            out[self.parent[node]] += half;
        }
        out
    }

    /// The cable in the upright posture.
    pub fn cable(&self, parameters: &Parameters) -> Cable<'_> {
        let nodes = self.parent.len();
        let each = |value: &dyn Fn(usize) -> f64| -> Vec<f64> {
            (0..nodes).map(|node| if node == 0 { 1.0 } else { value(node) }).collect()
        };
        let tension = parameters.get(Quantity::Modulus) * parameters.get(Quantity::Stiffness);
        let upright = each(&|node| self.upright(node, parameters));
        let rest = each(&|node| self.rest_strain(node, parameters));
        Cable {
            parent: &self.parent,
            bed: upright.clone(),
            upright,
            stiffness: each(&|node| tension * self.segments[node - 1].area),
            rest: rest.into_iter().map(|rest| [rest; 2]).collect(),
            toe: vec![[parameters.get(Quantity::ToeStrain); 2]; nodes],
            hold: self.holds(parameters).into_iter().map(|spring| [spring; 2]).collect(),
        }
    }
}
