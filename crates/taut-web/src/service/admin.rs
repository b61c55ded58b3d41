//! What an administrator does: accounts listed, invited, disabled, given another role; and what was done.

use taut_record::{Account, AccountId, Code, Event, InvitationId, OpenInvitation, Role, Store};

use crate::app::{App, DAY, now};
use crate::failure::Failure;
use crate::guard::passphrase;
use crate::visit::AtWork;

/// Accounts on one page.
const PAGE: u32 = 100;

/// Events on one page.
const EVENTS: u32 = 50;

/// Days that a code is good for.
pub const CODE_DAYS: i64 = 7;

/// Accounts of a clinic, and where the next page begins.
#[derive(Debug, Clone, Default)]
pub struct Accounts {
    /// The accounts by the name to sign in with.
    pub accounts: Vec<Account>,
    /// The name after which the next page begins.
    pub next: Option<String>,
}

fn store(app: &App, by: &AtWork) -> Store {
    app.store().as_viewer(&by.viewer)
}

/// Accounts whose names come after one.
///
/// # Errors
/// The database's problem.
pub async fn accounts(app: &App, by: &AtWork, after: &str) -> Result<Accounts, Failure> {
    let clinic = by.viewer.clinic().ok_or_else(Failure::not_allowed)?;
    // No name holds it, and PostgreSQL takes no text with it.
    if after.contains('\0') {
        return Ok(Accounts::default());
    }
    let mut accounts = store(app, by).accounts(clinic, after, PAGE + 1).await?;
    let more = accounts.len() > PAGE as usize;
    accounts.truncate(PAGE as usize);
    let next = accounts.last().filter(|_| more).map(|last| last.sign_in.clone());
    Ok(Accounts { accounts, next })
}

/// Writes an invitation.
///
/// # Errors
/// The database's problem.
pub async fn invite(app: &App, by: &AtWork, role: Role) -> Result<Code, Failure> {
    let clinic = by.viewer.clinic().ok_or_else(Failure::not_allowed)?;
    let now = now();
    Ok(store(app, by).invite(clinic, role, None, now + CODE_DAYS * DAY, now).await?)
}

/// A change of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It may not be used any more.
    Disable,
    /// It may be used again.
    Enable,
    /// It has another role.
    Role(Role),
}

impl Change {
    /// The change that a button sends.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        Some(match text {
            "disable" => Self::Disable,
            "enable" => Self::Enable,
            "therapist" => Self::Role(Role::Therapist),
            "administrator" => Self::Role(Role::Administrator),
            _ => return None,
        })
    }
}

/// Changes an account.
///
/// # Errors
/// There is none within reach; it is the last administrator; the database's problem.
pub async fn change(app: &App, by: &AtWork, id: AccountId, change: Change) -> Result<(), Failure> {
    let store = store(app, by);
    match change {
        Change::Disable => store.set_disabled(id, true, now()).await?,
        Change::Enable => store.set_disabled(id, false, now()).await?,
        Change::Role(role) => store.set_role(id, role, now()).await?,
    }
    Ok(())
}

/// Sets a one-time passphrase: good for the next sign-in, where a new one must be chosen. All sessions of the account end. The
/// own passphrase is changed on the own page.
///
/// # Errors
/// There is no such account within reach, or it is the own one; the database's problem.
pub async fn reset(app: &App, by: &AtWork, id: AccountId) -> Result<Code, Failure> {
    if by.viewer.account() == Some(id) {
        return Err(Failure::of("own", "", "", ""));
    }
    let code = Code::new()?;
    let hash = passphrase::hash(&code.text()).await?;
    store(app, by).set_passphrase(id, &hash, true, now()).await?;
    Ok(code)
}

/// Invitations that are good and not used yet.
///
/// # Errors
/// The database's problem.
pub async fn invitations(app: &App, by: &AtWork) -> Result<Vec<OpenInvitation>, Failure> {
    let clinic = by.viewer.clinic().ok_or_else(Failure::not_allowed)?;
    Ok(store(app, by).open_invitations(clinic, now()).await?)
}

/// Takes an invitation back.
///
/// # Errors
/// There is no such open one; the database's problem.
pub async fn withdraw(app: &App, by: &AtWork, id: InvitationId) -> Result<(), Failure> {
    let clinic = by.viewer.clinic().ok_or_else(Failure::not_allowed)?;
    Ok(store(app, by).withdraw(clinic, id, now()).await?)
}

/// What was done with accounts before an event, the newest first, and where the next page begins.
///
/// # Errors
/// The database's problem.
pub async fn events(
    app: &App,
    by: &AtWork,
    before: Option<i64>,
) -> Result<(Vec<Event>, Option<i64>), Failure> {
    let clinic = by.viewer.clinic().ok_or_else(Failure::not_allowed)?;
    let mut events = store(app, by).events(clinic, before, EVENTS + 1).await?;
    let more = events.len() > EVENTS as usize;
    events.truncate(EVENTS as usize);
    let next = events.last().filter(|_| more).map(|last| last.seq);
    Ok((events, next))
}
