//! One block of poses: frames, screws and points, then every muscle's length and arms.

use pulp::Simd;

use super::double::double;
use super::drive::Slope;
use super::lanes::{Lanes, Mask, Vector, dot, minus, plus, store, three};
use super::paths::{Candidate, Form, Kind, Line, Mover, Part, Paths, Single};
use super::scene::{Scene, combined, local, outside, ray};
use super::step::{FRAME, Factor, along, load, turned};
use super::tree::Tree;
use crate::model::Condition;
use crate::path::CONDITION_SLACK;

/// Numbers of the pose that points depend on.
#[derive(Clone, Copy)]
pub struct Posed<'a, S: Simd> {
    /// Values of coordinates.
    pub q: &'a [S::f64s],
    /// Slopes behind couplers that are not linear.
    pub slopes: &'a [S::f64s],
    /// Frames.
    pub frames: &'a [S::f64s],
}

/// Memory for points, surfaces and rates of moving points.
pub struct Spots<'a, S: Simd> {
    /// Points in the ground frame.
    pub points: &'a mut [S::f64s],
    /// Frames of wrap surfaces.
    pub surfaces: &'a mut [S::f64s],
    /// Velocities of moving points.
    pub rates: &'a mut [S::f64s],
}

/// Works out points, frames of surfaces and rates of moving points.
#[inline(always)]
pub fn spots<S: Simd>(simd: S, paths: &Paths, posed: Posed<'_, S>, out: Spots<'_, S>) {
    let (fixed, moving) = out.points.split_at_mut(3 * paths.spots.len());
    for ((frame, place), slots) in paths.spots.iter().zip(fixed.chunks_exact_mut(3)) {
        let (axes, origin) = load(simd, &posed.frames[frame * FRAME..]);
        store::<S>(slots, plus(origin, along(&axes, *place)));
    }
    let mut rates = out.rates;
    for (mover, slots) in paths.movers.iter().zip(moving.chunks_exact_mut(3)) {
        let (own, rest) = rates.split_at_mut(3 * mover.rates.len());
        rates = rest;
        moved(simd, mover, posed, slots, own);
    }
    for ((frame, place), slots) in paths.surfaces.iter().zip(out.surfaces.chunks_exact_mut(FRAME)) {
        let (axes, origin) = load(simd, &posed.frames[frame * FRAME..]);
        let inner = turned(&axes, &place.rotation);
        store::<S>(&mut slots[0..3], inner[0]);
        store::<S>(&mut slots[3..6], inner[1]);
        store::<S>(&mut slots[6..9], inner[2]);
        store::<S>(&mut slots[9..12], plus(origin, along(&axes, place.position)));
    }
}

/// A moving point and its velocities.
#[inline(always)]
fn moved<S: Simd>(
    simd: S,
    mover: &Mover,
    posed: Posed<'_, S>,
    slots: &mut [S::f64s],
    rates: &mut [S::f64s],
) {
    let (axes, origin) = load(simd, &posed.frames[mover.frame * FRAME..]);
    let inner = turned(&axes, &mover.offset.rotation);
    let zero = Lanes::of(simd, 0.0);
    let mut value = [zero; 3];
    let mut slope = [zero; 3];
    for (i, part) in mover.parts.iter().enumerate() {
        match part {
            Part::Fixed(at) => value[i] = zero.same(*at),
            Part::Moves(drive, fixed) => {
                (value[i], slope[i]) = drive.evaluate(simd, posed.q);
                if let Slope::Constant(fixed) = fixed {
                    slope[i] = zero.same(*fixed);
                }
            }
        }
    }
    let base = plus(origin, along(&axes, mover.offset.position));
    store::<S>(slots, plus(base, combined(&inner, value)));
    for (factors, out) in mover.rates.iter().zip(rates.chunks_exact_mut(3)) {
        let mut by = [zero; 3];
        for i in 0..3 {
            by[i] = match factors[i] {
                None => zero,
                Some(Factor::Constant(factor)) => slope[i].times(factor),
                Some(Factor::Varies(at)) => slope[i] * Lanes::new(simd, posed.slopes[at]),
            };
        }
        store::<S>(out, combined(&inner, by));
    }
}

impl<S: Simd> Scene<'_, S> {
    /// Lengths and arms of all muscles but the slow ones; a length is NaN where no way around an ellipsoid was found.
    #[inline(always)]
    pub fn run(&self, lengths: &mut [S::f64s], arms: &mut [S::f64s]) {
        let zero = Lanes::of(self.simd, 0.0);
        arms.fill(zero.inner);
        for (track, slot) in self.paths.tracks.iter().zip(lengths) {
            let constant = zero.same(track.constant);
            let length = match &track.kind {
                Kind::Straight(lines) => self.straight(lines, arms),
                Kind::Conditional(conditions, candidates) => {
                    self.conditional(conditions, candidates, arms)
                }
                Kind::Single(single) => self.single(single, arms),
                Kind::Double(way) => double(self, way, arms),
                Kind::Slow(_) => continue,
            };
            *slot = (constant + length).inner;
        }
    }

    /// Where a condition holds.
    #[inline(always)]
    fn holds(&self, condition: &Condition) -> Mask<S> {
        let value = Lanes::new(self.simd, self.q[condition.coordinate]);
        let [low, high] = condition.range;
        let above = value.same(low - CONDITION_SLACK).at_most(value);
        above.and(value.at_most(value.same(high + CONDITION_SLACK)))
    }

    #[inline(always)]
    fn rates(&self, line: &Line, along: Vector<S>, arms: &mut [S::f64s]) {
        for (slot, rate, at_end) in &line.rates {
            let part = dot(along, three(self.simd, &self.rates[3 * rate..3 * rate + 3]));
            let slot = &mut arms[*slot];
            let before = Lanes::new(self.simd, *slot);
            *slot = if *at_end { before - part } else { before + part }.inner;
        }
    }

    #[inline(always)]
    fn straight(&self, lines: &[Line], arms: &mut [S::f64s]) -> Lanes<S> {
        let mut sum = Lanes::of(self.simd, 0.0);
        for line in lines {
            let ray = ray(self.point(line.from), self.point(line.to));
            sum = sum + ray.length;
            self.add(&line.terms, ray.along, ray.moment, arms);
            self.rates(line, ray.along, arms);
        }
        sum
    }

    #[inline(always)]
    fn conditional(
        &self,
        conditions: &[Condition],
        candidates: &[Candidate],
        arms: &mut [S::f64s],
    ) -> Lanes<S> {
        let zero = Lanes::of(self.simd, 0.0);
        let mut sum = zero;
        for candidate in candidates {
            let mut here = Mask::all(zero, true);
            for on in &candidate.on {
                here = here.and(self.holds(&conditions[*on]));
            }
            for off in &candidate.off {
                here = here.and(self.holds(&conditions[*off]).not());
            }
            if !here.any() {
                continue;
            }
            match &candidate.piece {
                Err(length) => sum = sum + here.pick(zero.same(*length), zero),
                Ok(line) => {
                    let ray = ray(self.point(line.from), self.point(line.to));
                    let along = here.pick_vector(ray.along, [zero; 3]);
                    let moment = here.pick_vector(ray.moment, [zero; 3]);
                    sum = sum + here.pick(ray.length, zero);
                    self.add(&line.terms, along, moment, arms);
                    self.rates(line, along, arms);
                }
            }
        }
        sum
    }

    #[inline(always)]
    fn single(&self, single: &Single, arms: &mut [S::f64s]) -> Lanes<S> {
        let zero = Lanes::of(self.simd, 0.0);
        let mut sum = self.straight(&single.lines, arms);
        let (axes, origin) = self.surface(single.surface);
        // The piece that wraps, and its way, in the surface's frame.
        let mut chosen = zero.same(-1.0);
        let no = Mask::all(zero, false);
        let (mut decided, mut lost) = (no, no);
        let mut least = zero.same(f64::INFINITY);
        let (mut entry, mut exit, mut arc) = ([zero; 3], [zero; 3], zero);
        for (i, piece) in single.pieces.iter().enumerate() {
            let p = local(&axes, origin, self.point(piece.from));
            let q = local(&axes, origin, self.point(piece.to));
            let (tried, none) = match &single.form {
                Form::Drum(drum) => (drum.attempt(p, q), no),
                Form::Egg(egg) => egg.attempt(p, q),
            };
            lost = lost.or(none.and(decided.not()));
            let wraps = tried.must.or(tried.may);
            if !wraps.any() {
                continue;
            }
            let d = minus(q, p);
            let cost = tried.way.whole - dot(d, d).sqrt();
            let takes = tried.must.or(tried.may.and(cost.below(least))).and(decided.not());
            least = takes.pick(cost, least);
            chosen = takes.pick(zero.same(i as f64), chosen);
            entry = takes.pick_vector(tried.way.entry, entry);
            exit = takes.pick_vector(tried.way.exit, exit);
            arc = takes.pick(tried.way.arc, arc);
            decided = decided.or(tried.must);
        }
        let (entry, exit) = (outside(&axes, origin, entry), outside(&axes, origin, exit));
        for (i, piece) in single.pieces.iter().enumerate() {
            let (p, q) = (self.point(piece.from), self.point(piece.to));
            let direct = ray(p, q);
            let here = (chosen - zero.same(i as f64)).abs().below(zero.same(0.5));
            if !here.any() {
                sum = sum + direct.length;
                self.add(&piece.into, direct.along, direct.moment, arms);
                self.add(&piece.out, direct.along, direct.moment, arms);
                continue;
            }
            let (into, out) = (ray(p, entry), ray(exit, q));
            sum = sum + here.pick(into.length + arc + out.length, direct.length);
            for (ray, terms) in [(into, &piece.into), (out, &piece.out)] {
                let along = here.pick_vector(ray.along, direct.along);
                let moment = here.pick_vector(ray.moment, direct.moment);
                self.add(terms, along, moment, arms);
            }
        }
        lost.pick(zero.same(f64::NAN), sum)
    }
}

/// Values of the slopes behind couplers that are not linear, one pose.
pub fn varying(tree: &Tree, model: &crate::Model, values: &[f64]) -> Vec<f64> {
    if tree.varying.is_empty() {
        return Vec::new();
    }
    let drives = crate::screws::drives(model, values);
    let slope = |(coordinate, free): &(usize, usize)| {
        let list = &drives[*coordinate];
        list.iter().find(|(c, _)| c == free).map_or(0.0, |(_, slope)| *slope)
    };
    tree.varying.iter().map(slope).collect()
}
