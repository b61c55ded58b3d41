//! What a check-in comes to, as data.

use jiff::civil::Date;
use taut_knowledge::{FindingId, Rung, Signal, Variable};

use crate::programme::{Level, Programme};

/// Why a clinician should look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Clinician {
    /// Back pain is worse than at the start, several times in a row.
    BackWorse,
    /// Leg pain is worse than at the start.
    LegWorse,
    /// The Roland-Morris score is worse than at the start.
    RolandMorrisWorse,
    /// Too little is better after the weeks in which most get better.
    NotBetter,
    /// A second step back within a short time.
    SecondStepBack,
}

/// One exercise made harder, by one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepUp {
    /// Index in the knowledge.
    pub exercise: usize,
    /// What changes.
    pub variable: Variable,
    /// Before.
    pub from: Level,
    /// After; of the next exercise where `variable` is `Next`.
    pub to: Level,
    /// The next exercise, where `variable` is `Next`.
    pub next: Option<usize>,
    /// False: the rules allow it, and it waits for the person to want it.
    pub taken: bool,
}

/// One exercise made easier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepDown {
    /// Index in the knowledge.
    pub exercise: usize,
    /// Before.
    pub from: Level,
    /// After; of the easier exercise where one takes its place.
    pub to: Level,
    /// The easier exercise that takes its place.
    pub easier: Option<usize>,
}

/// Why something stops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stopped {
    /// The advice is more careful than before.
    Advice,
    /// The leg answered to this exercise.
    Leg,
    /// The leg rose or lingered: every exercise that draws the hamstrings long.
    Hamstrings,
    /// Stretching brought no gain.
    NoGain,
    /// Now barred for this person.
    Barred,
}

/// One thing that a check-in does, in the order in which it matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// The advice became more careful: from, to.
    MoreCareful(Rung, Rung),
    /// New numbness or weakness: it overrides every improvement.
    Deficit(Vec<FindingId>),
    /// The whole programme stops.
    StopAll(Stopped),
    /// One exercise stops, index in the knowledge.
    Stop(usize, Stopped),
    /// Frozen: too long without a check-in, or flags were not all answered (which ones).
    Frozen(Vec<FindingId>),
    /// One exercise is made easier.
    StepBack(StepDown),
    /// The level stays: pain in the middle zone, soreness, too early, or something else was changed.
    Hold(usize),
    /// One exercise is made harder by one thing.
    StepUp(StepUp),
    /// Stretching has brought no gain so far: asked about, before it is dropped.
    NoGainYet(usize),
    /// Better by the share that counts: keep up, with less.
    KeepUp,
    /// A clinician should look.
    Clinician(Clinician),
    /// A fresh assessment could now come to less careful advice than this; it is never taken by itself.
    WouldBeLessCareful(Rung),
}

/// Actions without what they are about, as they are named in files and records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionKind {
    /// [`Action::MoreCareful`]
    MoreCareful,
    /// [`Action::Deficit`]
    Deficit,
    /// [`Action::StopAll`]
    StopAll,
    /// [`Action::Stop`]
    Stop,
    /// [`Action::Frozen`]
    Frozen,
    /// [`Action::StepBack`]
    StepBack,
    /// [`Action::Hold`]
    Hold,
    /// [`Action::StepUp`]
    StepUp,
    /// [`Action::NoGainYet`]
    NoGainYet,
    /// [`Action::KeepUp`]
    KeepUp,
    /// [`Action::Clinician`]
    Clinician,
    /// [`Action::WouldBeLessCareful`]
    WouldBeLessCareful,
}

impl ActionKind {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::MoreCareful,
        Self::Deficit,
        Self::StopAll,
        Self::Stop,
        Self::Frozen,
        Self::StepBack,
        Self::Hold,
        Self::StepUp,
        Self::NoGainYet,
        Self::KeepUp,
        Self::Clinician,
        Self::WouldBeLessCareful,
    ];

    /// Its name in files and records.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::MoreCareful => "more_careful",
            Self::Deficit => "deficit",
            Self::StopAll => "stop_all",
            Self::Stop => "stop",
            Self::Frozen => "frozen",
            Self::StepBack => "step_back",
            Self::Hold => "hold",
            Self::StepUp => "step_up",
            Self::NoGainYet => "no_gain_yet",
            Self::KeepUp => "keep_up",
            Self::Clinician => "clinician",
            Self::WouldBeLessCareful => "would_be_less_careful",
        }
    }

    /// The one of this name; nothing if there is none.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// True if a clinician should look at whoever it happened to.
    #[must_use]
    pub const fn is_for_clinician(self) -> bool {
        match self {
            Self::MoreCareful | Self::Deficit | Self::StopAll | Self::Frozen | Self::Clinician => {
                true
            }
            Self::Stop
            | Self::StepBack
            | Self::Hold
            | Self::StepUp
            | Self::NoGainYet
            | Self::KeepUp
            | Self::WouldBeLessCareful => false,
        }
    }
}

impl Action {
    /// The same without what it is about.
    #[must_use]
    pub const fn kind(&self) -> ActionKind {
        match self {
            Self::MoreCareful(..) => ActionKind::MoreCareful,
            Self::Deficit(_) => ActionKind::Deficit,
            Self::StopAll(_) => ActionKind::StopAll,
            Self::Stop(..) => ActionKind::Stop,
            Self::Frozen(_) => ActionKind::Frozen,
            Self::StepBack(_) => ActionKind::StepBack,
            Self::Hold(_) => ActionKind::Hold,
            Self::StepUp(_) => ActionKind::StepUp,
            Self::NoGainYet(_) => ActionKind::NoGainYet,
            Self::KeepUp => ActionKind::KeepUp,
            Self::Clinician(_) => ActionKind::Clinician,
            Self::WouldBeLessCareful(_) => ActionKind::WouldBeLessCareful,
        }
    }
}

/// What a check-in comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// The day of the check-in.
    pub on: Date,
    /// What is done, in the order in which it matters.
    pub actions: Vec<Action>,
    /// The advice before.
    pub before: Rung,
    /// The advice now: never less careful than before.
    pub now: Rung,
    /// What the verdict from all answers so far is by itself.
    pub computed: Rung,
    /// Answers that were new and forced the change, where the advice changed.
    pub because: Vec<FindingId>,
    /// What it says about the leg or the stretching in its own words.
    pub signals: Vec<Signal>,
    /// The programme from now on; nothing if it stopped, or waits until open questions are answered.
    pub programme: Option<Programme>,
    /// Where something stopped: what would be put together now, if it holds other exercises. Offered, never begun by itself.
    pub offer: Option<Box<Programme>>,
    /// When the next check-in is due: from, to.
    pub next: (Date, Date),
}
