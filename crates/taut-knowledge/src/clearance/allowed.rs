//! What an examiner clears, and what is allowed from then on.

use super::{Allowed, Most, Reader, Signed, answer, named, text};
use crate::case::{By, CaseAnswer, Said};
use crate::case_file::Side;
use crate::diagnostic::{did_you_mean, shorten};
use crate::knowledge::Mark;
use crate::tree::Tree;

impl Reader<'_> {
    pub(super) fn clears(&mut self, tree: &Tree, signed: &Signed<'_>) -> Vec<CaseAnswer> {
        let mut cleared = Vec::new();
        let list = tree.get("clears").map_or(&[][..], Tree::items);
        for (i, entry) in list.iter().enumerate() {
            let path = |key: &str| format!("clears[{i}].{key}");
            let Some(name) = entry.get("finding") else { continue };
            let Some(id) = self.known(name, path("finding")) else { continue };
            let finding = self.knowledge.finding(id);
            let nerve_only = finding.marks.contains(&Mark::Nerve)
                && !finding.marks.iter().any(|m| matches!(m, Mark::Serious | Mark::Deficit));
            if !finding.is_marked() {
                let message =
                    format!("`{}` is not a flag, so there is nothing to clear", finding.id);
                self.problem("cannot-clear", name.start, path("finding"), message, None);
            } else if signed.by == By::Person && !nerve_only {
                let message = format!("a person cannot report that `{}` is cleared", finding.id);
                let hint = "the therapist's own file can; until then it stands".to_owned();
                self.problem("cannot-clear", name.start, path("finding"), message, hint);
            }
            let reason = text(entry, "reason").trim();
            if reason.is_empty() {
                let message = format!("`{}` is cleared without a reason", finding.id);
                let hint = "write the explanation that was found".to_owned();
                self.problem("cannot-clear", entry.start, path("reason"), message, hint);
            }
            let side = match (entry.get("side"), finding.sided) {
                (None, false) => Side::Unstated,
                (Some(side), true) => {
                    Side::from_id(side.text().unwrap_or_default()).unwrap_or(Side::Unstated)
                }
                (None, true) => {
                    let message = format!("`{}` needs a side", finding.id);
                    let hint = "write left, right or both".to_owned();
                    self.problem("missing-side", entry.start, path("side"), message, hint);
                    continue;
                }
                (Some(side), false) => {
                    let message = format!("`{}` has no side", finding.id);
                    let hint = "leave `side` out".to_owned();
                    self.problem("side-not-allowed", side.start, path("side"), message, hint);
                    continue;
                }
            };
            let mut answer = answer(id, Said::Cleared, side, signed);
            reason.clone_into(&mut answer.reason);
            cleared.push(answer);
        }
        cleared
    }

    pub(super) fn allowed(&mut self, tree: &Tree) -> Vec<Allowed> {
        let mut allowed = Vec::new();
        let list = tree.get("allowed").map_or(&[][..], Tree::items);
        for (i, entry) in list.iter().enumerate() {
            let path = |key: &str| format!("allowed[{i}].{key}");
            let exercise = entry.get("exercise").and_then(|named| {
                let id = named.text()?;
                let all = &self.knowledge.exercises;
                let at = all.iter().position(|exercise| exercise.id == id);
                if at.is_none() {
                    let message = format!("unknown exercise `{}`", shorten(id));
                    let hint = did_you_mean(id, all.iter().map(|exercise| exercise.id.as_str()));
                    self.problem("unknown-exercise", named.start, path("exercise"), message, hint);
                }
                at
            });
            let kind = named(entry.get("kind"));
            if entry.get("exercise").is_some() == entry.get("kind").is_some() {
                let message = "what is allowed is either one exercise or one kind";
                let hint = "write `exercise` or `kind`".to_owned();
                self.problem("exercise-or-kind", entry.start, path("exercise"), message, hint);
                continue;
            }
            let most = |key: &str| entry.get(key).and_then(Tree::number).and_then(whole);
            allowed.push(Allowed {
                exercise,
                kind,
                range: text(entry, "range").to_owned(),
                most: Most {
                    sets: most("sets"),
                    reps: most("reps"),
                    hold_seconds: most("hold_seconds"),
                    minutes: most("minutes"),
                    days_per_week: most("days_per_week"),
                },
            });
        }
        allowed
    }
}

fn whole(number: f64) -> Option<u32> {
    // The comparison with the schema refuses all others.
    (number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number))
        .then_some(number as u32)
}
