//! How an answer is shown, and kept in the visitor's own record.

use taut_episode::{ATTEMPTS, keep_verdict};
use taut_knowledge::{Knowledge, Rung};

use crate::app::{AUTHOR, App, now};
use crate::failure::Failure;
use crate::html::frame::Frame;
use crate::service::subject;
use crate::visit::Visit;

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

/// Keeps the answers of an interview that is done, and their verdict, where the visitor has a record. They are judged again where
/// something was added to it meanwhile.
///
/// # Errors
/// Something is added each time; the database's problem.
pub async fn keep(app: &App, visit: &Visit) -> Result<(), Failure> {
    let Some(own) = visit.own() else { return Ok(()) };
    let store = app.store().as_viewer(&own.viewer);
    for _ in 0..ATTEMPTS {
        let Some(subject) = subject::find(app, visit).await?.subject else { return Ok(()) };
        if subject.standing.is_none() {
            return Ok(());
        }
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
