//! Who may look around in postures.

use taut_knowledge::{ExerciseKind, Rung};
use taut_text::explorer::explorer_is_closed;

use crate::app::{App, today};
use crate::failure::Failure;
use crate::html::frame::Audience;
use crate::service::subject::{self, Subject};
use crate::visit::Visit;

/// True for a person whose advice is to hold or more careful, unless a therapist's clearance that stands allows stretching or
/// nerve exercises. Staff see it always; so does who has no answer yet.
///
/// # Errors
/// The database's problem.
pub async fn is_closed(app: &App, visit: &Visit) -> Result<bool, Failure> {
    if matches!(visit.frame.audience, Audience::Therapist | Audience::Administrator) {
        return Ok(false);
    }
    let found = subject::find(app, visit).await?;
    Ok(found.subject.is_some_and(|subject| {
        let rung = subject.judgement.verdict.rung();
        let is_opened = rung == Rung::HoldAndSeePt && is_opened(app, &subject);
        explorer_is_closed(rung) && !is_opened
    }))
}

fn is_opened(app: &App, subject: &Subject) -> bool {
    let knowledge = app.engine().knowledge();
    let standings = subject.clearances.standings(knowledge, today());
    let kinds = [ExerciseKind::HamstringLengthening, ExerciseKind::Neural];
    subject.examined.iter().zip(standings).any(|(clearance, standing)| {
        let allows = clearance.allowed.iter().any(|allowed| {
            let of_exercise = allowed.exercise.map(|index| knowledge.exercises[index].kind);
            allowed.kind.or(of_exercise).is_some_and(|kind| kinds.contains(&kind))
        });
        standing.is_valid() && !clearance.is_reported() && allows
    })
}
