//! Geodesics of an ellipsoid in lanes, each with the distance to its neighbours.
//!
//! With W the inverse squares of the half axes, g = Wx and t the direction, Joachimsthal's c = (g·g)(t·Wt) is the same all along
//! a geodesic. That takes the velocity out of its equation: x'' = -c Wx / (g·g)². The distance j to a neighbouring geodesic
//! follows Jacobi's j'' = -K j, and Gauss's curvature is K = det W / (g·g)². Both are integrated together by Störmer's rule
//! (1907), extrapolated in the squared step (Gragg 1965), in steps that are short where the surface is bent.

use pulp::Simd;

use super::lanes::{Lanes, Mask, Vector, dot, plus, scaled};

/// The most substeps of one step that are extrapolated.
pub const ROWS: usize = 7;
/// Steps of one geodesic.
const MOST_STEPS: usize = 400;

/// How finely geodesics are integrated.
#[derive(Debug, Clone, Copy)]
pub struct Care {
    /// Numbers of substeps, 1 to this, that are extrapolated: the order is twice that. At most `ROWS`.
    pub rows: usize,
    /// Length of a step against the radius of the surface's bend.
    pub stride: f64,
}

/// The end of a geodesic.
#[derive(Clone, Copy)]
pub struct Strand<S: Simd> {
    /// Where it is, metres.
    pub place: Vector<S>,
    /// Its direction, a unit vector.
    pub heading: Vector<S>,
    /// Distance of a neighbouring geodesic, to the left seen from outside, for a unit of what tells them apart.
    pub aside: Lanes<S>,
    /// Slope of that distance by the length.
    pub spread: Lanes<S>,
}

/// Numbers that are the same all along a geodesic.
#[derive(Clone, Copy)]
struct Along<S: Simd> {
    /// Squares of W.
    squares: Vector<S>,
    /// Joachimsthal's constant times W, and det W.
    pull: [Lanes<S>; 4],
}

impl<S: Simd> Strand<S> {
    /// The end of the geodesic of this length that starts here on the ellipsoid with these inverse squared half axes, and
    /// where it was reached. Lanes of length 0 stay as they are.
    #[inline(always)]
    pub fn advanced(self, weights: [f64; 3], length: Lanes<S>, care: Care) -> (Self, Mask<S>) {
        let zero = length.same(0.0);
        let w = [zero.same(weights[0]), zero.same(weights[1]), zero.same(weights[2])];
        let squares = [w[0] * w[0], w[1] * w[1], w[2] * w[2]];
        let c = squared(squares, self.place) * squared(w, self.heading);
        let pull = [c * w[0], c * w[1], c * w[2], w[0] * w[1] * w[2]];
        let along = Along { squares, pull };
        let mut left = length;
        let mut here = self;
        for _ in 0..MOST_STEPS {
            if !zero.below(left).any() {
                break;
            }
            let moves = zero.below(left);
            let most = here.stride(w, squares).times(care.stride);
            let step = left.below(most).pick(left, most);
            let step = moves.pick(step, zero);
            let next = here.step(&along, step, care.rows);
            here = Self {
                place: moves.pick_vector(next.place, here.place),
                heading: moves.pick_vector(next.heading, here.heading),
                aside: moves.pick(next.aside, here.aside),
                spread: moves.pick(next.spread, here.spread),
            };
            left = left - step;
        }
        (here, left.at_most(zero))
    }

    /// A length over which the surface bends little: the inverse of the sum of both curvatures and of twice the rate of g·g.
    #[inline(always)]
    fn stride(&self, w: Vector<S>, squares: Vector<S>) -> Lanes<S> {
        let gg = squared(squares, self.place);
        let x = self.place;
        let cubes = [squares[0] * w[0], squares[1] * w[1], squares[2] * w[2]];
        let bend = (w[0] + w[1] + w[2]) * gg - squared(cubes, x);
        let tilted = [squares[0] * x[0], squares[1] * x[1], squares[2] * x[2]];
        let rate = dot(tilted, self.heading).abs().times(4.0);
        gg / (bend / gg.sqrt() + rate)
    }

    #[inline(always)]
    fn step(&self, along: &Along<S>, step: Lanes<S>, rows: usize) -> Self {
        let [x, t] = [self.place, self.heading];
        let start = [x[0], x[1], x[2], self.aside];
        let speed = [t[0], t[1], t[2], self.spread];
        let first = along.bent(start);
        let zero = step.same(0.0);
        let mut table = [[zero; 8]; ROWS];
        for row in 0..rows {
            let substeps = (row + 1) as f64;
            let h = step.times(1.0 / substeps);
            let half = h.times(0.5);
            let mut place = start;
            let mut rate = speed;
            for i in 0..4 {
                rate[i] = rate[i] + half * first[i];
            }
            for substep in 0..=row {
                for i in 0..4 {
                    place[i] = place[i] + h * rate[i];
                }
                let bent = along.bent(place);
                let part = if substep == row { half } else { h };
                for i in 0..4 {
                    rate[i] = rate[i] + part * bent[i];
                }
            }
            let mut next =
                [place[0], place[1], place[2], place[3], rate[0], rate[1], rate[2], rate[3]];
            // Neville's scheme in the squared step.
            for (column, slot) in table.iter_mut().enumerate().take(row) {
                let ratio = substeps / (row - column) as f64;
                let by = step.same(1.0 / (ratio * ratio - 1.0));
                let before = *slot;
                *slot = next;
                for i in 0..8 {
                    next[i] = next[i] + (next[i] - before[i]) * by;
                }
            }
            table[row] = next;
        }
        let [x, y, z, aside, u, v, w, spread] = table[rows - 1];
        Self { place: [x, y, z], heading: [u, v, w], aside, spread }
    }

    /// The end `turn` neighbours on, where `across` points to the left, and `forward` metres further, to first order.
    #[inline(always)]
    pub fn shifted(&self, across: Vector<S>, forward: Lanes<S>, turn: Lanes<S>) -> Vector<S> {
        plus(self.place, plus(scaled(self.heading, forward), scaled(across, self.aside * turn)))
    }
}

impl<S: Simd> Along<S> {
    /// Second derivatives by the length.
    #[inline(always)]
    fn bent(&self, at: [Lanes<S>; 4]) -> [Lanes<S>; 4] {
        let gg = squared(self.squares, [at[0], at[1], at[2]]);
        let by = gg.same(-1.0) / (gg * gg);
        let pull = &self.pull;
        [pull[0] * by * at[0], pull[1] * by * at[1], pull[2] * by * at[2], pull[3] * by * at[3]]
    }
}

/// Squares of a vector's parts, weighted and added up.
#[inline(always)]
pub fn squared<S: Simd>(weights: Vector<S>, v: Vector<S>) -> Lanes<S> {
    weights[0] * (v[0] * v[0]) + weights[1] * (v[1] * v[1]) + weights[2] * (v[2] * v[2])
}
