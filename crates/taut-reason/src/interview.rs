//! The interview as a pure state machine: the log of replies is the whole state, so going back and resuming are exact.

use taut_knowledge::resolve::{bin_of, fill_structural, set_age, set_sex};
use taut_knowledge::{Answers, FindingId, Knowledge, Screen, Sides, Truth, Value};

use crate::decide::applies;
use crate::reasoner::Reasoner;

/// A person's reply to one question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reply {
    /// A state, with sides where the finding has them.
    State(u8, Sides),
    /// A number in the finding's unit.
    Number(f64),
    /// "Not sure", or "I would rather not say".
    NotSure,
}

/// What comes next.
#[derive(Debug, Clone, PartialEq)]
pub enum Step<'k> {
    /// Show this screen and ask these findings.
    Screen {
        /// The screen.
        screen: &'k Screen,
        /// Findings on it that apply to this person, in order.
        findings: Vec<FindingId>,
    },
    /// No more questions in this part.
    Done,
}

/// How far the interview has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Screens behind.
    pub done: usize,
    /// Screens in all, as far as known now.
    pub total: usize,
}

/// One interview: the replies given, in order.
#[derive(Debug, Clone)]
pub struct Interview<'k> {
    knowledge: &'k Knowledge,
    log: Vec<(FindingId, Reply)>,
    read: Vec<String>,
    second_part: bool,
}

impl<'k> Interview<'k> {
    /// A fresh interview.
    #[must_use]
    pub fn new(knowledge: &'k Knowledge) -> Self {
        Self { knowledge, log: Vec::new(), read: Vec::new(), second_part: false }
    }

    /// Replays a log, for resuming.
    #[must_use]
    pub fn replay(
        knowledge: &'k Knowledge,
        log: Vec<(FindingId, Reply)>,
        read: Vec<String>,
        second_part: bool,
    ) -> Self {
        Self { knowledge, log, read, second_part }
    }

    /// The knowledge it asks from.
    #[must_use]
    pub fn knowledge(&self) -> &'k Knowledge {
        self.knowledge
    }

    /// The replies so far, oldest first.
    #[must_use]
    pub fn log(&self) -> &[(FindingId, Reply)] {
        &self.log
    }

    /// Ids of the notices that were read.
    #[must_use]
    pub fn read(&self) -> &[String] {
        &self.read
    }

    /// True once the optional second part was begun.
    #[must_use]
    pub fn in_second_part(&self) -> bool {
        self.second_part
    }

    /// Begins the optional second part.
    pub fn begin_second_part(&mut self) {
        self.second_part = true;
    }

    /// Notes a reply; a later reply to the same question replaces the earlier one.
    pub fn reply(&mut self, finding: FindingId, reply: Reply) {
        self.log.retain(|(f, _)| *f != finding);
        self.log.push((finding, reply));
    }

    /// Notes that a screen without questions was read.
    pub fn mark_read(&mut self, screen: &str) {
        if !self.read.iter().any(|s| s == screen) {
            self.read.push(screen.to_owned());
        }
    }

    /// Takes back the last screen that was answered or read. False at the start.
    pub fn back(&mut self) -> bool {
        match self.last_screen() {
            Some(start) => {
                self.log.truncate(start);
                true
            }
            None => self.read.pop().is_some(),
        }
    }

    /// Where the replies to the last screen begin in the log; `None` while there are none.
    pub(crate) fn last_screen(&self) -> Option<usize> {
        let (last, _) = self.log.last()?;
        let screen = self.knowledge.screens.iter().find(|s| s.findings.contains(last));
        let on_it = |f: &FindingId| screen.is_some_and(|s| s.findings.contains(f));
        let run = self.log.iter().rev().take_while(|(f, _)| on_it(f)).count().max(1);
        Some(self.log.len() - run)
    }

    /// Takes back all replies from this place of the log on.
    pub(crate) fn take_back_to(&mut self, start: usize) {
        self.log.truncate(start);
    }

    /// The answers so far, resolved, with structural absences filled in.
    #[must_use]
    pub fn answers(&self) -> Answers {
        let mut answers = Answers::none(self.knowledge);
        // Sex first: bins of measures may depend on it.
        for &(finding, reply) in &self.log {
            if self.knowledge.finding(finding).id == "sex" {
                apply(self.knowledge, &mut answers, finding, reply);
            }
        }
        for &(finding, reply) in &self.log {
            apply(self.knowledge, &mut answers, finding, reply);
        }
        fill_structural(self.knowledge, &mut answers);
        answers
    }

    /// The next screen when everything is asked, or `Done` when this part is over. An emergency ends it at once (S1).
    #[must_use]
    pub fn step(&self, reasoner: &Reasoner) -> Step<'k> {
        self.step_of(reasoner, |screen| screen.core || self.second_part)
    }

    /// The next screen of some, in their order.
    pub(crate) fn step_of(
        &self,
        reasoner: &Reasoner,
        wanted: impl Fn(&Screen) -> bool,
    ) -> Step<'k> {
        let answers = self.answers();
        if reasoner.is_stopped(&answers) {
            return Step::Done;
        }
        self.knowledge
            .screens
            .iter()
            .filter(|screen| wanted(screen))
            .find_map(|screen| {
                let findings = self.open_on(screen, &answers)?;
                Some(Step::Screen { screen, findings })
            })
            .unwrap_or(Step::Done)
    }

    /// True once an emergency rule holds: nothing more is asked, whatever screen is open (S1).
    #[must_use]
    pub fn is_emergency(&self, reasoner: &Reasoner) -> bool {
        reasoner.is_stopped(&self.answers())
    }

    /// Screens behind and in all, as far as the answers so far tell.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let answers = self.answers();
        let mut progress = Progress { done: 0, total: 0 };
        for screen in self.knowledge.screens.iter().filter(|s| s.core || self.second_part) {
            if self.open_on(screen, &answers).is_some() {
                progress.total += 1;
            } else if self.was_shown(screen) {
                progress.total += 1;
                progress.done += 1;
            }
        }
        progress
    }

    fn was_shown(&self, screen: &Screen) -> bool {
        self.read.contains(&screen.id) || self.log.iter().any(|(f, _)| screen.findings.contains(f))
    }

    /// The findings to ask if the screen is still to be shown; `None` if it is behind or does not apply.
    fn open_on(&self, screen: &Screen, answers: &Answers) -> Option<Vec<FindingId>> {
        if screen.shown_if.as_ref().is_some_and(|e| e.eval(answers) != Truth::True) {
            return None;
        }
        if screen.findings.is_empty() {
            return (!self.read.contains(&screen.id)).then(Vec::new);
        }
        let asked = |f: &FindingId| self.log.iter().any(|(g, _)| g == f);
        let findings: Vec<FindingId> = screen
            .findings
            .iter()
            .copied()
            .filter(|f| asked(f) || applies(self.knowledge, *f, answers))
            .collect();
        findings.iter().any(|f| !asked(f)).then_some(findings)
    }
}

/// Writes one reply into the answers.
fn apply(knowledge: &Knowledge, answers: &mut Answers, finding: FindingId, reply: Reply) {
    let record = knowledge.finding(finding);
    match (reply, record.id.as_str()) {
        (Reply::NotSure, _) => answers.set_not_sure(finding),
        (Reply::Number(years), "age") => set_age(knowledge, answers, years, years),
        (Reply::Number(number), _) => {
            let value = bin_of(record, number, answers.sex()).map_or(Value::Unknown, Value::State);
            answers.set(finding, value, Sides::Unstated);
            answers.set_number(finding, number);
        }
        (Reply::State(state, _), "sex") => {
            if let Some(name) = record.states.get(usize::from(state)) {
                set_sex(knowledge, answers, name);
            }
        }
        (Reply::State(state, sides), _) => answers.set(finding, Value::State(state), sides),
    }
}
