//! One question as a front end needs it: the words, the possible answers and the reply so far.

use taut_knowledge::{FindingId, Kind, Knowledge, Sides};
use taut_reason::Reply;

/// A possible answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// What the person reads.
    pub label: String,
    /// What it means.
    pub reply: Reply,
}

/// A question.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The question's words.
    pub text: String,
    /// Why it is asked.
    pub why: String,
    /// How to do a self-test; empty otherwise.
    pub how: String,
    /// Possible answers; empty for a number.
    pub choices: Vec<Choice>,
    /// Unit and limits of a number.
    pub number: Option<(String, f64, f64)>,
    /// The reply so far.
    pub reply: Option<Reply>,
}

impl Question {
    /// The question for a finding. Nothing is pre-selected.
    #[must_use]
    pub fn new(
        knowledge: &Knowledge,
        finding: FindingId,
        reply: Option<Reply>,
        language: &str,
    ) -> Self {
        let record = knowledge.finding(finding);
        let text = record.text.get(language).unwrap_or_else(|| record.en());
        let choice = |label: &str, reply| Choice { label: label.to_owned(), reply };
        let not_sure = choice("Not sure", Reply::NotSure);
        let (choices, number) = match &record.kind {
            Kind::Sign if record.sided => (
                vec![
                    choice("No", Reply::State(0, Sides::Unstated)),
                    choice("One side", Reply::State(1, Sides::One)),
                    choice("Both sides", Reply::State(1, Sides::Both)),
                    not_sure,
                ],
                None,
            ),
            Kind::Sign => (
                vec![
                    choice("No", Reply::State(0, Sides::Unstated)),
                    choice("Yes", Reply::State(1, Sides::Unstated)),
                    not_sure,
                ],
                None,
            ),
            Kind::Choice { .. } => {
                let mut list: Vec<Choice> = text
                    .states
                    .iter()
                    .enumerate()
                    .map(|(s, label)| choice(label, Reply::State(s as u8, Sides::Unstated)))
                    .collect();
                list.push(not_sure);
                (list, None)
            }
            Kind::Measure { unit, min, max, .. } => (Vec::new(), Some((unit.clone(), *min, *max))),
        };
        Self {
            text: text.question.clone(),
            why: text.why.clone(),
            how: text.how.clone(),
            choices,
            number,
            reply,
        }
    }

    /// The same question with why it is asked now, after why it is asked at all.
    #[must_use]
    pub fn asked_now(mut self, now: &str) -> Self {
        self.why = format!("{} {now}", self.why).trim().to_owned();
        self
    }

    /// The same question about something that has this name.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.text = self.text.replace("{name}", name);
        self
    }

    /// Reads a number typed by the person.
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
}
