//! The plot as SVG: lines named where they end, a range as a bar, every value with its date.

use super::super::scene::FigureProblem;
use super::super::style;
use super::super::svg::{Form, Svg, number};
use super::super::{begin, heading};
use super::{Mark, Plot, plain, wrapped};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 400.0;
/// The field of the plot: left, top, right, bottom.
const FIELD: [f64; 4] = [56.0, 64.0, 560.0, 330.0];
const LETTERS: usize = 20;
const LINE: f64 = 16.0;
/// Names of lines are kept this far apart.
const APART: f64 = 18.0;

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
    begin(&mut out, (WIDTH, HEIGHT), &plot.title, &plot.description);
    if !out.is_inline() {
        out.raw("style", &style::PLOT.of_file());
    }
    heading(&mut out, &plot.title, 20.0, 30.0);
    axes(&mut out, plot);
    course(&mut out, plot);
    person(&mut out, plot);
    names(&mut out, plot);
    out.close("svg");
    Ok(out.finish())
}

fn x(plot: &Plot, day: f64) -> f64 {
    FIELD[0] + (FIELD[2] - FIELD[0]) * day / f64::from(plot.days())
}

fn y(plot: &Plot, value: f64) -> f64 {
    FIELD[3] - (FIELD[3] - FIELD[1]) * plot.share(value)
}

fn axes(out: &mut Svg, plot: &Plot) {
    let [left, top, right, bottom] = FIELD;
    for tick in plot.value_ticks() {
        let at = y(plot, tick);
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
        let at = x(plot, f64::from(7 * week));
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

fn course(out: &mut Svg, plot: &Plot) {
    let days = f64::from(plot.days());
    let mut points: Vec<[f64; 2]> =
        plot.course.iter().copied().filter(|point| point[0] <= days).collect();
    if let Some(end) = plot.course_end()
        && points.last() != Some(&end)
    {
        points.push(end);
    }
    if points.len() > 1 {
        path(out, "others", &line(plot, points.into_iter()));
    }
}

/// The line joins exact values; a range stands by itself, because where in it the value lies is not known.
fn person(out: &mut Svg, plot: &Plot) {
    let exact: Vec<&Mark> = plot.person.iter().filter(|mark| mark.is_exact()).collect();
    if exact.len() > 1 {
        let points = exact.iter().map(|mark| [f64::from(mark.day), mark.low]);
        path(out, "you", &line(plot, points));
    }
    for mark in &plot.person {
        let at = x(plot, f64::from(mark.day));
        out.open("g", &[]);
        out.words("title", &[], &format!("{}: {}", mark.date, mark.value()));
        if mark.is_exact() {
            let circle = [
                ("class", "dot".to_owned()),
                ("cx", number(at)),
                ("cy", number(y(plot, mark.low))),
                ("r", "5".to_owned()),
            ];
            out.empty("circle", &circle);
        } else {
            let (low, high) = (y(plot, mark.low), y(plot, mark.high));
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
fn names(out: &mut Svg, plot: &Plot) {
    let Some(last) = plot.person.last() else { return };
    let mine = x(plot, f64::from(last.day)) + 10.0;
    let mut at = y(plot, last.middle()) + 4.0;
    let name = format!("{} {}", plot.words.you, last.value());
    let end = plot.course_end();
    // The published line goes on beside the person's last value: the name keeps clear of it.
    if let Some(beside) = plot.course_at(f64::from(last.day)) {
        let line = y(plot, beside) + 4.0;
        if (line - at).abs() < APART {
            at = if at <= line { line - APART } else { line + APART };
        }
    }
    // Nor may it stand on the axis of time.
    at = at.clamp(FIELD[1] - 2.0, FIELD[3] - 6.0);
    if let Some(end) = end {
        let lines = wrapped(&plot.words.course, LETTERS);
        let height = LINE * (lines.len() as f64 - 1.0);
        let mut top = y(plot, end[1]) + 4.0 - 0.5 * height;
        top = top.clamp(FIELD[1], FIELD[3] - height);
        // Where the person's name reaches into the margin, the other one gives way.
        let reaches = mine + 8.0 * name.chars().count() as f64 > FIELD[2] + 6.0;
        if reaches && at > top - APART && at < top + height + APART {
            top = if at <= top + 0.5 * height { at + APART } else { at - APART - height };
        }
        for (i, text) in lines.iter().enumerate() {
            words(out, "others-name", text, FIELD[2] + 10.0, top + LINE * i as f64);
        }
    }
    words(out, "you-name", &name, mine, at);
}

fn line(plot: &Plot, points: impl Iterator<Item = [f64; 2]>) -> String {
    points
        .enumerate()
        .map(|(i, [day, value])| {
            let letter = if i == 0 { 'M' } else { 'L' };
            format!("{letter}{} {}", number(x(plot, day)), number(y(plot, value)))
        })
        .collect()
}

fn path(out: &mut Svg, class: &str, d: &str) {
    out.empty("path", &[("class", class.to_owned()), ("d", d.to_owned())]);
}

fn words(out: &mut Svg, class: &str, text: &str, x: f64, y: f64) {
    out.words("text", &[("class", class.to_owned()), ("x", number(x)), ("y", number(y))], text);
}
