//! Ways that are not worked out in lanes: one pose at a time by `wrap::route`, arms from the forces along the path.

use super::paths::{Slow, Terms};
use super::step::{FRAME, SCREW};
use super::tree::Tree;
use crate::model::Model;
use crate::path::stops;
use crate::space::{Placement, cross, distance};
use crate::wrap::{Stop, route};

/// One pose of a block.
pub struct Alone<'a> {
    /// The model.
    pub model: &'a Model,
    /// Values of all coordinates.
    pub values: Vec<f64>,
    /// Places of all bodies.
    pub places: Vec<Placement>,
    /// Number of lanes of the block, and the pose's lane.
    pub lane: (usize, usize),
    /// Screws of the block.
    pub screws: &'a [f64],
    /// Velocities of moving points of the block.
    pub rates: &'a [f64],
    /// Terms of all lines.
    pub terms: &'a [(u32, u32)],
}

/// Places of all bodies of one lane.
pub fn places(tree: &Tree, frames: &[f64], (width, lane): (usize, usize)) -> Vec<Placement> {
    let place = |(frame, inner): &(usize, Placement)| {
        let number = |i: usize| frames[(frame * FRAME + i) * width + lane];
        let rotation = [0, 1, 2].map(|row| [0, 1, 2].map(|column| number(3 * column + row)));
        let outer = Placement { rotation, position: [number(9), number(10), number(11)] };
        outer.then(inner)
    };
    tree.bodies.iter().map(place).collect()
}

impl Alone<'_> {
    /// Length of a muscle; its arms, which are 0, are set. `None`: no way was found.
    pub fn run(&self, slow: &Slow, arms: &mut [f64]) -> Option<f64> {
        let muscle = &self.model.muscles[slow.muscle];
        let on = stops(muscle, &self.values, &self.places);
        let way = route(self.model, muscle, on, &self.places);
        way.passes?;
        // Forces of magnitude 1 along the path on each frame: a wrench a frame.
        let mut wrenches = vec![([0.0; 3], [0.0; 3]); slow.frames.len()];
        let mut pulls = vec![[0.0; 3]; slow.points.len()];
        for pair in way.stops.windows(2) {
            let (p, q) = (pair[0].last(), pair[1].first());
            let length = distance(p, q);
            if length == 0.0 {
                continue;
            }
            let along = [0, 1, 2].map(|i| (q[i] - p[i]) / length);
            let moment = cross(p, along);
            for (stop, sign) in [(&pair[0], -1.0), (&pair[1], 1.0)] {
                let frame = match stop {
                    Stop::Point { point, .. } => {
                        for i in 0..3 {
                            pulls[*point][i] += sign * along[i];
                        }
                        slow.points[*point]
                    }
                    Stop::Surface { wrap, .. } => slow.wraps[*wrap],
                };
                if let Some(at) = slow.frames.iter().position(|(f, _)| *f == frame) {
                    for i in 0..3 {
                        wrenches[at].0[i] += sign * along[i];
                        wrenches[at].1[i] += sign * moment[i];
                    }
                }
            }
        }
        for ((_, terms), (force, moment)) in slow.frames.iter().zip(&wrenches) {
            self.add(terms, *force, *moment, arms);
        }
        let (width, lane) = self.lane;
        for (slot, rate, point) in &slow.rates {
            let pull = pulls[*point];
            let part = |i: usize| pull[i] * self.rates[(3 * rate + i) * width + lane];
            arms[slot * width + lane] -= part(0) + part(1) + part(2);
        }
        Some(way.length())
    }

    fn add(&self, terms: &Terms, force: [f64; 3], moment: [f64; 3], arms: &mut [f64]) {
        let (width, lane) = self.lane;
        for (i, (slot, screw)) in self.terms[terms.start..terms.end].iter().enumerate() {
            let number = |i: usize| self.screws[(*screw as usize * SCREW + i) * width + lane];
            let turn = moment[0] * number(0) + moment[1] * number(1) + moment[2] * number(2);
            let part = turn + (force[0] * number(3) + force[1] * number(4) + force[2] * number(5));
            let sign = if terms.start + i < terms.middle { 1.0 } else { -1.0 };
            arms[*slot as usize * width + lane] -= sign * part;
        }
    }
}
