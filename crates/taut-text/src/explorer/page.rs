//! The explorer in words: what a posture does, how the clinical tests go, what it cannot tell, and when it is closed.

use taut_knowledge::{Knowledge, Rung};

use super::{Change, Explorer, ExplorerView, label};
use crate::block::{Block, Page};
use crate::figure::Level;
use crate::words::phrase;

/// Sentences of a posture: hamstrings and nerve, beside the start and beside the posture before.
pub(super) fn sentences(knowledge: &Knowledge, view: &ExplorerView, language: &str) -> Vec<String> {
    let part = |key: &str| label(knowledge, key, language);
    let direction = |change: Change| label(knowledge, &format!("is_{}", change.id()), language);
    let mut out = Vec::new();
    for (i, (key, level)) in
        [("hamstrings", view.hamstrings), ("nerve", view.nerve)].into_iter().enumerate()
    {
        let is = label(knowledge, "is_level", language);
        let level = label(knowledge, level_key(level), language);
        out.push(is.replace("{part}", &part(key)).replace("{level}", &level));
        let beside = |key_of: &str, change: Change| {
            let sentence = label(knowledge, key_of, language);
            sentence.replace("{part}", &part(key)).replace("{change}", &direction(change))
        };
        out.push(beside("beside_start", view.since_start[i]));
        if let Some(since_last) = view.since_last {
            out.push(beside("beside_last", since_last[i]));
        }
    }
    out
}

fn level_key(level: Level) -> &'static str {
    match level {
        Level::Slack => "level_least",
        Level::Little => "level_little",
        Level::More => "level_more",
        Level::Most => "level_most",
    }
}

/// The page of one posture. The figure stands in the view; the page says the same without it.
#[must_use]
pub fn explorer_page(
    knowledge: &Knowledge,
    explorer: &Explorer<'_>,
    view: &ExplorerView,
    language: &str,
) -> Page {
    let p = |id: &'static str| phrase(knowledge, id, language).to_owned();
    let mut page = Page::default();
    page.push(Block::Title(label(knowledge, "title", language)));
    page.push(Block::Answer(p("explorer_cannot_tell")));
    page.push(Block::Notice(format!("{}. {}", p("research_preview"), p("not_a_diagnosis"))));
    page.push(Block::Text(p("explorer_average")));
    page.heading("explorer_posture", label(knowledge, "posture_head", language));
    let chosen = explorer.controls(knowledge, &view.choice, language).into_iter().map(|control| {
        let step = control.steps.into_iter().find(|step| step.chosen);
        format!("{}: {}", control.name, step.map_or_else(String::new, |step| step.name))
    });
    page.push(Block::List(chosen.collect()));
    page.heading("explorer_does", label(knowledge, "does_head", language));
    page.push(Block::List(sentences(knowledge, view, language)));
    page.heading("explorer_tests", label(knowledge, "tests_head", language));
    page.push(Block::Text(p("explorer_why_last")));
    let tests = explorer.presets(knowledge, language).into_iter().map(|preset| {
        if preset.clinician {
            format!("{}. {}", preset.name, p("explorer_clinician"))
        } else {
            preset.name
        }
    });
    page.push(Block::List(tests.collect()));
    page.heading("safety_net", p("head_safety_net"));
    page.push(Block::Text(p("safety_net")));
    page
}

/// True if the explorer is closed with this advice, unless a therapist opens it: on hold and on everything more careful.
#[must_use]
pub fn explorer_is_closed(rung: Rung) -> bool {
    rung <= Rung::HoldAndSeePt
}

/// The page for someone whose advice is to hold or anything more careful, unless a therapist opens the explorer for them.
#[must_use]
pub fn explorer_closed_page(knowledge: &Knowledge, language: &str) -> Page {
    let p = |id: &'static str| phrase(knowledge, id, language).to_owned();
    let mut page = Page::default();
    page.push(Block::Title(label(knowledge, "title", language)));
    page.push(Block::Answer(p("explorer_closed")));
    page.push(Block::Notice(format!("{}. {}", p("research_preview"), p("not_a_diagnosis"))));
    page.heading("safety_net", p("head_safety_net"));
    page.push(Block::Text(p("safety_net")));
    page
}
