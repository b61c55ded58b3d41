//! What a muscle's force depends on beside its path.

use super::curves::{Curves, MuscleKind};

/// Parameters of a muscle's force.
#[derive(Debug, Clone, PartialEq)]
pub struct MuscleForce {
    /// Largest isometric force, N.
    pub max_isometric_force: f64,
    /// Fibre length at that force, m.
    pub optimal_fiber_length: f64,
    /// Tendon length where it begins to pull, m; 0: there is no tendon.
    pub tendon_slack_length: f64,
    /// Angle between fibre and tendon at the optimal length, radians. The muscle's thickness does not change.
    pub pennation: f64,
    /// Largest such angle, radians: no fibre is shorter than that allows.
    pub max_pennation: f64,
    /// Largest speed of the fibre, optimal lengths a second.
    pub max_contraction_velocity: f64,
    /// Lowest and highest activation.
    pub activation: [f64; 2],
    /// Whether the file takes the tendon as rigid.
    pub rigid_tendon: bool,
    /// Whether the muscle is switched on.
    pub applies: bool,
    /// Its curves.
    pub curves: Curves,
}

/// A question about a muscle's force that has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForceProblem {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl std::fmt::Display for ForceProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "error[force]: {}\n  hint: {}", self.message, self.hint)
    }
}

impl std::error::Error for ForceProblem {}

impl MuscleForce {
    /// With OpenSim's defaults for all but these: largest pennation arccos 0.1, 10 optimal lengths a second, activation
    /// from 0.01 (0 for De Groote & Fregly) to 1, an elastic tendon, switched on.
    #[must_use]
    pub fn new(
        max_isometric_force: f64,
        optimal_fiber_length: f64,
        tendon_slack_length: f64,
        pennation: f64,
        curves: Curves,
    ) -> Self {
        let least = if curves.kind() == MuscleKind::DeGrooteFregly2016 { 0.0 } else { 0.01 };
        Self {
            max_isometric_force,
            optimal_fiber_length,
            tendon_slack_length,
            pennation,
            max_pennation: libm::acos(0.1),
            max_contraction_velocity: 10.0,
            activation: [least, 1.0],
            rigid_tendon: false,
            applies: true,
            curves,
        }
    }

    /// Distance between the fibre's ends across the tendon, m; it does not change.
    pub(super) fn thickness(&self) -> f64 {
        self.optimal_fiber_length * libm::sin(self.pennation)
    }

    /// Shortest fibre along the tendon, m: what its curves and its largest pennation allow. A fibre without pennation and
    /// without a limit of its curves keeps a millionth of its optimal length, so that nothing is divided by 0.
    pub(super) fn shortest_along(&self) -> f64 {
        let thickness = self.thickness();
        let by_curves = self.curves.shortest().max(1e-6) * self.optimal_fiber_length;
        let by_angle = thickness / libm::sin(self.max_pennation);
        let fibre = by_curves.max(by_angle);
        libm::sqrt((fibre - thickness) * (fibre + thickness))
    }

    /// Refuses parameters that give no force, and arguments that are not finite.
    pub(super) fn check(&self, arguments: [f64; 3]) -> Result<(), ForceProblem> {
        let [length, speed, activation] = arguments;
        let right = std::f64::consts::FRAC_PI_2;
        let wanted = [
            ("the largest isometric force", self.max_isometric_force, 0.0, f64::MAX),
            ("the optimal fibre length", self.optimal_fiber_length, 1e-9, 1e9),
            ("the tendon slack length", self.tendon_slack_length, 0.0, 1e9),
            ("the pennation angle", self.pennation, 0.0, self.max_pennation),
            ("the largest pennation angle", self.max_pennation, 1e-6, right - 1e-6),
            ("the largest fibre speed", self.max_contraction_velocity, 1e-9, 1e9),
            ("the muscle's length", length, 0.0, 1e9),
            ("the muscle's speed", speed, -1e9, 1e9),
            ("the activation", activation, 0.0, 1.0),
        ];
        for (what, value, low, high) in wanted {
            if !(low..=high).contains(&value) {
                let message = format!("{what} is {value}");
                return Err(ForceProblem { message, hint: format!("it lies in {low} to {high}") });
            }
        }
        Ok(())
    }
}
