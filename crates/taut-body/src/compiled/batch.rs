//! Many poses: blocks of lanes, shared out among threads; or one pose alone.

use std::num::NonZeroUsize;

use pulp::{Arch, Simd, WithSimd};

use super::Rig;
use super::paths::{Form, Kind};
use super::run::{Posed, Spots, spots, varying};
use super::scene::Scene;
use super::slow::{Alone, places};
use crate::pose::Pose;

/// Lengths and moment arms of one or many poses, and the memory they were worked out in, which is used again.
#[derive(Debug, Clone, Default)]
pub struct Gauged {
    poses: usize,
    width: usize,
    lengths: usize,
    columns: usize,
    /// For each block of `width` poses column after column, poses side by side.
    table: Vec<f64>,
    lost: Vec<(usize, usize)>,
    memory: Vec<Memory>,
}

/// What one thread works in.
#[derive(Debug, Clone, Default)]
struct Memory {
    q: Vec<f64>,
    slopes: Vec<f64>,
    frames: Vec<f64>,
    screws: Vec<f64>,
    points: Vec<f64>,
    surfaces: Vec<f64>,
    rates: Vec<f64>,
    lost: Vec<(usize, usize)>,
}

impl Gauged {
    /// Number of poses.
    #[must_use]
    pub fn len(&self) -> usize {
        self.poses
    }

    /// Whether there is no pose.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.poses == 0
    }

    /// Length of a muscle in a pose, metres; `muscle` counts as in [`Rig::muscles`].
    ///
    /// # Panics
    /// A number beyond those of the rig, or of the poses.
    #[must_use]
    pub fn length(&self, pose: usize, muscle: usize) -> f64 {
        assert!(muscle < self.lengths, "there is no muscle {muscle}");
        self.at(pose, muscle)
    }

    /// A moment arm in a pose, metres a radian or metre of the coordinate; `pair` counts as in [`Rig::pairs`].
    ///
    /// # Panics
    /// A number beyond those of the rig, or of the poses.
    #[must_use]
    pub fn arm(&self, pose: usize, pair: usize) -> f64 {
        assert!(pair < self.columns - self.lengths, "there is no pair {pair}");
        self.at(pose, self.lengths + pair)
    }

    /// Poses and muscles, counting as in [`Rig::muscles`], where no way around a surface was found: their lengths and arms
    /// here are 0 and mean nothing.
    #[must_use]
    pub fn lost(&self) -> &[(usize, usize)] {
        &self.lost
    }

    fn at(&self, pose: usize, column: usize) -> f64 {
        assert!(pose < self.poses, "there is no pose {pose}");
        self.table[(pose / self.width * self.columns + column) * self.width + pose % self.width]
    }

    fn reshape(&mut self, rig: &Rig, poses: usize, width: usize, threads: usize) {
        self.poses = poses;
        self.width = width;
        self.lengths = rig.muscles().len();
        self.columns = self.lengths + rig.pairs().len();
        self.table.resize(poses.div_ceil(width) * self.columns * width, 0.0);
        self.memory.resize_with(threads.max(self.memory.len()), Memory::default);
        self.lost.clear();
        self.memory.iter_mut().for_each(|memory| memory.lost.clear());
    }

    fn gather(&mut self) {
        let lost = self.memory.iter().flat_map(|memory| &memory.lost);
        self.lost.extend(lost);
    }
}

impl Rig {
    /// Lengths and arms of these poses. The bits do not depend on the number of threads, nor on the machine's vectors.
    #[must_use]
    pub fn gauge(&self, poses: &[Pose], threads: NonZeroUsize) -> Gauged {
        let mut out = Gauged::default();
        self.gauge_in(&mut out, poses, threads);
        out
    }

    /// As [`Rig::gauge`], into memory that is used again.
    pub fn gauge_in(&self, out: &mut Gauged, poses: &[Pose], threads: NonZeroUsize) {
        if poses.len() == 1 {
            // Alone, a pose needs no other lanes.
            out.reshape(self, 1, 1, 1);
            let Gauged { table, memory, .. } = out;
            self.blocks(pulp::Scalar, (0, poses), table, &mut memory[0]);
            out.gather();
            return;
        }
        let arch = Arch::new();
        let width = arch.dispatch(Width);
        out.reshape(self, poses.len(), width, threads.get());
        let share = poses.len().div_ceil(width).div_ceil(threads.get()).max(1);
        let cells = (share * out.columns * width).max(1);
        let Gauged { table, memory, .. } = out;
        let cut = poses.chunks(share * width).enumerate();
        let cut = cut.map(|(part, poses)| (part * share * width, poses));
        let mut parts: Vec<_> = cut.zip(table.chunks_mut(cells)).zip(memory).collect();
        // The last part runs here, so that one thread starts no other.
        let last = parts.pop();
        std::thread::scope(|scope| {
            for ((poses, table), memory) in parts {
                scope.spawn(move || arch.dispatch(Blocks { rig: self, poses, table, memory }));
            }
            if let Some(((poses, table), memory)) = last {
                arch.dispatch(Blocks { rig: self, poses, table, memory });
            }
        });
        out.gather();
    }

    #[inline(always)]
    fn blocks<S: Simd>(
        &self,
        simd: S,
        (mut first, poses): (usize, &[Pose]),
        table: &mut [f64],
        memory: &mut Memory,
    ) {
        let width = S::F64_LANES;
        let columns = self.paths.muscles.len() + self.paths.pairs.len();
        memory.reshape(self, width);
        for (poses, table) in poses.chunks(width).zip(table.chunks_exact_mut(columns * width)) {
            for lane in 0..width {
                let values = poses.get(lane).unwrap_or(&poses[0]).values();
                for (at, value) in values.iter().enumerate() {
                    memory.q[at * width + lane] = *value;
                }
                for (at, slope) in varying(&self.tree, &self.model, values).iter().enumerate() {
                    memory.slopes[at * width + lane] = *slope;
                }
            }
            self.block(simd, table, memory);
            self.astray((first, poses.len()), table, memory, width);
            if self.slow {
                self.alone((first, poses), table, memory, width);
            }
            first += width;
        }
    }

    #[inline(always)]
    fn block<S: Simd>(&self, simd: S, table: &mut [f64], memory: &mut Memory) {
        let q = S::as_simd_f64s(&memory.q).0;
        let slopes = S::as_simd_f64s(&memory.slopes).0;
        let frames = S::as_mut_simd_f64s(&mut memory.frames).0;
        let screws = S::as_mut_simd_f64s(&mut memory.screws).0;
        self.tree.run(simd, q, slopes, frames, screws);
        let points = S::as_mut_simd_f64s(&mut memory.points).0;
        let surfaces = S::as_mut_simd_f64s(&mut memory.surfaces).0;
        let rates = S::as_mut_simd_f64s(&mut memory.rates).0;
        let out = Spots { points: &mut *points, surfaces: &mut *surfaces, rates: &mut *rates };
        spots(simd, &self.paths, Posed { q, slopes, frames }, out);
        let scene = Scene { simd, paths: &self.paths, q, screws, points, surfaces, rates };
        let table = S::as_mut_simd_f64s(table).0;
        let (lengths, arms) = table.split_at_mut(self.paths.muscles.len());
        scene.run(lengths, arms);
    }

    /// Notes the ways around ellipsoids that were not found: their lengths are NaN so far.
    fn astray(
        &self,
        (first, poses): (usize, usize),
        table: &mut [f64],
        memory: &mut Memory,
        width: usize,
    ) {
        let (lengths, arms) = table.split_at_mut(self.paths.muscles.len() * width);
        for (at, track) in self.paths.tracks.iter().enumerate() {
            let Kind::Single(single) = &track.kind else { continue };
            if !matches!(single.form, Form::Egg(_)) {
                continue;
            }
            for lane in 0..width {
                let length = &mut lengths[at * width + lane];
                if !length.is_nan() {
                    continue;
                }
                *length = 0.0;
                let muscle = self.paths.muscles[at];
                for (pair, _) in self.paths.pairs.iter().enumerate().filter(|(_, p)| p.0 == muscle)
                {
                    arms[pair * width + lane] = 0.0;
                }
                if lane < poses {
                    memory.lost.push((first + lane, at));
                }
            }
        }
    }

    /// The muscles whose ways are worked out one pose at a time.
    fn alone(
        &self,
        (first, poses): (usize, &[Pose]),
        table: &mut [f64],
        memory: &mut Memory,
        width: usize,
    ) {
        let (lengths, arms) = table.split_at_mut(self.paths.muscles.len() * width);
        let mut lost = Vec::new();
        for (lane, pose) in poses.iter().enumerate() {
            let alone = Alone {
                model: &self.model,
                values: pose.values().to_vec(),
                places: places(&self.tree, &memory.frames, (width, lane)),
                lane: (width, lane),
                screws: &memory.screws,
                rates: &memory.rates,
                terms: &self.paths.terms,
            };
            for (at, track) in self.paths.tracks.iter().enumerate() {
                if let Kind::Slow(slow) = &track.kind {
                    let length = alone.run(slow, arms);
                    lengths[at * width + lane] = length.unwrap_or_default();
                    if length.is_none() {
                        lost.push((first + lane, at));
                    }
                }
            }
        }
        memory.lost.extend(lost);
    }
}

impl Memory {
    fn reshape(&mut self, rig: &Rig, width: usize) {
        let paths = &rig.paths;
        let size = |list: &mut Vec<f64>, numbers: usize| list.resize(numbers * width, 0.0);
        size(&mut self.q, rig.model.coordinates.len());
        size(&mut self.slopes, rig.tree.varying.len());
        size(&mut self.frames, rig.tree.frame_numbers());
        size(&mut self.screws, rig.tree.screw_numbers());
        size(&mut self.points, 3 * (paths.spots.len() + paths.movers.len()));
        size(&mut self.surfaces, super::step::FRAME * paths.surfaces.len());
        size(&mut self.rates, 3 * paths.rates);
    }
}

/// How many lanes the machine's widest vectors have.
struct Width;

impl WithSimd for Width {
    type Output = usize;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> usize {
        S::F64_LANES
    }
}

/// The blocks of one thread.
struct Blocks<'a> {
    rig: &'a Rig,
    poses: (usize, &'a [Pose]),
    table: &'a mut [f64],
    memory: &'a mut Memory,
}

impl WithSimd for Blocks<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        self.rig.blocks(simd, self.poses, self.table, self.memory);
    }
}
