//! Records of programmes as text: exercises, what bars them, measures and courses, and how many of their numbers are assumed.

use std::fmt::Write as _;

use serde_json::Value;
use taut_knowledge::record::Obtained as Raw;
use taut_knowledge::{Count, Exercise, Knowledge, Obtained, Presence, count_assumed};

use taut_knowledge::expr_parse::print;

/// One line an exercise: id, name, kind, whom it is for.
pub fn list_exercises(knowledge: &Knowledge) -> String {
    knowledge.exercises.iter().fold(String::new(), |mut out, exercise| {
        let who = match (exercise.therapist_only, &exercise.not_offered) {
            (_, Some(_)) => "never offered",
            (true, None) => "therapists only",
            (false, None) => "offered",
        };
        let _ = writeln!(
            out,
            "{}: {} [{}; level {}; dose {}; {who}]",
            exercise.id,
            exercise.en().name,
            word(&exercise.kind),
            exercise.level,
            obtained(exercise.dose.obtained)
        );
        out
    })
}

/// One line a situation and a caution: id, name, when it is there.
pub fn list_bars(knowledge: &Knowledge) -> String {
    let mut out = String::new();
    for bar in &knowledge.situations {
        let _ = writeln!(
            out,
            "{}: {} [{}]",
            bar.id,
            bar.text["en"].name,
            when(knowledge, &bar.presence)
        );
    }
    for bar in &knowledge.cautions {
        let _ = writeln!(
            out,
            "{}: {} [{}]",
            bar.id,
            bar.text["en"].name,
            when(knowledge, &bar.presence)
        );
    }
    for bar in &knowledge.item_bars {
        let _ = writeln!(out, "{}: {} [{}]", bar.id, bar.statement, bar.rule);
    }
    out
}

/// One line a measure: id, name, scale.
pub fn list_measures(knowledge: &Knowledge) -> String {
    knowledge.measures.iter().fold(String::new(), |mut out, measure| {
        let record = &measure.record;
        let name = &measure.en().name;
        let (min, max, unit) = (record.min, record.max, &record.unit);
        let _ = writeln!(out, "{}: {name} [{min} to {max} {unit}]", record.id);
        out
    })
}

/// Exercises, bars, measures and courses with this id.
pub fn show(out: &mut String, knowledge: &Knowledge, id: &str) {
    if let Some(exercise) = knowledge.exercise(id) {
        show_exercise(out, knowledge, &knowledge.exercises[exercise]);
    }
    let situations = knowledge.situations.iter().enumerate().filter(|(_, bar)| bar.id == id);
    for (i, bar) in situations {
        let text = &bar.text["en"];
        let _ = writeln!(
            out,
            "situation {} ({}): {}\n  there unless known false: {}\n  {}",
            bar.id,
            bar.review.id(),
            text.name,
            when(knowledge, &bar.presence),
            text.reason
        );
        for exercise in &knowledge.exercises {
            let _ = writeln!(out, "  {}: {}", exercise.id, word(&exercise.situations[i]));
        }
    }
    let cautions = knowledge.cautions.iter().enumerate().filter(|(_, bar)| bar.id == id);
    for (i, bar) in cautions {
        let text = &bar.text["en"];
        let barred = knowledge.exercises.iter().filter(|e| e.cautions.contains(&i));
        let barred: Vec<&str> = barred.map(|e| e.id.as_str()).collect();
        let _ = writeln!(
            out,
            "caution {} ({}): {}\n  there unless known false: {}\n  {}\n  bars {}",
            bar.id,
            bar.review.id(),
            text.name,
            when(knowledge, &bar.presence),
            text.reason,
            barred.join(", ")
        );
    }
    for bar in knowledge.item_bars.iter().filter(|bar| bar.id == id) {
        let covered = knowledge.exercises.iter().filter(|e| bar.covers(e));
        let covered: Vec<&str> = covered.map(|e| e.id.as_str()).collect();
        let when =
            bar.when.as_ref().map_or("everybody".to_owned(), |e| print(e, &knowledge.findings));
        let _ = writeln!(
            out,
            "bar {} ({}): {}\n  unless known false: {when}\n  covers {}",
            bar.id,
            bar.rule,
            bar.statement,
            covered.join(", ")
        );
    }
    if let Some(measure) = knowledge.measure(id) {
        let measure = &knowledge.measures[measure];
        let record = &measure.record;
        let important = record.important.as_ref().map_or("not found".to_owned(), |important| {
            format!("{} [{}, {}]", important.points, obtained(important.obtained), important.source)
        });
        let _ = writeln!(
            out,
            "measure {}: {} / {}\n  {} to {} {}; change that matters: {important}\n  question: {}\n  licence: {}",
            record.id,
            measure.en().name,
            record.clinician,
            record.min,
            record.max,
            record.unit,
            measure.en().question,
            record.licence
        );
    }
    for course in knowledge.courses.iter().filter(|course| course.record.id == id) {
        let record = &course.record;
        let points: Vec<String> =
            record.points.iter().map(|[week, mean]| format!("week {week}: {mean}")).collect();
        let _ = writeln!(
            out,
            "course {} of {} [{}, {}]\n  {}\n  {}",
            record.id,
            record.measure,
            obtained(record.obtained),
            record.source,
            points.join(", "),
            record.note
        );
    }
}

fn show_exercise(out: &mut String, knowledge: &Knowledge, exercise: &Exercise) {
    let classes: Vec<String> = exercise.classes.iter().map(word).collect();
    let text = exercise.en();
    let _ = writeln!(
        out,
        "exercise {} ({}): {}\n  {}; posture {}; classes {}; on hold: {}\n  dose [{}, {}]: {}\n  evidence: {}\n  purpose: {}",
        exercise.id,
        exercise.review.id(),
        text.name,
        word(&exercise.kind),
        exercise.posture,
        classes.join(", "),
        word(&exercise.on_hold),
        obtained(exercise.dose.obtained),
        exercise.dose.source,
        exercise.dose.note,
        exercise.evidence,
        text.purpose
    );
    for step in &text.steps {
        let _ = writeln!(out, "  - {step}");
    }
    for (situation, rule) in knowledge.situations.iter().zip(&exercise.situations) {
        let care = text.care.get(&situation.id).map_or(String::new(), |care| format!(": {care}"));
        let _ = writeln!(out, "  {}: {}{care}", situation.id, word(rule));
    }
    for caution in &exercise.cautions {
        let _ = writeln!(out, "  caution {}", knowledge.cautions[*caution].id);
    }
    if let Some(easier) = exercise.easier {
        let _ = writeln!(out, "  easier: {}", knowledge.exercises[easier].id);
    }
}

/// Every id that [`show`] knows.
pub fn ids(knowledge: &Knowledge) -> impl Iterator<Item = &str> {
    let exercises = knowledge.exercises.iter().map(|record| record.id.as_str());
    let situations = knowledge.situations.iter().map(|record| record.id.as_str());
    let cautions = knowledge.cautions.iter().map(|record| record.id.as_str());
    let bars = knowledge.item_bars.iter().map(|record| record.id.as_str());
    let measures = knowledge.measures.iter().map(|record| record.record.id.as_str());
    let courses = knowledge.courses.iter().map(|record| record.record.id.as_str());
    exercises.chain(situations).chain(cautions).chain(bars).chain(measures).chain(courses)
}

/// How many there are, and how many of their numbers are assumed.
pub fn counts(knowledge: &Knowledge) -> String {
    let counts = count_assumed(knowledge);
    let of = |count: Count| format!("{} of {} assumed", count.assumed, count.all);
    format!(
        "{} exercises, {} situations, {} cautions, {} bars, {} measures, {} courses; doses: {}; policies: {}; changes that matter: {}; courses: {}\n",
        knowledge.exercises.len(),
        knowledge.situations.len(),
        knowledge.cautions.len(),
        knowledge.item_bars.len(),
        knowledge.measures.len(),
        knowledge.courses.len(),
        of(counts.doses),
        of(counts.policies),
        of(counts.importants),
        of(counts.courses)
    )
}

fn when(knowledge: &Knowledge, presence: &Presence) -> String {
    let when = print(&presence.when, &knowledge.findings);
    match &presence.also_when {
        Some(also) => format!("{when}; also when known true: {}", print(also, &knowledge.findings)),
        None => when,
    }
}

fn obtained(raw: Raw) -> &'static str {
    Obtained::from(raw).id()
}

/// A word as it stands in the records.
fn word<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}
