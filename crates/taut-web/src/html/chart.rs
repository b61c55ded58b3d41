//! The body chart of a screen: places to mark, each with the answers that it stands for; the person confirms each answer.

use taut_episode::ScreenView;
use taut_knowledge::regions::{RegionId, ShadedReply};
use taut_knowledge::{Kind, Knowledge, Side};
use taut_text::figure::{Form, body_chart_figure};

use crate::html::frame::Frame;

/// A place that can be marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its value in the form.
    pub key: String,
    /// Its name with its side.
    pub name: String,
    /// Questions that it answers, as key and value, with spaces between.
    pub says: String,
    /// It is marked.
    pub is_marked: bool,
}

/// The chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// SVG made by us: from the front.
    pub front: String,
    /// SVG made by us: from behind.
    pub back: String,
    /// The places.
    pub places: Vec<Place>,
}

/// The chart of a screen that has one.
#[must_use]
pub fn chart(c: &Frame, screen: &ScreenView, marked: &[RegionId]) -> Option<Chart> {
    let knowledge = c.knowledge();
    let record = knowledge.screens.iter().find(|record| record.id == screen.id)?;
    if record.form != "body_chart" {
        return None;
    }
    let figure = body_chart_figure(knowledge, marked, &c.language, &Form::inline("chart"));
    let places = figure
        .regions
        .iter()
        .map(|region| Place {
            key: region.key.clone(),
            name: region.name.clone(),
            says: said_of(knowledge, &[region.id], screen)
                .iter()
                .map(|(key, value)| format!("{key}={value}"))
                .collect::<Vec<_>>()
                .join(" "),
            is_marked: region.shaded,
        })
        .filter(|place| !place.says.is_empty())
        .collect();
    Some(Chart { front: figure.front, back: figure.back, places })
}

/// The places that were marked in a form.
#[must_use]
pub fn marked(knowledge: &Knowledge, fields: &[(String, String)]) -> Vec<RegionId> {
    let keys = fields.iter().filter(|(name, _)| name == "place").map(|(_, key)| key);
    keys.filter_map(|key| knowledge.region_of_key(key)).collect()
}

/// What marked places say to a question of another screen about how much or how far, by the question's key.
#[must_use]
pub fn hints(c: &Frame, marked: &[RegionId], screen: &ScreenView) -> Vec<(String, String)> {
    let knowledge = c.knowledge();
    let hint = |reply: &ShadedReply| {
        let record = knowledge.finding(reply.finding);
        let question = screen.questions.iter().find(|question| question.key == record.id)?;
        let state = record.states.get(usize::from(reply.state))?;
        let choice = question.choices.iter().find(|choice| choice.value == *state)?;
        let says = matches!(record.kind, Kind::Choice { .. });
        says.then(|| (record.id.clone(), c.t1("figures.chart_hint", "state", &choice.label)))
    };
    knowledge.replies_of_shading(marked).iter().filter_map(hint).collect()
}

/// Questions of a screen that marked places answer, each with the answer's value. A chart never says no; a place over the
/// midline says no side.
#[must_use]
pub fn said_of(
    knowledge: &Knowledge,
    marked: &[RegionId],
    screen: &ScreenView,
) -> Vec<(String, String)> {
    let value = |reply: &ShadedReply| {
        let record = knowledge.finding(reply.finding);
        let is_here = screen.questions.iter().any(|question| question.key == record.id);
        if !reply.fills || !is_here {
            return None;
        }
        let value = match (&record.kind, record.sided, reply.side) {
            (Kind::Sign, false, _) => "yes",
            (Kind::Sign, true, Side::Left) => "left",
            (Kind::Sign, true, Side::Right) => "right",
            (Kind::Sign, true, Side::Both) => "both",
            (Kind::Choice { .. }, false, _) => record.states.get(usize::from(reply.state))?,
            _ => return None,
        };
        Some((record.id.clone(), value.to_owned()))
    };
    knowledge.replies_of_shading(marked).iter().filter_map(value).collect()
}
