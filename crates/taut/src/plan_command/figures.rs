//! `taut plan --svg`: one figure an exercise, in a folder.

use std::path::Path;

use anyhow::Context as _;
use taut_knowledge::Knowledge;
use taut_plan::Programme;

use taut_text::figure::{FigureBody, Form, exercise_figure};

use crate::body_command::refused;
use crate::output;
use crate::shipped::Source;

/// Writes the figures as `1-gl01.svg` and so on, in the order of a session; how many.
///
/// # Errors
/// A posture that cannot be drawn, or a file that cannot be written.
pub fn write(
    folder: &Path,
    knowledge: &Knowledge,
    programme: &Programme,
    source: &Source,
) -> anyhow::Result<usize> {
    let records: Vec<_> =
        programme.chosen.iter().map(|c| &knowledge.exercises[c.item.exercise]).collect();
    let records_of_body = source.load_body()?.0;
    let body = FigureBody::new(&records_of_body).map_err(refused)?;
    let draw = |record| exercise_figure(knowledge, &body, record, "en", &Form::File);
    let figures: Vec<String> = records
        .iter()
        .map(|record| draw(record).map_err(refused))
        .collect::<anyhow::Result<_>>()?;
    std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    for (i, (record, svg)) in records.iter().zip(&figures).enumerate() {
        let file = folder.join(format!("{}-{}.svg", i + 1, record.id));
        output::replace(&file, svg.as_bytes())
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(figures.len())
}
