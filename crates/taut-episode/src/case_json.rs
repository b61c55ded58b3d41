//! A case file as JSON, whichever of its two forms it was written in; and answers added to one.

use serde_json::{Map, Value, json};
use taut_knowledge::{By, Case, CaseAnswer, Kind, Knowledge, Said, Side, read_case};

use crate::error::EpisodeError;

/// The case as JSON; the same case comes out when it is read again.
///
/// # Errors
/// The case is not the same in JSON; the text was read as this very case before, so this would be a fault of ours.
pub fn of(bytes: &[u8], case: &Case, knowledge: &Knowledge) -> Result<Value, EpisodeError> {
    let value = value(bytes)?;
    let again = read_case("record", &serde_json::to_vec(&value)?, knowledge);
    if again.as_ref() == Ok(case) {
        Ok(value)
    } else {
        let what = "the case cannot be kept: it reads differently as JSON";
        Err(EpisodeError::Broken(what.to_owned()))
    }
}

/// A file in JSON or TOML that was read before, as JSON.
///
/// # Errors
/// It is neither.
pub fn value(bytes: &[u8]) -> Result<Value, EpisodeError> {
    let broken = |error: &dyn std::fmt::Display| EpisodeError::Broken(error.to_string());
    let text = std::str::from_utf8(bytes).map_err(|error| broken(&error))?;
    Ok(if text.trim_start().starts_with('{') {
        serde_json::from_str(text)?
    } else {
        from_toml(toml::from_str(text).map_err(|error| broken(&error))?)
    })
}

/// One answer in the form of a case file.
#[must_use]
pub fn answer(knowledge: &Knowledge, answer: &CaseAnswer) -> Value {
    let finding = knowledge.finding(answer.finding);
    let by = if answer.by == By::Person { "person" } else { "therapist" };
    let mut value = json!({ "finding": finding.id, "by": by });
    match answer.said {
        Said::Unknown => value["state"] = json!("unknown"),
        Said::Cleared => value["state"] = json!("cleared"),
        Said::State(state) => value["state"] = json!(finding.states[usize::from(state)]),
        Said::Number(number) => {
            value["value"] = json!(number);
            if let Kind::Measure { unit, .. } = &finding.kind {
                value["unit"] = json!(unit);
            }
        }
    }
    if finding.sided {
        value["side"] = json!(answer.side.id());
    }
    for (key, text) in [
        ("when", answer.when.as_deref().unwrap_or_default()),
        ("from", &answer.from),
        ("note", &answer.note),
        ("reason", &answer.reason),
        ("examiner", &answer.examiner),
    ] {
        if !text.is_empty() {
            value[key] = json!(text);
        }
    }
    value
}

/// A case with answers that came later. Its own answers without a day count as given on `day`. Where two of one day and
/// person disagree, the more worrying one of a marked finding stays, of others the later.
pub fn with_later(
    knowledge: &Knowledge,
    (value, case): (&mut Value, &Case),
    later: &[CaseAnswer],
    day: &str,
) {
    let mut kept: Vec<CaseAnswer> = Vec::new();
    for new in case.answers.iter().chain(later) {
        let mut new = new.clone();
        new.when.get_or_insert_with(|| day.to_owned());
        let clash = kept.iter().position(|old| {
            let sides = old.side == new.side || [old.side, new.side].contains(&Side::Both);
            sides && (old.finding, old.by, &old.when) == (new.finding, new.by, &new.when)
        });
        match clash {
            Some(at) if !knowledge.finding(new.finding).is_marked() || worse(&new, &kept[at]) => {
                kept[at] = new;
            }
            Some(_) => {}
            None => kept.push(new),
        }
    }
    value["answers"] = kept.iter().map(|one| answer(knowledge, one)).collect();
}

/// True if the first says more than the second; not sure says least.
fn worse(first: &CaseAnswer, second: &CaseAnswer) -> bool {
    let rank = |said: Said| match said {
        Said::Cleared => -2.0,
        Said::Unknown => -1.0,
        Said::State(state) => f64::from(state),
        Said::Number(number) => number,
    };
    rank(first.said) > rank(second.said)
}

fn from_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => Value::from(number),
        toml::Value::Boolean(flag) => Value::Bool(flag),
        toml::Value::Datetime(time) => Value::String(time.to_string()),
        toml::Value::Array(items) => Value::Array(items.into_iter().map(from_toml).collect()),
        toml::Value::Table(fields) => Value::Object(
            fields.into_iter().map(|(key, field)| (key, from_toml(field))).collect::<Map<_, _>>(),
        ),
    }
}
