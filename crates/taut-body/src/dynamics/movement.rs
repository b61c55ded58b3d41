//! A pose on its way: coordinates with speeds and accelerations, and what every body does then.

use super::jet::Jet;
use crate::kinematics::placements;
use crate::model::Model;
use crate::pose::{Pose, PoseProblem, PoseProblems, settle};
use crate::space::{Placement, cross, product, sum, transposed};

/// Speeds and accelerations beyond this are refused (a second or a second squared), so that nothing overflows.
const LARGEST: f64 = 1e9;

/// A pose with the speed and acceleration of every coordinate; those that couplers drive follow exactly.
#[derive(Debug, Clone, PartialEq)]
pub struct Movement {
    pose: Pose,
    speeds: Vec<f64>,
    accelerations: Vec<f64>,
}

/// How a body moves, seen from the ground.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BodyMotion {
    /// Where it is.
    pub place: Placement,
    /// Angular velocity, rad/s.
    pub spin: [f64; 3],
    /// Angular acceleration, rad/s².
    pub spin_rate: [f64; 3],
    /// Velocity of its origin, m/s.
    pub velocity: [f64; 3],
    /// Acceleration of its origin, m/s².
    pub acceleration: [f64; 3],
}

impl BodyMotion {
    /// Place (m), velocity (m/s) and acceleration (m/s²) of a point given in the body's frame (m).
    #[must_use]
    pub fn point(&self, point: [f64; 3]) -> [[f64; 3]; 3] {
        let arm = crate::space::times(&self.place.rotation, point);
        let turned = cross(self.spin, arm);
        let acceleration = sum(cross(self.spin_rate, arm), cross(self.spin, turned));
        [
            sum(self.place.position, arm),
            sum(self.velocity, turned),
            sum(self.acceleration, acceleration),
        ]
    }
}

impl Movement {
    /// Rest in a pose.
    #[must_use]
    pub fn rest(pose: &Pose) -> Self {
        let still = vec![0.0; pose.values().len()];
        Self { pose: pose.clone(), speeds: still.clone(), accelerations: still }
    }

    /// A movement from values (radians or metres), speeds (a second) and accelerations (a second squared), one a
    /// coordinate in the model's order. Those of driven coordinates are replaced by what their couplers give.
    ///
    /// # Errors
    /// A wrong number of any, and each number that is not finite or far too large.
    pub fn new(
        model: &Model,
        values: &[f64],
        speeds: &[f64],
        accelerations: &[f64],
    ) -> Result<Self, PoseProblems> {
        let mut problems = Vec::new();
        for (what, list) in [("speeds", speeds), ("accelerations", accelerations)] {
            if list.len() != model.coordinates.len() {
                problems.push(PoseProblem {
                    coordinate: String::new(),
                    message: format!(
                        "{} {what} for {} coordinates",
                        list.len(),
                        model.coordinates.len()
                    ),
                    hint: "give one a coordinate, in the model's order".to_owned(),
                });
                continue;
            }
            // Asked this way round a NaN does not pass.
            let usable = |value: f64| value.abs() <= LARGEST;
            for (coordinate, value) in model.coordinates.iter().zip(list) {
                if !usable(*value) {
                    problems.push(PoseProblem {
                        coordinate: coordinate.name.clone(),
                        message: format!("{value} among its {what} is no usable number"),
                        hint: format!("give a number of at most {LARGEST:e}"),
                    });
                }
            }
        }
        let pose = match Pose::anywhere(model, values) {
            Ok(pose) if problems.is_empty() => pose,
            Ok(_) => return Err(PoseProblems(problems)),
            Err(PoseProblems(more)) => {
                problems.splice(0..0, more);
                return Err(PoseProblems(problems));
            }
        };
        let mut jets = jets(pose.values(), speeds, accelerations);
        settle(model, &mut jets);
        Ok(Self {
            pose,
            speeds: jets.iter().map(|jet| jet.first).collect(),
            accelerations: jets.iter().map(|jet| jet.second).collect(),
        })
    }

    /// The pose.
    #[must_use]
    pub fn pose(&self) -> &Pose {
        &self.pose
    }

    /// Speeds, radians or metres a second, in the model's order.
    #[must_use]
    pub fn speeds(&self) -> &[f64] {
        &self.speeds
    }

    /// Accelerations, radians or metres a second squared, in the model's order.
    #[must_use]
    pub fn accelerations(&self) -> &[f64] {
        &self.accelerations
    }
}

impl Model {
    /// How every body moves, in the order of `bodies`: exact derivatives along the movement.
    #[must_use]
    pub fn body_motions(&self, movement: &Movement) -> Vec<BodyMotion> {
        let jets = jets(movement.pose.values(), &movement.speeds, &movement.accelerations);
        placements(self, &jets).iter().map(body_motion).collect()
    }
}

fn jets(values: &[f64], speeds: &[f64], accelerations: &[f64]) -> Vec<Jet> {
    let pairs = values.iter().zip(speeds.iter().zip(accelerations));
    pairs
        .map(|(value, (first, second))| Jet { value: *value, first: *first, second: *second })
        .collect()
}

/// With R the rotation, R' Rᵀ is the cross product with the spin; the skew part of R'' Rᵀ is that with its rate.
fn body_motion(place: &Placement<Jet>) -> BodyMotion {
    let part = |of: fn(&Jet) -> f64| {
        (place.rotation.map(|row| row.each_ref().map(of)), place.position.each_ref().map(of))
    };
    let (rotation, position) = part(|jet| jet.value);
    let (turning, velocity) = part(|jet| jet.first);
    let (twice, acceleration) = part(|jet| jet.second);
    let back = transposed(&rotation);
    let axis = |m: [[f64; 3]; 3]| {
        [(m[2][1] - m[1][2]) / 2.0, (m[0][2] - m[2][0]) / 2.0, (m[1][0] - m[0][1]) / 2.0]
    };
    BodyMotion {
        place: Placement { rotation, position },
        spin: axis(product(&turning, &back)),
        spin_rate: axis(product(&twice, &back)),
        velocity,
        acceleration,
    }
}
