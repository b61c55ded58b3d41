//! The body chart of a screen, front and back, with its places.

use taut_episode::ScreenView;
use taut_knowledge::Knowledge;
use taut_knowledge::regions::RegionId;
use taut_text::figure::{Form, body_chart_figure};

use crate::html::frame::Frame;
use crate::service::marks::{self, Place};

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
    let places = marks::places(knowledge, &c.language, screen, marked)?;
    let figure = body_chart_figure(knowledge, marked, &c.language, &Form::inline("chart"));
    Some(Chart { front: figure.front, back: figure.back, places })
}

/// The places that were marked in a form.
#[must_use]
pub fn marked(knowledge: &Knowledge, fields: &[(String, String)]) -> Vec<RegionId> {
    let keys = fields.iter().filter(|(name, _)| name == "place").map(|(_, key)| key);
    keys.filter_map(|key| knowledge.region_of_key(key)).collect()
}

/// What a place stands for as a page's script reads it: `question=answer`, with spaces between.
#[must_use]
pub fn says(place: &Place) -> String {
    let pairs: Vec<String> =
        place.says.iter().map(|(key, value)| format!("{key}={value}")).collect();
    pairs.join(" ")
}
