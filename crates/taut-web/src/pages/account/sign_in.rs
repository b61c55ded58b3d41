//! Sign in, sign out, join with a code.

use askama::Template;
use axum::Extension;
use axum::extract::{Form, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use taut_episode::Fault;

use crate::app::App;
use crate::failure::Failure;
use crate::guard::passphrase::SHORTEST;
use crate::html::frame::Frame;
use crate::html::page;
use crate::server::Peer;
use crate::service::account::{self, Credentials, Entered, Joining};
use crate::visit::Visit;

/// Fields of a form in the order in which they were sent.
pub type Fields = Vec<(String, String)>;

/// The value of a field; empty if there is none.
#[must_use]
pub fn field(fields: &Fields, name: &str) -> String {
    fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()).unwrap_or_default()
}

fn credentials(fields: &Fields) -> Credentials {
    Credentials {
        name: field(fields, "name"),
        passphrase: field(fields, "passphrase"),
        take_over: match field(fields, "take_over").as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
    }
}

#[derive(Debug, Template)]
#[template(path = "account/sign_in.html")]
struct SignInPage {
    c: Frame,
    problems: Vec<Fault>,
    name: String,
    /// Answers were given here before, and whose they are is asked.
    answers: bool,
}

/// The form.
///
/// # Errors
/// Not found in local mode; the database's problem.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    account::only_in_clinics(&visit)?;
    if let Ok((_, who)) = account::signed_in(&visit) {
        return Ok(Redirect::to(account::home(who.role)).into_response());
    }
    let answers = account::has_guest_answers(&app, &visit).await?;
    page(&SignInPage { c: visit.frame, problems: Vec::new(), name: String::new(), answers })
}

/// Signs in.
///
/// # Errors
/// Too many tries; the database's problem.
pub async fn enter(
    State(app): State<App>,
    visit: Visit,
    Extension(peer): Extension<Peer>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let typed = credentials(&fields);
    let problems = match account::sign_in(&app, &visit, peer.0, &typed).await {
        Ok(entered) => return Ok(go(&app, &entered)),
        Err(failure) if !failure.faults.is_empty() => failure.faults,
        Err(failure) => return Err(failure),
    };
    let answers = account::has_guest_answers(&app, &visit).await?;
    refused(page(&SignInPage { c: visit.frame, problems, name: typed.name, answers })?)
}

/// Goes to the role's first page with the new session.
fn go(app: &App, entered: &Entered) -> Response {
    let cookie = app.cookies().set_session(&entered.token.text());
    ([(header::SET_COOKIE, cookie)], Redirect::to(entered.home())).into_response()
}

/// The form as it was filled in, with what is wrong.
///
/// # Errors
/// None of its own.
pub fn refused(mut response: Response) -> Result<Response, Failure> {
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// Signs out.
///
/// # Errors
/// Not found in local mode; the database's problem.
pub async fn leave(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    account::sign_out(&app, &visit).await?;
    let cookie = app.cookies().end_session();
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}

#[derive(Debug, Template)]
#[template(path = "account/join.html")]
struct JoinPage {
    c: Frame,
    problems: Vec<Fault>,
    code: String,
    shown: String,
    name: String,
    answers: bool,
}

impl JoinPage {
    fn rule(&self) -> String {
        self.c.t1("account.passphrase_rule", "n", SHORTEST)
    }
}

/// The form.
///
/// # Errors
/// Not found in local mode; the database's problem.
pub async fn show_join(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    account::only_in_clinics(&visit)?;
    let answers = account::has_guest_answers(&app, &visit).await?;
    let empty = String::new;
    page(&JoinPage {
        c: visit.frame,
        problems: Vec::new(),
        code: empty(),
        shown: empty(),
        name: empty(),
        answers,
    })
}

/// Makes the account and signs in.
///
/// # Errors
/// Too many tries; the database's problem.
pub async fn join(
    State(app): State<App>,
    visit: Visit,
    Extension(peer): Extension<Peer>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    account::only_in_clinics(&visit)?;
    let typed = Joining {
        code: field(&fields, "code"),
        shown: field(&fields, "shown"),
        again: field(&fields, "again"),
        credentials: credentials(&fields),
    };
    match account::join(&app, &visit, peer.0, &typed).await {
        Ok(entered) => Ok(go(&app, &entered)),
        Err(failure) if !failure.faults.is_empty() => {
            let answers = account::has_guest_answers(&app, &visit).await?;
            let Joining { code, shown, credentials, .. } = typed;
            let (problems, name) = (failure.faults, credentials.name);
            refused(page(&JoinPage { c: visit.frame, problems, code, shown, name, answers })?)
        }
        Err(failure) => Err(failure),
    }
}
