//! The page of an answer that check-ins keep more careful than the answers alone: the advice, why it stays, what to do.

use taut_knowledge::{Answers, FindingId, Knowledge, Rung};
use taut_reason::Verdict;

use crate::block::{Block, Page};
use crate::check_in_page::deficit;
use crate::page::{answer_id, provisional, safety_net, what_to_do};
use crate::plan_page::{preview, standing};
use crate::words::{phrase, title};

/// Advice that check-ins uphold.
#[derive(Clone, Copy)]
pub struct UpheldView<'a> {
    /// The knowledge.
    pub knowledge: &'a Knowledge,
    /// All answers so far.
    pub answers: &'a Answers,
    /// The verdict on them, at the rung of the advice that counts.
    pub verdict: &'a Verdict,
    /// What the answers alone come to.
    pub alone: Rung,
    /// New deficits that a check-in reported; none: the newest check-in has less careful advice wait for a new assessment.
    pub deficits: &'a [FindingId],
}

/// The page that a person reads.
#[must_use]
pub fn upheld_page(view: &UpheldView<'_>, language: &str) -> Page {
    let UpheldView { knowledge, answers, verdict, alone, deficits } = *view;
    let p = |id: &'static str| phrase(knowledge, id, language).to_owned();
    let rung = verdict.rung();
    let mut page = Page::default();
    page.push(Block::Title(p("head_question")));
    page.push(Block::Answer(p(answer_id(rung))));
    if rung == Rung::Emergency {
        page.push(Block::Text(p("emergency_page")));
    }
    page.push(preview(knowledge, language));
    page.push(Block::Text(if deficits.is_empty() {
        p("check_in_less_careful").replace("{to}", &title(knowledge, alone, language))
    } else {
        deficit(knowledge, deficits, answers, language)
    }));
    if verdict.is_provisional() {
        provisional(&mut page, knowledge, verdict, language);
    }
    page.heading("head_do_now", p("head_do_now"));
    page.push(Block::List(what_to_do(knowledge, verdict, language)));
    if rung == Rung::HoldAndSeePt {
        page.push(Block::Text(p("hold_note")));
        page.push(Block::Text(p("no_pt_note")));
    }
    page.push(Block::Notice(standing(knowledge, language)));
    safety_net(&mut page, knowledge, language);
    page
}
