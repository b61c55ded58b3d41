//! Signs that stand from before, named on a page of the answer: those that the record holds and that are not said now (S13).

use taut_episode::Joined;
use taut_knowledge::{FindingId, Knowledge};
use taut_text::{Block, Page};

use crate::output;

/// A page that names them below the answer; the same page where there are none.
#[must_use]
pub fn named(mut page: Page, knowledge: &Knowledge, stands: &[FindingId], language: &str) -> Page {
    if stands.is_empty() {
        return page;
    }
    let label = knowledge.label("answer", "stands", language).unwrap_or_default();
    let name = |finding: &FindingId| {
        let record = knowledge.finding(*finding);
        record.text.get(language).unwrap_or_else(|| record.en()).name.clone()
    };
    let named = [Block::Notice(label.to_owned()), Block::List(stands.iter().map(name).collect())];
    // Below the answer and the notice about it, above what to do.
    let below = page.blocks.iter().position(|block| matches!(block, Block::Notice(_)));
    let at = below.map_or(page.blocks.len(), |at| at + 1);
    page.blocks.splice(at..at, named);
    page
}

/// Says what can be done about them; nothing where there are none.
pub fn hint(joined: &Joined, name: &str) {
    if !joined.stands.is_empty() {
        output::note(&format!(
            "What was said or found before stands until a clinician clears it (`taut record clear`). Is this a new problem? `taut record new-episode {name:?} --reason TEXT` begins anew."
        ));
    }
}
