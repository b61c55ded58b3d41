//! One exercise of a programme in words: how much, what for, how, what to feel, what is different for this person.

use taut_knowledge::{Exercise, ExerciseKind, FindingId, Truth, Value};
use taut_plan::{Chosen, Item};

use super::PlanView;
use super::dose::{dose_words, growth_words};
use crate::block::{Block, Page};
use crate::words::{exercise_name, exercise_text, phrase, said, situation_name};

/// Answers named for one exercise.
const SAID_SHOWN: usize = 3;

/// The part of the body that a kind is for.
pub(crate) const fn kind_phrase(kind: ExerciseKind) -> &'static str {
    match kind {
        ExerciseKind::HamstringLengthening => "kind_hamstrings",
        ExerciseKind::HipStrength | ExerciseKind::HipMobility => "kind_hips",
        ExerciseKind::FootStrength | ExerciseKind::FootMobility => "kind_feet",
        ExerciseKind::TrunkAndHabits => "kind_back",
        ExerciseKind::Neural => "kind_nerve",
    }
}

/// Adds one exercise, `number` counted from 1.
pub(super) fn exercise(
    page: &mut Page,
    view: &PlanView<'_>,
    chosen: &Chosen,
    number: usize,
    language: &str,
) {
    let knowledge = view.reasoner.knowledge;
    let record = &knowledge.exercises[chosen.item.exercise];
    let text = exercise_text(record, language);
    page.heading(&format!("exercise {}", record.id), format!("{number}. {}", text.name));
    page.push(Block::Text(format!(
        "{}.",
        capital(&dose_words(knowledge, &record.dose, &chosen.item.level, language))
    )));
    page.push(Block::Text(purpose(view, record, &chosen.why.prompted, language)));
    page.push(Block::Steps(text.steps.clone()));
    let mut items = Vec::new();
    if !text.feel.is_empty() {
        items.push(phrase(knowledge, "plan_feel", language).replace("{feel}", &text.feel));
    }
    items.extend(care(view, &chosen.item, language));
    page.push(Block::List(items));
}

/// "For your hips: ... You said: ...".
fn purpose(
    view: &PlanView<'_>,
    record: &Exercise,
    prompted: &[FindingId],
    language: &str,
) -> String {
    let knowledge = view.reasoner.knowledge;
    let kind = phrase(knowledge, kind_phrase(record.kind), language);
    let mut words = format!("{kind}: {}", exercise_text(record, language).purpose);
    let said: Vec<String> = prompted
        .iter()
        .filter(|f| matches!(view.answers.get(**f), Value::State(_)))
        .take(SAID_SHOWN)
        .map(|f| said(knowledge, *f, view.answers, language))
        .collect();
    if !said.is_empty() {
        if !words.ends_with('.') {
            words.push('.');
        }
        words += &format!(" {}: {}.", phrase(knowledge, "you_said", language), said.join("; "));
    }
    words
}

/// What is different for this person, with the situation that asks for it, or that was not asked about.
fn care(view: &PlanView<'_>, item: &Item, language: &str) -> Vec<String> {
    let knowledge = view.reasoner.knowledge;
    let record = &knowledge.exercises[item.exercise];
    item.care
        .iter()
        .filter_map(|situation| {
            let id = &knowledge.situations[*situation].id;
            let note = exercise_text(record, language).care.get(id)?;
            let known = knowledge.situations[*situation].presence.eval(view.answers) == Truth::True;
            Some(
                phrase(knowledge, if known { "plan_care" } else { "plan_care_if" }, language)
                    .replace("{situation}", &situation_name(knowledge, *situation, language))
                    .replace("{note}", note),
            )
        })
        .collect()
}

/// How each exercise may grow, one line each.
pub(super) fn growth(view: &PlanView<'_>, chosen: &[Chosen], language: &str) -> Vec<String> {
    let knowledge = view.reasoner.knowledge;
    chosen
        .iter()
        .filter_map(|chosen| {
            let index = chosen.item.exercise;
            let record = &knowledge.exercises[index];
            let next = knowledge.exercises.iter().find(|e| e.easier == Some(index));
            let next = next.filter(|e| !e.therapist_only && e.not_offered.is_none());
            let words = growth_words(knowledge, record, next, &chosen.item.level, language)?;
            Some(format!("{}: {words}.", exercise_name(record, language)))
        })
        .collect()
}

/// The same words with a large first letter.
pub(crate) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map_or(String::new(), |first| first.to_uppercase().collect::<String>() + letters.as_str())
}
