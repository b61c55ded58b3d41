//! Every problem of a start or of a check-in, before anything is taken from it.

use jiff::civil::Date;
use taut_knowledge::{Case, CheckIn, Knowledge, Measured};

use super::problem::StoryProblem;
use super::state::{Standing, State};
use crate::measure;

/// The highest number of a pain scale.
const MOST_PAIN: u8 = 10;

/// Every problem of what a story begins with.
pub fn problems_of_start(
    knowledge: &Knowledge,
    case: &Case,
    on: Date,
    measures: &[Measured],
) -> Vec<StoryProblem> {
    let mut problems = problems_of_measures(knowledge, measures);
    for (i, answer) in case.answers.iter().enumerate() {
        if day_of(answer.when.as_deref()).is_some_and(|day| day > on) {
            problems.push(StoryProblem::new(
                "answer-after-start",
                format!("answers[{i}].when"),
                format!("it was answered after {on}, the first day of the programme"),
                "begin on the day of the last answer, or later",
            ));
        }
    }
    problems
}

/// Every problem of a check-in of this story.
pub fn problems_of_check_in(
    knowledge: &Knowledge,
    state: &State,
    check_in: &CheckIn,
) -> Vec<StoryProblem> {
    let mut problems = Vec::new();
    if let Standing::Stopped(day) = state.standing {
        problems.push(StoryProblem::new(
            "programme-stopped",
            "on",
            format!("the programme stopped on {day}"),
            "answer the questions again and begin a new programme",
        ));
    }
    let last = state.last;
    let elapsed = (check_in.on - last).get_days();
    if elapsed <= 0 {
        let what = if elapsed == 0 { "that day is already there" } else { "time goes backwards" };
        problems.push(StoryProblem::new(
            "time-goes-back",
            "on",
            format!("{what}: the last entry is of {last}, this one of {}", check_in.on),
            "one check-in a day, each later than the one before",
        ));
    }
    for (place, pain) in [("pain.back", check_in.back), ("pain.leg", check_in.leg)] {
        problems.extend(problem_of_pain(place, pain));
    }
    for (i, answer) in check_in.answers.iter().enumerate() {
        if let Some(day) = day_of(answer.when.as_deref())
            && day != check_in.on
        {
            problems.push(StoryProblem::new(
                "other-day",
                format!("answers[{i}].when"),
                format!("it was answered on {day}, the check-in is of {}", check_in.on),
                "leave the date out, or write that of the check-in",
            ));
        }
    }
    for (i, done) in check_in.done.iter().enumerate() {
        problems.extend(problem_of_pain(&format!("done[{i}].pain"), done.pain));
        let name = knowledge.exercises.get(done.exercise).map_or("?", |e| e.id.as_str());
        if !state.chosen().iter().any(|chosen| chosen.item.exercise == done.exercise) {
            problems.push(StoryProblem::new(
                "not-in-programme",
                format!("done[{i}].exercise"),
                format!("`{name}` is not in the programme now"),
                "name exercises of the programme; `taut progress` shows it",
            ));
        }
        if check_in.done.iter().take(i).any(|other| other.exercise == done.exercise) {
            problems.push(StoryProblem::new(
                "done-twice",
                format!("done[{i}].exercise"),
                format!("`{name}` is there twice"),
                "one entry for each exercise",
            ));
        }
        // Both the last day and this one may count.
        if elapsed > 0 && i64::from(done.days) > i64::from(elapsed) + 1 {
            problems.push(StoryProblem::new(
                "too-many-days",
                format!("done[{i}].days"),
                format!("{} days, but the last entry is of {last}", done.days),
                format!("at most {}", elapsed + 1),
            ));
        }
    }
    problems.extend(problems_of_measures(knowledge, &check_in.measures));
    problems
}

fn problem_of_pain(place: &str, pain: Option<u8>) -> Option<StoryProblem> {
    let pain = pain.filter(|pain| *pain > MOST_PAIN)?;
    Some(StoryProblem::new(
        "out-of-range",
        place,
        format!("{pain} is not within 0 to {MOST_PAIN}"),
        "0 is no pain, 10 the worst that you can think of",
    ))
}

fn problems_of_measures(knowledge: &Knowledge, measures: &[Measured]) -> Vec<StoryProblem> {
    let mut problems = Vec::new();
    for (i, measured) in measures.iter().enumerate() {
        let place = |key: &str| format!("measures[{i}].{key}");
        let Some(measure) = knowledge.measures.get(measured.measure) else {
            let message = "there is no such measure";
            let hint = "`taut knowledge list measures` shows them";
            problems.push(StoryProblem::new("unknown-measure", place("measure"), message, hint));
            continue;
        };
        for (key, message, hint) in measure::check(measure, measured) {
            problems.push(StoryProblem::new("impossible-score", place(&key), message, hint));
        }
        let same = |o: &Measured| o.measure == measured.measure && o.side == measured.side;
        if measures.iter().take(i).any(same) {
            let message = format!("`{}` is there twice", measure.id());
            let hint = "one entry for each measure and side";
            problems.push(StoryProblem::new("measured-twice", place("measure"), message, hint));
        }
    }
    problems
}

/// The day of a date as answers carry it.
fn day_of(when: Option<&str>) -> Option<Date> {
    when?.get(..10)?.parse().ok()
}
