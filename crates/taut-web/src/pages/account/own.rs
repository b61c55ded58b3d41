//! One's own account: name, passphrase, the sessions that are open.

use askama::Template;
use axum::Extension;
use axum::extract::{Form, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Redirect, Response};
use taut_episode::{Fault, time};
use taut_record::SessionId;

use super::sign_in::{Fields, field};
use crate::app::App;
use crate::failure::Failure;
use crate::guard::passphrase::SHORTEST;
use crate::html::frame::Frame;
use crate::html::{or_again, page, to};
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
    /// A new passphrase must be chosen first; there is nothing else on the page then.
    renew: bool,
    sessions: Vec<SessionRow>,
}

/// A session in a line.
#[derive(Debug)]
struct SessionRow {
    id: String,
    began: String,
    seen: String,
    is_this: bool,
}

impl OwnPage {
    async fn of(app: &App, visit: Visit, problems: Vec<Fault>) -> Result<Self, Failure> {
        let sessions = account::sessions(app, &visit).await?;
        let row = |(one, is_this): &(taut_record::OpenSession, bool)| SessionRow {
            id: one.id.text(),
            began: time::text(one.created),
            seen: time::text(one.seen),
            is_this: *is_this,
        };
        let (_, who) = account::signed_in(&visit)?;
        Ok(Self {
            problems,
            sign_in: who.sign_in.clone(),
            shown: who.name.clone(),
            role: visit.frame.t(role_label(who.role)),
            renew: who.renew,
            sessions: sessions.iter().map(row).collect(),
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
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    page(&OwnPage::of(&app, visit, Vec::new()).await?)
}

/// The page again with what is wrong, or where to go on.
async fn outcome(
    app: &App,
    visit: Visit,
    done: Result<Response, Failure>,
) -> Result<Response, Failure> {
    or_again(done, async |faults| page(&OwnPage::of(app, visit, faults).await?)).await
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
    outcome(&app, visit, done.map(|()| to("/account"))).await
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
    let done = done.map(|token| with_cookie(&app, &token));
    outcome(&app, visit, done).await
}

/// Ends one session, or all but this one where none is named.
///
/// # Errors
/// Nobody is signed in; the database's problem.
pub async fn end_sessions(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let one = field(&fields, "session");
    if !one.is_empty() {
        let id = SessionId::parse(&one).ok_or_else(Failure::not_found)?;
        account::end_one(&app, &visit, id).await?;
        return Ok(to("/account"));
    }
    let token = account::end_others(&app, &visit).await?;
    Ok(with_cookie(&app, &token))
}

fn with_cookie(app: &App, token: &taut_record::Token) -> Response {
    let cookie = app.cookies().set_session(&token.text());
    ([(header::SET_COOKIE, cookie)], Redirect::to("/account")).into_response()
}
