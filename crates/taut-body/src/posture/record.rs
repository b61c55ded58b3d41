//! Records of postures and tests as they stand in their files: unknown keys refused. The doc comments are the field reference.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::own::Review;

/// What a posture is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Stretches and long-range strength of the hamstrings.
    Hamstring,
    /// Strength of buttock and hip.
    HipStrength,
    /// Mobility of the hip.
    HipMobility,
    /// Foot, ankle and calf.
    Foot,
    /// Movements meant for the nerve.
    Nerve,
    /// Trunk, and walking.
    Trunk,
}

/// Which legs a posture works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Works {
    /// One at a time; the record has it on the right.
    OneLeg,
    /// Both alike.
    BothLegs,
}

/// What carries the person; for drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Support {
    /// The floor, or a table as wide as the person.
    Floor,
    /// A seat.
    Seat,
    /// The floor, lying on a side; seen from above.
    Side,
}

/// Where the hands are; for drawing. The model has no arms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Hands {
    /// Beside the trunk.
    Beside,
    /// Hanging straight down.
    Hanging,
    /// At the foot of the working leg.
    Foot,
    /// Holding a strap round that foot.
    Strap,
    /// Behind the thigh of the working leg.
    Thigh,
    /// On the floor.
    Floor,
    /// In front of the chest.
    Front,
}

/// Whether the trunk's weight hangs on the low back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trunk {
    /// Nothing else carries it.
    Free,
    /// Floor, table or arms carry it, or part of it.
    Carried,
}

/// A block that carries a part of the body; for drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// Below the heel of the working leg.
    Heel,
    /// Below both calves.
    Calves,
    /// Below the upper back.
    UpperBack,
    /// Below the trunk.
    Trunk,
    /// A wall at the sole of the working leg.
    Wall,
}

/// `body/postures/<id>.toml`: a stretch or exercise as joint angles. A movement has several positions.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Posture {
    /// Key, also the file name.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// Id of the item in the exercise library.
    pub item: String,
    /// What it is called, in plain words.
    pub name: String,
    /// What it is for.
    pub group: Group,
    /// Which legs it works.
    pub works: Works,
    /// What carries the person.
    pub support: Support,
    /// Where the hands are.
    pub hands: Hands,
    /// Whether the trunk's weight hangs on the low back.
    pub trunk: Trunk,
    /// Blocks that carry parts of the body; left out: none.
    pub blocks: Option<Vec<Block>>,
    /// Source key of the description, and of every angle that `printed` does not name.
    pub source: String,
    /// Anything else worth knowing.
    pub note: Option<String>,
    /// Its positions, in order.
    pub position: Vec<Position>,
}

/// One position of a posture.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// Its name, such as `hold`, `start` or `end`.
    pub name: String,
    /// Angles in degrees by coordinate, with `_r` or `_l` at the legs; what is not named is as in upright standing.
    pub angles: BTreeMap<String, f64>,
    /// Source key of each angle that a source prints; every other angle is nominal: chosen to stand for the position.
    pub printed: Option<BTreeMap<String, String>>,
    /// What carries the person here, if not as in the posture.
    pub support: Option<Support>,
    /// Blocks here, if not as in the posture.
    pub blocks: Option<Vec<Block>>,
}

/// Who does a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RunBy {
    /// A person with another one: a clinician.
    Therapist,
    /// The person alone.
    #[serde(rename = "self")]
    Oneself,
}

/// What a step does to the hamstrings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LengthChange {
    /// They get longer.
    Longer,
    /// They keep their length.
    Same,
    /// They get shorter.
    Shorter,
}

/// What a step does to the nerve where it does most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StrainChange {
    /// It is strained more.
    More,
    /// It is strained less.
    Less,
}

/// `body/tests/<id>.toml`: a clinical test step by step. What each step does to muscle and nerve is the model's statement about an average healthy body.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClinicalTest {
    /// Key, also the file name.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// What it is called, in plain words.
    pub name: String,
    /// The clinician's term.
    pub clinician: String,
    /// Who does it.
    pub run_by: RunBy,
    /// What carries the person.
    pub support: Support,
    /// Where the hands are.
    pub hands: Hands,
    /// Whether the trunk's weight hangs on the low back.
    pub trunk: Trunk,
    /// Source key; the angles are nominal.
    pub source: String,
    /// What to know of the test as a whole.
    pub note: String,
    /// Its steps, in order; the tested leg is the right one.
    pub step: Vec<TestStep>,
}

/// One step of a test.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestStep {
    /// Its name, unique in the test.
    pub name: String,
    /// What is done.
    pub does: String,
    /// What it is for, in plain words.
    pub why: String,
    /// Angles at its end, as in a posture.
    pub angles: BTreeMap<String, f64>,
    /// Name of the step that it is compared with; left out: the one before.
    pub against: Option<String>,
    /// What it does to the hamstrings of the tested leg in the model; left out: not compared.
    pub hamstrings: Option<LengthChange>,
    /// What it does to the nerve of the tested leg in the model; left out: not compared.
    pub nerve: Option<StrainChange>,
}

/// `body/reading.toml`: how far the angles of a posture may be off.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadingRecord {
    /// Always `reading`.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// A nominal angle stands for this many degrees either way.
    pub angle_spread: f64,
    /// Source key.
    pub source: String,
    /// Why this figure.
    pub note: String,
}
