//! Questions that could admit more exercises, as a screen of data; what a person can and wants to do, where nothing is said.

use std::collections::BTreeSet;

use serde_json::Value;
use taut_knowledge::{Equipment, FindingId, Knowledge, Origin};
use taut_plan::{NotYet, Plan, Preferences};

use crate::draft::answer_json;
use crate::question::{AskSides, Given, Question, ScreenView};

/// Questions on one screen.
const AT_ONCE: usize = 12;

/// Every thing that an exercise may need.
pub const EQUIPMENT: [Equipment; 11] = Equipment::ALL;

/// What counts where a person has said nothing: the policy's time and things, and the floor.
#[must_use]
pub fn usual_preferences(knowledge: &Knowledge) -> Preferences {
    Preferences {
        minutes_per_day: knowledge.programme.minutes_per_day,
        days_per_week: knowledge.programme.days_per_week,
        equipment: knowledge.programme.usual_equipment.clone(),
        floor: true,
        unwanted: BTreeSet::new(),
    }
}

/// Open questions that a person can answer and that stand between them and exercises; nothing where there are none.
#[must_use]
pub fn plan_screen(
    knowledge: &Knowledge,
    plan: &Plan,
    sides: AskSides,
    language: &str,
) -> Option<ScreenView> {
    let open: Vec<FindingId> = match plan {
        Plan::Programme(programme) => programme.would_admit.iter().map(|(f, _)| *f).collect(),
        Plan::NotYet(NotYet::Open(open)) => open.clone(),
        Plan::NotYet(_) | Plan::SeeDoctor(_) => Vec::new(),
    };
    let questions: Vec<Question> = open
        .into_iter()
        .filter(|finding| can_be_asked(knowledge, *finding))
        .take(AT_ONCE)
        .map(|finding| Question::of_finding(knowledge, finding, sides, language))
        .collect();
    let phrase = |id: &str| knowledge.phrase(id, language).unwrap_or_default().to_owned();
    let offer = phrase("plan_ask_offer").replace("{n}", &questions.len().to_string());
    (!questions.is_empty()).then(|| ScreenView {
        id: "plan".to_owned(),
        title: phrase("plan_ask_head"),
        intro: phrase("plan_questions"),
        progress: (1, 1),
        form: "questions".to_owned(),
        offer,
        needs_all: false,
        may_stop: false,
        questions,
    })
}

fn can_be_asked(knowledge: &Knowledge, finding: FindingId) -> bool {
    let record = knowledge.finding(finding);
    record.person_may_answer
        && record.origin == Origin::History
        && !matches!(record.id.as_str(), "age" | "sex")
}

/// Replies about findings as answers of a case file.
#[must_use]
pub fn answers(knowledge: &Knowledge, given: &[Given]) -> Vec<Value> {
    let answer = |Given { key, reply, side }: &Given| {
        let finding = knowledge.finding_id(key)?;
        Some(answer_json(knowledge, finding, *reply, *side))
    };
    given.iter().filter_map(answer).collect()
}
