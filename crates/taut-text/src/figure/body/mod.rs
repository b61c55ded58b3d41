//! Figures of the average body in a posture: stored postures of exercises, steps of tests, any pose.

mod exercise;
mod most;
mod scene;
mod self_test;

pub use exercise::exercise_figure;
pub use most::Most;
pub use scene::{Levels, Surroundings, pose_scene};
pub use self_test::{CountDown, SelfTestFigure, self_test_figure};

use std::collections::BTreeMap;

use taut_body::Model;
use taut_body::posture::record::{Position, Posture};
use taut_body::posture::{Reader, WorkingSide, pose_of};
use taut_knowledge::BodyKnowledge;

use super::scene::{FigureProblem, Scene};

/// The average body with all that figures of it need, read once.
#[derive(Debug)]
pub struct FigureBody<'b> {
    pub(crate) records: &'b BodyKnowledge,
    pub(crate) reader: Reader<'b>,
    pub(crate) most: Most,
}

impl<'b> FigureBody<'b> {
    /// Reads every stored posture once, to know what is most.
    ///
    /// # Errors
    /// Every part that the body does not have, and every posture that it cannot take.
    pub fn new(records: &'b BodyKnowledge) -> Result<Self, Vec<FigureProblem>> {
        let reader = Reader::new(&records.model, &records.nerve)
            .map_err(|missing| problem(&missing.name, missing.to_string()))?;
        let most = Most::of(&records.model, &reader, &records.postures, &records.tests)?;
        Ok(Self { records, reader, most })
    }

    /// The scene of named angles (degrees), with the right leg as the working one.
    pub(crate) fn scene(
        &self,
        angles: &BTreeMap<String, f64>,
        around: &Surroundings,
        words: (String, String),
    ) -> Result<Scene, Vec<FigureProblem>> {
        let (model, side): (&Model, _) = (&self.records.model, WorkingSide::Right);
        let pose = pose_of(model, angles, side).map_err(|found| {
            let one = |p: &taut_body::posture::AngleProblem| FigureProblem {
                part: p.name.clone(),
                message: p.to_string(),
            };
            found.iter().map(one).collect::<Vec<_>>()
        })?;
        let reading = self.reader.read(&pose).map_err(|p| problem("posture", p.to_string()))?;
        pose_scene(model, &pose, side, &self.most.levels(&reading), around, words)
    }

    /// The scene of a position of a stored posture.
    pub(crate) fn position(
        &self,
        posture: &Posture,
        position: &Position,
        words: (String, String),
    ) -> Result<Scene, Vec<FigureProblem>> {
        let around = Surroundings {
            support: position.support.unwrap_or(posture.support),
            hands: posture.hands,
            blocks: position.blocks.clone().or_else(|| posture.blocks.clone()).unwrap_or_default(),
        };
        self.scene(&position.angles, &around, words)
    }
}

/// One problem.
pub(crate) fn problem(part: &str, message: String) -> Vec<FigureProblem> {
    vec![FigureProblem { part: part.to_owned(), message }]
}
