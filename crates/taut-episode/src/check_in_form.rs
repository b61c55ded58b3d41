//! A check-in as screens of data, as few as they can be: flags first, then the leg, the back, what was done; into a check-in file.

use jiff::civil::Date;
use serde_json::{Value, json};
use taut_knowledge::check_in::CHECK_IN_SCHEMA;
use taut_knowledge::{FindingId, Knowledge, PostureClass};
use taut_plan::Story;
use taut_reason::{Reasoner, Reply};

use crate::check_in_draft::{CheckInDraft, is_there};
use crate::check_in_measures;
use crate::draft::answer_json;
use crate::question::{AskSides, Given, Question, ScreenView};

/// Screens in all, for the bar of progress.
const SCREENS: usize = 5;

/// What the questions of a check-in follow from.
#[derive(Debug, Clone, Copy)]
pub struct CheckInForm<'f> {
    /// What judges whether a finding can apply.
    pub reasoner: &'f Reasoner<'f>,
    /// The story so far.
    pub story: &'f Story<'f>,
    /// The day of the check-in.
    pub today: Date,
    /// How sides are asked about.
    pub sides: AskSides,
    /// The language of the questions.
    pub language: &'f str,
}

/// What comes next.
#[derive(Debug, Clone, PartialEq)]
pub enum CheckInStep {
    /// This screen.
    Screen(Box<ScreenView>),
    /// Nothing more is asked: the check-in file (`taut.check_in/1`), with only what was said.
    Done(Value),
}

impl CheckInForm<'_> {
    /// The next screen after what was said so far, or the check-in file. With a flag there, nothing else is worth waiting for.
    #[must_use]
    pub fn next(&self, draft: &CheckInDraft) -> CheckInStep {
        let on = self.today.to_string();
        let file = json!({ "schema": CHECK_IN_SCHEMA, "on": on, "answers": [] });
        let knowledge = self.reasoner.knowledge;
        let mut walk = Walk { form: self, knowledge, draft, file, shown: 0 };
        match walk.all() {
            Ok(()) => CheckInStep::Done(walk.file),
            Err(screen) => CheckInStep::Screen(screen),
        }
    }
}

/// The way through the screens that are done, up to the first that is not.
pub(crate) struct Walk<'w> {
    pub(crate) form: &'w CheckInForm<'w>,
    pub(crate) knowledge: &'w Knowledge,
    draft: &'w CheckInDraft,
    /// The check-in file so far.
    pub(crate) file: Value,
    shown: usize,
}

/// Nothing while all screens so far are done; else the one that comes next.
pub(crate) type Walked<T> = Result<T, Box<ScreenView>>;

impl Walk<'_> {
    fn all(&mut self) -> Walked<()> {
        let flags = self.applying(&self.knowledge.check_in.rescreen);
        let questions = self.findings(&flags);
        let screen = self.screen("flags", questions);
        let given = self.given(ScreenView { needs_all: true, may_stop: true, ..screen })?;
        self.answer(&given);
        if is_there(self.knowledge, &given) {
            return Ok(());
        }
        self.leg()?;
        self.back()?;
        self.done()?;
        check_in_measures::ask(self)
    }

    /// Pain in the leg; only where there is some, or it was not said, what else is asked about the leg.
    fn leg(&mut self) -> Walked<()> {
        let pain = self.number("leg_pain", "points", 0.0, 10.0);
        let screen = self.screen("leg", vec![pain]);
        let pain = whole(&self.given(screen)?, "leg_pain");
        if let Some(pain) = pain {
            self.file["pain"]["leg"] = json!(pain);
        }
        if pain == Some(0) {
            return Ok(());
        }
        let findings = self.applying(&self.knowledge.check_in.leg);
        let mut questions = self.findings(&findings);
        questions.push(self.number("leg_settled", "minutes", 0.0, 20160.0));
        let screen = self.screen("leg_more", questions);
        let given = self.given(screen)?;
        self.answer(&given);
        if let Some(minutes) = whole(&given, "leg_settled") {
            self.file["leg_settled_minutes"] = json!(minutes);
        }
        Ok(())
    }

    fn back(&mut self) -> Walked<()> {
        let mornings = ["better", "same", "worse"];
        let labels =
            mornings.map(|name| (name.to_owned(), self.phrase(&format!("morning_{name}"))));
        let questions = vec![
            self.number("back_pain", "points", 0.0, 10.0),
            self.plain("next_morning").choosing(labels, &self.phrase("not_sure")),
            self.number("soreness", "hours", 0.0, 336.0),
        ];
        let screen = self.screen("back", questions);
        let given = self.given(screen)?;
        if let Some(pain) = whole(&given, "back_pain") {
            self.file["pain"]["back"] = json!(pain);
        }
        if let Some(Reply::State(state, _)) = reply(&given, "next_morning") {
            self.file["next_morning"] = json!(mornings[usize::from(state).min(2)]);
        }
        if let Some(hours) = whole(&given, "soreness") {
            self.file["soreness_hours"] = json!(hours);
        }
        Ok(())
    }

    /// What was done of each exercise, the pain with it, and whether more is wanted.
    fn done(&mut self) -> Walked<()> {
        let knowledge = self.knowledge;
        let chosen: Vec<usize> = self
            .form
            .story
            .waiting()
            .map(|p| p.chosen.iter().map(|c| c.item.exercise).collect())
            .unwrap_or_default();
        if chosen.is_empty() {
            return Ok(());
        }
        let leg = self.file["pain"]["leg"].as_u64() != Some(0);
        let screen = self.screen("done", self.done_questions(&chosen, leg));
        let given = self.given(screen)?;
        let pain = whole(&given, "done_pain");
        let mut list = Vec::new();
        for &index in &chosen {
            let id = &knowledge.exercises[index].id;
            let Some(days) = whole(&given, &format!("done_days.{id}")) else { continue };
            let mut entry = json!({ "exercise": id, "days": days });
            if let (Some(pain), true) = (pain, days > 0) {
                entry["pain"] = json!(pain);
            }
            if let (Some(rose), true) = (flag(&given, &format!("done_leg.{id}")), days > 0) {
                entry["leg_rose"] = json!(rose);
            }
            list.push(entry);
        }
        self.file["done"] = Value::Array(list);
        for key in ["ready", "stretch_worse"] {
            if let Some(answer) = flag(&given, key) {
                self.file[key] = json!(answer);
            }
        }
        Ok(())
    }

    fn done_questions(&self, chosen: &[usize], leg: bool) -> Vec<Question> {
        let exercises = &self.knowledge.exercises;
        let name = |index: usize| {
            let record = &exercises[index];
            record.text.get(self.form.language).unwrap_or_else(|| record.en()).name.clone()
        };
        let keyed = |question: Question, index: usize| Question {
            key: format!("{}.{}", question.key, exercises[index].id),
            ..question.named(&name(index))
        };
        let mut questions: Vec<Question> = chosen
            .iter()
            .map(|index| keyed(self.number("done_days", "days", 0.0, 7.0), *index))
            .collect();
        if leg {
            questions.extend(chosen.iter().map(|index| keyed(self.yes_no("done_leg"), *index)));
        }
        questions.push(self.number("done_pain", "points", 0.0, 10.0));
        questions.push(self.yes_no("ready"));
        if chosen.iter().any(|i| exercises[*i].is(PostureClass::HamstringLengthening)) {
            questions.push(self.yes_no("stretch_worse"));
        }
        questions
    }

    /// Findings that can apply to this person.
    fn applying(&self, list: &[FindingId]) -> Vec<FindingId> {
        let CheckInForm { reasoner, story, .. } = self.form;
        let asked = |f: &&FindingId| {
            self.knowledge.finding(**f).person_may_answer && reasoner.applies(**f, story.answers())
        };
        list.iter().filter(asked).copied().collect()
    }

    fn findings(&self, findings: &[FindingId]) -> Vec<Question> {
        let CheckInForm { sides, language, .. } = *self.form;
        let question = |f: &FindingId| Question::of_finding(self.knowledge, *f, sides, language);
        findings.iter().map(question).collect()
    }

    /// Adds the answers to findings.
    fn answer(&mut self, given: &[Given]) {
        for Given { key, reply, side } in given {
            if let (Some(finding), Some(list)) =
                (self.knowledge.finding_id(key), self.file["answers"].as_array_mut())
            {
                list.push(answer_json(self.knowledge, finding, *reply, *side));
            }
        }
    }

    /// A phrase of the check-in.
    pub(crate) fn phrase(&self, id: &str) -> String {
        let id = format!("check_in_ask_{id}");
        self.knowledge.phrase(&id, self.form.language).unwrap_or_default().to_owned()
    }

    /// A screen; the phrases of its words are named before the first full stop of its id.
    pub(crate) fn screen(&self, id: &str, questions: Vec<Question>) -> ScreenView {
        let words = id.split('.').next().unwrap_or(id);
        ScreenView {
            id: id.to_owned(),
            title: self.phrase(&format!("{words}_head")),
            intro: self.phrase(words),
            progress: ((self.shown + 1).min(SCREENS), SCREENS),
            form: "questions".to_owned(),
            offer: String::new(),
            needs_all: false,
            may_stop: false,
            questions,
        }
    }

    /// The replies to a screen that is done; else the screen with the replies so far.
    pub(crate) fn given(&mut self, mut screen: ScreenView) -> Walked<Vec<Given>> {
        let given = self.draft.given(&screen);
        if self.draft.is_done(&screen.id) {
            self.shown += 1;
            return Ok(given);
        }
        for question in &mut screen.questions {
            if let Some(reply) = given.iter().find(|reply| reply.key == question.key) {
                question.reply = Some(reply.reply);
                question.side = reply.side;
            }
        }
        Err(Box::new(screen))
    }

    fn plain(&self, key: &str) -> Question {
        Question::plain(key, self.phrase(key), self.phrase("why"))
    }

    /// A number, asked with a phrase.
    fn number(&self, key: &str, unit: &str, min: f64, max: f64) -> Question {
        self.plain(key).numbered(unit, min, max)
    }

    /// Yes or no, asked with a phrase.
    fn yes_no(&self, key: &str) -> Question {
        self.plain(key).choosing(self.no_and_yes(), &self.phrase("not_sure"))
    }

    /// No and yes, in this order, with their labels.
    pub(crate) fn no_and_yes(&self) -> [(String, String); 2] {
        ["no", "yes"].map(|value| (value.to_owned(), self.phrase(value)))
    }
}

/// The reply to a question.
pub(crate) fn reply(given: &[Given], key: &str) -> Option<Reply> {
    given.iter().find(|reply| reply.key == key).map(|given| given.reply)
}

/// A whole number; 2.5 is taken at the next whole number above.
fn whole(given: &[Given], key: &str) -> Option<u64> {
    match reply(given, key) {
        Some(Reply::Number(number)) => Some(number.ceil() as u64),
        _ => None,
    }
}

fn flag(given: &[Given], key: &str) -> Option<bool> {
    match reply(given, key) {
        Some(Reply::State(state, _)) => Some(state > 0),
        _ => None,
    }
}
