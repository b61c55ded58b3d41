//! The differential of one person: three bands, each cause with the interval of its posterior as soon as that is worked out.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::StreamExt as _;
use taut_episode::{FIRMNESS_STEPS, Firmness};
use taut_knowledge::ConditionKind;
use taut_reason::Interval;
use taut_record::ChainId;
use taut_text::{SHOWN_FROM, firmness_shares};

use crate::app::{App, today};
use crate::failure::Failure;
use crate::html::frame::Frame;
use crate::html::page;
use crate::service::patient::{Current, Patient};
use crate::service::uncertainty::{self, Stage};
use crate::visit::Visit;

/// A page waits this long for intervals before it says that they are being worked out: most are there at once.
const WAIT: Duration = Duration::from_millis(300);

/// An interval as it is drawn and written, in percent.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// The lower end.
    pub low: f64,
    /// From the lower to the upper end.
    pub width: f64,
    /// In words.
    pub words: String,
}

/// A cause with its posterior.
#[derive(Debug, Clone, PartialEq)]
pub struct Cause {
    /// The clinical term.
    pub name: String,
    /// The posterior at the point values, in percent.
    pub point: f64,
    /// The same in words.
    pub words: String,
    /// Sampling error of the sources alone, and with assumed figures; nothing while it is worked out.
    pub spreads: Option<[Spread; 2]>,
}

/// The differential as far as it is known.
#[derive(Debug, Clone, Default)]
pub struct Differential {
    /// Name of each band with its causes, the likeliest first; bands without causes are left out.
    pub bands: Vec<(String, Vec<Cause>)>,
    /// How often the advice would be another one; nothing while it is worked out.
    pub shares: Vec<String>,
    /// It is still worked out.
    pub waiting: bool,
}

/// The differential of a judgement; waits a moment for the intervals.
pub async fn of(app: &App, c: &Frame, current: &Current) -> Differential {
    let firmness = uncertainty::of(app, &current.judgement).within(WAIT).await;
    build(c, current, firmness)
}

fn build(c: &Frame, current: &Current, firmness: Option<Arc<Firmness>>) -> Differential {
    let knowledge = c.knowledge();
    let judgement = &current.judgement;
    let points = &judgement.verdict.decision.posteriors.present;
    let mut causes = Vec::new();
    for (i, (condition, point)) in knowledge.conditions.iter().zip(points).enumerate() {
        let spreads = firmness.as_ref().map(|f| [f.sampling.posteriors[i], f.all.posteriors[i]]);
        let highest = spreads.map_or(*point, |[_, all]| all.high.max(*point));
        if condition.kind != ConditionKind::Cause || highest < SHOWN_FROM {
            continue;
        }
        let text = condition.text.get(&c.language).unwrap_or_else(|| condition.en());
        let cause = Cause {
            name: text.clinician.clone(),
            point: drawn(*point),
            words: percent(*point),
            spreads: spreads.map(|both| both.map(|interval| spread(c, interval))),
        };
        causes.push((*point, cause));
    }
    causes.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let mut least = f64::INFINITY;
    let edges = [
        (knowledge.harms.fits_well, "therapist_page.band_likely"),
        (knowledge.harms.could_play_a_part, "therapist_page.band_possible"),
        (0.0, "therapist_page.band_less_likely"),
    ];
    let bands = edges.into_iter().map(|(edge, label)| {
        let mine = causes.iter().filter(|(point, _)| *point >= edge && *point < least);
        let band = (c.t(label), mine.map(|(_, cause)| cause.clone()).collect::<Vec<_>>());
        least = edge;
        band
    });
    Differential {
        bands: bands.filter(|(_, causes)| !causes.is_empty()).collect(),
        shares: firmness
            .as_ref()
            .map(|f| firmness_shares(judgement.reasoner, &f.sampling, &f.all, &c.language))
            .unwrap_or_default(),
        waiting: firmness.is_none(),
    }
}

fn percent(share: f64) -> String {
    format!("{:.1}%", 100.0 * share)
}

fn spread(c: &Frame, interval: Interval) -> Spread {
    let Interval { low, high, .. } = interval;
    let words = c.t2("therapist_page.firm_range", "low", percent(low), "high", percent(high));
    Spread { low: drawn(low), width: drawn(high - low), words }
}

/// A share in percent, as finely as a figure needs it.
fn drawn(share: f64) -> f64 {
    (1e4 * share).round() / 100.0
}

#[derive(Debug, Template)]
#[template(path = "clinic/differential_page.html")]
struct DifferentialPage {
    c: Frame,
    id: String,
    name: String,
    differential: Option<Differential>,
}

/// The page.
///
/// # Errors
/// It is no therapist; there is no such person in the clinic; the database's problem.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "differential").await?;
    let c = visit.frame.wide();
    let differential = match patient.current(&app, today()).await? {
        Some(current) => Some(of(&app, &c, &current).await),
        None => None,
    };
    page(&DifferentialPage {
        id: patient.chain().to_string(),
        name: patient.person.shown().to_owned(),
        differential,
        c,
    })
}

/// How far it is, as events: `progress` with the share that is done, then `done`; `ended` if it broke off.
///
/// # Errors
/// It is no therapist; there is no such person in the clinic; no answers are kept; the database's problem.
pub async fn progress(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let chain = ChainId::parse(&id).ok_or_else(Failure::not_found)?;
    let patient = Patient::beside(&app, visit.therapist()?, chain).await?;
    let current = patient.current(&app, today()).await?.ok_or_else(Failure::not_found)?;
    let stages = uncertainty::of(&app, &current.judgement).stages();
    let events = stages.map(|stage| match stage {
        Stage::Running(done) => (false, done),
        Stage::Done(_) => (true, FIRMNESS_STEPS),
    });
    // After the last stage one event says that it is over.
    let events = events.map(|(is_done, done)| {
        let name = if is_done { "done" } else { "progress" };
        Ok::<_, Infallible>(Event::default().event(name).data(format!("{done}/{FIRMNESS_STEPS}")))
    });
    let ended =
        futures_util::stream::once(async { Ok(Event::default().event("ended").data("over")) });
    Ok(Sse::new(events.chain(ended)).keep_alive(KeepAlive::default()).into_response())
}
