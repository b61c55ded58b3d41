//! The page where no programme follows: a doctor first, or some questions first.

use taut_knowledge::{FindingId, Rung};
use taut_plan::NotYet;

use super::{PlanView, preview};
use crate::block::{Block, Page};
use crate::page::{answer_id, interview_order, what_to_do};
use crate::words::{more, name, phrase, rule_text};

/// Questions listed before the rest is only counted.
const QUESTIONS_SHOWN: usize = 8;

/// A doctor or emergency care first: the clear next step.
pub(super) fn see_doctor(view: &PlanView<'_>, rung: Rung, language: &str) -> Page {
    let knowledge = view.reasoner.knowledge;
    let p = |id: &'static str| phrase(knowledge, id, language).to_owned();
    let mut page = Page::default();
    page.push(Block::Title(p("plan_head_none")));
    page.push(Block::Answer(p(answer_id(rung))));
    if rung == Rung::Emergency {
        page.push(Block::Text(p("emergency_page")));
    }
    page.push(preview(knowledge, language));
    page.push(Block::Text(p("plan_doctor_first")));
    page.push(Block::Mark("head_do_now".to_owned()));
    page.section(&p("head_do_now"), what_to_do(knowledge, view.verdict, language));
    let reasons = view
        .verdict
        .decision
        .fired
        .iter()
        .filter(|fired| knowledge.rules[fired.rule].rung == Some(rung))
        .map(|fired| rule_text(knowledge, fired.rule, language).reason.clone())
        .collect();
    page.push(Block::Mark("plan_why_head".to_owned()));
    page.section(&p("plan_why_head"), reasons);
    page
}

/// Questions first.
pub(super) fn not_yet(view: &PlanView<'_>, why: &NotYet, language: &str) -> Page {
    let knowledge = view.reasoner.knowledge;
    let p = |id: &'static str| phrase(knowledge, id, language).to_owned();
    let mut page = Page::default();
    page.push(Block::Title(p("plan_head_none")));
    let (answer, items) = match why {
        NotYet::Open(open) => ("plan_not_yet_open", questions(view, open, language)),
        NotYet::Kept(rules) => (
            "plan_not_yet_kept",
            rules.iter().map(|rule| rule_text(knowledge, *rule, language).reason.clone()).collect(),
        ),
        NotYet::Undecided => {
            let open: Vec<FindingId> = view
                .verdict
                .decision
                .deciding_questions
                .iter()
                .copied()
                .filter(|f| view.reasoner.applies(*f, view.answers))
                .collect();
            ("plan_not_yet_undecided", questions(view, &open, language))
        }
    };
    page.push(Block::Answer(p(answer)));
    page.push(preview(knowledge, language));
    page.push(Block::Text(p("plan_not_yet_until")));
    let head = if matches!(why, NotYet::Kept(_)) { "plan_why_head" } else { "plan_first_head" };
    page.section(&p(head), items);
    page
}

fn questions(view: &PlanView<'_>, open: &[FindingId], language: &str) -> Vec<String> {
    let knowledge = view.reasoner.knowledge;
    let open = interview_order(knowledge, open);
    let mut items: Vec<String> =
        open.iter().take(QUESTIONS_SHOWN).map(|f| name(knowledge, *f, language)).collect();
    if open.len() > QUESTIONS_SHOWN {
        items.push(more(knowledge, open.len() - QUESTIONS_SHOWN, language));
    }
    items
}
