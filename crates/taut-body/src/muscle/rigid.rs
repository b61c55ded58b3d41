//! What a fibre can do behind a rigid tendon: the linear force law of static optimisation.

use super::force::{ForceProblem, MuscleForce};

/// Force along the tendon is `passive + activation * active`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RigidForce {
    /// Fibre length over its optimum.
    pub normal_length: f64,
    /// Fibre speed over its largest; lengthening is positive.
    pub normal_speed: f64,
    /// Active force along the tendon at full activation, N.
    pub active: f64,
    /// Passive force along the tendon, N.
    pub passive: f64,
}

impl MuscleForce {
    /// Forces at a muscle-tendon length (m) and lengthening speed (m/s) with the tendon at its slack length, as OpenSim's
    /// static optimisation takes them: the force-velocity curve is that of full activation, and a fibre that would have to
    /// be shorter than it can be has no force. OpenSim leaves out the passive force there, and for two kinds of muscle the
    /// pennation: De Groote & Fregly's force is taken along the fibre, Millard's angle from a length without unit. Here all
    /// are along the tendon.
    ///
    /// # Errors
    /// Parameters or arguments that are not finite or out of range.
    pub fn rigid(&self, length: f64, speed: f64) -> Result<RigidForce, ForceProblem> {
        self.check([length, speed, 1.0])?;
        let thickness = self.thickness();
        let shortest = self.shortest_along();
        let slack = length - self.tendon_slack_length;
        let along = slack.max(shortest);
        let fibre = libm::sqrt(along * along + thickness * thickness);
        let cos = along / fibre;
        let normal_length = fibre / self.optimal_fiber_length;
        let fastest = self.optimal_fiber_length * self.max_contraction_velocity;
        let normal_speed = speed * cos / fastest;
        if slack <= shortest {
            return Ok(RigidForce { normal_length, normal_speed, active: 0.0, passive: 0.0 });
        }
        let scale = self.max_isometric_force * cos;
        let fast = self.curves.velocity(normal_speed, 1.0).value;
        Ok(RigidForce {
            normal_length,
            normal_speed,
            active: scale * self.curves.active(normal_length).value * fast,
            passive: scale * self.curves.passive(normal_length).value,
        })
    }
}
