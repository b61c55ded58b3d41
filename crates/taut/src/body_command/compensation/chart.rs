//! The answer as bars: hamstrings and low back before and after, without numbers.

use anyhow::anyhow;
use taut_body::task::{Figure, Posture, TaskResult};
use taut_text::figure::{Bar, ChartGroup, ChartRow, Form, rank_chart};

use super::page::title;
use super::work::Answer;

/// Columns, and the figures in them.
const COLUMNS: [(&str, Figure); 3] = [
    ("hamstrings", Figure::HamstringForce),
    ("low back", Figure::Compression),
    ("hip joint", Figure::HipContact),
];

/// The drawing.
///
/// # Errors
/// A figure that is not finite.
pub fn svg(answer: &Answer) -> anyhow::Result<String> {
    let results = || answer.tasks.iter().filter_map(|worked| worked.result.as_ref().ok());
    let postures = |result: &TaskResult| -> Vec<Posture> {
        let all = result.variants.iter();
        all.flat_map(|c| [c.before.clone(), c.fixed.clone(), c.free.clone()]).collect()
    };
    let largest = COLUMNS.map(|(_, figure)| {
        let values = results().flat_map(postures).filter_map(|posture| figure.of(&posture.outcome));
        values.fold(1e-9, f64::max)
    });
    let mut groups = Vec::new();
    for worked in &answer.tasks {
        let mut rows = Vec::new();
        for (name, which) in [("before", 0), ("same posture", 1), ("posture free", 2)] {
            let bars = (0..COLUMNS.len()).map(|column| {
                let result = worked.result.as_ref().ok()?;
                let value = |comparison: &taut_body::task::Comparison| {
                    let posture = [&comparison.before, &comparison.fixed, &comparison.free][which];
                    COLUMNS[column]
                        .1
                        .of(&posture.outcome)
                        .map(|value| value.max(0.0) / largest[column])
                };
                let values: Option<Vec<f64>> = result.variants.iter().map(value).collect();
                let values = values?;
                let share = *values.first()?;
                let low = values.iter().copied().fold(share, f64::min);
                let high = values.iter().copied().fold(share, f64::max);
                Some(Bar { share, range: [low, high] })
            });
            rows.push(ChartRow { name: name.to_owned(), bars: bars.collect() });
        }
        groups.push(ChartGroup { heading: worked.task.label.clone(), rows });
    }
    let note = "A model of an average healthy body; research preview, reviewed by no clinician. Thin lines: range over what is least certain.";
    let names = COLUMNS.map(|(name, _)| name);
    rank_chart(
        &title(answer),
        "Load of hamstrings, low back and hip joint in tasks, before and after weakness",
        &names,
        &groups,
        note,
        &Form::File,
    )
    .map_err(|problems| anyhow!("{problems:?}"))
}
