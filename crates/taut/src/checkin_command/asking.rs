//! Screens of a check-in: findings asked again, other questions with a phrase each, and their replies.

use serde_json::Value;
use taut_episode::answer_json;
use taut_knowledge::{FindingId, Knowledge, Sides};
use taut_reason::Reply;

use crate::ask::{Choice, FrontEnd, Next, Outcome, Question, View};

/// Screens in all, for the bar of progress.
const SCREENS: usize = 5;

/// Whoever asks, in which language, and how far it is.
pub struct Asking<'f, 'k> {
    /// The terminal or the lines.
    pub front: &'f mut dyn FrontEnd,
    /// The knowledge.
    pub knowledge: &'k Knowledge,
    /// The language.
    pub language: &'k str,
    /// Screens shown so far.
    pub screen: usize,
}

impl Asking<'_, '_> {
    /// A phrase of the check-in.
    pub fn phrase(&self, id: &str) -> String {
        let id = format!("check_in_ask_{id}");
        self.knowledge.phrase(&id, self.language).unwrap_or_default().to_owned()
    }

    fn view(&mut self, id: &str, questions: Vec<Question>) -> View {
        self.screen += 1;
        View {
            title: self.phrase(&format!("{id}_head")),
            intro: self.phrase(id),
            progress: (self.screen.min(SCREENS), SCREENS),
            questions,
        }
    }

    /// Questions that are no findings; the replies with their places.
    ///
    /// # Errors
    /// I/O.
    pub fn own(
        &mut self,
        id: &str,
        questions: Vec<Question>,
    ) -> anyhow::Result<Vec<(usize, Reply)>> {
        let view = self.view(id, questions);
        Ok(match self.front.show(&view, &mut |_, _| Ok(Next::GoOn))? {
            Outcome::Answered(replies) | Outcome::Quit(replies) => replies,
            Outcome::Back => Vec::new(),
        })
    }

    /// Findings asked again; adds their answers. Whether one of them is there; nothing if the person stopped or went back.
    pub fn findings(
        &mut self,
        id: &str,
        findings: &[FindingId],
        more: Vec<Question>,
        said: &mut Value,
    ) -> anyhow::Result<Option<bool>> {
        self.findings_and(id, findings, more, said, |_, _| ())
    }

    /// The same with other questions behind; each of their replies is handed on.
    pub fn findings_and(
        &mut self,
        id: &str,
        findings: &[FindingId],
        more: Vec<Question>,
        said: &mut Value,
        mut other: impl FnMut(usize, Reply),
    ) -> anyhow::Result<Option<bool>> {
        let knowledge = self.knowledge;
        let mut questions: Vec<Question> =
            findings.iter().map(|f| Question::new(knowledge, *f, None, self.language)).collect();
        questions.extend(more);
        let view = self.view(id, questions);
        let outcome = self.front.show(&view, &mut |_, _| Ok(Next::GoOn))?;
        let Outcome::Answered(replies) = outcome else { return Ok(None) };
        let mut there = false;
        for (place, reply) in replies {
            let Some(&finding) = findings.get(place) else {
                other(place, reply);
                continue;
            };
            let record = knowledge.finding(finding);
            there |= matches!(reply, Reply::State(state, _) if state >= record.present_from);
            if let Some(list) = said["answers"].as_array_mut() {
                list.push(answer_json(knowledge, finding, reply, None));
            }
        }
        Ok(Some(there))
    }
}

/// A number, asked with a phrase.
pub fn number(asking: &Asking<'_, '_>, id: &str, unit: &str, min: f64, max: f64) -> Question {
    Question {
        number: Some((unit.to_owned(), min, max)),
        ..plain(asking.phrase(id), asking.phrase("why"))
    }
}

/// Some answers, asked with a phrase; `Reply::State` counts them from 0.
pub fn choices(asking: &Asking<'_, '_>, id: &str, labels: &[&str]) -> Question {
    let labels = labels.iter().map(|label| asking.phrase(label)).collect();
    chosen_from(asking.phrase(id), asking.phrase("why"), labels, &asking.phrase("not_sure"))
}

/// Yes or no, asked with a phrase.
pub fn yes_no(asking: &Asking<'_, '_>, id: &str) -> Question {
    choices(asking, id, &["no", "yes"])
}

/// A question with answers to choose from, and "not sure" last.
pub fn chosen_from(text: String, why: String, labels: Vec<String>, not_sure: &str) -> Question {
    let mut list: Vec<Choice> = labels
        .into_iter()
        .enumerate()
        .map(|(i, label)| Choice { label, reply: Reply::State(i as u8, Sides::Unstated) })
        .collect();
    list.push(Choice { label: not_sure.to_owned(), reply: Reply::NotSure });
    Question { choices: list, ..plain(text, why) }
}

/// A question without answers yet.
pub fn plain(text: String, why: String) -> Question {
    Question { text, why, how: String::new(), choices: Vec::new(), number: None, reply: None }
}

/// The reply at a place.
pub fn reply(replies: &[(usize, Reply)], place: usize) -> Option<Reply> {
    replies.iter().find(|(at, _)| *at == place).map(|(_, reply)| *reply)
}

pub fn whole(replies: &[(usize, Reply)], place: usize) -> Option<u64> {
    reply(replies, place).and_then(whole_of)
}

/// A whole number; a person who types 2.5 is taken at the next whole number above.
pub fn whole_of(reply: Reply) -> Option<u64> {
    match reply {
        Reply::Number(number) => Some(number.ceil() as u64),
        _ => None,
    }
}

pub fn flag(replies: &[(usize, Reply)], place: usize) -> Option<bool> {
    match reply(replies, place) {
        Some(Reply::State(state, _)) => Some(state > 0),
        _ => None,
    }
}
