//! Measures that are due at a check-in, asked in the terminal: lists, scales, what was measured before.

use jiff::civil::Date;
use serde_json::{Value, json};
use taut_knowledge::programme::MeasureForm;
use taut_knowledge::{Measure, MeasureAnswer, Side};
use taut_plan::Story;
use taut_plan::measure::{BACK_PAIN, LEG_PAIN, Series};
use taut_reason::Reply;

use super::asking::{Asking, chosen_from, plain, reply};
use crate::ask::Question;

/// Asks what is due and adds it. The check-in's own questions about pain are measures already; activities of the person's own
/// are named in a file first, because names cannot be typed here.
///
/// # Errors
/// I/O.
pub fn ask(
    asking: &mut Asking<'_, '_>,
    story: &Story<'_>,
    today: Date,
    said: &mut Value,
) -> anyhow::Result<()> {
    let mut list = Vec::new();
    for (index, measure) in asking.knowledge.measures.iter().enumerate() {
        let id = measure.id();
        let lines: Vec<&Series> =
            story.series().iter().filter(|series| series.key.measure == index).collect();
        let due = is_due(measure, &lines, story, today) && measure.may_be_asked(story.answers());
        if [BACK_PAIN, LEG_PAIN].contains(&id) || !due {
            continue;
        }
        let last = lines.iter().filter_map(|line| line.points.last()).map(|p| &p.answer).next();
        match measure.record.form {
            MeasureForm::Statements => list.extend(statements(asking, measure)?),
            MeasureForm::OwnActivities => {
                if let Some(MeasureAnswer::OwnActivities(known)) = last {
                    list.extend(activities(asking, measure, known)?);
                }
            }
            MeasureForm::Number if measure.record.is_change => {
                list.extend(scale(asking, measure)?);
            }
            // Tests of what the body can do are only asked again of who has done them.
            MeasureForm::Number => {
                for line in lines {
                    list.extend(number(asking, measure, line.key.side)?);
                }
            }
        }
    }
    if !list.is_empty() {
        said["measures"] = Value::Array(list);
    }
    Ok(())
}

fn is_due(measure: &Measure, lines: &[&Series], story: &Story<'_>, today: Date) -> bool {
    let last = lines.iter().filter_map(|line| line.points.last()).map(|point| point.on).max();
    let since = match last {
        Some(last) => last,
        // A change is only asked about once there was time for one.
        None if measure.record.is_change => story.begun(),
        None => return true,
    };
    i64::from((today - since).get_days()) >= i64::from(measure.record.every_days)
}

fn entry(measure: &Measure) -> Value {
    json!({ "measure": measure.id() })
}

/// A list of sentences, each with its own yes and no; first whether the person has the time.
fn statements(asking: &mut Asking<'_, '_>, measure: &Measure) -> anyhow::Result<Option<Value>> {
    let text = measure.en();
    let offer = asking.phrase("list_offer").replace("{name}", &text.name);
    if !asking.front.confirm(&offer.replace("{n}", &text.statements.len().to_string()))? {
        return Ok(None);
    }
    let labels = [asking.phrase("no"), asking.phrase("yes")];
    let (why, not_sure) = (asking.phrase("why"), asking.phrase("not_sure"));
    let questions: Vec<Question> = text
        .statements
        .iter()
        .map(|s| chosen_from(s.clone(), why.clone(), labels.to_vec(), &not_sure))
        .collect();
    let replies = asking.own("list", questions)?;
    let numbers = |wanted: u8| -> Vec<usize> {
        replies
            .iter()
            .filter(|(_, reply)| matches!(reply, Reply::State(state, _) if *state == wanted))
            .map(|(place, _)| place + 1)
            .collect()
    };
    let (ticked, not_ticked) = (numbers(1), numbers(0));
    if ticked.is_empty() && not_ticked.is_empty() {
        return Ok(None);
    }
    let mut value = entry(measure);
    value["ticked"] = json!(ticked);
    value["not_ticked"] = json!(not_ticked);
    Ok(Some(value))
}

/// The person's own activities, each with a number.
fn activities(
    asking: &mut Asking<'_, '_>,
    measure: &Measure,
    known: &[(String, Option<f64>)],
) -> anyhow::Result<Option<Value>> {
    let why = asking.phrase("why");
    let questions =
        known.iter().map(|(name, _)| numbered(plain(name.clone(), why.clone()), measure)).collect();
    let replies = asking.own("activities", questions)?;
    let list: Vec<Value> = known
        .iter()
        .enumerate()
        .map(|(place, (name, _))| match reply(&replies, place) {
            Some(Reply::Number(number)) => json!({ "name": name, "value": number.round() }),
            _ => json!({ "name": name }),
        })
        .collect();
    if list.iter().all(|activity| activity.get("value").is_none()) {
        return Ok(None);
    }
    let mut value = entry(measure);
    value["activities"] = Value::Array(list);
    Ok(Some(value))
}

/// A scale with a number below 0 in it: every number is an answer to choose.
fn scale(asking: &mut Asking<'_, '_>, measure: &Measure) -> anyhow::Result<Option<Value>> {
    let (low, high) = (measure.record.min.round() as i64, measure.record.max.round() as i64);
    let text = measure.en();
    let words = format!("{} ({low}: {}; {high}: {})", text.question, text.lowest, text.highest);
    let labels = (low..=high).map(|n| n.to_string()).collect();
    let question = chosen_from(words, asking.phrase("why"), labels, &asking.phrase("not_sure"));
    let replies = asking.own("scale", vec![question])?;
    Ok(match reply(&replies, 0) {
        Some(Reply::State(state, _)) => {
            let mut value = entry(measure);
            value["value"] = json!(low + i64::from(state));
            Some(value)
        }
        _ => None,
    })
}

/// One number, of a side where it has one.
fn number(
    asking: &mut Asking<'_, '_>,
    measure: &Measure,
    side: Side,
) -> anyhow::Result<Option<Value>> {
    let text = measure.en();
    let side = match side {
        Side::Left => Some("left"),
        Side::Right => Some("right"),
        _ => None,
    };
    let name = side.map_or_else(
        || text.name.clone(),
        |side| format!("{}, {}", text.name, asking.phrase(side)),
    );
    let mut question = numbered(plain(name, asking.phrase("why")), measure);
    text.question.clone_into(&mut question.how);
    let replies = asking.own("test", vec![question])?;
    Ok(match reply(&replies, 0) {
        Some(Reply::Number(number)) => {
            let mut value = entry(measure);
            let number = if measure.record.whole { number.round() } else { number };
            value["value"] = json!(number);
            if let Some(side) = side {
                value["side"] = json!(side);
            }
            Some(value)
        }
        _ => None,
    })
}

fn numbered(question: Question, measure: &Measure) -> Question {
    let record = &measure.record;
    Question { number: Some((record.unit.clone(), record.min, record.max)), ..question }
}
