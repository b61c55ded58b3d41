//! Writes a page with every figure as it stands within pages, to look at: `cargo run -p taut-text --example figure_page -- out.html`.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use taut_knowledge::{FindingId, Knowledge, load, load_body, read_body_folder, read_folder};
use taut_text::explorer::Explorer;
use taut_text::figure::{
    FigureBody, Form, body_chart_figure, exercise_figure, figure_sheet, levels_figure,
    self_test_figure,
};

fn main() -> Result<(), Box<dyn Error>> {
    let to = std::env::args().nth(1).ok_or("name the file to write")?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
    let knowledge = load(&read_folder(&folder).map_err(|r| r.to_string())?)
        .map_err(|report| report.to_string())?
        .0;
    let records = load_body(&read_body_folder(&folder).map_err(|r| r.to_string())?)
        .map_err(|report| report.to_string())?
        .0;
    let body = FigureBody::new(&records).map_err(|problems| format!("{problems:?}"))?;
    let mut page = format!(
        "<!doctype html><meta charset=\"utf-8\"><title>Figures</title><style>{} .fig {{ width:260px; border:1px solid #ccc; }} body {{ background:Canvas; color-scheme: light dark }}</style>",
        figure_sheet()
    );
    let keys = ["low_back-right", "buttock-right", "back_thigh-right", "calf-right", "groin-left"];
    let shaded: Vec<_> = keys.iter().filter_map(|key| knowledge.region_of_key(key)).collect();
    let chart = body_chart_figure(&knowledge, &shaded, "en", &Form::inline("chart"));
    let _ = write!(page, "{}{}", chart.front, chart.back);
    page.push_str(&levels_figure(&knowledge, "en", &Form::inline("levels")));
    explorer(&knowledge, &body, &mut page)?;
    for i in 0..knowledge.findings.len() {
        let id = FindingId(u16::try_from(i)?);
        let form = Form::inline(&format!("t-{i}"));
        let figure = self_test_figure(&knowledge, &body, id, "en", &form)
            .map_err(|problems| format!("{problems:?}"))?;
        if let Some(svg) = figure.and_then(|figure| figure.svg) {
            page.push_str(&svg);
        }
    }
    for exercise in &knowledge.exercises {
        let form = Form::inline(&format!("e-{}", exercise.id));
        let svg = exercise_figure(&knowledge, &body, exercise, "en", &form)
            .map_err(|problems| format!("{problems:?}"))?;
        page.push_str(&svg);
    }
    std::fs::write(to, page)?;
    Ok(())
}

/// Every posture of every clinical test.
fn explorer(
    knowledge: &Knowledge,
    body: &FigureBody<'_>,
    page: &mut String,
) -> Result<(), Box<dyn Error>> {
    let explorer = Explorer::new(body).map_err(|problems| format!("{problems:?}"))?;
    for preset in explorer.presets(knowledge, "en") {
        for (i, choice) in preset.choices.iter().enumerate() {
            let form = Form::inline(&format!("x-{}-{i}", preset.key));
            let view = explorer
                .look(knowledge, choice, None, "en", &form)
                .map_err(|problems| format!("{problems:?}"))?;
            page.push_str(&view.svg);
        }
    }
    Ok(())
}
