//! Doses: from where they start to where they may not go beyond, and what a step up may change.

use super::Maker;
use crate::programme::{Dose, Variable};

/// The longest session that a record may name, in minutes: a day.
const DAY_MINUTES: u32 = 24 * 60;
/// The most sets, repetitions and seconds: more is a slip of the pen.
const MOST: u32 = 1000;

impl Maker<'_> {
    /// Checks a dose; `day` is how many minutes a day a person has who does not say.
    pub(super) fn dose(&mut self, file: &str, dose: &Dose, day: Option<u32>) {
        self.source(file, "dose.source", &dose.source);
        self.filled(file, "dose.note", &dose.note);
        self.dose_form(file, dose);
        self.pair(file, "dose.sets", dose.sets, 1..=MOST);
        self.pair(file, "dose.days_per_week", dose.days_per_week, 1..=7);
        for (key, pair) in [("dose.reps", dose.reps), ("dose.hold_seconds", dose.hold_seconds)] {
            if let Some(pair) = pair {
                self.pair(file, key, pair, 1..=MOST);
            }
        }
        if let Some(pair) = dose.minutes {
            self.pair(file, "dose.minutes", pair, 1..=DAY_MINUTES);
        }
        self.whole(file, "dose.rest_seconds", dose.rest_seconds, 0..=MOST);
        if let Some(seconds) = dose.rep_seconds {
            self.whole(file, "dose.rep_seconds", seconds, 0..=MOST);
            if seconds == 0 && dose.hold_seconds.is_none() {
                let message = "a repetition takes no time at all".to_owned();
                self.sink.error(file, "dose.rep_seconds", "out-of-range", message);
            }
        }
        self.steps(file, dose);
        let first = first_seconds(dose).div_ceil(60);
        if let Some(day) = day
            && first > u64::from(day)
        {
            let message = format!("its first dose takes {first} minutes; a day has {day}");
            self.sink
                .error(file, "dose", "dose-too-long", message)
                .hint("decision/programme.toml: minutes_per_day".to_owned());
        }
    }

    /// Either repetitions or minutes, and what belongs to each.
    fn dose_form(&mut self, file: &str, dose: &Dose) {
        let mut wrong = |key: &str, message: &str, hint: &str| {
            self.sink.error(file, key, "dose-form", message.to_owned()).hint(hint.to_owned());
        };
        match (dose.reps, dose.minutes) {
            (None, None) => {
                wrong("dose", "neither repetitions nor minutes", "add `reps` or `minutes`");
            }
            (Some(_), Some(_)) => {
                wrong("dose.minutes", "both repetitions and minutes", "keep one of the two");
            }
            _ => {}
        }
        if dose.reps.is_some() && dose.rep_seconds.is_none() {
            wrong(
                "dose",
                "nothing says how long a repetition takes",
                "add `rep_seconds`; 0 where all of it is the hold",
            );
        }
        if dose.reps.is_none() && dose.rep_seconds.is_some() {
            wrong("dose.rep_seconds", "there are no repetitions", "take it out");
        }
        if dose.reps.is_none() && dose.hold_seconds.is_some() {
            wrong("dose.hold_seconds", "there are no repetitions to hold", "add `reps`");
        }
    }

    /// Steps change only what the dose has.
    fn steps(&mut self, file: &str, dose: &Dose) {
        self.once(file, "dose.progress", &dose.progress);
        for (i, variable) in dose.progress.iter().enumerate() {
            let (has, key) = match variable {
                Variable::Reps => (dose.reps.is_some(), "reps"),
                Variable::Hold => (dose.hold_seconds.is_some(), "hold_seconds"),
                Variable::Minutes => (dose.minutes.is_some(), "minutes"),
                Variable::Sets | Variable::Range | Variable::Load | Variable::Next => (true, ""),
            };
            if !has {
                let message = format!("a step cannot change `{key}`: the dose has none");
                self.sink
                    .error(file, &format!("dose.progress[{i}]"), "step-without-dose", message)
                    .hint(format!("take it out, or add `{key}` to the dose"));
            }
        }
    }
}

/// Seconds of the first session, rests included.
fn first_seconds(dose: &Dose) -> u64 {
    let [sets, sides] = [dose.sets[0], if dose.each_side { 2 } else { 1 }].map(u64::from);
    let hold = dose.hold_seconds.map_or(0, |hold| hold[0]);
    let rep = u64::from(dose.rep_seconds.unwrap_or(0)) + u64::from(hold);
    let reps = u64::from(dose.reps.map_or(0, |reps| reps[0]));
    let minutes = u64::from(dose.minutes.map_or(0, |minutes| minutes[0]));
    sets * (sides * reps * rep + 60 * minutes + u64::from(dose.rest_seconds))
}
