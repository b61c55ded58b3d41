//! Results as JSON for programs, each with its notice and the safety net: a plan, a check-in, progress.

use serde_json::{Value, json};
use taut_knowledge::{Knowledge, Side};
use taut_plan::measure::{Answer, Change, Score, Series, expected};
use taut_plan::{Plan, Preferences, Response, Story};
use taut_text::ProgressView;

use crate::bodies::PROGRAM;
use crate::plan_json;

/// What every result says of itself.
fn notice(knowledge: &Knowledge) -> String {
    let phrase = |id: &str| knowledge.phrase(id, "en").unwrap_or_default();
    format!("{}. {}", phrase("research_preview"), phrase("no_clinician"))
}

fn safety_net(knowledge: &Knowledge) -> &str {
    knowledge.phrase("safety_net", "en").unwrap_or_default()
}

/// A plan for programs (`taut.plan_result/1`).
#[must_use]
pub fn plan(
    knowledge: &Knowledge,
    plan: &Plan,
    preferences: &Preferences,
    therapist: bool,
) -> Value {
    let unwanted: Vec<&str> =
        preferences.unwanted.iter().map(|i| knowledge.exercises[*i].id.as_str()).collect();
    json!({
        "schema": "taut.plan_result/1",
        "program": PROGRAM,
        "knowledge": {
            "edition": knowledge.edition,
            "hash": knowledge.hash,
            "lowest_review": knowledge.lowest_review.id(),
            "proved": knowledge.proved,
        },
        "preferences": {
            "minutes_per_day": preferences.minutes_per_day,
            "days_per_week": preferences.days_per_week,
            "equipment": preferences.equipment,
            "floor": preferences.floor,
            "unwanted": unwanted,
        },
        "plan": plan_json::plan(knowledge, plan, therapist),
        "notice": notice(knowledge),
        "safety_net": safety_net(knowledge),
    })
}

/// What a check-in comes to, for programs (`taut.check_in_result/1`).
#[must_use]
pub fn check_in(knowledge: &Knowledge, response: &Response) -> Value {
    json!({
        "schema": "taut.check_in_result/1",
        "program": PROGRAM,
        "knowledge": { "edition": knowledge.edition, "hash": knowledge.hash },
        "response": plan_json::response(knowledge, response, false),
        "notice": notice(knowledge),
        "safety_net": safety_net(knowledge),
    })
}

/// Measures over time for programs (`taut.progress/1`).
#[must_use]
pub fn progress(view: &ProgressView<'_>, story: &Story<'_>) -> Value {
    let knowledge = view.knowledge;
    let (from, to) = story.next_due();
    let measures: Vec<Value> = view.series.iter().map(|series| series_json(view, series)).collect();
    json!({
        "schema": "taut.progress/1",
        "program": PROGRAM,
        "knowledge": { "edition": knowledge.edition, "hash": knowledge.hash },
        "begun": story.begun().to_string(),
        "last": story.last().to_string(),
        "check_ins": story.check_ins(),
        "rung": story.rung().id(),
        "next": { "from": from.to_string(), "to": to.to_string() },
        "measures": measures,
        "notice": notice(knowledge),
        "safety_net": safety_net(knowledge),
    })
}

fn series_json(view: &ProgressView<'_>, series: &Series) -> Value {
    let knowledge = view.knowledge;
    let record = &knowledge.measures[series.key.measure].record;
    let points: Vec<Value> = series
        .points
        .iter()
        .map(|point| {
            let mut value = json!({ "on": point.on.to_string() });
            if let Some(score) = point.score {
                value["low"] = json!(score.low);
                value["high"] = json!(score.high);
            }
            value
        })
        .collect();
    let courses: Vec<Value> = expected(knowledge, series.key.measure, view.answers, view.begun)
        .iter()
        .map(|course| {
            let points: Vec<Value> = course
                .points
                .iter()
                .map(|(on, mean)| json!({ "on": on.to_string(), "mean": mean }))
                .collect();
            let record = &knowledge.courses[course.course].record;
            json!({ "course": record.id, "source": record.source, "points": points })
        })
        .collect();
    json!({
        "measure": record.id,
        "side": match series.key.side {
            Side::Left => Some("left"),
            Side::Right => Some("right"),
            _ => None,
        },
        "unit": record.unit,
        "higher_is_better": record.higher_is_better,
        "points": points,
        "change": series.latest(knowledge).map(|(on, change)| change_json(&on.to_string(), &change)),
        "expected": courses,
    })
}

fn change_json(on: &str, change: &Change) -> Value {
    let score = |score: Score| json!({ "low": score.low, "high": score.high });
    let answer = |answer: Option<Answer>| {
        answer.map(|answer| match answer {
            Answer::Yes => "yes",
            Answer::No => "no",
            Answer::CannotTell => "cannot_tell",
        })
    };
    json!({
        "on": on,
        "first": score(change.first),
        "now": score(change.now),
        "better": score(change.better),
        "important": answer(change.important),
        "importantly_worse": answer(change.importantly_worse),
        "recovered": answer(change.recovered),
    })
}
