//! Nerve or muscle: postures in coarse steps, chosen in a plain form; closed on hold and above for the person concerned.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use taut_text::explorer::{Control, Explorer, explorer_closed_page, explorer_page};
use taut_text::figure::Form;

use crate::app::App;
use crate::drawing;
use crate::failure::Failure;
use crate::html::asked::Fields;
use crate::html::blocks::{self, Section, Shown};
use crate::html::frame::Frame;
use crate::html::page;
use crate::service::explorer::{Access, access};
use crate::visit::Visit;

/// A clinical test with a link for each of its postures.
#[derive(Debug)]
struct Test {
    name: String,
    clinician: bool,
    /// What is new in each posture, and its link.
    steps: Vec<(String, String)>,
}

#[derive(Debug, Template)]
#[template(path = "explorer.html")]
struct ExplorerPage {
    c: Frame,
    top: String,
    svg: String,
    does: String,
    controls: Vec<Control>,
    tests: Vec<Test>,
    last: String,
    /// Who has opened the page for a person on hold, and until when; empty where nobody had to.
    opened: String,
}

#[derive(Debug, Template)]
#[template(path = "explorer_closed.html")]
struct ClosedPage {
    c: Frame,
    words: String,
}

/// Shows a posture.
///
/// # Errors
/// The database's problem.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Query(fields): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let access = access(&app, &visit).await?;
    if access == Access::Closed {
        let c = visit.frame;
        let words = explorer_closed_page(c.knowledge(), &c.language);
        let shown = Shown { left_out: vec!["safety_net"], tone: "care", ..Shown::default() };
        let words = blocks::html(&blocks::sections(&words, &shown), shown.tone)?;
        return page(&ClosedPage { c, words });
    }
    let opened = match &access {
        Access::OpenedBy(who, until) => {
            visit.frame.t2("explorer.opened", "examiner", who, "day", until)
        }
        _ => String::new(),
    };
    let html = app.compute(move |app| look(app, visit.frame, &Fields(fields), opened)).await?;
    page(&html)
}

fn look(app: &App, c: Frame, fields: &Fields, opened: String) -> Result<ExplorerPage, Failure> {
    let explorer = app.drawing()?.explorer();
    let choice = explorer.choice(|name| fields.get(name));
    let last = fields.get("last").map(|last| {
        let pairs: Vec<(&str, &str)> =
            last.split('.').filter_map(|pair| pair.split_once('-')).collect();
        explorer.choice(|name| pairs.iter().find(|(n, _)| *n == name).map(|(_, value)| *value))
    });
    let form = Form::inline("posture");
    let view = explorer
        .look(c.knowledge(), &choice, last.as_ref(), &c.language, &form)
        .map_err(|found| drawing::refused(&found))?;
    let words = explorer_page(c.knowledge(), explorer, &view, &c.language);
    let left_out = vec!["explorer_tests", "explorer_posture", "safety_net"];
    let shown = Shown { left_out, ..Shown::default() };
    let sections = blocks::sections(&words, &shown);
    let (does, top): (Vec<Section>, Vec<Section>) =
        sections.into_iter().partition(|section| section.mark == "explorer_does");
    let pairs = |choice| explorer.values(choice);
    Ok(ExplorerPage {
        top: blocks::html(&top, "")?,
        does: blocks::html(&does, "")?,
        controls: explorer.controls(c.knowledge(), &view.choice, &c.language),
        tests: tests(&c, explorer),
        last: joined(&pairs(&view.choice), "-", "."),
        svg: view.svg,
        opened,
        c,
    })
}

/// Links to the postures of each test; each is shown beside the posture before.
fn tests(c: &Frame, explorer: &Explorer<'_>) -> Vec<Test> {
    let link = |steps: &[taut_body::posture::explorer::Choice], at: usize| {
        let query = joined(&explorer.values(&steps[at]), "=", "&");
        match at.checked_sub(1).map(|before| joined(&explorer.values(&steps[before]), "-", ".")) {
            Some(last) => format!("/explorer?{query}&last={last}#explored"),
            None => format!("/explorer?{query}#explored"),
        }
    };
    explorer
        .presets(c.knowledge(), &c.language)
        .into_iter()
        .map(|preset| Test {
            steps: (0..preset.choices.len())
                .map(|at| {
                    (what_is_new(c, explorer, &preset.choices, at), link(&preset.choices, at))
                })
                .collect(),
            name: preset.name,
            clinician: preset.clinician,
        })
        .collect()
}

/// What a posture changes of the one before; the first is the start.
fn what_is_new(
    c: &Frame,
    explorer: &Explorer<'_>,
    steps: &[taut_body::posture::explorer::Choice],
    at: usize,
) -> String {
    let Some(before) = at.checked_sub(1).map(|before| explorer.values(&steps[before])) else {
        return c.t("common.start");
    };
    let values = explorer.values(&steps[at]);
    let changed = values.iter().zip(before).filter(|(now, before)| *now != before);
    let words = |(part, value): &(&str, &str)| {
        let name = c.t(&format!("explorer.{part}"));
        format!("{name}: {}", c.t(&format!("explorer.{part}_{value}")))
    };
    changed.map(|(now, _)| words(now)).collect::<Vec<_>>().join(", ")
}

/// Names and values are ids: letters and `_`.
fn joined(pairs: &[(&str, &str)], between: &str, after: &str) -> String {
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{name}{between}{value}")).collect();
    pairs.join(after)
}
