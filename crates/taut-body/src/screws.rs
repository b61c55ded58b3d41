//! How every body moves with each coordinate: its twist per unit speed, couplers moving along.

use crate::function::Function;
use crate::model::{Joint, Model};
use crate::pose::Pose;
use crate::scalar::Dual;
use crate::space::{Placement, cross, product, sum, times, turn};

/// A rigid body's velocity per unit speed of one coordinate, in the ground frame (Ball 1900).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Twist {
    /// Angular velocity: radians per radian or metre of the coordinate.
    pub turn: [f64; 3],
    /// Velocity of the body's point that is at the ground's origin: metres per radian or metre of the coordinate.
    pub shift: [f64; 3],
}

impl Twist {
    /// Velocity of the body's point that is at this place of the ground frame.
    #[must_use]
    pub fn at(&self, place: [f64; 3]) -> [f64; 3] {
        sum(self.shift, cross(self.turn, place))
    }

    /// This twist and `factor` times another one.
    #[must_use]
    pub fn plus(&self, factor: f64, other: &Self) -> Self {
        let add = |a: [f64; 3], b: [f64; 3]| sum(a, b.map(|b| factor * b));
        Self { turn: add(self.turn, other.turn), shift: add(self.shift, other.shift) }
    }
}

/// Places of all bodies and their twists in one pose.
#[derive(Debug, Clone, PartialEq)]
pub struct Screws {
    places: Vec<Placement>,
    drives: Vec<Vec<(usize, f64)>>,
    joints: Vec<Vec<(usize, Twist)>>,
    bodies: Vec<Vec<(usize, Twist)>>,
}

impl Screws {
    /// Where each body is in the ground frame.
    #[must_use]
    pub fn places(&self) -> &[Placement] {
        &self.places
    }

    /// Every coordinate that moves this body and that no coupler drives, ascending, with the body's twist by it.
    #[must_use]
    pub fn body(&self, body: usize) -> &[(usize, Twist)] {
        &self.bodies[body]
    }

    /// The body's twist by one coordinate; zero if that does not move it, or if a coupler drives it.
    #[must_use]
    pub fn twist(&self, body: usize, coordinate: usize) -> Twist {
        let list = &self.bodies[body];
        let found = list.binary_search_by_key(&coordinate, |(c, _)| *c);
        found.map_or_else(|_| Twist::default(), |at| list[at].1)
    }

    /// Twist of a joint's child against its parent by each of the joint's own coordinates alone, couplers left aside.
    #[must_use]
    pub fn joint(&self, joint: usize) -> &[(usize, Twist)] {
        &self.joints[joint]
    }

    /// The coordinates without coupler that set this one's value, ascending, with the slope of its value by each: itself with
    /// slope 1 unless a coupler drives it.
    #[must_use]
    pub fn drives(&self, coordinate: usize) -> &[(usize, f64)] {
        &self.drives[coordinate]
    }

    /// A point of a body (metres, in the body's frame) seen from the ground, differentiated by one coordinate: metres per
    /// radian or metre.
    #[must_use]
    pub fn point_slope(&self, body: usize, point: [f64; 3], coordinate: usize) -> [f64; 3] {
        self.twist(body, coordinate).at(self.places[body].point(point))
    }
}

impl Model {
    /// Places of all bodies and how they move with every coordinate.
    #[must_use]
    pub fn screws(&self, pose: &Pose) -> Screws {
        let values = pose.values();
        let drives = drives(self, values);
        let mut places = vec![Placement::identity(); self.bodies.len()];
        let mut bodies = vec![Vec::new(); self.bodies.len()];
        let mut joints = Vec::new();
        for joint in &self.joints {
            let seat = places[joint.parent.body].then(&joint.parent.offset);
            let (moved, own) = joint_twists(joint, &seat, values);
            places[joint.child.body] = moved.then(&joint.child.offset.inverse());
            let mut twists: Vec<(usize, Twist)> = bodies[joint.parent.body].clone();
            for (coordinate, twist) in &own {
                for (free, slope) in &drives[*coordinate] {
                    add(&mut twists, *free, *slope, twist);
                }
            }
            bodies[joint.child.body] = twists;
            joints.push(own);
        }
        Screws { places, drives, joints, bodies }
    }
}

fn add(list: &mut Vec<(usize, Twist)>, coordinate: usize, factor: f64, twist: &Twist) {
    let at = match list.binary_search_by_key(&coordinate, |(c, _)| *c) {
        Ok(at) => at,
        Err(at) => {
            list.insert(at, (coordinate, Twist::default()));
            at
        }
    };
    list[at].1 = list[at].1.plus(factor, twist);
}

/// Place of the child's joint frame, and its twist by each of the joint's own coordinates.
fn joint_twists(
    joint: &Joint,
    seat: &Placement,
    values: &[f64],
) -> (Placement, Vec<(usize, Twist)>) {
    let mut moved = *seat;
    let mut inner = Placement::identity();
    let mut axes = [[0.0; 3]; 6];
    for (i, motion) in joint.motions.iter().enumerate() {
        let inputs: Vec<f64> = motion.coordinates.iter().map(|c| values[*c]).collect();
        let amount = motion.function.value(&inputs);
        if i < 3 {
            // The axis as the turns before this one have left it.
            axes[i] = times(&product(&seat.rotation, &inner.rotation), motion.axis);
            inner.rotation = product(&inner.rotation, &turn(motion.axis, amount));
        } else {
            axes[i] = times(&seat.rotation, motion.axis);
            inner.position = sum(inner.position, motion.axis.map(|a| a * amount));
        }
    }
    moved = moved.then(&inner);
    let mut coordinates = joint.coordinates.clone();
    coordinates.sort_unstable();
    let twist = |coordinate: usize| {
        let mut twist = Twist::default();
        for (i, motion) in joint.motions.iter().enumerate() {
            let slope = slope(&motion.function, &motion.coordinates, values, coordinate);
            let step = axes[i].map(|a| a * slope);
            if i < 3 {
                twist.turn = sum(twist.turn, step);
            } else {
                twist.shift = sum(twist.shift, step);
            }
        }
        // From the velocity of the joint's origin to that at the ground's origin.
        let back = cross(twist.turn, moved.position).map(|x| -x);
        twist.shift = sum(twist.shift, back);
        (coordinate, twist)
    };
    (moved, coordinates.into_iter().map(twist).collect())
}

/// Partial derivative of a function of coordinates by one of them.
fn slope(function: &Function, inputs: &[usize], values: &[f64], by: usize) -> f64 {
    if function.is_constant() || !inputs.contains(&by) {
        return 0.0;
    }
    let seeded = |c: &usize| Dual { value: values[*c], slope: f64::from(u8::from(*c == by)) };
    let inputs: Vec<Dual> = inputs.iter().map(seeded).collect();
    function.eval(&inputs).slope
}

/// For each coordinate: those without coupler that set its value, and its slopes by them.
pub fn drives(model: &Model, values: &[f64]) -> Vec<Vec<(usize, f64)>> {
    let mut out: Vec<Vec<(usize, f64)>> = (0..values.len()).map(|c| vec![(c, 1.0)]).collect();
    for coupler in &model.couplers {
        let mut sums: Vec<(usize, f64)> = Vec::new();
        let mut seen: Vec<usize> = Vec::new();
        for independent in &coupler.independent {
            if seen.contains(independent) {
                continue;
            }
            seen.push(*independent);
            let outer = slope(&coupler.function, &coupler.independent, values, *independent);
            for (free, inner) in &out[*independent] {
                match sums.binary_search_by_key(free, |(c, _)| *c) {
                    Ok(at) => sums[at].1 += outer * inner,
                    Err(at) => sums.insert(at, (*free, outer * inner)),
                }
            }
        }
        out[coupler.dependent] = sums;
    }
    out
}
