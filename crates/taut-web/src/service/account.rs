//! Accounts: signing in and out, joining with a code, and what somebody changes about their own account.

use std::net::IpAddr;
use std::time::Duration;

use taut_episode::Fault;
use taut_record::{
    Code, DraftKind, DraftOwner, Invitation, NewAccount, OpenSession, ProblemKind, Role, Session,
    SessionId, SignedIn, Token,
};
use tokio::time::Instant;

use crate::app::{App, now};
use crate::failure::Failure;
use crate::guard::passphrase::{self, SHORTEST};
use crate::html::frame::Frame;
use crate::service::take_over::{GoOn, take_over};
use crate::visit::{Visit, Who};

/// A refused sign-in is answered at the next multiple of this, whatever the reason took.
const STEP: Duration = Duration::from_millis(250);

/// What somebody types to sign in.
#[derive(Debug, Clone, Default)]
pub struct Credentials {
    /// The name to sign in with.
    pub name: String,
    /// The passphrase.
    pub passphrase: String,
    /// Whether answers that were given in this browser before are theirs; nothing if that was not said.
    pub take_over: Option<bool>,
    /// Which answers to go on with, where the account has unfinished ones too; nothing if that was not said.
    pub go_on: Option<GoOn>,
}

/// Somebody has signed in.
#[derive(Debug)]
pub struct Entered {
    /// The new session.
    pub token: Token,
    /// What the account may do.
    pub role: Role,
    /// A new passphrase must be chosen first.
    pub renew: bool,
}

impl Entered {
    /// The page to go to.
    #[must_use]
    pub const fn home(&self) -> &'static str {
        if self.renew { "/account" } else { home(self.role) }
    }
}

/// The first page of a role.
#[must_use]
pub const fn home(role: Role) -> &'static str {
    match role {
        Role::Person => "/",
        Role::Therapist => "/clinic",
        Role::Administrator => "/admin",
    }
}

/// There are accounts in clinic mode only.
///
/// # Errors
/// Not found in local mode.
pub fn only_in_clinics(visit: &Visit) -> Result<(), Failure> {
    if matches!(visit.who, Who::Local(_)) { Err(Failure::not_found()) } else { Ok(()) }
}

/// The account of whoever is signed in, with its session.
///
/// # Errors
/// Nobody is; not found in local mode.
pub fn signed_in(visit: &Visit) -> Result<(&Session, &SignedIn), Failure> {
    only_in_clinics(visit)?;
    match &visit.who {
        Who::SignedIn(session) => Ok((session, session.who.as_ref().ok_or(Failure::sign_in())?)),
        _ => Err(Failure::sign_in()),
    }
}

/// True if answers were given in this browser without an account.
///
/// # Errors
/// The database's problem.
pub async fn has_guest_answers(app: &App, visit: &Visit) -> Result<bool, Failure> {
    Ok(guest_answers(app, visit).await?.is_some())
}

async fn guest_answers(app: &App, visit: &Visit) -> Result<Option<String>, Failure> {
    let Who::Guest(Some(session)) = &visit.who else { return Ok(None) };
    let owner = DraftOwner::Session(session.id);
    let draft = app.store().draft(&owner, DraftKind::Interview, now()).await?;
    Ok(draft.map(|draft| draft.body))
}

/// Signs in: a new token, whatever the browser brought. Unknown names, wrong passphrases, locked and disabled accounts are
/// refused in the same words after the same time.
///
/// # Errors
/// Refused; nobody has said whose the answers of before are; too many tries; not found in local mode; the database's problem.
pub async fn sign_in(
    app: &App,
    visit: &Visit,
    peer: IpAddr,
    typed: &Credentials,
) -> Result<Entered, Failure> {
    only_in_clinics(visit)?;
    if typed.take_over.is_none() && has_guest_answers(app, visit).await? {
        let what = visit.frame.t("account.say_whose");
        return Err(Failure::of("sign-in", "take_over", what, ""));
    }
    if !app.rates().allow(peer, &typed.name) {
        return Err(Failure::too_many());
    }
    let begun = Instant::now();
    let locked = app.rates().is_locked(peer, &typed.name, begun.into_std());
    let entered = enter(app, visit, typed, locked).await?;
    if let Some(entered) = entered {
        app.rates().right(peer, &typed.name);
        return Ok(entered);
    }
    if !locked {
        app.rates().wrong(peer, &typed.name, begun.into_std());
    }
    let steps = begun.elapsed().as_millis() / STEP.as_millis() + 1;
    tokio::time::sleep_until(begun + STEP * u32::try_from(steps).unwrap_or(1)).await;
    let what = visit.frame.t("account.refused");
    Err(Failure::of("sign-in", "name", what, ""))
}

async fn enter(
    app: &App,
    visit: &Visit,
    typed: &Credentials,
    locked: bool,
) -> Result<Option<Entered>, Failure> {
    let account = app.store().account_named(&typed.name).await?;
    let hash = account.as_ref().map(|account| &account.passphrase);
    let right = passphrase::is_right(&typed.passphrase, hash).await?;
    let Some(account) = account else { return Ok(None) };
    let now = now();
    if locked || account.disabled.is_some() || account.locked_until > now {
        return Ok(None);
    }
    if !right {
        app.store().sign_in_failed(account.id, now).await?;
        return Ok(None);
    }
    let token = match app.store().sign_in(account.id, now, first_end(app, now)).await {
        Ok(token) => token,
        // Locked or disabled this very moment.
        Err(problem) if problem.kind == ProblemKind::NotFound => return Ok(None),
        Err(problem) => return Err(problem.into()),
    };
    // A passphrase that is good only once leaves no second try: then nothing is asked, and what was said just now goes on.
    let go_on = typed.go_on.or(account.renew.then_some(GoOn::Browser));
    let typed = Credentials { go_on, ..typed.clone() };
    if let Err(failure) = leave_old(app, visit, &token, &typed).await {
        end(app, &token).await?;
        return Err(failure);
    }
    Ok(Some(Entered { token, role: account.role, renew: account.renew }))
}

/// Ends a session that somebody has only just begun.
async fn end(app: &App, token: &Token) -> Result<(), Failure> {
    Ok(app.store().end_session(token.id(), now()).await?)
}

/// When a session that begins now ends without use.
fn first_end(app: &App, now: i64) -> i64 {
    let idle = i64::try_from(app.options().limits.idle.as_millis()).unwrap_or(i64::MAX);
    now.saturating_add(idle)
}

/// Ends the session that the browser had before. A guest's answers go over to the person who says that they are theirs; else they
/// are forgotten.
async fn leave_old(
    app: &App,
    visit: &Visit,
    new: &Token,
    typed: &Credentials,
) -> Result<(), Failure> {
    if typed.take_over == Some(true) {
        take_over(app, visit, new, typed.go_on).await?;
    }
    match &visit.who {
        Who::Guest(Some(session)) | Who::SignedIn(session) => {
            Ok(app.store().end_session(session.id, now()).await?)
        }
        _ => Ok(()),
    }
}

/// Signs out; a guest's session ends too, with what it holds.
///
/// # Errors
/// The database's problem.
pub async fn sign_out(app: &App, visit: &Visit) -> Result<(), Failure> {
    only_in_clinics(visit)?;
    if let Who::Guest(Some(session)) | Who::SignedIn(session) = &visit.who {
        app.store().end_session(session.id, now()).await?;
    }
    Ok(())
}

/// What somebody types to join.
#[derive(Debug, Clone, Default)]
pub struct Joining {
    /// The one-time code.
    pub code: String,
    /// The name that others see.
    pub shown: String,
    /// The passphrase once more.
    pub again: String,
    /// Name to sign in with, passphrase, answers of before.
    pub credentials: Credentials,
}

/// Makes the account that a code invites to, and signs in.
///
/// # Errors
/// Every problem of what was typed; too many tries; the database's problem.
pub async fn join(
    app: &App,
    visit: &Visit,
    peer: IpAddr,
    typed: &Joining,
) -> Result<Entered, Failure> {
    if !app.rates().allow(peer, &format!("join {}", typed.code)) {
        return Err(Failure::too_many());
    }
    let c = &visit.frame;
    let code = Code::parse(&typed.code);
    let invitation = match &code {
        Some(code) => app.store().invitation(code, now()).await?,
        None => None,
    };
    let mut faults = Vec::new();
    let mut fault =
        |place: &str, label: &str| faults.push(Fault::new("join", place, c.t(label), ""));
    if invitation.is_none() {
        fault("code", "account.bad_code");
    }
    for (place, name) in [("shown", &typed.shown), ("name", &typed.credentials.name)] {
        if !is_name(name) {
            fault(place, "account.bad_name");
        }
    }
    if typed.credentials.take_over.is_none()
        && asks_take_over(app, visit, invitation.as_ref()).await?
    {
        fault("take_over", "account.say_whose");
    }
    faults.extend(new_passphrase(c, &typed.credentials, &typed.again));
    let (Some(code), true) = (code, faults.is_empty()) else {
        return Err(Failure::refused(faults));
    };
    let new = NewAccount {
        sign_in: typed.credentials.name.clone(),
        name: typed.shown.trim().to_owned(),
        passphrase: passphrase::hash(&typed.credentials.passphrase).await?,
        renew: false,
        language: c.language.clone(),
    };
    let account = match app.store().accept(&code, &new, now()).await {
        Ok(account) => account,
        Err(problem) if problem.kind == ProblemKind::NotFound => {
            return Err(Failure::of("join", "code", c.t("account.bad_code"), ""));
        }
        Err(problem) if problem.kind == ProblemKind::NameTaken => {
            return Err(Failure::of("join", "name", c.t("account.name_taken"), ""));
        }
        Err(problem) => return Err(problem.into()),
    };
    let role = invitation.map_or(Role::Person, |invitation| invitation.role);
    let now = now();
    let token = app.store().sign_in(account, now, first_end(app, now)).await?;
    // The code is used up: nothing is asked any more, and what was said just now goes on.
    let go_on = typed.credentials.go_on.or(Some(GoOn::Browser));
    leave_old(app, visit, &token, &Credentials { go_on, ..typed.credentials.clone() }).await?;
    Ok(Entered { token, role, renew: false })
}

/// Whose the answers are is asked where the new account is a person's, or may be.
async fn asks_take_over(
    app: &App,
    visit: &Visit,
    invitation: Option<&Invitation>,
) -> Result<bool, Failure> {
    let person = invitation.is_none_or(|invitation| invitation.role == Role::Person);
    Ok(person && has_guest_answers(app, visit).await?)
}

/// One plain line that is neither empty nor long.
fn is_name(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.chars().count() <= 100 && !text.chars().any(char::is_control)
}

/// What is wrong with a new passphrase, if anything.
fn new_passphrase(c: &Frame, typed: &Credentials, again: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let Err(weak) = passphrase::check(&typed.passphrase, &typed.name) {
        let what = c.t1(weak.label(), "n", SHORTEST);
        faults.push(Fault::new("passphrase", "passphrase", what, ""));
    } else if typed.passphrase != again {
        faults.push(Fault::new("passphrase", "again", c.t("account.not_same"), ""));
    }
    faults
}

/// Sets the name that others see.
///
/// # Errors
/// It is no name; the database's problem.
pub async fn rename(app: &App, visit: &Visit, name: &str) -> Result<(), Failure> {
    let (_, who) = signed_in(visit)?;
    if !is_name(name) {
        return Err(Failure::of("name", "shown", visit.frame.t("account.bad_name"), ""));
    }
    Ok(app.store().set_profile(who.account, name.trim(), &who.language, now()).await?)
}

/// Sets a new passphrase: all sessions end, and a new one begins here.
///
/// # Errors
/// The old one is wrong, or the new one is not good enough; too many tries; the database's problem.
pub async fn renew(
    app: &App,
    visit: &Visit,
    peer: IpAddr,
    old: &str,
    (new, again): (&str, &str),
) -> Result<Token, Failure> {
    let (_, who) = signed_in(visit)?;
    if !app.rates().allow(peer, &who.sign_in) {
        return Err(Failure::too_many());
    }
    let typed = Credentials {
        name: who.sign_in.clone(),
        passphrase: new.to_owned(),
        take_over: None,
        go_on: None,
    };
    let mut faults = new_passphrase(&visit.frame, &typed, again);
    let account = app.store().account(who.account).await?;
    let begun = std::time::Instant::now();
    let right = passphrase::is_right(old, Some(&account.passphrase)).await?;
    let locked = app.rates().is_locked(peer, &who.sign_in, begun) || account.locked_until > now();
    if locked || !right {
        app.rates().wrong(peer, &who.sign_in, begun);
        app.store().sign_in_failed(account.id, now()).await?;
        let what = visit.frame.t("account.wrong_old");
        faults.insert(0, Fault::new("passphrase", "old", what, ""));
    }
    if !faults.is_empty() {
        return Err(Failure::refused(faults));
    }
    let hash = passphrase::hash(new).await?;
    let now = now();
    app.store().set_passphrase(who.account, &hash, false, now).await?;
    Ok(app.store().sign_in(who.account, now, first_end(app, now)).await?)
}

/// The account's open sessions, the newest first, each with whether it is the one that asks.
///
/// # Errors
/// Nobody is signed in; the database's problem.
pub async fn sessions(app: &App, visit: &Visit) -> Result<Vec<(OpenSession, bool)>, Failure> {
    let (session, who) = signed_in(visit)?;
    let open = app.store().sessions_of(who.account, now()).await?;
    Ok(open.into_iter().map(|one| (one, one.id == session.id)).collect())
}

/// Ends one of the account's sessions; one that is not there has ended already.
///
/// # Errors
/// Nobody is signed in; the database's problem.
pub async fn end_one(app: &App, visit: &Visit, id: SessionId) -> Result<(), Failure> {
    let (_, who) = signed_in(visit)?;
    Ok(app.store().end_session_of(who.account, id, now()).await?)
}

/// Ends the sessions on all other machines; a new one begins here.
///
/// # Errors
/// Nobody is signed in; the database's problem.
pub async fn end_others(app: &App, visit: &Visit) -> Result<Token, Failure> {
    let (_, who) = signed_in(visit)?;
    app.store().end_sessions_of(who.account).await?;
    let now = now();
    Ok(app.store().sign_in(who.account, now, first_end(app, now)).await?)
}
