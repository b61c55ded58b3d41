//! The answer: first in one sentence, then what to do, why, what would change it, how sure it is.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use taut_episode::{Judgement, answer_page, top_contributions};
use taut_knowledge::FindingId;
use taut_reason::Contributions;
use taut_text::figure::{Form, contributions_figure};
use taut_text::why_no_more;

use crate::app::App;
use crate::drawing::refused;
use crate::failure::Failure;
use crate::html::blocks::{self, Shown};
use crate::html::frame::Frame;
use crate::html::{page, to};
use crate::service::answer::{kept_first, tone};
use crate::visit::Visit;

#[derive(Debug, Template)]
#[template(path = "answer.html")]
struct AnswerPage {
    c: Frame,
    title: String,
    words: String,
    /// Signs that count because they were said or found before, by their names.
    stands: Vec<String>,
    /// What each answer did for the explanations that are named: the name, and SVG made by us.
    bars: Vec<(String, String)>,
    /// Why no more is asked, where that is known.
    enough: Option<String>,
    /// The optional second part can be offered.
    firmer: bool,
    /// A plan may follow.
    plan: bool,
    /// Nothing else may stand in the way of going at once.
    emergency: bool,
    is_guest: bool,
    /// It could not be kept in the record.
    not_kept: bool,
    /// The answers come from an interview that can be changed.
    has_interview: bool,
}

/// Parts that are closed at first.
const FOLDED: [&str; 6] =
    ["head_more_open", "head_more", "head_change", "head_behind", "head_sure", "head_sources"];

/// Shows the answer; goes on with the questions where they are not done.
///
/// # Errors
/// The database's problem.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let (found, not_kept) = kept_first(&app, &visit).await?;
    let subject = match found {
        Ok(subject) => subject,
        Err(missing) => return Ok(to(missing.page())),
    };
    let is_guest = visit.own().is_none();
    let html = app
        .compute(move |app| {
            let c = visit.frame;
            let judged = &subject.counting();
            let (verdict, answers) = (&judged.verdict, &judged.resolved.answers);
            let words = answer_page(&subject.judgement, subject.upheld.as_ref(), &c.language);
            let shown = Shown {
                folded: FOLDED.to_vec(),
                left_out: vec!["head_safety_net"],
                tone: tone(verdict.rung()),
                ..Shown::default()
            };
            let careful = verdict.rung() < taut_knowledge::Rung::HoldAndSeePt;
            let planner = app.engine().asking();
            let as_asked = !careful && subject.upheld.is_none();
            let enough = as_asked
                .then(|| planner.same_decision(answers, planner.step_search(answers)))
                .and_then(|same| why_no_more(c.knowledge(), &same, &c.language));
            let bars = if as_asked { bars(&c, judged)? } else { Vec::new() };
            // Only an interview that is still there can go on.
            let first = subject
                .standing
                .as_ref()
                .is_some_and(|standing| !standing.draft.interview(c.knowledge()).in_second_part());
            let name = |finding: &FindingId| {
                let record = c.knowledge().finding(*finding);
                record.text.get(&c.language).unwrap_or_else(|| record.en()).name.clone()
            };
            Ok(AnswerPage {
                stands: subject.stands.iter().map(name).collect(),
                title: blocks::title(&words),
                words: blocks::html(&blocks::sections(&words, &shown), shown.tone)?,
                firmer: as_asked && first && enough.is_none(),
                bars,
                enough,
                plan: !careful && !verdict.is_provisional(),
                emergency: verdict.rung() == taut_knowledge::Rung::Emergency,
                is_guest,
                not_kept,
                has_interview: subject.standing.is_some(),
                c,
            })
        })
        .await?;
    page(&html)
}

/// Name and figure of each explanation that is shown to a person and that answers bear on.
fn bars(c: &Frame, judged: &Judgement) -> Result<Vec<(String, String)>, Failure> {
    let answers = &judged.resolved.answers;
    let parts = top_contributions(judged.reasoner, &judged.verdict, answers);
    let figure = |(at, parts): (usize, &Contributions)| {
        let form = Form::inline(&format!("bars-{at}"));
        contributions_figure(c.knowledge(), parts, answers, &c.language, &form)
            .map(|figure| figure.map(|figure| (figure.name, figure.svg)))
            .map_err(|found| refused(&found))
            .transpose()
    };
    parts.iter().enumerate().filter_map(figure).collect()
}
