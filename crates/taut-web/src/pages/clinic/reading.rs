//! Pages for reading about one person: the letter, the programme, measures over time, the timeline, the whole record.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use taut_episode::{Told, time, top_contributions};
use taut_plan::Plan;
use taut_record::{Entry, Kind};
use taut_text::{Block, PlanView, plan_page_for_therapist, therapist_page};

use crate::app::{AUTHOR, App, today};
use crate::failure::Failure;
use crate::html::blocks::{self, Shown};
use crate::html::frame::Frame;
use crate::html::{attached, page};
use crate::pages::progress::sections;
use crate::service::letter::Letter;
use crate::service::patient::Patient;
use crate::visit::Visit;
use crate::{pages, service};

#[derive(Debug, Template)]
#[template(path = "clinic/reading.html")]
struct ReadingPage {
    c: Frame,
    id: String,
    name: String,
    title: String,
    /// HTML of blocks; nothing where nothing is kept yet.
    words: Option<String>,
    /// It is about a programme, which may be proposed.
    about_programme: bool,
}

/// The blocks of a page as HTML, without the safety net, which the frame has.
fn words(written: &taut_text::Page) -> Result<String, Failure> {
    let folded = vec![taut_text::IDS];
    let shown = Shown { folded, left_out: vec!["head_safety_net"], ..Shown::default() };
    Ok(blocks::html(&blocks::sections(written, &shown), shown.tone)?)
}

fn reading(
    c: Frame,
    patient: &Patient,
    label: &str,
    words: Option<String>,
) -> Result<Response, Failure> {
    page(&ReadingPage {
        id: patient.chain().to_string(),
        name: patient.person.shown().to_owned(),
        title: c.t(label),
        about_programme: label != "clinic.letter",
        words,
        c: c.wide(),
    })
}

/// The page for the therapist: flags, differential in bands, what each answer adds.
///
/// # Errors
/// It is no therapist; there is no such person in the clinic; the database's problem.
pub async fn letter(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "letter").await?;
    let Some(current) = patient.current(&app, today()).await? else {
        return reading(visit.frame, &patient, "clinic.letter", None);
    };
    let language = visit.language().to_owned();
    let html = app
        .compute(move |_| {
            let judged = &current.judgement;
            let (verdict, answers) = (&judged.verdict, &judged.resolved.answers);
            let parts = top_contributions(judged.reasoner, verdict, answers);
            words(&therapist_page(judged.reasoner, verdict, answers, &parts, &language))
        })
        .await?;
    reading(visit.frame, &patient, "clinic.letter", Some(html))
}

/// The letter to a colleague or doctor, to print.
///
/// # Errors
/// As [`letter`]; no answers are kept.
pub async fn referral(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "letter").await?;
    let made = letter_about(&app, &visit, &patient).await?;
    let back = (patient.address(""), "clinic.to_person");
    let pdf = app.printer().map(|_| patient.address("/referral.pdf"));
    pages::letter::written(visit.frame, &made, back, pdf)
}

/// The same as a PDF, where the server has a program for it. It is a look at the record like any other.
///
/// # Errors
/// As [`referral`]; there is no such program; it fails.
pub async fn referral_pdf(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "letter").await?;
    let made = letter_about(&app, &visit, &patient).await?;
    pages::letter::printed(&app, &visit.frame, &made).await
}

/// The letter about the newest answers of a person.
async fn letter_about(app: &App, visit: &Visit, patient: &Patient) -> Result<Letter, Failure> {
    let current = patient.current(app, today()).await?.ok_or_else(Failure::not_found)?;
    let told = patient.story(app).await?;
    let (subject, c) = (current.subject(), visit.frame.clone());
    app.compute(move |_| Ok(service::letter::letter(&c, &subject, told.as_ref()))).await
}

/// The programme on one page for the person, to print.
///
/// # Errors
/// As [`letter`]; no programme is kept.
pub async fn handout(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "handout").await?;
    let Some(told) = patient.story(&app).await? else {
        return reading(visit.frame, &patient, "clinic.handout", None);
    };
    let language = visit.language().to_owned();
    let made = app.compute(move |app| service::handout::of_story(app, &language, &told)).await?;
    pages::handout::written(visit.frame, made, false)
}

/// The programme as it stands after all check-ins.
///
/// # Errors
/// As [`letter`]; or the kept programme comes out differently now.
pub async fn programme(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "programme").await?;
    let html = story(&app, &patient, &visit, |c, told, reasoner| {
        let story = &told.story;
        let Some(programme) = story.programme() else { return Ok(None) };
        let view = PlanView {
            reasoner,
            answers: story.answers(),
            verdict: story.verdict(),
            preferences: story.preferences(),
            plan: &Plan::Programme(Box::new(programme.clone())),
        };
        let mut page = plan_page_for_therapist(&view, &c.language);
        if told.is_paused() {
            let title = page.blocks.iter().position(|block| matches!(block, Block::Title(_)));
            let first = title.map_or(0, |title| title + 1);
            page.blocks.insert(first, Block::Text(c.t("clinic.paused")));
        }
        words(&page).map(Some)
    })
    .await?;
    reading(visit.frame, &patient, "clinic.programme", html)
}

/// Measures over time.
///
/// # Errors
/// As [`programme`].
pub async fn progress(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "progress").await?;
    let html = story(&app, &patient, &visit, |c, told, _| {
        Ok(Some(blocks::html(&sections(c, &told.story)?.1, "")?))
    })
    .await?;
    reading(visit.frame, &patient, "clinic.progress", html)
}

/// Something made of the story that is kept; nothing where no programme is.
async fn story(
    app: &App,
    patient: &Patient,
    visit: &Visit,
    make: impl FnOnce(&Frame, &Told, &taut_reason::Reasoner<'_>) -> Result<Option<String>, Failure>
    + Send
    + 'static,
) -> Result<Option<String>, Failure> {
    let Some(told) = patient.told(app).await? else { return Ok(None) };
    let c = visit.frame.clone();
    app.compute(move |app| {
        let case = &told.kept.case;
        make(&c, &told, app.engine().reasoner(case.setting, case.thorough))
    })
    .await
}

/// One entry of the record in a line.
#[derive(Debug)]
pub struct Row {
    /// When, on the clock of the server.
    pub at: String,
    /// Who wrote it.
    pub author: String,
    /// What it is.
    pub what: String,
    /// Somebody looked at the record, and changed nothing.
    pub is_look: bool,
}

impl Row {
    /// An entry in a line.
    pub fn of(c: &Frame, entry: &Entry) -> Self {
        Self {
            at: local(entry.at),
            author: if entry.author == AUTHOR { c.t("me.by_person") } else { entry.author.clone() },
            what: c.t(label(entry.kind)),
            is_look: entry.kind == Kind::Access,
        }
    }
}

/// Day, hour and minute where the server stands.
fn local(at: i64) -> String {
    let Ok(time) = jiff::Timestamp::from_millisecond(at) else { return time::text(at) };
    time.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M").to_string()
}

#[derive(Debug, Template)]
#[template(path = "clinic/timeline.html")]
struct TimelinePage {
    c: Frame,
    id: String,
    name: String,
    rows: Vec<Row>,
    looks: Vec<Row>,
    next: Option<i64>,
}

const fn label(kind: Kind) -> &'static str {
    match kind {
        Kind::Person => "clinic.entry_person",
        Kind::Episode => "clinic.entry_episode",
        Kind::Answers => "clinic.entry_answers",
        Kind::Verdict => "clinic.entry_verdict",
        Kind::Programme => "clinic.entry_programme",
        Kind::CheckIn => "clinic.entry_check_in",
        Kind::Clearance => "clinic.entry_clearance",
        Kind::Measure => "clinic.entry_measure",
        Kind::Access => "clinic.entry_access",
    }
}

/// The newest entries of the record, looks at it among them.
///
/// # Errors
/// As [`letter`].
pub async fn timeline(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    entries(&app, visit, &id, None).await
}

/// Entries before a place.
///
/// # Errors
/// As [`letter`].
pub async fn timeline_before(
    State(app): State<App>,
    visit: Visit,
    Path((id, seq)): Path<(String, i64)>,
) -> Result<Response, Failure> {
    entries(&app, visit, &id, Some(seq)).await
}

async fn entries(
    app: &App,
    visit: Visit,
    id: &str,
    before: Option<i64>,
) -> Result<Response, Failure> {
    let patient = Patient::open(app, visit.therapist()?, id, "timeline").await?;
    let found = patient.entries(before).await?;
    let c = visit.frame.wide();
    let all = found.entries.iter().map(|entry| Row::of(&c, entry));
    let (looks, rows) = all.partition(|row| row.is_look);
    page(&TimelinePage {
        id: patient.chain().to_string(),
        name: patient.person.shown().to_owned(),
        rows,
        looks,
        next: found.next,
        c,
    })
}

/// The whole record as a file.
///
/// # Errors
/// As [`letter`].
pub async fn export(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let patient = Patient::open(&app, visit.therapist()?, &id, "export").await?;
    let bytes = patient.export().await?;
    Ok(attached("application/x-ndjson", "record.jsonl", bytes))
}
