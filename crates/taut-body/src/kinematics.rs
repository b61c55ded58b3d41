//! From coordinates to the place of every body.

use crate::model::{Joint, Model};
use crate::pose::Pose;
use crate::scalar::Scalar;
use crate::space::{Placement, product, sum, turn};

impl Model {
    /// Where each body is in the ground frame, in the order of `bodies`.
    #[must_use]
    pub fn placements(&self, pose: &Pose) -> Vec<Placement> {
        placements(self, pose.values())
    }
}

/// Places all bodies: parent's place, joint's place on it, the joint's own motion, and back from the joint to the child.
pub fn placements<S: Scalar>(model: &Model, values: &[S]) -> Vec<Placement<S>> {
    let mut out = vec![Placement::identity(); model.bodies.len()];
    for joint in &model.joints {
        let seat = out[joint.parent.body].then(&Placement::constant(&joint.parent.offset));
        let moved = seat.then(&motion(joint, values));
        let back = Placement::constant(&joint.child.offset).inverse();
        out[joint.child.body] = moved.then(&back);
    }
    out
}

/// The child's joint frame in the parent's joint frame (Seth, Sherman, Eastman & Delp 2010).
fn motion<S: Scalar>(joint: &Joint, values: &[S]) -> Placement<S> {
    let mut out = Placement::identity();
    let mut inputs = Vec::new();
    for (i, motion) in joint.motions.iter().enumerate() {
        inputs.clear();
        inputs.extend(motion.coordinates.iter().map(|c| values[*c]));
        let amount = motion.function.eval(&inputs);
        if i < 3 {
            out.rotation = product(&out.rotation, &turn(motion.axis, amount));
        } else {
            out.position = sum(out.position, motion.axis.map(|a| S::constant(a) * amount));
        }
    }
    out
}
