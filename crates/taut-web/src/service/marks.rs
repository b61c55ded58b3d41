//! Places marked on the body chart: which there are, what each stands for, what was sent.

use taut_episode::{Fault, ScreenView};
use taut_knowledge::regions::{RegionId, ShadedReply};
use taut_knowledge::{Kind, Knowledge, Side};
use taut_text::figure::region_name;

/// A place that can be marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// A stable name.
    pub key: String,
    /// Its name with its side.
    pub name: String,
    /// Questions of the screen that it answers, each with the answer's value.
    pub says: Vec<(String, String)>,
    /// It is marked.
    pub is_marked: bool,
}

/// True if a screen has a body chart.
#[must_use]
pub fn has_chart(screen: &ScreenView) -> bool {
    screen.form == "body_chart"
}

/// The places of a screen that has a chart, as far as they answer a question of it.
#[must_use]
pub fn places(
    knowledge: &Knowledge,
    language: &str,
    screen: &ScreenView,
    marked: &[RegionId],
) -> Option<Vec<Place>> {
    if !has_chart(screen) {
        return None;
    }
    let place = |id: RegionId| Place {
        key: knowledge.region_key(id),
        name: region_name(knowledge, id, language),
        says: said_of(knowledge, &[id], screen),
        is_marked: marked.contains(&id),
    };
    Some(knowledge.region_ids().map(place).filter(|place| !place.says.is_empty()).collect())
}

/// Places by their keys.
///
/// # Errors
/// Each key that is none, by its place in the list.
pub fn read(knowledge: &Knowledge, keys: &[String]) -> Result<Vec<RegionId>, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut marked = Vec::new();
    for (at, key) in keys.iter().enumerate() {
        match knowledge.region_of_key(key) {
            Some(id) => marked.push(id),
            None => {
                let hint = "the keys of places come with the screen";
                let place = format!("marked[{at}]");
                faults.push(Fault::new("no-place", place, "there is no such place", hint));
            }
        }
    }
    if faults.is_empty() { Ok(marked) } else { Err(faults) }
}

/// What marked places say to a question of another screen about how much or how far: the question's key, the choice's label.
#[must_use]
pub fn hints(
    knowledge: &Knowledge,
    marked: &[RegionId],
    screen: &ScreenView,
) -> Vec<(String, String)> {
    let hint = |reply: &ShadedReply| {
        let record = knowledge.finding(reply.finding);
        let question = screen.questions.iter().find(|question| question.key == record.id)?;
        let state = record.states.get(usize::from(reply.state))?;
        let choice = question.choices.iter().find(|choice| choice.value == *state)?;
        let says = matches!(record.kind, Kind::Choice { .. });
        says.then(|| (record.id.clone(), choice.label.clone()))
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
