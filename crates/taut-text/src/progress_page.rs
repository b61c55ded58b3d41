//! The page of how it goes: each measure now and at the start, whether the change matters, over the course of others.

use jiff::civil::Date;
use taut_knowledge::{Answers, Knowledge, Measure, Side};
use taut_plan::measure::{Answer, BACK_PAIN, Change, Expected, Score, Series, expected};

use crate::block::{Block, Page};
use crate::figure::{Glyphs, Mark, Plot, PlotWords, plot_lines};
use crate::page::safety_net;
use crate::plan_page::{preview, standing};
use crate::words::{phrase, unit_words};

/// Measures of one person over time.
#[derive(Clone, Copy)]
pub struct ProgressView<'a> {
    /// The knowledge.
    pub knowledge: &'a Knowledge,
    /// All answers so far.
    pub answers: &'a Answers,
    /// The first day.
    pub begun: Date,
    /// The measures to show.
    pub series: &'a [&'a Series],
}

/// The unit of a score.
const POINTS: &str = "points";

/// How plots are put into the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plots {
    /// Columns.
    pub width: usize,
    /// Characters.
    pub glyphs: Glyphs,
}

/// The page that a person reads.
#[must_use]
pub fn progress_page(view: &ProgressView<'_>, plots: Plots, language: &str) -> Page {
    let knowledge = view.knowledge;
    let p = |id: &'static str| phrase(knowledge, id, language).to_owned();
    let mut page = Page::default();
    page.push(Block::Title(p("progress_head")));
    page.push(Block::Answer(match main_series(view) {
        Some(series) => p(answer(view, series)).replace("{name}", &name(view, series, language)),
        None => p("progress_answer_none"),
    }));
    page.push(preview(knowledge, language));
    for series in view.series.iter().filter(|s| has_score(s)) {
        page.heading(&mark(view, series), name(view, series, language));
        page.push(Block::List(in_words(view, series, language)));
        let plot = plot_of(view, series, language);
        if let Some(lines) = plot.and_then(|plot| plot_lines(&plot, plots.width, plots.glyphs).ok())
        {
            page.push(Block::Lines(lines));
        }
    }
    if view.series.iter().any(|s| has_score(s)) {
        page.push(Block::Text(p("progress_note")));
    }
    page.push(Block::Notice(standing(knowledge, language)));
    safety_net(&mut page, knowledge, language);
    page
}

fn has_score(series: &Series) -> bool {
    series.points.iter().any(|point| point.score.is_some())
}

/// The mark of a measure: `measure`, its id, and its side where it has one.
fn mark(view: &ProgressView<'_>, series: &Series) -> String {
    let id = view.knowledge.measures[series.key.measure].id();
    match series.key.side {
        Side::Left => format!("measure {id} left"),
        Side::Right => format!("measure {id} right"),
        _ => format!("measure {id}"),
    }
}

/// The measure that the answer is about: back pain where it was asked, else the first.
#[must_use]
pub fn main_series<'a>(view: &ProgressView<'a>) -> Option<&'a Series> {
    let mut with = view.series.iter().copied().filter(|s| has_score(s));
    let back = |s: &&Series| view.knowledge.measures[s.key.measure].id() == BACK_PAIN;
    with.clone().find(back).or_else(|| with.next())
}

fn measure<'a>(view: &ProgressView<'a>, series: &Series) -> &'a Measure {
    &view.knowledge.measures[series.key.measure]
}

/// Its name, with the side where it has one.
fn name(view: &ProgressView<'_>, series: &Series, language: &str) -> String {
    let record = &measure(view, series).record;
    let text = record.text.get(language).unwrap_or_else(|| measure(view, series).en());
    let side = match series.key.side {
        Side::Left => "progress_side_left",
        Side::Right => "progress_side_right",
        _ => return text.name.clone(),
    };
    format!("{}, {}", text.name, phrase(view.knowledge, side, language))
}

fn latest(view: &ProgressView<'_>, series: &Series) -> Option<Change> {
    series.latest(view.knowledge).map(|(_, change)| change)
}

fn answer(view: &ProgressView<'_>, series: &Series) -> &'static str {
    let Some(change) = latest(view, series) else { return "progress_answer_first" };
    match (change.important, change.importantly_worse) {
        (Some(Answer::Yes), _) => "progress_answer_better",
        (_, Some(Answer::Yes)) => "progress_answer_worse",
        (Some(Answer::CannotTell), _) | (_, Some(Answer::CannotTell)) => "progress_answer_open",
        _ => "progress_answer_same",
    }
}

/// Values, whether the change matters, what was left out, how others went.
fn in_words(view: &ProgressView<'_>, series: &Series, language: &str) -> Vec<String> {
    let knowledge = view.knowledge;
    let record = &measure(view, series).record;
    let p = |id: &'static str| phrase(knowledge, id, language).to_owned();
    let mut items = Vec::new();
    let change = latest(view, series);
    let last = series.points.iter().rev().find_map(|point| point.score);
    // Points are out of the most that there can be.
    let is_of = record.unit == POINTS && record.min.abs() < f64::EPSILON;
    let of = |id: &'static str, whole: &'static str| {
        if is_of { p(whole).replace("{max}", &plain(record.max)) } else { p(id) }
    };
    match (change, last) {
        (Some(change), _) if !record.is_change => items.push(
            of("progress_values", "progress_values_of")
                .replace("{now}", &score(knowledge, change.now, language))
                .replace("{first}", &score(knowledge, change.first, language))
                .replace("{unit}", unit_words(knowledge, &record.unit, language)),
        ),
        (_, Some(last)) => items.push(
            of("progress_value_only", "progress_value_only_of")
                .replace("{now}", &score(knowledge, last, language))
                .replace("{unit}", unit_words(knowledge, &record.unit, language)),
        ),
        (_, None) => {}
    }
    if let (Some(change), Some(important)) = (change, &record.important) {
        let points = important.share.map_or_else(
            || p("progress_points"),
            |share| p("progress_points_share").replace("{tenths}", &plain(10.0 * share)),
        );
        let points = points
            .replace("{n}", &plain(important.points))
            .replace("{unit}", unit_words(knowledge, &record.unit, language));
        let id = match answer(view, series) {
            "progress_answer_better" => "progress_important_yes",
            "progress_answer_worse" => "progress_important_worse",
            "progress_answer_open" => "progress_important_open",
            _ => unchanged(measure(view, series), change).unwrap_or("progress_important_no"),
        };
        items.push(p(id).replace("{points}", &points));
        if change.recovered == Some(Answer::Yes) {
            let high = record.higher_is_better;
            items.push(p(if high { "progress_recovered_high" } else { "progress_recovered" }));
        }
    }
    if last.is_some_and(|last| last.known().is_none()) {
        items.push(p("progress_missing"));
    }
    for course in courses(view, series) {
        let record = &knowledge.courses[course.course].record;
        let words = record.text.get(language).or_else(|| record.text.get("en"));
        if let Some(words) = words {
            items.push(p("progress_course").replace("{course}", words));
        }
    }
    items
}

/// The phrase for two values that are one and the same.
fn unchanged(measure: &Measure, change: Change) -> Option<&'static str> {
    let record = &measure.record;
    let (now, first) = (change.now.known()?, change.first.known()?);
    let best = if record.higher_is_better { record.max } else { record.min };
    let is = |value: f64| now.total_cmp(&value).is_eq();
    is(first).then_some(if is(best) { "progress_best_both" } else { "progress_no_change" })
}

fn courses(view: &ProgressView<'_>, series: &Series) -> Vec<Expected> {
    expected(view.knowledge, series.key.measure, view.answers, view.begun)
}

/// The plot of a measure over the first published course that fits; nothing without a score.
#[must_use]
pub fn plot_of(view: &ProgressView<'_>, series: &Series, language: &str) -> Option<Plot> {
    let knowledge = view.knowledge;
    let record = &measure(view, series).record;
    let text = record.text.get(language).unwrap_or_else(|| measure(view, series).en());
    let p = |id: &'static str| phrase(knowledge, id, language).to_owned();
    let days = |on: Date| (on - view.begun).get_days();
    let person: Vec<Mark> = series
        .points
        .iter()
        .filter_map(|point| {
            let score = point.score?;
            Some(Mark {
                day: days(point.on),
                date: point.on.to_string(),
                low: score.low,
                high: score.high,
            })
        })
        .collect();
    if person.is_empty() {
        return None;
    }
    let values: Vec<String> = series
        .points
        .iter()
        .filter_map(|point| {
            Some(
                p("progress_value_on")
                    .replace("{date}", &point.on.to_string())
                    .replace("{value}", &score(knowledge, point.score?, language)),
            )
        })
        .collect();
    let title = name(view, series, language);
    let fitting = courses(view, series);
    let others = fitting.first().and_then(|course| {
        let record = &knowledge.courses[course.course].record;
        record.text.get(language).or_else(|| record.text.get("en")).cloned()
    });
    let end = |words: &str, value: f64| format!("{} ({words})", plain(value));
    let mut description = p("progress_figure")
        .replace("{name}", &title)
        .replace("{lowest}", &end(&text.lowest, record.min))
        .replace("{highest}", &end(&text.highest, record.max))
        .replace("{values}", &values.join("; "));
    if let Some(others) = others {
        description += &format!(" {}", p("progress_course").replace("{course}", &others));
    }
    let course = fitting.first().map(|course| {
        course.points.iter().map(|(on, mean)| [f64::from(days(*on)), *mean]).collect()
    });
    Some(Plot {
        title,
        description,
        scale: [record.min, record.max],
        higher_is_better: record.higher_is_better,
        person,
        course: course.unwrap_or_default(),
        words: PlotWords {
            you: p("progress_you"),
            course: p("progress_course_label"),
            weeks: p("progress_weeks").replace("{date}", &view.begun.to_string()),
            better: p("progress_better"),
        },
    })
}

/// A score, or its range where items were left out.
fn score(knowledge: &Knowledge, score: Score, language: &str) -> String {
    match score.known() {
        Some(value) => plain(value),
        None => phrase(knowledge, "progress_range", language)
            .replace("{low}", &plain(score.low))
            .replace("{high}", &plain(score.high)),
    }
}

/// A number with at most one decimal, never `-0`.
fn plain(value: f64) -> String {
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}
