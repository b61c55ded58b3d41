//! How much of an exercise, and how it grows over the weeks, in words.

use taut_knowledge::programme::Dose;
use taut_knowledge::{Exercise, Knowledge, Variable};
use taut_plan::Level;

use crate::words::phrase;

/// A phrase with its numbers.
fn with(knowledge: &Knowledge, id: &'static str, language: &str, n: u32) -> String {
    phrase(knowledge, id, language).replace("{n}", &n.to_string())
}

/// "2 sets of 10, each held for 5 seconds, on each side, 5 days a week".
pub(crate) fn dose_words(
    knowledge: &Knowledge,
    dose: &Dose,
    level: &Level,
    language: &str,
) -> String {
    let w = |id: &'static str, n: u32| with(knowledge, id, language, n);
    let once = match level {
        Level { minutes, .. } if *minutes > 0 => w("dose_minutes", *minutes),
        Level { reps: 1, hold_seconds, .. } if *hold_seconds > 0 => {
            w("dose_seconds", *hold_seconds)
        }
        Level { sets: 1, reps, .. } => w("dose_times", *reps),
        Level { reps, .. } => reps.to_string(),
    };
    let mut words =
        if level.sets > 1 { w("dose_sets", level.sets).replace("{once}", &once) } else { once };
    if level.reps > 1 && level.hold_seconds > 0 {
        words += &w("dose_held", level.hold_seconds);
    }
    if dose.each_side {
        words += phrase(knowledge, "dose_each_side", language);
    }
    if level.range > 0 {
        words += phrase(knowledge, "dose_more_range", language);
    }
    if level.load > 0 {
        words += &w("dose_more_load", level.load);
    }
    words += &match level.days_per_week {
        7 => phrase(knowledge, "dose_every_day", language).to_owned(),
        days => w("dose_days", days),
    };
    words
}

/// How it grows: one thing after the other, each up to where; nothing if it is not meant to grow.
pub(crate) fn growth_words(
    knowledge: &Knowledge,
    exercise: &Exercise,
    next: Option<&Exercise>,
    level: &Level,
    language: &str,
) -> Option<String> {
    let dose = &exercise.dose;
    let mut parts: Vec<String> = Vec::new();
    for variable in &dose.progress {
        let up_to = |id: &'static str, most: Option<u32>, now: u32| {
            most.filter(|most| *most > now).map(|most| with(knowledge, id, language, most))
        };
        let part = match variable {
            Variable::Reps => up_to("grow_reps", dose.reps.map(|r| r[1]), level.reps),
            Variable::Hold => {
                up_to("grow_hold", dose.hold_seconds.map(|h| h[1]), level.hold_seconds)
            }
            Variable::Sets => up_to("grow_sets", Some(dose.sets[1]), level.sets),
            Variable::Minutes => up_to("grow_minutes", dose.minutes.map(|m| m[1]), level.minutes),
            Variable::Range if level.range == 0 => {
                Some(phrase(knowledge, "grow_range", language).to_owned())
            }
            Variable::Range => None,
            Variable::Load => Some(phrase(knowledge, "grow_load", language).to_owned()),
            Variable::Next => next.map(|next| {
                let name = crate::words::exercise_name(next, language);
                phrase(knowledge, "grow_next", language).replace("{name}", &name.to_lowercase())
            }),
        };
        parts.extend(part);
    }
    let then = phrase(knowledge, "grow_then", language);
    (!parts.is_empty()).then(|| parts.join(then))
}
