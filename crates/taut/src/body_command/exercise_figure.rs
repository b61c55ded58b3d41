//! Figures of stored postures, one SVG each, for whoever shows an exercise: one position alone, several side by side.

use taut_body::posture::WorkingSide;
use taut_body::posture::record::{Position, Posture};
use taut_text::figure::{Scene, Step, posture_figure, steps_figure};

use super::drawing::{Surroundings, scene};
use super::library::{Library, Most};
use super::{refused, standing};
use crate::BadInput;
use crate::shipped::Source;

/// What a figure is asked for: the id of a stored posture, and its title.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'w> {
    /// Id of the posture.
    pub posture: &'w str,
    /// Title.
    pub title: &'w str,
    /// What the person does, in words, for those who do not see it.
    pub description: &'w str,
}

/// The figures, in the order in which they are asked for.
///
/// # Errors
/// A body folder with problems, a posture that is not stored, a figure that cannot be drawn.
pub fn exercise_figures(source: &Source, wanted: &[Wanted<'_>]) -> anyhow::Result<Vec<String>> {
    let library = Library::load(source, None)?;
    let most = library.most(&library.reader()?)?;
    wanted.iter().map(|wanted| figure(&library, &most, *wanted)).collect()
}

fn figure(library: &Library, most: &Most, wanted: Wanted<'_>) -> anyhow::Result<String> {
    let stored = library.postures().iter().find(|p| p.id == wanted.posture).ok_or_else(|| {
        BadInput(format!(
            "error[figure]: no stored posture `{}`\n  hint: `taut body rank` lists all",
            wanted.posture
        ))
    })?;
    let description = format!("{} {}", wanted.description, standing::LIMITS);
    match stored.position.as_slice() {
        [only] => {
            let words = (wanted.title.to_owned(), description);
            posture_figure(&drawn(library, most, stored, only, words)?).map_err(refused)
        }
        several => {
            let mut steps = Vec::new();
            for (i, position) in several.iter().enumerate() {
                let words = (format!("{}. {}", i + 1, position.name), String::new());
                let scene = drawn(library, most, stored, position, words)?;
                steps.push(Step { scene, words: String::new() });
            }
            steps_figure(wanted.title, &description, &steps).map_err(refused)
        }
    }
}

fn drawn(
    library: &Library,
    most: &Most,
    posture: &Posture,
    position: &Position,
    words: (String, String),
) -> anyhow::Result<Scene> {
    let side = WorkingSide::Right;
    let pose = library.pose(&position.angles, side)?;
    let levels = most.levels(&library.reader()?.read(&pose)?);
    let around = Surroundings {
        support: position.support.unwrap_or(posture.support),
        hands: posture.hands,
        blocks: position.blocks.clone().or_else(|| posture.blocks.clone()).unwrap_or_default(),
    };
    scene(library.model(), &pose, side, &levels, &around, words)
}
