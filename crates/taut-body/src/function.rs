//! Functions of coordinates, as joints, couplers and moving points use them.

use crate::scalar::Scalar;
use crate::spline::Spline;

/// A function of no, one or several numbers.
#[derive(Debug, Clone, PartialEq)]
pub enum Function {
    /// Always this.
    Constant(f64),
    /// `c0 x0 + c1 x1 + ... + last`.
    Linear(Vec<f64>),
    /// A cubic spline of one number.
    Spline(Spline),
    /// A polynomial of one number, its highest power first.
    Polynomial(Vec<f64>),
    /// Another function times a number.
    Scaled(f64, Box<Function>),
}

impl Function {
    /// How many numbers it needs; `None`: any, as it reads none.
    #[must_use]
    pub fn inputs(&self) -> Option<usize> {
        match self {
            Self::Constant(_) => None,
            Self::Linear(coefficients) => Some(coefficients.len().saturating_sub(1)),
            Self::Spline(_) | Self::Polynomial(_) => Some(1),
            Self::Scaled(_, inner) => inner.inputs(),
        }
    }

    /// Whether it is the same everywhere, as far as its form tells.
    #[must_use]
    pub fn is_constant(&self) -> bool {
        match self {
            Self::Constant(_) => true,
            Self::Linear(coefficients) => coefficients.iter().rev().skip(1).all(|c| *c == 0.0),
            Self::Spline(_) => false,
            Self::Polynomial(coefficients) => coefficients.iter().rev().skip(1).all(|c| *c == 0.0),
            Self::Scaled(scale, inner) => *scale == 0.0 || inner.is_constant(),
        }
    }

    /// The value at `x`, whose length is `inputs()`; a missing number counts as 0.
    pub(crate) fn eval<S: Scalar>(&self, x: &[S]) -> S {
        let zero = S::constant(0.0);
        let first = x.first().copied().unwrap_or(zero);
        match self {
            Self::Constant(value) => S::constant(*value),
            Self::Linear(coefficients) => {
                let Some((last, factors)) = coefficients.split_last() else { return zero };
                let products = factors.iter().zip(x).map(|(c, x)| S::constant(*c) * *x);
                products.fold(zero, |sum, product| sum + product) + S::constant(*last)
            }
            Self::Spline(spline) => spline.eval(first),
            // Horner's scheme.
            Self::Polynomial(coefficients) => {
                coefficients.iter().fold(zero, |sum, c| sum * first + S::constant(*c))
            }
            Self::Scaled(scale, inner) => S::constant(*scale) * inner.eval(x),
        }
    }

    /// The value at plain numbers.
    #[must_use]
    pub fn value(&self, x: &[f64]) -> f64 {
        self.eval(x)
    }
}
