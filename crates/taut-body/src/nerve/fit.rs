//! Fits the free parameters to the calibrating rows: damped least squares, derivatives by differences, fixed starts.
//!
//! A prediction row is never read here.

use super::Nerve;
use super::parameters::Parameters;
use super::record::{FigureRow, NerveRecord, NerveRows, Observable, Quantity, Use};
use super::rows::Trial;
use crate::model::Model;
use crate::own::RecordProblems;

/// What the fit may move beside the radius of the hip, which one row gives alone.
pub const FREE: [Quantity; 5] = [
    Quantity::RestStrain,
    Quantity::CanalHold,
    Quantity::ForamenHold,
    Quantity::LegHold,
    Quantity::FootHold,
];

/// How far apart the starts are: each hold at these factors of its first value.
const STARTS: [f64; 3] = [0.25, 1.0, 4.0];
/// Weight of keeping a hold near its first value, a factor e counted as one spread; it decides only what the rows leave
/// open.
const PENALTY: f64 = 0.1;
/// A strain of this size counts as much as a factor e of a hold.
const STRAIN_UNIT: f64 = 0.01;
const STEPS: usize = 60;

type Point = [f64; FREE.len()];

/// Where the fit starts: the starts of the record, and its best values for what is not fitted.
#[must_use]
pub fn first(record: &NerveRecord) -> Parameters {
    Parameters::from_fn(|quantity| {
        let found = record.parameter.iter().find(|p| p.quantity == quantity);
        found.map_or(0.0, |p| p.start.unwrap_or(p.best))
    })
}

/// Lowest and highest value of each free parameter, in the order of `FREE`, when the calibrating rows go one at a time to
/// either end of their published spread (`unprinted_spread` of the value either way where none is published).
///
/// # Errors
/// Rows that the body cannot be held against.
pub fn ranges(
    model: &Model,
    nerve: &Nerve,
    rows: &NerveRows,
    first: &Parameters,
) -> Result<Vec<[f64; 2]>, RecordProblems> {
    let mut out = vec![[f64::INFINITY, f64::NEG_INFINITY]; FREE.len()];
    let used: Vec<usize> = rows_used(rows).map(|(i, _)| i).collect();
    for row in used {
        for end in 0..2 {
            let mut moved = rows.clone();
            let figure = &mut moved.figure[row];
            let by = rows.unprinted_spread * figure.value.abs();
            let (low, high) =
                (figure.low.unwrap_or(figure.value - by), figure.high.unwrap_or(figure.value + by));
            let spread = 0.5 * (high - low);
            figure.value = if end == 0 { low } else { high };
            (figure.low, figure.high) = (Some(figure.value - spread), Some(figure.value + spread));
            let (set, _) = fit(&Trial::new(model, nerve, &moved)?, &moved, first);
            for (range, quantity) in out.iter_mut().zip(FREE) {
                let value = set.get(quantity);
                *range = [range[0].min(value), range[1].max(value)];
            }
        }
    }
    Ok(out)
}

/// The parameters that the calibrating rows ask for, from `first`, and how far off they stay: the sum of squares of
/// (ours - published) / spread.
#[must_use]
pub fn fit(trial: &Trial<'_>, rows: &NerveRows, first: &Parameters) -> (Parameters, f64) {
    let first = radius(trial, rows, first);
    let mut best: Option<(Point, f64)> = None;
    for leg in STARTS {
        for canal in STARTS {
            let mut start = [0.0; FREE.len()];
            for (x, quantity) in start.iter_mut().zip(FREE) {
                *x = match quantity {
                    Quantity::RestStrain => first.get(quantity) / STRAIN_UNIT,
                    Quantity::CanalHold | Quantity::ForamenHold => {
                        libm::log(first.get(quantity) * canal)
                    }
                    _ => libm::log(first.get(quantity) * leg),
                };
            }
            let (point, cost) = descend(trial, rows, &first, start);
            if best.is_none_or(|(_, least)| cost < least) {
                best = Some((point, cost));
            }
        }
    }
    let (point, _) = best.unwrap_or(([0.0; FREE.len()], f64::NAN));
    let set = at(&first, &point);
    (set, misfit(trial, rows, &set))
}

/// The sum of squares of (ours - published) / spread over the calibrating rows that the fit works on.
#[must_use]
pub fn misfit(trial: &Trial<'_>, rows: &NerveRows, set: &Parameters) -> f64 {
    rows_used(rows).fold(0.0, |sum, (i, _)| {
        let off = off(trial, rows, i, set);
        sum + off * off
    })
}

fn rows_used(rows: &NerveRows) -> impl Iterator<Item = (usize, &FigureRow)> {
    let figures = rows.figure.iter().enumerate();
    figures
        .filter(|(_, row)| row.purpose == Use::Calibrate && row.observable != Observable::LeverArm)
}

fn off(trial: &Trial<'_>, rows: &NerveRows, i: usize, set: &Parameters) -> f64 {
    let row = &rows.figure[i];
    let spread = match (row.low, row.high) {
        (Some(low), Some(high)) => 0.5 * (high - low),
        _ => rows.unprinted_spread * row.value.abs(),
    };
    trial.figure_with(i, set).map_or(10.0, |ours| (ours - row.value) / spread)
}

/// The radius at which the calibrating lever arm is the published one, by halving: a wider cylinder has a longer arm.
fn radius(trial: &Trial<'_>, rows: &NerveRows, first: &Parameters) -> Parameters {
    let mut arms = rows.figure.iter().enumerate();
    let arm = arms
        .find(|(_, row)| row.purpose == Use::Calibrate && row.observable == Observable::LeverArm);
    let Some((i, row)) = arm else { return *first };
    let (mut low, mut high) = (0.5e-3 * row.value, 1.2e-3 * row.value);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        let ours = trial.figure_with(i, &first.with(Quantity::HipRadius, middle));
        if ours.is_some_and(|ours| ours < row.value) { low = middle } else { high = middle }
    }
    first.with(Quantity::HipRadius, 0.5 * (low + high))
}

fn at(first: &Parameters, point: &Point) -> Parameters {
    FREE.iter().zip(point).fold(*first, |set, (quantity, x)| {
        let value = if *quantity == Quantity::RestStrain { x * STRAIN_UNIT } else { libm::exp(*x) };
        set.with(*quantity, value)
    })
}

/// What is to be small: the rows, then the penalties.
fn residuals(trial: &Trial<'_>, rows: &NerveRows, first: &Parameters, point: &Point) -> Vec<f64> {
    let set = at(first, point);
    let mut out: Vec<f64> = rows_used(rows).map(|(i, _)| off(trial, rows, i, &set)).collect();
    for (x, quantity) in point.iter().zip(FREE) {
        let home = match quantity {
            Quantity::RestStrain => first.get(quantity) / STRAIN_UNIT,
            _ => libm::log(first.get(quantity)),
        };
        out.push(PENALTY * (x - home));
    }
    out
}

fn square(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |sum, x| sum + x * x)
}

/// Levenberg and Marquardt's steps from one start.
fn descend(trial: &Trial<'_>, rows: &NerveRows, first: &Parameters, start: Point) -> (Point, f64) {
    const N: usize = FREE.len();
    let mut point = start;
    let mut now = residuals(trial, rows, first, &point);
    let mut damping = 1e-2;
    for _ in 0..STEPS {
        let slopes: Vec<Vec<f64>> = (0..N)
            .map(|i| {
                let shifted = |by: f64| {
                    let mut other = point;
                    other[i] += by;
                    residuals(trial, rows, first, &other)
                };
                let (up, down) = (shifted(1e-4), shifted(-1e-4));
                up.iter().zip(&down).map(|(u, d)| (u - d) / 2e-4).collect()
            })
            .collect();
        let product = |a: &[f64], b: &[f64]| a.iter().zip(b).fold(0.0, |sum, (a, b)| sum + a * b);
        let mut normal = [[0.0; N]; N];
        let mut right = [0.0; N];
        for i in 0..N {
            for j in 0..N {
                normal[i][j] = product(&slopes[i], &slopes[j]);
            }
            right[i] = -product(&slopes[i], &now);
        }
        let mut better = false;
        for _ in 0..12 {
            let mut damped = normal;
            for (i, row) in damped.iter_mut().enumerate() {
                row[i] *= 1.0 + damping;
                row[i] += 1e-12;
            }
            let step = solve(damped, right);
            let mut other = point;
            for (x, step) in other.iter_mut().zip(step) {
                *x += step.clamp(-1.0, 1.0);
            }
            let then = residuals(trial, rows, first, &other);
            if square(&then) < square(&now) {
                (point, now, better) = (other, then, true);
                damping *= 0.3;
                break;
            }
            damping *= 4.0;
        }
        if !better {
            break;
        }
    }
    let cost = square(&now);
    (point, cost)
}

/// Gauss's elimination of a positive definite matrix.
fn solve<const N: usize>(mut a: [[f64; N]; N], mut b: [f64; N]) -> [f64; N] {
    for i in 0..N {
        for j in i + 1..N {
            let factor = a[j][i] / a[i][i];
            let upper = a[i];
            for (lower, upper) in a[j].iter_mut().zip(upper).skip(i) {
                *lower -= factor * upper;
            }
            b[j] -= factor * b[i];
        }
    }
    for i in (0..N).rev() {
        for j in i + 1..N {
            b[i] -= a[i][j] * b[j];
        }
        b[i] /= a[i][i];
    }
    b
}
