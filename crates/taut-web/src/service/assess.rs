//! An assessment: the interview as a therapist goes through it with a person; its answers are added to those that are kept.

use jiff::civil::Date;
use serde_json::Value;
use taut_episode::{Draft, interview_form};
use taut_record::{DraftKind, DraftOwner, Expected};

use super::interview::{self, Press, Sent, Standing};
use super::patient::{New, Patient};
use crate::app::{App, now};
use crate::failure::Failure;

/// What came of a reply.
#[derive(Debug)]
pub enum Assessed {
    /// There is another screen.
    GoesOn,
    /// All is asked, or an emergency is certain; the answers and their verdict are kept.
    Kept,
}

/// The draft is the clinic's, apart from an interview that the person may have begun alone.
const KIND: DraftKind = DraftKind::Assessment;

fn owner(patient: &Patient) -> DraftOwner {
    DraftOwner::Person(patient.chain(), patient.by.viewer)
}

/// Where the assessment stands; nothing if none has begun.
///
/// # Errors
/// The database's problem.
pub async fn standing(
    app: &App,
    patient: &Patient,
    language: &str,
) -> Result<Option<Standing>, Failure> {
    let Some(kept) = app.store().draft(&owner(patient), KIND, now()).await? else {
        return Ok(None);
    };
    let draft = Draft::read(kept.body.as_bytes())?;
    Ok(Some(interview::in_language(app, language, draft, kept.version)))
}

/// Begins one where none is. One whose last screen is done, but which could not be kept then, is kept now.
///
/// # Errors
/// The database's problem.
pub async fn begin(app: &App, patient: &Patient, today: Date) -> Result<Assessed, Failure> {
    match standing(app, patient, "en").await? {
        Some(standing) if standing.is_done() => keep(app, patient, &standing.draft, today).await,
        Some(_) => Ok(Assessed::GoesOn),
        None => {
            let draft = Draft::new(app.engine().knowledge());
            interview::put_as(app, (owner(patient), KIND), &draft, Expected::None).await?;
            Ok(Assessed::GoesOn)
        }
    }
}

/// Takes in replies to the screen that is shown; after the last one, keeps the answers and what follows from them.
///
/// # Errors
/// Another screen is open now, or another window has written: a conflict. Replies that do not fit, all of them; nothing is
/// kept then. The database's problem.
pub async fn reply(
    app: &App,
    patient: &Patient,
    sent: Sent<'_>,
    (language, today): (&str, Date),
) -> Result<Assessed, Failure> {
    let (shown, version) = sent.shown;
    let standing = standing(app, patient, language).await?.ok_or_else(Failure::not_found)?;
    if standing.version != version {
        return Err(Failure::conflict());
    }
    let mut draft = standing.draft;
    match sent.press {
        Press::Back => {
            interview_form::back(app.engine().asking(), &mut draft);
        }
        Press::Next | Press::RestNo => {
            let screen = standing.screen.filter(|s| s.id == shown).ok_or_else(Failure::conflict)?;
            interview::take(app, &mut draft, &screen, &sent).map_err(Failure::refused)?;
        }
    }
    let place = (owner(patient), KIND);
    let version = interview::put_as(app, place, &draft, Expected::Version(version)).await?;
    let standing = interview::in_language(app, language, draft, version);
    if standing.is_done() {
        keep(app, patient, &standing.draft, today).await
    } else {
        Ok(Assessed::GoesOn)
    }
}

async fn keep(
    app: &App,
    patient: &Patient,
    draft: &Draft,
    today: Date,
) -> Result<Assessed, Failure> {
    patient.add(app, &told(app, draft, today), today).await?;
    forget(app, patient).await?;
    Ok(Assessed::Kept)
}

/// The answers as the person told them: reports of the person, written down by the therapist.
fn told(app: &App, draft: &Draft, today: Date) -> New {
    let case = draft.case(app.engine().knowledge());
    let mut answers = case["answers"].as_array().cloned().unwrap_or_default();
    for answer in &mut answers {
        answer["when"] = Value::from(today.to_string());
    }
    New {
        answers,
        unmapped: Vec::new(),
        age: case["age"].as_f64(),
        sex: case["sex"].as_str().map(str::to_owned),
        is_interview: true,
        on: today.to_string(),
    }
}

/// Gives it up; what is kept stays as it was.
///
/// # Errors
/// The database's problem.
pub async fn forget(app: &App, patient: &Patient) -> Result<(), Failure> {
    Ok(app.store().delete_draft(&owner(patient), KIND).await?)
}
