//! A screen of questions as JSON, and replies to it.

use serde::{Deserialize, Serialize};
use taut_episode::{Question, ScreenView};
use taut_knowledge::regions::RegionId;
use utoipa::ToSchema;

use crate::html::frame::Frame;
use crate::service::marks::{self, Place};

/// A screen of questions (`taut.screen/1`).
#[derive(Debug, Serialize, ToSchema)]
pub struct Screen {
    /// A stable name, unique within its interview or check-in.
    #[schema(example = "about_you")]
    id: String,
    /// Title.
    title: String,
    /// Introduction; may be empty.
    intro: String,
    /// How far this is.
    progress: Progress,
    /// How it is meant to be shown: `body_chart`, `list`, `questions` or `notice`.
    form: String,
    /// What is asked before the screen is shown at all: it may be left out whole. Empty: it is simply shown.
    offer: String,
    /// Every question needs a reply, `not_sure` being one; else some may be left out.
    needs_all: bool,
    /// An answer may end it at once, so that the others need none.
    may_stop: bool,
    /// Questions; empty on a notice.
    questions: Vec<OneQuestion>,
    /// The places of the body chart; nothing on a screen without one.
    places: Option<Vec<OnePlace>>,
}

/// A place that can be marked on the body chart.
#[derive(Debug, Serialize, ToSchema)]
struct OnePlace {
    /// A stable name, to be sent in `marked`.
    #[schema(example = "calf-left")]
    key: String,
    /// Its name with its side.
    name: String,
    /// It is marked.
    marked: bool,
    /// The answers that it stands for. Each counts only once it is sent as a reply.
    says: Vec<Suggestion>,
}

/// An answer that a mark stands for.
#[derive(Debug, Serialize, ToSchema)]
struct Suggestion {
    /// The question's key.
    key: String,
    /// The value of the choice.
    value: String,
}

/// Screens behind and in all.
#[derive(Debug, Serialize, ToSchema)]
struct Progress {
    /// Screens behind, this one among them.
    at: usize,
    /// Screens in all, as far as is known.
    of: usize,
}

/// A question.
#[derive(Debug, Serialize, ToSchema)]
struct OneQuestion {
    /// A stable name.
    #[schema(example = "bladder_new")]
    key: String,
    /// Its words.
    text: String,
    /// Why it is asked; may be empty.
    why: String,
    /// How to do a self-test; else empty.
    how: String,
    /// That the words of a question about a flag are an unreviewed translation; else empty.
    notice: String,
    /// Possible answers; empty for a number.
    choices: Vec<OneChoice>,
    /// Unit and limits of a number.
    number: Option<Number>,
    /// The side of a number or a state is asked beside it.
    asks_side: bool,
    /// The reply so far, as the value of a choice or a number.
    reply: Option<String>,
    /// The side so far.
    side: Option<Side>,
    /// What was marked on the body chart that bears on it; empty otherwise. It is no reply.
    hint: String,
    /// The value that the marked places stand for; nothing where they say nothing. It is no reply.
    marked: Option<String>,
}

/// A possible answer.
#[derive(Debug, Serialize, ToSchema)]
struct OneChoice {
    /// A stable name.
    #[schema(example = "no")]
    value: String,
    /// Its words.
    label: String,
}

/// A number that is asked for.
#[derive(Debug, Serialize, ToSchema)]
struct Number {
    /// Its unit.
    #[schema(example = "years")]
    unit: String,
    /// The least.
    min: f64,
    /// The most.
    max: f64,
}

/// A side of the body.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Left.
    Left,
    /// Right.
    Right,
    /// Both.
    Both,
}

impl Side {
    /// Its name.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Right => "right",
            Self::Both => "both",
        }
    }

    /// A side that is stated.
    pub const fn of(side: taut_knowledge::Side) -> Option<Self> {
        match side {
            taut_knowledge::Side::Left => Some(Self::Left),
            taut_knowledge::Side::Right => Some(Self::Right),
            taut_knowledge::Side::Both => Some(Self::Both),
            taut_knowledge::Side::Unstated => None,
        }
    }
}

impl Screen {
    /// A screen as it is sent.
    #[must_use]
    pub fn new(screen: &ScreenView) -> Self {
        Self {
            id: screen.id.clone(),
            title: screen.title.clone(),
            intro: screen.intro.clone(),
            progress: Progress { at: screen.progress.0, of: screen.progress.1 },
            form: screen.form.clone(),
            offer: screen.offer.clone(),
            needs_all: screen.needs_all,
            may_stop: screen.may_stop,
            questions: screen.questions.iter().map(OneQuestion::new).collect(),
            places: None,
        }
    }

    /// With what is marked on the body chart.
    #[must_use]
    pub fn with_marks(mut self, c: &Frame, screen: &ScreenView, marked: &[RegionId]) -> Self {
        let knowledge = c.knowledge();
        let places = marks::places(knowledge, &c.language, screen, marked);
        self.places = places.map(|places| places.into_iter().map(OnePlace::from).collect());
        for (key, state) in marks::hints(knowledge, marked, screen) {
            if let Some(question) = self.questions.iter_mut().find(|one| one.key == key) {
                question.hint = c.t1("figures.chart_hint", "state", &state);
            }
        }
        for (key, value) in marks::said_of(knowledge, marked, screen) {
            if let Some(question) = self.questions.iter_mut().find(|one| one.key == key) {
                question.marked = Some(value);
            }
        }
        self
    }
}

impl From<Place> for OnePlace {
    fn from(place: Place) -> Self {
        let says = place.says.into_iter().map(|(key, value)| Suggestion { key, value });
        Self { key: place.key, name: place.name, marked: place.is_marked, says: says.collect() }
    }
}

impl OneQuestion {
    fn new(question: &Question) -> Self {
        let choices = question.choices.iter();
        Self {
            key: question.key.clone(),
            text: question.text.clone(),
            why: question.why.clone(),
            how: question.how.clone(),
            notice: question.notice.clone(),
            choices: choices
                .map(|choice| OneChoice {
                    value: choice.value.clone(),
                    label: choice.label.clone(),
                })
                .collect(),
            number: question.number.as_ref().map(|(unit, min, max)| Number {
                unit: unit.clone(),
                min: *min,
                max: *max,
            }),
            asks_side: question.asks_side,
            reply: question.chosen(),
            side: question.chosen_side().and_then(Side::of),
            hint: String::new(),
            marked: None,
        }
    }
}

/// A reply to a question.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// The question's key.
    #[schema(max_length = 80, example = "bladder_new")]
    key: String,
    /// The value of a choice, a number as text, or `not_sure`.
    #[schema(max_length = 80, example = "no")]
    value: String,
    /// The side, where one is asked beside it.
    side: Option<Side>,
}

/// Replies to a screen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Replies {
    /// The id of the screen that they are about.
    #[schema(max_length = 80, example = "about_you")]
    pub screen: String,
    /// The version that came with the screen.
    #[schema(minimum = 0)]
    pub version: i64,
    /// A reply for each question; where not all are needed, some may be left out.
    #[schema(max_items = 100)]
    pub replies: Vec<Reply>,
    /// Keys of all places that are marked, on a screen with places. Left out: what was marked before stays.
    #[serde(default)]
    #[schema(max_items = 200, nullable = false)]
    pub marked: Option<Vec<String>>,
}

/// Key, value and side of replies as the services take them.
#[must_use]
pub fn triples(replies: &[Reply]) -> Vec<(&str, &str, &str)> {
    let side = |reply: &Reply| reply.side.map_or("", Side::id);
    replies.iter().map(|reply| (reply.key.as_str(), reply.value.as_str(), side(reply))).collect()
}
