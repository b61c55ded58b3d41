//! Questions that could admit more exercises, asked in the terminal; the replies as answers of a case file.

use serde_json::Value;
use taut_episode::answer_json;
use taut_knowledge::{FindingId, Knowledge, Origin};
use taut_plan::{NotYet, Plan};

use crate::ask::{FrontEnd, Next, Outcome, Question, View};

/// Questions on one screen.
const AT_ONCE: usize = 12;

/// Open questions that a person can answer and that stand between them and exercises.
pub fn open_questions(knowledge: &Knowledge, plan: &Plan) -> Vec<FindingId> {
    let open: Vec<FindingId> = match plan {
        Plan::Programme(programme) => programme.would_admit.iter().map(|(f, _)| *f).collect(),
        Plan::NotYet(NotYet::Open(open)) => open.clone(),
        Plan::NotYet(_) | Plan::SeeDoctor(_) => Vec::new(),
    };
    open.into_iter().filter(|f| can_be_asked(knowledge, *f)).take(AT_ONCE).collect()
}

fn can_be_asked(knowledge: &Knowledge, finding: FindingId) -> bool {
    let record = knowledge.finding(finding);
    record.person_may_answer
        && record.origin == Origin::History
        && !matches!(record.id.as_str(), "age" | "sex")
}

/// Offers the questions and asks them; the replies as answers of a case file, none if the person does not want to.
///
/// # Errors
/// I/O.
pub fn ask(
    front: &mut dyn FrontEnd,
    knowledge: &Knowledge,
    questions: &[FindingId],
    language: &str,
) -> anyhow::Result<Vec<Value>> {
    let phrase = |id: &str| knowledge.phrase(id, language).unwrap_or_default().to_owned();
    let offer = phrase("plan_ask_offer").replace("{n}", &questions.len().to_string());
    if !front.confirm(&offer)? {
        return Ok(Vec::new());
    }
    let view = View {
        title: phrase("plan_ask_head"),
        intro: phrase("plan_questions"),
        progress: (1, 1),
        questions: questions.iter().map(|f| Question::new(knowledge, *f, None, language)).collect(),
    };
    let replies = match front.show(&view, &mut |_, _| Ok(Next::GoOn))? {
        Outcome::Answered(replies) | Outcome::Quit(replies) => replies,
        Outcome::Back => Vec::new(),
    };
    Ok(replies
        .into_iter()
        .map(|(place, reply)| answer_json(knowledge, questions[place], reply, None))
        .collect())
}
