//! The interview of a visitor: where it stands, replies taken in, one screen back, begun anew.

use taut_episode::interview_form;
use taut_episode::{AskSides, Draft, Fault, Given, ScreenView};
use taut_knowledge::regions::RegionId;
use taut_record::{DraftKind, DraftOwner, Expected, Token};

use crate::app::{App, now};
use crate::failure::Failure;
use crate::service::answer;
use crate::visit::{Visit, Who};
use crate::writer::Put;

/// Where an interview stands.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The replies.
    pub draft: Draft,
    /// Version of what is kept; 0 where nothing is.
    pub version: i64,
    /// The screen to show; nothing when this part is done.
    pub screen: Option<ScreenView>,
    /// True if there is a screen to go back to.
    pub can_go_back: bool,
    /// True if an emergency is certain.
    pub emergency: bool,
}

impl Standing {
    /// True if nothing more is asked: the answer is there.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        self.screen.is_none() || self.emergency
    }
}

/// What was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Press {
    /// Go on with these replies.
    Next,
    /// One screen back; what was filled in is dropped.
    Back,
}

/// How long a draft of a person's own stays.
pub const DRAFT_DAYS: i64 = 30;
/// A day in ms.
pub const DAY: i64 = 24 * 60 * 60 * 1000;

/// The visitor's interview; nothing if none has begun.
///
/// # Errors
/// The database's problem.
pub async fn standing(app: &App, visit: &Visit) -> Result<Option<Standing>, Failure> {
    let Some(owner) = visit.draft_owner() else { return Ok(None) };
    let Some(kept) = app.store().draft(&owner, DraftKind::Interview, now()).await? else {
        return Ok(None);
    };
    let draft = Draft::read(kept.body.as_bytes())?;
    Ok(Some(of(app, visit, draft, kept.version)))
}

fn of(app: &App, visit: &Visit, draft: Draft, version: i64) -> Standing {
    let planner = app.engine().asking();
    let interview = draft.interview(app.engine().knowledge());
    let emergency = interview.is_emergency(planner.reasoner);
    let sides = AskSides::Which;
    let screen = interview_form::next_screen(planner, &draft, &interview, sides, visit.language());
    let can_go_back = !interview.log().is_empty() || !interview.read().is_empty();
    Standing { draft, version, screen, can_go_back, emergency }
}

/// Begins an interview where none is; a guest gets a session, whose token comes back.
///
/// # Errors
/// The database's problem.
pub async fn begin(app: &App, visit: &Visit) -> Result<(Standing, Option<Token>), Failure> {
    if let Some(standing) = standing(app, visit).await? {
        return Ok((standing, None));
    }
    let (owner, token) = match (visit.draft_owner(), &visit.who) {
        (Some(owner), _) => (owner, None),
        (None, Who::Guest(_)) => {
            let idle = i64::try_from(app.options().limits.idle.as_millis()).unwrap_or(DAY);
            let token = app.store().begin_guest(now(), now() + idle).await?;
            (DraftOwner::Session(token.id()), Some(token))
        }
        (None, _) => return Err(Failure::not_allowed()),
    };
    let draft = Draft::new(app.engine().knowledge());
    let version = put(app, owner, &draft, Expected::None).await?;
    Ok((of(app, visit, draft, version), token))
}

async fn reply(
    app: &App,
    visit: &Visit,
    (shown, version): (&str, i64),
    replies: &[(&str, &str, &str)],
    press: Press,
    marked: Option<&[RegionId]>,
) -> Result<Standing, Failure> {
    let owner = visit.draft_owner().ok_or_else(Failure::not_found)?;
    let standing = standing(app, visit).await?.ok_or_else(Failure::not_found)?;
    if standing.version != version {
        return Err(Failure::conflict());
    }
    let mut draft = standing.draft;
    match press {
        Press::Back => back(app, &mut draft),
        Press::Next => {
            let screen = standing.screen.filter(|s| s.id == shown).ok_or_else(Failure::conflict)?;
            take(app, &mut draft, &screen, replies).map_err(Failure::refused)?;
            if let Some(marked) = marked {
                draft.mark(app.engine().knowledge(), marked);
            }
        }
    }
    let version = put(app, owner, &draft, Expected::Version(version)).await?;
    Ok(of(app, visit, draft, version))
}

/// Takes in replies to the screen that is shown; on a screen with the body chart also the places that are marked on it. A
/// finished interview is kept where the visitor has a record. The answer comes first: no trouble with the record may hold it
/// back.
///
/// # Errors
/// Another screen is open now, or another window has written: a conflict. Replies that do not fit, all of them; nothing is
/// kept then. The database's problem.
pub async fn step(
    app: &App,
    visit: &Visit,
    shown: (&str, i64),
    replies: &[(&str, &str, &str)],
    press: Press,
    marked: Option<&[RegionId]>,
) -> Result<Standing, Failure> {
    let standing = reply(app, visit, shown, replies, press, marked).await?;
    if standing.is_done()
        && let Err(failure) = answer::keep(app, visit).await
    {
        tracing::warn!(status = failure.status.as_u16(), "an answer was not kept");
    }
    Ok(standing)
}

fn back(app: &App, draft: &mut Draft) {
    interview_form::back(app.engine().asking(), draft);
}

/// Every reply of a screen, or every problem with them. An emergency that is certain needs no more replies (S1).
fn take(
    app: &App,
    draft: &mut Draft,
    screen: &ScreenView,
    replies: &[(&str, &str, &str)],
) -> Result<(), Vec<Fault>> {
    let mut taken = draft.clone();
    let outcome =
        interview_form::take(app.engine().asking(), &mut taken, screen, replies.iter().copied())?;
    let open = screen.questions.iter().filter(|question| outcome.open.contains(&question.key));
    let missing: Vec<Fault> =
        open.map(|question| Fault::new("no-reply", &question.key, &question.text, "")).collect();
    if missing.is_empty() {
        *draft = taken;
        Ok(())
    } else {
        Err(missing)
    }
}

/// One screen back, from wherever the interview stands.
///
/// # Errors
/// There is no interview; a conflict; the database's problem.
pub async fn back_once(app: &App, visit: &Visit) -> Result<Standing, Failure> {
    changed(app, visit, back).await
}

/// Begins the optional second part.
///
/// # Errors
/// There is no interview; a conflict; the database's problem.
pub async fn firmer(app: &App, visit: &Visit) -> Result<Standing, Failure> {
    changed(app, visit, |app, draft| {
        interview_form::begin_second_part(app.engine().knowledge(), draft);
    })
    .await
}

/// Takes in replies to questions that are on no screen of its own.
///
/// # Errors
/// There is no interview; a conflict; the database's problem.
pub async fn more(app: &App, visit: &Visit, given: &[Given]) -> Result<Standing, Failure> {
    changed(app, visit, |app, draft| {
        let knowledge = app.engine().knowledge();
        for Given { key, reply, side } in given {
            if let Some(finding) = knowledge.finding_id(key) {
                draft.reply(knowledge, finding, *reply, *side);
            }
        }
    })
    .await
}

async fn changed(
    app: &App,
    visit: &Visit,
    change: impl FnOnce(&App, &mut Draft) + Send,
) -> Result<Standing, Failure> {
    let owner = visit.draft_owner().ok_or_else(Failure::not_found)?;
    let standing = standing(app, visit).await?.ok_or_else(Failure::not_found)?;
    let mut draft = standing.draft;
    change(app, &mut draft);
    let version = put(app, owner, &draft, Expected::Version(standing.version)).await?;
    Ok(of(app, visit, draft, version))
}

/// Forgets the interview.
///
/// # Errors
/// The database's problem.
pub async fn forget(app: &App, visit: &Visit) -> Result<(), Failure> {
    if let Some(owner) = visit.draft_owner() {
        app.store().delete_draft(&owner, DraftKind::Interview).await?;
    }
    Ok(())
}

async fn put(
    app: &App,
    owner: DraftOwner,
    draft: &Draft,
    expected: Expected,
) -> Result<i64, Failure> {
    let body = String::from_utf8(draft.to_bytes()?).map_err(Failure::ours)?;
    let now = now();
    let expires = now + DRAFT_DAYS * DAY;
    let put = Put { owner, kind: DraftKind::Interview, body, expected, expires, now };
    Ok(app.writer().put(put).await?)
}
