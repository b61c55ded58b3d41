//! One page to print, out of the page of the answer and that of the programme: of the programme that is kept, else of the newest answers.

use std::collections::BTreeMap;

use taut_episode::Told;
use taut_knowledge::Rung;
use taut_plan::Plan;
use taut_text::{Block, Page, PlanView, paused_page, plan_page, verdict_page};

use crate::app::App;
use crate::failure::Failure;
use crate::html::blocks::{Section, Shown, sections};
use crate::service::plan::{self, Proposal};
use crate::service::story::told;
use crate::service::subject::{self, Missing};
use crate::visit::Visit;

/// The page, and the rung that its answer stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printable {
    /// What it says.
    pub handout: Handout,
    /// The rung of the advice.
    pub rung: Rung,
}

/// The page for a visitor; where there is none, what they have: an interview that is open, or nothing.
///
/// # Errors
/// The database's problem; a programme of other knowledge.
pub async fn find(app: &App, visit: &Visit) -> Result<Result<Printable, Missing>, Failure> {
    let kept = match visit.own() {
        Some(_) => told(app, visit).await?,
        None => None,
    };
    let language = visit.language().to_owned();
    if let Some(told) = kept.filter(|told| told.goes_on() || told.is_paused()) {
        return app.compute(move |app| of_story(app, &language, &told)).await.map(Ok);
    }
    let subject = match subject::complete(app, visit).await? {
        Ok(subject) => subject,
        Err(missing) => return Ok(Err(missing)),
    };
    let wishes = plan::wishes(app, visit, None).await?;
    let proposal = plan::propose(app, subject, wishes).await?;
    app.compute(move |app| of_proposal(app, &language, &proposal)).await.map(Ok)
}

/// The page of a programme that is kept; while it waits for a check-in it says so, and shows no exercise.
///
/// # Errors
/// There is no programme; problems of the body's files.
pub fn of_story(app: &App, language: &str, told: &Told) -> Result<Printable, Failure> {
    let story = &told.story;
    let reasoner = app.engine().reasoner(told.kept.case.setting, false);
    if told.is_paused() {
        let answer = verdict_page(reasoner, story.verdict(), story.answers(), language);
        let page = paused(told, language);
        let handout = handout(&answer, Some((&page, BTreeMap::new())));
        return Ok(Printable { handout, rung: story.rung() });
    }
    let Some(programme) = story.programme().filter(|_| told.goes_on()).cloned() else {
        return Err(Failure::not_found());
    };
    let plan = Plan::Programme(Box::new(programme));
    let view = PlanView {
        reasoner,
        answers: story.answers(),
        verdict: story.verdict(),
        preferences: story.preferences(),
        plan: &plan,
    };
    of_view(app, language, &view)
}

/// The page of a programme that waits for a check-in.
#[must_use]
pub fn paused(told: &Told, language: &str) -> Page {
    let story = &told.story;
    paused_page(story.knowledge(), (story.is_late(told.on), &told.waits_for()), language)
}

fn of_proposal(app: &App, language: &str, proposal: &Proposal) -> Result<Printable, Failure> {
    of_view(app, language, &proposal.view())
}

fn of_view(app: &App, language: &str, view: &PlanView<'_>) -> Result<Printable, Failure> {
    let answer = verdict_page(view.reasoner, view.verdict, view.answers, language);
    let handout = match view.plan {
        Plan::Programme(programme) => {
            let knowledge = app.engine().knowledge();
            let figures = app.drawing()?.exercises(knowledge, programme, language)?;
            handout(&answer, Some((&plan_page(view, language), figures)))
        }
        _ => handout(&answer, None),
    };
    Ok(Printable { handout, rung: view.verdict.rung() })
}

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
