//! What muscles need of one block of poses: points, frames of surfaces, straight lines, and their part in the arms.

use pulp::Simd;

use super::lanes::{Lanes, Vector, cross, dot, minus, plus, scaled, three};
use super::paths::{Paths, Terms};
use super::step::{FRAME, SCREW, load};

/// What muscles need of the pose, lanes side by side.
pub struct Scene<'a, S: Simd> {
    /// The instructions.
    pub simd: S,
    /// The muscles.
    pub paths: &'a Paths,
    /// Values of coordinates.
    pub q: &'a [S::f64s],
    /// Screws of joints.
    pub screws: &'a [S::f64s],
    /// Points in the ground frame.
    pub points: &'a [S::f64s],
    /// Frames of wrap surfaces.
    pub surfaces: &'a [S::f64s],
    /// Velocities of moving points.
    pub rates: &'a [S::f64s],
}

/// A straight line: its length, direction, and the moment of the direction about the ground's origin (Plücker 1865).
#[derive(Clone, Copy)]
pub struct Ray<S: Simd> {
    /// Length, metres.
    pub length: Lanes<S>,
    /// Unit vector from its first to its last point; 0 if they are one.
    pub along: Vector<S>,
    /// Its moment, metres.
    pub moment: Vector<S>,
}

impl<S: Simd> Scene<'_, S> {
    /// A point in the ground frame.
    #[inline(always)]
    pub fn point(&self, point: usize) -> Vector<S> {
        three(self.simd, &self.points[3 * point..3 * point + 3])
    }

    /// Axes and origin of a wrap surface.
    #[inline(always)]
    pub fn surface(&self, surface: usize) -> ([Vector<S>; 3], Vector<S>) {
        load(self.simd, &self.surfaces[surface * FRAME..])
    }

    /// Adds the part of a line or wrench with these terms to arms.
    #[inline(always)]
    pub fn add(&self, terms: &Terms, along: Vector<S>, moment: Vector<S>, arms: &mut [S::f64s]) {
        for (slot, screw) in &self.paths.terms[terms.start..terms.middle] {
            let slot = &mut arms[*slot as usize];
            *slot = (Lanes::new(self.simd, *slot) - self.work(*screw, along, moment)).inner;
        }
        for (slot, screw) in &self.paths.terms[terms.middle..terms.end] {
            let slot = &mut arms[*slot as usize];
            *slot = (Lanes::new(self.simd, *slot) + self.work(*screw, along, moment)).inner;
        }
    }

    /// Power of a wrench on a screw.
    #[inline(always)]
    fn work(&self, screw: u32, along: Vector<S>, moment: Vector<S>) -> Lanes<S> {
        let slots = &self.screws[screw as usize * SCREW..][..SCREW];
        dot(moment, three(self.simd, &slots[..3])) + dot(along, three(self.simd, &slots[3..]))
    }
}

/// The straight line between two points.
#[inline(always)]
pub fn ray<S: Simd>(p: Vector<S>, q: Vector<S>) -> Ray<S> {
    let d = minus(q, p);
    let length = dot(d, d).sqrt();
    let one = length.same(1.0);
    let zero = length.same(0.0);
    let inverse = zero.below(length).pick(one / length, zero);
    let along = scaled(d, inverse);
    Ray { length, along, moment: cross(p, along) }
}

/// A point of the ground frame in a surface's frame.
#[inline(always)]
pub fn local<S: Simd>(axes: &[Vector<S>; 3], origin: Vector<S>, p: Vector<S>) -> Vector<S> {
    let d = minus(p, origin);
    [dot(axes[0], d), dot(axes[1], d), dot(axes[2], d)]
}

/// A point of a surface's frame in the ground frame.
#[inline(always)]
pub fn outside<S: Simd>(axes: &[Vector<S>; 3], origin: Vector<S>, p: Vector<S>) -> Vector<S> {
    plus(origin, combined(axes, p))
}

/// Axes, each times a number, added up.
#[inline(always)]
pub fn combined<S: Simd>(axes: &[Vector<S>; 3], by: Vector<S>) -> Vector<S> {
    let [x, y, z] = axes;
    [
        x[0] * by[0] + y[0] * by[1] + z[0] * by[2],
        x[1] * by[0] + y[1] * by[1] + z[1] * by[2],
        x[2] * by[0] + y[2] * by[1] + z[2] * by[2],
    ]
}
