//! One step of the interview: replies are taken in, and a finished interview is kept where the visitor has a record.

use crate::app::App;
use crate::failure::Failure;
use crate::service::answer;
use crate::service::interview::{Sent, Standing, is_done, of, replied};
use crate::visit::Visit;

/// Takes in replies to the screen that is shown, and gives the next one.
///
/// # Errors
/// As [`replied`].
pub async fn to_next(app: &App, visit: &Visit, sent: Sent<'_>) -> Result<Standing, Failure> {
    let (draft, version) = replied(app, visit, sent).await?;
    let standing = of(app, visit, draft, version);
    if standing.is_done() {
        keep(app, visit).await;
    }
    Ok(standing)
}

/// Likewise, for whoever asks for the next screen by itself: only whether this part is done.
///
/// # Errors
/// As [`to_next`].
pub async fn by_itself(app: &App, visit: &Visit, sent: Sent<'_>) -> Result<bool, Failure> {
    let (draft, _) = replied(app, visit, sent).await?;
    let is_done = is_done(app, &draft);
    if is_done {
        keep(app, visit).await;
    }
    Ok(is_done)
}

/// The answer comes first: no trouble with the record may hold it back.
async fn keep(app: &App, visit: &Visit) {
    if let Err(failure) = answer::keep(app, visit).await {
        tracing::warn!(status = failure.status.as_u16(), "an answer was not kept");
    }
}
