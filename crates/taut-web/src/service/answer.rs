//! How an answer is shown, and kept in the visitor's own record.

use taut_episode::{ATTEMPTS, keep_verdict};
use taut_knowledge::{Knowledge, Rung};

use crate::app::{AUTHOR, App, now, today};
use crate::failure::Failure;
use crate::html::frame::Frame;
use crate::service::interview::{self, Standing};
use crate::service::subject::{self, Missing, Subject};
use crate::visit::{Own, Visit};

/// How an answer looks: what to stop for, what to take care with, what to go on with.
#[must_use]
pub const fn tone(rung: Rung) -> &'static str {
    match rung {
        Rung::Emergency | Rung::SeeDoctorToday => "stop",
        Rung::SeeDoctor | Rung::HoldAndSeePt | Rung::Undecided => "care",
        Rung::StayActive | Rung::Strengthen | Rung::StretchAndStrengthen => "go",
    }
}

/// The name of a rung in a language.
#[must_use]
pub fn rung_name(knowledge: &Knowledge, rung: Rung, language: &str) -> String {
    let id = format!("rung_{}", rung.id());
    knowledge.phrase(&id, language).unwrap_or_default().to_owned()
}

/// The name of a rung by its id; the id where there is none.
#[must_use]
pub fn rung_name_of(c: &Frame, id: &str) -> String {
    c.knowledge().phrase(&format!("rung_{id}"), &c.language).unwrap_or(id).to_owned()
}

/// Keeps the answers of an interview that is done, and their verdict, where the visitor has a record that does not hold them yet.
///
/// # Errors
/// As [`keep_of`].
pub async fn keep(app: &App, visit: &Visit) -> Result<(), Failure> {
    let Some(own) = visit.own() else { return Ok(()) };
    match interview::standing(app, visit).await?.filter(Standing::is_done) {
        Some(standing) => keep_of(app, &own, standing).await,
        None => Ok(()),
    }
}

/// Keeps the answers of an interview that is done, and their verdict, in a record that does not hold them yet. They are judged
/// again where something was added to it meanwhile.
///
/// # Errors
/// Something is added each time; the clock was set back; the database's problem.
pub async fn keep_of(app: &App, own: &Own, standing: Standing) -> Result<(), Failure> {
    let store = app.store().as_viewer(&own.viewer);
    for _ in 0..ATTEMPTS {
        let before = subject::before(app, own).await?;
        let said = Some(standing.clone());
        let subject = app.compute(move |app| subject::judge(app, said, before, today())).await?;
        let Some(subject) = subject.filter(|subject| !subject.is_kept) else { return Ok(()) };
        match keep_verdict(&store, own.chain, &subject.to_keep(), (AUTHOR, now())).await {
            Err(error) if error.is_changed_meanwhile() => {}
            other => {
                other?;
                app.store().anchor(now()).await?;
                return Ok(());
            }
        }
    }
    Err(Failure::conflict())
}

/// The answers of a visitor, kept first where their record should hold them and does not; and true if they could not be kept.
/// The answer comes first: no trouble with the record may hold it back.
///
/// # Errors
/// The database's problem; answers that cannot be read back.
pub async fn kept_first(
    app: &App,
    visit: &Visit,
) -> Result<(Result<Subject, Missing>, bool), Failure> {
    let found = subject::complete(app, visit).await?;
    let is_missing = found.as_ref().is_ok_and(|subject| !subject.is_kept);
    if visit.own().is_none() || !is_missing {
        return Ok((found, false));
    }
    match keep(app, visit).await {
        Ok(()) => Ok((subject::complete(app, visit).await?, false)),
        Err(failure) => {
            tracing::warn!(status = failure.status.as_u16(), "an answer could not be kept");
            Ok((found, true))
        }
    }
}
