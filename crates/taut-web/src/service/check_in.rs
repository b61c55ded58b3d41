//! A check-in of a person: where it stands, replies taken in, finished and kept.

use jiff::civil::Date;
use taut_episode::{
    AskSides, CheckInDraft, CheckInForm, CheckInStep, EpisodeError, Fault, ScreenView, Told,
    keep_check_in,
};
use taut_knowledge::read_check_in;
use taut_plan::Standing;
use taut_record::{DraftKind, Expected};

use crate::app::{AUTHOR, App, HOUR, now, today};
use crate::failure::Failure;
use crate::service::interview::{Press, Sent};
use crate::service::story::told;
use crate::service::subject::forget_drafts;
use crate::visit::{Own, Visit};
use crate::writer::Put;

/// How long a check-in that is not finished stays: it is about today.
const HOURS: i64 = 12;

/// Where the check-ins of a person stand on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// No programme is kept.
    NoPlan,
    /// The programme has stopped.
    Stopped(Date),
    /// Answers that came after the programme stop it: they are to be read first.
    AnswerFirst,
    /// The one of today is there, or today is the first day; from, to of the next.
    Later(Date, Date),
    /// It may be done now; from, to.
    Now(Date, Date),
}

/// A check-in that has begun.
#[derive(Debug)]
pub struct Begun {
    /// The programme.
    pub told: Told,
    /// What was said so far.
    pub draft: CheckInDraft,
    /// Version of what is kept.
    pub version: i64,
}

/// What came of replies.
#[derive(Debug)]
pub enum Taken {
    /// The next screen is to be shown.
    Next,
    /// Something is missing on this screen, or does not fit.
    Again(Box<Begun>, Vec<Fault>),
    /// The check-in is finished and kept.
    Done,
}

/// Where the check-ins stand.
#[must_use]
pub fn due(told: Option<&Told>, today: Date) -> Due {
    let Some(told) = told else { return Due::NoPlan };
    let (from, to) = told.story.next_due();
    match told.story.standing(today) {
        _ if told.answer_comes_first() => Due::AnswerFirst,
        Standing::Stopped(on) => Due::Stopped(on),
        _ if today <= told.story.last() => Due::Later(from, to),
        _ => Due::Now(from, to),
    }
}

/// The check-in that has begun; else where they stand.
///
/// # Errors
/// The database's problem; a programme of other knowledge.
pub async fn begun(app: &App, visit: &Visit) -> Result<Result<Begun, Due>, Failure> {
    let told = told(app, visit).await?;
    let due = due(told.as_ref(), today());
    let (Some(told), Due::Now(..)) = (told, &due) else { return Ok(Err(due)) };
    let owner = visit.draft_owner().ok_or_else(Failure::not_found)?;
    let kept = app.store().draft(&owner, DraftKind::CheckIn, now()).await?;
    Ok(match kept {
        Some(kept) => {
            let draft = CheckInDraft::read(kept.body.as_bytes())?;
            Ok(Begun { told, draft, version: kept.version })
        }
        None => Err(due),
    })
}

impl Begun {
    /// What comes next.
    #[must_use]
    pub fn next(&self, app: &App, language: &str) -> CheckInStep {
        let reasoner = app.engine().reasoner(self.told.kept.case.setting, false);
        let form = CheckInForm {
            reasoner,
            story: &self.told.story,
            today: today(),
            sides: AskSides::Which,
            language,
        };
        form.next(&self.draft)
    }
}

/// Begins a check-in.
///
/// # Errors
/// It cannot be done now; the database's problem.
pub async fn begin(app: &App, visit: &Visit) -> Result<(), Failure> {
    match begun(app, visit).await? {
        Ok(_) => Ok(()),
        Err(Due::Now(..)) => put(app, visit, &CheckInDraft::default(), Expected::Any).await,
        Err(_) => Err(Failure::conflict()),
    }
}

/// Takes in the replies to the screen that is shown; `leave_out` leaves a screen out that may be.
///
/// # Errors
/// Another screen is open now, or another window has written: a conflict. The database's problem.
pub async fn reply(
    app: &App,
    visit: &Visit,
    Sent { shown: (shown, version), replies, press, .. }: Sent<'_>,
    leave_out: bool,
) -> Result<Taken, Failure> {
    let own = visit.own_or_sign_in()?;
    let mut begun = begun(app, visit).await?.map_err(|_| Failure::conflict())?;
    if begun.version != version {
        return Err(Failure::conflict());
    }
    let expected = Expected::Version(version);
    if press == Press::Back {
        begun.draft.back();
        put(app, visit, &begun.draft, expected).await?;
        return Ok(Taken::Next);
    }
    let CheckInStep::Screen(screen) = begun.next(app, visit.language()) else {
        return Err(Failure::conflict());
    };
    if screen.id != shown {
        return Err(Failure::conflict());
    }
    let faults = take(app, &mut begun.draft, &screen, &replies, leave_out);
    if !faults.is_empty() {
        return Ok(Taken::Again(Box::new(begun), faults));
    }
    match begun.next(app, visit.language()) {
        CheckInStep::Screen(_) => {
            put(app, visit, &begun.draft, expected).await?;
            Ok(Taken::Next)
        }
        CheckInStep::Done(file) => {
            finish(app, visit, &own, begun.told, file).await?;
            Ok(Taken::Done)
        }
    }
}

/// Replies taken into the draft, or everything that is missing or does not fit.
fn take(
    app: &App,
    draft: &mut CheckInDraft,
    screen: &ScreenView,
    given: &[(&str, &str, &str)],
    leave_out: bool,
) -> Vec<Fault> {
    if leave_out && !screen.needs_all {
        draft.put(screen, &[]);
        return Vec::new();
    }
    let open = match draft.take(app.engine().knowledge(), screen, given.iter().copied()) {
        Ok(open) => open,
        Err(faults) => return faults,
    };
    let text = |key: &String| screen.questions.iter().find(|q| q.key == *key).map(|q| &q.text);
    let fault = |key: String| {
        let what = text(&key).cloned().unwrap_or_default();
        Fault::new("no-reply", key, what, "")
    };
    open.into_iter().map(fault).collect()
}

/// Takes the check-in into the story and keeps it. An interview that was open rests on older answers and goes.
async fn finish(
    app: &App,
    visit: &Visit,
    own: &Own,
    told: Told,
    file: serde_json::Value,
) -> Result<(), Failure> {
    let new = app
        .compute(move |app| {
            let bytes = file.to_string();
            let said = read_check_in("the check-in", bytes.as_bytes(), app.engine().knowledge())
                .map_err(|report| Failure::from(EpisodeError::from(report)))?;
            Ok(told.check_in(app.engine(), &said, &file)?.to_keep)
        })
        .await?;
    let store = app.store().as_viewer(&own.viewer);
    keep_check_in(&store, &new, (AUTHOR, now())).await?;
    app.store().anchor(now()).await?;
    forget_drafts(app, visit, &[DraftKind::CheckIn, DraftKind::Interview]).await
}

async fn put(
    app: &App,
    visit: &Visit,
    draft: &CheckInDraft,
    expected: Expected,
) -> Result<(), Failure> {
    let owner = visit.draft_owner().ok_or_else(Failure::not_found)?;
    let body = String::from_utf8(draft.to_bytes()?).map_err(Failure::ours)?;
    let now = now();
    let expires = now + HOURS * HOUR;
    app.writer().put(Put { owner, kind: DraftKind::CheckIn, body, expected, expires, now }).await?;
    Ok(())
}
