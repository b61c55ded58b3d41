//! Somebody says anew how a person is: what was reported or found before still counts (S13), what the person corrects on the same
//! day does not.

use jiff::civil::Date;
use serde_json::Value;
use taut_knowledge::{By, Case, CaseAnswer, Knowledge, Side};

use crate::case_json::with_later;
use crate::draft::FROM_CHART;
use crate::story::KeptCase;

/// In what form something is said anew: it decides how much of the same day it takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// The whole interview of a day: all that the person said on that day is said again, so that a slip can be put right with all
    /// that followed from it.
    Interview(Date),
    /// An interview of a day that the record may hold already, with other things that were said since: it takes back nothing.
    Beside(Date),
    /// A case file, whose answers have days of their own: it takes back only what it says again of this very day and side.
    File,
}

/// The answers of a new interview or file as a case file of today, with those that stand from before: everything that a
/// clinician found, what check-ins said, and what the person reported on earlier days. Which of several answers counts is settled
/// where the case is judged.
pub(crate) fn asked_again(
    knowledge: &Knowledge,
    kept: &KeptCase,
    (value, new, form): (&Value, &Case, Form),
    today: Date,
) -> Value {
    let day = match form {
        Form::Interview(day) | Form::Beside(day) => day,
        Form::File => today,
    };
    let (day, today) = (day.to_string(), today.to_string());
    // What is dated ahead was said today: elsewhere it may be tomorrow already.
    let is_of = |when: &str| when.get(..10).is_some_and(|on| on == day || on > today.as_str());
    let is_replaced = |answer: &CaseAnswer| {
        let is_again = |new: &CaseAnswer| {
            let side = [answer.side, Side::Both].contains(&new.side);
            let when = new.when.as_deref().unwrap_or(&day);
            new.finding == answer.finding && new.by == By::Person && side && is_of(when)
        };
        answer.by == By::Person
            && answer.when.as_deref().is_some_and(is_of)
            && !kept.later.contains(answer)
            && !kept.others.contains(answer)
            && match form {
                Form::Interview(_) => true,
                Form::Beside(_) => false,
                Form::File => new.answers.iter().any(is_again),
            }
    };
    let earlier: Vec<CaseAnswer> =
        kept.dated().into_iter().filter(|answer| !is_replaced(answer)).collect();
    // What somebody else wrote down as told by the person, even where the person said more since.
    let told = kept.others.iter().filter(|answer| answer.by == By::Person);
    let told = told.filter(|answer| !earlier.contains(answer)).cloned();
    let earlier = earlier.iter().cloned().chain(told).collect();
    let before = Case { answers: earlier, ..kept.case.clone() };
    let mut whole = value.clone();
    for field in ["age", "sex"] {
        if whole.get(field).is_none_or(Value::is_null)
            && let Some(known) = kept.value.get(field)
        {
            whole[field] = known.clone();
        }
    }
    let beside = |value: &Value| value["unmapped"].as_array().cloned().unwrap_or_default();
    let is_chart = |note: &Value| note["from"] == FROM_CHART;
    let now = beside(value);
    let has_chart = now.iter().any(is_chart);
    // Of the body chart the newest counts; notes stay, each once.
    let is_old = |note: &Value| now.contains(note) || (has_chart && is_chart(note));
    let notes = beside(&kept.value).into_iter().filter(|note| !is_old(note));
    let notes: Vec<Value> = notes.chain(now.iter().cloned()).collect();
    if !notes.is_empty() {
        whole["unmapped"] = Value::Array(notes);
    }
    // What was written down after it counts before it, but for more of a flag.
    let is_passed = |new: &CaseAnswer| {
        let same = |old: &CaseAnswer| {
            let sides = old.side == new.side || [old.side, new.side].contains(&Side::Both);
            sides && (old.finding, old.by, &old.when) == (new.finding, new.by, &new.when)
        };
        !knowledge.finding(new.finding).is_marked() && before.answers.iter().any(same)
    };
    let is_beside = matches!(form, Form::Beside(_));
    let new = new.answers.iter().filter(|new| !(is_beside && is_passed(new)));
    let new: Vec<CaseAnswer> = new.cloned().collect();
    with_later(knowledge, (&mut whole, &before), &new, &day);
    whole
}
