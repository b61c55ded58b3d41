//! Sign in, sign out, join with a code.

use askama::Template;
use axum::Extension;
use axum::extract::{Form, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Redirect, Response};
use taut_episode::Fault;

use crate::app::App;
use crate::failure::Failure;
use crate::guard::passphrase::SHORTEST;
use crate::html::frame::Frame;
use crate::html::{or_again, page, to};
use crate::server::Peer;
use crate::service::account::{self, Credentials, Entered, Joining};
use crate::service::take_over::{GoOn, SAY_WHICH};
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
            "yes" | "browser" | "account" => Some(true),
            "no" => Some(false),
            _ => None,
        },
        go_on: match field(fields, "take_over").as_str() {
            "browser" => Some(GoOn::Browser),
            "account" => Some(GoOn::Account),
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
    /// The account has unfinished ones too, and which go on is asked.
    which: bool,
}

/// The form.
///
/// # Errors
/// Not found in local mode; the database's problem.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    account::only_in_clinics(&visit)?;
    if let Ok((_, who)) = account::signed_in(&visit) {
        return Ok(to(account::home(who.role)));
    }
    let answers = account::has_guest_answers(&app, &visit).await?;
    page(&SignInPage {
        c: visit.frame,
        problems: Vec::new(),
        name: String::new(),
        answers,
        which: false,
    })
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
    let done = account::sign_in(&app, &visit, peer.0, &typed).await;
    or_again(done.map(|entered| go(&app, &entered)), async |problems| {
        let answers = account::has_guest_answers(&app, &visit).await?;
        let which = problems.iter().any(|fault| fault.code == SAY_WHICH);
        page(&SignInPage { c: visit.frame, problems, name: typed.name, answers, which })
    })
    .await
}

/// Goes to the role's first page with the new session.
fn go(app: &App, entered: &Entered) -> Response {
    let cookie = app.cookies().set_session(&entered.token.text());
    ([(header::SET_COOKIE, cookie)], Redirect::to(entered.home())).into_response()
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
    which: bool,
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
        which: false,
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
    let done = account::join(&app, &visit, peer.0, &typed).await;
    or_again(done.map(|entered| go(&app, &entered)), async |problems| {
        let answers = account::has_guest_answers(&app, &visit).await?;
        let Joining { code, shown, credentials: Credentials { name, .. }, .. } = typed;
        let (c, which) = (visit.frame, false);
        page(&JoinPage { c, problems, code, shown, name, answers, which })
    })
    .await
}
