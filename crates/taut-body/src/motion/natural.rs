//! Natural splines of degree 3 and 5 through given points, with their derivatives.

/// Knots closer than this (seconds) cannot be told apart.
const LEAST_GAP: f64 = 1e-9;

/// Derivatives of the Hermite polynomials on [0, 1] that are squared in the energy, constant part first: second ones of
/// the cubics by (value, slope) at 0 and at 1, third ones of the quintics by (value, slope, bend) at 0 and at 1.
const CUBIC: [[f64; 3]; 4] =
    [[-6.0, 12.0, 0.0], [-4.0, 6.0, 0.0], [6.0, -12.0, 0.0], [-2.0, 6.0, 0.0]];
const QUINTIC: [[f64; 3]; 6] = [
    [-60.0, 360.0, -360.0],
    [-36.0, 192.0, -180.0],
    [-9.0, 36.0, -30.0],
    [60.0, -360.0, 360.0],
    [-24.0, 168.0, -180.0],
    [3.0, -24.0, 30.0],
];

/// A function through given points: of all that pass through them the one with the least integral of its squared
/// second (degree 3) or third (degree 5) derivative (Schoenberg 1964). Beyond its ends it goes on as a straight line or
/// a parabola. OpenSim's `GCVSpline` without smoothing (Woltring 1986) is the same function.
#[derive(Debug, Clone, PartialEq)]
pub struct NaturalSpline {
    knots: Vec<f64>,
    /// Half the number of coefficients of a piece: so many are left beyond the ends.
    half: usize,
    /// For each knot the coefficients of the polynomial to its right, constant part first.
    pieces: Vec<[f64; 6]>,
}

/// Why points make no spline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NaturalSplineProblem {
    /// The two lists have different lengths.
    Lengths(usize, usize),
    /// Fewer points (the first number) than it needs (the second).
    TooFew(usize, usize),
    /// The knot at this index (from 0) is not above the one before it.
    NotRising(usize),
    /// The value at this index (from 0) is not finite.
    NotFinite(usize),
}

impl std::fmt::Display for NaturalSplineProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Self::Lengths(x, y) => write!(f, "{x} times and {y} values"),
            Self::TooFew(n, least) => write!(f, "{n} points, where {least} are needed"),
            Self::NotRising(at) => write!(f, "time {} is not above the one before", at + 1),
            Self::NotFinite(at) => write!(f, "value {} is not a number", at + 1),
        }
    }
}

impl NaturalSpline {
    /// The spline of degree 3; it needs two points.
    ///
    /// # Errors
    /// Lists of different lengths, too few points, knots that do not rise by 1e-9, values that are not finite.
    pub fn cubic(x: &[f64], y: &[f64]) -> Result<Self, NaturalSplineProblem> {
        Self::through(x, y, &CUBIC)
    }

    /// The spline of degree 5; it needs three points.
    ///
    /// # Errors
    /// As for `cubic`.
    pub fn quintic(x: &[f64], y: &[f64]) -> Result<Self, NaturalSplineProblem> {
        Self::through(x, y, &QUINTIC)
    }

    fn through(x: &[f64], y: &[f64], basis: &[[f64; 3]]) -> Result<Self, NaturalSplineProblem> {
        let half = basis.len() / 2;
        if x.len() != y.len() {
            return Err(NaturalSplineProblem::Lengths(x.len(), y.len()));
        }
        if x.len() < half {
            return Err(NaturalSplineProblem::TooFew(x.len(), half));
        }
        // Asked this way round a NaN does not pass.
        let rises = |pair: &[f64]| pair[1] - pair[0] >= LEAST_GAP;
        if let Some(at) = x.windows(2).position(|pair| !rises(pair)) {
            return Err(NaturalSplineProblem::NotRising(at + 1));
        }
        if let Some(at) = y.iter().position(|value| !value.is_finite()) {
            return Err(NaturalSplineProblem::NotFinite(at));
        }
        let slopes = slopes(x, y, basis);
        let node = |i: usize, order: usize| match order {
            0 => y[i],
            order if order < half => slopes[i * (half - 1) + order - 1],
            _ => 0.0,
        };
        let last = x.len() - 1;
        let mut pieces: Vec<[f64; 6]> = (0..last)
            .map(|i| {
                let at = |i: usize| [node(i, 0), node(i, 1), node(i, 2)];
                if half == 2 {
                    cubic_piece(x[i + 1] - x[i], at(i), at(i + 1))
                } else {
                    quintic_piece(x[i + 1] - x[i], at(i), at(i + 1))
                }
            })
            .collect();
        pieces.push([node(last, 0), node(last, 1), node(last, 2) / 2.0, 0.0, 0.0, 0.0]);
        Ok(Self { knots: x.to_vec(), half, pieces })
    }

    /// First and last knot.
    #[must_use]
    pub fn range(&self) -> [f64; 2] {
        [self.knots[0], self.knots[self.knots.len() - 1]]
    }

    /// Value, first and second derivative at `x`.
    #[must_use]
    pub fn at(&self, x: f64) -> [f64; 3] {
        let right = self.knots.partition_point(|knot| *knot <= x);
        let i = right.saturating_sub(1);
        let t = x - self.knots[i];
        let mut c = self.pieces[i];
        if right == 0 {
            c[self.half..].fill(0.0);
        }
        let (mut value, mut first, mut second) = (0.0, 0.0, 0.0);
        for coefficient in c.iter().rev() {
            second = second * t + first;
            first = first * t + value;
            value = value * t + coefficient;
        }
        [value, first, 2.0 * second]
    }
}

/// The cubic with value and slope at both ends of an interval of length `h`.
fn cubic_piece(h: f64, [y, s, _]: [f64; 3], [y1, s1, _]: [f64; 3]) -> [f64; 6] {
    let (rise, turn) = ((y1 - y) - s * h, (s1 - s) * h);
    [y, s, (3.0 * rise - turn) / (h * h), (turn - 2.0 * rise) / (h * h * h), 0.0, 0.0]
}

/// The quintic with value, slope and second derivative at both ends of an interval of length `h`.
fn quintic_piece(h: f64, [y, s, a]: [f64; 3], [y1, s1, a1]: [f64; 3]) -> [f64; 6] {
    let rise = (y1 - y) - (s + a * h / 2.0) * h;
    let turn = ((s1 - s) - a * h) * h;
    let bend = (a1 - a) * h * h;
    let cube = h * h * h;
    [
        y,
        s,
        a / 2.0,
        (10.0 * rise - 4.0 * turn + bend / 2.0) / cube,
        (7.0 * turn - 15.0 * rise - bend) / (cube * h),
        (6.0 * rise - 3.0 * turn + bend / 2.0) / (cube * h * h),
    ]
}

/// Slopes (and second derivatives) at the knots that make the energy least: the energy is a positive definite quadratic
/// form in them, so the equations are solved without pivots. Times are measured in mean gaps, so that all unknowns are
/// of one size.
fn slopes(x: &[f64], y: &[f64], basis: &[[f64; 3]]) -> Vec<f64> {
    let half = basis.len() / 2;
    let unknowns = half - 1;
    let unit = (x[x.len() - 1] - x[0]) / (x.len() - 1) as f64;
    let mut matrix = Band::new(x.len() * unknowns, 2 * unknowns - 1);
    let mut right = vec![0.0; x.len() * unknowns];
    let energy = |i: usize, j: usize| {
        let mut sum = 0.0;
        for (a, p) in basis[i].iter().enumerate() {
            for (b, q) in basis[j].iter().enumerate() {
                sum += p * q / (a + b + 1) as f64;
            }
        }
        sum
    };
    // Index of the unknown behind each Hermite polynomial, and the power of the gap that it is scaled with.
    let slot = |i: usize| (!i.is_multiple_of(half)).then(|| i / half * unknowns + i % half - 1);
    for (k, pair) in x.windows(2).enumerate() {
        let gap = (pair[1] - pair[0]) / unit;
        let power = |n: usize| (0..n).fold(1.0, |product, _| product * gap);
        let whole = power(2 * half - 1);
        for i in 0..basis.len() {
            let Some(row) = slot(i) else { continue };
            let scale = power(i % half) / whole;
            right[k * unknowns + row] -= energy(i, half) * scale * (y[k + 1] - y[k]);
            for j in 0..=i {
                let Some(column) = slot(j) else { continue };
                let entry = energy(i, j) * scale * power(j % half);
                matrix.add(k * unknowns + row, k * unknowns + column, entry);
            }
        }
    }
    let mut out = matrix.solve(right);
    for (i, value) in out.iter_mut().enumerate() {
        *value /= (0..=i % unknowns).fold(1.0, |product, _| product * unit);
    }
    out
}

/// A symmetric positive definite matrix with few diagonals.
struct Band {
    width: usize,
    /// For each row the entries at and left of the diagonal, the diagonal first.
    rows: Vec<Vec<f64>>,
}

impl Band {
    fn new(size: usize, width: usize) -> Self {
        Self { width, rows: vec![vec![0.0; width + 1]; size] }
    }

    /// Adds to an entry at or left of the diagonal.
    fn add(&mut self, row: usize, column: usize, value: f64) {
        self.rows[row][row - column] += value;
    }

    /// Solves by the factors L D Lᵀ (Golub & Van Loan 2013, section 4.3).
    fn solve(mut self, mut right: Vec<f64>) -> Vec<f64> {
        let n = right.len();
        for i in 0..n {
            let first = i.saturating_sub(self.width);
            for j in first..i {
                let mut sum = self.rows[i][i - j];
                for k in first.max(j.saturating_sub(self.width))..j {
                    sum -= self.rows[i][i - k] * self.rows[j][j - k];
                }
                self.rows[i][i - j] = sum;
            }
            // Until here the row holds L D; now L.
            for j in first..i {
                let scaled = self.rows[i][i - j];
                let factor = scaled / self.rows[j][0];
                self.rows[i][i - j] = factor;
                self.rows[i][0] -= factor * scaled;
            }
            for j in first..i {
                right[i] -= self.rows[i][i - j] * right[j];
            }
        }
        for (value, row) in right.iter_mut().zip(&self.rows) {
            *value /= row[0];
        }
        for i in (0..n).rev() {
            for j in i.saturating_sub(self.width)..i {
                right[j] -= self.rows[i][i - j] * right[i];
            }
        }
        right
    }
}
