//! The steps of a test side by side: a small person each, with the step's words below.

use super::plane::{P, Pen};
use super::scene::{FigureProblem, Scene};
use super::svg::{Form, Svg, number};
use super::{Panel, begin, heading, legend};

/// One step of a test.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The posture at its end.
    pub scene: Scene,
    /// What it does and tensions, in words.
    pub words: String,
}

/// Size of a person beside the single figure, width of a column, words a line, most columns.
const SHRINK: f64 = 0.52;
const COLUMN: f64 = 300.0;
const LETTERS: usize = 42;
const COLUMNS: usize = 3;
const LINE: f64 = 17.0;
const TOP: f64 = 48.0;

/// All steps in rows of at most three.
///
/// # Errors
/// Every problem of every scene, the step's title before it.
pub fn steps_figure(
    title: &str,
    description: &str,
    steps: &[Step],
    form: &Form,
) -> Result<String, Vec<FigureProblem>> {
    let mut problems = Vec::new();
    let mut panels = Vec::new();
    for step in steps {
        match Panel::of(&step.scene) {
            Ok(panel) => panels.push((step, panel, lines(&step.words, LETTERS))),
            Err(found) => problems.extend(found.into_iter().map(|problem| FigureProblem {
                part: format!("{}, {}", step.scene.title, problem.part),
                ..problem
            })),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    // Four steps within a page are two and two, so that they stay large on a telephone.
    let most = if *form != Form::File && panels.len() == 4 { 2 } else { COLUMNS };
    let wide = panels.iter().map(|(_, p, _)| p.width * SHRINK).fold(COLUMN, f64::max);
    let rows: Vec<_> = panels.chunks(most).collect();
    let heights: Vec<(f64, f64)> = rows
        .iter()
        .map(|row| {
            let picture = row.iter().map(|(_, p, _)| p.height * SHRINK).fold(0.0, f64::max);
            let words = row.iter().map(|(_, _, l)| l.len()).max().unwrap_or(0);
            (picture, picture + LINE * words as f64 + 44.0)
        })
        .collect();
    let columns = panels.len().clamp(1, most) as f64;
    let body: f64 = heights.iter().map(|(_, all)| all).sum();
    let mut out = Svg::new(form);
    let (width, mut top, below) = match out.is_inline() {
        true => (40.0 + wide * columns, 0.0, 0.0),
        false => ((40.0 + wide * columns).max(legend::WIDTH + 40.0), TOP, legend::HEIGHT + 16.0),
    };
    begin(&mut out, (width, top + body + below), title, description);
    heading(&mut out, title, 20.0, 28.0);
    let pen = if out.is_inline() { Pen::Shortest } else { Pen::Plain };
    for (row, (picture, all)) in rows.iter().zip(&heights) {
        for (column, (step, panel, words)) in row.iter().enumerate() {
            let left = 20.0 + wide * column as f64;
            let corner = P::new(
                left + 0.5 * (wide - panel.width * SHRINK),
                top + picture - panel.height * SHRINK,
            );
            let place =
                format!("translate({} {}) scale({SHRINK})", number(corner.x), number(corner.y));
            out.open("g", &[("transform", place)]);
            panel.write(&mut out, 0.0, 0.0, pen);
            out.close("g");
            let class = if out.is_inline() { "number" } else { "step" };
            text(&mut out, class, &step.scene.title, left + 8.0, top + picture + 16.0);
            for (i, line) in words.iter().enumerate() {
                let y = top + picture + 16.0 + LINE * (i + 1) as f64;
                text(&mut out, "note", line, left + 8.0, y);
            }
        }
        top += all;
    }
    if !out.is_inline() {
        legend::write(&mut out, 20.0, top);
    }
    out.close("svg");
    Ok(out.finish())
}

fn text(out: &mut Svg, class: &str, words: &str, x: f64, y: f64) {
    out.words("text", &[("class", class.to_owned()), ("x", number(x)), ("y", number(y))], words);
}

/// Words in lines of at most this many letters; a longer word has a line of its own.
pub(super) fn lines(words: &str, most: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        match out.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => out.push(word.to_owned()),
        }
    }
    out
}
