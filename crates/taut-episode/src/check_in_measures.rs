//! Measures that are due at a check-in, as screens of data: lists, scales, what was measured before.

use jiff::civil::Date;
use serde_json::{Value, json};
use taut_knowledge::programme::MeasureForm;
use taut_knowledge::record::steering::MeasureText;
use taut_knowledge::{Measure, MeasureAnswer, Side};
use taut_plan::Story;
use taut_plan::measure::{BACK_PAIN, LEG_PAIN, Series};
use taut_reason::Reply;

use crate::check_in_form::{Walk, Walked, reply};
use crate::question::{Question, ScreenView};

/// Asks what is due and adds it. The check-in's own questions about pain are measures already; activities of the person's own
/// are named in a file first, because names cannot be typed here.
pub(crate) fn ask(walk: &mut Walk<'_>) -> Walked<()> {
    let (knowledge, story, today) = (walk.knowledge, walk.form.story, walk.form.today);
    let mut list = Vec::new();
    for (index, measure) in knowledge.measures.iter().enumerate() {
        let lines: Vec<&Series> =
            story.series().iter().filter(|series| series.key.measure == index).collect();
        let due = is_due(measure, &lines, story, today) && measure.may_be_asked(story.answers());
        if [BACK_PAIN, LEG_PAIN].contains(&measure.id()) || !due {
            continue;
        }
        let last = lines.iter().filter_map(|line| line.points.last()).map(|p| &p.answer).next();
        match measure.record.form {
            MeasureForm::Statements => list.extend(statements(walk, measure)?),
            MeasureForm::OwnActivities => {
                if let Some(MeasureAnswer::OwnActivities(known)) = last {
                    list.extend(activities(walk, measure, known)?);
                }
            }
            MeasureForm::Number if measure.record.is_change => list.extend(scale(walk, measure)?),
            // Tests of what the body can do are only asked again of who has done them.
            MeasureForm::Number => {
                for line in lines {
                    list.extend(number(walk, measure, line.key.side)?);
                }
            }
        }
    }
    if !list.is_empty() {
        walk.file["measures"] = Value::Array(list);
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

fn text<'m>(walk: &Walk<'_>, measure: &'m Measure) -> &'m MeasureText {
    measure.record.text.get(walk.form.language).unwrap_or_else(|| measure.en())
}

/// A list of sentences, each with its own yes and no; first whether the person has the time.
fn statements(walk: &mut Walk<'_>, measure: &Measure) -> Walked<Option<Value>> {
    let text = text(walk, measure);
    let (why, not_sure) = (walk.phrase("why"), walk.phrase("not_sure"));
    let questions: Vec<Question> = text
        .statements
        .iter()
        .enumerate()
        .map(|(place, words)| {
            Question::plain(&key(place), words.clone(), why.clone())
                .choosing(walk.no_and_yes(), &not_sure)
        })
        .collect();
    let count = questions.len().to_string();
    let offer = walk.phrase("list_offer").replace("{name}", &text.name).replace("{n}", &count);
    let screen = walk.screen(&format!("list.{}", measure.id()), questions);
    let given = walk.given(ScreenView { offer, ..screen })?;
    let numbers = |wanted: u8| -> Vec<usize> {
        let said = |place: &usize| matches!(reply(&given, &key(*place)), Some(Reply::State(state, _)) if state == wanted);
        (0..text.statements.len()).filter(said).map(|place| place + 1).collect()
    };
    let (ticked, not_ticked) = (numbers(1), numbers(0));
    if ticked.is_empty() && not_ticked.is_empty() {
        return Ok(None);
    }
    Ok(Some(json!({ "measure": measure.id(), "ticked": ticked, "not_ticked": not_ticked })))
}

/// The key of a place in a list, counted from 1.
fn key(place: usize) -> String {
    (place + 1).to_string()
}

/// The person's own activities, each with a number.
fn activities(
    walk: &mut Walk<'_>,
    measure: &Measure,
    known: &[(String, Option<f64>)],
) -> Walked<Option<Value>> {
    let why = walk.phrase("why");
    let question = |(place, (name, _)): (usize, &(String, Option<f64>))| {
        numbered(Question::plain(&key(place), name.clone(), why.clone()), measure)
    };
    let questions = known.iter().enumerate().map(question).collect();
    let given = walk.given(walk.screen(&format!("activities.{}", measure.id()), questions))?;
    let list: Vec<Value> = known
        .iter()
        .enumerate()
        .map(|(place, (name, _))| match reply(&given, &key(place)) {
            Some(Reply::Number(number)) => json!({ "name": name, "value": number.round() }),
            _ => json!({ "name": name }),
        })
        .collect();
    if list.iter().all(|activity| activity.get("value").is_none()) {
        return Ok(None);
    }
    Ok(Some(json!({ "measure": measure.id(), "activities": list })))
}

/// A scale with a number below 0 in it: every number is an answer to choose.
fn scale(walk: &mut Walk<'_>, measure: &Measure) -> Walked<Option<Value>> {
    let (low, high) = (measure.record.min.round() as i64, measure.record.max.round() as i64);
    let text = text(walk, measure);
    let words = format!("{} ({low}: {}; {high}: {})", text.question, text.lowest, text.highest);
    let answers = (low..=high).map(|n| (n.to_string(), n.to_string()));
    let question = Question::plain(measure.id(), words, walk.phrase("why"))
        .choosing(answers, &walk.phrase("not_sure"));
    let given = walk.given(walk.screen(&format!("scale.{}", measure.id()), vec![question]))?;
    Ok(match reply(&given, measure.id()) {
        Some(Reply::State(state, _)) => {
            Some(json!({ "measure": measure.id(), "value": low + i64::from(state) }))
        }
        _ => None,
    })
}

/// One number, of a side where it has one.
fn number(walk: &mut Walk<'_>, measure: &Measure, side: Side) -> Walked<Option<Value>> {
    let text = text(walk, measure);
    let side = match side {
        Side::Left => Some("left"),
        Side::Right => Some("right"),
        _ => None,
    };
    let name = side
        .map_or_else(|| text.name.clone(), |side| format!("{}, {}", text.name, walk.phrase(side)));
    let mut question = numbered(Question::plain(measure.id(), name, walk.phrase("why")), measure);
    text.question.clone_into(&mut question.how);
    let id = match side {
        Some(side) => format!("test.{}.{side}", measure.id()),
        None => format!("test.{}", measure.id()),
    };
    let given = walk.given(walk.screen(&id, vec![question]))?;
    let Some(Reply::Number(number)) = reply(&given, measure.id()) else { return Ok(None) };
    let number = if measure.record.whole { number.round() } else { number };
    let mut value = json!({ "measure": measure.id(), "value": number });
    if let Some(side) = side {
        value["side"] = json!(side);
    }
    Ok(Some(value))
}

fn numbered(question: Question, measure: &Measure) -> Question {
    let record = &measure.record;
    question.numbered(&record.unit, record.min, record.max)
}
