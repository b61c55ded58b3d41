//! Numbers that carry their first and second derivative by time.

use std::ops::{Add, Div, Mul, Neg, Sub};

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

impl Div for Jet {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        let value = self.value / other.value;
        let first = (self.first - value * other.first) / other.value;
        let twice = first * other.first;
        let second = (self.second - (twice + twice) - value * other.second) / other.value;
        Self { value, first, second }
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
    fn atan2(self, x: Self) -> Self {
        let squared = x.value * x.value + self.value * self.value;
        let growth = 2.0 * (x.value * x.first + self.value * self.first);
        let first = (x.value * self.first - self.value * x.first) / squared;
        let turned = x.value * self.second - self.value * x.second;
        let second = (turned - first * growth) / squared;
        Self { value: libm::atan2(self.value, x.value), first, second }
    }

    fn gap(self, other: Self) -> f64 {
        let firsts = (self.first - other.first).abs();
        (self.value - other.value).abs().max(firsts).max((self.second - other.second).abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Something of every operation.
    fn odd<S: Scalar>(t: S) -> S {
        let (sin, cos) = (t * t).sin_cos();
        let root = (S::constant(2.0) + t * sin).sqrt();
        -(root / (cos + S::constant(3.0))).atan2(t - S::constant(0.4)) * t
    }

    #[test]
    fn derivatives_are_those_of_differences() {
        let (at, h) = (0.7, 1e-3);
        let jet = odd(Jet { value: at, first: 1.0, second: 0.0 });
        let f = |k: f64| odd(at + k * h);
        let first = (8.0 * (f(1.0) - f(-1.0)) - (f(2.0) - f(-2.0))) / (12.0 * h);
        let second =
            (16.0 * (f(1.0) + f(-1.0)) - (f(2.0) + f(-2.0)) - 30.0 * f(0.0)) / (12.0 * h * h);
        assert_eq!(jet.value.to_bits(), odd(at).to_bits());
        assert!((jet.first - first).abs() < 1e-10, "{} {first}", jet.first);
        assert!((jet.second - second).abs() < 1e-7, "{} {second}", jet.second);
        // Along a path: the chain rule.
        let path = odd(Jet { value: at, first: 2.0, second: 3.0 });
        assert!((path.first - 2.0 * jet.first).abs() < 1e-13);
        assert!((path.second - 4.0 * jet.second - 3.0 * jet.first).abs() < 1e-12);
        assert_eq!(path.gap(path), 0.0);
    }
}
