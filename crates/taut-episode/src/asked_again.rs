//! A person answers the questions again: what was reported or found before still counts (S13), what they correct on the same
//! day does not.

use jiff::civil::Date;
use serde_json::Value;
use taut_knowledge::{By, Case, CaseAnswer, Knowledge};

use crate::case_json::with_later;
use crate::draft::FROM_CHART;
use crate::story::KeptCase;

/// The answers of a new interview of this day as a case file, with those that stand from before: everything that a clinician
/// found, what check-ins said, and what the person reported on earlier days. What the person said on the same day in an interview
/// is replaced, so that a slip can be put right. Which of several answers counts is settled where the case is judged.
#[must_use]
pub fn asked_again(
    knowledge: &Knowledge,
    kept: &KeptCase,
    (value, new): (&Value, &Case),
    on: Date,
) -> Value {
    let day = on.to_string();
    let dated = kept.case.answers.iter().map(|answer| {
        let when = answer.when.clone().unwrap_or_else(|| kept.on.clone());
        CaseAnswer { when: Some(when), ..answer.clone() }
    });
    let is_replaced = |answer: &CaseAnswer| {
        answer.by == By::Person
            && answer.when.as_deref() == Some(&day)
            && !kept.later.contains(answer)
    };
    let earlier: Vec<CaseAnswer> = dated.filter(|answer| !is_replaced(answer)).collect();
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
    let now = beside(value);
    // Of the body chart the newest counts; notes stay.
    let is_old_chart = |note: &Value| !now.is_empty() && note["from"] == FROM_CHART;
    let notes = beside(&kept.value).into_iter().filter(|note| !is_old_chart(note));
    let notes: Vec<Value> = notes.chain(now.iter().cloned()).collect();
    if !notes.is_empty() {
        whole["unmapped"] = Value::Array(notes);
    }
    with_later(knowledge, (&mut whole, &before), &new.answers, &day);
    whole
}
