//! Inverse dynamics: what drives a movement, at every coordinate and through every joint.

use super::movement::{BodyMotion, Movement};
use crate::model::{Body, Model};
use crate::pose::Pose;
use crate::screws::Screws;
use crate::space::{Placement, cross, dot, product, sum, times, transposed};

/// A force and a torque on a body, in the ground frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Load {
    /// Index of the body.
    pub body: usize,
    /// Where the force acts, m.
    pub point: [f64; 3],
    /// The force, N.
    pub force: [f64; 3],
    /// The torque beside it, N m.
    pub torque: [f64; 3],
}

/// What a joint passes on to its child: the total of everything that crosses it, but for the loads that were given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reaction {
    /// Origin of the joint's frame on the child, in the ground frame, m.
    pub point: [f64; 3],
    /// Force on the child, in the ground frame, N.
    pub force: [f64; 3],
    /// Moment on the child about that point, in the ground frame, N m.
    pub moment: [f64; 3],
}

impl Reaction {
    /// Force (N), moment (N m) and point (m) in the frame of a body at this place.
    #[must_use]
    pub fn seen_from(&self, place: &Placement) -> [[f64; 3]; 3] {
        let back = place.inverse();
        [
            times(&back.rotation, self.force),
            times(&back.rotation, self.moment),
            back.point(self.point),
        ]
    }

    /// The same seen from the other side: what the joint does to its parent, by Newton's third law.
    #[must_use]
    pub fn on_parent(&self) -> Self {
        let turned = |v: [f64; 3]| v.map(|x| -x);
        Self { point: self.point, force: turned(self.force), moment: turned(self.moment) }
    }
}

/// A force and its moment about the ground's origin.
#[derive(Debug, Clone, Copy, Default)]
struct Wrench {
    force: [f64; 3],
    moment: [f64; 3],
}

impl Wrench {
    fn at(point: [f64; 3], force: [f64; 3], torque: [f64; 3]) -> Self {
        Self { force, moment: sum(torque, cross(point, force)) }
    }

    fn add(&mut self, other: &Self) {
        self.force = sum(self.force, other.force);
        self.moment = sum(self.moment, other.moment);
    }

    fn less(&mut self, other: &Self) {
        let minus = |v: [f64; 3]| v.map(|x| -x);
        self.add(&Self { force: minus(other.force), moment: minus(other.moment) });
    }
}

impl Model {
    /// Generalised forces (N m or N, in the model's order) that make this movement under gravity and these loads, each
    /// coordinate by itself: couplers only shape the movement (recursive Newton-Euler: Luh, Walker & Paul 1980,
    /// Featherstone 2008, section 5.3). `free_forces` puts those of driven coordinates on the ones they follow.
    #[must_use]
    pub fn inverse_dynamics(&self, movement: &Movement, loads: &[Load]) -> Vec<f64> {
        let screws = self.screws(movement.pose());
        let wrenches = self.wrenches(&self.body_motions(movement), loads);
        let mut out = vec![0.0; self.coordinates.len()];
        for (index, joint) in self.joints.iter().enumerate() {
            let through = &wrenches[joint.child.body];
            for (coordinate, twist) in screws.joint(index) {
                out[*coordinate] +=
                    dot(twist.turn, through.moment) + dot(twist.shift, through.force);
            }
        }
        out
    }

    /// Generalised forces that hold a pose still against gravity (N m or N), each coordinate by itself.
    #[must_use]
    pub fn holding_forces(&self, pose: &Pose) -> Vec<f64> {
        self.inverse_dynamics(&Movement::rest(pose), &[])
    }

    /// Generalised forces by which loads push along each coordinate (N m or N), each coordinate by itself.
    #[must_use]
    pub fn load_forces(&self, screws: &Screws, loads: &[Load]) -> Vec<f64> {
        let mut wrenches = vec![Wrench::default(); self.bodies.len()];
        for load in loads {
            wrenches[load.body].add(&Wrench::at(load.point, load.force, load.torque));
        }
        let mut out = vec![0.0; self.coordinates.len()];
        for (index, joint) in self.joints.iter().enumerate().rev() {
            let through = wrenches[joint.child.body];
            for (coordinate, twist) in screws.joint(index) {
                out[*coordinate] +=
                    dot(twist.turn, through.moment) + dot(twist.shift, through.force);
            }
            wrenches[joint.parent.body].add(&through);
        }
        out
    }

    /// What each joint passes on to its child in this movement, in the order of `joints`. Give muscle forces among the
    /// loads to get the reaction of the joint itself; without them it is the net load that muscles and joint share.
    #[must_use]
    pub fn reactions(&self, movement: &Movement, loads: &[Load]) -> Vec<Reaction> {
        let motions = self.body_motions(movement);
        let wrenches = self.wrenches(&motions, loads);
        let reaction = |joint: &crate::model::Joint| {
            let child = joint.child.body;
            let point = motions[child].place.point(joint.child.offset.position);
            let Wrench { force, moment } = wrenches[child];
            let moment = sum(moment, cross(point, force).map(|x| -x));
            Reaction { point, force, moment }
        };
        self.joints.iter().map(reaction).collect()
    }

    /// For each body the wrench that its joint must pass on to it and to all that hangs on it.
    fn wrenches(&self, motions: &[BodyMotion], loads: &[Load]) -> Vec<Wrench> {
        let needed = |(body, motion)| needed(body, motion, self.gravity);
        let mut out: Vec<Wrench> = self.bodies.iter().zip(motions).map(needed).collect();
        for load in loads {
            out[load.body].less(&Wrench::at(load.point, load.force, load.torque));
        }
        for joint in self.joints.iter().rev() {
            let child = out[joint.child.body];
            out[joint.parent.body].add(&child);
        }
        out
    }
}

/// What must act on one body beside gravity: Newton's and Euler's equations.
fn needed(body: &Body, motion: &BodyMotion, gravity: [f64; 3]) -> Wrench {
    let [center, _, acceleration] = motion.point(body.mass_center);
    let force = sum(acceleration, gravity.map(|g| -g)).map(|a| body.mass * a);
    let [xx, yy, zz, xy, xz, yz] = body.inertia;
    let rotation = &motion.place.rotation;
    let inner = [[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]];
    let inertia = product(&product(rotation, &inner), &transposed(rotation));
    let gyroscopic = cross(motion.spin, times(&inertia, motion.spin));
    let torque = sum(times(&inertia, motion.spin_rate), gyroscopic);
    Wrench::at(center, force, torque)
}

impl Screws {
    /// Generalised forces of all coordinates put on those that no coupler drives: each gets what its followers carry, by
    /// the slope at which they follow (principle of virtual work). Driven ones get 0.
    #[must_use]
    pub fn free_forces(&self, forces: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; forces.len()];
        for (coordinate, force) in forces.iter().enumerate() {
            for (free, slope) in self.drives(coordinate) {
                out[*free] += slope * force;
            }
        }
        out
    }
}
