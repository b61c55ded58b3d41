//! Why a question is asked now, and why no more are asked, in words.

use taut_knowledge::{Finding, FindingId, Kind, Knowledge, Rung};
use taut_reason::{SameDecision, Why};

use crate::words::{label, phrase, title};

/// Why this question is asked now, as one or two sentences for a person.
#[must_use]
pub fn why_asked(knowledge: &Knowledge, finding: FindingId, why: Why, language: &str) -> String {
    let record = knowledge.finding(finding);
    let words = |id: &'static str| phrase(knowledge, id, language).to_owned();
    let advice = |rung: Rung| title(knowledge, rung, language);
    let with = |id, state: u8, rung| {
        words(id)
            .replace("{answer}", &answer(knowledge, record, state, language))
            .replace("{advice}", &advice(rung))
    };
    match why {
        Why::Gating => words("why_gating"),
        Why::MoreCareful { state, rung } => with("why_more_careful", state, rung),
        Why::LessCareful { state, rung } => with("why_less_careful", state, rung),
        Why::Between { rung, other } => words("why_between")
            .replace("{advice}", &advice(rung))
            .replace("{other}", &advice(other)),
        Why::Settles { rung } => words("why_settles").replace("{advice}", &advice(rung)),
        Why::Doubts { rung } => words("why_doubts").replace("{advice}", &advice(rung)),
        Why::Unlocks => words("why_unlocks"),
        Why::Together => words("why_together"),
        Why::Nothing => words("why_nothing"),
    }
}

/// That more answers would not change the advice, if that is proved or likely enough; else nothing.
#[must_use]
pub fn why_no_more(knowledge: &Knowledge, same: &SameDecision, language: &str) -> Option<String> {
    let id = if same.is_at_least(1.0) {
        "stop_proved"
    } else if same.is_at_least(knowledge.questions.same_decision) {
        "stop_likely"
    } else {
        return None;
    };
    Some(phrase(knowledge, id, language).to_owned())
}

/// What a person reads on the button of an answer.
fn answer(knowledge: &Knowledge, record: &Finding, state: u8, language: &str) -> String {
    let text = record.text.get(language).unwrap_or_else(|| record.en());
    match record.kind {
        Kind::Sign => {
            let key = if state < record.present_from { "no" } else { "yes" };
            label(knowledge, "common", key, language).to_owned()
        }
        _ => text.states.get(usize::from(state)).cloned().unwrap_or_default(),
    }
}
