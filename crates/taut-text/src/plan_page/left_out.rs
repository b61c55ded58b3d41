//! What a programme leaves out and why, in plain words: what came close, what this person's answers bar, what else is in the way.

use std::collections::BTreeMap;

use taut_knowledge::Knowledge;
use taut_plan::{Barred, Programme};

use super::item::kind_phrase;
use crate::words::{caution_reason, exercise_name, more, phrase, situation_reason};

/// Names listed before the rest is only counted.
const NAMES_SHOWN: usize = 3;

/// Best exercises that were allowed and not chosen: for each kind the first.
pub(super) fn came_close(
    knowledge: &Knowledge,
    programme: &Programme,
    language: &str,
) -> Vec<String> {
    let mut seen = Vec::new();
    let mut items = Vec::new();
    for rejected in &programme.rejected {
        if seen.contains(&rejected.kind) {
            continue;
        }
        seen.push(rejected.kind);
        let record = &knowledge.exercises[rejected.exercise];
        let id = match rejected.behind {
            Some(_) => "plan_came_close",
            None => "plan_no_room",
        };
        items.push(
            phrase(knowledge, id, language)
                .replace("{kind}", phrase(knowledge, kind_phrase(rejected.kind), language))
                .replace("{name}", exercise_name(record, language)),
        );
    }
    items
}

/// Why something is barred, as far as the reason is said of several exercises at once; in the order of the page.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    Situation(usize),
    Caution(usize),
    Phrase(u8, &'static str),
    Equipment(taut_knowledge::Equipment),
}

/// What is barred because of answers or wishes, one line a reason. What this verdict does not call for, what only a therapist
/// may choose and what waits for an answer is said elsewhere.
pub(super) fn barred(knowledge: &Knowledge, programme: &Programme, language: &str) -> Vec<String> {
    let mut groups: BTreeMap<Why, Vec<usize>> = BTreeMap::new();
    for (exercise, reasons) in &programme.barred {
        let said_elsewhere = |reason: &Barred| {
            matches!(
                reason,
                Barred::NotOffered | Barred::TherapistOnly | Barred::Kind | Barred::OnHold
            )
        };
        if reasons.iter().any(said_elsewhere) {
            continue;
        }
        // A thing to get or a floor to lie on is worth a word only where nothing else is in the way.
        let at_hand = |reason: &Barred| {
            matches!(reason, Barred::Equipment(_) | Barred::Floor | Barred::TooLong)
        };
        let only_at_hand = reasons.iter().all(at_hand);
        for reason in reasons.iter().filter(|reason| only_at_hand || !at_hand(reason)) {
            if let Some(why) = why(reason) {
                let list = groups.entry(why).or_default();
                if !list.contains(exercise) {
                    list.push(*exercise);
                }
            }
        }
    }
    groups.iter().map(|(why, list)| line(knowledge, why, list, language)).collect()
}

fn why(reason: &Barred) -> Option<Why> {
    Some(match reason {
        Barred::Situation { situation, asked: true } => Why::Situation(*situation),
        Barred::Caution { caution, asked: true } | Barred::Condition { caution, .. } => {
            Why::Caution(*caution)
        }
        Barred::NerveStrain => Why::Phrase(0, "barred_nerve"),
        Barred::HamstringStrain => Why::Phrase(1, "barred_hamstrings"),
        Barred::Unsettled { asked: true } => Why::Phrase(6, "barred_unsettled"),
        Barred::Dropped => Why::Phrase(2, "barred_dropped"),
        Barred::Unwanted => Why::Phrase(3, "barred_unwanted"),
        Barred::Floor => Why::Phrase(4, "barred_floor"),
        Barred::TooLong => Why::Phrase(5, "barred_too_long"),
        Barred::Equipment(thing) => Why::Equipment(*thing),
        _ => return None,
    })
}

fn line(knowledge: &Knowledge, why: &Why, list: &[usize], language: &str) -> String {
    let names = names(knowledge, list, language);
    match why {
        Why::Situation(index) => situation_reason(knowledge, *index, language)
            .map_or(String::new(), |(name, reason)| {
                because(knowledge, name, reason, &names, language)
            }),
        Why::Caution(index) => caution_reason(knowledge, *index, language)
            .map_or(String::new(), |(name, reason)| {
                because(knowledge, name, reason, &names, language)
            }),
        Why::Phrase(_, id) => phrase(knowledge, id, language).replace("{names}", &names),
        Why::Equipment(thing) => phrase(knowledge, "barred_equipment", language)
            .replace("{thing}", phrase(knowledge, super::equipment_phrase(*thing), language))
            .replace("{names}", &names),
    }
}

fn because(knowledge: &Knowledge, name: &str, reason: &str, names: &str, language: &str) -> String {
    phrase(knowledge, "barred_because", language)
        .replace("{why}", name)
        .replace("{reason}", reason)
        .replace("{names}", names)
}

/// Names of exercises, the first few and the number of the rest.
pub(crate) fn names(knowledge: &Knowledge, list: &[usize], language: &str) -> String {
    let mut names: Vec<String> = list
        .iter()
        .take(NAMES_SHOWN)
        .map(|i| exercise_name(&knowledge.exercises[*i], language).to_owned())
        .collect();
    if list.len() > NAMES_SHOWN {
        names.push(more(knowledge, list.len() - NAMES_SHOWN, language));
    }
    names.join("; ")
}
