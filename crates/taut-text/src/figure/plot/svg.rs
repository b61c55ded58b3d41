//! The plot as SVG: lines named where they end, a range as a bar, every value with its date.

use super::super::scene::FigureProblem;
use super::super::style;
use super::super::svg::{Form, Svg, number};
use super::super::{begin, heading};
use super::{Mark, Plot, plain, wrapped};

/// How large a plot and its parts are.
struct Size {
    whole: (f64, f64),
    /// The field of the plot: left, top, right, bottom.
    field: [f64; 4],
    /// Letters in a line of a name in the margin.
    letters: usize,
    line: f64,
    /// Names of lines are kept this far apart.
    apart: f64,
    /// Width of a letter of a name.
    letter: f64,
}

const FILE: Size = Size {
    whole: (720.0, 400.0),
    field: [56.0, 64.0, 560.0, 330.0],
    letters: 20,
    line: 16.0,
    apart: 18.0,
    letter: 8.0,
};

/// Within a page: narrow, with large letters, so that it can be read on a phone.
const PAGE: Size = Size {
    whole: (360.0, 360.0),
    field: [36.0, 28.0, 246.0, 292.0],
    letters: 12,
    line: 19.0,
    apart: 22.0,
    letter: 9.0,
};

/// The plot as SVG.
///
/// # Errors
/// Every problem of the plot.
pub fn plot_figure(plot: &Plot, form: &Form) -> Result<String, Vec<FigureProblem>> {
    let problems = plot.problems();
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut out = Svg::new(form);
    let size = if out.is_inline() { &PAGE } else { &FILE };
    begin(&mut out, size.whole, &plot.title, &plot.description);
    if !out.is_inline() {
        out.raw("style", &style::PLOT.of_file());
    }
    heading(&mut out, &plot.title, 20.0, 30.0);
    let is_inline = out.is_inline();
    if is_inline {
        out.open("g", &[("class", "large".to_owned())]);
    }
    axes(&mut out, size, plot);
    course(&mut out, size, plot);
    person(&mut out, size, plot);
    names(&mut out, size, plot);
    if is_inline {
        out.close("g");
    }
    out.close("svg");
    Ok(out.finish())
}

fn x(size: &Size, plot: &Plot, day: f64) -> f64 {
    let [left, _, right, _] = size.field;
    left + (right - left) * day / f64::from(plot.days())
}

fn y(size: &Size, plot: &Plot, value: f64) -> f64 {
    let [_, top, _, bottom] = size.field;
    bottom - (bottom - top) * plot.share(value)
}

fn axes(out: &mut Svg, size: &Size, plot: &Plot) {
    let [left, top, right, bottom] = size.field;
    for tick in plot.value_ticks() {
        let at = y(size, plot, tick);
        path(
            out,
            "grid",
            &format!("M{} {}L{} {}", number(left), number(at), number(right), number(at)),
        );
        words(out, "tick end", &plain(tick), left - 8.0, at + 4.0);
    }
    path(
        out,
        "axis",
        &format!(
            "M{} {}L{} {}L{} {}",
            number(left),
            number(top),
            number(left),
            number(bottom),
            number(right),
            number(bottom)
        ),
    );
    for week in plot.week_ticks() {
        let at = x(size, plot, f64::from(7 * week));
        path(
            out,
            "axis",
            &format!("M{} {}L{} {}", number(at), number(bottom), number(at), number(bottom + 5.0)),
        );
        words(out, "tick middle", &week.to_string(), at, bottom + 20.0);
    }
    words(out, "note middle", &plot.words.weeks, 0.5 * (left + right), bottom + 42.0);
    let (arrow, at) = if plot.higher_is_better { ("\u{2191}", top) } else { ("\u{2193}", bottom) };
    let at = if plot.higher_is_better { at - 10.0 } else { at - 8.0 };
    words(out, "note", &format!("{arrow} {}", plot.words.better), left + 6.0, at);
}

fn course(out: &mut Svg, size: &Size, plot: &Plot) {
    let days = f64::from(plot.days());
    let mut points: Vec<[f64; 2]> =
        plot.course.iter().copied().filter(|point| point[0] <= days).collect();
    if let Some(end) = plot.course_end()
        && points.last() != Some(&end)
    {
        points.push(end);
    }
    if points.len() > 1 {
        path(out, "others", &line(size, plot, points.into_iter()));
    }
}

/// The line joins exact values; a range stands by itself, because where in it the value lies is not known.
fn person(out: &mut Svg, size: &Size, plot: &Plot) {
    let exact: Vec<&Mark> = plot.person.iter().filter(|mark| mark.is_exact()).collect();
    if exact.len() > 1 {
        let points = exact.iter().map(|mark| [f64::from(mark.day), mark.low]);
        path(out, "you", &line(size, plot, points));
    }
    for mark in &plot.person {
        let at = x(size, plot, f64::from(mark.day));
        out.open("g", &[]);
        out.words("title", &[], &format!("{}: {}", mark.date, mark.value()));
        if mark.is_exact() {
            let circle = [
                ("class", "dot".to_owned()),
                ("cx", number(at)),
                ("cy", number(y(size, plot, mark.low))),
                ("r", "5".to_owned()),
            ];
            out.empty("circle", &circle);
        } else {
            let (low, high) = (y(size, plot, mark.low), y(size, plot, mark.high));
            let cap = |end: f64| {
                format!(
                    "M{} {}L{} {}",
                    number(at - 5.0),
                    number(end),
                    number(at + 5.0),
                    number(end)
                )
            };
            let bar = format!("M{} {}L{} {}", number(at), number(low), number(at), number(high));
            path(out, "range", &format!("{bar}{}{}", cap(low), cap(high)));
        }
        out.close("g");
    }
}

/// Names and last values beside the ends of the lines, moved apart where they would touch.
fn names(out: &mut Svg, size: &Size, plot: &Plot) {
    let Some(last) = plot.person.last() else { return };
    let mine = x(size, plot, f64::from(last.day)) + 10.0;
    let mut at = y(size, plot, last.middle()) + 4.0;
    let name = format!("{} {}", plot.words.you, last.value());
    let end = plot.course_end();
    // The published line goes on beside the person's last value: the name keeps clear of it.
    if let Some(beside) = plot.course_at(f64::from(last.day)) {
        let line = y(size, plot, beside) + 4.0;
        if (line - at).abs() < size.apart {
            at = if at <= line { line - size.apart } else { line + size.apart };
        }
    }
    // Nor may it stand on the axis of time.
    at = at.clamp(size.field[1] - 2.0, size.field[3] - 6.0);
    if let Some(end) = end {
        let lines = wrapped(&plot.words.course, size.letters);
        let height = size.line * (lines.len() as f64 - 1.0);
        let mut top = y(size, plot, end[1]) + 4.0 - 0.5 * height;
        top = top.clamp(size.field[1], size.field[3] - height);
        // Where the person's name reaches into the margin, the other one gives way.
        let reaches = mine + size.letter * name.chars().count() as f64 > size.field[2] + 6.0;
        if reaches && at > top - size.apart && at < top + height + size.apart {
            top = if at <= top + 0.5 * height { at + size.apart } else { at - size.apart - height };
        }
        for (i, text) in lines.iter().enumerate() {
            words(out, "others-name", text, size.field[2] + 10.0, top + size.line * i as f64);
        }
    }
    words(out, "you-name", &name, mine, at);
}

fn line(size: &Size, plot: &Plot, points: impl Iterator<Item = [f64; 2]>) -> String {
    points
        .enumerate()
        .map(|(i, [day, value])| {
            let letter = if i == 0 { 'M' } else { 'L' };
            format!("{letter}{} {}", number(x(size, plot, day)), number(y(size, plot, value)))
        })
        .collect()
}

fn path(out: &mut Svg, class: &str, d: &str) {
    out.empty("path", &[("class", class.to_owned()), ("d", d.to_owned())]);
}

fn words(out: &mut Svg, class: &str, text: &str, x: f64, y: f64) {
    out.words("text", &[("class", class.to_owned()), ("x", number(x)), ("y", number(y))], text);
}
