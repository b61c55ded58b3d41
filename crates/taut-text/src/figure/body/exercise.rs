//! The figure of an exercise: one position alone, several side by side.

use taut_knowledge::{Exercise, Knowledge};

use super::{FigureBody, problem};
use crate::figure::{FigureProblem, Form, Step, posture_figure, steps_figure};

/// The figure of an exercise. Its steps are its text alternative, with what the model is not.
///
/// # Errors
/// A posture that is not stored, or that cannot be drawn.
pub fn exercise_figure(
    knowledge: &Knowledge,
    body: &FigureBody<'_>,
    exercise: &Exercise,
    language: &str,
    form: &Form,
) -> Result<String, Vec<FigureProblem>> {
    let stored =
        body.records.postures.iter().find(|p| p.id == exercise.posture).ok_or_else(|| {
            problem(&exercise.posture, "no stored posture of this name".to_owned())
        })?;
    let text = exercise.text.get(language).unwrap_or(exercise.en());
    let limits = knowledge.phrase("figure_limits", language).unwrap_or_default();
    let description = format!("{} {limits}", text.steps.join(" "));
    match stored.position.as_slice() {
        [only] => {
            let words = (text.name.clone(), description);
            posture_figure(&body.position(stored, only, words)?, form)
        }
        several => {
            let mut steps = Vec::new();
            for (i, position) in several.iter().enumerate() {
                let title = (i + 1).to_string();
                let scene = body.position(stored, position, (title, String::new()))?;
                steps.push(Step { scene, words: String::new() });
            }
            steps_figure(&text.name, &description, &steps, form)
        }
    }
}
