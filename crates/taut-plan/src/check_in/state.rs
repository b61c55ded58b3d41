//! What a story has come to: everything that the next check-in is judged by.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use taut_knowledge::{
    Answers, Case, CheckIn, Exercise, ExerciseKind, FindingId, Knowledge, MeasureAnswer, Measured,
    PostureClass, Rung, Side,
};

use crate::cleared::Clearances;
use crate::measure::{BACK_PAIN, Key, LEG_PAIN, Series};
use crate::programme::{Chosen, Level, Programme};

/// Whether a programme is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is.
    Running,
    /// Not until these questions are answered; none: not until a check-in with all of them.
    Frozen(Vec<FindingId>),
    /// It ended on this day.
    Stopped(Date),
}

/// What a story has come to.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// All that was said so far, each answer with its day.
    pub case: Case,
    /// One value a finding out of that.
    pub answers: Answers,
    /// The advice: never less careful than before.
    pub rung: Rung,
    /// The programme, also while it is frozen.
    pub programme: Option<Programme>,
    /// Clearances, and what has happened since.
    pub clearances: Clearances,
    /// Whether it is to be done.
    pub standing: Standing,
    /// The first day.
    pub begun: Date,
    /// The day of the last check-in, or the first day.
    pub last: Date,
    /// Check-ins so far.
    pub check_ins: u32,
    /// Per exercise: check-ins in a row that were fine.
    pub easy: BTreeMap<usize, u32>,
    /// Per exercise: how often it was made harder.
    pub steps: BTreeMap<usize, u32>,
    /// Exercises that gave way to a harder one, and their level then.
    pub mastered: BTreeMap<usize, Level>,
    /// Exercises that stopped for good.
    pub dropped: BTreeSet<usize>,
    /// The last day on which something had to be made easier.
    pub stepped_back: Option<Date>,
    /// Better, and doing less to keep it.
    pub keeping_up: bool,
    /// What was last said about the leg.
    pub leg_said: BTreeMap<FindingId, u8>,
    /// Leg pain when it was last said.
    pub leg_pain: Option<u8>,
    /// Measures over time.
    pub series: Vec<Series>,
}

impl State {
    /// The exercises of the programme, frozen or not.
    pub fn chosen(&self) -> &[Chosen] {
        self.programme.as_ref().map_or(&[], |programme| &programme.chosen)
    }

    /// True if on this day there was no check-in for so long that everything is asked again.
    pub fn is_late(&self, knowledge: &Knowledge, today: Date) -> bool {
        let days = i64::from((today - self.last).get_days());
        days > i64::from(knowledge.check_in.numbers.frozen_days)
    }

    /// The line of a measure, if there is one.
    pub fn series_of(&self, key: Key) -> Option<&Series> {
        self.series.iter().find(|series| series.key == key)
    }

    /// The line of a measure without sides by its id, if there is one.
    pub fn series_named(&self, knowledge: &Knowledge, id: &str) -> Option<&Series> {
        self.series_of(Key { measure: knowledge.measure(id)?, side: Side::Unstated })
    }

    /// Adds measures of one day. The same measure of the same side counts once.
    pub fn measure(&mut self, knowledge: &Knowledge, on: Date, measured: &[Measured]) {
        for one in measured {
            let key = Key { measure: one.measure, side: one.side };
            let at = self.series.iter().position(|series| series.key == key);
            let at = at.unwrap_or_else(|| {
                self.series.push(Series::new(key));
                self.series.len() - 1
            });
            self.series[at].add(knowledge, on, one.answer.clone());
        }
        self.series.sort_by_key(|series| series.key);
    }
}

/// The measures of a check-in; its pain counts as the measure of that name unless that was measured as well.
pub fn measures_of(knowledge: &Knowledge, check_in: &CheckIn) -> Vec<Measured> {
    let mut all = check_in.measures.clone();
    for (id, value) in [(BACK_PAIN, check_in.back), (LEG_PAIN, check_in.leg)] {
        if let (Some(measure), Some(value)) = (knowledge.measure(id), value)
            && !all.iter().any(|one| one.measure == measure)
        {
            let answer = MeasureAnswer::Number(f64::from(value));
            all.push(Measured { measure, side: Side::Unstated, answer });
        }
    }
    all
}

/// True if it makes the hamstrings long.
pub fn lengthens(exercise: &Exercise) -> bool {
    exercise.kind == ExerciseKind::HamstringLengthening
        || exercise.is(PostureClass::HamstringLengthening)
}

/// Exercises that make the hamstrings long, indices in the knowledge: what is dropped where stretching brought no gain.
#[must_use]
pub fn all_stretches(knowledge: &Knowledge) -> BTreeSet<usize> {
    let all = knowledge.exercises.iter().enumerate();
    all.filter(|(_, exercise)| lengthens(exercise)).map(|(index, _)| index).collect()
}

/// Minutes of a day on which all of these are done, a started one counted whole.
pub fn minutes_per_day<'a>(
    knowledge: &Knowledge,
    items: impl Iterator<Item = (usize, &'a Level)>,
) -> u32 {
    let seconds = |(exercise, level): (usize, &Level)| {
        level.session_seconds(&knowledge.exercises[exercise].dose)
    };
    let seconds: u64 = items.map(seconds).sum();
    u32::try_from(seconds.div_ceil(60)).unwrap_or(u32::MAX)
}
