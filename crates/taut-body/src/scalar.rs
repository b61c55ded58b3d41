//! Numbers that kinematics is written in: plain ones, and dual ones that carry an exact derivative.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// What kinematics needs of a number. Nothing is fused, so plain and dual values agree to the bit.
pub trait Scalar:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
{
    /// A number that does not depend on anything.
    fn constant(value: f64) -> Self;
    /// The number without its derivative.
    fn value(self) -> f64;
    /// Sine and cosine.
    fn sin_cos(self) -> (Self, Self);
    /// Square root; at 0 its derivative is taken as 0, which is right for two points that stay together.
    fn sqrt(self) -> Self;
    /// The angle of the point `(x, self)` against the x axis, radians from -π to π.
    fn atan2(self, x: Self) -> Self;
    /// The largest difference to another number, in value or derivative.
    fn gap(self, other: Self) -> f64;
}

impl Scalar for f64 {
    fn constant(value: f64) -> Self {
        value
    }

    fn value(self) -> f64 {
        self
    }

    fn sin_cos(self) -> (Self, Self) {
        libm::sincos(self)
    }

    fn sqrt(self) -> Self {
        libm::sqrt(self)
    }

    fn atan2(self, x: Self) -> Self {
        libm::atan2(self, x)
    }

    fn gap(self, other: Self) -> f64 {
        (self - other).abs()
    }
}

/// A value and its derivative by one coordinate (Clifford 1873).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dual {
    /// The value.
    pub value: f64,
    /// Its derivative.
    pub slope: f64,
}

impl Add for Dual {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { value: self.value + other.value, slope: self.slope + other.slope }
    }
}

impl Sub for Dual {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self { value: self.value - other.value, slope: self.slope - other.slope }
    }
}

impl Mul for Dual {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        Self {
            value: self.value * other.value,
            slope: self.slope * other.value + self.value * other.slope,
        }
    }
}

impl Div for Dual {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        let value = self.value / other.value;
        Self { value, slope: (self.slope - value * other.slope) / other.value }
    }
}

impl Neg for Dual {
    type Output = Self;

    fn neg(self) -> Self {
        Self { value: -self.value, slope: -self.slope }
    }
}

impl Scalar for Dual {
    fn constant(value: f64) -> Self {
        Self { value, slope: 0.0 }
    }

    fn value(self) -> f64 {
        self.value
    }

    fn sin_cos(self) -> (Self, Self) {
        let (sin, cos) = libm::sincos(self.value);
        (
            Self { value: sin, slope: cos * self.slope },
            Self { value: cos, slope: -(sin * self.slope) },
        )
    }

    fn sqrt(self) -> Self {
        let root = libm::sqrt(self.value);
        let slope = if root > 0.0 { self.slope / (2.0 * root) } else { 0.0 };
        Self { value: root, slope }
    }

    fn atan2(self, x: Self) -> Self {
        let squared = x.value * x.value + self.value * self.value;
        let slope = (x.value * self.slope - self.value * x.slope) / squared;
        Self { value: libm::atan2(self.value, x.value), slope }
    }

    fn gap(self, other: Self) -> f64 {
        (self.value - other.value).abs().max((self.slope - other.slope).abs())
    }
}
