//! Vectors, rotations and frames in space.

use crate::scalar::Scalar;

/// A vector in space.
pub type Vector<S> = [S; 3];

/// Where a frame is and how it is turned, seen from another one: `x -> rotation x + position`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placement<S = f64> {
    /// Rotation matrix by rows; its columns are the frame's axes.
    pub rotation: [[S; 3]; 3],
    /// Origin of the frame, in metres.
    pub position: [S; 3],
}

impl<S: Scalar> Placement<S> {
    /// The frame itself: not moved, not turned.
    pub(crate) fn identity() -> Self {
        let (zero, one) = (S::constant(0.0), S::constant(1.0));
        Self {
            rotation: [[one, zero, zero], [zero, one, zero], [zero, zero, one]],
            position: [zero; 3],
        }
    }

    /// The same placement with numbers that depend on nothing.
    pub(crate) fn constant(plain: &Placement) -> Self {
        Self {
            rotation: plain.rotation.map(|row| row.map(S::constant)),
            position: plain.position.map(S::constant),
        }
    }

    /// A frame placed in this one, seen from where this one is seen.
    pub(crate) fn then(&self, inner: &Self) -> Self {
        Self {
            rotation: product(&self.rotation, &inner.rotation),
            position: self.point(inner.position),
        }
    }

    /// The placement that undoes this one.
    pub(crate) fn inverse(&self) -> Self {
        let rotation = transposed(&self.rotation);
        let position = times(&rotation, self.position).map(|x| -x);
        Self { rotation, position }
    }

    /// A point of this frame, seen from outside.
    #[must_use]
    pub fn point(&self, point: Vector<S>) -> Vector<S> {
        sum(times(&self.rotation, point), self.position)
    }
}

/// The rotation by `angle` (radians) about a unit axis (Rodrigues 1840).
pub fn turn<S: Scalar>(axis: [f64; 3], angle: S) -> [[S; 3]; 3] {
    let (sin, cos) = angle.sin_cos();
    let rest = S::constant(1.0) - cos;
    let [x, y, z] = axis.map(S::constant);
    [
        [cos + x * x * rest, x * y * rest - z * sin, x * z * rest + y * sin],
        [y * x * rest + z * sin, cos + y * y * rest, y * z * rest - x * sin],
        [z * x * rest - y * sin, z * y * rest + x * sin, cos + z * z * rest],
    ]
}

/// The rotation by three angles (radians) about the body's own X, then Y, then Z axis.
pub fn body_xyz(angles: [f64; 3]) -> [[f64; 3]; 3] {
    let [x, y, z] = angles;
    let yz = product(&turn([0.0, 1.0, 0.0], y), &turn([0.0, 0.0, 1.0], z));
    product(&turn([1.0, 0.0, 0.0], x), &yz)
}

/// Product of two matrices.
pub fn product<S: Scalar>(a: &[[S; 3]; 3], b: &[[S; 3]; 3]) -> [[S; 3]; 3] {
    let column = |j: usize| [b[0][j], b[1][j], b[2][j]];
    let columns = [column(0), column(1), column(2)];
    a.map(|row| columns.map(|column| dot(row, column)))
}

/// A matrix times a vector.
pub fn times<S: Scalar>(a: &[[S; 3]; 3], v: Vector<S>) -> Vector<S> {
    a.map(|row| dot(row, v))
}

/// Scalar product, added up from the first component.
pub fn dot<S: Scalar>(a: Vector<S>, b: Vector<S>) -> S {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// Sum of two vectors.
pub fn sum<S: Scalar>(a: Vector<S>, b: Vector<S>) -> Vector<S> {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

/// Vector product.
pub fn cross<S: Scalar>(a: Vector<S>, b: Vector<S>) -> Vector<S> {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

/// Distance between two points, in metres.
pub fn distance<S: Scalar>(a: Vector<S>, b: Vector<S>) -> S {
    let d = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
    dot(d, d).sqrt()
}

/// The matrix with rows and columns exchanged; of a rotation, its inverse.
pub fn transposed<S: Scalar>(a: &[[S; 3]; 3]) -> [[S; 3]; 3] {
    let column = |j: usize| [a[0][j], a[1][j], a[2][j]];
    [column(0), column(1), column(2)]
}
