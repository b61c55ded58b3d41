//! The questions of a check-in, as few as they can be: flags first, then the leg, the back, what was done; into a check-in file.

use jiff::civil::Date;
use serde_json::{Value, json};
use taut_knowledge::check_in::CHECK_IN_SCHEMA;
use taut_knowledge::{FindingId, PostureClass};
use taut_plan::Story;
use taut_reason::{Reasoner, Reply};

use super::asking::{Asking, choices, flag, number, reply, whole, whole_of, yes_no};
use super::measures;
use crate::ask::FrontEnd;

/// What the person says, as a check-in file (`taut.check_in/1`); nothing if they stop before the flags are answered.
///
/// # Errors
/// I/O.
pub fn check_in(
    front: &mut dyn FrontEnd,
    reasoner: &Reasoner<'_>,
    story: &Story<'_>,
    today: Date,
    language: &str,
) -> anyhow::Result<Option<Value>> {
    let knowledge = reasoner.knowledge;
    let mut asking = Asking { front, knowledge, language, screen: 0 };
    let mut said = json!({ "schema": CHECK_IN_SCHEMA, "on": today.to_string(), "answers": [] });
    let policy = &knowledge.check_in;
    let flags = applying(reasoner, story, &policy.rescreen);
    let Some(worrying) = asking.findings("flags", &flags, Vec::new(), &mut said)? else {
        return Ok(None);
    };
    // With a flag there, nothing else is worth waiting for.
    if worrying {
        return Ok(Some(said));
    }
    leg(&mut asking, reasoner, story, &mut said)?;
    back(&mut asking, &mut said)?;
    done(&mut asking, story, &mut said)?;
    measures::ask(&mut asking, story, today, &mut said)?;
    Ok(Some(said))
}

/// Findings that can apply to this person.
fn applying(reasoner: &Reasoner<'_>, story: &Story<'_>, list: &[FindingId]) -> Vec<FindingId> {
    let asked = |f: &&FindingId| {
        reasoner.knowledge.finding(**f).person_may_answer && reasoner.applies(**f, story.answers())
    };
    list.iter().filter(asked).copied().collect()
}

/// Pain in the leg; only where there is some, or it was not said, what else is asked about the leg.
fn leg(
    asking: &mut Asking<'_, '_>,
    reasoner: &Reasoner<'_>,
    story: &Story<'_>,
    said: &mut Value,
) -> anyhow::Result<()> {
    let pain = number(asking, "leg_pain", "points", 0.0, 10.0);
    let replies = asking.own("leg", vec![pain])?;
    let pain = whole(&replies, 0);
    if let Some(pain) = pain {
        said["pain"]["leg"] = json!(pain);
    }
    if pain == Some(0) {
        return Ok(());
    }
    let findings = applying(reasoner, story, &asking.knowledge.check_in.leg);
    let settled = number(asking, "leg_settled", "minutes", 0.0, 20160.0);
    let count = findings.len();
    let mut minutes = None;
    asking.findings_and("leg_more", &findings, vec![settled], said, |place, reply| {
        if place == count {
            minutes = whole_of(reply);
        }
    })?;
    if let Some(minutes) = minutes {
        said["leg_settled_minutes"] = json!(minutes);
    }
    Ok(())
}

fn back(asking: &mut Asking<'_, '_>, said: &mut Value) -> anyhow::Result<()> {
    let questions = vec![
        number(asking, "back_pain", "points", 0.0, 10.0),
        choices(asking, "next_morning", &["morning_better", "morning_same", "morning_worse"]),
        number(asking, "soreness", "hours", 0.0, 336.0),
    ];
    let replies = asking.own("back", questions)?;
    if let Some(pain) = whole(&replies, 0) {
        said["pain"]["back"] = json!(pain);
    }
    if let Some(Reply::State(state, _)) = reply(&replies, 1) {
        said["next_morning"] = json!(["better", "same", "worse"][usize::from(state).min(2)]);
    }
    if let Some(hours) = whole(&replies, 2) {
        said["soreness_hours"] = json!(hours);
    }
    Ok(())
}

/// What was done of each exercise, the pain with it, and whether more is wanted.
fn done(asking: &mut Asking<'_, '_>, story: &Story<'_>, said: &mut Value) -> anyhow::Result<()> {
    let knowledge = asking.knowledge;
    let chosen: Vec<usize> = story
        .waiting()
        .map(|p| p.chosen.iter().map(|c| c.item.exercise).collect())
        .unwrap_or_default();
    if chosen.is_empty() {
        return Ok(());
    }
    let leg = said["pain"]["leg"].as_u64() != Some(0);
    let name = |index: usize| knowledge.exercises[index].en().name.clone();
    let mut questions = Vec::new();
    for &index in &chosen {
        questions.push(number(asking, "done_days", "days", 0.0, 7.0).named(&name(index)));
    }
    if leg {
        for &index in &chosen {
            questions.push(yes_no(asking, "done_leg").named(&name(index)));
        }
    }
    let tail = questions.len();
    questions.push(number(asking, "done_pain", "points", 0.0, 10.0));
    questions.push(yes_no(asking, "ready"));
    let stretches =
        chosen.iter().any(|i| knowledge.exercises[*i].is(PostureClass::HamstringLengthening));
    if stretches {
        questions.push(yes_no(asking, "stretch_worse"));
    }
    let replies = asking.own("done", questions)?;
    let pain = whole(&replies, tail);
    let mut list = Vec::new();
    for (i, &index) in chosen.iter().enumerate() {
        let Some(days) = whole(&replies, i) else { continue };
        let mut entry = json!({ "exercise": knowledge.exercises[index].id, "days": days });
        if let (Some(pain), true) = (pain, days > 0) {
            entry["pain"] = json!(pain);
        }
        if let (Some(rose), true) =
            (leg.then(|| flag(&replies, chosen.len() + i)).flatten(), days > 0)
        {
            entry["leg_rose"] = json!(rose);
        }
        list.push(entry);
    }
    said["done"] = Value::Array(list);
    for (key, place) in [("ready", tail + 1), ("stretch_worse", tail + 2)] {
        if let Some(answer) = flag(&replies, place) {
            said[key] = json!(answer);
        }
    }
    Ok(())
}
