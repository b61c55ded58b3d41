//! Checks an answer of a program from scratch: what it proves, and what proves that there is none.

use super::program::Program;

/// How well an answer meets the conditions of Karush, Kuhn and Tucker, which are necessary and sufficient here.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Certificate {
    /// Largest difference of a row, over the sum of sizes in it.
    pub balance: f64,
    /// Largest way beyond a bound; 0: all are kept.
    pub bounds: f64,
    /// Largest slope of the objective that neither a row nor a bound holds: of a variable with weight over the sum of
    /// sizes in it; of one without, how much it would gain by a step that upsets no row by more than the row's size, over
    /// the effort.
    pub stationarity: f64,
}

/// An effort this much smaller than what steps of such sizes take counts as 0.
const NO_EFFORT: f64 = 1e-9;

impl Certificate {
    /// Checks `x` with these multipliers of the rows.
    #[must_use]
    pub fn of(program: &Program, x: &[f64], multipliers: &[f64]) -> Self {
        let mut rows: Vec<(f64, f64)> = program.right.iter().map(|b| (*b, b.abs())).collect();
        for (variable, x) in x.iter().enumerate() {
            for (row, coefficient) in program.column(variable) {
                rows[*row].0 -= coefficient * x;
                rows[*row].1 += (coefficient * x).abs();
            }
        }
        let over = |(off, size): &(f64, f64)| if *off == 0.0 { 0.0 } else { off.abs() / size };
        let balance = rows.iter().map(over).fold(0.0, f64::max);
        let (mut bounds, mut weighted, mut gain) = (0.0_f64, 0.0_f64, 0.0_f64);
        let mut effort = 0.0;
        for (variable, x) in x.iter().enumerate() {
            let (weight, linear) = (program.weights[variable], program.linear[variable]);
            let [low, high] = program.bounds[variable];
            bounds = bounds.max(low - x).max(x - high);
            let mut slope = 2.0 * weight * x + linear;
            let mut size = (2.0 * weight * x).abs() + linear.abs();
            for (row, coefficient) in program.column(variable) {
                slope -= coefficient * multipliers[*row];
                size += (coefficient * multipliers[*row]).abs();
            }
            effort += weight * x * x + (linear * x).abs();
            // At a lower bound the objective may rise into the range, at an upper bound fall.
            let held = (*x <= low && slope > 0.0) || (*x >= high && slope < 0.0);
            if held || slope == 0.0 {
                continue;
            }
            if weight > 0.0 {
                weighted = weighted.max(slope.abs() / size);
            } else {
                gain = gain.max(slope.abs() * step(program, variable, *x, &rows));
            }
        }
        if gain > 0.0 {
            let large = (0..x.len()).fold(0.0, |sum, variable| {
                let step = step(program, variable, x[variable], &rows);
                let (weight, linear) = (program.weights[variable], program.linear[variable]);
                sum + weight * step * step + linear.abs() * step
            });
            gain /= effort.max(NO_EFFORT * large);
        }
        Self { balance, bounds, stationarity: weighted.max(gain) }
    }
}

/// The longest step of a variable that upsets no row (what is left, size) by more than its size.
fn step(program: &Program, variable: usize, x: f64, rows: &[(f64, f64)]) -> f64 {
    let column = program.column(variable).iter();
    let step = column.map(|(row, coefficient)| rows[*row].1 / coefficient.abs());
    let step = step.fold(f64::INFINITY, f64::min);
    if step.is_finite() { step } else { x.abs() }
}

/// An open bound counts as this many times the value that alone would give the largest right-hand side: beyond that,
/// nothing is claimed.
const OPEN: f64 = 1e4;

/// Farkas' proof that no `x` within the bounds gives the right-hand side: weighed with these numbers the rows ask for more
/// than the bounds can give. Returns by how much, over the sum of sizes; above 0 it is a proof.
pub fn impossible(program: &Program, weights: &[f64]) -> f64 {
    let mut gap = 0.0;
    let mut size = 0.0;
    let mut largest = 0.0_f64;
    for (weight, right) in weights.iter().zip(&program.right) {
        gap += weight * right;
        size += (weight * right).abs();
        largest = largest.max(right.abs());
    }
    for (variable, [low, high]) in program.bounds.iter().enumerate() {
        let (mut pull, mut pulls, mut coefficients) = (0.0, 0.0, 0.0_f64);
        for (row, coefficient) in program.column(variable) {
            pull += coefficient * weights[*row];
            pulls += (coefficient * weights[*row]).abs();
            coefficients = coefficients.max(coefficient.abs());
        }
        // What rounding may have left of a 0 is no pull.
        if pull.abs() <= 1e-14 * pulls {
            continue;
        }
        let open = OPEN * largest / coefficients;
        let bound = if pull > 0.0 { *high } else { *low };
        let most = pull * if bound.is_finite() { bound } else { open.copysign(bound) };
        gap -= most;
        size += most.abs();
    }
    if size > 0.0 && size.is_finite() { gap / size } else { f64::NEG_INFINITY }
}
