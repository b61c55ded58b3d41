//! From space to the picture's plane: a person seen from the working side, or from above when lying on a side.

use super::plane::P;
use super::scene::{Leg, Point, Scene, Side, Spot, Support, distance};

/// The eye: two directions of the ground frame that point to the right and upwards in the picture.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View {
    right: Point,
    up: Point,
    /// Size of the person beside the proportions in which bodies are drawn.
    pub size: f64,
    /// 1 where the person faces to the right of their own upward direction, else -1.
    pub facing: f64,
}

/// Length of thigh and shin for which the drawing's proportions were chosen, metres.
const DRAWN_LEG: f64 = 0.83;

impl View {
    /// The view of a scene without problems.
    pub fn of(scene: &Scene) -> Self {
        let leg = |leg: &Leg| distance(leg.hip, leg.knee) + distance(leg.knee, leg.ankle);
        let size = 0.5 * (leg(&scene.person.right) + leg(&scene.person.left)) / DRAWN_LEG;
        let (right, up) = match (scene.support, scene.working) {
            (Support::Side, _) => ([0.0, 0.0, 1.0], [1.0, 0.0, 0.0]),
            (_, Side::Right) => ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0]),
            (_, Side::Left) => ([-1.0, 0.0, 0.0], [0.0, 1.0, 0.0]),
        };
        let facing = if scene.working == Side::Right { 1.0 } else { -1.0 };
        Self { right, up, size, facing }
    }

    /// The plain one, for samples in a legend.
    pub const fn plain() -> Self {
        Self { right: [1.0, 0.0, 0.0], up: [0.0, 1.0, 0.0], size: 0.75, facing: 1.0 }
    }

    /// A point or direction of the picture.
    pub fn flat(&self, p: Point) -> P {
        let dot = |a: Point| a[0] * p[0] + a[1] * p[1] + a[2] * p[2];
        P::new(dot(self.right), dot(self.up))
    }

    /// A body's frame in the picture.
    pub fn frame(&self, spot: &Spot) -> Frame {
        // Where a frame is seen from its end, the other axis says where it points.
        let up = self.flat(spot.up);
        let forward = self.flat(spot.forward);
        let ahead = |up: P| up.left().times(-self.facing);
        let up = if up.length() > 0.2 {
            up.unit_or(P::new(0.0, 1.0))
        } else {
            forward.left().times(self.facing).unit_or(P::new(0.0, 1.0))
        };
        Frame { at: self.flat(spot.at), forward: ahead(up), up, size: self.size }
    }
}

/// A frame of the picture: a place, two directions, and the size of what is drawn in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    pub at: P,
    pub forward: P,
    pub up: P,
    pub size: f64,
}

impl Frame {
    /// The point this far ahead and up, in metres of an average body.
    pub fn point(&self, forward: f64, up: f64) -> P {
        let offset = self.forward.times(forward).plus(self.up.times(up));
        self.at.plus(offset.times(self.size))
    }

    /// Many of them.
    pub fn points(&self, pairs: &[(f64, f64)]) -> Vec<P> {
        pairs.iter().map(|(forward, up)| self.point(*forward, *up)).collect()
    }

    /// The frame at a share of the way to another one.
    pub fn towards(&self, other: &Self, share: f64) -> Self {
        let up = self.up.towards(other.up, share).unit_or(self.up);
        let forward = self.forward.towards(other.forward, share).unit_or(self.forward);
        Self { at: self.at.towards(other.at, share), forward, up, size: self.size }
    }
}
