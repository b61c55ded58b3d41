//! Pieces of path around an ellipsoid in lanes: the choices of `wrap::ellipsoid`, and Newton's method on geodesics whose
//! neighbours say how the end moves.

use pulp::Simd;

use super::drum::{Tried, Way};
use super::lanes::{Lanes, Mask, Vector, cross, dot, minus, plus, scaled};
use super::strand::{Care, ROWS, Strand};
use crate::model::Side;
use crate::wrap::{ALIKE, LONGEST_STEP, TOUCHING};

/// Newton steps, coarse and fine ones.
const MOST_STEPS: [usize; 2] = [40, 12];
/// How geodesics are integrated first, and in the end.
const CARE: [Care; 2] = [Care { rows: 4, stride: 0.7 }, Care { rows: ROWS, stride: 0.4 }];
/// Misses, of the largest half axis, that are small enough for each: the last step takes the square of the fine one.
const ENOUGH: [f64; 2] = [1e-6, 1e-9];
/// Pieces of the plane section that is the first guess.
const CHORDS: usize = 8;

/// An ellipsoid about the middle of its frame.
#[derive(Debug, Clone, Copy)]
pub struct Egg {
    /// Half axes, metres.
    pub axes: [f64; 3],
    /// The part that counts.
    pub side: Side,
}

/// Where a line from a point touches, for every angle: `middle + cos right + sin over`, metres.
#[derive(Clone, Copy)]
struct Rim<S: Simd> {
    middle: Vector<S>,
    right: Vector<S>,
    over: Vector<S>,
}

/// A way that was looked for.
#[derive(Clone, Copy)]
struct Found<S: Simd> {
    good: Mask<S>,
    entry: Vector<S>,
    exit: Vector<S>,
    arc: Lanes<S>,
}

impl Egg {
    /// Tries the piece from `p` to `q`, both in the ellipsoid's frame; and where it must wrap but no way was found.
    #[inline(always)]
    pub fn attempt<S: Simd>(&self, p: Vector<S>, q: Vector<S>) -> (Tried<S>, Mask<S>) {
        let zero = p[0].same(0.0);
        let one = zero.same(1.0);
        let no = Mask::all(zero, false);
        let (a, b) = (self.ball(p), self.ball(q));
        let (aa, bb) = (dot(a, a), dot(b, b));
        let edge = zero.same(1.0 + TOUCHING);
        let outside = edge.below(aa).and(edge.below(bb));
        let alike = dot(unit(p), unit(q)) - one;
        let d = minus(b, a);
        let (dd, ad) = (dot(d, d), dot(a, d));
        let inside = ad * ad - dd * (aa - one);
        let cuts = zero.below(inside).and(zero.below(dd));
        let (at, half) = (-ad / dd, inside.sqrt() / dd);
        let both = zero.below(at - half).and((at + half).below(one));
        let must = outside.and(cuts).and(both).and(zero.same(ALIKE).at_most(alike.abs()));
        let mut found = Found { good: no, entry: p, exit: q, arc: zero };
        let middle = plus(a, scaled(d, at));
        for seed in 0..self.seeds() {
            let tries = must.and(found.good.not());
            if !tries.any() {
                break;
            }
            let new = self.find((p, q), (a, b), self.towards(seed, middle), tries);
            found = Found {
                good: found.good.or(new.good),
                entry: new.good.pick_vector(new.entry, found.entry),
                exit: new.good.pick_vector(new.exit, found.exit),
                arc: new.good.pick(new.arc, found.arc),
            };
        }
        let (before, after) = (minus(found.entry, p), minus(q, found.exit));
        let whole = dot(before, before).sqrt() + found.arc + dot(after, after).sqrt();
        let way = Way { entry: found.entry, exit: found.exit, arc: found.arc, whole };
        (Tried { must: found.good, may: no, left: no, way }, must.and(found.good.not()))
    }

    /// Divided by the half axes the surface is the unit sphere.
    #[inline(always)]
    fn ball<S: Simd>(&self, v: Vector<S>) -> Vector<S> {
        let [a, b, c] = self.axes;
        [v[0] / v[0].same(a), v[1] / v[1].same(b), v[2] / v[2].same(c)]
    }

    #[inline(always)]
    fn shaped<S: Simd>(&self, v: Vector<S>) -> Vector<S> {
        [v[0].times(self.axes[0]), v[1].times(self.axes[1]), v[2].times(self.axes[2])]
    }

    fn weights(&self) -> [f64; 3] {
        let [a, b, c] = self.axes;
        [1.0 / (a * a), 1.0 / (b * b), 1.0 / (c * c)]
    }

    fn largest(&self) -> f64 {
        self.axes[0].max(self.axes[1]).max(self.axes[2])
    }

    /// How many directions there are towards which the path may give way.
    fn seeds(&self) -> usize {
        if matches!(self.side, Side::Half { .. }) { 2 } else { 1 }
    }

    /// The first is outwards from the middle of the cut, turned to the side that counts; the second that side itself.
    #[inline(always)]
    fn towards<S: Simd>(&self, seed: usize, middle: Vector<S>) -> Vector<S> {
        let zero = middle[0].same(0.0);
        let w = self.weights();
        let out = [middle[0].times(w[0]), middle[1].times(w[1]), middle[2].times(w[2])];
        let some = zero.below(dot(out, out));
        let mut out = some.pick_vector(out, [zero, zero, zero.same(1.0)]);
        if let Side::Half { axis, positive } = self.side {
            let sign = if positive { 1.0 } else { -1.0 };
            if seed == 1 {
                out = [zero; 3];
                out[axis] = zero.same(sign);
                return out;
            }
            out[axis] = out[axis].abs().times(sign);
        }
        unit(out)
    }

    /// The way around that starts from the plane section in a direction, where it is asked for.
    #[inline(always)]
    fn find<S: Simd>(
        &self,
        (p, q): (Vector<S>, Vector<S>),
        (a, b): (Vector<S>, Vector<S>),
        towards: Vector<S>,
        tries: Mask<S>,
    ) -> Found<S> {
        let zero = p[0].same(0.0);
        let w = self.weights();
        let weights = [zero.same(w[0]), zero.same(w[1]), zero.same(w[2])];
        let largest = zero.same(self.largest());
        let rim = self.rim(a);
        let (mut angle, mut length, sensible) = self.guess(a, b, towards);
        let mut alive = tries.and(sensible);
        let mut found = Found { good: Mask::all(zero, false), entry: p, exit: q, arc: zero };
        for phase in 0..2 {
            let mut turning = alive;
            for _ in 0..MOST_STEPS[phase] {
                if !turning.any() {
                    break;
                }
                let (sin, cos) = angle.sin_cos();
                let start = plus(rim.middle, plus(scaled(rim.right, cos), scaled(rim.over, sin)));
                let slide = minus(scaled(rim.over, cos), scaled(rim.right, sin));
                let line = minus(start, p);
                let reach = dot(line, line).sqrt();
                let heading = scaled(line, zero.same(1.0) / reach);
                let normal = unit(times(weights, start));
                let forward = dot(slide, heading);
                let aside = dot(slide, cross(normal, heading));
                let strand = Strand { place: start, heading, aside, spread: aside / reach };
                let (end, whole) = strand.advanced(w, turning.pick(length, zero), CARE[phase]);
                // The frame at the end: direction, outwards, and to the left seen from outside.
                let gradient = times(weights, end.place);
                let steep = dot(gradient, gradient).sqrt();
                let normal = scaled(gradient, zero.same(1.0) / steep);
                let left = cross(normal, end.heading);
                let gap = minus(q, end.place);
                let (up, over, ahead) = (dot(gap, normal), dot(gap, left), dot(gap, end.heading));
                // How the normal tilts along the direction and to the left (the second fundamental form).
                let tilt = times(weights, end.heading);
                let tt = dot(tilt, end.heading) / steep;
                let tl = dot(tilt, left) / steep;
                let ll = dot(times(weights, left), left) / steep;
                let along = forward * tt + end.aside * tl;
                let across = forward * tl + end.aside * ll;
                let by_angle = [
                    ahead * along + over * across,
                    -(end.aside + across * up + end.spread * ahead),
                ];
                let by_length = [ahead * tt + over * tl, -(tl * up)];
                let determinant = by_angle[0] * by_length[1] - by_length[0] * by_angle[1];
                let turn = (by_length[1] * up - by_length[0] * over) / determinant;
                let grow = (by_angle[0] * over - by_angle[1] * up) / determinant;
                let limit = largest.same(LONGEST_STEP);
                let finite =
                    turn.abs().at_most(zero.same(1e9)).and(grow.abs().at_most(zero.same(1e9)));
                let going = turning.and(whole).and(finite);
                alive = alive.and(turning.not().or(going));
                let near = largest.times(ENOUGH[phase]);
                let hits = going.and(up.abs().at_most(near)).and(over.abs().at_most(near));
                if phase == 1 {
                    let (angle, arc) = (angle - turn, length - grow);
                    let (sin, cos) = angle.sin_cos();
                    let start =
                        plus(rim.middle, plus(scaled(rim.right, cos), scaled(rim.over, sin)));
                    let forward = -(forward * turn) - grow;
                    let exit = end.shifted(left, forward, -turn);
                    // It goes on towards q, not away from it.
                    let good = hits.and(zero.at_most(ahead)).and(zero.at_most(arc));
                    found = Found {
                        good: found.good.or(good),
                        entry: good.pick_vector(start, found.entry),
                        exit: good.pick_vector(exit, found.exit),
                        arc: good.pick(arc, found.arc),
                    };
                }
                turning = going.and(hits.not());
                let one = zero.same(1.0);
                let damp = smaller(limit / turn.abs(), limit * largest / grow.abs());
                let damp = smaller(damp, one);
                angle = turning.pick(angle - damp * turn, angle);
                let longer = length - damp * grow;
                let longer = zero.below(longer).pick(longer, zero);
                length = turning.pick(longer, length);
            }
            alive = alive.and(turning.not());
        }
        found
    }

    /// The touching points of lines from `a` in the ball's space.
    #[inline(always)]
    fn rim<S: Simd>(&self, a: Vector<S>) -> Rim<S> {
        let (zero, one) = (a[0].same(0.0), a[0].same(1.0));
        let squared = dot(a, a);
        let radius = (one - one / squared).sqrt();
        // The axis that is most across.
        let size = [a[0].abs(), a[1].abs(), a[2].abs()];
        let second = size[1].below(size[0]);
        let third = size[2].below(smaller(size[0], size[1]));
        let helper = second.pick_vector([zero, one, zero], [one, zero, zero]);
        let helper = third.pick_vector([zero, zero, one], helper);
        let right = unit(cross(a, helper));
        let over = unit(cross(a, right));
        Rim {
            middle: self.shaped(scaled(a, one / squared)),
            right: self.shaped(scaled(right, radius)),
            over: self.shaped(scaled(over, radius)),
        }
    }

    /// Angle of the touching point and length on the surface of the section by the plane through both ends that gives way in a
    /// direction, and where there is one.
    #[inline(always)]
    fn guess<S: Simd>(
        &self,
        a: Vector<S>,
        b: Vector<S>,
        towards: Vector<S>,
    ) -> (Lanes<S>, Lanes<S>, Mask<S>) {
        let (zero, one) = (a[0].same(0.0), a[0].same(1.0));
        let d = unit(minus(b, a));
        let up = minus(towards, scaled(d, dot(towards, d)));
        let sensible = zero.same(1e-12).at_most(dot(up, up));
        let up = unit(up);
        let normal = cross(d, up);
        let off = dot(a, normal);
        let middle = scaled(normal, off);
        let rest = one - off * off;
        let radius = zero.below(rest).pick(rest, zero).sqrt();
        // Touching points in the plane, seen from the section's middle: from p clockwise over `up` to q.
        let from = touch(radius, [dot(a, d), dot(a, up)], false);
        let to = touch(radius, [dot(b, d), dot(b, up)], true);
        let sweep = (to[0] * from[1] - to[1] * from[0]).atan2(to[0] * from[0] + to[1] * from[1]);
        let sweep = sweep.below(zero).pick(sweep + one.same(std::f64::consts::TAU), sweep);
        let (sin, cos) = sweep.times(1.0 / CHORDS as f64).sin_cos();
        let mut here = from;
        let mut length = zero;
        for _ in 0..CHORDS {
            let next = [here[0] * cos + here[1] * sin, here[1] * cos - here[0] * sin];
            let gap = plus(scaled(d, next[0] - here[0]), scaled(up, next[1] - here[1]));
            let gap = self.shaped(gap);
            length = length + dot(gap, gap).sqrt();
            here = next;
        }
        let start = self.shaped(plus(middle, plus(scaled(d, from[0]), scaled(up, from[1]))));
        let rim = self.rim(a);
        let start = self.ball(minus(start, rim.middle));
        let angle = dot(start, self.ball(rim.over)).atan2(dot(start, self.ball(rim.right)));
        (angle, length, sensible)
    }
}

/// Where a line from a point of the plane touches a circle about its origin, to the left of the point or to the right.
#[inline(always)]
fn touch<S: Simd>(radius: Lanes<S>, end: [Lanes<S>; 2], left: bool) -> [Lanes<S>; 2] {
    let squared = end[0] * end[0] + end[1] * end[1];
    let rest = squared - radius * radius;
    let zero = rest.same(0.0);
    let reach = zero.below(rest).pick(rest, zero).sqrt();
    let reach = if left { reach } else { -reach };
    let by = radius / squared;
    [by * (radius * end[0] - reach * end[1]), by * (radius * end[1] + reach * end[0])]
}

#[inline(always)]
fn unit<S: Simd>(v: Vector<S>) -> Vector<S> {
    scaled(v, v[0].same(1.0) / dot(v, v).sqrt())
}

/// Part by part.
#[inline(always)]
fn times<S: Simd>(a: Vector<S>, b: Vector<S>) -> Vector<S> {
    [a[0] * b[0], a[1] * b[1], a[2] * b[2]]
}

#[inline(always)]
fn smaller<S: Simd>(a: Lanes<S>, b: Lanes<S>) -> Lanes<S> {
    b.below(a).pick(b, a)
}
