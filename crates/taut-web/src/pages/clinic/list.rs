//! The people of a clinic, found by the beginning of their names; and who needs action.

use askama::Template;
use axum::extract::{Form, State};
use axum::response::Response;
use taut_episode::Fault;

use crate::app::{App, now, today};
use crate::failure::Failure;
use crate::html::frame::Frame;
use crate::html::{or_again, page, to};
use crate::pages::account::{Fields, field};
use crate::service::answer::{rung_name, tone};
use crate::service::people::{self, Row};
use crate::visit::{AtWork, Visit};

#[derive(Debug, Template)]
#[template(path = "clinic/list.html")]
struct ListPage {
    c: Frame,
    problems: Vec<Fault>,
    rows: Vec<Row>,
    next: Option<String>,
    name: String,
}

#[derive(Debug, Template)]
#[template(path = "clinic/queue.html")]
struct QueuePage {
    c: Frame,
    /// When check-ins are read, in the clinic's words.
    hours: Option<String>,
    rows: Vec<Row>,
}

/// The newest advice as a tag: how it looks, and its words.
fn advice(c: &Frame, row: &Row) -> Option<(&'static str, String)> {
    let (rung, provisional, day) = row.advice.as_ref()?;
    let name = rung_name(c.knowledge(), *rung, &c.language);
    let provisional =
        if *provisional { format!(", {}", c.t("clinic.provisional")) } else { String::new() };
    Some((tone(*rung), format!("{name}{provisional} ({day})")))
}

impl ListPage {
    fn advice(&self, row: &Row) -> Option<(&'static str, String)> {
        advice(&self.c, row)
    }
}

impl QueuePage {
    fn advice(&self, row: &Row) -> Option<(&'static str, String)> {
        advice(&self.c, row)
    }
}

async fn listed(
    app: &App,
    visit: Visit,
    by: &AtWork,
    (name, after): (&str, &str),
    problems: Vec<Fault>,
) -> Result<Response, Failure> {
    let found = people::list(app, by, (name, after), today()).await?;
    let people::Listed { mut rows, next } = found;
    // Who needs action comes first, the most urgent before the others.
    rows.sort_by(|a, b| a.needs.is_empty().cmp(&b.needs.is_empty()).then(a.needs.cmp(&b.needs)));
    page(&ListPage { c: visit.frame.wide(), problems, rows, next, name: name.to_owned() })
}

/// The first people.
///
/// # Errors
/// It is no therapist; the database's problem.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let by = visit.therapist()?;
    listed(&app, visit, &by, ("", ""), Vec::new()).await
}

/// People whose names begin so, or come after one. The name does not stand in the address.
///
/// # Errors
/// It is no therapist; the database's problem.
pub async fn search(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let by = visit.therapist()?;
    let (name, after) = (field(&fields, "name"), field(&fields, "after"));
    listed(&app, visit, &by, (&name, &after), Vec::new()).await
}

/// Adds a person.
///
/// # Errors
/// It is no therapist; the database's problem.
pub async fn add(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let by = visit.therapist()?;
    let name = field(&fields, "new").trim().to_owned();
    let store = app.store().as_viewer(&by.viewer);
    let added = store.add_person(&name, &by.name, now()).await.map_err(Failure::from);
    let go = |chain| to(&format!("/clinic/people/{chain}"));
    or_again(added.map(go), async |_| {
        let fault = Fault::new("bad-name", "new", visit.frame.t("account.bad_name"), "");
        listed(&app, visit, &by, ("", ""), vec![fault]).await
    })
    .await
}

/// Who needs action.
///
/// # Errors
/// It is no therapist; the database's problem.
pub async fn queue(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let by = visit.therapist()?;
    let rows = people::queue(&app, &by, today()).await?;
    page(&QueuePage { c: visit.frame.wide(), hours: app.options().clinic_hours(), rows })
}
