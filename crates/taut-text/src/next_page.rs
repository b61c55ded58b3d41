//! The page of `taut next`: what to ask next, with what each answer is worth, and whether asking more can change the advice.

use taut_knowledge::Knowledge;
use taut_reason::{Advice, Question, SameDecision, Why};

use crate::block::{Block, Page};
use crate::why_asked::{why_asked, why_no_more};
use crate::words::{name, phrase, therapist_label, title};

/// What to ask next, the first `count` questions in full.
#[must_use]
pub fn next_page(
    knowledge: &Knowledge,
    advice: Advice,
    questions: &[Question],
    same: &SameDecision,
    count: usize,
    language: &str,
) -> Page {
    let p = |id: &'static str| phrase(knowledge, id, language).to_owned();
    let mut page = Page::default();
    page.push(Block::Title(p("next_head")));
    page.push(Block::Answer(title(knowledge, advice.rung, language)));
    page.push(Block::Notice(format!("{}. {}", p("research_preview"), p("not_a_diagnosis"))));
    page.push(Block::Text(p("next_same").replace("{share}", &share(same))));
    page.push(Block::Text(if same.exact {
        p("next_same_exact")
    } else {
        p("next_same_bounds").replace("{boxes}", &same.boxes.to_string())
    }));
    if let Some(stop) = why_no_more(knowledge, same, language) {
        page.push(Block::Text(stop));
    }
    let mut items: Vec<String> = questions
        .iter()
        .take(count)
        .map(|question| {
            let record = knowledge.finding(question.finding);
            therapist_label(knowledge, "next_item", language)
                .replace("{name}", &name(knowledge, question.finding, language))
                .replace("{gain}", &format!("{:.4}", question.gain))
                .replace("{effort}", &record.effort.to_string())
                .replace("{hazard}", &record.hazard.to_string())
                .replace("{why}", &why_asked(knowledge, question.finding, question.why, language))
        })
        .collect();
    if questions.len() > count {
        let idle = questions.iter().filter(|q| q.why == Why::Nothing).count();
        items.push(
            p("next_more")
                .replace("{count}", &(questions.len() - count).to_string())
                .replace("{idle}", &idle.to_string()),
        );
    }
    if items.is_empty() {
        page.push(Block::Text(p("next_none")));
    } else {
        page.push(Block::List(items));
    }
    page.push(Block::Heading(p("head_safety_net")));
    page.push(Block::Text(p("safety_net")));
    page
}

/// A probability, or its bounds, rounded outwards so that a bound stays a bound.
fn share(same: &SameDecision) -> String {
    let down = |p: f64| (p * 1e4).floor() / 1e4;
    let up = |p: f64| (p * 1e4).ceil() / 1e4;
    if same.is_at_least(1.0) {
        "1".to_owned()
    } else if same.exact {
        format!("{:.4}", same.low.min(1.0))
    } else {
        format!("{:.4} - {:.4}", down(same.low), up(same.high))
    }
}
