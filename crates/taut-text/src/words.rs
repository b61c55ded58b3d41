//! Words that every page uses: phrases, names of findings and rungs, what was said, texts of rules.

use taut_knowledge::programme::{BarText, ExerciseText};
use taut_knowledge::{
    Answers, Condition, ConditionText, Exercise, FindingId, Kind, Knowledge, Rung, Value,
};

/// A fixed phrase, or its id where the language and English both lack it.
pub(crate) fn phrase<'k>(knowledge: &'k Knowledge, id: &'k str, language: &str) -> &'k str {
    knowledge.phrase(id, language).unwrap_or(id)
}

/// A label of pages, or its key where the language and English both lack it.
pub(crate) fn label<'k>(
    knowledge: &'k Knowledge,
    area: &str,
    key: &'k str,
    language: &str,
) -> &'k str {
    knowledge.label(area, key, language).unwrap_or(key)
}

/// A label of the therapist's pages.
pub(crate) fn therapist_label<'k>(
    knowledge: &'k Knowledge,
    key: &'k str,
    language: &str,
) -> &'k str {
    label(knowledge, "therapist_page", key, language)
}

/// A unit by its id, in words.
pub(crate) fn unit_words<'k>(knowledge: &'k Knowledge, unit: &'k str, language: &str) -> &'k str {
    label(knowledge, "units", unit, language)
}

/// Program, knowledge and review level in one line.
pub(crate) fn standing(knowledge: &Knowledge, language: &str) -> String {
    label(knowledge, "common", "standing", language)
        .replace("{version}", env!("CARGO_PKG_VERSION"))
        .replace("{edition}", &knowledge.edition)
        .replace("{hash}", &knowledge.hash[..knowledge.hash.len().min(12)])
        .replace("{level}", knowledge.lowest_review.id())
}

/// The name of a finding in a language, falling back to English.
pub(crate) fn name(knowledge: &Knowledge, finding: FindingId, language: &str) -> String {
    let record = knowledge.finding(finding);
    record.text.get(language).unwrap_or_else(|| record.en()).name.clone()
}

/// What was answered, in words: the finding's name, with the state where it is not a plain yes.
pub(crate) fn said(
    knowledge: &Knowledge,
    finding: FindingId,
    answers: &Answers,
    language: &str,
) -> String {
    let record = knowledge.finding(finding);
    let text = record.text.get(language).unwrap_or_else(|| record.en());
    match answers.get(finding) {
        Value::State(state) if record.kind != Kind::Sign => {
            let label = text.states.get(usize::from(state)).map_or("", String::as_str);
            match answers.number(finding) {
                Some(number) => {
                    format!("{}: {number} {}", text.name, unit(knowledge, &record.kind, language))
                }
                None => phrase(knowledge, "you_said_state", language)
                    .replace("{state}", &within(label))
                    .replace("{name}", &text.name),
            }
        }
        _ => text.name.clone(),
    }
}

/// An answer's words within a sentence: without the capital letter, but for "I".
pub(crate) fn within(label: &str) -> String {
    let mut letters = label.chars();
    match letters.next() {
        Some(first) if !label.starts_with("I ") => first.to_lowercase().chain(letters).collect(),
        _ => label.to_owned(),
    }
}

fn unit<'k>(knowledge: &'k Knowledge, kind: &'k Kind, language: &str) -> &'k str {
    match kind {
        Kind::Measure { unit, .. } => unit_words(knowledge, unit, language),
        _ => "",
    }
}

/// The name of a rung.
pub(crate) fn title(knowledge: &Knowledge, rung: Rung, language: &str) -> String {
    let id = match rung {
        Rung::Emergency => "rung_emergency",
        Rung::SeeDoctorToday => "rung_see_doctor_today",
        Rung::SeeDoctor => "rung_see_doctor",
        Rung::HoldAndSeePt => "rung_hold_and_see_pt",
        Rung::Undecided => "rung_undecided",
        Rung::StayActive => "rung_stay_active",
        Rung::Strengthen => "rung_strengthen",
        Rung::StretchAndStrengthen => "rung_stretch_and_strengthen",
    };
    phrase(knowledge, id, language).to_owned()
}

/// Names of findings, the first few and the number of the rest.
pub(crate) fn names(knowledge: &Knowledge, findings: &[FindingId], language: &str) -> String {
    const SHOWN: usize = 6;
    let mut list: Vec<String> =
        findings.iter().take(SHOWN).map(|f| name(knowledge, *f, language)).collect();
    if findings.len() > SHOWN {
        list.push(more(knowledge, findings.len() - SHOWN, language));
    }
    list.join("; ")
}

pub(crate) fn rule_text<'k>(
    knowledge: &'k Knowledge,
    rule: usize,
    language: &str,
) -> &'k taut_knowledge::RuleText {
    let text = &knowledge.rules[rule].text;
    text.get(language).unwrap_or_else(|| &text["en"])
}

/// How many more items there are than the list shows.
pub(crate) fn more(knowledge: &Knowledge, n: usize, language: &str) -> String {
    phrase(knowledge, "more_items", language).replace("{n}", &n.to_string())
}

/// The words of a condition in a language, falling back to English.
pub(crate) fn condition_text<'c>(condition: &'c Condition, language: &str) -> &'c ConditionText {
    condition.text.get(language).unwrap_or_else(|| condition.en())
}

/// The words of an exercise in a language, falling back to English.
pub(crate) fn exercise_text<'e>(exercise: &'e Exercise, language: &str) -> &'e ExerciseText {
    exercise.text.get(language).unwrap_or_else(|| exercise.en())
}

/// The name of an exercise.
pub(crate) fn exercise_name<'e>(exercise: &'e Exercise, language: &str) -> &'e str {
    &exercise_text(exercise, language).name
}

/// The name of a situation.
pub(crate) fn situation_name(knowledge: &Knowledge, situation: usize, language: &str) -> String {
    situation_reason(knowledge, situation, language)
        .map_or(String::new(), |(name, _)| name.to_owned())
}

/// Name and reason of a situation.
pub(crate) fn situation_reason<'k>(
    knowledge: &'k Knowledge,
    situation: usize,
    language: &str,
) -> Option<(&'k str, &'k str)> {
    bar_text(&knowledge.situations.get(situation)?.text, language)
}

/// Name and reason of a caution.
pub(crate) fn caution_reason<'k>(
    knowledge: &'k Knowledge,
    caution: usize,
    language: &str,
) -> Option<(&'k str, &'k str)> {
    bar_text(&knowledge.cautions.get(caution)?.text, language)
}

fn bar_text<'k>(
    text: &'k std::collections::BTreeMap<String, BarText>,
    language: &str,
) -> Option<(&'k str, &'k str)> {
    let words = text.get(language).or_else(|| text.get("en"))?;
    Some((&words.name, &words.reason))
}
