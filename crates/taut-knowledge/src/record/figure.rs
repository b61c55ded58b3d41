//! Records of figures: regions of the body chart, and pictures and times of self-tests.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Review;

/// From where the body is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// From the front: the person's right is on the left of the picture.
    Front,
    /// From behind: the person's right is on the right of the picture.
    Back,
}

/// One outline of a region.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegionArea {
    /// From where it is seen.
    pub view: View,
    /// Corners: distance from the midline, then distance below the top of the head, in half per cents of the height. Where the region lies on both sides of the midline, the corners of one half, from the upper end at the midline to the lower one.
    pub corners: Vec<[f64; 2]>,
}

/// What shading a region says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegionSays {
    /// Id of the finding.
    pub finding: String,
    /// The state that it is in at least; it counts as present.
    pub state: String,
    /// True: the answer is filled in for the person to confirm. False: it is only said beside the question, because a place that was not shaded would have to count as a no.
    pub fills: bool,
    /// True: only where the region, or another that says the same, is shaded on both sides.
    #[serde(default)]
    pub both_sides: bool,
}

/// Words of a region in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegionText {
    /// What it is called, without a side.
    pub name: String,
}

/// `regions/<id>.toml`: a region of the body chart, and what shading it says. What is not shaded is never a no: the questions are asked all the same.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// Id, also the file name.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// Place in the list of regions.
    pub order: u32,
    /// True: there is one on each side. False: it lies on both sides of the midline.
    pub paired: bool,
    /// Its outlines; at least one.
    pub area: Vec<RegionArea>,
    /// What shading it says.
    #[serde(default)]
    pub says: Vec<RegionSays>,
    /// Findings whose questions matter more when it is shaded; nothing is filled in.
    #[serde(default)]
    pub asks: Vec<String>,
    /// Roots of the nerves whose skin areas it lies in, such as `L5`; for a clinician to read, never for a verdict.
    #[serde(default)]
    pub dermatomes: Vec<String>,
    /// Source keys of the roots; needed where roots are given.
    #[serde(default)]
    pub dermatome_sources: Vec<String>,
    /// Source key of what shading says.
    pub source: String,
    /// Anything else worth knowing.
    #[serde(default)]
    pub note: String,
    /// Text per language; `en` is required.
    #[serde(default)]
    pub text: BTreeMap<String, RegionText>,
}

/// What carries the person in a picture; for drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PictureSupport {
    /// The floor.
    Floor,
    /// A seat.
    Seat,
}

/// One picture of a self-test: a position of a stored posture, a step of a test of the body, or angles of its own.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// Id of a posture of the body.
    pub posture: Option<String>,
    /// Name of its position.
    pub position: Option<String>,
    /// Id of a test of the body.
    pub test: Option<String>,
    /// Name of its step.
    pub step: Option<String>,
    /// Angles in degrees by coordinate of the body, as in its postures; nominal.
    pub angles: Option<BTreeMap<String, f64>>,
    /// With angles: what carries the person.
    pub support: Option<PictureSupport>,
}

/// A time that a page can count down.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Timer {
    /// What it is for: a key of the text.
    pub id: String,
    /// Seconds.
    pub seconds: u32,
    /// Source key.
    pub source: String,
}

/// Words of a self-test's pictures in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SelfTestText {
    /// What is done in each picture; as many as pictures.
    #[serde(default)]
    pub captions: Vec<String>,
    /// What each time is for, by its id.
    #[serde(default)]
    pub timers: BTreeMap<String, String>,
}

/// `self_tests/<finding>.toml`: pictures and times of a self-test. How it is done stands in the finding.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SelfTest {
    /// Id of the finding, also the file name.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// Pictures, in order; may be empty where there is only a time.
    #[serde(default)]
    pub picture: Vec<Picture>,
    /// Times that it needs.
    #[serde(default)]
    pub timer: Vec<Timer>,
    /// Text per language; `en` is required.
    #[serde(default)]
    pub text: BTreeMap<String, SelfTestText>,
}
