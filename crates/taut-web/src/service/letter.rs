//! The letter to a physical therapist or doctor: what was said on the first page, how the advice came about on the second.

use taut_episode::Told;
use taut_plan::measure::Series;
use taut_text::figure::{Form, body_chart_figure};
use taut_text::{Block, LetterView, Page, letter_page, regions_of_answers, therapist_page};

use crate::app::App;
use crate::failure::Failure;
use crate::html::frame::Frame;
use crate::service::story::told_if_same;
use crate::service::subject::{self, Missing, Subject};
use crate::visit::Visit;

/// The mark of the section that the body chart belongs to.
pub const CHART: &str = "letter_chart";

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// What was said.
    pub first: Page,
    /// How the advice came about.
    pub second: Page,
    /// The body chart, front and back: SVG made by us.
    pub chart: [String; 2],
}

/// The letter about a visitor's newest answers; where there is none, what they have.
///
/// # Errors
/// The database's problem.
pub async fn find(app: &App, visit: &Visit) -> Result<Result<Letter, Missing>, Failure> {
    let subject = match subject::complete(app, visit).await? {
        Ok(subject) => subject,
        Err(missing) => return Ok(Err(missing)),
    };
    // One of another edition cannot be told again; the letter goes without it.
    let told = told_if_same(app, visit).await?;
    let frame = visit.frame.clone();
    app.compute(move |_| Ok(letter(&frame, &subject, told.as_ref()))).await.map(Ok)
}

/// The letter about answers, and about a programme with its check-ins where there is one.
#[must_use]
pub fn letter(c: &Frame, subject: &Subject, told: Option<&Told>) -> Letter {
    let knowledge = c.knowledge();
    let judgement = &subject.judgement;
    let series: Vec<&Series> =
        told.map(|told| told.story.series().iter().collect()).unwrap_or_default();
    let view = LetterView {
        knowledge,
        case: &judgement.case,
        verdict: &subject.counting().verdict,
        series: &series,
        programme: told.and_then(|told| told.story.programme()),
        is_paused: told.is_some_and(Told::is_paused),
        responses: told.map(|told| told.responses.as_slice()).unwrap_or_default(),
    };
    let regions = regions_of_answers(knowledge, &judgement.case);
    let chart = body_chart_figure(knowledge, &regions, &c.language, &Form::inline("chart"));
    Letter {
        first: letter_page(&view, &c.language),
        second: second(c, subject),
        chart: [chart.front, chart.back],
    }
}

/// Parts of a therapist's page that the second page of a letter has: the rules, the answers that force the advice, and the
/// differential. The rest is on the page itself, for whoever works with taut.
const PARTS: [&str; 3] = ["rules_head", "less_head", "differential_head"];

/// How the advice came about.
fn second(c: &Frame, subject: &Subject) -> Page {
    let judgement = &subject.judgement;
    let answers = &judgement.resolved.answers;
    let whole = therapist_page(judgement.reasoner, &judgement.verdict, answers, &[], &c.language);
    let parts = PARTS.map(|key| c.t(&format!("therapist_page.{key}")));
    let mut is_part = true;
    let mut blocks = Vec::new();
    for block in whole.blocks {
        if let Block::Heading(heading) = &block {
            is_part = parts.contains(heading);
        }
        if is_part && !matches!(block, Block::Title(_) | Block::Mark(_)) {
            blocks.push(block);
        }
    }
    Page { blocks }
}
