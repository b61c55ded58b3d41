//! Postures in coarse steps, for who wants to look around: records, their checks, and the angles that a choice of steps makes.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::angles::{WorkingSide, pose_of};
use super::record::{ClinicalTest, Hands, Support};
use crate::model::Model;
use crate::own::{RecordProblem, Review};

/// How a person sits, lies or stands before a joint moves.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplorerPosition {
    /// Its id: a key of labels.
    pub id: String,
    /// What carries the person.
    pub support: Support,
    /// Where the hands are.
    pub hands: Hands,
    /// Angles in degrees by coordinate.
    pub angles: BTreeMap<String, f64>,
    /// Coordinates that go along with the hip of the leg that moves: so many times its angle is added.
    pub follows: Option<BTreeMap<String, f64>>,
}

/// A step of a joint.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplorerStep {
    /// Its id, unique in the joint: a key of labels.
    pub id: String,
    /// Angles in degrees by coordinate; nominal.
    pub angles: BTreeMap<String, f64>,
    /// Ids of positions in which a person cannot be so; left out: none.
    pub not_in: Option<Vec<String>>,
}

/// A joint that can be moved.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplorerJoint {
    /// Its id: a key of labels.
    pub id: String,
    /// Its steps, from one end to the other.
    pub step: Vec<ExplorerStep>,
}

/// A clinical test in coarse steps.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplorerPreset {
    /// Id of the test of the body, also a key of labels.
    pub test: String,
    /// One posture a step of the test: the id of the position and of a step of each joint; what is left out is as in the posture before, in the first as at the start.
    pub pose: Vec<BTreeMap<String, String>>,
}

/// `body/explorer.toml`: postures in coarse steps, and clinical tests among them.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplorerRecord {
    /// Always `explorer`.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// Changes below this share of the most of all stored postures are "about the same".
    pub same_within: f64,
    /// Source key of angles and share.
    pub source: String,
    /// Why these.
    pub note: String,
    /// Where one begins: the id of the position and of a step of each joint.
    pub start: BTreeMap<String, String>,
    /// Positions.
    pub position: Vec<ExplorerPosition>,
    /// Joints.
    pub joint: Vec<ExplorerJoint>,
    /// Clinical tests.
    pub preset: Vec<ExplorerPreset>,
}

/// The name under which a choice holds its position, beside the ids of joints.
pub const POSITION: &str = "position";
/// The joint whose angle other coordinates may go along with, and its coordinate.
const LEADING: &str = "hip_flexion_r";

/// A position and a step of each joint, by index.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Choice {
    /// Index of the position.
    pub position: usize,
    /// Index of the step of each joint, in the order of the record.
    pub steps: Vec<usize>,
}

impl ExplorerRecord {
    /// Where one begins.
    #[must_use]
    pub fn start(&self) -> Choice {
        let none = Choice { position: 0, steps: vec![0; self.joint.len()] };
        self.chosen(&none, |name| self.start.get(name).map(String::as_str)).0
    }

    /// The choice that differs from another one by what is named; and the names whose ids are not there.
    pub fn chosen<'i>(
        &self,
        from: &Choice,
        id_of: impl Fn(&str) -> Option<&'i str>,
    ) -> (Choice, Vec<String>) {
        let mut choice = from.clone();
        let mut unknown = Vec::new();
        if let Some(id) = id_of(POSITION) {
            match self.position.iter().position(|position| position.id == id) {
                Some(index) => choice.position = index,
                None => unknown.push(POSITION.to_owned()),
            }
        }
        for (joint, place) in self.joint.iter().zip(&mut choice.steps) {
            let Some(id) = id_of(&joint.id) else { continue };
            match joint.step.iter().position(|step| step.id == id) {
                Some(index) => *place = index,
                None => unknown.push(joint.id.clone()),
            }
        }
        (choice, unknown)
    }

    /// True if a person can be so in this position.
    #[must_use]
    pub fn allows(&self, position: usize, joint: usize, step: usize) -> bool {
        let not_in = self.joint[joint].step[step].not_in.as_ref();
        !not_in.is_some_and(|not_in| not_in.contains(&self.position[position].id))
    }

    /// The choice with every step that its position does not allow moved to the nearest one that it does; the earlier of two.
    #[must_use]
    pub fn settled(&self, choice: &Choice) -> Choice {
        let nearest = |joint: usize, step: usize| {
            let allowed = (0..self.joint[joint].step.len())
                .filter(|other| self.allows(choice.position, joint, *other));
            allowed.min_by_key(|other| other.abs_diff(step)).unwrap_or(step)
        };
        let steps = choice.steps.iter().enumerate().map(|(joint, step)| nearest(joint, *step));
        Choice { position: choice.position, steps: steps.collect() }
    }

    /// The angles of a choice, degrees by coordinate.
    #[must_use]
    pub fn angles(&self, choice: &Choice) -> BTreeMap<String, f64> {
        let position = &self.position[choice.position];
        let mut angles = position.angles.clone();
        for (joint, step) in self.joint.iter().zip(&choice.steps) {
            angles.extend(joint.step[*step].angles.clone());
        }
        let leading = angles.get(LEADING).copied().unwrap_or(0.0);
        for (coordinate, times) in position.follows.iter().flatten() {
            *angles.entry(coordinate.clone()).or_insert(0.0) += times * leading;
        }
        angles
    }

    /// The postures of a preset, one a step of its test.
    #[must_use]
    pub fn preset(&self, preset: &ExplorerPreset) -> Vec<Choice> {
        let mut choice = self.start();
        let each = preset.pose.iter().map(|pose| {
            choice = self.chosen(&choice, |name| pose.get(name).map(String::as_str)).0;
            choice.clone()
        });
        each.collect()
    }

    /// Every problem: ids that are there twice or not at all, angles that the body cannot take, presets that are no test.
    #[must_use]
    pub fn problems(&self, model: &Model, tests: &[ClinicalTest]) -> Vec<RecordProblem> {
        let mut out = Vec::new();
        if !(self.same_within > 0.0 && self.same_within < 1.0) {
            note(&mut out, "same_within", "no share between 0 and 1".to_owned());
        }
        self.ids(&mut out);
        if !out.is_empty() {
            return out;
        }
        self.named(&mut out, "start", &self.start);
        for name in self.names().filter(|name| !self.start.contains_key(*name)) {
            note(&mut out, "start", format!("`{name}` is not there"));
        }
        self.reach(model, &mut out);
        for (i, preset) in self.preset.iter().enumerate() {
            match tests.iter().find(|test| test.id == preset.test) {
                Some(test) if test.step.len() == preset.pose.len() => (),
                Some(_) => {
                    let message = "another number of postures than the test has steps".to_owned();
                    note(&mut out, &format!("preset[{i}].pose"), message);
                }
                None => {
                    let message = format!("no test `{}`", preset.test);
                    note(&mut out, &format!("preset[{i}].test"), message);
                }
            }
            let before = out.len();
            for (j, pose) in preset.pose.iter().enumerate() {
                self.named(&mut out, &format!("preset[{i}].pose[{j}]"), pose);
            }
            if out.len() == before
                && self.preset(preset).iter().any(|choice| self.settled(choice) != *choice)
            {
                let message = "a step that its position does not allow".to_owned();
                note(&mut out, &format!("preset[{i}].pose"), message);
            }
        }
        out
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(POSITION).chain(self.joint.iter().map(|joint| joint.id.as_str()))
    }

    fn ids(&self, out: &mut Vec<RecordProblem>) {
        let positions: Vec<&str> = self.position.iter().map(|p| p.id.as_str()).collect();
        once(out, "position", &positions);
        once(out, "joint", &self.names().skip(1).collect::<Vec<_>>());
        for (i, joint) in self.joint.iter().enumerate() {
            let ids: Vec<&str> = joint.step.iter().map(|step| step.id.as_str()).collect();
            once(out, &format!("joint[{i}].step"), &ids);
            for (j, step) in joint.step.iter().enumerate() {
                for id in step.not_in.iter().flatten() {
                    if !self.position.iter().any(|position| position.id == *id) {
                        let path = format!("joint[{i}].step[{j}].not_in");
                        note(out, &path, format!("no position `{id}`"));
                    }
                }
            }
        }
    }

    fn named(&self, out: &mut Vec<RecordProblem>, path: &str, pose: &BTreeMap<String, String>) {
        for name in pose.keys().filter(|name| !self.names().any(|known| known == *name)) {
            note(out, &format!("{path}.{name}"), format!("no joint `{name}`"));
        }
        let nothing = Choice { position: 0, steps: vec![0; self.joint.len()] };
        for name in self.chosen(&nothing, |name| pose.get(name).map(String::as_str)).1 {
            note(out, &format!("{path}.{name}"), format!("`{name}` has no such step"));
        }
    }

    /// Every step in every position that allows it, the others as near to the start as the position allows.
    fn reach(&self, model: &Model, out: &mut Vec<RecordProblem>) {
        for position in 0..self.position.len() {
            for (joint, record) in self.joint.iter().enumerate() {
                for step in 0..record.step.len() {
                    if !self.allows(position, joint, step) {
                        continue;
                    }
                    let mut choice = Choice { position, ..self.start() };
                    choice.steps[joint] = step;
                    let angles = self.angles(&self.settled(&choice));
                    let Err(found) = pose_of(model, &angles, WorkingSide::Right) else { continue };
                    let place = &self.position[position].id;
                    for problem in found {
                        let path = format!("joint[{joint}].step[{step}].angles");
                        note(out, &path, format!("in `{place}`: {problem}"));
                    }
                }
            }
        }
    }
}

/// At least one, none twice.
fn once(out: &mut Vec<RecordProblem>, path: &str, ids: &[&str]) {
    if ids.is_empty() {
        note(out, path, "there is none".to_owned());
    }
    for (i, id) in ids.iter().enumerate().filter(|(i, id)| ids[..*i].contains(id)) {
        note(out, &format!("{path}[{i}].id"), format!("`{id}` is there twice"));
    }
}

fn note(out: &mut Vec<RecordProblem>, path: &str, message: String) {
    out.push(RecordProblem {
        record: "explorer".to_owned(),
        path: path.to_owned(),
        message,
        hint: "see docs/knowledge-fields.md".to_owned(),
    });
}
