//! Questions of a screen as rows of a form: what is chosen, what was just typed, what is wrong, how a self-test is done; and
//! the form's fields read back.

use taut_episode::{Fault, NOT_SURE, Question, ScreenView};
use taut_knowledge::{FindingId, Side};
use taut_text::figure::{CountDown, SelfTestFigure};

use crate::app::App;
use crate::failure::Failure;
use crate::html::frame::Frame;

/// A choice of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// Its value in the form.
    pub value: String,
    /// Its words.
    pub label: String,
    /// It is the one that is chosen.
    pub chosen: bool,
}

/// A question as a row of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The question's key.
    pub key: String,
    /// Its words.
    pub text: String,
    /// How to do it; may be empty.
    pub how: String,
    /// Why it is asked; may be empty.
    pub why: String,
    /// Choices; empty where only a number is asked.
    pub choices: Vec<Offered>,
    /// How they stand: `short` side by side, `long` below each other.
    pub layout: &'static str,
    /// Unit, least and most of a number.
    pub number: Option<(String, String, String)>,
    /// The number so far.
    pub typed: String,
    /// Sides, where a side is asked beside it.
    pub sides: Vec<Offered>,
    /// What is wrong with the reply.
    pub problem: Option<String>,
    /// That the words are a translation which nobody has reviewed; empty otherwise.
    pub notice: String,
    /// What was marked on the body chart that bears on it; empty otherwise. It is no answer.
    pub hint: String,
    /// Pictures and times of a self-test.
    pub test: Option<Guided>,
}

/// A self-test as it is guided on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guided {
    /// SVG made by us; none where the test is only a time to wait.
    pub figure: Option<String>,
    /// What is done in each picture.
    pub captions: Vec<String>,
    /// Times to count down.
    pub times: Vec<Timer>,
}

/// A time to count down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timer {
    /// Whole seconds.
    pub seconds: u32,
    /// The same as minutes and seconds, `m:ss`.
    pub shown: String,
    /// What it is for.
    pub words: String,
}

/// Labels up to this length stand three in a row, also on a small phone.
const SHORT: usize = 11;

/// Labels longer than this stand below each other.
const LONG: usize = 18;

fn layout(choices: &[Offered], is_number: bool) -> &'static str {
    let longest = choices.iter().map(|choice| choice.label.chars().count()).max();
    match longest.unwrap_or_default() {
        0..=SHORT if !is_number => "short",
        0..=LONG => "",
        _ => "long",
    }
}

/// The fields of a form as they were sent.
#[derive(Debug, Clone, Default)]
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// The first value of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// Every value of a name.
    pub fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// Replies: key, value and side. A number that was typed counts before a choice.
    #[must_use]
    pub fn replies(&self) -> Vec<(&str, &str, &str)> {
        let mut keys: Vec<&str> = Vec::new();
        for (name, value) in &self.0 {
            let key = name.strip_prefix("a.").or_else(|| name.strip_prefix("n."));
            if let Some(key) = key.filter(|key| !value.trim().is_empty() && !keys.contains(key)) {
                keys.push(key);
            }
        }
        let given = |prefix: &str, key: &str| {
            self.get(&format!("{prefix}.{key}")).filter(|value| !value.trim().is_empty())
        };
        keys.into_iter()
            .filter_map(|key| {
                let value = given("n", key).or_else(|| given("a", key))?;
                Some((key, value, given("s", key).unwrap_or_default()))
            })
            .collect()
    }
}

/// The rows of a screen's form; what was just sent counts before what is kept.
#[must_use]
pub fn rows(c: &Frame, screen: &ScreenView, sent: Option<&Fields>, faults: &[Fault]) -> Vec<Asked> {
    screen.questions.iter().map(|question| row(c, screen, question, sent, faults)).collect()
}

fn row(
    c: &Frame,
    screen: &ScreenView,
    question: &Question,
    sent: Option<&Fields>,
    faults: &[Fault],
) -> Asked {
    let Question { key, text, how, why, .. } = question;
    let kept = question.chosen();
    let now = |prefix: &str, kept: Option<String>| match sent {
        Some(sent) => sent.get(&format!("{prefix}.{key}")).map(str::to_owned),
        None => kept,
    };
    let is_number = question.number.is_some();
    let chosen = now("a", kept.clone().filter(|value| !is_number || value == NOT_SURE));
    let typed = now("n", kept.filter(|value| is_number && value != NOT_SURE)).unwrap_or_default();
    let side = now("s", question.chosen_side().map(|side| side.id().to_owned()));
    let offer = |value: &str, label: String, of: &Option<String>| Offered {
        value: value.to_owned(),
        label,
        chosen: of.as_deref() == Some(value),
    };
    let mut choices: Vec<Offered> = question
        .choices
        .iter()
        .map(|choice| offer(&choice.value, choice.label.clone(), &chosen))
        .collect();
    if is_number && screen.needs_all {
        choices.push(offer(NOT_SURE, c.t("common.not_sure"), &chosen));
    }
    let sides = [Side::Left, Side::Right, Side::Both].map(|one| {
        let key = if one == Side::Both { "both_sides" } else { one.id() };
        offer(one.id(), c.t(&format!("common.{key}")), &side)
    });
    Asked {
        key: key.clone(),
        text: text.clone(),
        how: how.clone(),
        why: why.clone(),
        layout: layout(&choices, is_number),
        choices,
        number: question
            .number
            .as_ref()
            .map(|(unit, min, max)| (unit_words(c, unit), min.to_string(), max.to_string())),
        typed,
        sides: if question.asks_side { sides.to_vec() } else { Vec::new() },
        problem: faults
            .iter()
            .find(|fault| fault.place == *key)
            .map(|fault| advice(c, question, fault)),
        notice: question.notice.clone(),
        hint: String::new(),
        test: None,
    }
}

/// What to do about what is wrong with a reply.
fn advice(c: &Frame, question: &Question, fault: &Fault) -> String {
    let has_not_sure = question.choices.iter().any(|choice| choice.value == NOT_SURE);
    match &question.number {
        Some((_, min, max)) => c.t2("interview.write_number", "min", min, "max", max),
        None if fault.is_no_reply() && has_not_sure => c.t("interview.choose_one_not_sure"),
        None if fault.is_no_reply() => c.t("interview.choose_one"),
        None => fault.what.clone(),
    }
}

/// Adds pictures and times to the rows that ask for a self-test. Takes a moment where there is one: not for a thread that
/// answers requests.
///
/// # Errors
/// A posture that cannot be drawn: not with checked records.
pub fn guide(app: &App, c: &Frame, rows: &mut [Asked]) -> Result<(), Failure> {
    for row in rows {
        if let Some(finding) = self_test_of(c, row) {
            let test = app.drawing()?.self_test(c.knowledge(), finding, &c.language)?;
            row.test = test.map(Guided::of);
        }
    }
    Ok(())
}

/// The same beside the threads that answer requests, where a row asks for a self-test.
///
/// # Errors
/// As [`guide`].
pub async fn guided(app: &App, c: &Frame, mut rows: Vec<Asked>) -> Result<Vec<Asked>, Failure> {
    if rows.iter().all(|row| self_test_of(c, row).is_none()) {
        return Ok(rows);
    }
    let frame = c.clone();
    app.compute(move |app| guide(app, &frame, &mut rows).map(|()| rows)).await
}

fn self_test_of(c: &Frame, row: &Asked) -> Option<FindingId> {
    let finding = c.knowledge().finding_id(&row.key)?;
    c.knowledge().self_test(finding).map(|_| finding)
}

/// From so many questions on a page, why they are asked stands once below them instead of under each.
const MANY: usize = 4;

/// True if why each question is asked stands once, below all of them.
#[must_use]
pub fn gathers_whys(rows: &[Asked]) -> bool {
    rows.len() >= MANY && rows.iter().any(|row| !row.why.is_empty())
}

impl Asked {
    /// True if the row guides through a self-test.
    #[must_use]
    pub fn is_test(&self) -> bool {
        self.test.is_some()
    }

    /// True if its words are a translation which nobody has reviewed.
    #[must_use]
    pub fn is_unreviewed(&self) -> bool {
        !self.notice.is_empty()
    }

    /// Chooses an answer where none is chosen or typed yet.
    pub fn choose_if_open(&mut self, value: &str) {
        if self.typed.is_empty() && self.choices.iter().all(|choice| !choice.chosen) {
            for choice in &mut self.choices {
                choice.chosen = choice.value == value;
            }
        }
    }
}

impl Guided {
    fn of(test: SelfTestFigure) -> Self {
        let timer = |time: CountDown| Timer {
            shown: format!("{}:{:02}", time.seconds / 60, time.seconds % 60),
            seconds: time.seconds,
            words: time.words,
        };
        Self {
            figure: test.svg,
            captions: test.captions,
            times: test.times.into_iter().map(timer).collect(),
        }
    }
}

/// A unit in words; as it is where it has none.
#[must_use]
pub fn unit_words(c: &Frame, unit: &str) -> String {
    c.knowledge().label("units", unit, &c.language).unwrap_or(unit).to_owned()
}

#[cfg(test)]
mod tests {
    use super::Fields;

    #[test]
    fn a_number_counts_before_a_choice_and_blanks_are_no_reply() {
        let pairs = [
            ("a.x", "no"),
            ("n.y", "3"),
            ("a.y", "not_sure"),
            ("s.y", "left"),
            ("n.z", " "),
            ("screen", "leg"),
        ];
        let fields = Fields(pairs.map(|(n, v)| (n.to_owned(), v.to_owned())).to_vec());
        assert_eq!(fields.replies(), [("x", "no", ""), ("y", "3", "left")]);
    }
}
