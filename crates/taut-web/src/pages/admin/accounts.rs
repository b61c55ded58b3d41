//! The accounts of a clinic: who has one, invitations, disabled or not, roles.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::response::Response;
use taut_episode::{Fault, time};
use taut_record::{AccountId, InvitationId, OpenInvitation, Role};

use crate::app::App;
use crate::failure::Failure;
use crate::html::frame::Frame;
use crate::html::{page, refused, to};
use crate::pages::account::{Fields, field, role_label};
use crate::service::admin::{self, Accounts, CODE_DAYS, Change};
use crate::visit::{AtWork, Visit};

/// One account as it is listed.
#[derive(Debug)]
struct Row {
    id: String,
    sign_in: String,
    shown: String,
    role: String,
    disabled: bool,
    /// The other role that it can have: its name, and the button's label.
    other: Option<(&'static str, String)>,
}

/// A code that is shown once.
#[derive(Debug)]
struct Shown {
    heading: String,
    code: String,
    how: String,
}

/// An open invitation in a line.
#[derive(Debug)]
struct InvitationRow {
    id: String,
    role: String,
    person: String,
    written: String,
    until: String,
}

#[derive(Debug, Template)]
#[template(path = "admin/accounts.html")]
struct AccountsPage {
    c: Frame,
    problems: Vec<Fault>,
    /// A new code, shown once.
    code: Option<Shown>,
    invitations: Vec<InvitationRow>,
    rows: Vec<Row>,
    next: Option<String>,
}

impl AccountsPage {
    fn of(
        c: Frame,
        listed: Accounts,
        open: &[OpenInvitation],
        (code, problems): (Option<Shown>, Vec<Fault>),
    ) -> Self {
        let row = |account: &taut_record::Account| Row {
            id: account.id.to_string(),
            sign_in: account.sign_in.clone(),
            shown: account.name.clone(),
            role: c.t(role_label(account.role)),
            disabled: account.disabled.is_some(),
            other: match account.role {
                Role::Person => None,
                Role::Therapist => Some(("administrator", c.t("admin.make_administrator"))),
                Role::Administrator => Some(("therapist", c.t("admin.make_therapist"))),
            },
        };
        let invitation = |one: &OpenInvitation| InvitationRow {
            id: one.id.text(),
            role: c.t(role_label(one.role)),
            person: one.person.clone().unwrap_or_default(),
            written: time::day(one.created),
            until: time::day(one.expires),
        };
        let rows = listed.accounts.iter().map(row).collect();
        let invitations = open.iter().map(invitation).collect();
        Self { rows, invitations, c: c.wide(), problems, code, next: listed.next }
    }
}

async fn listed(
    app: &App,
    visit: Visit,
    by: &AtWork,
    after: &str,
    shown: (Option<Shown>, Vec<Fault>),
) -> Result<Response, Failure> {
    let accounts = admin::accounts(app, by, after).await?;
    let open = admin::invitations(app, by).await?;
    page(&AccountsPage::of(visit.frame, accounts, &open, shown))
}

/// The first accounts.
///
/// # Errors
/// It is no administrator; the database's problem.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let by = visit.administrator()?;
    listed(&app, visit, &by, "", (None, Vec::new())).await
}

/// The accounts after a name, which does not stand in the address.
///
/// # Errors
/// It is no administrator; the database's problem.
pub async fn more(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let by = visit.administrator()?;
    listed(&app, visit, &by, &field(&fields, "after"), (None, Vec::new())).await
}

/// Invites somebody; the code is on this one page and nowhere else.
///
/// # Errors
/// It is no administrator; the database's problem.
pub async fn invite(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let by = visit.administrator()?;
    match Role::from_id(&field(&fields, "role")) {
        Some(role) => {
            let code = admin::invite(&app, &by, role).await?;
            let shown = Shown {
                heading: visit.frame.t("admin.code_head"),
                code: code.text(),
                how: visit.frame.t1("admin.code_how", "days", CODE_DAYS),
            };
            listed(&app, visit, &by, "", (Some(shown), Vec::new())).await
        }
        None => {
            let what = visit.frame.t("admin.choose_role");
            let fault = Fault::new("no-role", "role", what, "");
            Ok(refused(listed(&app, visit, &by, "", (None, vec![fault])).await?))
        }
    }
}

/// Disables an account, enables it, gives it another role, or a one-time passphrase, which is on this one page.
///
/// # Errors
/// It is no administrator; there is no such account in the clinic; the database's problem.
pub async fn change(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let by = visit.administrator()?;
    let id = AccountId::parse(&id).ok_or_else(Failure::not_found)?;
    let wanted = field(&fields, "change");
    let changed = if wanted == "reset" {
        admin::reset(&app, &by, id).await.map(Some)
    } else {
        let change = Change::of(&wanted).ok_or_else(Failure::not_found)?;
        admin::change(&app, &by, id, change).await.map(|()| None)
    };
    match changed {
        Ok(None) => Ok(to("/admin")),
        Ok(Some(code)) => {
            let shown = Shown {
                heading: visit.frame.t("admin.reset_head"),
                code: code.text(),
                how: visit.frame.t("admin.reset_how"),
            };
            listed(&app, visit, &by, "", (Some(shown), Vec::new())).await
        }
        Err(failure) if !failure.faults.is_empty() => {
            let what = visit.frame.t("admin.cannot");
            let faults = vec![Fault::new("cannot", "", what, "")];
            Ok(refused(listed(&app, visit, &by, "", (None, faults)).await?))
        }
        Err(failure) => Err(failure),
    }
}

/// Takes an invitation back.
///
/// # Errors
/// It is no administrator; there is no such open invitation in the clinic; the database's problem.
pub async fn withdraw(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<Fields>,
) -> Result<Response, Failure> {
    let by = visit.administrator()?;
    let id = InvitationId::parse(&field(&fields, "invitation")).ok_or_else(Failure::not_found)?;
    admin::withdraw(&app, &by, id).await?;
    Ok(to("/admin"))
}
