//! One page to print, out of the page of the answer and that of the programme.

use std::collections::BTreeMap;

use taut_text::{Block, Page};

use crate::html::blocks::{Section, Shown, sections};

/// One exercise on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drill {
    /// Number and name.
    pub name: String,
    /// How much.
    pub dose: String,
    /// How to do it.
    pub steps: Vec<String>,
    /// SVG made by us.
    pub figure: Option<String>,
}

/// The page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Handout {
    /// The answer to the question.
    pub answer: String,
    /// What to do now: heading, points.
    pub do_now: (String, Vec<String>),
    /// The plan in one sentence; empty where there is none.
    pub plan: String,
    /// The exercises in their order.
    pub drills: Vec<Drill>,
    /// When to stop: heading, rules.
    pub stop: (String, Vec<String>),
    /// The next check-in: heading, text.
    pub check_in: (String, String),
}

/// Made of the answer's page, and of the programme's with its figures where there is one.
#[must_use]
pub fn handout(answer: &Page, plan: Option<(&Page, BTreeMap<String, String>)>) -> Handout {
    let whole = sections(answer, &Shown::default());
    let mut out = Handout {
        answer: answer_of(answer),
        do_now: list(&whole, "head_do_now"),
        ..Handout::default()
    };
    let Some((plan, figures)) = plan else { return out };
    let parts = sections(plan, &Shown { figures, ..Shown::default() });
    out.plan = answer_of(plan);
    out.drills =
        parts.iter().filter(|part| part.mark.starts_with("exercise ")).map(drill).collect();
    out.stop = list(&parts, "plan_stop_head");
    if let Some(part) = named(&parts, "plan_check_in_head") {
        out.check_in = (part.heading.clone(), first_text(part));
    }
    out
}

fn drill(part: &Section) -> Drill {
    let steps = part.blocks.iter().find_map(|block| match block {
        Block::Steps(steps) => Some(steps.clone()),
        _ => None,
    });
    Drill {
        name: part.heading.clone(),
        dose: first_text(part),
        steps: steps.unwrap_or_default(),
        figure: part.figure.clone(),
    }
}

fn answer_of(page: &Page) -> String {
    let answer = page.blocks.iter().find_map(|block| match block {
        Block::Answer(text) => Some(text.clone()),
        _ => None,
    });
    answer.unwrap_or_default()
}

fn named<'p>(parts: &'p [Section], mark: &str) -> Option<&'p Section> {
    parts.iter().find(|part| part.mark == mark)
}

fn list(parts: &[Section], mark: &str) -> (String, Vec<String>) {
    let Some(part) = named(parts, mark) else { return <(String, Vec<String>)>::default() };
    let points = part.blocks.iter().find_map(|block| match block {
        Block::List(items) => Some(items.clone()),
        _ => None,
    });
    (part.heading.clone(), points.unwrap_or_default())
}

fn first_text(part: &Section) -> String {
    let text = part.blocks.iter().find_map(|block| match block {
        Block::Text(text) => Some(text.clone()),
        _ => None,
    });
    text.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_holds_what_the_two_pages_say() {
        let mut answer = Page::default();
        answer.push(Block::Answer("Yes".to_owned()));
        answer.heading("head_do_now", "Now".to_owned());
        answer.push(Block::List(vec!["walk".to_owned()]));
        let mut plan = Page::default();
        plan.push(Block::Answer("One exercise".to_owned()));
        plan.heading("exercise fa01", "1. Bridge".to_owned());
        plan.push(Block::Text("2 times 8".to_owned()));
        plan.push(Block::Text("For your hips".to_owned()));
        plan.push(Block::Steps(vec!["lie".to_owned()]));
        plan.heading("plan_stop_head", "Stop".to_owned());
        plan.push(Block::List(vec!["if the leg tingles".to_owned()]));
        let figures = BTreeMap::from([("exercise fa01".to_owned(), "<svg/>".to_owned())]);
        let made = handout(&answer, Some((&plan, figures)));
        assert_eq!((made.answer.as_str(), made.plan.as_str()), ("Yes", "One exercise"));
        assert_eq!(made.do_now, ("Now".to_owned(), vec!["walk".to_owned()]));
        let [drill] = made.drills.as_slice() else { panic!("{made:?}") };
        assert_eq!((drill.dose.as_str(), drill.steps.len()), ("2 times 8", 1));
        assert_eq!(drill.figure.as_deref(), Some("<svg/>"));
        assert_eq!(made.stop.1.len(), 1);
        assert_eq!(handout(&answer, None).drills, []);
    }
}
