//! A strain that no parameters of a box exceed, in a posture or a range of postures.
//!
//! Cut the cable at a segment. What is below pulls down with a force that falls as the cut end is let down, what is above
//! likewise. Each such pull grows when a segment on the way pulls harder at the same length, when its bed is longer, or when
//! a node is held less against that pull and more with it: by induction along the branches, as the tension of a segment is
//! where a rising and a falling curve cross. The other leg pulls at the cord too and so takes tension off this one, so
//! there everything is turned round. The segment itself is longest when it pulls least. So one cable, with every curve at
//! the right edge of what the box allows, is stretched at the cut at least as far as any cable of the box.
//! `docs/nerve.md` has the proof.
//!
//! Forces are taken above those of the upright posture, which cancel at every node; and for a stiffness of 1, with the
//! springs divided by it. So no bound pays for what moves all tensions alike.
//!
//! Rounding: every number that enters is moved outwards by more than its own rounding error, and the length that comes out
//! by what the forces left over by the search could still stretch it.

use super::balance::{Memory, settle};
use super::cable::Cable;
use super::parameters::{ParameterBox, Parameters};
use super::record::Quantity;
use super::tree::{Bed, Bend, Segment};
use super::{ForeignPose, Nerve};
use crate::pose::Pose;

/// Slices of the hip's radius: it sets the length of the bed in the posture and upright at once, and slices keep the two
/// together.
const SLICES: usize = 8;
/// Relative error that no chain of a hundred roundings reaches.
const ROUNDING: f64 = 1e-13;
/// Halvings of a range of hip angles.
const HIP_STEPS: usize = 6;

/// Lowest and highest value of every coordinate, radians or metres, in the model's order.
#[derive(Debug, Clone, PartialEq)]
pub struct PostureBox {
    low: Vec<f64>,
    high: Vec<f64>,
}

impl PostureBox {
    /// The smallest box that holds all these poses (of one model): every posture between them is inside.
    #[must_use]
    pub fn around(poses: &[Pose]) -> Self {
        let size = poses.first().map_or(0, |pose| pose.values().len());
        let mut out = Self { low: vec![f64::INFINITY; size], high: vec![f64::NEG_INFINITY; size] };
        for pose in poses {
            for (i, value) in pose.values().iter().enumerate().take(size) {
                out.low[i] = out.low[i].min(*value);
                out.high[i] = out.high[i].max(*value);
            }
        }
        out
    }

    /// Lowest and highest value of the coordinate of this index.
    #[must_use]
    pub fn range(&self, coordinate: usize) -> [f64; 2] {
        [self.low[coordinate], self.high[coordinate]]
    }
}

/// Lowest and highest value of a number.
type Range = [f64; 2];

/// What a segment may be within the box.
#[derive(Debug, Clone, Copy)]
struct Ends {
    bed: Range,
    upright: Range,
    rest: Range,
    toe: Range,
    /// Tension a unit of strain, for a modulus and a factor of 1.
    stiffness: f64,
}

impl Nerve {
    /// For each site, a strain (against the upright posture, as in `SiteState`) that it does not exceed in the pose,
    /// whatever values the parameters take within `parameters`, each segment on its own.
    ///
    /// # Errors
    /// A pose of another model.
    pub fn strain_bound(
        &self,
        pose: &Pose,
        parameters: &ParameterBox,
    ) -> Result<Vec<f64>, ForeignPose> {
        self.check(pose)?;
        Ok(self.bound(&PostureBox::around(std::slice::from_ref(pose)), parameters))
    }

    /// The same over a range of postures: no posture in it exceeds the bound.
    ///
    /// # Errors
    /// Postures of another model.
    pub fn strain_bound_over(
        &self,
        postures: &PostureBox,
        parameters: &ParameterBox,
    ) -> Result<Vec<f64>, ForeignPose> {
        let (wanted, given) = (self.coordinates, postures.low.len());
        if wanted != given {
            return Err(ForeignPose { wanted, given });
        }
        Ok(self.bound(postures, parameters))
    }

    fn bound(&self, postures: &PostureBox, parameters: &ParameterBox) -> Vec<f64> {
        let mut out = vec![f64::NEG_INFINITY; self.sites.len()];
        let mut memory = Memory::default();
        for slice in 0..SLICES {
            let radius = |at: usize| {
                let share = at as f64 / SLICES as f64;
                parameters.at(|_| share).get(Quantity::HipRadius)
            };
            let radii = [radius(slice), radius(slice + 1)];
            let ends = self.ends(postures, parameters, radii);
            let springs = self.springs(parameters, radii);
            for (site, out) in self.sites.iter().zip(&mut out) {
                let cable = self.extreme(site.segment, &ends, &springs);
                *out =
                    out.max(worst(&cable, site.segment, ends[site.segment].upright, &mut memory));
            }
        }
        out
    }

    /// What each segment may be, with the hip's radius between `radii`.
    fn ends(&self, postures: &PostureBox, parameters: &ParameterBox, radii: Range) -> Vec<Ends> {
        let ParameterBox { low, high } = parameters;
        let none = Ends {
            bed: [1.0; 2],
            upright: [1.0; 2],
            rest: [0.0; 2],
            toe: [1.0; 2],
            stiffness: 1.0,
        };
        let mut out = vec![none];
        for (node, segment) in (1..).zip(&self.tree.segments) {
            let (bed, upright) = self.lengths(segment, postures, parameters, radii);
            let toe = [low, high].map(|set| set.get(Quantity::ToeStrain));
            out.push(Ends {
                bed: outwards(bed),
                upright: outwards(upright),
                rest: outwards(self.rest_strains(node, parameters)),
                toe: outwards(toe),
                stiffness: segment.area,
            });
        }
        out
    }

    /// Least and greatest spring at each node for a modulus of 1, divided by the factor on the stiffness.
    fn springs(&self, parameters: &ParameterBox, radii: Range) -> [Vec<f64>; 2] {
        let ParameterBox { low, high } = parameters;
        let ends = [(low, high, radii[0]), (high, low, radii[1])];
        ends.map(|(hold, stiffness, radius)| {
            let set = hold.with(Quantity::Modulus, 1.0).with(Quantity::HipRadius, radius);
            let factor = stiffness.get(Quantity::Stiffness);
            self.tree.holds(&set).into_iter().map(|spring| spring / factor).collect()
        })
    }

    fn lengths(
        &self,
        segment: &Segment,
        postures: &PostureBox,
        parameters: &ParameterBox,
        radii: Range,
    ) -> (Range, Range) {
        match &segment.bed {
            Bed::Bends(length, bends) => {
                let mut bed = [*length; 2];
                for bend in bends {
                    let [low, high] = change(bend, postures, parameters);
                    bed = [bed[0] + low, bed[1] + high];
                }
                (bed, [*length; 2])
            }
            Bed::Hip(share, angles) => {
                // A larger obstacle never shortens the way around it.
                let upright = radii.map(|radius| share * self.tree.hip.length(radius, [0.0; 3]));
                let box_of = angles.map(|angle| postures.range(angle));
                let low = -self.longest(radii[0], box_of, -1.0, HIP_STEPS);
                let high = self.longest(radii[1], box_of, 1.0, HIP_STEPS);
                ([share * low, share * high], upright)
            }
        }
    }

    /// An upper bound of `sign` times the length of the bed behind the hip over a box of angles: the length in the middle
    /// and as much as the point on the thigh can travel from there, its distance from the femoral head a radian; the box
    /// halved along its longest edge.
    fn longest(&self, radius: f64, angles: [Range; 3], sign: f64, steps: usize) -> f64 {
        let middle = angles.map(|[low, high]| 0.5 * (low + high));
        let half = angles.map(|[low, high]| 0.5 * (high - low));
        let here = sign * self.tree.hip.length(radius, middle);
        let travel = half[0] + half[1] + half[2];
        if travel == 0.0 {
            return here;
        }
        if steps == 0 {
            let [x, y, z] = self.tree.hip.thigh;
            return here + libm::sqrt(x * x + y * y + z * z) * travel;
        }
        let mut longest = 0;
        for i in 1..3 {
            if half[i] > half[longest] {
                longest = i;
            }
        }
        let mut parts = [angles, angles];
        parts[0][longest][1] = middle[longest];
        parts[1][longest][0] = middle[longest];
        let steps = steps - 1;
        let both = parts.map(|part| self.longest(radius, part, sign, steps));
        both[0].max(both[1])
    }

    /// Lowest and highest strain of a segment upright. It grows with the strain at mid-thigh and is monotone in the toe
    /// strain (rising where the segment is pulled less than the nerve at mid-thigh, else falling), so corners are enough.
    fn rest_strains(&self, node: usize, parameters: &ParameterBox) -> Range {
        let mut out = [f64::INFINITY, f64::NEG_INFINITY];
        for strain in [&parameters.low, &parameters.high] {
            for toe in [&parameters.low, &parameters.high] {
                let set = Parameters::from_fn(|quantity| match quantity {
                    Quantity::RestStrain => strain.get(quantity),
                    _ => toe.get(quantity),
                });
                let strain = self.tree.rest_strain(node, &set);
                out = [out[0].min(strain), out[1].max(strain)];
            }
        }
        out
    }

    /// The cable of the box that stretches a segment most.
    fn extreme(&self, cut: usize, ends: &[Ends], springs: &[Vec<f64>; 2]) -> Cable<'_> {
        let parent = &self.tree.parent;
        let nodes = parent.len();
        // Below the cut; above it, on the way to the skull; or aside, in the other leg.
        let mut below = vec![false; nodes];
        below[cut] = true;
        for node in cut + 1..nodes {
            below[node] = below[parent[node]];
        }
        let mut above = vec![false; nodes];
        let mut node = parent[cut];
        while node != 0 {
            above[node] = true;
            node = parent[node];
        }
        let mut cable = Cable {
            parent,
            bed: vec![1.0; nodes],
            upright: vec![1.0; nodes],
            stiffness: vec![1.0; nodes],
            rest: vec![[0.0; 2]; nodes],
            toe: vec![[1.0; 2]; nodes],
            hold: vec![[1.0; 2]; nodes],
        };
        for node in 1..nodes {
            let end = &ends[node];
            let pulls = below[node] || above[node];
            // A longer segment pulls harder the more it is stretched upright and the sooner it is straight; a shorter one
            // the other way round.
            let hard = pulls && node != cut;
            cable.bed[node] = end.bed[usize::from(pulls)];
            // A stretched segment is stretched more by the same millimetres if it is short upright; so is a slackened one.
            cable.upright[node] = end.upright[usize::from(!hard)];
            cable.stiffness[node] = end.stiffness;
            let (hard, soft) = (usize::from(hard), usize::from(!hard));
            cable.rest[node] = [end.rest[soft], end.rest[hard]];
            cable.toe[node] = [end.toe[hard], end.toe[soft]];
            let [weak, strong] =
                [springs[0][node] * (1.0 - ROUNDING), springs[1][node] * (1.0 + ROUNDING)];
            // Below the cut nodes should go away from it: held strongly when they come up, weakly when they go down.
            cable.hold[node] = if below[node] { [strong, weak] } else { [weak, strong] };
        }
        cable
    }
}

/// By how much a joint makes a bed longer: the corners of arm and angle.
fn change(bend: &Bend, postures: &PostureBox, parameters: &ParameterBox) -> Range {
    let mut out = [f64::INFINITY, f64::NEG_INFINITY];
    for arm in [&parameters.low, &parameters.high] {
        for angle in postures.range(bend.coordinate) {
            let change = bend.sign * arm.get(bend.arm) * angle;
            out = [out[0].min(change), out[1].max(change)];
        }
    }
    out
}

/// Positive numbers moved outwards by more than their rounding.
fn outwards([low, high]: Range) -> Range {
    [low - low.abs() * ROUNDING, high + high.abs() * ROUNDING]
}

/// Strain of the segment against its shortest upright length, with all that the search may have left over.
fn worst(cable: &Cable<'_>, cut: usize, upright: Range, memory: &mut Memory) -> f64 {
    let mut slid = Vec::new();
    settle(cable, &mut slid, memory);
    let mut force = Vec::new();
    cable.left_over(&slid, &mut force);
    // A force left over at any node moves a node by at most that force over the node's own spring.
    let pulls = (1..cable.nodes()).fold(0.0, |sum, node| {
        let rounded = cable.stiffness[node] * 4.0 * ROUNDING;
        sum + force[node].abs() + rounded
    });
    let slack = |node: usize| {
        let [a, b] = cable.hold[node];
        if node == 0 { 0.0 } else { pulls / a.min(b) }
    };
    let length = cable.length(cut, &slid) + slack(cut) + slack(cable.parent[cut]);
    length / upright[0] - 1.0 + 4.0 * ROUNDING
}
