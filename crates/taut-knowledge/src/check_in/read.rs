//! A check-in from its file: the day, what was said of pain and mornings, what was done.

use jiff::civil::Date;

use super::{CheckIn, Done, NextMorning};
use crate::dates;
use crate::diagnostic::{did_you_mean, shorten};
use crate::document::{MOST_PROBLEMS, Reader};
use crate::tree::{Kind, Tree};

impl Reader<'_> {
    /// The check-in; nothing without a day, which is a problem then.
    pub(super) fn check_in(&mut self, tree: &Tree) -> Option<CheckIn> {
        self.schema(tree);
        let on = self.day(tree);
        // Answers need some day; without a good one the file is refused.
        self.on = Some(on.map_or_else(String::new, |on| on.to_string()));
        let pain = tree.get("pain");
        let of = |key: &str| pain.and_then(|pain| whole(pain, key));
        let next_morning = match tree.get("next_morning").and_then(Tree::text) {
            Some("better") => Some(NextMorning::Better),
            Some("same") => Some(NextMorning::Same),
            Some("worse") => Some(NextMorning::Worse),
            _ => None,
        };
        let answers = self.answers(tree);
        let done = self.done(tree);
        let measures = self.measures(tree);
        // Never drop an entry in silence, whatever stands in its way.
        for (key, read) in [("done", done.len()), ("measures", measures.len())] {
            let written = tree.get(key).map_or(0, |list| list.items().len());
            if read != written && self.problems.is_empty() {
                let message = format!("{} of the entries cannot be read", written - read);
                self.problem("unreadable-answer", tree.start, key, message);
            }
        }
        Some(CheckIn {
            on: on?,
            answers,
            back: of("back"),
            leg: of("leg"),
            leg_settled_minutes: whole(tree, "leg_settled_minutes"),
            next_morning,
            soreness_hours: whole(tree, "soreness_hours"),
            stretch_worse: flag(tree, "stretch_worse"),
            ready: flag(tree, "ready"),
            done,
            measures,
        })
    }

    fn day(&mut self, tree: &Tree) -> Option<Date> {
        let given = tree.get("on")?;
        let (Kind::Text(text) | Kind::Date(text)) = &given.kind else {
            return None;
        };
        let wrong = match dates::read(text) {
            Ok(day) if day.len() == 10 => match day.parse::<Date>() {
                Ok(date) => return Some(date),
                Err(_) => "there is no such day",
            },
            Ok(_) => "a check-in has a day and no time",
            Err(wrong) => wrong,
        };
        let message = format!("`{}` is no day: {wrong}", shorten(text));
        self.problem("bad-date", given.start, "on", message).hint =
            Some("write a day as 2026-11-22".to_owned());
        None
    }

    fn done(&mut self, tree: &Tree) -> Vec<Done> {
        let mut done: Vec<Done> = Vec::new();
        let knowledge = self.knowledge;
        for (i, entry) in tree.get("done").map_or(&[][..], Tree::items).iter().enumerate() {
            if self.problems.len() > MOST_PROBLEMS {
                break;
            }
            let Some(id) = entry.get("exercise") else { continue };
            let Some(name) = id.text() else { continue };
            let path = format!("done[{i}].exercise");
            let Some(exercise) = knowledge.exercise(name) else {
                let ids = knowledge.exercises.iter().map(|exercise| exercise.id.as_str());
                let message = format!("unknown exercise `{}`", shorten(name));
                self.problem("unknown-exercise", id.start, path, message).hint =
                    did_you_mean(name, ids);
                continue;
            };
            if done.iter().any(|other| other.exercise == exercise) {
                let message = format!("`{name}` is there twice");
                self.problem("listed-twice", id.start, path, message).hint =
                    Some("one entry an exercise: add the days up".to_owned());
            }
            // Without days the shape is wrong, and the file is refused.
            let Some(days) = whole(entry, "days") else { continue };
            let pain = whole(entry, "pain");
            let leg_rose = flag(entry, "leg_rose");
            if days == 0 && (pain.is_some() || leg_rose.is_some()) {
                let message = format!("`{name}` was done on no day, so nothing rose with it");
                self.problem("done-on-no-day", entry.start, format!("done[{i}]"), message).hint =
                    Some("write on how many days it was done, or leave the rest out".to_owned());
            }
            done.push(Done { exercise, days, pain, leg_rose });
        }
        done
    }
}

/// A whole number of a key; nothing without one. What does not fit is a problem of the shape.
pub(super) fn whole<N: TryFrom<u64>>(tree: &Tree, key: &str) -> Option<N> {
    match tree.get(key)?.kind {
        Kind::Number { value, integer: true } if (0.0..=f64::from(u32::MAX)).contains(&value) => {
            N::try_from(value as u64).ok()
        }
        _ => None,
    }
}

fn flag(tree: &Tree, key: &str) -> Option<bool> {
    match tree.get(key)?.kind {
        Kind::Bool(value) => Some(value),
        _ => None,
    }
}
