//! Numbers that carry their first and second derivative by time.

use std::ops::{Add, Mul, Neg, Sub};

use crate::scalar::Scalar;

/// A value on its way: truncated Taylor arithmetic of second order (Griewank & Walther 2008, chapter 13).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Jet {
    /// The value.
    pub value: f64,
    /// Its first derivative, per second.
    pub first: f64,
    /// Its second derivative, per second squared.
    pub second: f64,
}

impl Add for Jet {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            value: self.value + other.value,
            first: self.first + other.first,
            second: self.second + other.second,
        }
    }
}

impl Sub for Jet {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self {
            value: self.value - other.value,
            first: self.first - other.first,
            second: self.second - other.second,
        }
    }
}

impl Mul for Jet {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let cross = self.first * other.first;
        Self {
            value: self.value * other.value,
            first: self.first * other.value + self.value * other.first,
            second: self.second * other.value + (cross + cross) + self.value * other.second,
        }
    }
}

impl Neg for Jet {
    type Output = Self;

    fn neg(self) -> Self {
        Self { value: -self.value, first: -self.first, second: -self.second }
    }
}

impl Scalar for Jet {
    fn constant(value: f64) -> Self {
        Self { value, first: 0.0, second: 0.0 }
    }

    fn value(self) -> f64 {
        self.value
    }

    fn sin_cos(self) -> (Self, Self) {
        let (sin, cos) = libm::sincos(self.value);
        let square = self.first * self.first;
        (
            Self { value: sin, first: cos * self.first, second: cos * self.second - sin * square },
            Self {
                value: cos,
                first: -(sin * self.first),
                second: -(sin * self.second + cos * square),
            },
        )
    }

    fn sqrt(self) -> Self {
        let root = libm::sqrt(self.value);
        if root <= 0.0 {
            return Self::constant(root);
        }
        let first = self.first / (2.0 * root);
        Self { value: root, first, second: (self.second / 2.0 - first * first) / root }
    }
}
