//! A piece of path around an ellipsoid: straight, geodesic, straight.
//!
//! When a piece wraps follows OpenSim's `WrapEllipsoid`: where the straight line cuts the surface. Where OpenSim then follows
//! a plane section, the way here is a true geodesic, so that the path is stationary: of all points where a line from `p`
//! touches the surface, the one from which the geodesic leaves the surface towards `q`. Unknown are that point (one angle)
//! and the length on the surface; Newton's method finds both. The geodesic is integrated by extrapolated midpoint steps
//! (Gragg 1965; Bulirsch & Stoer 1966).

use super::{Around, Outcome};
use crate::model::Side;
use crate::scalar::{Dual, Scalar};
use crate::space::{Vector, cross, dot};

/// Newton steps.
const MOST_STEPS: usize = 40;
/// A line from the geodesic's end that passes `q` this closely, of the largest half axis, hits it.
const HIT: f64 = 1e-12;
/// Numbers of midpoint steps that are extrapolated.
const STEPS: [usize; 7] = [2, 4, 6, 8, 10, 12, 14];
/// How many of them far from the solution.
const COARSE: usize = 2;
/// A miss of this size, of the largest half axis, is near it.
const NEAR: f64 = 1e-3;
/// Length of one part of a geodesic against the radius of the surface's bend, far from the solution and near it.
const STRIDES: [f64; 2] = [0.8, 0.5];
/// Parts of one geodesic.
const MOST_PARTS: usize = 400;
/// Ends seen from the middle in directions whose cosine is this close to 1 do not wrap, as in OpenSim.
pub const ALIKE: f64 = 1e-4;
/// An end counts as inside up to this far outside, as the sum of squares over half axes less 1.
pub const TOUCHING: f64 = 1e-12;
/// The largest change of the angle in one step, radians.
pub const LONGEST_STEP: f64 = 0.4;

/// The piece from `p` to `q` around an ellipsoid with these half axes, all in its frame, metres; `None`: it must wrap, but
/// no way was found.
pub fn around<S: Scalar>(
    axes: [f64; 3],
    side: Side,
    p: Vector<S>,
    q: Vector<S>,
) -> Option<Outcome<S>> {
    let (plain_p, plain_q) = (p.map(S::value), q.map(S::value));
    // Divided by the half axes the surface is the unit sphere, and planes and tangents stay what they are.
    let ball = |v: [f64; 3]| [v[0] / axes[0], v[1] / axes[1], v[2] / axes[2]];
    let (a, b) = (ball(plain_p), ball(plain_q));
    if dot(a, a) <= 1.0 + TOUCHING || dot(b, b) <= 1.0 + TOUCHING {
        return Some(Outcome::Inside);
    }
    let alike = dot(unit(plain_p), unit(plain_q)) - 1.0;
    let Some(middle) = cut(a, b).filter(|_| alike.abs() >= ALIKE) else {
        return Some(Outcome::Misses);
    };
    let (angle, length, jacobian) = seeds(axes, side, middle).into_iter().find_map(|towards| {
        let (angle, length) = guess(axes, a, b, towards)?;
        settle(axes, plain_p, plain_q, angle, length)
    })?;
    // One more step in the numbers that are asked for: exact first derivatives by the implicit function theorem.
    let shot = shoot(axes, p, S::constant(angle), S::constant(length), STEPS.len());
    let (da, ds) = step(jacobian, shot.miss(axes, q));
    let (angle, length) = (S::constant(angle) - da, S::constant(length) - ds);
    let shot = shoot(axes, p, angle, length, STEPS.len());
    Some(Outcome::Must(Around { entry: shot.start, exit: shot.end, arc: length }))
}

/// The middle of the part of the line inside the unit sphere, if the line from `a` to `b` enters and leaves it.
fn cut(a: [f64; 3], b: [f64; 3]) -> Option<[f64; 3]> {
    let d = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
    let (dd, ad) = (dot(d, d), dot(a, d));
    let inside = ad * ad - dd * (dot(a, a) - 1.0);
    if inside.is_nan() || inside <= 0.0 || dd == 0.0 {
        return None;
    }
    let (middle, half) = (-ad / dd, libm::sqrt(inside) / dd);
    let both = middle - half > 0.0 && middle + half < 1.0;
    both.then(|| [0, 1, 2].map(|i| a[i] + middle * d[i]))
}

/// Directions towards which the path may give way, in the space of the sphere: outwards from the middle of the cut, turned to
/// the side that counts.
fn seeds(axes: [f64; 3], side: Side, middle: [f64; 3]) -> Vec<[f64; 3]> {
    // The surface's normal at a point of the ball, taken to the ball's own space.
    let outwards = [0, 1, 2].map(|i| middle[i] / (axes[i] * axes[i]));
    let mut first = if dot(outwards, outwards) > 0.0 { outwards } else { [0.0, 0.0, 1.0] };
    if let Side::Half { axis, positive } = side {
        let sign = if positive { 1.0 } else { -1.0 };
        first[axis] = sign * first[axis].abs();
        let mut second = [0.0; 3];
        second[axis] = sign;
        return vec![unit(first), second];
    }
    vec![unit(first)]
}

/// Angle of the touching point and length on the surface of the section by the plane through both ends that gives way in a
/// direction; `None`: the direction is along the line.
fn guess(axes: [f64; 3], a: [f64; 3], b: [f64; 3], towards: [f64; 3]) -> Option<(f64, f64)> {
    let d = unit([b[0] - a[0], b[1] - a[1], b[2] - a[2]]);
    let along = dot(towards, d);
    let up = [0, 1, 2].map(|i| towards[i] - along * d[i]);
    if dot(up, up) < 1e-12 {
        return None;
    }
    let up = unit(up);
    // In the plane: the section's middle, its radius, and both ends seen from that middle.
    let normal = cross(d, up);
    let off = dot(a, normal);
    let middle = normal.map(|x| x * off);
    let radius = libm::sqrt((1.0 - off * off).max(0.0));
    let flat = |v: [f64; 3]| {
        let v = [0, 1, 2].map(|i| v[i] - middle[i]);
        [dot(v, d), dot(v, up)]
    };
    let touch = |end: [f64; 2], sign: f64| {
        let distance = libm::hypot(end[0], end[1]);
        let aside = libm::acos((radius / distance).clamp(-1.0, 1.0));
        libm::atan2(end[1], end[0]) + sign * aside
    };
    // From p, which is at the low end of d, the arc goes clockwise over `up` to q.
    let (from, to) = (touch(flat(a), -1.0), touch(flat(b), 1.0));
    let mut sweep = from - to;
    let tau = std::f64::consts::TAU;
    sweep -= tau * libm::floor(sweep / tau);
    let on = |angle: f64| {
        let (sin, cos) = libm::sincos(angle);
        [0, 1, 2].map(|i| middle[i] + radius * (cos * d[i] + sin * up[i]))
    };
    let pieces = 16;
    let mut length = 0.0;
    let mut before = on(from);
    for piece in 1..=pieces {
        let next = on(from - sweep * f64::from(piece) / f64::from(pieces));
        let gap = [0, 1, 2].map(|i| axes[i] * (next[i] - before[i]));
        length += libm::sqrt(dot(gap, gap));
        before = next;
    }
    let (_, right, over) = circle(a);
    let start = on(from);
    Some((libm::atan2(dot(start, over), dot(start, right)), length))
}

/// Newton's method from a guess: angle, length, and the inverse of the residual's derivatives.
fn settle(
    axes: [f64; 3],
    p: [f64; 3],
    q: [f64; 3],
    mut angle: f64,
    mut length: f64,
) -> Option<(f64, f64, [[f64; 2]; 2])> {
    let largest = axes[0].max(axes[1]).max(axes[2]);
    let lift = |v: [f64; 3]| v.map(Dual::constant);
    let mut rows = COARSE;
    for _ in 0..MOST_STEPS {
        let turning = Dual { value: angle, slope: 1.0 };
        let by_angle = shoot(axes, lift(p), turning, Dual::constant(length), rows);
        let by_length = by_angle.growing(axes).miss(axes, lift(q));
        let (end, heading) = (by_angle.end, by_angle.heading);
        if !by_angle.whole {
            return None;
        }
        let by_angle = by_angle.miss(axes, lift(q));
        let [a, b, c, d] =
            [by_angle[0].slope, by_length[0].slope, by_angle[1].slope, by_length[1].slope];
        let determinant = a * d - b * c;
        let inverse = [[d / determinant, -b / determinant], [-c / determinant, a / determinant]];
        if !inverse.iter().flatten().all(|x| x.is_finite()) {
            return None;
        }
        let miss = by_angle.map(|m| m.value);
        let largest_miss = miss[0].abs().max(miss[1].abs()) / largest;
        if rows == STEPS.len() && largest_miss <= HIT {
            let ahead = (0..3).fold(0.0, |sum, i| sum + (q[i] - end[i].value) * heading[i].value);
            // It goes on towards q, not away from it.
            return (ahead >= 0.0 && length >= 0.0).then_some((angle, length, inverse));
        }
        if largest_miss <= NEAR {
            rows = STEPS.len();
        }
        let (da, ds) = step(inverse, miss);
        let damp = (LONGEST_STEP / da.abs()).min(LONGEST_STEP * largest / ds.abs()).min(1.0);
        angle -= damp * da;
        length = (length - damp * ds).max(0.0);
    }
    None
}

/// A matrix times a pair.
fn step<S: Scalar>(inverse: [[f64; 2]; 2], miss: [S; 2]) -> (S, S) {
    let row = |row: [f64; 2]| S::constant(row[0]) * miss[0] + S::constant(row[1]) * miss[1];
    (row(inverse[0]), row(inverse[1]))
}

/// A geodesic that starts where a line from `p` touches.
struct Shot<S> {
    start: Vector<S>,
    end: Vector<S>,
    heading: Vector<S>,
    /// Whether its end was reached.
    whole: bool,
}

impl Shot<Dual> {
    /// The same geodesic with derivatives by its length.
    fn growing(&self, axes: [f64; 3]) -> Self {
        let [x, y, z] = self.end.map(|e| e.value);
        let [u, v, w] = self.heading.map(|h| h.value);
        let slope = change(axes, [x, y, z, u, v, w]);
        let lift = |values: [f64; 3], at: usize| {
            [0, 1, 2].map(|i| Dual { value: values[i], slope: slope[at + i] })
        };
        Self {
            start: self.start,
            end: lift([x, y, z], 0),
            heading: lift([u, v, w], 3),
            whole: self.whole,
        }
    }
}

impl<S: Scalar> Shot<S> {
    /// By how much the straight line from the geodesic's end passes `q`: along the surface's normal there and sideways, metres.
    fn miss(&self, axes: [f64; 3], q: Vector<S>) -> [S; 2] {
        let gap = [q[0] - self.end[0], q[1] - self.end[1], q[2] - self.end[2]];
        let normal = direction(gradient(axes, self.end));
        [dot(gap, normal), dot(gap, cross(normal, self.heading))]
    }
}

/// The circle on which lines from a point touch the unit sphere: its middle, and two half axes at right angles.
fn circle<S: Scalar>(p: Vector<S>) -> (Vector<S>, Vector<S>, Vector<S>) {
    let squared = dot(p, p);
    let one = S::constant(1.0);
    let radius = (one - one / squared).sqrt();
    let mut least = 0;
    for i in 1..3 {
        if p[i].value().abs() < p[least].value().abs() {
            least = i;
        }
    }
    let mut helper = [S::constant(0.0); 3];
    helper[least] = one;
    let right = direction(cross(p, helper));
    let over = direction(cross(p, right));
    (p.map(|x| x / squared), right.map(|x| x * radius), over.map(|x| x * radius))
}

/// The geodesic of this length that leaves the circle of touching points at this angle, integrated with the first `rows` of
/// `STEPS`.
fn shoot<S: Scalar>(axes: [f64; 3], p: Vector<S>, angle: S, length: S, rows: usize) -> Shot<S> {
    let half = axes.map(S::constant);
    let ball = [p[0] / half[0], p[1] / half[1], p[2] / half[2]];
    let (middle, right, over) = circle(ball);
    let (sin, cos) = angle.sin_cos();
    let start = [0, 1, 2].map(|i| half[i] * (middle[i] + cos * right[i] + sin * over[i]));
    let heading = direction([start[0] - p[0], start[1] - p[1], start[2] - p[2]]);
    let mut state = [start[0], start[1], start[2], heading[0], heading[1], heading[2]];
    let stride = STRIDES[usize::from(rows == STEPS.len())];
    let (mut left, mut whole) = (length, false);
    for _ in 0..MOST_PARTS {
        let most = stride * bend(axes, state.map(S::value));
        whole = left.value() <= most;
        let part = if whole { left } else { S::constant(most) };
        state = advance(axes, state, part, rows);
        left = left - part;
        if whole {
            break;
        }
    }
    let [x, y, z, u, v, w] = state;
    Shot { start, end: [x, y, z], heading: direction([u, v, w]), whole }
}

/// A length over which the surface bends little: the inverse of the sum of both curvatures and of twice the rate at which
/// the squared gradient changes.
fn bend(axes: [f64; 3], [x, y, z, u, v, w]: [f64; 6]) -> f64 {
    let g = gradient(axes, [x, y, z]);
    let tilted = gradient(axes, g);
    let trace: f64 = axes.iter().map(|a| 1.0 / (a * a)).sum();
    let gg = dot(g, g);
    let both = (trace - dot(g, tilted) / gg) / libm::sqrt(gg);
    1.0 / (both + 4.0 * dot(tilted, [u, v, w]).abs() / gg)
}

/// Place and direction after one part of a geodesic.
fn advance<S: Scalar>(axes: [f64; 3], state: [S; 6], length: S, rows: usize) -> [S; 6] {
    let mut table = [state; STEPS.len()];
    for (row, steps) in STEPS.iter().take(rows).enumerate() {
        let mut next = midpoints(axes, state, length, *steps);
        // Neville's scheme in the squared step.
        for column in 0..row {
            let ratio = *steps as f64 / STEPS[row - 1 - column] as f64;
            let by = S::constant(1.0 / (ratio * ratio - 1.0));
            let before = table[column];
            table[column] = next;
            for i in 0..6 {
                next[i] = next[i] + (next[i] - before[i]) * by;
            }
        }
        table[row] = next;
    }
    table[rows - 1]
}

/// The modified midpoint rule.
fn midpoints<S: Scalar>(axes: [f64; 3], state: [S; 6], length: S, steps: usize) -> [S; 6] {
    let h = length / S::constant(steps as f64);
    let two = h + h;
    let add = |a: [S; 6], by: S, b: [S; 6]| [0, 1, 2, 3, 4, 5].map(|i| a[i] + by * b[i]);
    let mut before = state;
    let mut here = add(state, h, change(axes, state));
    for _ in 1..steps {
        let next = add(before, two, change(axes, here));
        before = here;
        here = next;
    }
    let last = add(before, h, change(axes, here));
    [0, 1, 2, 3, 4, 5].map(|i| S::constant(0.5) * (here[i] + last[i]))
}

/// The equation of a geodesic: it bends only along the surface's normal.
fn change<S: Scalar>(axes: [f64; 3], [x, y, z, u, v, w]: [S; 6]) -> [S; 6] {
    let weights = axes.map(|a| S::constant(1.0 / (a * a)));
    let g = [x * weights[0], y * weights[1], z * weights[2]];
    let bend = u * u * weights[0] + v * v * weights[1] + w * w * weights[2];
    let by = -(bend / dot(g, g));
    [u, v, w, by * g[0], by * g[1], by * g[2]]
}

fn gradient<S: Scalar>(axes: [f64; 3], v: Vector<S>) -> Vector<S> {
    [0, 1, 2].map(|i| v[i] * S::constant(1.0 / (axes[i] * axes[i])))
}

fn direction<S: Scalar>(v: Vector<S>) -> Vector<S> {
    let length = dot(v, v).sqrt();
    v.map(|x| x / length)
}

fn unit(v: [f64; 3]) -> [f64; 3] {
    direction(v)
}
