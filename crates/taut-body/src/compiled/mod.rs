//! A model compiled for speed: lengths and all moment arms of many poses, side by side in the machine's vectors.
//!
//! What differs from pose to pose is found once: frames that move against each other, screws of their joints, points seen from
//! the ground, straight lines between points of different frames, and for each line the coordinates that change it. An arm is
//! then the line's direction and moment times the screw (Plücker 1865; the tangent points on a surface stay where they are to
//! first order, because the way around it is the shortest). No derivative is carried along, so this path is independent of
//! the dual numbers behind [`Model::moment_arms`].

mod batch;
mod build;
mod double;
mod drive;
mod drum;
mod egg;
mod lanes;
mod paths;
mod run;
mod scene;
mod slow;
mod step;
mod strand;
mod tree;

pub use batch::Gauged;

use crate::model::Model;
use build::Builder;
use paths::{Kind, Paths};
use tree::Tree;

/// A model compiled for lengths and moment arms; [`Model::rig`] makes it.
#[derive(Debug, Clone)]
pub struct Rig {
    model: Model,
    tree: Tree,
    paths: Paths,
    slow: bool,
}

impl Model {
    /// Compiles the model for lengths and moment arms of many poses. Muscles around surfaces whose form is not read are left
    /// out; [`Rig::muscles`] says which are in.
    #[must_use]
    pub fn rig(&self) -> Rig {
        let mut tree = Tree::new(self);
        let paths = Builder::build(self, &mut tree);
        let slow = paths.tracks.iter().any(|track| matches!(track.kind, Kind::Slow(_)));
        Rig { model: self.clone(), tree, paths, slow }
    }
}

impl Rig {
    /// The muscles that have lengths, in the order of the results: indices into the model's.
    #[must_use]
    pub fn muscles(&self) -> &[usize] {
        &self.paths.muscles
    }

    /// The arms in the order of the results: muscle and coordinate, indices into the model's. Every arm that is not in here is
    /// 0 in every pose.
    #[must_use]
    pub fn pairs(&self) -> &[(usize, usize)] {
        &self.paths.pairs
    }
}
