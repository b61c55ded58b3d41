//! Accounts for programs: signing in and out, joining with a code, and what somebody changes about their own account.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use taut_record::Token;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::Body;
use crate::app::App;
use crate::failure::Failure;
use crate::server::Peer;
use crate::service::account::{self, Credentials, Entered, Joining};
use crate::service::take_over::GoOn;
use crate::visit::Visit;

/// The routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show, sign_in, sign_out))
        .routes(routes!(join))
        .routes(routes!(rename))
        .routes(routes!(renew))
        .routes(routes!(end_others))
}

/// What an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads and adds to their own record.
    Person,
    /// Reads and adds to the records of their clinic's people.
    Therapist,
    /// Keeps the accounts of a clinic; reads no record.
    Administrator,
}

impl From<taut_record::Role> for Role {
    fn from(role: taut_record::Role) -> Self {
        match role {
            taut_record::Role::Person => Self::Person,
            taut_record::Role::Therapist => Self::Therapist,
            taut_record::Role::Administrator => Self::Administrator,
        }
    }
}

impl From<Role> for taut_record::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Person => Self::Person,
            Role::Therapist => Self::Therapist,
            Role::Administrator => Self::Administrator,
        }
    }
}

/// A session that has begun.
#[derive(Debug, Serialize, ToSchema)]
struct NewSession {
    /// Send it as `Authorization: Bearer`. It is not shown again.
    #[schema(min_length = 64, max_length = 64)]
    token: String,
    /// What the account may do.
    role: Role,
}

/// Who is signed in.
#[derive(Debug, Serialize, ToSchema)]
struct SignedIn {
    /// The name to sign in with.
    name: String,
    /// The name that others see.
    shown: String,
    /// What the account may do.
    role: Role,
    /// The language of the account.
    language: String,
}

/// A name and a passphrase.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignIn {
    /// The name to sign in with.
    #[schema(max_length = 200)]
    name: String,
    /// The passphrase.
    #[schema(max_length = 1024, format = Password)]
    passphrase: String,
    /// Whether answers that this session's guest gave before are theirs; needed where there are some.
    take_over: Option<bool>,
    /// Which answers go on; needed where the account has unfinished ones too. Finished ones are kept in the record anyway.
    go_on: Option<Which>,
}

/// Answers to go on with: those of this session's guest, or those that the account has.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Which {
    Browser,
    Account,
}

fn entered(app: &App, entered: &Entered, status: StatusCode) -> Response {
    let token = entered.token.text();
    let cookie = app.cookies().set_session(&token);
    let body = Json(NewSession { token, role: entered.role.into() });
    (status, [(header::SET_COOKIE, cookie)], body).into_response()
}

/// Who is signed in
#[utoipa::path(
    get,
    path = "/api/v1/session",
    tag = "account",
    responses((status = 200, description = "The account", body = SignedIn)),
)]
async fn show(visit: Visit) -> Result<Json<SignedIn>, Failure> {
    let (_, who) = account::signed_in(&visit)?;
    Ok(Json(SignedIn {
        name: who.sign_in.clone(),
        shown: who.name.clone(),
        role: who.role.into(),
        language: who.language.clone(),
    }))
}

/// Signs in
///
/// The token is in the response and in a cookie. Unknown names and wrong passphrases are refused in the same words.
#[utoipa::path(
    post,
    path = "/api/v1/session",
    tag = "sign in",
    request_body = SignIn,
    responses(
        (status = 201, description = "A session has begun", body = NewSession),
        (status = 429, description = "Too many tries"),
    ),
)]
async fn sign_in(
    State(app): State<App>,
    visit: Visit,
    Extension(peer): Extension<Peer>,
    Body(sent): Body<SignIn>,
) -> Result<Response, Failure> {
    let SignIn { name, passphrase, take_over, go_on } = sent;
    let go_on = go_on.map(|which| match which {
        Which::Browser => GoOn::Browser,
        Which::Account => GoOn::Account,
    });
    let typed = Credentials { name, passphrase, take_over, go_on };
    let entry = account::sign_in(&app, &visit, peer.0, &typed).await?;
    Ok(entered(&app, &entry, StatusCode::CREATED))
}

/// Signs out
///
/// A guest's session ends too, with what it holds.
#[utoipa::path(
    delete,
    path = "/api/v1/session",
    tag = "sign in",
    responses((status = 204, description = "The session has ended, or there was none")),
)]
async fn sign_out(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    account::sign_out(&app, &visit).await?;
    let cookie = app.cookies().end_session();
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// What it takes to join.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Join {
    /// The one-time code.
    #[schema(max_length = 100)]
    code: String,
    /// The name that others see.
    #[schema(max_length = 200)]
    shown: String,
    /// The name to sign in with.
    #[schema(max_length = 200)]
    name: String,
    /// A new passphrase: at least 12 characters, and not a common one.
    #[schema(max_length = 1024, format = Password)]
    passphrase: String,
    /// Whether answers that this session's guest gave before are theirs; needed where there are some.
    take_over: Option<bool>,
}

/// Makes the account that a code invites to, and signs in
#[utoipa::path(
    post,
    path = "/api/v1/accounts",
    tag = "sign in",
    request_body = Join,
    responses(
        (status = 201, description = "The account is made, and a session has begun", body = NewSession),
        (status = 429, description = "Too many tries"),
    ),
)]
async fn join(
    State(app): State<App>,
    visit: Visit,
    Extension(peer): Extension<Peer>,
    Body(sent): Body<Join>,
) -> Result<Response, Failure> {
    account::only_in_clinics(&visit)?;
    let Join { code, shown, name, passphrase, take_over } = sent;
    let again = passphrase.clone();
    let credentials = Credentials { name, passphrase, take_over, go_on: None };
    let typed = Joining { code, shown, again, credentials };
    let entry = account::join(&app, &visit, peer.0, &typed).await?;
    Ok(entered(&app, &entry, StatusCode::CREATED))
}

/// A name.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ShownName {
    /// The name that others see.
    #[schema(max_length = 200)]
    shown: String,
}

/// Sets the name that others see
#[utoipa::path(
    put,
    path = "/api/v1/account/name",
    tag = "account",
    request_body = ShownName,
    responses((status = 204, description = "It is set")),
)]
async fn rename(
    State(app): State<App>,
    visit: Visit,
    Body(sent): Body<ShownName>,
) -> Result<StatusCode, Failure> {
    account::rename(&app, &visit, &sent.shown).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The old and a new passphrase.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPassphrase {
    /// The old one.
    #[schema(max_length = 1024, format = Password)]
    old: String,
    /// The new one.
    #[schema(max_length = 1024, format = Password)]
    passphrase: String,
}

/// The token of the session that goes on.
#[derive(Debug, Serialize, ToSchema)]
struct NewToken {
    /// Send it as `Authorization: Bearer`. It is not shown again.
    #[schema(min_length = 64, max_length = 64)]
    token: String,
}

fn renewed(app: &App, token: &Token) -> Response {
    let token = token.text();
    let cookie = app.cookies().set_session(&token);
    ([(header::SET_COOKIE, cookie)], Json(NewToken { token })).into_response()
}

/// Sets a new passphrase; all sessions end, and a new one begins
#[utoipa::path(
    put,
    path = "/api/v1/account/passphrase",
    tag = "account",
    request_body = NewPassphrase,
    responses(
        (status = 200, description = "The new session", body = NewToken),
        (status = 429, description = "Too many tries"),
    ),
)]
async fn renew(
    State(app): State<App>,
    visit: Visit,
    Extension(peer): Extension<Peer>,
    Body(sent): Body<NewPassphrase>,
) -> Result<Response, Failure> {
    let new = (sent.passphrase.as_str(), sent.passphrase.as_str());
    let token = account::renew(&app, &visit, peer.0, &sent.old, new).await?;
    Ok(renewed(&app, &token))
}

/// Ends all sessions of the account; a new one begins
#[utoipa::path(
    post,
    path = "/api/v1/account/sessions",
    tag = "account",
    responses((status = 200, description = "The new session", body = NewToken)),
)]
async fn end_others(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let token = account::end_others(&app, &visit).await?;
    Ok(renewed(&app, &token))
}
