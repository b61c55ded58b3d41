//! The fibre in balance with its elastic tendon, at rest.

use super::force::{ForceProblem, MuscleForce};

/// Fibre and tendon differ by no more than this, of the largest isometric force (of the tendon's force if that is more).
pub const RESIDUAL: f64 = 1e-10;
/// Longer muscles, in optimal fibre plus slack tendon lengths, are refused.
pub const LONGEST: f64 = 10.0;

/// A fibre and its tendon, neither of which moves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FibreState {
    /// Length of the fibre, m.
    pub fibre_length: f64,
    /// The same over its optimal length.
    pub normal_length: f64,
    /// Angle between fibre and tendon, radians.
    pub pennation: f64,
    /// Length of the tendon, m.
    pub tendon_length: f64,
    /// How much longer it is than slack, over its slack length; below 0 it hangs loose. 0 without a tendon.
    pub tendon_strain: f64,
    /// Active force along the tendon, N; 0 where the fibre cannot get shorter.
    pub active_force: f64,
    /// Passive force along the tendon, N; 0 where the fibre cannot get shorter.
    pub passive_force: f64,
    /// Force of the tendon, N: the sum of both, unless the fibre cannot get shorter.
    pub tendon_force: f64,
    /// How much more force a longer muscle has, N/m.
    pub stiffness: f64,
    /// The fibre is as short as it can be.
    pub shortest: bool,
}

/// Forces over the largest isometric one, with the fibre this long along the tendon.
struct Balance {
    active: f64,
    passive: f64,
    tendon: f64,
    /// Slope of the fibre's force by its length along the tendon, 1/m.
    fibre_slope: f64,
    /// Slope of the tendon's force by its own length, 1/m.
    tendon_slope: f64,
}

impl Balance {
    /// Fibre less tendon: rises with the fibre's length wherever the balance is stable.
    fn excess(&self) -> f64 {
        self.active + self.passive - self.tendon
    }
}

impl MuscleForce {
    /// The state in which fibre and tendon pull alike, at a muscle-tendon length (m) and an activation (0 to 1), with no
    /// fibre velocity (Zajac 1989; Millard, Uchida, Seth & Delp 2013). The forces are opposite at both ends of a bracket,
    /// and Newton's method with bisection closes it, so it always ends; it settles where a longer fibre pulls more than
    /// the tendon, which is a stable balance. Without a tendon, or with `rigid_tendon`, the fibre takes what length is left.
    ///
    /// # Errors
    /// Parameters or arguments that are not finite or out of range, and a muscle too long for its curves.
    pub fn equilibrium(&self, length: f64, activation: f64) -> Result<FibreState, ForceProblem> {
        self.check([length, 0.0, activation])?;
        if length > LONGEST * (self.optimal_fiber_length + self.tendon_slack_length) {
            return Err(ForceProblem {
                message: format!("the muscle is {length} m long, beyond what its curves are for"),
                hint: "check its path and lengths; both are in metres".to_owned(),
            });
        }
        let shortest = self.shortest_along();
        let slack = length - self.tendon_slack_length;
        if self.rigid_tendon || self.tendon_slack_length == 0.0 {
            return Ok(self.behind_rigid_tendon(slack, shortest, activation));
        }
        if slack <= shortest {
            return Ok(self.at_shortest(length, shortest, activation));
        }
        let balance = self.balance(length, shortest, activation);
        if balance.excess() >= 0.0 {
            return Ok(self.at_shortest(length, shortest, activation));
        }
        let along = self.solve(length, activation, shortest, slack);
        let balance = self.balance(length, along, activation);
        let off = balance.excess().abs() / balance.tendon.max(1.0);
        if off > RESIDUAL {
            return Err(ForceProblem {
                message: format!("fibre and tendon differ by {off:e} of the largest force"),
                hint: "its curves are too steep here; check the muscle's lengths".to_owned(),
            });
        }
        Ok(self.state(length, along, &balance, false))
    }

    /// Closes the bracket: at `low` the tendon is stronger, at `high` it is slack.
    fn solve(&self, length: f64, activation: f64, mut low: f64, mut high: f64) -> f64 {
        // A little tension is the likeliest.
        let guess = high - 0.01 * self.tendon_slack_length;
        let mut along = if guess > low { guess } else { 0.5 * (low + high) };
        let (mut best, mut least) = (along, f64::INFINITY);
        for turn in 0..200 {
            let balance = self.balance(length, along, activation);
            let excess = balance.excess();
            if excess.abs() < least {
                (best, least) = (along, excess.abs());
            }
            if excess > 0.0 {
                high = along;
            } else {
                low = along;
            }
            let newton = along - excess / (balance.fibre_slope + balance.tendon_slope);
            // Every third step halves, so that the bracket shrinks even where Newton's steps are poor.
            let inside = newton > low && newton < high && turn % 3 != 2;
            let next = if inside { newton } else { 0.5 * (low + high) };
            if excess == 0.0 || least < 1e-15 || next <= low || next >= high {
                break;
            }
            along = next;
        }
        best
    }

    fn balance(&self, length: f64, along: f64, activation: f64) -> Balance {
        let thickness = self.thickness();
        let fibre = libm::sqrt(along * along + thickness * thickness);
        let cos = along / fibre;
        let normal = fibre / self.optimal_fiber_length;
        let active = self.curves.active(normal);
        let passive = self.curves.passive(normal);
        let force = activation * active.value + passive.value;
        let slope = (activation * active.slope + passive.slope) / self.optimal_fiber_length;
        let turn = thickness * thickness / (fibre * fibre * fibre);
        let (tendon, tendon_slope) = if self.tendon_slack_length > 0.0 {
            let tendon = self.curves.tendon((length - along) / self.tendon_slack_length);
            (tendon.value.max(0.0), tendon.slope / self.tendon_slack_length)
        } else {
            (0.0, 0.0)
        };
        Balance {
            active: activation * active.value * cos,
            passive: passive.value * cos,
            tendon,
            fibre_slope: slope * cos * cos + force * turn,
            tendon_slope,
        }
    }

    fn behind_rigid_tendon(&self, slack: f64, shortest: f64, activation: f64) -> FibreState {
        let length = slack + self.tendon_slack_length;
        let along = slack.max(shortest);
        let mut balance = self.balance(length, along, activation);
        if slack <= shortest {
            balance.active = 0.0;
            balance.passive = 0.0;
            balance.fibre_slope = 0.0;
        }
        // A rigid tendon passes on what the fibre has.
        balance.tendon = (balance.active + balance.passive).max(0.0);
        let stiffness = balance.fibre_slope;
        let state = self.state(length, along, &balance, slack <= shortest);
        FibreState {
            stiffness: self.max_isometric_force * stiffness,
            tendon_length: self.tendon_slack_length,
            tendon_strain: 0.0,
            ..state
        }
    }

    fn at_shortest(&self, length: f64, shortest: f64, activation: f64) -> FibreState {
        let mut balance = self.balance(length, shortest, activation);
        (balance.active, balance.passive) = (0.0, 0.0);
        let state = self.state(length, shortest, &balance, true);
        // Only the tendon gives way.
        let stiff = if balance.tendon > 0.0 { balance.tendon_slope } else { 0.0 };
        FibreState { stiffness: self.max_isometric_force * stiff, ..state }
    }

    fn state(&self, length: f64, along: f64, balance: &Balance, shortest: bool) -> FibreState {
        let thickness = self.thickness();
        let fibre_length = libm::sqrt(along * along + thickness * thickness);
        let tendon_length = length - along;
        let both = balance.fibre_slope + balance.tendon_slope;
        let series = balance.fibre_slope * balance.tendon_slope / both;
        FibreState {
            fibre_length,
            normal_length: fibre_length / self.optimal_fiber_length,
            pennation: libm::atan2(thickness, along),
            tendon_length,
            tendon_strain: if self.tendon_slack_length > 0.0 {
                tendon_length / self.tendon_slack_length - 1.0
            } else {
                0.0
            },
            active_force: self.max_isometric_force * balance.active,
            passive_force: self.max_isometric_force * balance.passive,
            tendon_force: self.max_isometric_force * balance.tendon,
            stiffness: if series.is_finite() { self.max_isometric_force * series } else { 0.0 },
            shortest,
        }
    }
}
