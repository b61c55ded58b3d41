//! My data: the record in plain words, taken out, a new episode, a reported clearance, erased.

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use taut_episode::{Fault, NOT_QUIET};

use crate::app::App;
use crate::failure::Failure;
use crate::html::asked::{Fields, Offered};
use crate::html::form_faults::{Ask, Field, told};
use crate::html::frame::Frame;
use crate::html::{attached, page, refused, to};
use crate::service::me::{self, Row};
use crate::visit::Visit;

#[derive(Debug, Template)]
#[template(path = "me.html")]
struct MePage {
    c: Frame,
    rows: Vec<Row>,
    older: Option<i64>,
    faults: Vec<Fault>,
    clearable: Vec<Offered>,
    sent: Fields,
    local: bool,
}

impl MePage {
    fn sent(&self, name: &str) -> &str {
        self.sent.get(name).unwrap_or_default()
    }
}

/// Which page of the record.
#[derive(Debug, Deserialize)]
pub struct Place {
    before: Option<i64>,
}

/// Shows the own record.
///
/// # Errors
/// Nobody is signed in; the database's problem.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Query(place): Query<Place>,
) -> Result<Response, Failure> {
    me_page(&app, visit, place.before, Fields::default(), Vec::new()).await
}

async fn me_page(
    app: &App,
    visit: Visit,
    before: Option<i64>,
    sent: Fields,
    faults: Vec<Fault>,
) -> Result<Response, Failure> {
    let own = visit.own_or_sign_in()?;
    let c = visit.frame;
    let (rows, older) = me::history(app, &own, &c, before).await?;
    let offered = |finding| {
        let record = c.knowledge().finding(finding);
        let text = record.text.get(&c.language).unwrap_or_else(|| record.en());
        Offered {
            value: record.id.clone(),
            label: text.name.clone(),
            chosen: sent.all("clears").any(|id| id == record.id),
        }
    };
    let clearable = me::clearable(app, &own).await?.into_iter().map(offered).collect();
    let local = app.local_person().is_some();
    let is_refused = !faults.is_empty();
    let response = page(&MePage { rows, older, faults, clearable, sent, local, c })?;
    Ok(if is_refused { refused(response) } else { response })
}

/// The own record as a file.
///
/// # Errors
/// Nobody is signed in; the database's problem.
pub async fn export(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let own = visit.own_or_sign_in()?;
    let lines = me::export(&app, &own).await?;
    Ok(attached("application/x-ndjson", "taut-record.jsonl", lines))
}

/// Begins a new episode.
///
/// # Errors
/// Nobody is signed in; the database's problem.
pub async fn new_episode(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let not_me = Fields(fields).get("why") == Some("not_me");
    let label = if not_me { "me.reason_not_me" } else { "me.reason_new" };
    let reason = visit.frame.t(label);
    me::new_episode(&app, &visit, &reason).await?;
    Ok(to("/"))
}

/// Keeps a reported clearance.
///
/// # Errors
/// Nobody is signed in; the database's problem.
pub async fn report(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let own = visit.own_or_sign_in()?;
    me::only_locally(&app)?;
    let fields = Fields(fields);
    let mut faults = missing(&visit.frame, &fields);
    if faults.is_empty() {
        match me::report(&app, &own, &visit.frame, &fields).await {
            Ok(()) => return Ok(to("/me")),
            Err(failure) if !failure.faults.is_empty() => {
                let fields = clearance_fields(&visit.frame);
                // That the leg was not quiet is in the reader's words already.
                let (said, unsaid): (Vec<Fault>, Vec<Fault>) =
                    failure.faults.into_iter().partition(|fault| fault.code == NOT_QUIET);
                faults = told(&visit.frame, unsaid, &fields, clearance_key);
                faults.extend(said);
            }
            Err(failure) => return Err(failure),
        }
    }
    me_page(&app, visit, None, fields, faults).await
}

/// The fields of a reported clearance.
fn clearance_fields(c: &Frame) -> Vec<Field> {
    [
        ("examiner", "me.clear_examiner", Ask::Words),
        ("profession", "me.clear_profession", Ask::Words),
        ("on", "me.clear_on", Ask::Day),
        ("quiet_since", "me.clear_quiet_since", Ask::Day),
        ("in_person", "me.clear_in_person", Ask::Choice),
        ("this_episode", "me.clear_this_episode", Ask::Choice),
        ("clears", "me.clear_clears", Ask::Choice),
        ("reason", "me.clear_reason", Ask::Words),
    ]
    .into_iter()
    .map(|(key, label, ask)| Field::new(key, c.t(label), ask))
    .collect()
}

/// The field that a path of the file belongs to.
fn clearance_key(path: &str) -> Option<String> {
    match path.split_once('[') {
        Some(("clears", rest)) if rest.ends_with(".reason") => Some("reason".to_owned()),
        Some((list, _)) => Some(list.to_owned()),
        None => Some(path.to_owned()),
    }
}

/// What the form needs and does not have.
fn missing(c: &Frame, fields: &Fields) -> Vec<Fault> {
    let is_empty = |name: &str| fields.get(name).is_none_or(|value| value.trim().is_empty());
    let asked = clearance_fields(c);
    let empty = asked.iter().filter(|field| is_empty(&field.key));
    let faults = empty.map(|field| Fault::new("missing-key", &field.key, "", "")).collect();
    told(c, faults, &asked, clearance_key)
}

/// Erases the person, once the word is typed.
///
/// # Errors
/// Nobody is signed in; the database's problem.
pub async fn erase(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let own = visit.own_or_sign_in()?;
    let fields = Fields(fields);
    let word = visit.frame.t("me.erase_word");
    let typed = fields.get("word").unwrap_or_default().trim();
    if typed.to_lowercase() != word.to_lowercase() {
        let what = visit.frame.t1("me.erase_wrong", "word", word);
        let faults = vec![Fault::new("not-confirmed", "word", what, "")];
        return me_page(&app, visit, None, Fields::default(), faults).await;
    }
    me::erase(&app, &own).await?;
    let cookie = app.cookies().end_session();
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}
