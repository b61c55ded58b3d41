//! The cubic spline of SIMM and OpenSim: through all knots, end pieces shaped by the four knots there, straight outside.

use crate::scalar::Scalar;

/// Knots closer than this cannot be told apart.
const LEAST_GAP: f64 = 1e-9;

/// A spline through given knots, twice differentiable inside.
#[derive(Debug, Clone, PartialEq)]
pub struct Spline {
    knots: Vec<f64>,
    /// For each knot: value, first derivative, half the second one, a sixth of the third one to its right.
    pieces: Vec<[f64; 4]>,
}

/// Why knots make no spline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SplineProblem {
    /// The two lists have different lengths.
    Lengths(usize, usize),
    /// Fewer than two knots.
    TooFew(usize),
    /// The knot at this index (from 0) is not above the one before it.
    NotRising(usize),
    /// The slopes are too large for a number.
    TooSteep,
}

impl Spline {
    /// The spline with values `y` at `x`. Two knots give a straight line. At the ends the third derivative is that of the
    /// cubic through the four outermost knots; three knots give the parabola through them
    /// (Forsythe, Malcolm & Moler 1977, section 4.4, which SIMM and OpenSim use).
    ///
    /// # Errors
    /// Lists of different lengths, fewer than two knots, or knots that do not rise by at least 1e-9.
    pub fn new(x: &[f64], y: &[f64]) -> Result<Self, SplineProblem> {
        if x.len() != y.len() {
            return Err(SplineProblem::Lengths(x.len(), y.len()));
        }
        if x.len() < 2 {
            return Err(SplineProblem::TooFew(x.len()));
        }
        // Asked this way round a NaN does not pass.
        let rises = |pair: &[f64]| pair[1] - pair[0] >= LEAST_GAP;
        if let Some(at) = x.windows(2).position(|pair| !rises(pair)) {
            return Err(SplineProblem::NotRising(at + 1));
        }
        let gaps: Vec<f64> = x.windows(2).map(|w| w[1] - w[0]).collect();
        let slopes: Vec<f64> =
            y.windows(2).zip(&gaps).map(|(w, gap)| (w[1] - w[0]) / gap).collect();
        let bends = bends(x, &gaps, &slopes);
        let last = gaps.len() - 1;
        let mut pieces: Vec<[f64; 4]> = (0..=last)
            .map(|i| {
                let slope = slopes[i] - gaps[i] * (bends[i + 1] + 2.0 * bends[i]);
                [y[i], slope, 3.0 * bends[i], (bends[i + 1] - bends[i]) / gaps[i]]
            })
            .collect();
        let end = slopes[last] + gaps[last] * (bends[last] + 2.0 * bends[last + 1]);
        pieces.push([y[last + 1], end, 3.0 * bends[last + 1], 0.0]);
        if pieces.iter().flatten().any(|c| !c.is_finite()) {
            return Err(SplineProblem::TooSteep);
        }
        Ok(Self { knots: x.to_vec(), pieces })
    }

    /// Where the knots are.
    #[must_use]
    pub fn knots(&self) -> &[f64] {
        &self.knots
    }

    /// For each knot value, first derivative, half the second and a sixth of the third one to its right; to the right of the
    /// last knot, and to the left of the first one, only the first two count.
    pub(crate) fn pieces(&self) -> &[[f64; 4]] {
        &self.pieces
    }

    /// The value at `x`; outside the knots the straight line that touches the spline at its end.
    pub(crate) fn eval<S: Scalar>(&self, x: S) -> S {
        let at = x.value();
        let last = self.knots.len() - 1;
        let right = self.knots.partition_point(|knot| *knot <= at);
        let i = right.saturating_sub(1);
        let [a, b, c, d] = self.pieces[i].map(S::constant);
        let t = x - S::constant(self.knots[i]);
        if right == 0 || i == last { a + t * b } else { a + t * (b + t * (c + t * d)) }
    }

    /// The value at a plain number.
    #[must_use]
    pub fn value(&self, x: f64) -> f64 {
        self.eval(x)
    }
}

/// A sixth of the second derivative at each knot, from the tridiagonal equations of continuity.
fn bends(x: &[f64], gaps: &[f64], slopes: &[f64]) -> Vec<f64> {
    let n = x.len();
    if n == 2 {
        return vec![0.0; 2];
    }
    let mut diagonal = vec![0.0; n];
    let mut right = vec![0.0; n];
    for i in 1..n - 1 {
        diagonal[i] = 2.0 * (gaps[i - 1] + gaps[i]);
        right[i] = slopes[i] - slopes[i - 1];
    }
    diagonal[0] = -gaps[0];
    diagonal[n - 1] = -gaps[n - 2];
    if n > 3 {
        let bend = |i: usize| (slopes[i + 1] - slopes[i]) / (x[i + 2] - x[i]);
        let third = |i: usize| (bend(i + 1) - bend(i)) / (x[i + 3] - x[i]);
        right[0] = third(0) * gaps[0] * gaps[0];
        right[n - 1] = -(third(n - 4) * gaps[n - 2] * gaps[n - 2]);
    }
    for i in 1..n {
        let factor = gaps[i - 1] / diagonal[i - 1];
        diagonal[i] -= factor * gaps[i - 1];
        right[i] -= factor * right[i - 1];
    }
    let mut out = vec![0.0; n];
    out[n - 1] = right[n - 1] / diagonal[n - 1];
    for i in (0..n - 1).rev() {
        out[i] = (right[i] - gaps[i] * out[i + 1]) / diagonal[i];
    }
    out
}
