//! The four curves of a muscle, whichever force model they come from.

use super::degroote::DeGrooteFregly;
use super::millard::Millard;
use super::point::CurvePoint;
use super::thelen::Thelen;

/// Force models of muscles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MuscleKind {
    /// Thelen 2003.
    Thelen2003,
    /// De Groote, Kinney, Rao & Fregly 2016.
    DeGrooteFregly2016,
    /// Millard, Uchida, Seth & Delp 2013, called Millard2012 in files.
    Millard2012,
}

/// The curves of one muscle. Each takes and gives numbers without units: fibre length over its optimum, tendon length
/// over its slack length, fibre speed over its largest (lengthening is positive), force over the largest isometric one.
#[derive(Debug, Clone, PartialEq)]
pub enum Curves {
    /// Thelen 2003, as OpenSim 4 has it.
    Thelen2003(Thelen),
    /// De Groote, Kinney, Rao & Fregly 2016, with OpenSim's constants.
    DeGrooteFregly2016(DeGrooteFregly),
    /// Millard, Uchida, Seth & Delp 2013.
    Millard2012(Box<Millard>),
}

impl Curves {
    /// Which force model they belong to.
    #[must_use]
    pub fn kind(&self) -> MuscleKind {
        match self {
            Self::Thelen2003(_) => MuscleKind::Thelen2003,
            Self::DeGrooteFregly2016(_) => MuscleKind::DeGrooteFregly2016,
            Self::Millard2012(_) => MuscleKind::Millard2012,
        }
    }

    /// Active force of a fully activated fibre that neither shortens nor lengthens.
    #[must_use]
    pub fn active(&self, fibre: f64) -> CurvePoint {
        match self {
            Self::Thelen2003(curves) => curves.active(fibre),
            Self::DeGrooteFregly2016(curves) => curves.active(fibre),
            Self::Millard2012(curves) => curves.active(fibre),
        }
    }

    /// Force of a fibre that is not activated.
    #[must_use]
    pub fn passive(&self, fibre: f64) -> CurvePoint {
        match self {
            Self::Thelen2003(curves) => curves.passive(fibre),
            Self::DeGrooteFregly2016(curves) => curves.passive(fibre),
            Self::Millard2012(curves) => curves.passive(fibre),
        }
    }

    /// Factor of the active force at a fibre speed, never below 0; only Thelen's depends on the activation.
    #[must_use]
    pub fn velocity(&self, speed: f64, activation: f64) -> CurvePoint {
        match self {
            Self::Thelen2003(curves) => curves.velocity(speed, activation),
            Self::DeGrooteFregly2016(curves) => curves.velocity(speed),
            Self::Millard2012(curves) => curves.velocity(speed),
        }
    }

    /// Force of the tendon.
    #[must_use]
    pub fn tendon(&self, tendon: f64) -> CurvePoint {
        match self {
            Self::Thelen2003(curves) => curves.tendon(tendon),
            Self::DeGrooteFregly2016(curves) => curves.tendon(tendon),
            Self::Millard2012(curves) => curves.tendon(tendon),
        }
    }

    /// Shortest fibre for which the curves are made, over its optimum; pennation may ask for more.
    #[must_use]
    pub fn shortest(&self) -> f64 {
        match self {
            Self::Thelen2003(_) => 0.0,
            Self::DeGrooteFregly2016(_) => DeGrooteFregly::SHORTEST,
            Self::Millard2012(curves) => curves.shortest(),
        }
    }
}
