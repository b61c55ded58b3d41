//! One person: the advice now, answers side by side, clearances, the best next test, and ways to the rest.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use taut_episode::ClearanceRow;
use taut_knowledge::{Rung, Side};
use taut_plan::clearance::Standing;
use taut_text::why_asked;

use super::differential::{self, Differential};
use crate::app::{App, today};
use crate::failure::Failure;
use crate::html::frame::Frame;
use crate::html::page;
use crate::service::admin::CODE_DAYS;
use crate::service::answer::{rung_name, tone};
use crate::service::patient::{Current, Patient};
use crate::service::side_by_side::{Given, Line, lines};
use crate::visit::Visit;

#[derive(Debug, Template)]
#[template(path = "clinic/patient.html")]
struct PatientPage {
    c: Frame,
    id: String,
    name: String,
    /// How the advice looks, and its words.
    advice: Option<(&'static str, String)>,
    differential: Option<Differential>,
    lines: Vec<Line>,
    clearances: Vec<String>,
    /// The best next questions, each with why.
    next: Vec<String>,
    /// What no finding holds.
    unmapped: Vec<String>,
    /// An invitation that was just written.
    code: Option<String>,
    days: i64,
}

impl PatientPage {
    fn side(&self, line: &Line) -> String {
        match line.side {
            Side::Left => self.c.t("common.left"),
            Side::Right => self.c.t("common.right"),
            _ => String::new(),
        }
    }

    fn columns<'l>(&self, line: &'l Line) -> [&'l [Given]; 3] {
        [&line.reported, &line.self_tested, &line.examined]
    }
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
    shown(&app, visit, &id, false).await
}

/// The page with a new invitation for the person, which is on it this once.
///
/// # Errors
/// As [`show`].
pub async fn invite(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    shown(&app, visit, &id, true).await
}

async fn shown(app: &App, visit: Visit, id: &str, invite: bool) -> Result<Response, Failure> {
    let patient = Patient::open(app, visit.therapist()?, id, "record").await?;
    let code = if invite { Some(patient.invite().await?.text()) } else { None };
    let current = patient.current(app, today()).await?;
    let clearances = patient.clearances(app, today()).await?;
    let c = visit.frame.wide();
    let differential = match &current {
        Some(current) => Some(differential::of(app, &c, current).await),
        None => None,
    };
    let id = patient.chain().to_string();
    let name = patient.person.shown().to_owned();
    let filled = app
        .compute(move |app| {
            let clearances = clearances.iter().map(|row| clearance(&c, row)).collect();
            let mut page = PatientPage {
                id,
                name,
                advice: None,
                differential,
                lines: Vec::new(),
                clearances,
                next: Vec::new(),
                unmapped: Vec::new(),
                code,
                days: CODE_DAYS,
                c,
            };
            if let Some(current) = current {
                fill(&mut page, app, &current);
            }
            Ok(page)
        })
        .await?;
    page(&filled)
}

fn fill(page: &mut PatientPage, app: &App, current: &Current) {
    let c = &page.c;
    let (knowledge, language) = (c.knowledge(), c.language.as_str());
    let verdict = &current.judgement.verdict;
    page.advice = Some((tone(verdict.rung()), advice(c, verdict.rung(), verdict.is_provisional())));
    page.lines = lines(knowledge, &current.judgement.case, language);
    page.unmapped = current.kept.case.unmapped.iter().map(|(text, _)| text.clone()).collect();
    let planner = app.engine().asking();
    let questions = planner.next_questions(&current.judgement.resolved.answers);
    page.next = questions
        .iter()
        .filter(|question| question.is_telling())
        .take(3)
        .map(|question| {
            let finding = knowledge.finding(question.finding);
            let text = finding.text.get(language).unwrap_or_else(|| finding.en());
            let why = why_asked(knowledge, question.finding, question.why, language);
            format!("{}. {why}", text.name)
        })
        .collect();
}

/// The advice in words.
pub fn advice(c: &Frame, rung: Rung, provisional: bool) -> String {
    let name = rung_name(c.knowledge(), rung, &c.language);
    let firm = if provisional { "clinic.provisional" } else { "clinic.final" };
    format!("{name}, {}", c.t(firm))
}

/// A clearance in one line, and how it stands.
fn clearance(c: &Frame, row: &ClearanceRow) -> String {
    let one = &row.clearance;
    let signed = format!("{}, {}", one.examiner, one.profession);
    let reported = if one.is_reported() {
        format!(" {}", c.t("clinic.clearance_reported"))
    } else {
        String::new()
    };
    let stands = match &row.standing {
        Standing::Valid { until } => c.t1("clinic.clearance_until", "day", until),
        Standing::Void(_) => c.t("clinic.clearance_void"),
    };
    format!("{}: {signed}. {stands}{reported}", one.on)
}
