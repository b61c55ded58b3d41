//! A measure over time, and the published course that people like this one had.

use jiff::ToSpan;
use jiff::civil::Date;
use taut_knowledge::{Answers, Knowledge, MeasureAnswer, Side, Truth};

use super::change::{Change, change};
use super::score::{Score, score};

/// Which line it is: a measure, and the side where it has sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Index in the knowledge.
    pub measure: usize,
    /// The side.
    pub side: Side,
}

/// One answer and its day.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The day.
    pub on: Date,
    /// What was answered.
    pub answer: MeasureAnswer,
    /// Its score; nothing if nothing was answered.
    pub score: Option<Score>,
}

/// One measure over time, oldest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Which.
    pub key: Key,
    /// Its points.
    pub points: Vec<Point>,
}

impl Series {
    /// A line without points.
    #[must_use]
    pub const fn new(key: Key) -> Self {
        Self { key, points: Vec::new() }
    }

    /// Adds an answer; the caller adds them in the order of time.
    pub fn add(&mut self, knowledge: &Knowledge, on: Date, answer: MeasureAnswer) {
        let score = score(&knowledge.measures[self.key.measure], &answer);
        self.points.push(Point { on, answer, score });
    }

    /// The change from the first point to each later one that can be compared with it, with its day; for a measure that is
    /// a change by itself, every point.
    #[must_use]
    pub fn changes(&self, knowledge: &Knowledge) -> Vec<(Date, Change)> {
        let measure = &knowledge.measures[self.key.measure];
        let Some(first) = self.points.iter().find(|point| point.score.is_some()) else {
            return Vec::new();
        };
        let later = |point: &&Point| point.on > first.on || measure.record.is_change;
        let compared =
            |point: &Point| Some((point.on, change(measure, &first.answer, &point.answer)?));
        self.points.iter().filter(later).filter_map(compared).collect()
    }

    /// The change from the first point to the last one that can be compared with it.
    #[must_use]
    pub fn latest(&self, knowledge: &Knowledge) -> Option<(Date, Change)> {
        self.changes(knowledge).pop()
    }
}

/// How a measure went in a published group, put on the days of one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Expected {
    /// Index in [`Knowledge::courses`].
    pub course: usize,
    /// Day and mean of the group.
    pub points: Vec<(Date, f64)>,
}

/// The courses of a measure that are shown to this person, their first point on the day of the start.
#[must_use]
pub fn expected(
    knowledge: &Knowledge,
    measure: usize,
    answers: &Answers,
    start: Date,
) -> Vec<Expected> {
    let fits = |course: &taut_knowledge::Course| {
        course.measure == measure && course.when.eval(answers) == Truth::True
    };
    let day = |weeks: f64| start.checked_add((libm::round(weeks * 7.0) as i64).days()).ok();
    let shift = |points: &[[f64; 2]]| {
        points.iter().filter_map(|[weeks, mean]| Some((day(*weeks)?, *mean))).collect()
    };
    let courses = knowledge.courses.iter().enumerate().filter(|(_, course)| fits(course));
    courses.map(|(i, c)| Expected { course: i, points: shift(&c.record.points) }).collect()
}
