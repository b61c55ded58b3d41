//! Who may look around in postures.

use jiff::civil::Date;
use taut_knowledge::{ExerciseKind, Rung};
use taut_plan::clearance::Standing;
use taut_reason::Setting;
use taut_text::explorer::explorer_is_closed;

use crate::app::{App, today};
use crate::failure::Failure;
use crate::html::frame::Audience;
use crate::service::interview;
use crate::service::subject::{self, Subject};
use crate::visit::Visit;

/// Whether somebody may look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// They may.
    Open,
    /// It is closed on hold and above.
    Closed,
    /// It would be closed; this examiner has opened it until this day.
    OpenedBy(String, Date),
}

/// Closed for a person whose advice is to hold or more careful. On hold a therapist's clearance that stands opens it where it
/// allows stretching or nerve exercises, until it ends or a flag comes after it. Staff see it always; so does who has no answer
/// yet, unless what they have said in an interview so far, with what they took back, would close it.
///
/// # Errors
/// The database's problem.
pub async fn access(app: &App, visit: &Visit) -> Result<Access, Failure> {
    if matches!(visit.frame.audience, Audience::Therapist | Audience::Administrator) {
        return Ok(Access::Open);
    }
    let found = subject::find(app, visit).await?;
    if found.is_open && open_interview_closes(app, visit).await? {
        return Ok(Access::Closed);
    }
    let Some(subject) = found.subject else { return Ok(Access::Open) };
    let rung = subject.counting().verdict.rung();
    if !explorer_is_closed(rung) {
        return Ok(Access::Open);
    }
    let opened = if rung == Rung::HoldAndSeePt { opened(app, &subject) } else { None };
    Ok(opened.map_or(Access::Closed, |(who, until)| Access::OpenedBy(who, until)))
}

/// True if what was said in an interview that goes on, or goes on again, calls for hold or more, with or without what was taken
/// back: a step back, or the second part, opens nothing that was closed.
async fn open_interview_closes(app: &App, visit: &Visit) -> Result<bool, Failure> {
    let Some(standing) = interview::standing(app, visit).await? else { return Ok(false) };
    app.compute(move |app| {
        for draft in [standing.draft.with_taken_back(), standing.draft] {
            let case = subject::read(app, &draft.case(app.engine().knowledge()))?;
            let judgement = app.engine().answer(case, Setting::Home, false);
            if draft.is_begun() && explorer_is_closed(judgement.verdict.rung()) {
                return Ok(true);
            }
        }
        Ok(false)
    })
    .await
}

/// True where [`access`] is closed.
///
/// # Errors
/// The database's problem.
pub async fn is_closed(app: &App, visit: &Visit) -> Result<bool, Failure> {
    Ok(access(app, visit).await? == Access::Closed)
}

/// Who has opened it, and until when: of several clearances the one that stands longest.
fn opened(app: &App, subject: &Subject) -> Option<(String, Date)> {
    let knowledge = app.engine().knowledge();
    let standings = subject.clearances.standings(knowledge, today());
    let kinds = [ExerciseKind::HamstringLengthening, ExerciseKind::Neural];
    let each = subject.examined.iter().zip(standings);
    let opening = each.filter_map(|(clearance, standing)| {
        let allows = clearance.allowed.iter().any(|allowed| {
            let of_exercise = allowed.exercise.map(|index| knowledge.exercises[index].kind);
            allowed.kind.or(of_exercise).is_some_and(|kind| kinds.contains(&kind))
        });
        match standing {
            Standing::Valid { until } if allows && !clearance.is_reported() => {
                Some((clearance.examiner.clone(), until))
            }
            _ => None,
        }
    });
    opening.max_by_key(|(_, until)| *until)
}
