//! A check-in as it is read: the flags asked again, pain, what was done, measures.

use jiff::civil::Date;

use crate::case::CaseAnswer;
use crate::case_file::Side;
use crate::diagnostic::Report;
use crate::document::{self, Format};
use crate::knowledge::Knowledge;
use crate::schema::RecordKind;

mod measures;
mod read;

/// The only value of `schema`.
pub const CHECK_IN_SCHEMA: &str = "taut.check_in/1";

/// A larger check-in file is refused before it is parsed.
pub const MAX_CHECK_IN_BYTES: usize = 1 << 18;

const CHECK_IN: Format = Format {
    kind: RecordKind::CheckIn,
    schema: CHECK_IN_SCHEMA,
    word: "check-in file",
    most_bytes: MAX_CHECK_IN_BYTES,
    too_large: "a check-in file holds one check-in",
};

/// Reads a check-in file, JSON if its first character is `{`, else TOML.
///
/// # Errors
/// Every problem, with line, column, logical path and hint.
pub fn read_check_in(name: &str, bytes: &[u8], knowledge: &Knowledge) -> Result<CheckIn, Report> {
    let read =
        document::read(&CHECK_IN, name, bytes, knowledge, |reader, tree| reader.check_in(tree))?;
    // Without a day there is a problem, and the file is refused above.
    read.ok_or_else(|| Report::new(Vec::new()))
}

/// How it was on the morning after exercising, beside the morning before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NextMorning {
    /// Better.
    Better,
    /// As before.
    Same,
    /// Worse.
    Worse,
}

/// What was done of one exercise since the last check-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// Index in [`crate::Knowledge::exercises`].
    pub exercise: usize,
    /// On so many days.
    pub days: u32,
    /// Worst back or buttock pain while doing it, 0 to 10; nothing if not said.
    pub pain: Option<u8>,
    /// Whether the leg rose with it; nothing if not said.
    pub leg_rose: Option<bool>,
}

/// What a measure was.
#[derive(Debug, Clone, PartialEq)]
pub enum MeasureAnswer {
    /// A number.
    Number(f64),
    /// Each statement: ticked, not ticked, or not answered; as many as the measure has.
    Statements(Vec<Option<bool>>),
    /// The person's own activities, each with its number or not answered.
    OwnActivities(Vec<(String, Option<f64>)>),
}

/// One measure of a check-in.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Index in [`crate::Knowledge::measures`].
    pub measure: usize,
    /// The side, for measures with sides.
    pub side: Side,
    /// What it was.
    pub answer: MeasureAnswer,
}

/// One check-in. What was not said is nothing, never "no".
#[derive(Debug, Clone, PartialEq)]
pub struct CheckIn {
    /// The day.
    pub on: Date,
    /// The flags, signs of loss and leg questions that were asked again, each dated `on`.
    pub answers: Vec<CaseAnswer>,
    /// Back pain at its worst since the last check-in, 0 to 10.
    pub back: Option<u8>,
    /// Leg pain at its worst since the last check-in, 0 to 10.
    pub leg: Option<u8>,
    /// How long leg symptoms took to settle, minutes.
    pub leg_settled_minutes: Option<u32>,
    /// The next morning.
    pub next_morning: Option<NextMorning>,
    /// Dull soreness in the muscles worked, worse to press, without tingling: hours until it was gone.
    pub soreness_hours: Option<u32>,
    /// Stretching made things worse.
    pub stretch_worse: Option<bool>,
    /// The person wants a little more, if the rules allow it.
    pub ready: Option<bool>,
    /// What was done.
    pub done: Vec<Done>,
    /// Measures.
    pub measures: Vec<Measured>,
}
