//! How it goes: each measure now and at the start as a plot, with the same values as a table.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use taut_plan::Story;
use taut_plan::measure::Series;
use taut_text::figure::{Form, Glyphs, plot_figure};
use taut_text::{Block, Page, Plots, ProgressView, plot_of, progress_page};

use crate::app::App;
use crate::drawing;
use crate::failure::Failure;
use crate::html::blocks::{self, Section, Shown};
use crate::html::frame::Frame;
use crate::html::page;
use crate::service::story::told;
use crate::visit::Visit;

#[derive(Debug, Template)]
#[template(path = "progress.html")]
struct ProgressPage {
    c: Frame,
    title: String,
    words: String,
    has_plan: bool,
    due: String,
}

/// Plots for terminals are left out of the page, so their size is of no account.
const TERMINAL: Plots = Plots { width: 60, glyphs: Glyphs::Ascii };

/// Shows the measures of the programme that is kept.
///
/// # Errors
/// Nobody is signed in; the database's problem.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let told = told(&app, &visit).await?;
    let html = app
        .compute(move |_| {
            let c = visit.frame;
            let Some(told) = told else {
                let title = c.t("progress.title");
                let (words, due) = (String::new(), String::new());
                return Ok(ProgressPage { title, words, due, has_plan: false, c });
            };
            let (from, to) = told.story.next_due();
            let (written, sections) = sections(&c, &told.story)?;
            let (title, words) = (blocks::title(&written), blocks::html(&sections, "")?);
            let due = c.t2("progress.next", "from", from, "to", to);
            Ok(ProgressPage { title, words, has_plan: true, due, c })
        })
        .await?;
    page(&html)
}

/// The page of a story's measures, and its sections with a plot and a table in each measure's.
///
/// # Errors
/// A plot cannot be drawn, which would be a fault of ours.
pub fn sections(c: &Frame, story: &Story<'_>) -> Result<(Page, Vec<Section>), Failure> {
    let series: Vec<&Series> = story.series().iter().collect();
    let view = ProgressView {
        knowledge: c.knowledge(),
        answers: story.answers(),
        begun: story.begun(),
        series: &series,
    };
    let words = progress_page(&view, TERMINAL, &c.language);
    let shown = Shown { left_out: vec!["head_safety_net"], ..Shown::default() };
    let mut sections = blocks::sections(&words, &shown);
    // A section a measure, in the order of those that have a score.
    let scored = series.iter().filter(|one| one.points.iter().any(|point| point.score.is_some()));
    let measures = sections.iter_mut().filter(|section| section.mark.starts_with("measure "));
    for (number, (section, series)) in measures.zip(scored).enumerate() {
        plot(c, section, (&view, series), number)?;
    }
    Ok((words, sections))
}

/// A plot and a table in the place of the plot for terminals.
fn plot(
    c: &Frame,
    section: &mut Section,
    (view, series): (&ProgressView<'_>, &Series),
    number: usize,
) -> Result<(), Failure> {
    let place = section.blocks.iter().position(|block| matches!(block, Block::Lines(_)));
    section.blocks.retain(|block| !matches!(block, Block::Lines(_)));
    let Some(plot) = plot_of(view, series, &c.language) else { return Ok(()) };
    let form = Form::inline(&format!("plot-{number}"));
    section.figure = Some(plot_figure(&plot, &form).map_err(|found| drawing::refused(&found))?);
    let rows = plot.person.iter().map(|mark| vec![mark.date.clone(), mark.value()]).collect();
    let table = Block::Table(vec![c.t("common.date"), c.t("progress.value")], rows);
    section.blocks.insert(place.unwrap_or(section.blocks.len()), table);
    Ok(())
}
