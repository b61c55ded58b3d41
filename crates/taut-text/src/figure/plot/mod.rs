//! A measure over time as data: a person's values, a published course behind them; its problems, scales and ticks.

mod svg;
mod terminal;

pub use svg::plot_figure;
pub use terminal::{Glyphs, plot_lines};

use super::scene::FigureProblem;

/// One value of a person. Items that were left out make it a range and never a guess.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Days since the start; not below 0.
    pub day: i32,
    /// The date in words.
    pub date: String,
    /// The lowest that the value can be.
    pub low: f64,
    /// The highest; equal to `low` where nothing was left out.
    pub high: f64,
}

impl Mark {
    /// True if nothing was left out.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.low >= self.high
    }

    fn middle(&self) -> f64 {
        f64::midpoint(self.low, self.high)
    }

    /// The value, or its range.
    #[must_use]
    pub fn value(&self) -> String {
        if self.is_exact() {
            plain(self.low)
        } else {
            format!("{}..{}", plain(self.low), plain(self.high))
        }
    }
}

/// Words of a plot, in the reader's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlotWords {
    /// Names the person's line.
    pub you: String,
    /// Names the published line.
    pub course: String,
    /// Below the axis of time.
    pub weeks: String,
    /// Beside the scale, at the end that is better.
    pub better: String,
}

/// A measure over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    /// Title.
    pub title: String,
    /// What it shows, as a text alternative; the plot adds nothing to it.
    pub description: String,
    /// Ends of the scale.
    pub scale: [f64; 2],
    /// A higher value is better.
    pub higher_is_better: bool,
    /// The person's values, in the order of time.
    pub person: Vec<Mark>,
    /// A published course: days since the start, mean; in the order of time; may be empty.
    pub course: Vec<[f64; 2]>,
    /// Words.
    pub words: PlotWords,
}

/// Fewest days that the axis of time shows, and days after the last value.
const FEWEST_DAYS: i32 = 42;
const DAYS_AFTER: i32 = 7;

impl Plot {
    /// All that is wrong with it.
    #[must_use]
    pub fn problems(&self) -> Vec<FigureProblem> {
        let mut out = Vec::new();
        let mut problem = |part: String, message: &str| {
            out.push(FigureProblem { part, message: message.to_owned() });
        };
        let [min, max] = self.scale;
        if !(min.is_finite() && max.is_finite() && min < max) {
            problem("scale".to_owned(), "its ends are no rising numbers");
        }
        if self.person.is_empty() {
            problem("person".to_owned(), "no value");
        }
        for mark in &self.person {
            let inside = mark.low >= min && mark.high <= max && mark.low <= mark.high;
            if !inside {
                problem(mark.date.clone(), "the value is not on the scale");
            }
            if mark.day < 0 {
                problem(mark.date.clone(), "before the start");
            }
        }
        if self.person.windows(2).any(|pair| pair[0].day >= pair[1].day) {
            problem("person".to_owned(), "the values are not in the order of time");
        }
        for [day, value] in &self.course {
            if !(day.is_finite() && *day >= 0.0 && *value >= min && *value <= max) {
                problem(format!("course, day {day}"), "not on the scale");
            }
        }
        if self.course.windows(2).any(|pair| pair[0][0] >= pair[1][0]) {
            problem("course".to_owned(), "its points are not in the order of time");
        }
        out
    }

    /// Days that the axis of time shows: whole weeks.
    pub(crate) fn days(&self) -> i32 {
        let last = self.person.last().map_or(0, |mark| mark.day);
        let days = (last + DAYS_AFTER).max(FEWEST_DAYS);
        days + (7 - days.rem_euclid(7)) % 7
    }

    /// Weeks at which the axis of time has a tick: at most nine.
    pub(crate) fn week_ticks(&self) -> Vec<i32> {
        let weeks = self.days() / 7;
        let step = [1, 2, 4, 8, 13, 26, 52].into_iter().find(|step| weeks / step <= 8);
        let step = step.unwrap_or(weeks / 8).max(1);
        (0..=weeks).step_by(step as usize).collect()
    }

    /// Values at which the scale has a tick: at most seven, ends included where they are whole steps.
    pub(crate) fn value_ticks(&self) -> Vec<f64> {
        let [min, max] = self.scale;
        let steps = [0.1, 0.2, 0.5, 1.0, 2.0, 4.0, 5.0, 10.0, 15.0, 20.0, 30.0, 50.0, 100.0];
        let step = steps.into_iter().find(|step| (max - min) / step <= 6.0);
        let step = step.unwrap_or((max - min) / 5.0);
        let first = (min / step).ceil() as i64;
        let last = (max / step).floor() as i64;
        (first..=last).map(|i| i as f64 * step).collect()
    }

    /// The published course at a day, between its points; nothing outside of them.
    #[must_use]
    pub fn course_at(&self, day: f64) -> Option<f64> {
        let pair = self.course.windows(2).find(|p| p[0][0] <= day && day <= p[1][0]);
        match pair {
            Some([a, b]) => Some(a[1] + (b[1] - a[1]) * (day - a[0]) / (b[0] - a[0])),
            _ => self.course.iter().find(|p| p[0] == day).map(|p| p[1]),
        }
    }

    /// The last day of the course that the plot shows, with its value.
    pub(crate) fn course_end(&self) -> Option<[f64; 2]> {
        let last = self.course.last()?[0].min(f64::from(self.days()));
        self.course_at(last).map(|value| [last, value])
    }

    /// Where a value is on the scale, 0 at its lower end, 1 at its upper one.
    pub(crate) fn share(&self, value: f64) -> f64 {
        let [min, max] = self.scale;
        (value - min) / (max - min)
    }
}

/// A number with at most one decimal.
pub(crate) fn plain(value: f64) -> String {
    super::svg::number(value)
}

/// Words in lines of at most this many letters; a longer word has a line of its own.
fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
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
