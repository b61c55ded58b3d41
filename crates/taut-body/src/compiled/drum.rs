//! Pieces of path around a cylinder in lanes: the choices and the closed form of `wrap::cylinder`, with masks for branches.

use pulp::Simd;

use super::lanes::{Lanes, Mask, Vector};
use crate::model::Side;
use crate::wrap::{PARALLEL, ROUNDED};

/// A cylinder about the z axis of its frame.
#[derive(Debug, Clone, Copy)]
pub struct Drum {
    /// Radius, metres.
    pub radius: f64,
    /// Length, metres.
    pub length: f64,
    /// The part that counts.
    pub side: Side,
}

/// What a cylinder does to a piece; the way around counts only where `must` or `may` holds.
#[derive(Clone, Copy)]
pub struct Tried<S: Simd> {
    /// The straight line cuts the surface.
    pub must: Mask<S>,
    /// The piece may go around.
    pub may: Mask<S>,
    /// Whether it does so to the left.
    pub left: Mask<S>,
    /// The way.
    pub way: Way<S>,
}

/// A way around a cylinder, in its frame.
#[derive(Clone, Copy)]
pub struct Way<S: Simd> {
    /// Where the path reaches the cylinder.
    pub entry: Vector<S>,
    /// Where the path leaves it.
    pub exit: Vector<S>,
    /// Length on it.
    pub arc: Lanes<S>,
    /// Length from end to end.
    pub whole: Lanes<S>,
}

/// Which pieces wrap, and which way.
struct Choice<S: Simd> {
    must: Mask<S>,
    may: Mask<S>,
    left: Mask<S>,
}

impl Drum {
    /// Tries the piece from `p` to `q`, both in the cylinder's frame.
    #[inline(always)]
    pub fn attempt<S: Simd>(&self, p: Vector<S>, q: Vector<S>) -> Tried<S> {
        let r = p[0].same(self.radius);
        let r_squared = r * r;
        let (pp, qq) = (flat(p), flat(q));
        let outside = pp.below(r_squared).or(qq.below(r_squared)).not();
        let Choice { must, may, left } = self.choice(p, q, pp, qq);
        let (must, may) = (must.and(outside), may.and(outside));
        let zero = r.same(0.0);
        if !must.or(may).any() {
            return Tried {
                must,
                may,
                left,
                way: Way { entry: p, exit: q, arc: zero, whole: zero },
            };
        }
        let way = self.way(p, q, left);
        let half = r.same(self.length / 2.0);
        let beyond = half.below(way.entry[2].abs()).and(half.below(way.exit[2].abs()));
        Tried { must: must.and(beyond.not()), may: may.and(beyond.not()), left, way }
    }

    /// The shortest way in a direction, whatever the piece may or must; both ends are outside.
    #[inline(always)]
    pub fn way<S: Simd>(&self, p: Vector<S>, q: Vector<S>, left: Mask<S>) -> Way<S> {
        let r = p[0].same(self.radius);
        let zero = r.same(0.0);
        let (pp, qq) = (flat(p), flat(q));
        let (before, after) = ((pp - r * r).sqrt(), (qq - r * r).sqrt());
        let entry = touch(r, left.pick(before, -before), p, pp);
        let exit = touch(r, left.pick(-after, after), q, qq);
        let sine = entry[0] * exit[1] - entry[1] * exit[0];
        let angle = left.pick(sine, -sine).atan2(entry[0] * exit[0] + entry[1] * exit[1]);
        let turned = angle + r.same(std::f64::consts::TAU);
        let angle = angle.below(r.same(-ROUNDED)).pick(turned, angle);
        let bow = r * angle;
        let length = before + bow + after;
        let rise = q[2] - p[2];
        let slope = zero.below(length).pick(rise / length, zero);
        let (from, to) = (p[2] + before * slope, q[2] - after * slope);
        let climb = to - from;
        Way {
            entry: [entry[0], entry[1], from],
            exit: [exit[0], exit[1], to],
            arc: (bow * bow + climb * climb).sqrt(),
            whole: (length * length + rise * rise).sqrt(),
        }
    }

    #[inline(always)]
    fn choice<S: Simd>(&self, p: Vector<S>, q: Vector<S>, pp: Lanes<S>, qq: Lanes<S>) -> Choice<S> {
        let (zero, one) = (p[0].same(0.0), p[0].same(1.0));
        let r = p[0].same(self.radius);
        let d = [q[0] - p[0], q[1] - p[1], q[2] - p[2]];
        let across = flat(d);
        let at = -(p[0] * d[0] + p[1] * d[1]) / across;
        let near = [p[0] + at * d[0], p[1] + at * d[1], p[2] + at * d[2]];
        let parallel = across.at_most((across + d[2] * d[2]).times(PARALLEL));
        let inner = zero.below(at).and(at.below(one)).and(flat(near).below(r * r));
        let cuts = inner.and(parallel.not());
        let Side::Half { axis, positive } = self.side else {
            let left = zero.at_most(p[0] * q[1] - p[1] * q[0]);
            return Choice { must: cuts, may: Mask::all(zero, false), left };
        };
        let (from, to) = (counts(positive, p[axis]), counts(positive, q[axis]));
        let reached = from.or(to);
        let behind = from.differs(to).and(counts(positive, near[axis]).not());
        let wraps = reached.not().or(cuts).or(behind);
        let must = wraps.and(cuts).and(reached);
        let may = wraps.and(must.not());
        let (before, after) = ((pp - r * r).sqrt(), (qq - r * r).sqrt());
        let (p_left, p_right) = (touch(r, before, p, pp), touch(r, -before, p, pp));
        let (q_left, q_right) = (touch(r, after, q, qq), touch(r, -after, q, qq));
        let (from_left, from_right) =
            (counts(positive, p_left[axis]), counts(positive, p_right[axis]));
        let (to_left, to_right) = (counts(positive, q_right[axis]), counts(positive, q_left[axis]));
        let larger = (p_left[0] * q_right[0] + p_left[1] * q_right[1])
            .below(p_right[0] * q_left[0] + p_right[1] * q_left[1]);
        let none = to_left.or(larger).and(to_right.not()).and(from_right.not());
        let both = from_right.and(to_right.not());
        let only = from_right.not();
        let left = from_left.and(only.or(both)).or(from_left.not().and(none));
        Choice { must, may, left }
    }
}

/// Where a coordinate is on the side that counts.
#[inline(always)]
fn counts<S: Simd>(positive: bool, coordinate: Lanes<S>) -> Mask<S> {
    let up = coordinate.same(0.0).at_most(coordinate);
    if positive { up } else { up.not() }
}

/// Squared distance from the axis.
#[inline(always)]
fn flat<S: Simd>(p: Vector<S>) -> Lanes<S> {
    p[0] * p[0] + p[1] * p[1]
}

/// Where a tangent from `p`, `reach` long, touches; positive: it goes on to the left.
#[inline(always)]
fn touch<S: Simd>(r: Lanes<S>, reach: Lanes<S>, p: Vector<S>, squared: Lanes<S>) -> Vector<S> {
    let by = r / squared;
    [by * (r * p[0] - reach * p[1]), by * (r * p[1] + reach * p[0]), p[2]]
}
