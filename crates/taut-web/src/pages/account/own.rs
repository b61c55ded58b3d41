//! One's own account: name, passphrase, sessions elsewhere.

use askama::Template;
use axum::Extension;
use axum::extract::{Form, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Redirect, Response};
use taut_episode::Fault;

use super::sign_in::{Fields, field, refused};
use crate::app::App;
use crate::failure::Failure;
use crate::guard::passphrase::SHORTEST;
use crate::html::frame::Frame;
use crate::html::page;
use crate::server::Peer;
use crate::service::account;
use crate::visit::Visit;

#[derive(Debug, Template)]
#[template(path = "account/own.html")]
struct OwnPage {
    c: Frame,
    problems: Vec<Fault>,
    sign_in: String,
    shown: String,
    role: String,
}

impl OwnPage {
    fn of(visit: Visit, problems: Vec<Fault>) -> Result<Self, Failure> {
        let (_, who) = account::signed_in(&visit)?;
        Ok(Self {
            problems,
            sign_in: who.sign_in.clone(),
            shown: who.name.clone(),
            role: visit.frame.t(role_label(who.role)),
            c: visit.frame,
        })
    }

    fn rule(&self) -> String {
        self.c.t1("account.passphrase_rule", "n", SHORTEST)
    }
}

/// The label of a role.
#[must_use]
pub const fn role_label(role: taut_record::Role) -> &'static str {
    match role {
        taut_record::Role::Person => "account.role_person",
        taut_record::Role::Therapist => "account.role_therapist",
        taut_record::Role::Administrator => "account.role_administrator",
    }
}

/// The account and its forms.
///
/// # Errors
/// Nobody is signed in; not found in local mode.
pub async fn show(visit: Visit) -> Result<Response, Failure> {
    page(&OwnPage::of(visit, Vec::new())?)
}

/// The page again with what is wrong, or where to go on.
fn outcome(visit: Visit, done: Result<Response, Failure>) -> Result<Response, Failure> {
    match done {
        Err(failure) if !failure.faults.is_empty() => {
            refused(page(&OwnPage::of(visit, failure.faults)?)?)
        }
        other => other,
    }
}

/// Sets the name that others see.
///
/// # Errors
/// Nobody is signed in; the database's problem.
pub async fn rename(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let done = account::rename(&app, &visit, &field(&fields, "shown")).await;
    outcome(visit, done.map(|()| Redirect::to("/account").into_response()))
}

/// Sets a new passphrase.
///
/// # Errors
/// Nobody is signed in; too many tries; the database's problem.
pub async fn renew(
    State(app): State<App>,
    visit: Visit,
    Extension(peer): Extension<Peer>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let of = |name| field(&fields, name);
    let (old, new, again) = (of("old"), of("passphrase"), of("again"));
    let done = account::renew(&app, &visit, peer.0, &old, (&new, &again)).await;
    outcome(visit, done.map(|token| with_cookie(&app, &token)))
}

/// Ends all other sessions.
///
/// # Errors
/// Nobody is signed in; the database's problem.
pub async fn end_others(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let token = account::end_others(&app, &visit).await?;
    Ok(with_cookie(&app, &token))
}

fn with_cookie(app: &App, token: &taut_record::Token) -> Response {
    let cookie = app.cookies().set_session(&token.text());
    ([(header::SET_COOKIE, cookie)], Redirect::to("/account")).into_response()
}
