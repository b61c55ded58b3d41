//! The way of one path past its points and around its surfaces.
//!
//! Which piece wraps around which surface follows OpenSim's `GeometryPath`; with two or more surfaces it goes on until the
//! tangent points stand still, where OpenSim stops once the length changes by less than half a millimetre. (OpenSim also
//! swaps the first two surfaces if the first one did nothing and the second one could not; as nothing has changed by then,
//! that changes nothing.)

use super::{Around, Outcome, around};
use crate::model::{Model, Muscle};
use crate::scalar::Scalar;
use crate::space::{Placement, Vector, distance};

/// Passes over all surfaces of one path.
pub const MOST_PASSES: usize = 300;
/// Tangent points that move less than this in one pass stand still: metres, and metres a unit for their derivatives.
pub const STILL: f64 = 1e-13;

/// A stop on the way, in the ground frame, metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stop<S = f64> {
    /// A point of the path.
    Point {
        /// Index of the point.
        point: usize,
        /// Where it is.
        place: Vector<S>,
    },
    /// A surface that the path goes around.
    Surface {
        /// Index among the muscle's wraps.
        wrap: usize,
        /// Where the path reaches it.
        entry: Vector<S>,
        /// Where the path leaves it.
        exit: Vector<S>,
        /// Length on it.
        arc: S,
    },
}

impl<S: Copy> Stop<S> {
    /// Where the path arrives.
    #[must_use]
    pub fn first(&self) -> Vector<S> {
        match self {
            Self::Point { place, .. } => *place,
            Self::Surface { entry, .. } => *entry,
        }
    }

    /// Where the path goes on.
    #[must_use]
    pub fn last(&self) -> Vector<S> {
        match self {
            Self::Point { place, .. } => *place,
            Self::Surface { exit, .. } => *exit,
        }
    }

    fn on(&self, surface: usize) -> bool {
        matches!(self, Self::Surface { wrap, .. } if *wrap == surface)
    }
}

/// A path that has found its way.
#[derive(Debug, Clone, PartialEq)]
pub struct Route<S = f64> {
    /// Its stops from origin to insertion.
    pub stops: Vec<Stop<S>>,
    /// Passes over the surfaces until the tangent points stood still; `None`: they never did, or no way around a surface was
    /// found, and what is here is not the way.
    pub passes: Option<usize>,
}

impl<S: Scalar> Route<S> {
    /// Length of all pieces, straight and on surfaces, metres.
    pub(crate) fn sum(&self) -> S {
        let mut sum = S::constant(0.0);
        for pair in self.stops.windows(2) {
            sum = sum + distance(pair[0].last(), pair[1].first());
            if let Stop::Surface { arc, .. } = &pair[1] {
                sum = sum + *arc;
            }
        }
        sum
    }
}

impl Route {
    /// Length of all pieces, straight and on surfaces, metres.
    #[must_use]
    pub fn length(&self) -> f64 {
        self.sum()
    }
}

/// Finds the way of a muscle past the points in `stops`, which are those on the path, in order. All its surfaces that are
/// switched on must be of a form that is read.
pub fn route<S: Scalar>(
    model: &Model,
    muscle: &Muscle,
    stops: Vec<Stop<S>>,
    places: &[Placement<S>],
) -> Route<S> {
    let mut route = Route { stops, passes: Some(0) };
    let order: Vec<usize> =
        (0..muscle.wraps.len()).filter(|w| model.wraps[muscle.wraps[*w].surface].active).collect();
    let frames: Vec<Placement<S>> = muscle
        .wraps
        .iter()
        .map(|wrap| {
            let mount = &model.wraps[wrap.surface].mount;
            places[mount.body].then(&Placement::constant(&mount.offset))
        })
        .collect();
    let most = if muscle.wraps.len() < 2 { 1 } else { MOST_PASSES };
    for pass in 1..=most {
        let before = route.stops.clone();
        for wrap in &order {
            if !again(model, muscle, *wrap, &frames[*wrap], &mut route.stops) {
                route.passes = None;
                return route;
            }
        }
        if most == 1 || stand_still(&before, &route.stops) {
            route.passes = Some(pass);
            return route;
        }
    }
    route.passes = None;
    route
}

/// Takes one surface off the path and tries it again on every piece that it is meant for; whether its way was found.
fn again<S: Scalar>(
    model: &Model,
    muscle: &Muscle,
    wrap: usize,
    frame: &Placement<S>,
    stops: &mut Vec<Stop<S>>,
) -> bool {
    stops.retain(|stop| !stop.on(wrap));
    let surface = &model.wraps[muscle.wraps[wrap].surface];
    let Some((start, end)) = meant(muscle, wrap, stops) else { return true };
    let inverse = frame.inverse();
    let mut best: Option<(usize, Around<S>, f64)> = None;
    for at in start..end {
        let (p, q) = (stops[at].last(), stops[at + 1].first());
        let (p, q) = (inverse.point(p), inverse.point(q));
        match around(surface, p, q) {
            None => return false,
            Some(Outcome::Misses | Outcome::Inside) => {}
            Some(Outcome::Must(way)) => {
                best = Some((at, way, 0.0));
                break;
            }
            Some(Outcome::May(way)) => {
                let longer = distance(p, way.entry) + way.arc + distance(way.exit, q);
                let cost = longer.value() - distance(p, q).value();
                if best.as_ref().is_none_or(|(.., least)| cost < *least) {
                    best = Some((at, way, cost));
                }
            }
        }
    }
    if let Some((at, way, _)) = best {
        let (entry, exit) = (frame.point(way.entry), frame.point(way.exit));
        stops.insert(at + 1, Stop::Surface { wrap, entry, exit, arc: way.arc });
    }
    true
}

/// First and last stop between which a surface may be: the outermost points of its range that are on the path.
fn meant<S>(muscle: &Muscle, wrap: usize, stops: &[Stop<S>]) -> Option<(usize, usize)> {
    let [from, to] = muscle.wraps[wrap].range;
    let from = usize::try_from(from - 1).unwrap_or(0);
    let to = usize::try_from(to - 1).unwrap_or(muscle.points.len() - 1);
    let inside =
        |stop: &Stop<S>| matches!(stop, Stop::Point { point, .. } if (from..=to).contains(point));
    Some((stops.iter().position(inside)?, stops.iter().rposition(inside)?))
}

fn stand_still<S: Scalar>(before: &[Stop<S>], after: &[Stop<S>]) -> bool {
    before.len() == after.len()
        && before.iter().zip(after).all(|(a, b)| {
            let same = match (a, b) {
                (Stop::Point { .. }, Stop::Point { .. }) => return true,
                (Stop::Surface { wrap: a, .. }, Stop::Surface { wrap: b, .. }) => a == b,
                _ => false,
            };
            let near = |a: Vector<S>, b: Vector<S>| (0..3).all(|i| a[i].gap(b[i]) <= STILL);
            same && near(a.first(), b.first()) && near(a.last(), b.last())
        })
}
