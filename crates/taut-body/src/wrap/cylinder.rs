//! A piece of path around a cylinder: whether, which way, and the exact shortest way: straight, helix, straight.
//!
//! Whether and which way follow OpenSim's `WrapCylinder`, so that the same muscles wrap in the same poses. Where it then
//! slides the tangent points along the axis approximately, the path here is exact: unrolled, all of it is one straight line.

use super::{Around, Outcome};
use crate::model::Side;
use crate::scalar::Scalar;
use crate::space::Vector;

/// Segments whose direction's squared sine against the axis is below this count as parallel to it.
pub const PARALLEL: f64 = 2e-13;
/// An angle this far below 0 (radians) is a rounded 0, not a whole turn.
pub const ROUNDED: f64 = 1e-9;

/// The piece from `p` to `q` around a cylinder of this radius and length about the z axis of the frame that both points are
/// given in, metres.
pub fn around<S: Scalar>(
    radius: f64,
    length: f64,
    side: Side,
    p: Vector<S>,
    q: Vector<S>,
) -> Outcome<S> {
    let (plain_p, plain_q) = (p.map(S::value), q.map(S::value));
    let r_squared = radius * radius;
    if flat(plain_p) < r_squared || flat(plain_q) < r_squared {
        return Outcome::Inside;
    }
    let Some((left, must)) = choice(radius, side, plain_p, plain_q) else {
        return Outcome::Misses;
    };
    let around = helix(radius, left, p, q);
    let beyond = |point: Vector<S>| point[2].value().abs() > length / 2.0;
    if beyond(around.entry) && beyond(around.exit) {
        Outcome::Misses
    } else if must {
        Outcome::Must(around)
    } else {
        Outcome::May(around)
    }
}

/// Squared distance from the axis.
fn flat(point: [f64; 3]) -> f64 {
    point[0] * point[0] + point[1] * point[1]
}

/// Whether the piece goes around to the left (counterclockwise seen from +z), and whether it must wrap because the straight
/// line cuts the cylinder; `None`: it does not wrap. Both points are outside.
fn choice(radius: f64, side: Side, p: [f64; 3], q: [f64; 3]) -> Option<(bool, bool)> {
    let d = [q[0] - p[0], q[1] - p[1], q[2] - p[2]];
    let across = flat(d);
    // The point of the segment's line that is nearest to the axis, in parts of the segment.
    let at = -(p[0] * d[0] + p[1] * d[1]) / across;
    let near = [p[0] + at * d[0], p[1] + at * d[1], p[2] + at * d[2]];
    let parallel = across <= PARALLEL * (across + d[2] * d[2]);
    let cuts = !parallel && at > 0.0 && at < 1.0 && flat(near) < radius * radius;
    let shorter_left = p[0] * q[1] - p[1] * q[0] >= 0.0;
    let Side::Half { axis, positive } = side else {
        return cuts.then_some((shorter_left, true));
    };
    let counts = |coordinate: f64| (coordinate >= 0.0) == positive;
    let reached = counts(p[axis]) || counts(q[axis]);
    if reached {
        let passes_behind = counts(p[axis]) != counts(q[axis]) && !counts(near[axis]);
        if !cuts && !passes_behind {
            return None;
        }
    }
    // The ends of the ways around: to the left from p, to the right from p, and the same at q.
    let from = [true, false].map(|left| counts(touch(radius, left, p)[axis]));
    let to = [true, false].map(|left| counts(touch(radius, !left, q)[axis]));
    let left = match from {
        [true, false] => true,
        [false, true] => false,
        [true, true] => !to[1],
        [false, false] => match to {
            [_, true] => false,
            [true, false] => true,
            [false, false] => none_on_the_side(radius, p, q),
        },
    };
    Some((left, cuts && reached))
}

/// Where a tangent from `p` that goes on to the left (or right) touches the cylinder, at the height of `p`.
fn touch<S: Scalar>(radius: f64, left: bool, p: Vector<S>) -> Vector<S> {
    let squared = p[0] * p[0] + p[1] * p[1];
    let r = S::constant(radius);
    let reach = (squared - r * r).sqrt();
    let reach = if left { reach } else { -reach };
    let by = r / squared;
    [by * (r * p[0] - reach * p[1]), by * (r * p[1] + reach * p[0]), p[2]]
}

/// No tangent point is on the chosen side: of the two ways, the one with the larger angle between its ends.
fn none_on_the_side(radius: f64, p: [f64; 3], q: [f64; 3]) -> bool {
    let cosine = |left: bool| {
        let (a, b) = (touch(radius, left, p), touch(radius, !left, q));
        a[0] * b[0] + a[1] * b[1]
    };
    cosine(true) < cosine(false)
}

/// The shortest way from `p` around the cylinder to `q` in this direction.
fn helix<S: Scalar>(radius: f64, left: bool, p: Vector<S>, q: Vector<S>) -> Around<S> {
    let r = S::constant(radius);
    let reach = |point: Vector<S>| (point[0] * point[0] + point[1] * point[1] - r * r).sqrt();
    let (before, after) = (reach(p), reach(q));
    let (mut entry, mut exit) = (touch(radius, left, p), touch(radius, !left, q));
    let sine = entry[0] * exit[1] - entry[1] * exit[0];
    let sine = if left { sine } else { -sine };
    let mut angle = sine.atan2(entry[0] * exit[0] + entry[1] * exit[1]);
    if angle.value() < -ROUNDED {
        angle = angle + S::constant(std::f64::consts::TAU);
    }
    // Unrolled, the whole way is one straight line.
    let bow = r * angle;
    let flat = before + bow + after;
    let rise = q[2] - p[2];
    if flat.value() > 0.0 {
        entry[2] = p[2] + rise * before / flat;
        exit[2] = q[2] - rise * after / flat;
    }
    let climb = exit[2] - entry[2];
    Around { entry, exit, arc: (bow * bow + climb * climb).sqrt() }
}
