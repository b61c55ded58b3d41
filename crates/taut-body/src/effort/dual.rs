//! The strictly convex program by Newton's method on its dual.
//!
//! For multipliers `y` of the rows each variable is `x(y) = (a y - c) / h`, cut to its bounds, with `h` twice its weight. The
//! dual is concave and piecewise quadratic, its slope is `right - A x(y)`, and its curvature comes from the variables
//! between their bounds (Pang 1990; Li, Sun & Toh 2018). Steps end where the slope along them has
//! all but gone and is not yet down, so each raises the dual, and there are finitely many pieces.

use super::factor::Matrix;
use super::program::Program;

/// Least and most that is added to the curvature, of what all variables together would give: it keeps the curvature
/// definite where variables are at bounds. In between it goes down with what rows are off (Levenberg 1944).
const DAMPING: [f64; 2] = [1e-11, 1e-6];
/// Damping for each share that a row is off.
const DAMPING_RATE: f64 = 1e-3;
/// More steps are not made.
const MOST_STEPS: usize = 200;
/// Rows differ by no more than this, of the sum of sizes in the row, at the end.
pub const BALANCED: f64 = 1e-12;
/// A step is long enough once the slope along it is down to this share ...
const SEARCHED: f64 = 0.1;
/// ... while there are no more steps than this, and then to this share.
const QUICK_STEPS: usize = 20;
const SEARCHED_LATE: f64 = 1e-3;

/// What Newton's method ended with.
pub enum Ended {
    /// Rows are balanced as well as rounding allows.
    Balanced,
    /// Along these multipliers the dual grows without end: no `x` within the bounds gives the right-hand side.
    Impossible(Vec<f64>),
}

/// The dual while it is climbed.
pub struct Dual<'p> {
    program: &'p Program,
    /// One over twice the weights.
    ease: Vec<f64>,
    /// Linear weights.
    linear: Vec<f64>,
    /// Multipliers of the rows.
    pub multipliers: Vec<f64>,
    /// Variables that belong to them.
    pub x: Vec<f64>,
    /// Steps made so far.
    pub steps: usize,
    /// `a y - c` of each variable.
    pull: Vec<f64>,
    /// The same along a step.
    along: Vec<f64>,
    slope: Vec<f64>,
    sizes: Vec<f64>,
    whole: Vec<f64>,
    matrix: Matrix,
}

impl<'p> Dual<'p> {
    /// At multipliers 0, with this curvature lent to each variable around these values.
    pub fn new(program: &'p Program, lent: &[f64], centre: &[f64]) -> Self {
        let (variables, rows) = (program.variables(), program.rows());
        let mut dual = Self {
            program,
            ease: vec![0.0; variables],
            linear: vec![0.0; variables],
            multipliers: vec![0.0; rows],
            x: vec![0.0; variables],
            steps: 0,
            pull: vec![0.0; variables],
            along: vec![0.0; variables],
            slope: vec![0.0; rows],
            sizes: vec![0.0; rows],
            whole: vec![0.0; rows],
            matrix: Matrix::new(rows),
        };
        dual.lend(lent, centre);
        dual
    }

    /// Lends another curvature, at the multipliers that are there.
    pub fn lend(&mut self, lent: &[f64], centre: &[f64]) {
        self.whole.fill(0.0);
        for variable in 0..lent.len() {
            let curve = 2.0 * self.program.weights[variable] + lent[variable];
            self.ease[variable] = 1.0 / curve;
            self.linear[variable] =
                self.program.linear[variable] - lent[variable] * centre[variable];
            for (row, coefficient) in self.program.column(variable) {
                self.whole[*row] += coefficient * coefficient * self.ease[variable];
            }
        }
        // A row without variables must not stop the factorisation.
        for whole in self.whole.iter_mut().filter(|whole| **whole == 0.0) {
            *whole = 1.0 / DAMPING[0];
        }
    }

    /// Climbs to the top.
    pub fn climb(&mut self) -> Ended {
        let (mut best, mut before) = (f64::INFINITY, Vec::new());
        let mut worse = 0;
        for _ in 0..MOST_STEPS {
            let off = self.place();
            if off < best {
                (best, worse) = (off, 0);
                before.clone_from(&self.multipliers);
            } else {
                worse += 1;
            }
            if off <= BALANCED || (best < 1e-11 && worse >= 2) {
                break;
            }
            self.steps += 1;
            let start = self.direction((DAMPING_RATE * off).clamp(DAMPING[0], DAMPING[1]));
            let Some(step) = self.search(start) else {
                return Ended::Impossible(self.slope.clone());
            };
            for (multiplier, direction) in self.multipliers.iter_mut().zip(&self.slope) {
                *multiplier += step * direction;
            }
        }
        self.multipliers = before;
        self.place();
        Ended::Balanced
    }

    /// Variables and slope at the multipliers; returns the largest slope over the sizes in its row.
    fn place(&mut self) -> f64 {
        self.slope.copy_from_slice(&self.program.right);
        for (size, right) in self.sizes.iter_mut().zip(&self.program.right) {
            *size = right.abs();
        }
        for variable in 0..self.x.len() {
            let column = self.program.column(variable);
            let pull = column.iter().fold(-self.linear[variable], |sum, (row, coefficient)| {
                sum + coefficient * self.multipliers[*row]
            });
            self.pull[variable] = pull;
            let [low, high] = self.program.bounds[variable];
            let x = (pull * self.ease[variable]).max(low).min(high);
            self.x[variable] = x;
            for (row, coefficient) in column {
                let part = coefficient * x;
                self.slope[*row] -= part;
                self.sizes[*row] += part.abs();
            }
        }
        let over = self
            .slope
            .iter()
            .zip(&self.sizes)
            .map(|(slope, size)| if *slope == 0.0 { 0.0 } else { slope.abs() / size });
        over.fold(0.0, f64::max)
    }

    /// Puts Newton's direction in place of the slope; returns how steep the dual is along it.
    fn direction(&mut self, mut damping: f64) -> f64 {
        // From nothing, all variables count: at their lower bounds none would.
        let first = self.steps == 1;
        loop {
            self.matrix.clear();
            for (row, whole) in self.whole.iter().enumerate() {
                self.matrix.add_diagonal(row, damping * whole);
            }
            for (variable, x) in self.x.iter().enumerate() {
                let [low, high] = self.program.bounds[variable];
                if first || (*x > low && *x < high) {
                    let column = self.program.column(variable);
                    self.matrix.add(column, self.ease[variable]);
                }
            }
            let mut direction = self.slope.clone();
            let fine = self.matrix.solve(&mut direction) && direction.iter().all(|d| d.is_finite());
            damping *= 100.0;
            if fine || damping > 1e6 {
                // Plain ascent if rounding left nothing else.
                let chosen = if fine { direction } else { self.slope.clone() };
                let steep = chosen.iter().zip(&self.slope).fold(0.0, |sum, (d, s)| sum + d * s);
                self.slope = chosen;
                return steep;
            }
        }
    }

    /// How far to go along the direction, on which the dual has this slope at first; `None` if it grows without end.
    fn search(&mut self, start: f64) -> Option<f64> {
        let direction = &self.slope;
        let mut right = 0.0;
        for (direction, value) in direction.iter().zip(&self.program.right) {
            right += direction * value;
        }
        for variable in 0..self.x.len() {
            let column = self.program.column(variable);
            self.along[variable] = column
                .iter()
                .fold(0.0, |sum, (row, coefficient)| sum + coefficient * direction[*row]);
        }
        // The slope along the direction falls piece by piece; Newton's method on it, within a bracket.
        let (mut low, mut high) = (0.0, f64::INFINITY);
        let mut step = 1.0;
        let quick = self.steps <= QUICK_STEPS;
        let share = if quick { SEARCHED } else { SEARCHED_LATE };
        for _ in 0..100 {
            let (mut slope, mut curve, mut size) = (right, 0.0, right.abs());
            for variable in 0..self.x.len() {
                let along = self.along[variable];
                if along == 0.0 {
                    continue;
                }
                let [least, most] = self.program.bounds[variable];
                let free = (self.pull[variable] + step * along) * self.ease[variable];
                let x = free.max(least).min(most);
                slope -= along * x;
                size += (along * x).abs();
                if free > least && free < most {
                    curve += along * along * self.ease[variable];
                }
            }
            // Where the slope is still up or all but 0, the dual has risen. Where it is all but 0 and stays so, because all
            // variables are at bounds, the top begins before.
            let none = slope.abs() <= 1e-14 * size;
            if (slope > 0.0 && slope <= share * start && !none) || (none && curve > 0.0) {
                return Some(step);
            }
            if slope > 0.0 && !none {
                low = step;
                if curve == 0.0 && self.never_turns(step, slope, size) {
                    return None;
                }
            } else {
                high = step;
            }
            let newton = step + slope / curve;
            let next = if newton > low && newton < high {
                newton
            } else if high.is_finite() {
                0.5 * (low + high)
            } else {
                10.0 * step
            };
            if next <= low || next >= high || !next.is_finite() {
                return Some(step);
            }
            step = next;
        }
        Some(step)
    }

    /// Whether every variable that pulls back is at its last bound already: then the slope stays as it is for ever.
    fn never_turns(&self, step: f64, slope: f64, size: f64) -> bool {
        slope > 1e-9 * size
            && (0..self.x.len()).all(|variable| {
                let along = self.along[variable];
                let [least, most] = self.program.bounds[variable];
                let free = (self.pull[variable] + step * along) * self.ease[variable];
                along == 0.0 || (along > 0.0 && free >= most) || (along < 0.0 && free <= least)
            })
    }
}
