//! Who asks, in which language: found out once a request.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use taut_record::{ChainId, DraftOwner, Role, Session, Token, Viewer};

use crate::api::ROOT;
use crate::app::{AUTHOR, App, now};
use crate::failure::Failure;
use crate::html::frame::{Audience, Frame};

/// Who asks.
#[derive(Debug, Clone)]
pub enum Who {
    /// The one person of local mode.
    Local(ChainId),
    /// Somebody without an account; the session, if one has begun.
    Guest(Option<Session>),
    /// Somebody with an account.
    SignedIn(Session),
}

/// A request's visitor.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Who.
    pub who: Who,
    /// The frame of the page.
    pub frame: Frame,
}

/// A person's own record, as they reach it themself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Own {
    /// The chain.
    pub chain: ChainId,
    /// The right to it.
    pub viewer: Viewer,
}

/// A therapist at work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtWork {
    /// The right to the people of the clinic.
    pub viewer: Viewer,
    /// The name that stands beside what they write.
    pub name: String,
}

impl Visit {
    /// The language's code.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.frame.language
    }

    /// The visitor's own record; nothing for a guest and for staff.
    #[must_use]
    pub fn own(&self) -> Option<Own> {
        match &self.who {
            Who::Local(chain) => Some(Own { chain: *chain, viewer: Viewer::Local }),
            Who::Guest(_) => None,
            Who::SignedIn(session) => {
                let who = session.who.as_ref()?;
                Some(Own { chain: who.chain?, viewer: who.viewer })
            }
        }
    }

    /// The visitor's own record, or what to do to have one.
    ///
    /// # Errors
    /// Nobody is signed in; or it is staff.
    pub fn own_or_sign_in(&self) -> Result<Own, Failure> {
        self.own().ok_or(match self.who {
            Who::Guest(_) => Failure::sign_in(),
            _ => Failure::not_allowed(),
        })
    }

    /// A therapist who is signed in.
    ///
    /// # Errors
    /// Nobody is signed in; or it is no therapist.
    pub fn therapist(&self) -> Result<AtWork, Failure> {
        self.at_work(|viewer| matches!(viewer, Viewer::Therapist { .. }))
    }

    /// An administrator who is signed in.
    ///
    /// # Errors
    /// Nobody is signed in; or it is no administrator.
    pub fn administrator(&self) -> Result<AtWork, Failure> {
        self.at_work(|viewer| matches!(viewer, Viewer::Administrator { .. }))
    }

    fn at_work(&self, right: impl Fn(&Viewer) -> bool) -> Result<AtWork, Failure> {
        let Who::SignedIn(session) = &self.who else {
            return Err(match self.who {
                Who::Guest(_) => Failure::sign_in(),
                _ => Failure::not_found(),
            });
        };
        let who = session.who.as_ref().ok_or(Failure::sign_in())?;
        if right(&who.viewer) {
            Ok(AtWork { viewer: who.viewer, name: author(&who.name, who.role) })
        } else {
            Err(Failure::not_allowed())
        }
    }

    /// A new passphrase must be chosen before anything else.
    #[must_use]
    pub fn must_renew(&self) -> bool {
        let Who::SignedIn(session) = &self.who else { return false };
        session.who.as_ref().is_some_and(|who| who.renew)
    }

    /// Whose drafts these are; nothing before a guest has begun.
    #[must_use]
    pub fn draft_owner(&self) -> Option<DraftOwner> {
        match &self.who {
            Who::Guest(session) => session.as_ref().map(|s| DraftOwner::Session(s.id)),
            _ => self.own().map(|own| DraftOwner::Person(own.chain, own.viewer)),
        }
    }
}

/// What there is for somebody who must choose a new passphrase: the page for it, and the way out.
const WITHOUT_NEW_PASSPHRASE: [&str; 7] = [
    "/account",
    "/account/passphrase",
    "/sign-in",
    "/sign-out",
    "/language",
    "/api/v1/session",
    "/api/v1/account/passphrase",
];

impl FromRequestParts<App> for Visit {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        if let Some(found) = parts.extensions.get::<Self>() {
            return Ok(found.clone());
        }
        let visit = of(app, &parts.headers, parts.uri.path()).await?;
        if visit.must_renew() && !WITHOUT_NEW_PASSPHRASE.contains(&parts.uri.path()) {
            return Err(Failure::renew());
        }
        parts.extensions.insert(visit.clone());
        Ok(visit)
    }
}

/// Who a request is from.
///
/// # Errors
/// The database's problem.
pub async fn of(app: &App, headers: &HeaderMap, path: &str) -> Result<Visit, Failure> {
    let who = match app.local_person() {
        Some(person) => Who::Local(app.local_chain(person).await?),
        None => match bearer(headers).filter(|_| path.starts_with(ROOT)) {
            Some(token) => signed_in(app, token).await?.ok_or_else(Failure::sign_in)?,
            None => {
                let token = app.cookies().session(headers);
                signed_in(app, token.as_deref()).await?.unwrap_or(Who::Guest(None))
            }
        },
    };
    let audience = match &who {
        Who::Local(_) => Audience::Local,
        Who::Guest(_) => Audience::Guest,
        Who::SignedIn(session) => match session.who.as_ref().map(|who| &who.viewer) {
            Some(Viewer::Therapist { .. }) => Audience::Therapist,
            Some(Viewer::Administrator { .. }) => Audience::Administrator,
            Some(_) => Audience::Person,
            None => Audience::Guest,
        },
    };
    let account = match &who {
        Who::SignedIn(session) => session.who.as_ref().map(|who| who.language.as_str()),
        _ => None,
    };
    let language = language(app, headers, account);
    let frame = Frame::new(app.engine().knowledge(), &language, path, audience);
    Ok(Visit { who, frame })
}

/// The token that a program sends in place of a cookie: nothing where no such header is there, an empty one where it is none.
fn bearer(headers: &HeaderMap) -> Option<Option<&str>> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok();
    let parts = value.and_then(|value| value.split_once(' '));
    Some(parts.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token))
}

/// Whose session a token is of; nothing where it is nobody's.
async fn signed_in(app: &App, token: Option<&str>) -> Result<Option<Who>, Failure> {
    let Some(token) = token.and_then(Token::parse) else { return Ok(None) };
    let now = now();
    let Some(session) = app.reader().session(token.id()).await? else { return Ok(None) };
    let idle = i64::try_from(app.options().limits.idle.as_millis()).unwrap_or(i64::MAX);
    let longest = i64::try_from(app.options().limits.session.as_millis()).unwrap_or(i64::MAX);
    let expires = now.saturating_add(idle).min(session.created.saturating_add(longest));
    app.store().touch(&session, now, expires).await?;
    let is_account = session.who.is_some();
    Ok(Some(if is_account { Who::SignedIn(session) } else { Who::Guest(Some(session)) }))
}

/// The author of what an account at work writes: its name, never the one that people themselves write under. What somebody else
/// wrote is told from what the person wrote by that.
fn author(name: &str, role: Role) -> String {
    if name == AUTHOR { format!("{name} ({})", role.id()) } else { name.to_owned() }
}

/// The language that was chosen, else the account's, else the first that the browser wants and we have, else English.
#[must_use]
pub fn language(app: &App, headers: &HeaderMap, account: Option<&str>) -> String {
    let known = |code: &str| {
        app.engine().knowledge().languages().iter().any(|language| language.code == code)
    };
    let chosen = app.cookies().language(headers).filter(|code| known(code));
    if let Some(code) = chosen.or_else(|| account.map(str::to_owned).filter(|code| known(code))) {
        return code;
    }
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    wanted
        .into_iter()
        .flat_map(|value| value.split(','))
        .filter_map(|part| part.split(';').next())
        .filter_map(|tag| tag.trim().split('-').next())
        .map(str::to_lowercase)
        .find(|code| known(code))
        .unwrap_or_else(|| "en".to_owned())
}
