//! Muscle forces as loads on the bodies that their paths touch.

use super::inverse::Load;
use crate::kinematics::placements;
use crate::model::{Model, Muscle};
use crate::path::{unread, way};
use crate::pose::{Pose, PoseProblem, PoseProblems};
use crate::space::distance;
use crate::wrap::Stop;

impl Model {
    /// What muscles do to bodies with these tensions (N, in the order of `muscles`): each straight piece of a path pulls
    /// the two bodies at its ends towards each other, where it is fixed to them or leaves a surface of theirs (Delp 1990).
    ///
    /// # Errors
    /// A wrong number of tensions, each that is not finite, and each muscle that pulls around a surface whose form is
    /// not read.
    pub fn muscle_loads(&self, pose: &Pose, tensions: &[f64]) -> Result<Vec<Load>, PoseProblems> {
        let problem = |name: &str, message: String, hint: &str| PoseProblem {
            coordinate: name.to_owned(),
            message,
            hint: hint.to_owned(),
        };
        if tensions.len() != self.muscles.len() {
            let message = format!("{} tensions for {} muscles", tensions.len(), self.muscles.len());
            let hint = "give one a muscle, in the model's order";
            return Err(PoseProblems(vec![problem("", message, hint)]));
        }
        let mut problems = Vec::new();
        for (muscle, tension) in self.muscles.iter().zip(tensions) {
            if !tension.is_finite() {
                let message = format!("{tension} N is no usable tension");
                problems.push(problem(&muscle.name, message, "give a number"));
            } else if *tension != 0.0 && !unread(self, muscle).is_empty() {
                let message = "it may wrap around a surface whose form is not read".to_owned();
                problems.push(problem(&muscle.name, message, "leave it without tension"));
            }
        }
        if !problems.is_empty() {
            return Err(PoseProblems(problems));
        }
        let places = placements(self, pose.values());
        let mut out = Vec::new();
        for (muscle, tension) in self.muscles.iter().zip(tensions) {
            if *tension == 0.0 {
                continue;
            }
            for pair in way(self, muscle, pose.values(), &places).stops.windows(2) {
                let (near, far) = (self.held(muscle, &pair[0]), self.held(muscle, &pair[1]));
                let (from, to) = (pair[0].last(), pair[1].first());
                let length = distance(from, to);
                // Within one body the two pulls cancel; a piece without length has no direction.
                if near == far || length == 0.0 {
                    continue;
                }
                let pull = [0, 1, 2].map(|i| tension * (to[i] - from[i]) / length);
                let torque = [0.0; 3];
                out.push(Load { body: near, point: from, force: pull, torque });
                out.push(Load { body: far, point: to, force: pull.map(|x| -x), torque });
            }
        }
        Ok(out)
    }

    /// The body that holds a stop of a path.
    fn held(&self, muscle: &Muscle, stop: &Stop) -> usize {
        match stop {
            Stop::Point { point, .. } => muscle.points[*point].mount.body,
            Stop::Surface { wrap, .. } => self.wraps[muscle.wraps[*wrap].surface].mount.body,
        }
    }
}
