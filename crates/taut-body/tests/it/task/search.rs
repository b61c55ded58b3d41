//! The search without derivatives: known minima, a grid that must not do better, bounds, bad input.

use taut_body::task::Search;

fn search(bounds: &[[f64; 2]]) -> Search {
    Search { bounds: bounds.to_vec(), first_step: 0.25, tolerance: 1e-6, most: 20_000 }
}

#[test]
fn finds_a_known_minimum() {
    // A narrow valley across the axes.
    let bowl = |at: &[f64]| {
        let (x, y) = (at[0] - 0.3, at[1] + 0.7);
        (x + y).powi(2) * 50.0 + (x - y).powi(2)
    };
    let search = search(&[[-2.0, 2.0], [-2.0, 2.0]]);
    let found = search.lowest(&search.spread_starts(), bowl).unwrap();
    assert!(found.settled);
    assert!((found.at[0] - 0.3).abs() < 1e-4 && (found.at[1] + 0.7).abs() < 1e-4, "{found:?}");
    assert_eq!(found.from_starts.len(), 5);
}

#[test]
fn a_grid_never_does_better() {
    // Two valleys, a kink and a region that is impossible.
    let hard = |at: &[f64]| {
        let [x, y, z] = [at[0], at[1], at[2]];
        if x + y > 1.5 {
            return f64::NAN;
        }
        (x * x - 1.0).powi(2) + 0.3 * x + (y - 0.2 * x).abs() + (z - y).powi(2)
    };
    let bounds = [[-2.0, 2.0], [-1.0, 1.0], [-1.0, 1.0]];
    let search = search(&bounds);
    let found = search.lowest(&search.spread_starts(), hard).unwrap();
    let steps = 60;
    let axis = |i: usize, k: usize| {
        bounds[i][0] + (bounds[i][1] - bounds[i][0]) * k as f64 / f64::from(steps)
    };
    for i in 0..=steps as usize {
        for j in 0..=steps as usize {
            for k in 0..=steps as usize {
                let value = hard(&[axis(0, i), axis(1, j), axis(2, k)]);
                assert!(value.is_nan() || found.value <= value + 1e-9);
            }
        }
    }
}

#[test]
fn stays_inside_and_reaches_the_edge() {
    let search = search(&[[0.0, 1.0], [0.0, 1.0]]);
    let found = search
        .lowest(&search.spread_starts(), |at| {
            assert!(at.iter().all(|x| (0.0..=1.0).contains(x)));
            at[0] - at[1]
        })
        .unwrap();
    assert_eq!(found.at, [0.0, 1.0]);
}

#[test]
fn nothing_to_choose_is_asked_once() {
    let search = search(&[]);
    let found = search.lowest(&search.spread_starts(), |_| 3.0).unwrap();
    assert_eq!((found.value, found.asked, found.settled), (3.0, 1, true));
}

#[test]
fn says_when_it_was_cut_short() {
    let mut search = search(&[[-1.0, 1.0]]);
    search.most = 5;
    assert!(!search.lowest(&search.spread_starts(), |at| at[0] * at[0]).unwrap().settled);
}

#[test]
fn an_impossible_box_has_no_finite_value() {
    let search = search(&[[-1.0, 1.0]]);
    let found = search.lowest(&search.spread_starts(), |_| f64::NAN).unwrap();
    assert!(found.value.is_infinite());
}

#[test]
fn bad_input_is_said_at_once() {
    let bad = Search {
        bounds: vec![[1.0, 0.0], [f64::NAN, 1.0]],
        first_step: 0.0,
        tolerance: 0.1,
        most: 1,
    };
    let problems = bad.lowest(&[vec![0.0]], |_| 0.0).unwrap_err();
    assert_eq!(problems.len(), 4, "{problems:?}");
}
