//! The published rows beside ours, as a Markdown page part that is made anew and compared.

use std::fmt::Write as _;

use super::reading::Ranged;
use super::record::{Expect, FigureRow, NerveRows, Observable, OrderRow, Use};
use super::rows::Trial;

/// Both tables, and how many rows come out as published.
#[must_use]
pub fn markdown(trial: &Trial<'_>, rows: &NerveRows) -> String {
    let mut out = String::new();
    figures(trial, rows, &mut out);
    out.push('\n');
    orders(trial, rows, &mut out);
    out
}

// Writing to a String cannot fail.
fn figures(trial: &Trial<'_>, rows: &NerveRows, out: &mut String) {
    let outcomes = trial.figures();
    for purpose in [Use::Calibrate, Use::Predict] {
        let of = |purpose| outcomes.iter().filter(move |o| rows.figure[o.row].purpose == purpose);
        let with_spread = of(purpose).filter(|o| o.inside.is_some()).count();
        let inside = of(purpose).filter(|o| o.inside == Some(true)).count();
        let meets = of(purpose).filter(|o| o.meets).count();
        let (name, all) = (name(purpose), of(purpose).count());
        let _ = writeln!(
            out,
            "{name}: of {all} rows, {with_spread} print a spread; our best value is inside it in {inside}. \
             Our range meets the published value or spread in {meets} of {all}.\n"
        );
    }
    out.push_str("| row | use | what, where | published (spread) | ours (range) | inside the spread | range meets it |\n");
    out.push_str("|---|---|---|---|---|---|---|\n");
    for outcome in &outcomes {
        let row = &rows.figure[outcome.row];
        let inside = match outcome.inside {
            Some(true) => "yes",
            Some(false) => "**no**",
            None => "none printed",
        };
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} | {} {} | {inside} | {} |",
            row.id,
            name(row.purpose),
            what(row.observable, &row.site),
            published(row),
            number(outcome.ours.best),
            range(outcome.ours),
            yes(outcome.meets)
        );
    }
}

fn orders(trial: &Trial<'_>, rows: &NerveRows, out: &mut String) {
    let outcomes = trial.orders();
    let holding = outcomes.iter().filter(|outcome| outcome.holds).count();
    let _ = writeln!(
        out,
        "Directions and orders, none of them used in the fit: {holding} of {} come out as published.\n",
        outcomes.len()
    );
    out.push_str(
        "| row | what, where | published | ours (range) | holds | parameter sets that agree |\n",
    );
    out.push_str("|---|---|---|---|---|---|\n");
    for outcome in &outcomes {
        let row = &rows.order[outcome.row];
        let _ = writeln!(
            out,
            "| `{}` | {} | {} | {} {} | {} | {:.0} % |",
            row.id,
            what(row.observable, &row.site),
            expected(row),
            number(outcome.ours.best),
            range(outcome.ours),
            yes(outcome.holds),
            100.0 * outcome.share
        );
    }
}

fn name(purpose: Use) -> &'static str {
    match purpose {
        Use::Calibrate => "calibrate",
        Use::Predict => "predict",
    }
}

fn yes(good: bool) -> &'static str {
    if good { "yes" } else { "**no**" }
}

fn what(observable: Observable, site: &str) -> String {
    let (what, unit) = match observable {
        Observable::Strain => ("strain", "%"),
        Observable::Excursion => ("excursion", "mm"),
        Observable::LeverArm => ("lever arm", "mm"),
        Observable::AngleShift => ("angle shift", "degrees"),
        Observable::OrderDifference => ("strain by order", "%"),
        Observable::MuscleLength => ("length", "mm"),
    };
    format!("{what} ({unit}), {}", site.replace('_', " "))
}

fn published(row: &FigureRow) -> String {
    let value = number(row.value);
    match (row.low, row.high) {
        (None, None) => value,
        (low, high) => {
            let end = |end: Option<f64>| number(end.unwrap_or(row.value));
            format!("{value} ({} to {})", end(low), end(high))
        }
    }
}

fn expected(row: &OrderRow) -> String {
    let than = row.than_end.is_some();
    let place = row.than_site.as_ref().map(|site| format!(" than at {}", site.replace('_', " ")));
    match (row.expect, than) {
        (Expect::Rises, false) => "rises".to_owned(),
        (Expect::Falls, false) => "falls".to_owned(),
        (Expect::Rises, true) => format!("changes more{}", place.unwrap_or_default()),
        (Expect::Falls, true) => format!("changes less{}", place.unwrap_or_default()),
        (Expect::Unchanged, _) => {
            format!("the same within {}", number(row.tolerance.unwrap_or(0.0)))
        }
    }
}

fn range(ours: Ranged) -> String {
    format!("({} to {})", number(ours.low), number(ours.high))
}

/// Two digits behind the point, no minus before a zero.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    if text == "-0.00" { "0.00".to_owned() } else { text }
}
