//! Questions that could admit more exercises, asked in the terminal; the replies as answers of a case file.

use serde_json::Value;
use taut_episode::{ScreenView, answers};
use taut_knowledge::Knowledge;

use crate::ask::{FrontEnd, Next, Outcome, keyed};

/// Offers the questions and asks them; the replies as answers of a case file, none if the person does not want to.
///
/// # Errors
/// I/O.
pub fn ask(
    front: &mut dyn FrontEnd,
    knowledge: &Knowledge,
    screen: &ScreenView,
) -> anyhow::Result<Vec<Value>> {
    if !front.confirm(&screen.offer)? {
        return Ok(Vec::new());
    }
    let replies = match front.show(screen, &mut |_, _| Ok(Next::GoOn))? {
        Outcome::Answered(replies) | Outcome::Quit(replies) => replies,
        Outcome::Back => Vec::new(),
    };
    Ok(answers(knowledge, &keyed(screen, &replies)))
}
