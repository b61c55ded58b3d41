//! The nerve's bed behind the hip: the shortest way around a cylinder on the pelvis, in closed form.

use crate::scalar::Scalar;
use crate::space::{product, times, turn};

/// Where the bed leaves the pelvis and where it reaches the thigh, seen from the centre of the right femoral head in the
/// upright posture: x forward, y up, z to the right, metres. The left hip is the mirror image.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hip {
    /// On the pelvis, at the greater sciatic notch.
    pub notch: [f64; 3],
    /// On the femur, below the hip between sit bone and trochanter.
    pub thigh: [f64; 3],
}

impl Hip {
    /// Least distance of the two points from the axis of the cylinder, m, over a grid of adduction and rotation (rad; the
    /// entries of `ranges` after flexion, which does not change it).
    pub(crate) fn nearest(&self, ranges: [[f64; 2]; 3]) -> f64 {
        const STEPS: usize = 40;
        let at = |[low, high]: [f64; 2], i: usize| low + (high - low) * (i as f64 / STEPS as f64);
        let mut nearest = libm::hypot(self.notch[0], self.notch[1]);
        for i in 0..=STEPS {
            for j in 0..=STEPS {
                let adducted = turn([1.0, 0.0, 0.0], at(ranges[1], i));
                let turned = turn([0.0, 1.0, 0.0], at(ranges[2], j));
                let [x, y, _] = times(&product(&adducted, &turned), self.thigh);
                nearest = nearest.min(libm::hypot(x, y));
            }
        }
        nearest
    }

    /// Length of the bed between the two points, m. The cylinder has `radius` (m) and its axis, to the right, goes through
    /// the centre of the femoral head; the nerve passes behind it. Angles (rad): flexion, adduction, internal rotation, each
    /// about an axis that the ones before it have turned, as in the hip joint of the body.
    ///
    /// Unrolled, tangent, arc and tangent are one straight line, so the length is the hypotenuse of the way in the plane
    /// of flexion and the way to the side. Flexion only adds to the angle that the way turns through, so no turn is lost
    /// beyond half a circle. A point that turning brings inside the cylinder starts on its surface.
    pub(crate) fn length<S: Scalar>(&self, radius: S, angles: [S; 3]) -> S {
        let [flexion, adduction, rotation] = angles;
        let turned = product(&turn([1.0, 0.0, 0.0], adduction), &turn([0.0, 1.0, 0.0], rotation));
        let [nx, ny, nz] = self.notch.map(S::constant);
        let [tx, ty, tz] = times(&turned, self.thigh.map(S::constant));
        let span = around(angle(nx * ty - ny * tx, nx * tx + ny * ty)) + flexion;
        let notch_free = free(nx, ny, radius);
        let thigh_free = free(tx, ty, radius);
        let arc = span - angle(notch_free, radius) - angle(thigh_free, radius);
        let plane = if arc.value() > 0.0 {
            notch_free + radius * arc + thigh_free
        } else {
            let [fx, fy, _] = times(&turn([0.0, 0.0, 1.0], flexion), [tx, ty, tz]);
            let (dx, dy) = (fx - nx, fy - ny);
            (dx * dx + dy * dy).sqrt()
        };
        let aside = tz - nz;
        (plane * plane + aside * aside).sqrt()
    }
}

/// Length of the tangent from a point to the circle; 0 from inside.
fn free<S: Scalar>(x: S, y: S, radius: S) -> S {
    let square = x * x + y * y - radius * radius;
    if square.value() > 0.0 { square.sqrt() } else { S::constant(0.0) }
}

/// Angle of the vector (x, y), rad, from -pi to pi. The value is that of plain numbers; what is added to it is 0 and
/// carries the derivative.
fn angle<S: Scalar>(y: S, x: S) -> S {
    let size = libm::hypot(x.value(), y.value());
    if size == 0.0 {
        return S::constant(0.0);
    }
    let (sin, cos) = (y.value() / size, x.value() / size);
    let change = (S::constant(cos) * y - S::constant(sin) * x) * S::constant(1.0 / size);
    let change = change - S::constant(change.value());
    S::constant(libm::atan2(y.value(), x.value())) + change
}

/// The same angle between -90 and 270 degrees: how far the way of an unflexed hip turns from notch to thigh, backwards and
/// down. That is some 130 degrees, and adduction and rotation take it nowhere near the ends.
fn around<S: Scalar>(angle: S) -> S {
    if angle.value() < -core::f64::consts::FRAC_PI_2 {
        angle + S::constant(core::f64::consts::TAU)
    } else {
        angle
    }
}
