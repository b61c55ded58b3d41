//! Checks of posture and test records against the body that they are written for.

use std::collections::BTreeMap;

use super::angles::{WorkingSide, pose_of};
use super::record::{ClinicalTest, Posture};
use crate::model::Model;
use crate::own::RecordProblem;

/// Every problem of the records: angles that the body does not have or cannot take, positions and steps that are
/// missing, named twice or compared with none, sources of angles that are not there.
#[must_use]
pub fn problems(model: &Model, postures: &[Posture], tests: &[ClinicalTest]) -> Vec<RecordProblem> {
    let mut out = Vec::new();
    for posture in postures {
        let mut check = Check { model, record: format!("postures/{}", posture.id), out: &mut out };
        check.some("position", posture.position.len());
        check.once("position", posture.position.iter().map(|p| p.name.as_str()));
        for (i, position) in posture.position.iter().enumerate() {
            check.angles(&format!("position[{i}].angles"), &position.angles);
            for name in position.printed.iter().flat_map(BTreeMap::keys) {
                if !position.angles.contains_key(name) {
                    let message = format!("`{name}` has a source and no angle");
                    let path = format!("position[{i}].printed.{name}");
                    check.add(&path, message, "give the angle, or leave the source out");
                }
            }
        }
    }
    for test in tests {
        let mut check = Check { model, record: format!("tests/{}", test.id), out: &mut out };
        check.some("step", test.step.len());
        check.once("step", test.step.iter().map(|s| s.name.as_str()));
        for (i, step) in test.step.iter().enumerate() {
            check.angles(&format!("step[{i}].angles"), &step.angles);
            let earlier = test.step[..i].iter().map(|s| &s.name);
            if let Some(name) = &step.against
                && !earlier.clone().any(|earlier| earlier == name)
            {
                let message = format!("no earlier step is named `{name}`");
                check.add(&format!("step[{i}].against"), message, "name a step before this one");
            }
            if i == 0 && (step.hamstrings.is_some() || step.nerve.is_some()) {
                let message = "the first step has nothing to be compared with";
                check.add("step[0]", message, "leave `hamstrings` and `nerve` out there");
            }
        }
    }
    out
}

struct Check<'c> {
    model: &'c Model,
    record: String,
    out: &'c mut Vec<RecordProblem>,
}

impl Check<'_> {
    fn add(&mut self, path: &str, message: impl Into<String>, hint: &str) {
        self.out.push(RecordProblem {
            record: self.record.clone(),
            path: path.to_owned(),
            message: message.into(),
            hint: hint.to_owned(),
        });
    }

    fn some(&mut self, what: &str, count: usize) {
        if count == 0 {
            self.add(what, format!("there is no {what}"), "write at least one");
        }
    }

    fn once<'n>(&mut self, what: &str, names: impl Iterator<Item = &'n str>) {
        let mut seen = Vec::new();
        for (i, name) in names.enumerate() {
            if seen.contains(&name) {
                let path = format!("{what}[{i}].name");
                self.add(&path, format!("`{name}` is there twice"), "rename one");
            }
            seen.push(name);
        }
    }

    /// Both sides: a mirror image must not leave a range.
    fn angles(&mut self, path: &str, angles: &BTreeMap<String, f64>) {
        for side in [WorkingSide::Right, WorkingSide::Left] {
            let Err(problems) = pose_of(self.model, angles, side) else { continue };
            for problem in problems {
                let path = format!("{path}.{}", problem.name);
                self.add(&path, problem.to_string(), &problem.hint());
            }
            // The mirror image would mostly say the same again.
            return;
        }
    }
}
