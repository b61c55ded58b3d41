//! The interview as screens of data: which is next, and what is taken of what a person gives to it.

use taut_knowledge::{FindingId, Knowledge};
use taut_reason::{Interview, Planner, Step};
use taut_text::why_asked;

use crate::draft::Draft;
use crate::error::Fault;
use crate::question::{AskSides, Given, Question, ScreenView};

/// What became of replies to a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Keys of questions that still need a reply; the screen is shown again for them.
    pub open: Vec<String>,
    /// An emergency is certain: nothing more is asked (S1).
    pub emergency: bool,
}

/// The next screen of an interview, or nothing if this part of it is done.
#[must_use]
pub fn next_screen(
    planner: &Planner<'_, '_>,
    draft: &Draft,
    interview: &Interview<'_>,
    sides: AskSides,
    language: &str,
) -> Option<ScreenView> {
    let knowledge = planner.reasoner.knowledge;
    let (mut view, findings) = screen(planner, draft, interview, sides, language)?;
    let now = planner.reasons_to_ask(&interview.answers(), &findings);
    for ((question, finding), why) in view.questions.iter_mut().zip(findings).zip(now) {
        question.add_why(&why_asked(knowledge, finding, why, language));
    }
    Some(view)
}

/// The same without why each question is asked now, which takes the longest to find out: enough to take replies to it.
#[must_use]
pub fn open_screen(
    planner: &Planner<'_, '_>,
    draft: &Draft,
    interview: &Interview<'_>,
    sides: AskSides,
    language: &str,
) -> Option<ScreenView> {
    screen(planner, draft, interview, sides, language).map(|(view, _)| view)
}

/// The next screen and its findings.
fn screen(
    planner: &Planner<'_, '_>,
    draft: &Draft,
    interview: &Interview<'_>,
    sides: AskSides,
    language: &str,
) -> Option<(ScreenView, Vec<FindingId>)> {
    let knowledge = planner.reasoner.knowledge;
    let Step::Screen { screen, findings } = interview.chosen_step(planner).step else {
        return None;
    };
    let (title, intro) =
        screen.text.get(language).or_else(|| screen.text.get("en")).cloned().unwrap_or_default();
    let progress = interview.progress();
    let question = |&finding: &FindingId| {
        let earlier = interview.log().iter().find(|(other, _)| *other == finding);
        let mut question = Question::of_finding(knowledge, finding, sides, language);
        question.reply = earlier.map(|(_, reply)| *reply);
        question.side = draft.side(&question.key);
        question.taken_back = draft.taken_back(knowledge, finding);
        question
    };
    let view = ScreenView {
        id: screen.id.clone(),
        title,
        intro,
        progress: (progress.done + 1, progress.total),
        form: screen.form.clone(),
        offer: String::new(),
        needs_all: true,
        may_stop: screen.yes_stops,
        questions: findings.iter().map(question).collect(),
    };
    Some((view, findings))
}

/// True if this part of an interview is done: no screen is left, perhaps because an emergency is certain (S1).
#[must_use]
pub fn is_done(planner: &Planner<'_, '_>, interview: &Interview<'_>) -> bool {
    interview.chosen_step(planner).step == Step::Done
}

/// Takes replies to a screen into the draft; a notice counts as read. What is given is kept even if something is still open.
///
/// # Errors
/// Every reply that the screen does not have; then nothing is taken.
pub fn take<'g>(
    planner: &Planner<'_, '_>,
    draft: &mut Draft,
    screen: &ScreenView,
    given: impl IntoIterator<Item = (&'g str, &'g str, &'g str)>,
) -> Result<Taken, Vec<Fault>> {
    let knowledge = planner.reasoner.knowledge;
    let replies = screen.read(given)?;
    for reply in &replies {
        note(knowledge, draft, reply);
    }
    let mut interview = draft.interview(knowledge);
    if screen.questions.is_empty() {
        interview.mark_read(&screen.id);
        draft.follow(&interview);
    }
    let emergency = interview.is_emergency(planner.reasoner);
    let open = if emergency { Vec::new() } else { screen.open(&replies) };
    Ok(Taken { open: open.into_iter().map(str::to_owned).collect(), emergency })
}

fn note(knowledge: &Knowledge, draft: &mut Draft, reply: &Given) {
    if let Some(finding) = knowledge.finding_id(&reply.key) {
        draft.reply(knowledge, finding, reply.reply, reply.side);
    }
}

/// Counts the notices as read that come next: for a page that has said the same already.
pub fn pass_notices(planner: &Planner<'_, '_>, draft: &mut Draft) {
    let mut interview = draft.interview(planner.reasoner.knowledge);
    while let Step::Screen { screen, findings } = interview.chosen_step(planner).step {
        if !findings.is_empty() {
            break;
        }
        interview.mark_read(&screen.id);
    }
    draft.follow(&interview);
}

/// Takes back the last screen that was answered or read; false at the start. Its replies are shown when it is asked again.
pub fn back(planner: &Planner<'_, '_>, draft: &mut Draft) -> bool {
    let mut interview = draft.interview(planner.reasoner.knowledge);
    let went = interview.back_chosen(planner);
    draft.follow(&interview);
    went
}

/// Begins the optional second part.
pub fn begin_second_part(knowledge: &Knowledge, draft: &mut Draft) {
    let mut interview = draft.interview(knowledge);
    interview.begin_second_part();
    draft.follow(&interview);
}
