//! The chart of a ranking: one line a posture, bars for hamstrings, nerve and low back, without numbers.

use super::scene::{FigureProblem, Level};
use super::svg::{Form, Svg, number};
use super::{begin, heading};

/// A bar: shares of the most of all lines, with the lowest and the highest value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// Its length, 0 to 1.
    pub share: f64,
    /// Where its range begins and ends; the ends may lie beyond 1 and are cut there.
    pub range: [f64; 2],
}

/// One line of the chart.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartRow {
    /// Name of the posture.
    pub name: String,
    /// One bar a column; `None` is shown as "not worked out".
    pub bars: Vec<Option<Bar>>,
}

/// Lines under a heading of their own.
#[derive(Debug, Clone, PartialEq)]
pub struct ChartGroup {
    /// The heading; empty: none.
    pub heading: String,
    /// Its lines, in order.
    pub rows: Vec<ChartRow>,
}

const NAMES: f64 = 380.0;
const COLUMN: f64 = 180.0;
const BAR: f64 = 150.0;
const ROW: f64 = 22.0;
const TOP: f64 = 82.0;

/// The chart, columns named by `columns`, with a note below.
///
/// # Errors
/// Every bar that is not finite or below 0, and every line with another number of bars than columns.
pub fn rank_chart(
    title: &str,
    description: &str,
    columns: &[&str],
    groups: &[ChartGroup],
    note: &str,
    form: &Form,
) -> Result<String, Vec<FigureProblem>> {
    let problems: Vec<FigureProblem> = groups
        .iter()
        .flat_map(|group| &group.rows)
        .filter_map(|row| {
            let bad = |bar: &Bar| {
                [bar.share, bar.range[0], bar.range[1]].iter().any(|x| !x.is_finite() || *x < 0.0)
            };
            let message = if row.bars.len() != columns.len() {
                format!("{} bars for {} columns", row.bars.len(), columns.len())
            } else if row.bars.iter().flatten().any(bad) {
                "a bar is no number from 0 on".to_owned()
            } else {
                return None;
            };
            Some(FigureProblem { part: row.name.clone(), message })
        })
        .collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    let lines: usize =
        groups.iter().map(|g| g.rows.len() + usize::from(!g.heading.is_empty())).sum();
    let width = NAMES + COLUMN * columns.len() as f64 + 20.0;
    let height = TOP + ROW * lines as f64 + 40.0;
    let mut out = Svg::new(form);
    begin(&mut out, (width, height), title, description);
    heading(&mut out, title, 20.0, 28.0);
    for (i, column) in columns.iter().enumerate() {
        let x = NAMES + COLUMN * i as f64;
        words(&mut out, "step", column, x, 54.0);
        words(&mut out, "tick", "less", x, 72.0);
        words(&mut out, "tick", "more", x + BAR - 30.0, 72.0);
    }
    let mut y = TOP;
    for group in groups {
        if !group.heading.is_empty() {
            words(&mut out, "step", &group.heading, 20.0, y + 16.0);
            y += ROW;
        }
        for row in &group.rows {
            line(&mut out, row, y);
            y += ROW;
        }
    }
    words(&mut out, "note", note, 20.0, y + 24.0);
    out.close("svg");
    Ok(out.finish())
}

fn line(out: &mut Svg, row: &ChartRow, y: f64) {
    words(out, "row", &row.name, 20.0, y + 15.0);
    for (i, bar) in row.bars.iter().enumerate() {
        let x = NAMES + COLUMN * i as f64;
        let Some(bar) = bar else {
            words(out, "tick", "not worked out", x, y + 15.0);
            continue;
        };
        let at = |share: f64| x + BAR * share.min(1.0);
        let level = Level::of(bar.share, 1.0).unwrap_or(Level::Slack);
        let rectangle = [
            ("class", format!("bar-{}", level.class())),
            ("x", number(x)),
            ("y", number(y + 4.0)),
            ("width", number((at(bar.share) - x).max(1.0))),
            ("height", "13".to_owned()),
        ];
        out.empty("rect", &rectangle);
        let [low, high] = bar.range.map(at);
        let middle = y + 10.5;
        let path = format!(
            "M{} {}L{} {}M{} {}L{} {}M{} {}L{} {}",
            number(low),
            number(middle),
            number(high),
            number(middle),
            number(low),
            number(middle - 3.0),
            number(low),
            number(middle + 3.0),
            number(high),
            number(middle - 3.0),
            number(high),
            number(middle + 3.0),
        );
        out.empty("path", &[("class", "span".to_owned()), ("d", path)]);
    }
}

fn words(out: &mut Svg, class: &str, words: &str, x: f64, y: f64) {
    out.words("text", &[("class", class.to_owned()), ("x", number(x)), ("y", number(y))], words);
}
