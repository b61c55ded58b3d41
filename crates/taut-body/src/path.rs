//! Lengths of muscle-tendon paths and their moment arms.

use crate::kinematics::placements;
use crate::model::{Condition, Location, Model, Muscle, PathPoint};
use crate::pose::{Pose, PoseProblem, PoseProblems, settle};
use crate::scalar::{Dual, Scalar};
use crate::space::{Placement, Vector};
use crate::wrap::{Route, Stop, is_read, route};

/// A conditional point counts as on the path this far outside its range, as in OpenSim (radians or metres).
pub const CONDITION_SLACK: f64 = 1e-5;

/// A length or moment arm of one muscle.
#[derive(Debug, Clone, PartialEq)]
pub enum PathValue {
    /// Metres (a moment arm by an angle: metres a radian; by a translation: no unit).
    Known(f64),
    /// Not worked out: the path may wrap around these surfaces (indices into `wraps`), whose form is not read, or around which
    /// no way was found in this pose.
    Wrapped(Vec<usize>),
}

impl Model {
    /// Muscle-tendon lengths in metres, in the order of `muscles`: the shortest way past all points and around all surfaces.
    #[must_use]
    pub fn lengths(&self, pose: &Pose) -> Vec<PathValue> {
        let places = placements(self, pose.values());
        let way = |muscle: &Muscle| way(self, muscle, pose.values(), &places);
        self.muscles.iter().map(|m| known(self, m, || way(m), |length| length)).collect()
    }

    /// The way that a muscle (its index) takes past its points and around its surfaces, in the ground frame; `None`: the model
    /// has no such muscle, or a surface on its way has a form that is not read.
    #[must_use]
    pub fn route(&self, pose: &Pose, muscle: usize) -> Option<Route> {
        let muscle = self.muscles.get(muscle)?;
        let places = placements(self, pose.values());
        let read = unread(self, muscle).is_empty();
        read.then(|| way(self, muscle, pose.values(), &places))
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
        let way = |muscle: &Muscle| way(self, muscle, &values, &places);
        Ok(self.muscles.iter().map(|m| known(self, m, || way(m), |length| -length.slope)).collect())
    }
}

/// What comes of a muscle's length, unless a surface that is switched on has a form that is not read, or its way was not
/// found.
fn known<S: Scalar>(
    model: &Model,
    muscle: &Muscle,
    way: impl Fn() -> Route<S>,
    value: impl Fn(S) -> f64,
) -> PathValue {
    let unread = unread(model, muscle);
    if !unread.is_empty() {
        return PathValue::Wrapped(unread);
    }
    let way = way();
    if way.passes.is_none() {
        let surfaces = muscle.wraps.iter().map(|wrap| wrap.surface);
        return PathValue::Wrapped(surfaces.filter(|s| model.wraps[*s].active).collect());
    }
    PathValue::Known(value(way.sum()))
}

/// Surfaces of a muscle that are switched on and have a form that is not read.
pub fn unread(model: &Model, muscle: &Muscle) -> Vec<usize> {
    let surfaces = muscle.wraps.iter().map(|wrap| wrap.surface);
    let surface = |surface: &usize| &model.wraps[*surface];
    surfaces.filter(|s| surface(s).active && !is_read(&surface(s).shape)).collect()
}

/// The way of a muscle past the points that are on its path.
pub fn way<S: Scalar>(
    model: &Model,
    muscle: &Muscle,
    values: &[S],
    places: &[Placement<S>],
) -> Route<S> {
    route(model, muscle, stops(muscle, values, places), places)
}

/// The points of a muscle that are on its path.
pub fn stops<S: Scalar>(muscle: &Muscle, values: &[S], places: &[Placement<S>]) -> Vec<Stop<S>> {
    let on = muscle.points.iter().enumerate().filter(|(_, point)| is_on(point, values));
    let stop = |(i, point)| Stop::Point { point: i, place: place(point, values, places) };
    on.map(stop).collect()
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
