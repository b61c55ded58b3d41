//! The questions of a check-in, as few as they can be: flags first, then the leg, the back, what was done; into a check-in file.

use jiff::civil::Date;
use serde_json::{Value, json};
use taut_knowledge::check_in::CHECK_IN_SCHEMA;
use taut_knowledge::{FindingId, Knowledge, PostureClass, Sides};
use taut_plan::Story;
use taut_reason::{Reasoner, Reply};

use super::measures;
use crate::ask::{Choice, FrontEnd, Next, Outcome, Question, View, answer_json};

/// Screens in all, for the bar of progress.
const SCREENS: usize = 5;

/// What the person says, as a check-in file (`taut.check_in/1`); nothing if they stop before the flags are answered.
///
/// # Errors
/// I/O.
pub fn check_in(
    front: &mut dyn FrontEnd,
    reasoner: &Reasoner<'_>,
    story: &Story<'_>,
    today: Date,
    language: &str,
) -> anyhow::Result<Option<Value>> {
    let knowledge = reasoner.knowledge;
    let mut asking = Asking { front, knowledge, language, screen: 0 };
    let mut said = json!({ "schema": CHECK_IN_SCHEMA, "on": today.to_string(), "answers": [] });
    let policy = &knowledge.check_in;
    let flags = applying(reasoner, story, &policy.rescreen);
    let Some(worrying) = asking.findings("flags", &flags, Vec::new(), &mut said)? else {
        return Ok(None);
    };
    // With a flag there, nothing else is worth waiting for.
    if worrying {
        return Ok(Some(said));
    }
    leg(&mut asking, reasoner, story, &mut said)?;
    back(&mut asking, &mut said)?;
    done(&mut asking, story, &mut said)?;
    measures::ask(&mut asking, story, today, &mut said)?;
    Ok(Some(said))
}

/// Findings that can apply to this person.
fn applying(reasoner: &Reasoner<'_>, story: &Story<'_>, list: &[FindingId]) -> Vec<FindingId> {
    let asked = |f: &&FindingId| {
        reasoner.knowledge.finding(**f).person_may_answer && reasoner.applies(**f, story.answers())
    };
    list.iter().filter(asked).copied().collect()
}

/// Pain in the leg; only where there is some, or it was not said, what else is asked about the leg.
fn leg(
    asking: &mut Asking<'_, '_>,
    reasoner: &Reasoner<'_>,
    story: &Story<'_>,
    said: &mut Value,
) -> anyhow::Result<()> {
    let pain = number(asking, "leg_pain", "points", 0.0, 10.0);
    let replies = asking.own("leg", vec![pain])?;
    let pain = whole(&replies, 0);
    if let Some(pain) = pain {
        said["pain"]["leg"] = json!(pain);
    }
    if pain == Some(0) {
        return Ok(());
    }
    let findings = applying(reasoner, story, &asking.knowledge.check_in.leg);
    let settled = number(asking, "leg_settled", "minutes", 0.0, 20160.0);
    let count = findings.len();
    let mut minutes = None;
    asking.findings_and("leg_more", &findings, vec![settled], said, |place, reply| {
        if place == count {
            minutes = whole_of(reply);
        }
    })?;
    if let Some(minutes) = minutes {
        said["leg_settled_minutes"] = json!(minutes);
    }
    Ok(())
}

fn back(asking: &mut Asking<'_, '_>, said: &mut Value) -> anyhow::Result<()> {
    let questions = vec![
        number(asking, "back_pain", "points", 0.0, 10.0),
        choices(asking, "next_morning", &["morning_better", "morning_same", "morning_worse"]),
        number(asking, "soreness", "hours", 0.0, 336.0),
    ];
    let replies = asking.own("back", questions)?;
    if let Some(pain) = whole(&replies, 0) {
        said["pain"]["back"] = json!(pain);
    }
    if let Some(Reply::State(state, _)) = reply(&replies, 1) {
        said["next_morning"] = json!(["better", "same", "worse"][usize::from(state).min(2)]);
    }
    if let Some(hours) = whole(&replies, 2) {
        said["soreness_hours"] = json!(hours);
    }
    Ok(())
}

/// What was done of each exercise, the pain with it, and whether more is wanted.
fn done(asking: &mut Asking<'_, '_>, story: &Story<'_>, said: &mut Value) -> anyhow::Result<()> {
    let knowledge = asking.knowledge;
    let chosen: Vec<usize> = story
        .waiting()
        .map(|p| p.chosen.iter().map(|c| c.item.exercise).collect())
        .unwrap_or_default();
    if chosen.is_empty() {
        return Ok(());
    }
    let leg = said["pain"]["leg"].as_u64() != Some(0);
    let name = |index: usize| knowledge.exercises[index].en().name.clone();
    let mut questions = Vec::new();
    for &index in &chosen {
        questions.push(number(asking, "done_days", "days", 0.0, 7.0).named(&name(index)));
    }
    if leg {
        for &index in &chosen {
            questions.push(yes_no(asking, "done_leg").named(&name(index)));
        }
    }
    let tail = questions.len();
    questions.push(number(asking, "done_pain", "points", 0.0, 10.0));
    questions.push(yes_no(asking, "ready"));
    let stretches =
        chosen.iter().any(|i| knowledge.exercises[*i].is(PostureClass::HamstringLengthening));
    if stretches {
        questions.push(yes_no(asking, "stretch_worse"));
    }
    let replies = asking.own("done", questions)?;
    let pain = whole(&replies, tail);
    let mut list = Vec::new();
    for (i, &index) in chosen.iter().enumerate() {
        let Some(days) = whole(&replies, i) else { continue };
        let mut entry = json!({ "exercise": knowledge.exercises[index].id, "days": days });
        if let (Some(pain), true) = (pain, days > 0) {
            entry["pain"] = json!(pain);
        }
        if let (Some(rose), true) =
            (leg.then(|| flag(&replies, chosen.len() + i)).flatten(), days > 0)
        {
            entry["leg_rose"] = json!(rose);
        }
        list.push(entry);
    }
    said["done"] = Value::Array(list);
    for (key, place) in [("ready", tail + 1), ("stretch_worse", tail + 2)] {
        if let Some(answer) = flag(&replies, place) {
            said[key] = json!(answer);
        }
    }
    Ok(())
}

/// Whoever asks, in which language, and how far it is.
pub struct Asking<'f, 'k> {
    /// The terminal or the lines.
    pub front: &'f mut dyn FrontEnd,
    /// The knowledge.
    pub knowledge: &'k Knowledge,
    /// The language.
    pub language: &'k str,
    screen: usize,
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
    fn findings(
        &mut self,
        id: &str,
        findings: &[FindingId],
        more: Vec<Question>,
        said: &mut Value,
    ) -> anyhow::Result<Option<bool>> {
        self.findings_and(id, findings, more, said, |_, _| ())
    }

    /// The same with other questions behind; each of their replies is handed on.
    fn findings_and(
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
                list.push(answer_json(knowledge, finding, reply));
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
fn choices(asking: &Asking<'_, '_>, id: &str, labels: &[&str]) -> Question {
    let labels = labels.iter().map(|label| asking.phrase(label)).collect();
    chosen_from(asking.phrase(id), asking.phrase("why"), labels, &asking.phrase("not_sure"))
}

/// Yes or no, asked with a phrase.
fn yes_no(asking: &Asking<'_, '_>, id: &str) -> Question {
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

fn whole(replies: &[(usize, Reply)], place: usize) -> Option<u64> {
    reply(replies, place).and_then(whole_of)
}

/// A whole number; a person who types 2.5 is taken at the next whole number above.
fn whole_of(reply: Reply) -> Option<u64> {
    match reply {
        Reply::Number(number) => Some(number.ceil() as u64),
        _ => None,
    }
}

fn flag(replies: &[(usize, Reply)], place: usize) -> Option<bool> {
    match reply(replies, place) {
        Some(Reply::State(state, _)) => Some(state > 0),
        _ => None,
    }
}
