//! What every page about the body says: what it is, what it must not be used for, and when to get help.

use taut_text::{Block, Page};

use crate::shipped::Source;

/// Set apart, below the answer.
const PREVIEW: &str =
    "Research preview. No clinician has reviewed this. It gives information, not a diagnosis.";

/// What the model is and is not, in the words of `docs/body.md`.
pub const LIMITS: &str = "This is a model of an average healthy adult, not of you. It compares positions. It cannot tell \
     nerve from muscle in a person, explain a pain, set an angle or a dose, or clear anyone for anything. It does not \
     hold for an irritated or injured nerve, for anyone under 18, or in pregnancy.";

/// Words of levels, explained.
pub const LEVELS: &str = "Levels compare with the most that any stored position reaches: a little is below a third of it, \
     more is below two thirds. They are no limits.";

/// Adds the preview line.
pub fn preview(page: &mut Page) {
    page.push(Block::Notice(PREVIEW.to_owned()));
}

/// Adds limits and the safety net at the end of a page.
///
/// # Errors
/// The shipped knowledge cannot be read: not with a program that was built from sound records.
pub fn end(page: &mut Page) -> anyhow::Result<()> {
    page.push(Block::Heading("What this is".to_owned()));
    page.push(Block::Text(LEVELS.to_owned()));
    page.push(Block::Text(LIMITS.to_owned()));
    let knowledge = Source::Shipped.knowledge()?;
    let net = knowledge.phrase("safety_net", "en").unwrap_or_default();
    page.push(Block::Heading("When to get help at once".to_owned()));
    page.push(Block::Text(net.to_owned()));
    Ok(())
}

/// The same for programs.
pub fn note() -> String {
    format!("{PREVIEW} {LIMITS}")
}
