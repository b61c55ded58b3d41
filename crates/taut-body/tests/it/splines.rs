//! The spline against the whole system of its conditions, solved without knowing its form.

use taut_body::{Spline, SplineProblem};

const X: [f64; 7] = [-2.0, -1.1, -0.4, 0.0, 0.3, 1.5, 2.0];
const Y: [f64; 7] = [0.3, -0.2, 0.5, 0.4, 0.9, -1.0, 0.2];

/// Solves a square system by elimination with row exchanges.
pub fn solve(mut rows: Vec<Vec<f64>>) -> Vec<f64> {
    let n = rows.len();
    for i in 0..n {
        let best = (i..n).max_by(|a, b| rows[*a][i].abs().total_cmp(&rows[*b][i].abs())).unwrap();
        rows.swap(i, best);
        let pivot = rows[i].clone();
        for (j, row) in rows.iter_mut().enumerate() {
            let factor = if j == i { 0.0 } else { row[i] / pivot[i] };
            row.iter_mut().zip(&pivot).for_each(|(a, p)| *a -= factor * p);
        }
    }
    (0..n).map(|i| rows[i][n] / rows[i][i]).collect()
}

/// Third derivative over 6 of the cubic through four points: Newton's divided difference.
fn third(x: &[f64], y: &[f64]) -> f64 {
    let mut d = y.to_vec();
    for level in 1..4 {
        for i in (level..4).rev() {
            d[i] = (d[i] - d[i - 1]) / (x[i] - x[i - level]);
        }
    }
    d[3]
}

/// Coefficients of every piece in powers of `x - knot`, from values, two continuous derivatives and the end conditions.
fn by_conditions(x: &[f64], y: &[f64]) -> Vec<f64> {
    let pieces = x.len() - 1;
    let width = 4 * pieces;
    let mut rows = Vec::new();
    let mut row = |entries: &[(usize, f64)], right: f64| {
        let mut row = vec![0.0; width + 1];
        for (at, value) in entries {
            row[*at] += value;
        }
        row[width] = right;
        rows.push(row);
    };
    for i in 0..pieces {
        let (h, p) = (x[i + 1] - x[i], 4 * i);
        row(&[(p, 1.0)], y[i]);
        row(&[(p, 1.0), (p + 1, h), (p + 2, h * h), (p + 3, h * h * h)], y[i + 1]);
        if i + 1 < pieces {
            row(&[(p + 1, 1.0), (p + 2, 2.0 * h), (p + 3, 3.0 * h * h), (p + 5, -1.0)], 0.0);
            row(&[(p + 2, 2.0), (p + 3, 6.0 * h), (p + 6, -2.0)], 0.0);
        }
    }
    let n = x.len();
    row(&[(3, 1.0)], third(&x[..4], &y[..4]));
    row(&[(width - 1, 1.0)], third(&x[n - 4..], &y[n - 4..]));
    solve(rows)
}

#[test]
fn splines_solve_the_system_of_their_conditions() {
    let spline = Spline::new(&X, &Y).unwrap();
    let pieces = by_conditions(&X, &Y);
    for step in 0..=4000 {
        let x = -2.0 + f64::from(step) * 1e-3;
        let i = X.iter().rposition(|knot| *knot <= x).unwrap().min(X.len() - 2);
        let t = x - X[i];
        let p = &pieces[4 * i..4 * i + 4];
        let want = p[0] + t * (p[1] + t * (p[2] + t * p[3]));
        assert!((spline.value(x) - want).abs() < 1e-12, "{x}: {} {want}", spline.value(x));
    }
}

#[test]
fn splines_go_on_straight_outside_their_knots() {
    let spline = Spline::new(&X, &Y).unwrap();
    let p = by_conditions(&X, &Y);
    assert!((spline.value(-5.0) - (Y[0] - 3.0 * p[1])).abs() < 1e-12);
    let (h, last) = (0.5, &p[p.len() - 4..]);
    let slope = last[1] + h * (2.0 * last[2] + h * 3.0 * last[3]);
    assert!((spline.value(4.0) - (Y[6] + 2.0 * slope)).abs() < 1e-12);
    let parabola = Spline::new(&[0.0, 1.0, 3.0], &[0.0, 1.0, 9.0]).unwrap();
    assert!(
        (parabola.value(0.5) - 0.25).abs() < 1e-15 && (parabola.value(2.0) - 4.0).abs() < 1e-15
    );
    let line = Spline::new(&[0.0, 2.0], &[1.0, 5.0]).unwrap();
    assert_eq!([line.value(-1.0), line.value(0.5), line.value(3.0)], [-1.0, 2.0, 7.0]);
}

#[test]
fn knots_that_make_no_spline_are_refused() {
    assert_eq!(Spline::new(&[0.0], &[1.0]), Err(SplineProblem::TooFew(1)));
    assert_eq!(Spline::new(&[0.0, 1.0], &[1.0]), Err(SplineProblem::Lengths(2, 1)));
    assert_eq!(Spline::new(&[0.0, 1.0, 1.0], &[0.0; 3]), Err(SplineProblem::NotRising(2)));
    assert_eq!(Spline::new(&[0.0, f64::NAN], &[0.0; 2]), Err(SplineProblem::NotRising(1)));
    assert_eq!(Spline::new(&[0.0, 1.0], &[0.0, f64::MAX * 2.0]), Err(SplineProblem::TooSteep));
}
