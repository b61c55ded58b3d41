//! Lengths of muscle-tendon paths and their moment arms.

use crate::kinematics::placements;
use crate::model::{Condition, Location, Model, Muscle, PathPoint};
use crate::pose::{Pose, PoseProblem, PoseProblems, settle};
use crate::scalar::{Dual, Scalar};
use crate::space::{Placement, Vector, distance};

/// A conditional point counts as on the path this far outside its range, as in OpenSim (radians or metres).
const CONDITION_SLACK: f64 = 1e-5;

/// A length or moment arm of one muscle.
#[derive(Debug, Clone, PartialEq)]
pub enum PathValue {
    /// Metres (a moment arm by an angle: metres a radian; by a translation: no unit).
    Known(f64),
    /// Not worked out: the path may wrap around these surfaces (indices into `wraps`).
    Wrapped(Vec<usize>),
}

impl Model {
    /// Muscle-tendon lengths in metres, in the order of `muscles`.
    #[must_use]
    pub fn lengths(&self, pose: &Pose) -> Vec<PathValue> {
        let places = placements(self, pose.values());
        let length = |muscle: &Muscle| length(muscle, pose.values(), &places);
        self.muscles.iter().map(|m| unwrapped(self, m, || length(m))).collect()
    }

    /// Moment arms `-dL/dq` by one coordinate in the order of `muscles`: the exact derivative of the length, with the
    /// coordinates that couplers drive moving along (An, Takahashi, Harrigan & Chao 1984). Where a conditional point
    /// joins or leaves the path, the length steps and the arm is that of the path on this side.
    ///
    /// # Errors
    /// A coordinate that the model does not have, or that a coupler drives.
    pub fn moment_arms(
        &self,
        pose: &Pose,
        coordinate: usize,
    ) -> Result<Vec<PathValue>, PoseProblems> {
        let refuse = |name: &str, message: &str, hint: &str| {
            Err(PoseProblems(vec![PoseProblem {
                coordinate: name.to_owned(),
                message: message.to_owned(),
                hint: hint.to_owned(),
            }]))
        };
        let Some(named) = self.coordinates.get(coordinate) else {
            return refuse("", "there is no such coordinate", "give an index of `coordinates`");
        };
        if self.is_driven(coordinate) {
            let hint = "ask for the arm by a coordinate that the coupler follows";
            return refuse(&named.name, "a coupler drives it, so nothing turns by it alone", hint);
        }
        let seeded = |(i, value): (usize, &f64)| Dual {
            value: *value,
            slope: if i == coordinate { 1.0 } else { 0.0 },
        };
        let mut values: Vec<Dual> = pose.values().iter().enumerate().map(seeded).collect();
        settle(self, &mut values);
        let places = placements(self, &values);
        let arm = |muscle: &Muscle| -length(muscle, &values, &places).slope;
        Ok(self.muscles.iter().map(|m| unwrapped(self, m, || arm(m))).collect())
    }
}

/// A value of a muscle, unless a surface that is switched on stands in its way.
fn unwrapped(model: &Model, muscle: &Muscle, value: impl Fn() -> f64) -> PathValue {
    let surfaces = muscle.wraps.iter().map(|wrap| wrap.surface);
    let on: Vec<usize> = surfaces.filter(|surface| model.wraps[*surface].active).collect();
    if on.is_empty() { PathValue::Known(value()) } else { PathValue::Wrapped(on) }
}

/// Sum of the straight pieces between the points that are on the path.
fn length<S: Scalar>(muscle: &Muscle, values: &[S], places: &[Placement<S>]) -> S {
    let mut sum = S::constant(0.0);
    let mut before: Option<Vector<S>> = None;
    for point in muscle.points.iter().filter(|point| is_on(point, values)) {
        let here = place(point, values, places);
        if let Some(before) = before {
            sum = sum + distance(before, here);
        }
        before = Some(here);
    }
    sum
}

fn is_on<S: Scalar>(point: &PathPoint, values: &[S]) -> bool {
    point.condition.as_ref().is_none_or(|Condition { coordinate, range: [low, high] }| {
        let value = values[*coordinate].value();
        value >= low - CONDITION_SLACK && value <= high + CONDITION_SLACK
    })
}

/// Where a point is in the ground frame.
fn place<S: Scalar>(point: &PathPoint, values: &[S], places: &[Placement<S>]) -> Vector<S> {
    let local = match &point.location {
        Location::Fixed(at) => at.map(S::constant),
        Location::Moving([x, y, z]) => {
            [x, y, z].map(|(coordinate, function)| function.eval(&[values[*coordinate]]))
        }
    };
    let on_body = Placement::constant(&point.mount.offset).point(local);
    places[point.mount.body].point(on_body)
}
