//! Paths around surfaces: what a surface does to one straight piece, and how a whole path finds its way.

mod cylinder;
mod ellipsoid;
mod route;

pub use cylinder::{PARALLEL, ROUNDED};
pub use ellipsoid::{ALIKE, LONGEST_STEP, TOUCHING};
pub use route::{MOST_PASSES, Route, STILL, Stop, route};

use crate::model::{WrapShape, WrapSurface};
use crate::scalar::Scalar;
use crate::space::Vector;

/// A way around a surface, in the surface's frame.
#[derive(Debug, Clone, Copy)]
pub struct Around<S> {
    /// Where the path reaches the surface, metres.
    pub entry: Vector<S>,
    /// Where it leaves the surface, metres.
    pub exit: Vector<S>,
    /// Length on the surface, metres.
    pub arc: S,
}

/// What a surface does to a straight piece of path.
#[derive(Debug, Clone, Copy)]
pub enum Outcome<S> {
    /// Nothing.
    Misses,
    /// Nothing, because an end of the piece is inside the surface.
    Inside,
    /// The piece may go around, if no other piece does so at a smaller cost.
    May(Around<S>),
    /// The piece must go around: the straight line cuts the surface.
    Must(Around<S>),
}

/// What a surface does to the piece from `p` to `q`, both in the surface's frame, metres; `None`: a form that is not read, or
/// no way was found.
fn around<S: Scalar>(surface: &WrapSurface, p: Vector<S>, q: Vector<S>) -> Option<Outcome<S>> {
    match &surface.shape {
        WrapShape::Cylinder { radius, length } => {
            Some(cylinder::around(*radius, *length, surface.side, p, q))
        }
        WrapShape::Ellipsoid(axes) => ellipsoid::around(*axes, surface.side, p, q),
        WrapShape::Other(_) => None,
    }
}

/// Whether paths around this form can be worked out.
pub fn is_read(shape: &WrapShape) -> bool {
    !matches!(shape, WrapShape::Other(_))
}

/// Whether a surface may do anything to the piece from `p` to `q`, both in its frame, metres.
pub fn wraps(surface: &WrapSurface, p: [f64; 3], q: [f64; 3]) -> bool {
    !matches!(around(surface, p, q), Some(Outcome::Misses | Outcome::Inside))
}
