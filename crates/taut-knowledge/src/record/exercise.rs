//! Records of exercises, of the situations and cautions that bar them, and of what must hold for every programme.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Obtained, Review, RungId};

/// What an exercise is for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ExerciseKind {
    /// Makes the hamstrings longer, or strong while they are long.
    HamstringLengthening,
    /// Strength and endurance of buttock and hip.
    HipStrength,
    /// Mobility of the hip.
    HipMobility,
    /// Strength and control of foot, ankle and calf.
    FootStrength,
    /// Mobility of foot, ankle and calf.
    FootMobility,
    /// The trunk, walking, positions of ease, habits of movement.
    TrunkAndHabits,
    /// Moves the nerve; only with a therapist.
    Neural,
}

/// What a posture or a load does, as far as something can forbid it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum PostureClass {
    /// Draws the hamstrings long, or works them where they are long.
    HamstringLengthening,
    /// Meant to move or tension the nerve.
    Neural,
    /// Thigh close to the trunk.
    HipEndFlexion,
    /// Thigh behind the trunk's line.
    HipEndExtension,
    /// Thigh turned, or drawn across.
    HipEndRotation,
    /// The low back rounds.
    LumbarFlexion,
    /// The low back arches.
    LumbarExtension,
    /// Pelvis lifted from lying.
    Bridge,
    /// Trunk bent forward at the hips while standing.
    Hinge,
    /// Body lowered from kneeling against the hamstrings.
    Nordic,
    /// Lying on the back.
    Supine,
    /// Lying face down, or propped face down.
    Prone,
    /// Lying on a side.
    SideLying,
    /// Weight on the knees.
    Kneeling,
    /// Weight on hands, forearms or shoulders.
    ArmSupport,
    /// Weight on one leg.
    OneLegStance,
    /// On both feet.
    Standing,
    /// Knee bent beyond a right angle, or bent under load.
    KneeLoad,
    /// The ball of the foot pushes the body up.
    HeelRaise,
    /// The ankle is bent or the calf drawn long.
    AnkleEnd,
    /// Done without shoes.
    Barefoot,
    /// Weights, a strong band, or much of the body's weight on one part.
    Heavy,
    /// Held still with effort, so that many people hold their breath.
    HeldEffort,
    /// The neck bends.
    Neck,
    /// Walking.
    Walking,
    /// A position that lets back and leg rest.
    Ease,
}

/// What is needed beside a floor and a chair.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Equipment {
    /// A strap, belt or towel to hold a foot with.
    Strap,
    /// An elastic band.
    Band,
    /// A weight, or a bag that can be filled.
    Weight,
    /// A step or low stair.
    Step,
    /// A steady chair.
    Chair,
    /// A free wall.
    Wall,
    /// A doorway.
    Doorway,
    /// A bench, a table or the edge of a bed.
    Bench,
    /// A broomstick.
    Stick,
    /// A small ball.
    Ball,
    /// Somebody or something heavy that holds the feet.
    FootHold,
}

impl Equipment {
    /// Every thing.
    pub const ALL: [Self; 11] = [
        Self::Strap,
        Self::Band,
        Self::Weight,
        Self::Step,
        Self::Chair,
        Self::Wall,
        Self::Doorway,
        Self::Bench,
        Self::Stick,
        Self::Ball,
        Self::FootHold,
    ];
}

/// What a situation does to an exercise.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SituationRule {
    /// Not offered.
    No,
    /// Offered with a note: what to do differently.
    Care,
    /// Offered as it is.
    Yes,
}

/// Whether an exercise may be done while stretching is on hold.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum OnHold {
    /// Not on hold.
    No,
    /// Only when the leg is quiet at rest and settles soon.
    Settled,
    /// Also with a leg that is easily stirred up.
    Always,
}

/// The one thing that a step up changes.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Variable {
    /// More repetitions.
    Reps,
    /// Longer holds.
    Hold,
    /// More sets.
    Sets,
    /// More minutes.
    Minutes,
    /// More of the way.
    Range,
    /// More load, by the share that the policy gives.
    Load,
    /// The next harder exercise.
    Next,
}

/// How much of an exercise: from where it starts to where it may not go beyond. Either `reps`, with or without `hold_seconds`, or `minutes`.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dose {
    /// Sets at one time, first and most.
    pub sets: [u32; 2],
    /// Repetitions in a set (of each side, where sides are done apart), first and most.
    pub reps: Option<[u32; 2]>,
    /// Seconds that a repetition is held, first and most; left out: not held.
    pub hold_seconds: Option<[u32; 2]>,
    /// Seconds that a repetition takes beside its hold; left out where there are minutes.
    pub rep_seconds: Option<u32>,
    /// Seconds of rest after a set.
    pub rest_seconds: u32,
    /// Minutes at one time, first and most: walking and positions of ease.
    pub minutes: Option<[u32; 2]>,
    /// Days a week, fewest that are of use and most.
    pub days_per_week: [u32; 2],
    /// Sides are done one after the other.
    pub each_side: bool,
    /// What a step up changes, in this order; a variable that is at its most is passed over.
    pub progress: Vec<Variable>,
    /// Printed in the source, worked out from it, or a convention (`assumed`).
    pub obtained: Obtained,
    /// Source key.
    pub source: String,
    /// What the source prints, and what is convention.
    pub note: String,
}

/// Activity of muscles in an exercise, as one study has it: share of the most that they can, in percent.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Activity {
    /// Gluteus maximus, percent of its maximum; left out: not measured.
    pub gluteus_maximus: Option<f64>,
    /// Gluteus medius, percent.
    pub gluteus_medius: Option<f64>,
    /// Hamstrings, percent.
    pub hamstrings: Option<f64>,
    /// Source key.
    pub source: String,
    /// Whom, and what else matters: protocols differ, so figures of two studies are not compared.
    pub note: String,
}

/// Words of an exercise in one language.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExerciseText {
    /// Plain name.
    pub name: String,
    /// What it is for, completing "For your hips: ...", without a promise.
    pub purpose: String,
    /// How to do it, step by step; plain words, one movement a sentence.
    pub steps: Vec<String>,
    /// What you should feel, and where.
    pub feel: String,
    /// What is different in a situation whose rule is `care`, per situation.
    #[serde(default)]
    pub care: BTreeMap<String, String>,
}

/// `exercises/<id>.toml`: one exercise.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exercise {
    /// Id, also the file name.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// What it is for.
    pub kind: ExerciseKind,
    /// Id of its posture among the records of the body.
    pub posture: String,
    /// What its posture and its load do; each that applies.
    pub classes: Vec<PostureClass>,
    /// True: only a therapist may choose it; no programme of ours holds it.
    #[serde(default)]
    pub therapist_only: bool,
    /// Why it is never offered by itself although it is in the library; left out: it may be offered.
    pub not_offered: Option<String>,
    /// What is needed; any that is missing keeps it out.
    #[serde(default)]
    pub equipment: Vec<Equipment>,
    /// True: one has to get down to the floor (or onto a firm bed) and up again.
    pub floor: bool,
    /// The next easier exercise; left out: an entry level.
    pub easier: Option<String>,
    /// Its kind, where that is another one; left out: the same kind.
    pub easier_kind: Option<ExerciseKind>,
    /// Conditions that it works on.
    pub serves: Vec<String>,
    /// Findings that speak for it beside those conditions.
    #[serde(default)]
    pub prompted_by: Vec<String>,
    /// True: offered only if one of `prompted_by` is present.
    #[serde(default)]
    pub only_if_prompted: bool,
    /// May it be done while stretching is on hold?
    pub on_hold: OnHold,
    /// Its rule for every situation.
    pub situations: BTreeMap<String, SituationRule>,
    /// Ids of the cautions that bar it.
    pub cautions: Vec<String>,
    /// How much.
    pub dose: Dose,
    /// Measured activity of muscles.
    #[serde(default)]
    pub activity: Vec<Activity>,
    /// What studies found it does, in one or two honest sentences for a therapist; "no trial found" where that is so.
    pub evidence: String,
    /// Source keys behind `evidence`.
    pub sources: Vec<String>,
    /// Text per language; `en` is required.
    #[serde(default)]
    pub text: BTreeMap<String, ExerciseText>,
}

/// Words of a situation or a caution in one language.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BarText {
    /// Short noun phrase that completes "Left out because of ...".
    pub name: String,
    /// One plain sentence: why it matters for exercises.
    pub reason: String,
}

/// `situations/<id>.toml`: a situation that every exercise states a rule for (section 7 of the clinical rules).
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Situation {
    /// Id, also the file name.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// Expression over what a person is asked: the situation is there unless this is known false.
    pub when: String,
    /// Expression: the situation is also there when this is known true; for findings that only an examination gives.
    pub also_when: Option<String>,
    /// Source key.
    pub source: String,
    /// Section of the clinical rules.
    pub section: String,
    /// Text per language; `en` is required.
    #[serde(default)]
    pub text: BTreeMap<String, BarText>,
}

/// `cautions/<id>.toml`: something that bars the exercises which name it.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Caution {
    /// Id, also the file name.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// Expression over what a person is asked: it bars unless this is known false.
    pub when: String,
    /// Expression: it also bars when this is known true; for findings that only an examination or a self-test gives.
    pub also_when: Option<String>,
    /// Conditions: it also bars when one of them could play a part (`could_play_a_part` of the harms table).
    #[serde(default)]
    pub conditions: Vec<String>,
    /// Source key.
    pub source: String,
    /// Section of the clinical rules, or what it rests on.
    pub section: String,
    /// Text per language; `en` is required.
    #[serde(default)]
    pub text: BTreeMap<String, BarText>,
}

/// `safety/items/<id>.toml`: what no programme may hold, stated apart from exercises, situations and cautions. No programme holds an exercise of one of `classes` for anyone for whom `when` is not known false.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemBar {
    /// Id, also the file name.
    pub id: String,
    /// Review level.
    pub review: Review,
    /// Rule of the design: `S3`, `S8`, `S10` or `S11`.
    pub rule: String,
    /// Exercises with one of these; left out: every exercise.
    #[serde(default)]
    pub classes: Vec<PostureClass>,
    /// But not those with one of these.
    #[serde(default)]
    pub except: Vec<PostureClass>,
    /// True: only exercises for therapists.
    #[serde(default)]
    pub therapist_only: bool,
    /// Only for verdicts at this rung or more careful; left out: any.
    pub from_rung: Option<RungId>,
    /// Only for verdicts that are less careful than this rung; left out: any.
    pub below_rung: Option<RungId>,
    /// True: only for provisional verdicts.
    #[serde(default)]
    pub provisional: bool,
    /// Expression; left out: everybody.
    pub when: Option<String>,
    /// Expression that admits although `when` is not known false, when it is known true.
    pub unless: Option<String>,
    /// In words.
    pub statement: String,
}
