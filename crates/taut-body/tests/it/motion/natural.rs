//! Natural splines against their dense equations, polynomials and smooth functions.

use crate::splines::solve;
use taut_body::motion::{NaturalSpline, NaturalSplineProblem};

const X: [f64; 11] = [0.0, 0.9, 2.2, 2.9, 4.0, 5.3, 6.1, 7.0, 8.4, 9.0, 10.0];
const Y: [f64; 11] = [0.3, -0.2, 0.5, 0.4, 0.9, -1.0, 0.2, 0.25, 0.1, -0.6, 0.0];

/// The form of a natural spline that the theory gives: a polynomial of degree `half - 1` and odd powers of distances
/// from the knots whose weights have no moments up to that degree (Schoenberg 1964). Value and derivatives at `t`.
fn dense(x: &[f64], y: &[f64], half: usize) -> impl Fn(f64) -> [f64; 3] {
    let power = |t: f64, k: usize| (0..k).fold(1.0, |product, _| product * t);
    let odd = 2 * half - 1;
    let mut rows: Vec<Vec<f64>> = Vec::new();
    for (t, value) in x.iter().zip(y) {
        let mut row: Vec<f64> = (0..half).map(|k| power(*t, k)).collect();
        row.extend(x.iter().map(|knot| power((t - knot).abs(), odd)));
        row.push(*value);
        rows.push(row);
    }
    for k in 0..half {
        let mut row = vec![0.0; half];
        row.extend(x.iter().map(|knot| power(*knot, k)));
        row.push(0.0);
        rows.push(row);
    }
    let weights = solve(rows);
    let x = x.to_vec();
    move |t| {
        let mut out = [0.0; 3];
        for (order, sum) in out.iter_mut().enumerate() {
            let falling = |k: usize| (0..order).fold(1.0, |f, i| f * (k as f64 - i as f64));
            let polynomial = weights[..half].iter().enumerate().skip(order);
            for (k, weight) in polynomial {
                *sum += weight * falling(k) * power(t, k - order);
            }
            for (weight, knot) in weights[half..].iter().zip(&x) {
                let d = t - knot;
                let sign = if order == 1 { d.signum() } else { 1.0 };
                *sum += weight * falling(odd) * sign * power(d.abs(), odd - order);
            }
        }
        out
    }
}

#[test]
fn splines_solve_their_dense_equations_inside_and_outside() {
    let both = [
        (NaturalSpline::cubic(&X, &Y).unwrap(), 2, 1e-11),
        (NaturalSpline::quintic(&X, &Y).unwrap(), 3, 1e-8),
    ];
    for (spline, half, limit) in both {
        let dense = dense(&X, &Y, half);
        let mut worst: f64 = 0.0;
        for i in 0..=260 {
            let t = -1.5 + 0.05 * f64::from(i);
            for (ours, theirs) in spline.at(t).iter().zip(dense(t)) {
                worst = worst.max((ours - theirs).abs());
            }
        }
        println!("degree {}: worst {worst:.2e} from the dense solution", 2 * half - 1);
        assert!(worst < limit, "{worst:e}");
        for (x, y) in X.iter().zip(Y) {
            assert!((spline.at(*x)[0] - y).abs() < 1e-14);
        }
    }
}

/// A natural spline of degree 2m - 1 gives back polynomials of degree m - 1, whatever the gaps.
#[test]
fn parabolas_and_lines_are_given_back() {
    let x: Vec<f64> = (0..40).map(|i| f64::from(i) / 60.0 + 1e-6 * f64::from(i % 3)).collect();
    let parabola = |t: f64| [0.3 - 2.0 * t + 5.0 * t * t, -2.0 + 10.0 * t, 10.0];
    let y: Vec<f64> = x.iter().map(|t| parabola(*t)[0]).collect();
    let spline = NaturalSpline::quintic(&x, &y).unwrap();
    let line = |t: f64| [0.3 - 2.0 * t, -2.0, 0.0];
    let y: Vec<f64> = x.iter().map(|t| line(*t)[0]).collect();
    let cubic = NaturalSpline::cubic(&x, &y).unwrap();
    for i in -5..80 {
        let t = f64::from(i) / 110.0;
        let limits = [1e-14, 1e-12, 1e-8];
        for (k, limit) in limits.into_iter().enumerate() {
            assert!((spline.at(t)[k] - parabola(t)[k]).abs() < limit, "{t} {k}");
            assert!((cubic.at(t)[k] - line(t)[k]).abs() < limit, "{t} {k}");
        }
    }
}

#[test]
fn derivatives_of_a_sine_converge() {
    // Away from the ends the error of a quintic spline falls with the sixth power of the step, that of its second
    // derivative with the fourth.
    let error = |n: u32| {
        let x: Vec<f64> = (0..=n).map(|i| f64::from(i) * 4.0 / f64::from(n)).collect();
        let y: Vec<f64> = x.iter().map(|t| libm::sin(3.0 * t)).collect();
        let spline = NaturalSpline::quintic(&x, &y).unwrap();
        let mut worst = [0.0_f64; 3];
        for i in 0..500 {
            let t = 1.5 + f64::from(i) / 500.0;
            let (sin, cos) = libm::sincos(3.0 * t);
            for (worst, (ours, theirs)) in
                worst.iter_mut().zip(spline.at(t).iter().zip([sin, 3.0 * cos, -9.0 * sin]))
            {
                *worst = worst.max((ours - theirs).abs());
            }
        }
        worst
    };
    let (coarse, fine) = (error(60), error(120));
    println!("errors {coarse:?}, at half the step {fine:?}");
    assert!(coarse[0] < 1e-6 && coarse[2] < 1e-3);
    assert!(coarse[0] / fine[0] > 40.0 && coarse[1] / fine[1] > 20.0 && coarse[2] / fine[2] > 10.0);
}

#[test]
fn bad_points_are_refused() {
    let cubic = NaturalSpline::cubic;
    assert_eq!(cubic(&[0.0, 1.0], &[0.0]), Err(NaturalSplineProblem::Lengths(2, 1)));
    assert_eq!(cubic(&[0.0], &[0.0]), Err(NaturalSplineProblem::TooFew(1, 2)));
    assert_eq!(cubic(&[0.0, 1.0, 1.0], &[0.0; 3]), Err(NaturalSplineProblem::NotRising(2)));
    assert_eq!(cubic(&[0.0, f64::NAN], &[0.0; 2]), Err(NaturalSplineProblem::NotRising(1)));
    assert_eq!(cubic(&[0.0, 1.0], &[0.0, f64::NAN]), Err(NaturalSplineProblem::NotFinite(1)));
    let quintic = NaturalSpline::quintic(&[0.0, 1.0], &[0.0; 2]);
    assert_eq!(quintic, Err(NaturalSplineProblem::TooFew(2, 3)));
}
