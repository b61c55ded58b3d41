//! A screen of questions as data: words, answers to choose from, numbers, and the reply so far; and what was given, read back.

use serde_json::{Value, json};
use taut_knowledge::{FindingId, Kind, Knowledge, Side, Sides};
use taut_reason::Reply;
use taut_text::translation_notice;

use crate::error::Fault;

/// The value that means "not sure", for every question.
pub const NOT_SURE: &str = "not_sure";

/// How sides are asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AskSides {
    /// Left, right or both.
    #[default]
    Which,
    /// One side or both; which one is left open.
    OneOrBoth,
}

/// A possible answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// A stable name, such as `no`, `left` or the id of a state.
    pub value: String,
    /// What the person reads.
    pub label: String,
    /// What it means.
    pub reply: Reply,
    /// The side that it names.
    pub side: Option<Side>,
}

/// A question.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// A stable name: the id of a finding, or another one that is unique on its screen.
    pub key: String,
    /// The question's words.
    pub text: String,
    /// Why it is asked.
    pub why: String,
    /// How to do a self-test; empty otherwise.
    pub how: String,
    /// That the words of a question about a flag are an unreviewed translation; empty otherwise.
    pub notice: String,
    /// Possible answers; empty for a number.
    pub choices: Vec<Choice>,
    /// Unit and limits of a number.
    pub number: Option<(String, f64, f64)>,
    /// True if the side of a number or a state is asked beside it.
    pub asks_side: bool,
    /// The reply so far. Nothing is chosen beforehand.
    pub reply: Option<Reply>,
    /// The side so far.
    pub side: Option<Side>,
    /// What was said before a step back took it back, with its side: shown to be confirmed or changed, and no reply.
    pub taken_back: Option<(Reply, Option<Side>)>,
}

/// A screen of questions.
#[derive(Debug, Clone, PartialEq)]
pub struct ScreenView {
    /// A stable name, unique within its interview or check-in.
    pub id: String,
    /// Title.
    pub title: String,
    /// Introduction; may be empty.
    pub intro: String,
    /// Screens behind and in all, this one among those behind.
    pub progress: (usize, usize),
    /// The form of a screen of the interview: `body_chart`, `list`, `questions` or `notice`.
    pub form: String,
    /// What is asked before the screen is shown at all: it may be left out whole. Empty: it is simply shown.
    pub offer: String,
    /// Every question needs a reply, "not sure" being one; else some may be left out.
    pub needs_all: bool,
    /// An answer may end it at once, so that the others need none.
    pub may_stop: bool,
    /// Questions; empty on a notice.
    pub questions: Vec<Question>,
}

/// A reply with the key of its question: value, and side where it is asked beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// The question's key.
    pub key: String,
    /// The reply.
    pub reply: Reply,
    /// The side, where one was said.
    pub side: Option<Side>,
}

/// A label that every page shares.
pub(crate) fn common(knowledge: &Knowledge, key: &str, language: &str) -> String {
    knowledge.label("common", key, language).unwrap_or_default().to_owned()
}

impl Question {
    /// True if it is a sign: yes and no to choose from, or a side in place of yes.
    #[must_use]
    pub fn is_yes_no(&self) -> bool {
        let has = |value: &str| self.choices.iter().any(|choice| choice.value == value);
        has("no") && has(NOT_SURE) && ["yes", "both"].into_iter().any(has)
    }

    /// The question for a finding. Nothing is pre-selected.
    #[must_use]
    pub fn of_finding(
        knowledge: &Knowledge,
        finding: FindingId,
        sides: AskSides,
        language: &str,
    ) -> Self {
        let record = knowledge.finding(finding);
        let text = record.text.get(language).unwrap_or_else(|| record.en());
        let mut question = Self::plain(&record.id, text.question.clone(), text.why.clone());
        question.how.clone_from(&text.how);
        let notice = translation_notice(knowledge, finding, language);
        question.notice = notice.unwrap_or_default().to_owned();
        let label = |key: &str| common(knowledge, key, language);
        match &record.kind {
            Kind::Sign => {
                let there = |value: &str, key: &str, sides, side| Choice {
                    value: value.to_owned(),
                    label: label(key),
                    reply: Reply::State(1, sides),
                    side,
                };
                question.choose("no", label("no"), Reply::State(0, Sides::Unstated));
                let both = there("both", "both_sides", Sides::Both, Some(Side::Both));
                match (record.sided, sides) {
                    (false, _) => {
                        question.choices.push(there("yes", "yes", Sides::Unstated, None));
                    }
                    (true, AskSides::OneOrBoth) => {
                        question.choices.push(there("one", "one_side", Sides::One, None));
                        question.choices.push(both);
                    }
                    (true, AskSides::Which) => {
                        for side in [Side::Left, Side::Right] {
                            let one = there(side.id(), side.id(), Sides::One, Some(side));
                            question.choices.push(one);
                        }
                        question.choices.push(both);
                    }
                }
                question.choose(NOT_SURE, label(NOT_SURE), Reply::NotSure);
            }
            Kind::Choice { .. } => {
                for (state, (id, label)) in record.states.iter().zip(&text.states).enumerate() {
                    question.choose(id, label.clone(), Reply::State(state as u8, Sides::Unstated));
                }
                // A record whose states say so already needs no second answer of that kind.
                if !record.states.iter().any(|state| state == NOT_SURE) {
                    question.choose(NOT_SURE, label(NOT_SURE), Reply::NotSure);
                }
                question.asks_side = record.sided && sides == AskSides::Which;
            }
            Kind::Measure { unit, min, max, .. } => {
                question.number = Some((unit.clone(), *min, *max));
                question.asks_side = record.sided && sides == AskSides::Which;
            }
        }
        question
    }

    /// A question without answers yet.
    #[must_use]
    pub fn plain(key: &str, text: String, why: String) -> Self {
        Self {
            key: key.to_owned(),
            text,
            why,
            how: String::new(),
            notice: String::new(),
            choices: Vec::new(),
            number: None,
            asks_side: false,
            reply: None,
            side: None,
            taken_back: None,
        }
    }

    fn choose(&mut self, value: &str, label: String, reply: Reply) {
        self.choices.push(Choice { value: value.to_owned(), label, reply, side: None });
    }

    /// The same question with answers to choose from, each with its value and label, and "not sure" last.
    #[must_use]
    pub fn choosing(
        mut self,
        answers: impl IntoIterator<Item = (String, String)>,
        not_sure: &str,
    ) -> Self {
        for (state, (value, label)) in answers.into_iter().enumerate() {
            self.choose(&value, label, Reply::State(state as u8, Sides::Unstated));
        }
        self.choose(NOT_SURE, not_sure.to_owned(), Reply::NotSure);
        self
    }

    /// The same question for a number of a unit within limits.
    #[must_use]
    pub fn numbered(self, unit: &str, min: f64, max: f64) -> Self {
        Self { number: Some((unit.to_owned(), min, max)), ..self }
    }

    /// Adds why it is asked now, after why it is asked at all.
    pub fn add_why(&mut self, now: &str) {
        self.why = format!("{} {now}", self.why).trim().to_owned();
    }

    /// The same question about something that has this name.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.text = self.text.replace("{name}", name);
        self
    }

    /// Reads a number as it was typed.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn parse_number(&self, typed: &str) -> Result<Reply, String> {
        let Some((unit, min, max)) = &self.number else {
            return Err("choose one of the answers".to_owned());
        };
        match typed.trim().replace(',', ".").parse::<f64>() {
            Ok(number) if number.is_finite() && (*min..=*max).contains(&number) => {
                Ok(Reply::Number(number))
            }
            _ => Err(format!("please give a number of {unit} from {min} to {max}")),
        }
    }

    /// Reads a reply by its value: that of a choice, `not_sure`, or a number. `side` is `left`, `right` or `both` where the
    /// side is asked beside it; empty: not said.
    ///
    /// # Errors
    /// The value is none of this question's, or the side is none.
    pub fn read(&self, value: &str, side: &str) -> Result<Given, Fault> {
        let fault = |code, what: String| {
            Fault::new(code, &self.key, what, "choose one of the answers that are shown")
        };
        let given = |reply, side| Ok(Given { key: self.key.clone(), reply, side });
        if let Some(choice) = self.choices.iter().find(|choice| choice.value == value) {
            let side = choice.side.or(self.read_side(side)?);
            return given(choice.reply, side);
        }
        if self.number.is_none() {
            return Err(fault("unknown-answer", "there is no such answer".to_owned()));
        }
        if value == NOT_SURE {
            return given(Reply::NotSure, None);
        }
        let reply = self.parse_number(value).map_err(|what| fault("bad-number", what))?;
        given(reply, self.read_side(side)?)
    }

    fn read_side(&self, side: &str) -> Result<Option<Side>, Fault> {
        let sides = [Side::Left, Side::Right, Side::Both];
        match sides.into_iter().find(|known| known.id() == side) {
            Some(side) if self.asks_side => Ok(Some(side)),
            None if side.is_empty() => Ok(None),
            _ => Err(Fault::new(
                "unknown-side",
                &self.key,
                "this question has no such side",
                "left, right or both, where a side is asked",
            )),
        }
    }

    /// The value of a reply to this question, as [`Question::read`] takes it.
    #[must_use]
    pub fn value(&self, reply: Reply, side: Option<Side>) -> Option<String> {
        // Where left and right are to choose from, "one side" alone is neither.
        let sides = |of: Option<Side>| match of {
            None => true,
            Some(Side::Both) => side.is_none_or(|side| side == Side::Both),
            Some(of) => side == Some(of),
        };
        let of = |choice: &&Choice| choice.reply == reply && sides(choice.side);
        match (self.choices.iter().find(of), reply) {
            (Some(choice), _) => Some(choice.value.clone()),
            (None, Reply::Number(number)) => Some(number.to_string()),
            (None, Reply::NotSure) => Some(NOT_SURE.to_owned()),
            (None, Reply::State(..)) => None,
        }
    }

    /// The value that is shown as chosen: of the reply so far, else of what a step back took back.
    #[must_use]
    pub fn chosen(&self) -> Option<String> {
        let (reply, side) = self.reply.map(|reply| (reply, self.side)).or(self.taken_back)?;
        self.value(reply, side)
    }

    /// The side that is shown as chosen.
    #[must_use]
    pub fn chosen_side(&self) -> Option<Side> {
        match self.reply {
            Some(_) => self.side,
            None => self.taken_back.and_then(|(_, side)| side),
        }
    }

    fn json(&self) -> Value {
        let choices: Vec<Value> = self
            .choices
            .iter()
            .map(|choice| json!({ "value": choice.value, "label": choice.label }))
            .collect();
        let number = self
            .number
            .as_ref()
            .map(|(unit, min, max)| json!({ "unit": unit, "min": min, "max": max }));
        json!({
            "key": self.key,
            "text": self.text,
            "why": self.why,
            "how": self.how,
            "notice": self.notice,
            "choices": choices,
            "number": number,
            "asks_side": self.asks_side,
            "reply": self.chosen(),
            "side": self.chosen_side().map(Side::id),
        })
    }
}

/// Lines with yes and no from which on a screen is a long list.
const LONG_LIST: usize = 4;

impl ScreenView {
    /// True if all lines without a reply may be answered No at once: a long list where no answer ends the interview. An emergency
    /// is asked line by line.
    #[must_use]
    pub fn may_rest_no(&self) -> bool {
        let lines = self.questions.iter().filter(|question| question.is_yes_no()).count();
        let is_list = ["list", "body_chart"].contains(&self.form.as_str());
        is_list && self.needs_all && !self.may_stop && lines >= LONG_LIST
    }

    /// Reads replies by key, value and side. What is left blank counts as not given. Keys that the screen does not have are
    /// refused, so that nothing is taken for an answer to another question.
    ///
    /// # Errors
    /// Every key, value and side that this screen does not have.
    pub fn read<'g>(
        &self,
        given: impl IntoIterator<Item = (&'g str, &'g str, &'g str)>,
    ) -> Result<Vec<Given>, Vec<Fault>> {
        let (mut replies, mut faults) = (Vec::<Given>::new(), Vec::new());
        for (key, value, side) in given {
            let Some(question) = self.questions.iter().find(|question| question.key == key) else {
                let key: String = key.chars().take(40).collect();
                let hint = "reload the page: another screen may be shown by now";
                faults.push(Fault::new("unknown-question", key, "it is not on this screen", hint));
                continue;
            };
            if value.trim().is_empty() {
                continue;
            }
            match question.read(value.trim(), side.trim()) {
                Ok(reply) if replies.iter().any(|other| other.key == reply.key) => {
                    let hint = "give one answer";
                    faults.push(Fault::new("twice", reply.key, "it is answered twice", hint));
                }
                Ok(reply) => replies.push(reply),
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() { Ok(replies) } else { Err(faults) }
    }

    /// Keys of the questions that have no reply among these.
    #[must_use]
    pub fn open(&self, given: &[Given]) -> Vec<&str> {
        let keys = self.questions.iter().map(|question| question.key.as_str());
        keys.filter(|key| !given.iter().any(|reply| reply.key == *key)).collect()
    }

    /// The same as JSON (`taut.screen/1`).
    #[must_use]
    pub fn json(&self) -> Value {
        json!({
            "schema": "taut.screen/1",
            "id": self.id,
            "title": self.title,
            "intro": self.intro,
            "progress": { "at": self.progress.0, "of": self.progress.1 },
            "form": self.form,
            "offer": self.offer,
            "needs_all": self.needs_all,
            "may_stop": self.may_stop,
            "questions": self.questions.iter().map(Question::json).collect::<Vec<_>>(),
        })
    }
}
