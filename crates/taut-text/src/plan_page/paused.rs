//! The page of a programme that waits for a check-in: that it waits and why, and no exercise.

use taut_knowledge::{FindingId, Knowledge};

use super::{numbers, preview, standing};
use crate::block::{Block, Page};
use crate::check_in_page::frozen;
use crate::page::safety_net;
use crate::words::phrase;

/// The page that a person reads; `late` after too long without a check-in, `open` the questions that the last one left open.
#[must_use]
pub fn paused_page(
    knowledge: &Knowledge,
    (late, open): (bool, &[FindingId]),
    language: &str,
) -> Page {
    let p = |id: &'static str| phrase(knowledge, id, language).to_owned();
    let mut page = Page::default();
    page.push(Block::Title(p("plan_head")));
    page.push(Block::Answer(p("check_in_frozen")));
    page.push(preview(knowledge, language));
    page.heading("plan_check_in_head", p("plan_check_in_head"));
    if late {
        page.push(Block::Text(frozen(knowledge, &[], language)));
    }
    if !open.is_empty() {
        page.push(Block::Text(frozen(knowledge, open, language)));
    }
    page.push(Block::Text(numbers(knowledge, "plan_check_in", language)));
    page.push(Block::Notice(standing(knowledge, language)));
    safety_net(&mut page, knowledge, language);
    page
}
