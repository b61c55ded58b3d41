//! The published rows: the split, the fit, the directions.

use super::{body, published, record};
use taut_body::nerve::fit::{FREE, first, fit, misfit};
use taut_body::nerve::record::{Quantity, Use};
use taut_body::nerve::rows::Trial;
use taut_body::nerve::table::markdown;

#[test]
fn at_most_half_of_the_rows_calibrate() {
    let rows = published();
    let used = rows.figure.iter().filter(|row| row.purpose == Use::Calibrate).count();
    assert!(used * 2 <= rows.figure.len(), "{used} of {}", rows.figure.len());
    assert_eq!((used, rows.figure.len(), rows.order.len()), (6, 26, 26));
    // What the record says that it was fitted to are calibrating rows, and all of them.
    let mut named: Vec<String> =
        record().parameter.iter().flat_map(|p| p.fitted_to.clone().unwrap_or_default()).collect();
    named.sort();
    named.dedup();
    let mut wanted: Vec<String> = rows
        .figure
        .iter()
        .filter(|row| row.purpose == Use::Calibrate)
        .map(|row| row.id.clone())
        .collect();
    wanted.sort();
    assert_eq!(named, wanted);
}

/// The committed values are what the fit finds, to the digits that are committed.
#[test]
fn the_committed_values_are_the_fit() {
    let (model, nerve) = body();
    let rows = published();
    let trial = Trial::new(&model, &nerve, &rows).unwrap();
    let (set, cost) = fit(&trial, &rows, &first(&record()));
    println!("misfit {cost:.6}");
    for quantity in [Quantity::HipRadius].into_iter().chain(FREE) {
        let (ours, theirs) = (nerve.best().get(quantity), set.get(quantity));
        assert!((ours / theirs - 1.0).abs() < 0.01, "{quantity:?}: {ours}, the fit has {theirs}");
    }
    assert!(misfit(&trial, &rows, nerve.best()) < 0.01);
}

/// A prediction row that says something else does not move the fit by a bit.
#[test]
fn the_fit_never_reads_a_prediction_row() {
    let (model, nerve) = body();
    let rows = published();
    let mut other = rows.clone();
    for row in other.figure.iter_mut().filter(|row| row.purpose == Use::Predict) {
        (row.value, row.low, row.high) = (1e3, None, None);
    }
    let cost = |rows| {
        let trial = Trial::new(&model, &nerve, rows).unwrap();
        misfit(&trial, rows, nerve.best()).to_bits()
    };
    assert_eq!(cost(&rows), cost(&other));
}

/// Known to fail, and said so in `docs/nerve.md`.
const FAILS: [&str; 2] = ["coppieters_2006_nearest", "gilbert_2007_ankle_displacement"];

#[test]
fn published_directions_hold_but_for_those_that_are_named() {
    let (model, nerve) = body();
    let rows = published();
    let trial = Trial::new(&model, &nerve, &rows).unwrap();
    let orders = trial.orders();
    assert_eq!(orders.len(), rows.order.len());
    for outcome in orders {
        let row = &rows.order[outcome.row];
        println!("{}: {:?}, agreed by {:.2}", row.id, outcome.ours, outcome.share);
        assert_eq!(outcome.holds, !FAILS.contains(&row.id.as_str()), "{}", row.id);
    }
}

#[test]
fn bad_rows_are_named_all_at_once() {
    let (model, nerve) = body();
    let mut rows = published();
    rows.figure[1].site = "elbow".to_owned();
    rows.figure[2].end.insert("ankle_angle_r".to_owned(), 400.0);
    rows.figure[3].start.insert("tail".to_owned(), 1.0);
    rows.figure[4].low = Some(9.0);
    let text = Trial::new(&model, &nerve, &rows).unwrap_err().to_string();
    for wanted in
        ["no site elbow", "ankle_angle_r", "tail: the body has no such angle", "outside its spread"]
    {
        assert!(text.contains(wanted), "{wanted} is not in\n{text}");
    }
}

/// `cargo run --release -p taut-body --example nerve -- table` writes it.
#[test]
fn the_page_has_the_rows_of_today() {
    let (model, nerve) = body();
    let rows = published();
    let trial = Trial::new(&model, &nerve, &rows).unwrap();
    let page = include_str!("../../../../../docs/nerve.md");
    let (_, rest) = page.split_once("<!-- nerve-rows -->\n").unwrap();
    let (block, _) = rest.split_once("<!-- /nerve-rows -->").unwrap();
    assert!(block == markdown(&trial, &rows), "docs/nerve.md is stale");
}
