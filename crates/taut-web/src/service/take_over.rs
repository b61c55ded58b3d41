//! A guest's answers become those of the person who signs in: finished ones are kept in the record, and of two unfinished
//! interviews the person says which goes on.

use taut_record::{DraftKind, Expected, Token};

use crate::app::{App, now};
use crate::failure::Failure;
use crate::service::answer::keep_of;
use crate::service::interview::{self, Standing};
use crate::visit::{Visit, Who};

/// Which answers to go on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GoOn {
    /// Those that were given in this browser without an account.
    Browser,
    /// Those that the account has.
    Account,
}

/// The code of the refusal where two interviews are there.
pub const SAY_WHICH: &str = "say-which";

/// A guest's answers go over to the person of a new session. What is finished is kept in the record whatever goes on; an emergency
/// goes on without a question.
///
/// # Errors
/// The account has unfinished answers too, and nobody has said which go on: code [`SAY_WHICH`]. The database's problem.
pub async fn take_over(
    app: &App,
    visit: &Visit,
    new: &Token,
    go_on: Option<GoOn>,
) -> Result<(), Failure> {
    let Some(guest) = interview::standing(app, visit).await? else { return Ok(()) };
    let Some(session) = app.store().session(new, now()).await? else { return Ok(()) };
    let mine = Visit { who: Who::SignedIn(session), frame: visit.frame.clone() };
    let (Some(own), Some(owner)) = (mine.own(), mine.draft_owner()) else { return Ok(()) };
    let there = interview::standing(app, &mine).await?;
    let is_open = there.as_ref().is_some_and(|there| !there.is_done());
    let wins = !is_open || guest.emergency || go_on == Some(GoOn::Browser);
    if !wins && go_on.is_none() {
        let what = visit.frame.t("account.say_which");
        return Err(Failure::of(SAY_WHICH, "take_over", what, ""));
    }
    // The finished ones of the account are in its record already, as a rule.
    let done = [there.clone(), Some(guest.clone())].into_iter().flatten().filter(Standing::is_done);
    for standing in done {
        if let Err(failure) = keep_of(app, &own, standing).await {
            // Kept again when the answer is looked at.
            tracing::warn!(status = failure.status.as_u16(), "an answer was not kept");
        }
    }
    if wins {
        let expected = there.map_or(Expected::None, |there| Expected::Version(there.version));
        interview::put_as(app, (owner, DraftKind::Interview), &guest.draft, expected).await?;
    }
    Ok(())
}
