//! Nerve or muscle: what a posture in coarse steps does to hamstrings and nerve of an average body, as order and direction only.

mod page;
mod sensed;

pub use page::{explorer_closed_page, explorer_is_closed, explorer_page};
pub use sensed::{Change, Sensed};

use taut_body::posture::explorer::{Choice, ExplorerPreset, ExplorerRecord, POSITION};
use taut_body::posture::{Reading, WorkingSide, pose_of};
use taut_knowledge::Knowledge;

use crate::figure::{FigureBody, FigureProblem, Form, Level, Surroundings, posture_figure};

/// The area of labels.
const AREA: &str = "explorer";

/// The explorer over the average body.
#[derive(Debug)]
pub struct Explorer<'b> {
    body: &'b FigureBody<'b>,
    start: Reading,
}

/// One thing that can be chosen, for a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// Its name in a form: `position`, or a joint.
    pub key: String,
    /// Its name in words.
    pub name: String,
    /// Its steps, from one end to the other.
    pub steps: Vec<ControlStep>,
}

/// A step of a control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlStep {
    /// Its value in a form.
    pub key: String,
    /// Its name in words.
    pub name: String,
    /// Is it the one that is shown?
    pub chosen: bool,
    /// Can a person be so in the position that is shown?
    pub allowed: bool,
}

/// A clinical test among the postures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preset {
    /// Id of the test.
    pub key: String,
    /// Its name in words.
    pub name: String,
    /// Only a clinician does it with a person.
    pub clinician: bool,
    /// Its postures, in order.
    pub choices: Vec<Choice>,
}

/// What is shown of a posture.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplorerView {
    /// The posture as it is shown, every step allowed.
    pub choice: Choice,
    /// The figure.
    pub svg: String,
    /// The hamstrings of the leg that moves: level beside all stored postures.
    pub hamstrings: Level,
    /// The nerve, where it is most tense.
    pub nerve: Level,
    /// Beside the start: hamstrings, nerve.
    pub since_start: [Change; 2],
    /// Beside the posture before, if there is one.
    pub since_last: Option<[Change; 2]>,
}

impl<'b> Explorer<'b> {
    /// Over this body.
    ///
    /// # Errors
    /// A start that cannot be read: not with checked records.
    pub fn new(body: &'b FigureBody<'b>) -> Result<Self, Vec<FigureProblem>> {
        let start = reading(body, &body.records.explorer.start())?;
        Ok(Self { body, start })
    }

    /// Its record.
    #[must_use]
    pub fn record(&self) -> &'b ExplorerRecord {
        &self.body.records.explorer
    }

    /// The posture of a form: what is not named, or has a value that is not there, is as at the start.
    pub fn choice<'i>(&self, value_of: impl Fn(&str) -> Option<&'i str>) -> Choice {
        let record = self.record();
        record.settled(&record.chosen(&record.start(), value_of).0)
    }

    /// Name and value of every control, as a form would send them.
    #[must_use]
    pub fn values(&self, choice: &Choice) -> Vec<(&'b str, &'b str)> {
        let record = self.record();
        let mut out = vec![(POSITION, record.position[choice.position].id.as_str())];
        let joints = record.joint.iter().zip(&choice.steps);
        out.extend(joints.map(|(joint, step)| (joint.id.as_str(), joint.step[*step].id.as_str())));
        out
    }

    /// The controls in words.
    #[must_use]
    pub fn controls(&self, knowledge: &Knowledge, choice: &Choice, language: &str) -> Vec<Control> {
        let record = self.record();
        let step = |control: &str, key: &str, chosen, allowed| ControlStep {
            key: key.to_owned(),
            name: label(knowledge, &format!("{control}_{key}"), language),
            chosen,
            allowed,
        };
        let control = |key: &str, steps| Control {
            key: key.to_owned(),
            name: label(knowledge, key, language),
            steps,
        };
        let positions = record.position.iter().enumerate();
        let positions =
            positions.map(|(i, p)| step(POSITION, &p.id, i == choice.position, true)).collect();
        let mut out = vec![control(POSITION, positions)];
        for (j, joint) in record.joint.iter().enumerate() {
            let steps = joint.step.iter().enumerate().map(|(i, s)| {
                let allowed = record.allows(choice.position, j, i);
                step(&joint.id, &s.id, i == choice.steps[j], allowed)
            });
            out.push(control(&joint.id, steps.collect()));
        }
        out
    }

    /// The clinical tests among the postures.
    #[must_use]
    pub fn presets(&self, knowledge: &Knowledge, language: &str) -> Vec<Preset> {
        let record = self.record();
        let preset = |preset: &ExplorerPreset| {
            let test = self.body.records.tests.iter().find(|test| test.id == preset.test);
            let by = |test: &taut_body::posture::record::ClinicalTest| {
                test.run_by == taut_body::posture::record::RunBy::Therapist
            };
            Preset {
                key: preset.test.clone(),
                name: label(knowledge, &format!("test_{}", preset.test), language),
                clinician: test.is_none_or(by),
                choices: record.preset(preset),
            }
        };
        record.preset.iter().map(preset).collect()
    }

    /// What a posture does, beside the start and beside the posture before.
    ///
    /// # Errors
    /// A posture that cannot be drawn: not with checked records.
    pub fn look(
        &self,
        knowledge: &Knowledge,
        choice: &Choice,
        last: Option<&Choice>,
        language: &str,
        form: &Form,
    ) -> Result<ExplorerView, Vec<FigureProblem>> {
        let record = self.record();
        let choice = record.settled(choice);
        let now = reading(self.body, &choice)?;
        let before = last.map(|last| reading(self.body, &record.settled(last))).transpose()?;
        let sensed = self.sensed(&now);
        let mut view = ExplorerView {
            svg: String::new(),
            hamstrings: sensed.hamstrings,
            nerve: sensed.nerve,
            since_start: self.changes(&self.start, &now),
            since_last: before.map(|before| self.changes(&before, &now)),
            choice,
        };
        let description = page::sentences(knowledge, &view, language).join(" ");
        let position = &record.position[view.choice.position];
        let (support, hands) = (position.support, position.hands);
        let around = Surroundings { support, hands, blocks: Vec::new() };
        let title = label(knowledge, "title", language);
        let angles = record.angles(&view.choice);
        let scene = self.body.scene(&angles, &around, (title, description))?;
        view.svg = posture_figure(&scene, form)?;
        Ok(view)
    }

    /// Hamstrings and nerve of the leg that moves, as levels.
    #[must_use]
    pub fn sensed(&self, reading: &Reading) -> Sensed {
        Sensed::of(reading, &self.body.most)
    }

    /// What a posture does, as numbers of the model; for checks, never for a person.
    ///
    /// # Errors
    /// A posture that cannot be read: not with checked records.
    pub fn reading(&self, choice: &Choice) -> Result<Reading, Vec<FigureProblem>> {
        reading(self.body, choice)
    }

    fn changes(&self, before: &Reading, after: &Reading) -> [Change; 2] {
        let share = self.record().same_within;
        sensed::changes(before, after, &self.body.most, share)
    }
}

fn reading(body: &FigureBody<'_>, choice: &Choice) -> Result<Reading, Vec<FigureProblem>> {
    let problem = |message: String| {
        vec![FigureProblem { part: "posture of the explorer".to_owned(), message }]
    };
    let angles = body.records.explorer.angles(choice);
    let pose = pose_of(&body.records.model, &angles, WorkingSide::Right).map_err(|found| {
        problem(found.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
    })?;
    body.reader.read(&pose).map_err(|found| problem(found.to_string()))
}

fn label(knowledge: &Knowledge, key: &str, language: &str) -> String {
    knowledge.label(AREA, key, language).unwrap_or(key).to_owned()
}
