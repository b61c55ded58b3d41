//! A check-in asked in the terminal, screen by screen, into a check-in file.

use serde_json::Value;
use taut_episode::{CheckInDraft, CheckInForm, CheckInStep};

use crate::ask::{FrontEnd, Next, Outcome, keyed};

/// What the person says, as a check-in file (`taut.check_in/1`); nothing if they stop before the flags are answered.
///
/// # Errors
/// I/O.
pub fn check_in(front: &mut dyn FrontEnd, form: &CheckInForm<'_>) -> anyhow::Result<Option<Value>> {
    let mut draft = CheckInDraft::default();
    loop {
        let screen = match form.next(&draft) {
            CheckInStep::Done(file) => return Ok(Some(file)),
            CheckInStep::Screen(screen) => *screen,
        };
        if !screen.offer.is_empty() && !front.confirm(&screen.offer)? {
            draft.put(&screen, &[]);
            continue;
        }
        match front.show(&screen, &mut |_, _| Ok(Next::GoOn))? {
            Outcome::Answered(replies) => draft.put(&screen, &keyed(&screen, &replies)),
            Outcome::Quit(_) | Outcome::Back if screen.needs_all => return Ok(None),
            Outcome::Quit(replies) => draft.put(&screen, &keyed(&screen, &replies)),
            Outcome::Back => draft.put(&screen, &[]),
        }
    }
}
