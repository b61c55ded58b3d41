//! What the entries of an episode say that bears on its clearances, told in the order in which they were written down.

use jiff::civil::Date;
use serde_json::{Value, json};
use taut_knowledge::case::CASE_SCHEMA;
use taut_knowledge::clearance::Clearance;
use taut_knowledge::{Answers, Case, CaseAnswer, CheckIn, Knowledge, Signal, read_case, resolve};
use taut_plan::Clearances;
use taut_plan::clearance::{Event, events, raised};
use taut_record::{Entry, Kind, Outcome, Stored as _, StoredAnswers};

use crate::read::EpisodeReader;
use crate::story::SaidThen;
use crate::time;

/// One entry that says something.
enum Step<'s> {
    /// Answers as they stood from then on, and the day on which they were written down.
    Answers(Box<Case>, String),
    /// A check-in.
    CheckIn(&'s SaidThen),
    /// What an examiner found.
    Clearance(&'s Clearance),
}

/// Everything before a place that bears on the clearances of an episode; nothing where there is no clearance.
pub(crate) async fn happened(
    reader: EpisodeReader<'_>,
    knowledge: &Knowledge,
    clearances: &[(i64, Clearance)],
    said: &[SaidThen],
    before: i64,
) -> Outcome<Vec<Event>> {
    if clearances.is_empty() {
        return Ok(Vec::new());
    }
    let mut steps: Vec<(i64, Step<'_>)> = Vec::new();
    for entry in reader.all(Kind::Answers).await? {
        let case = answers_of(&entry, knowledge)?;
        steps.push((entry.seq, Step::Answers(Box::new(case), time::day(entry.at))));
    }
    steps.extend(said.iter().map(|one| (one.at, Step::CheckIn(one))));
    steps.extend(clearances.iter().map(|(at, one)| (*at, Step::Clearance(one))));
    steps.retain(|(at, _)| *at < before);
    steps.sort_by_key(|(at, _)| *at);
    let mut told = Told::new(knowledge);
    for (at, step) in &steps {
        told.take(*at, step);
    }
    Ok(told.events)
}

/// What was known at some point.
struct Told<'k> {
    knowledge: &'k Knowledge,
    case: Case,
    /// Day of the newest answers: an answer without one is of it.
    day: String,
    /// What check-ins said so far; every later assessment takes it along.
    check_ins: Vec<CaseAnswer>,
    clearances: Vec<(i64, Clearance)>,
    events: Vec<Event>,
}

impl<'k> Told<'k> {
    fn new(knowledge: &'k Knowledge) -> Self {
        Self {
            knowledge,
            case: of_nobody(Vec::new()),
            day: String::new(),
            check_ins: Vec::new(),
            clearances: Vec::new(),
            events: Vec::new(),
        }
    }

    fn take(&mut self, at: i64, step: &Step<'_>) {
        match step {
            Step::Answers(case, day) => self.answers(at, case, day),
            Step::CheckIn(said) => self.check_in(said),
            Step::Clearance(one) => self.clearance(at, one),
        }
    }

    /// What counted on a day, with the clearances that stood.
    fn known(&self, on: Date) -> Answers {
        let mut all = Clearances::new(self.clearances.clone());
        all.happened(self.events.clone());
        resolve(&all.with(self.knowledge, &self.case, on), self.knowledge).answers
    }

    /// Most answers of an entry are those of the one before: only what is new was said.
    fn answers(&mut self, at: i64, case: &Case, day: &str) {
        let known = self.case.answers.iter().chain(&self.check_ins);
        let known: Vec<&CaseAnswer> = known.collect();
        let new = unknown(&known, &self.day, &case.answers);
        if let Ok(on) = day.parse::<Date>() {
            let raised = raised(self.knowledge, &self.known(on), &new, (on, at));
            self.events.extend(raised);
        }
        let answers = case.answers.iter().map(|answer| dated(answer, day));
        let answers = answers.chain(self.check_ins.iter().cloned()).collect();
        self.case = Case { answers, ..case.clone() };
        day.clone_into(&mut self.day);
    }

    fn check_in(&mut self, said: &SaidThen) {
        let SaidThen { at, kept, check_in, answers } = said;
        let names = kept.signals.iter().map(|name| Value::from(name.as_str()));
        let signals: Vec<Signal> =
            names.filter_map(|name| serde_json::from_value(name).ok()).collect();
        let CheckIn { on, .. } = check_in;
        let known = self.known(*on);
        let events = events(self.knowledge, &known, (check_in, *at), answers, &signals);
        self.events.extend(events);
        self.case.answers.extend(answers.iter().cloned());
        self.check_ins.extend(answers.iter().cloned());
    }

    /// What one examiner finds, an earlier one did not know of.
    fn clearance(&mut self, at: i64, one: &Clearance) {
        let known = self.known(one.on);
        self.events.extend(raised(self.knowledge, &known, &one.found, (one.on, at)));
        self.clearances.push((at, one.clone()));
    }
}

/// The answers that are not among those that were known; those without a day are of `day`.
pub(crate) fn unknown(known: &[&CaseAnswer], day: &str, all: &[CaseAnswer]) -> Vec<CaseAnswer> {
    let is_known = |answer: &&CaseAnswer| {
        let answer = dated(answer, day);
        known.iter().any(|old| dated(old, day) == answer)
    };
    all.iter().filter(|answer| !is_known(answer)).cloned().collect()
}

/// An answer with its day; without one it is of this.
pub(crate) fn dated(answer: &CaseAnswer, day: &str) -> CaseAnswer {
    let when = answer.when.clone().unwrap_or_else(|| day.to_owned());
    CaseAnswer { when: Some(when), ..answer.clone() }
}

/// The answers of an entry. Of an older one, those that this knowledge no longer has are left out: no sign that counts now is
/// among them.
fn answers_of(entry: &Entry, knowledge: &Knowledge) -> Outcome<Case> {
    let value = StoredAnswers::read(entry)?.case;
    let read = |value: &Value| read_case("record", value.to_string().as_bytes(), knowledge);
    if let Ok(case) = read(&value) {
        return Ok(case);
    }
    let each = value["answers"].as_array().map(Vec::as_slice).unwrap_or_default();
    let alone = |answer: &Value| {
        read(&json!({ "schema": CASE_SCHEMA, "id": "record", "answers": [answer] })).ok()
    };
    let answers = each.iter().filter_map(alone).flat_map(|case| case.answers).collect();
    Ok(of_nobody(answers))
}

fn of_nobody(answers: Vec<CaseAnswer>) -> Case {
    let (id, unmapped) = (String::new(), Vec::new());
    Case { id, age: None, sex: None, answers, unmapped, expected: None }
}
