//! Frames that move against each other and the screws of the joints between them, worked out for one model and run in lanes.

use std::collections::BTreeMap;

use pulp::Simd;

use super::drive::{Drive, Slope};
use super::lanes::Lanes;
use super::step::{Amount, FRAME, Factor, Own, Part, SCREW, Step, Turn, load};
use crate::model::{Joint, Model};
use crate::space::{Placement, product, sum, turn};

/// The moving frames of a model. Frame 0 is the ground; each other one is the child's side of a joint that moves.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// For each body: its frame, and its place in that frame.
    pub bodies: Vec<(usize, Placement)>,
    /// For each frame but the ground: the frame before it.
    pub parents: Vec<usize>,
    steps: Vec<Step>,
    /// Screws in order: of which frame against its parent, and by which coordinate without coupler.
    screws: Vec<(usize, usize)>,
    /// Sums of screws, each of (screw, whether it counts as is).
    sums: Vec<Vec<(usize, bool)>>,
    index: BTreeMap<Vec<(usize, bool)>, usize>,
    /// For each coordinate the slopes by those without coupler that set it.
    pub factors: Vec<Vec<(usize, Factor)>>,
    /// Slopes of coordinates behind couplers that are not linear: which coordinate by which.
    pub varying: Vec<(usize, usize)>,
}

impl Tree {
    /// The frames and screws of a model.
    pub fn new(model: &Model) -> Self {
        let mut varying = Vec::new();
        let mut tree = Self {
            bodies: vec![(0, Placement::identity()); model.bodies.len()],
            parents: vec![0],
            factors: factors(model, &mut varying),
            ..Self::default()
        };
        tree.varying = varying;
        for joint in &model.joints {
            let (frame, place) = tree.bodies[joint.parent.body];
            let seat = place.then(&joint.parent.offset);
            let back = joint.child.offset.inverse();
            if joint.motions.iter().all(|motion| motion.function.is_constant()) {
                let here = seat.then(&fixed(joint)).then(&back);
                tree.bodies[joint.child.body] = (frame, here);
                continue;
            }
            let new = tree.parents.len();
            tree.parents.push(frame);
            tree.bodies[joint.child.body] = (new, back);
            let step = tree.step(joint, frame, seat);
            tree.steps.push(step);
        }
        tree
    }

    fn step(&mut self, joint: &Joint, parent: usize, seat: Placement) -> Step {
        let frame = self.parents.len() - 1;
        let drive = |i: usize| {
            let motion = &joint.motions[i];
            let moves = !motion.function.is_constant();
            moves.then(|| Drive::new(&motion.function, &motion.coordinates))
        };
        let still = |i: usize| {
            joint.motions[i].function.value(&vec![0.0; joint.motions[i].coordinates.len()])
        };
        let turns = (0..3).map(|i| {
            let axis = joint.motions[i].axis;
            let Some(drive) = drive(i) else { return Turn::Fixed(turn(axis, still(i))) };
            let unit = axis.iter().position(|part| part.abs() == 1.0);
            match unit {
                Some(at) => Turn::Basis(at, axis[at], drive),
                None => Turn::Any(axis, drive),
            }
        });
        let shifts = (3..6).map(|i| {
            let amount = drive(i).map_or_else(|| Amount::Fixed(still(i)), Amount::Moves);
            (joint.motions[i].axis, amount)
        });
        let mut coordinates = joint.coordinates.clone();
        coordinates.sort_unstable();
        let mut own = Vec::new();
        for coordinate in coordinates {
            let slope =
                |i: usize| (i, drive(i).map_or(Slope::Constant(0.0), |d| d.slope(coordinate)));
            let mut motions: Vec<(usize, Slope)> = (0..6).map(slope).collect();
            motions.retain(|(_, slope)| *slope != Slope::Constant(0.0));
            if motions.is_empty() {
                continue;
            }
            let screws = &mut self.screws;
            let parts = self.factors[coordinate].iter().map(|(free, factor)| {
                let found = screws.iter().position(|screw| *screw == (frame, *free));
                let screw = found.unwrap_or_else(|| {
                    screws.push((frame, *free));
                    screws.len() - 1
                });
                Part { screw, factor: *factor, first: found.is_none() }
            });
            own.push(Own { motions, parts: parts.collect() });
        }
        let turned_seat = seat.rotation != Placement::<f64>::identity().rotation;
        Step { parent, seat, turned_seat, turns: turns.collect(), shifts: shifts.collect(), own }
    }

    /// Numbers of all frames.
    pub fn frame_numbers(&self) -> usize {
        self.parents.len() * FRAME
    }

    /// Numbers of all screws and sums of screws.
    pub fn screw_numbers(&self) -> usize {
        (self.screws.len() + self.sums.len()) * SCREW
    }

    /// For each coordinate that moves frame `to` against frame `from`: its index, the screw or sum of screws by it, and whether
    /// that counts as is or negated.
    pub fn between(&mut self, from: usize, to: usize) -> Vec<(usize, usize, bool)> {
        let chain = |mut frame: usize| {
            let mut out = Vec::new();
            while frame != 0 {
                out.push(frame);
                frame = self.parents[frame];
            }
            out
        };
        let (up, down) = (chain(from), chain(to));
        let mut by: BTreeMap<usize, Vec<(usize, bool)>> = BTreeMap::new();
        for (index, (frame, coordinate)) in self.screws.iter().enumerate() {
            let (leaves, enters) = (up.contains(frame), down.contains(frame));
            if leaves != enters {
                by.entry(*coordinate).or_default().push((index, enters));
            }
        }
        let mut out = Vec::new();
        for (coordinate, mut list) in by {
            let sign = list[0].1;
            list.iter_mut().for_each(|(_, counts)| *counts = *counts == sign);
            let screw = match list.as_slice() {
                [(screw, _)] => *screw,
                _ => {
                    let new = self.screws.len() + self.sums.len();
                    let sums = &mut self.sums;
                    *self.index.entry(list.clone()).or_insert_with(|| {
                        sums.push(list);
                        new
                    })
                }
            };
            out.push((coordinate, screw, sign));
        }
        out
    }

    /// Places all frames and works out all screws.
    #[inline(always)]
    pub fn run<S: Simd>(
        &self,
        simd: S,
        q: &[S::f64s],
        slopes: &[S::f64s],
        frames: &mut [S::f64s],
        screws: &mut [S::f64s],
    ) {
        let (zero, one) = (Lanes::of(simd, 0.0), Lanes::of(simd, 1.0));
        for (i, slot) in frames[..FRAME].iter_mut().enumerate() {
            *slot = if i < 9 && i % 4 == 0 { one.inner } else { zero.inner };
        }
        for (i, step) in self.steps.iter().enumerate() {
            let (before, here) = frames.split_at_mut((i + 1) * FRAME);
            let (axes, origin) = load(simd, &before[step.parent * FRAME..]);
            step.run(simd, q, slopes, (axes, origin), &mut here[..FRAME], screws);
        }
        let (single, sums) = screws.split_at_mut(self.screws.len() * SCREW);
        for (sum, out) in self.sums.iter().zip(sums.chunks_exact_mut(SCREW)) {
            for (i, slot) in out.iter_mut().enumerate() {
                let mut total = Lanes::new(simd, single[sum[0].0 * SCREW + i]);
                for (screw, counts) in &sum[1..] {
                    let part = Lanes::new(simd, single[screw * SCREW + i]);
                    total = if *counts { total + part } else { total - part };
                }
                *slot = total.inner;
            }
        }
    }
}

/// The motion of a joint that never moves.
fn fixed(joint: &Joint) -> Placement {
    let mut out = Placement::identity();
    for (i, motion) in joint.motions.iter().enumerate() {
        let amount = motion.function.value(&vec![0.0; motion.coordinates.len()]);
        if i < 3 {
            out.rotation = product(&out.rotation, &turn(motion.axis, amount));
        } else {
            out.position = sum(out.position, motion.axis.map(|a| a * amount));
        }
    }
    out
}

/// For each coordinate the slopes by those without coupler that set it.
fn factors(model: &Model, varying: &mut Vec<(usize, usize)>) -> Vec<Vec<(usize, Factor)>> {
    let count = model.coordinates.len();
    // Slopes are the same everywhere if all couplers on the way are linear.
    let mut linear = vec![true; count];
    for coupler in &model.couplers {
        let drive = Drive::new(&coupler.function, &coupler.independent);
        let own = coupler.independent.iter().all(|i| drive.slope(*i) != Slope::Varies);
        linear[coupler.dependent] = own && coupler.independent.iter().all(|i| linear[*i]);
    }
    let drives = crate::screws::drives(model, &vec![0.0; count]);
    let mut out = Vec::new();
    for (coordinate, list) in drives.into_iter().enumerate() {
        let factor = |(free, slope): (usize, f64)| {
            if linear[coordinate] {
                return (free, Factor::Constant(slope));
            }
            varying.push((coordinate, free));
            (free, Factor::Varies(varying.len() - 1))
        };
        out.push(list.into_iter().map(factor).collect());
    }
    out
}
