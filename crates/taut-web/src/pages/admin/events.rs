//! What was done with the accounts of a clinic.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use taut_record::{AccountId, Act, Event};

use crate::app::App;
use crate::failure::Failure;
use crate::html::frame::Frame;
use crate::html::page;
use crate::service::admin;
use crate::visit::Visit;

#[derive(Debug, Template)]
#[template(path = "admin/events.html")]
struct EventsPage {
    c: Frame,
    rows: Vec<Row>,
    next: Option<i64>,
}

/// One event in words.
#[derive(Debug)]
struct Row {
    at: String,
    what: String,
    by: String,
    about: String,
}

const fn label(act: Act) -> &'static str {
    match act {
        Act::Founded => "admin.act_founded",
        Act::Invited => "admin.act_invited",
        Act::Withdrawn => "admin.act_withdrawn",
        Act::Created => "admin.act_created",
        Act::SignedIn => "admin.act_signed_in",
        Act::SignedOut => "admin.act_signed_out",
        Act::Locked => "admin.act_locked",
        Act::Passphrase => "admin.act_passphrase",
        Act::Disabled => "admin.act_disabled",
        Act::Enabled => "admin.act_enabled",
        Act::Role => "admin.act_role",
        Act::Renamed => "admin.act_renamed",
        Act::Listed => "admin.act_listed",
        Act::Joined => "admin.act_joined",
        Act::Left => "admin.act_left",
        Act::Erased => "admin.act_erased",
    }
}

/// The newest events.
///
/// # Errors
/// It is no administrator; the database's problem.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    listed(&app, visit, None).await
}

/// Events before one.
///
/// # Errors
/// It is no administrator; the database's problem.
pub async fn before(
    State(app): State<App>,
    visit: Visit,
    Path(seq): Path<i64>,
) -> Result<Response, Failure> {
    listed(&app, visit, Some(seq)).await
}

async fn listed(app: &App, visit: Visit, before: Option<i64>) -> Result<Response, Failure> {
    let by = visit.administrator()?;
    let (events, next) = admin::events(app, &by, before).await?;
    let store = app.store().as_viewer(&by.viewer);
    let mut names: BTreeMap<AccountId, String> = BTreeMap::new();
    let accounts = |event: &Event| {
        let about = event.about.filter(|_| event.chain().is_none()).map(AccountId);
        event.account.into_iter().chain(about)
    };
    for id in events.iter().flat_map(accounts) {
        if !names.contains_key(&id)
            && let Ok(account) = store.account(id).await
        {
            names.insert(id, account.sign_in);
        }
    }
    let name = |id: AccountId| names.get(&id).cloned().unwrap_or_default();
    let rows = events
        .iter()
        .map(|event| Row {
            at: taut_episode::time::text(event.at),
            what: visit.frame.t(label(event.what)),
            by: event.account.map(name).unwrap_or_default(),
            about: event.about.map(AccountId).map(name).unwrap_or_default(),
        })
        .collect();
    page(&EventsPage { c: visit.frame.wide(), rows, next })
}
