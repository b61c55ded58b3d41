//! Exercises: a rule for every situation, honest classes, a dose, neighbours, words.

use std::collections::BTreeMap;

use super::Maker;
use super::lookup::Named;
use crate::diagnostic::did_you_mean;
use crate::knowledge::{Condition, Finding};
use crate::programme::{
    Activity, Exercise, ExerciseKind, ExerciseText, OnHold, PostureClass, SituationRule, Variable,
};
use crate::raw::Loaded;
use crate::record::exercise;

/// Activity above this share of the maximum, in percent, is a slip of the pen.
const MOST_ACTIVITY: f64 = 500.0;

impl Maker<'_> {
    pub(super) fn exercises(
        &mut self,
        findings: &[Finding],
        conditions: &[Condition],
    ) -> Vec<Exercise> {
        let raw = self.raw;
        let mut exercises: Vec<Exercise> = raw
            .exercises
            .iter()
            .map(|loaded| self.exercise(loaded, findings, conditions))
            .collect();
        self.levels(&mut exercises);
        self.harder(&exercises);
        exercises
    }

    fn exercise(
        &mut self,
        loaded: &Loaded<exercise::Exercise>,
        findings: &[Finding],
        conditions: &[Condition],
    ) -> Exercise {
        let Loaded { file, id, raw } = loaded;
        self.classes(file, raw);
        let day = self.raw.programme.as_ref().map(|policy| policy.raw.minutes_per_day);
        self.dose(file, &raw.dose, day);
        self.activity(file, &raw.activity);
        self.exercise_words(file, raw);
        self.filled(file, "posture", &raw.posture);
        self.filled(file, "evidence", &raw.evidence);
        if let Some(why) = &raw.not_offered {
            self.filled(file, "not_offered", why);
        }
        self.sources_named(file, "sources", &raw.sources);
        if raw.only_if_prompted && raw.prompted_by.is_empty() {
            let message = "nothing prompts it, so nobody would ever be offered it".to_owned();
            self.sink
                .error(file, "only_if_prompted", "never-prompted", message)
                .hint("name the findings in `prompted_by`".to_owned());
        }
        let knowledge = self.raw;
        let cautions = knowledge.cautions.iter().map(|caution| caution.id.as_str());
        self.once(file, "cautions", &raw.cautions);
        let each = raw.cautions.iter().enumerate();
        let cautions = each
            .filter_map(|(i, id)| {
                let path = format!("cautions[{i}]");
                self.named(&Named::CAUTION, (file, &path), id, cautions.clone())
            })
            .collect();
        let mut classes = raw.classes.clone();
        classes.sort_unstable();
        classes.dedup();
        let mut equipment = raw.equipment.clone();
        self.once(file, "equipment", &raw.equipment);
        equipment.sort_unstable();
        equipment.dedup();
        Exercise {
            id: id.clone(),
            review: raw.review.into(),
            kind: raw.kind,
            posture: raw.posture.clone(),
            classes,
            therapist_only: raw.therapist_only,
            not_offered: raw.not_offered.clone(),
            equipment,
            floor: raw.floor,
            easier: self.easier(loaded),
            level: 0,
            serves: self.conditions_named(file, "serves", &raw.serves, conditions),
            prompted_by: self.findings_named(file, "prompted_by", &raw.prompted_by, findings),
            only_if_prompted: raw.only_if_prompted,
            on_hold: raw.on_hold,
            situations: self.situation_rules(file, &raw.situations),
            cautions,
            dose: raw.dose.clone(),
            activity: raw.activity.clone(),
            evidence: raw.evidence.clone(),
            sources: raw.sources.clone(),
            text: raw.text.clone(),
        }
    }

    /// What must agree between kind, classes and who may choose it.
    fn classes(&mut self, file: &str, raw: &exercise::Exercise) {
        if raw.classes.is_empty() {
            let message = "it has no class, so no bar could ever speak of it".to_owned();
            self.sink
                .error(file, "classes", "empty-list", message)
                .hint("name each class that its posture and its load have".to_owned());
        }
        self.once(file, "classes", &raw.classes);
        let has = |class| raw.classes.contains(&class);
        let neural = raw.kind == ExerciseKind::Neural;
        let lengthens = has(PostureClass::HamstringLengthening);
        let lends = raw.kind == ExerciseKind::HamstringLengthening;
        let checks = [
            (
                lends && !lengthens,
                "classes",
                "an exercise of this kind has the class `hamstring_lengthening`",
                "add it to `classes`",
            ),
            (
                neural && !has(PostureClass::Neural),
                "classes",
                "an exercise of this kind has the class `neural`",
                "add it to `classes`",
            ),
            (
                has(PostureClass::Neural) && !neural && raw.not_offered.is_none(),
                "kind",
                "what moves or tensions the nerve is of the kind `neural`, or is never offered",
                "write kind = \"neural\", or say in `not_offered` why it is not",
            ),
            (
                neural && !raw.therapist_only,
                "therapist_only",
                "only a therapist may choose a neural exercise",
                "write therapist_only = true",
            ),
            (
                (lengthens || has(PostureClass::Neural)) && raw.on_hold != OnHold::No,
                "on_hold",
                "what draws hamstrings or nerve long is not done on hold",
                "write on_hold = \"no\"",
            ),
        ];
        for (wrong, key, message, hint) in checks {
            if wrong {
                self.sink
                    .error(file, key, "class-and-kind", message.to_owned())
                    .hint(hint.to_owned());
            }
        }
    }

    fn activity(&mut self, file: &str, activity: &[Activity]) {
        for (i, row) in activity.iter().enumerate() {
            let path = format!("activity[{i}]");
            self.source(file, &format!("{path}.source"), &row.source);
            self.filled(file, &format!("{path}.note"), &row.note);
            let figures = [
                ("gluteus_maximus", row.gluteus_maximus),
                ("gluteus_medius", row.gluteus_medius),
                ("hamstrings", row.hamstrings),
            ];
            for (key, figure) in figures {
                if let Some(percent) = figure {
                    self.above_zero(file, &format!("{path}.{key}"), percent, MOST_ACTIVITY);
                }
            }
            if figures.iter().all(|(_, figure)| figure.is_none()) {
                let message = "no muscle is named".to_owned();
                self.sink.error(file, &path, "activity-without-muscle", message);
            }
        }
    }

    fn exercise_words(&mut self, file: &str, raw: &exercise::Exercise) {
        self.english(file, &raw.text);
        for (language, words) in &raw.text {
            let base = format!("text.{language}");
            for (key, text) in
                [("name", &words.name), ("purpose", &words.purpose), ("feel", &words.feel)]
            {
                self.filled(file, &format!("{base}.{key}"), text);
            }
            if words.steps.is_empty() {
                let message = "nothing says how to do it".to_owned();
                self.sink.error(file, &format!("{base}.steps"), "empty-list", message);
            }
            for (i, step) in words.steps.iter().enumerate() {
                self.filled(file, &format!("{base}.steps[{i}]"), step);
            }
            self.care(file, &base, raw, words);
        }
    }

    /// A note for each situation whose rule is `care`, and for no other.
    fn care(&mut self, file: &str, base: &str, raw: &exercise::Exercise, words: &ExerciseText) {
        for (situation, rule) in &raw.situations {
            if *rule == SituationRule::Care && !words.care.contains_key(situation) {
                let path = format!("situations.{situation}");
                let message = format!("nothing says what is different with `{situation}`");
                self.sink
                    .error(file, &path, "missing-text", message)
                    .hint(format!("add `{situation}` to {base}.care"));
            }
        }
        for (situation, text) in &words.care {
            let path = format!("{base}.care.{situation}");
            self.filled(file, &path, text);
            if raw.situations.get(situation) != Some(&SituationRule::Care) {
                let message = format!("the rule for `{situation}` is not `care`");
                self.sink
                    .error(file, &path, "care-without-rule", message)
                    .hint("take the text out, or make the rule `care`".to_owned());
            }
        }
    }

    /// The rule for each situation, in the order of the situations; a missing one is an error and counts as `no`.
    fn situation_rules(
        &mut self,
        file: &str,
        rules: &BTreeMap<String, SituationRule>,
    ) -> Vec<SituationRule> {
        let raw = self.raw;
        let ids = raw.situations.iter().map(|situation| situation.id.as_str());
        for id in rules.keys() {
            self.named(&Named::SITUATION, (file, &format!("situations.{id}")), id, ids.clone());
        }
        ids.map(|id| {
            rules.get(id).copied().unwrap_or_else(|| {
                let unknown = rules.keys().map(String::as_str);
                let near = did_you_mean(
                    id,
                    unknown
                        .filter(|key| !raw.situations.iter().any(|situation| situation.id == *key)),
                );
                self.sink
                    .error(
                        file,
                        "situations",
                        "situation-without-rule",
                        format!("no rule for `{id}`"),
                    )
                    .hint(
                        near.unwrap_or_else(|| format!("write {id} = \"no\", \"care\" or \"yes\"")),
                    );
                SituationRule::No
            })
        })
        .collect()
    }

    /// Index of the next easier exercise; of another kind only where the record says so.
    fn easier(&mut self, Loaded { file, raw, .. }: &Loaded<exercise::Exercise>) -> Option<usize> {
        let all = &self.raw.exercises;
        let id = raw.easier.as_ref();
        let ids = all.iter().map(|exercise| exercise.id.as_str());
        let found = id.and_then(|id| self.named(&Named::EXERCISE, (file, "easier"), id, ids));
        let kind = found.map(|found| all[found].raw.kind);
        let said = raw.easier_kind.unwrap_or(raw.kind);
        if kind.is_some_and(|kind| kind != said) {
            let message = "the easier exercise is of another kind".to_owned();
            self.sink
                .error(file, "easier", "easier-of-another-kind", message)
                .hint("if that is meant, write its kind in `easier_kind`".to_owned());
        }
        if id.is_none() && raw.easier_kind.is_some() {
            let message = "there is no easier exercise".to_owned();
            self.sink.error(file, "easier_kind", "easier-of-another-kind", message);
        }
        found
    }

    /// Steps above the entry level; circles are named.
    fn levels(&mut self, exercises: &mut [Exercise]) {
        let raw = self.raw;
        for start in 0..exercises.len() {
            let mut level = 0;
            let mut at = start;
            while let Some(next) = exercises[at].easier {
                level += 1;
                at = next;
                if at == start {
                    let message = format!("`{}` is easier than itself", exercises[start].id);
                    self.sink
                        .error(&raw.exercises[start].file, "easier", "cycle", message)
                        .hint("the chain of `easier` must end at an entry level".to_owned());
                }
                // Also a circle further down ends here.
                if at == start || level as usize > exercises.len() {
                    break;
                }
            }
            exercises[start].level = level;
        }
    }

    /// A step to the next harder exercise needs one.
    fn harder(&mut self, exercises: &[Exercise]) {
        let raw = self.raw;
        // The harder one may be the file that cannot be read.
        if raw.broken.iter().any(|path| path.starts_with("exercises/")) {
            return;
        }
        for (i, exercise) in exercises.iter().enumerate() {
            let step = exercise.dose.progress.iter().position(|v| *v == Variable::Next);
            let Some(step) = step else { continue };
            if !exercises.iter().any(|other| other.easier == Some(i)) {
                let message = format!("no exercise names `{}` as its easier one", exercise.id);
                self.sink
                    .error(
                        &raw.exercises[i].file,
                        &format!("dose.progress[{step}]"),
                        "step-without-dose",
                        message,
                    )
                    .hint("take `next` out, or set `easier` in the harder exercise".to_owned());
            }
        }
    }
}
