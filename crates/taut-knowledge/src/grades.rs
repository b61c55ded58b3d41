//! The rungs of the ladder, how far a record has been reviewed, and where a number comes from.

/// The answer's rung, most careful first; `Ord` follows the ladder, so the *smallest* rung is the most careful.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rung {
    /// Emergency care, now.
    Emergency,
    /// A doctor the same day.
    SeeDoctorToday,
    /// A doctor within days to two weeks.
    SeeDoctor,
    /// Hold the stretching until a physical therapist has examined.
    HoldAndSeePt,
    /// A few questions decide; not yet.
    Undecided,
    /// Self-care; stretching is not needed, nor is strength work.
    StayActive,
    /// Strength and mobility of hips and feet; stretching is not needed.
    Strengthen,
    /// A gentle trial of stretching, then strength and mobility.
    StretchAndStrengthen,
}

impl Rung {
    /// Every rung, most careful first.
    pub const ALL: [Self; 8] = [
        Self::Emergency,
        Self::SeeDoctorToday,
        Self::SeeDoctor,
        Self::HoldAndSeePt,
        Self::Undecided,
        Self::StayActive,
        Self::Strengthen,
        Self::StretchAndStrengthen,
    ];

    /// The id used in files and output, such as `see_doctor_today`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Emergency => "emergency",
            Self::SeeDoctorToday => "see_doctor_today",
            Self::SeeDoctor => "see_doctor",
            Self::HoldAndSeePt => "hold_and_see_pt",
            Self::Undecided => "undecided",
            Self::StayActive => "stay_active",
            Self::Strengthen => "strengthen",
            Self::StretchAndStrengthen => "stretch_and_strengthen",
        }
    }

    /// The rung with this id.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rung| rung.id() == id)
    }

    /// True for the three rungs that allow a programme of self-care.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::StayActive | Self::Strengthen | Self::StretchAndStrengthen)
    }

    /// The more careful of two rungs.
    #[must_use]
    pub fn most_careful(self, other: Self) -> Self {
        self.min(other)
    }
}

/// How far a record has been reviewed (the ladder of CONTRIBUTING.md). `Ord`: less reviewed first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Review {
    /// Machine checks pass.
    #[default]
    R0,
    /// A second person re-read the source and confirmed each number.
    R1,
    /// An independent re-extraction agrees.
    R2,
    /// A named clinician accepts wording and scope.
    R3,
    /// The result was checked on data not used to build it.
    R4,
}

impl Review {
    /// `R0` to `R4`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::R0 => "R0",
            Self::R1 => "R1",
            Self::R2 => "R2",
            Self::R3 => "R3",
            Self::R4 => "R4",
        }
    }
}

/// Where a number comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Obtained {
    /// Printed in the source.
    Reported,
    /// Simple arithmetic on printed numbers.
    Computed,
    /// Our assumption.
    #[default]
    Assumed,
}

impl Obtained {
    /// `reported`, `computed` or `assumed`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Computed => "computed",
            Self::Assumed => "assumed",
        }
    }
}
