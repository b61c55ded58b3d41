//! The interview of a visitor: where it stands, replies taken in, one screen back, begun anew.

use std::net::IpAddr;

use taut_episode::interview_form;
use taut_episode::{AskSides, Draft, Fault, Given, ScreenView};
use taut_knowledge::regions::RegionId;
use taut_record::{DraftKind, DraftOwner, Expected, Token};

use crate::app::{App, DAY, now};
use crate::failure::Failure;
use crate::service::marks;
use crate::visit::{Visit, Who};
use crate::writer::Put;

/// Where an interview stands.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The replies.
    pub draft: Draft,
    /// Version of what is kept; 0 where nothing is.
    pub version: i64,
    /// When the last of it was said: milliseconds since 1970 UTC; nothing where that was just now.
    pub said: Option<i64>,
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
    /// Likewise, with No to every line of a list that has no reply.
    RestNo,
    /// One screen back; what was filled in is dropped.
    Back,
}

/// What was sent from a screen.
#[derive(Debug, Clone)]
pub struct Sent<'s> {
    /// The screen that was shown, and the version beside it.
    pub shown: (&'s str, i64),
    /// Key, value and side of each reply.
    pub replies: Vec<(&'s str, &'s str, &'s str)>,
    /// What was pressed.
    pub press: Press,
    /// The places that are marked, on a screen with the body chart.
    pub marked: Option<&'s [RegionId]>,
}

/// How long a draft of a person's own stays, in days.
const DRAFT_DAYS: i64 = 30;

/// When a draft that is written now ends.
#[must_use]
pub const fn draft_end(now: i64) -> i64 {
    now + DRAFT_DAYS * DAY
}

/// The visitor's interview; nothing if none has begun.
///
/// # Errors
/// The database's problem.
pub async fn standing(app: &App, visit: &Visit) -> Result<Option<Standing>, Failure> {
    let Some(owner) = visit.draft_owner() else { return Ok(None) };
    let Some(kept) = app.reader().draft(owner, DraftKind::Interview).await? else {
        return Ok(None);
    };
    let draft = Draft::read(kept.body.as_bytes())?;
    Ok(Some(Standing { said: Some(kept.updated), ..of(app, visit, draft, kept.version) }))
}

/// The replies that are kept, and their version.
async fn kept(app: &App, visit: &Visit) -> Result<Option<(Draft, i64)>, Failure> {
    let Some(owner) = visit.draft_owner() else { return Ok(None) };
    let kept = app.reader().draft(owner, DraftKind::Interview).await?;
    kept.map(|kept| Ok((Draft::read(kept.body.as_bytes())?, kept.version))).transpose()
}

/// Where an interview with this draft stands.
pub fn of(app: &App, visit: &Visit, draft: Draft, version: i64) -> Standing {
    in_language(app, visit.language(), draft, version)
}

/// Likewise, with the screen in a language.
#[must_use]
pub fn in_language(app: &App, language: &str, draft: Draft, version: i64) -> Standing {
    let planner = app.engine().asking();
    let interview = draft.interview(app.engine().knowledge());
    let emergency = interview.is_emergency(planner.reasoner);
    let sides = AskSides::Which;
    let screen = interview_form::next_screen(planner, &draft, &interview, sides, language);
    let can_go_back = !interview.log().is_empty() || !interview.read().is_empty();
    Standing { draft, version, said: None, screen, can_go_back, emergency }
}

/// What has been read before an interview begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Read {
    /// Nothing.
    Nothing,
    /// What the first screens say without asking anything: the front page says it.
    Notices,
}

/// Begins an interview where none is; a guest gets a session, whose token comes back.
///
/// # Errors
/// Too many guests begin from one network; the database's problem.
pub async fn begin(
    app: &App,
    visit: &Visit,
    peer: IpAddr,
    read: Read,
) -> Result<(Standing, Option<Token>), Failure> {
    if let Some(standing) = standing(app, visit).await? {
        return Ok((standing, None));
    }
    let (owner, token) = match (visit.draft_owner(), &visit.who) {
        (Some(owner), _) => (owner, None),
        (None, Who::Guest(_)) => {
            if !app.rates().allow_guest(peer) {
                return Err(Failure::too_many());
            }
            let idle = i64::try_from(app.options().limits.idle.as_millis()).unwrap_or(DAY);
            let token = app.store().begin_guest(now(), now() + idle).await?;
            (DraftOwner::Session(token.id()), Some(token))
        }
        (None, _) => return Err(Failure::not_allowed()),
    };
    let mut draft = Draft::new(app.engine().knowledge());
    if read == Read::Notices {
        interview_form::pass_notices(app.engine().asking(), &mut draft);
    }
    let version = put(app, owner, &draft, Expected::None).await?;
    Ok((of(app, visit, draft, version), token))
}

/// Takes in replies to the screen that is shown: the draft then, and its version.
///
/// # Errors
/// Another screen is open now, or another window has written: a conflict. Replies that do not fit, all of them; nothing is
/// kept then. The database's problem.
pub async fn replied(app: &App, visit: &Visit, sent: Sent<'_>) -> Result<(Draft, i64), Failure> {
    let (shown, version) = sent.shown;
    let owner = visit.draft_owner().ok_or_else(Failure::not_found)?;
    let (mut draft, kept) = kept(app, visit).await?.ok_or_else(Failure::not_found)?;
    if kept != version {
        return Err(Failure::conflict());
    }
    match sent.press {
        Press::Back => back(app, &mut draft),
        Press::Next | Press::RestNo => {
            let planner = app.engine().asking();
            let interview = draft.interview(app.engine().knowledge());
            let (sides, language) = (AskSides::Which, visit.language());
            let screen = interview_form::open_screen(planner, &draft, &interview, sides, language)
                .filter(|screen| screen.id == shown)
                .ok_or_else(Failure::conflict)?;
            take(app, &mut draft, &screen, &sent).map_err(Failure::refused)?;
        }
    }
    let version = put(app, owner, &draft, Expected::Version(version)).await?;
    Ok((draft, version))
}

/// True if this part is done: nothing more is asked.
#[must_use]
pub fn is_done(app: &App, draft: &Draft) -> bool {
    let interview = draft.interview(app.engine().knowledge());
    interview_form::is_done(app.engine().asking(), &interview)
}

fn back(app: &App, draft: &mut Draft) {
    interview_form::back(app.engine().asking(), draft);
}

/// Every reply of a screen and the places marked on it, or every problem with them. An emergency that is certain needs no more
/// replies (S1).
///
/// # Errors
/// Replies that do not fit or are missing, all of them, and marks where there is no chart; nothing is taken then.
pub fn take(
    app: &App,
    draft: &mut Draft,
    screen: &ScreenView,
    Sent { replies, marked, press, .. }: &Sent<'_>,
) -> Result<(), Vec<Fault>> {
    if marked.is_some() && !marks::has_chart(screen) {
        let hint = "leave the marks out";
        return Err(vec![Fault::new("no-chart", "marked", "this screen has no body chart", hint)]);
    }
    let mut taken = draft.clone();
    if let Some(marked) = marked {
        taken.mark(app.engine().knowledge(), marked);
    }
    // A marked place has been said: it is no line without a reply.
    let said = marks::said_of(app.engine().knowledge(), marked.unwrap_or_default(), screen);
    let mut replies = replies.clone();
    if *press == Press::RestNo && screen.may_rest_no() {
        for question in screen.questions.iter().filter(|question| question.is_yes_no()) {
            let key = question.key.as_str();
            if replies.iter().all(|(known, ..)| *known != key) {
                let marked = said.iter().find(|(of, _)| of == key);
                replies.push((key, marked.map_or("no", |(_, value)| value.as_str()), ""));
            }
        }
    }
    let outcome = interview_form::take(app.engine().asking(), &mut taken, screen, replies)?;
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
    let (mut draft, version) = kept(app, visit).await?.ok_or_else(Failure::not_found)?;
    change(app, &mut draft);
    let version = put(app, owner, &draft, Expected::Version(version)).await?;
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
    put_as(app, (owner, DraftKind::Interview), draft, expected).await
}

/// Keeps a draft as one of a kind; its new version.
///
/// # Errors
/// A conflict with another window; the database's problem.
pub async fn put_as(
    app: &App,
    (owner, kind): (DraftOwner, DraftKind),
    draft: &Draft,
    expected: Expected,
) -> Result<i64, Failure> {
    let body = String::from_utf8(draft.to_bytes()?).map_err(Failure::ours)?;
    let now = now();
    let expires = draft_end(now);
    let put = Put { owner, kind, body, expected, expires, now };
    Ok(app.writer().put(put).await?)
}
