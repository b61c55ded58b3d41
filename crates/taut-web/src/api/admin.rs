//! Administration for programs: accounts of a clinic, invitations, events. No record of a person is read here.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use taut_record::AccountId;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::account::Role;
use super::body::Body;
use super::query::{Asked, Before};
use crate::app::App;
use crate::failure::Failure;
use crate::service::admin::{self, CODE_DAYS};
use crate::visit::Visit;

/// The routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(accounts))
        .routes(routes!(more))
        .routes(routes!(change))
        .routes(routes!(invite))
        .routes(routes!(events))
}

/// Accounts of a clinic.
#[derive(Debug, Serialize, ToSchema)]
struct Accounts {
    /// By the name to sign in with.
    accounts: Vec<OneAccount>,
    /// What to send as `after` for the next page; nothing on the last one.
    next: Option<String>,
}

/// An account.
#[derive(Debug, Serialize, ToSchema)]
struct OneAccount {
    /// Its id.
    id: String,
    /// The name to sign in with.
    name: String,
    /// The name that others see.
    shown: String,
    /// What it may do.
    role: Role,
    /// When it was made: milliseconds since 1970 UTC.
    created: i64,
    /// When it was disabled: milliseconds since 1970 UTC; nothing while it may be used.
    disabled: Option<i64>,
}

impl From<admin::Accounts> for Accounts {
    fn from(of: admin::Accounts) -> Self {
        let one = |account: taut_record::Account| OneAccount {
            id: account.id.to_string(),
            name: account.sign_in,
            shown: account.name,
            role: account.role.into(),
            created: account.created,
            disabled: account.disabled,
        };
        Self { accounts: of.accounts.into_iter().map(one).collect(), next: of.next }
    }
}

/// The first accounts of one's clinic
#[utoipa::path(
    get,
    path = "/api/v1/admin/accounts",
    tag = "administration",
    responses((status = 200, description = "The accounts", body = Accounts)),
)]
async fn accounts(State(app): State<App>, visit: Visit) -> Result<Json<Accounts>, Failure> {
    let by = visit.administrator()?;
    Ok(Json(admin::accounts(&app, &by, "").await?.into()))
}

/// Where a list goes on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AfterName {
    /// The name after which it goes on.
    #[schema(max_length = 200)]
    after: String,
}

/// Accounts after a name, which does not stand in the address
#[utoipa::path(
    post,
    path = "/api/v1/admin/accounts",
    tag = "administration",
    request_body = AfterName,
    responses((status = 200, description = "The accounts", body = Accounts)),
)]
async fn more(
    State(app): State<App>,
    visit: Visit,
    Body(sent): Body<AfterName>,
) -> Result<Json<Accounts>, Failure> {
    let by = visit.administrator()?;
    Ok(Json(admin::accounts(&app, &by, &sent.after).await?.into()))
}

/// A change of an account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AccountChange {
    /// What to do.
    change: Change,
}

/// What to do with an account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Change {
    /// It may not be used any more.
    Disable,
    /// It may be used again.
    Enable,
    /// It becomes a therapist's.
    Therapist,
    /// It becomes an administrator's.
    Administrator,
}

impl From<Change> for admin::Change {
    fn from(change: Change) -> Self {
        match change {
            Change::Disable => Self::Disable,
            Change::Enable => Self::Enable,
            Change::Therapist => Self::Role(taut_record::Role::Therapist),
            Change::Administrator => Self::Role(taut_record::Role::Administrator),
        }
    }
}

/// Disables an account, enables it, or gives it another role
#[utoipa::path(
    post,
    path = "/api/v1/admin/accounts/{id}",
    tag = "administration",
    params(("id" = String, Path, description = "Id of the account")),
    request_body = AccountChange,
    responses(
        (status = 204, description = "It is done"),
        (status = 404, description = "There is no such account in the clinic"),
    ),
)]
async fn change(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Body(sent): Body<AccountChange>,
) -> Result<StatusCode, Failure> {
    let by = visit.administrator()?;
    let id = AccountId::parse(&id).ok_or_else(Failure::not_found)?;
    admin::change(&app, &by, id, sent.change.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// For whom an invitation is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct InvitationFor {
    /// What the account may do.
    role: Role,
}

/// A one-time code.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewInvitation {
    /// Whoever has it can make the account. It is not shown again.
    pub code: String,
    /// Days that it is good for.
    pub days: i64,
}

/// Writes an invitation
#[utoipa::path(
    post,
    path = "/api/v1/admin/invitations",
    tag = "administration",
    request_body = InvitationFor,
    responses((status = 201, description = "The code", body = NewInvitation)),
)]
async fn invite(
    State(app): State<App>,
    visit: Visit,
    Body(sent): Body<InvitationFor>,
) -> Result<(StatusCode, Json<NewInvitation>), Failure> {
    let by = visit.administrator()?;
    let code = admin::invite(&app, &by, sent.role.into()).await?.text();
    Ok((StatusCode::CREATED, Json(NewInvitation { code, days: CODE_DAYS })))
}

/// What was done with accounts, the newest first.
#[derive(Debug, Serialize, ToSchema)]
struct Events {
    /// The events.
    events: Vec<OneEvent>,
    /// What to send as `before` for the next page; nothing on the last one.
    next: Option<i64>,
}

/// One thing that was done.
#[derive(Debug, Serialize, ToSchema)]
struct OneEvent {
    /// Its number.
    seq: i64,
    /// When: milliseconds since 1970 UTC.
    at: i64,
    /// What, such as `signed_in`.
    #[schema(example = "signed_in")]
    what: &'static str,
    /// Id of the account that did it; nothing for the program itself.
    by: Option<String>,
    /// Id of the account that it was done to.
    account: Option<String>,
}

/// What was done with the accounts of one's clinic
#[utoipa::path(
    get,
    path = "/api/v1/admin/events",
    tag = "administration",
    params(Before),
    responses((status = 200, description = "The events", body = Events)),
)]
async fn events(
    State(app): State<App>,
    visit: Visit,
    Asked(asked): Asked<Before>,
) -> Result<Json<Events>, Failure> {
    let by = visit.administrator()?;
    let (events, next) = admin::events(&app, &by, asked.place()?).await?;
    let one = |event: &taut_record::Event| OneEvent {
        seq: event.seq,
        at: event.at,
        what: event.what.id(),
        by: event.account.map(|id| id.to_string()),
        account: event
            .about
            .filter(|_| event.chain().is_none())
            .map(|id| AccountId(id).to_string()),
    };
    Ok(Json(Events { events: events.iter().map(one).collect(), next }))
}
