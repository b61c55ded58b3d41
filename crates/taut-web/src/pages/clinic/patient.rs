//! One person on one page: what needs action, the advice and why, answers side by side, differential, programme, measures, record.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use taut_episode::{ClearanceRow, Told, note_words};
use taut_knowledge::{Kind, Rung, Side};
use taut_plan::clearance::Standing;
use taut_plan::{Programme, Story};
use taut_text::{therapist_page, why_asked};

use super::differential::{self, Differential};
use super::reading;
use crate::app::{App, today};
use crate::failure::Failure;
use crate::html::blocks::{self, Shown};
use crate::html::frame::Frame;
use crate::html::page;
use crate::pages::progress::sections;
use crate::service::admin::CODE_DAYS;
use crate::service::answer::{rung_name, tone};
use crate::service::patient::{Current, Patient};
use crate::service::people::{self, Row};
use crate::service::side_by_side::{Given, Line, lines};
use crate::visit::Visit;

#[derive(Debug, Template)]
#[template(path = "clinic/patient.html")]
struct PatientPage {
    c: Frame,
    id: String,
    name: String,
    row: Row,
    /// How the advice looks, and its words.
    advice: Option<(&'static str, String)>,
    /// HTML: why not less and not more careful, and what would change it.
    why: String,
    differential: Option<Differential>,
    lines: Vec<Line>,
    clearances: Vec<String>,
    /// The best next questions, each with why.
    next: Vec<String>,
    /// Notes and what no finding holds, each with its day.
    notes: Vec<String>,
    /// Names of the exercises that go on; nothing where no programme does.
    exercises: Option<Vec<String>>,
    /// That programme waits for a check-in.
    is_paused: bool,
    /// HTML: measures over time.
    outcomes: String,
    timeline: Vec<reading::Row>,
    /// An invitation that was just written.
    code: Option<String>,
    days: i64,
}

/// The parts of the page, in their order: what a link leads to, and its label.
const PARTS: [(&str, &str); 10] = [
    ("needs", "clinic.needs"),
    ("advice", "clinic.advice_head"),
    ("findings", "clinic.findings"),
    ("differential", "clinic.differential"),
    ("next", "clinic.next_test"),
    ("programme", "clinic.programme"),
    ("outcomes", "clinic.progress"),
    ("clearances", "clinic.clearances"),
    ("timeline", "clinic.timeline"),
    ("account", "clinic.account_head"),
];

/// Entries of the record that are on the page.
const NEWEST: usize = 8;

impl PatientPage {
    /// Links to the parts that are there.
    fn parts(&self) -> Vec<(&'static str, String)> {
        let is_there = |id: &&str| match *id {
            "findings" => !self.lines.is_empty() || !self.notes.is_empty(),
            "differential" => self.differential.is_some(),
            "next" => !self.next.is_empty(),
            "outcomes" => !self.outcomes.is_empty(),
            _ => true,
        };
        let there = PARTS.into_iter().filter(|(id, _)| is_there(id));
        there.map(|(id, label)| (id, self.c.t(label))).collect()
    }

    fn side(&self, line: &Line) -> String {
        match line.side {
            Side::Left => self.c.t("common.left"),
            Side::Right => self.c.t("common.right"),
            _ => String::new(),
        }
    }

    /// Findings that are there, or about which answers disagree, flags first; and those that are not there.
    fn groups(&self) -> [Vec<&Line>; 2] {
        let is_sign = |line: &Line| self.c.knowledge().finding(line.finding).kind == Kind::Sign;
        let (mut there, not_there): (Vec<&Line>, Vec<&Line>) =
            self.lines.iter().partition(|line| line.present || line.open || !is_sign(line));
        there.sort_by_key(|line| (!(line.marked && line.present), !line.present));
        [there, not_there]
    }

    /// Several answers to one finding: the one that counts is marked.
    fn differs(&self, line: &Line) -> bool {
        self.columns(line).iter().map(|column| column.len()).sum::<usize>() > 1
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
    let row = people::of(app, &patient, today()).await?;
    let current = patient.current(app, today()).await?;
    let clearances = patient.clearances(app, today()).await?;
    let story = patient.story(app).await?;
    let entries = patient.entries(None).await?.entries;
    let c = visit.frame.wide();
    let differential = match &current {
        Some(current) => Some(differential::of(app, &c, current).await),
        None => None,
    };
    let id = patient.chain().to_string();
    let filled = app
        .compute(move |app| {
            let mut page = PatientPage {
                id,
                name: patient.person.shown().to_owned(),
                row,
                advice: None,
                why: String::new(),
                differential,
                lines: Vec::new(),
                clearances: clearances.iter().map(|row| clearance(&c, row)).collect(),
                next: Vec::new(),
                notes: Vec::new(),
                exercises: None,
                is_paused: false,
                outcomes: String::new(),
                timeline: entries
                    .iter()
                    .map(|entry| reading::Row::of(&c, entry))
                    .filter(|row| !row.is_look)
                    .take(NEWEST)
                    .collect(),
                code,
                days: CODE_DAYS,
                c,
            };
            if let Some(current) = current {
                fill(&mut page, app, &current)?;
            }
            if let Some(told) = story {
                page.is_paused = told.is_paused();
                let Told { story, held, .. } = told;
                let waiting = story.waiting().filter(|_| held.is_none());
                page.exercises = waiting.map(|programme| names(&page.c, programme));
                page.outcomes = outcomes(&page.c, &story)?;
            }
            Ok(page)
        })
        .await?;
    page(&filled)
}

/// What the answers come to.
fn fill(page: &mut PatientPage, app: &App, current: &Current) -> Result<(), Failure> {
    let c = &page.c;
    let (knowledge, language) = (c.knowledge(), c.language.as_str());
    let verdict = &current.judgement.verdict;
    let rung = current.upheld.as_ref().map_or(verdict.rung(), |upheld| upheld.rung);
    page.advice = Some((tone(rung), advice(c, rung, verdict.is_provisional())));
    page.why = why(c, current)?;
    page.lines = lines(knowledge, &current.judgement.case, language);
    let notes = current.kept.case.unmapped.iter();
    page.notes = notes
        .map(|(text, day)| match note_words(knowledge, text, day, language) {
            words if day.is_empty() || words != *text => words,
            words => format!("{words} ({day})"),
        })
        .collect();
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
    Ok(())
}

/// Why the advice is what it is, folded.
fn why(c: &Frame, current: &Current) -> Result<String, Failure> {
    let judged = &current.judgement;
    let answers = &judged.resolved.answers;
    let written = therapist_page(judged.reasoner, &judged.verdict, answers, &[], &c.language);
    let wanted = ["rules_head", "less_head", "more_head", "change_head"];
    let wanted = wanted.map(|key| c.t(&format!("therapist_page.{key}")));
    let mut sections = blocks::sections(&written, &Shown::default());
    sections.retain(|section| wanted.contains(&section.heading));
    for (i, section) in sections.iter_mut().enumerate() {
        section.folded = true;
        section.id = format!("why-{i}");
    }
    Ok(blocks::html(&sections, "")?)
}

/// Names of the exercises of a programme.
fn names(c: &Frame, programme: &Programme) -> Vec<String> {
    let name = |chosen: &taut_plan::Chosen| {
        let record = &c.knowledge().exercises[chosen.item.exercise];
        record.text.get(&c.language).unwrap_or_else(|| record.en()).name.clone()
    };
    programme.chosen.iter().map(name).collect()
}

/// The measures of a story with their plots, folded; empty where none has a score.
fn outcomes(c: &Frame, story: &Story<'_>) -> Result<String, Failure> {
    let (_, mut sections) = sections(c, story)?;
    sections.retain(|section| section.mark.starts_with("measure "));
    for section in &mut sections {
        section.folded = true;
    }
    if sections.is_empty() { Ok(String::new()) } else { Ok(blocks::html(&sections, "")?) }
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
