//! Functions of coordinates in lanes: value and slope.

use pulp::Simd;

use super::lanes::{Lanes, Mask};
use crate::function::Function;

/// A function of coordinates that is not constant.
#[derive(Debug, Clone)]
pub struct Drive {
    /// Indices of the coordinates that it reads.
    pub inputs: Vec<usize>,
    scale: f64,
    form: Form,
}

#[derive(Debug, Clone)]
enum Form {
    /// Factors and constant.
    Linear(Vec<f64>, f64),
    /// Each knot with the piece to its right; before them the piece to the left of the first knot.
    Spline(Vec<(f64, [f64; 4])>),
    /// Highest power first.
    Polynomial(Vec<f64>),
}

/// What a slope is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Slope {
    /// The same in every pose.
    Constant(f64),
    /// What `evaluate` gives.
    Varies,
}

impl Drive {
    /// The function in the form for lanes.
    pub fn new(function: &Function, inputs: &[usize]) -> Self {
        let mut scale = 1.0;
        let mut inner = function;
        while let Function::Scaled(factor, of) = inner {
            scale *= factor;
            inner = of;
        }
        let form = match inner {
            Function::Constant(value) => Form::Linear(Vec::new(), *value),
            Function::Linear(coefficients) => {
                let (last, factors) =
                    coefficients.split_last().map_or((0.0, [].as_slice()), |x| (*x.0, x.1));
                Form::Linear(factors.to_vec(), last)
            }
            Function::Polynomial(coefficients) => Form::Polynomial(coefficients.clone()),
            Function::Spline(spline) => {
                let straight = |[a, b, ..]: [f64; 4]| [a, b, 0.0, 0.0];
                let (knots, pieces) = (spline.knots(), spline.pieces());
                let mut list = vec![(knots[0], straight(pieces[0]))];
                for (i, (knot, piece)) in knots.iter().zip(pieces).enumerate() {
                    let last = i + 1 == knots.len();
                    list.push((*knot, if last { straight(*piece) } else { *piece }));
                }
                Form::Spline(list)
            }
            // Scales were taken off above.
            Function::Scaled(..) => Form::Linear(Vec::new(), 0.0),
        };
        Self { inputs: inputs.to_vec(), scale, form }
    }

    /// The slope by one coordinate.
    pub fn slope(&self, by: usize) -> Slope {
        match &self.form {
            Form::Linear(factors, _) => {
                let own = factors.iter().zip(&self.inputs).filter(|(_, input)| **input == by);
                Slope::Constant(self.scale * own.fold(0.0, |sum, (factor, _)| sum + factor))
            }
            _ if self.inputs.first() == Some(&by) => Slope::Varies,
            _ => Slope::Constant(0.0),
        }
    }

    /// Value, and slope by the only input; of a linear function the slope is 0 here.
    #[inline(always)]
    pub fn evaluate<S: Simd>(&self, simd: S, q: &[S::f64s]) -> (Lanes<S>, Lanes<S>) {
        let zero = Lanes::of(simd, 0.0);
        let (value, slope) = match &self.form {
            Form::Linear(factors, last) => {
                let mut sum = zero;
                for (i, factor) in factors.iter().enumerate() {
                    sum = sum + Lanes::new(simd, q[self.inputs[i]]).times(*factor);
                }
                (sum + zero.same(*last), zero)
            }
            Form::Polynomial(coefficients) => {
                let x = Lanes::new(simd, q[self.inputs[0]]);
                let (mut sum, mut slope) = (zero, zero);
                for c in coefficients {
                    slope = slope * x + sum;
                    sum = sum * x + zero.same(*c);
                }
                (sum, slope)
            }
            Form::Spline(list) => {
                let x = Lanes::new(simd, q[self.inputs[0]]);
                let (first, piece) = list[0];
                let mut knot = zero.same(first);
                let [a, b, c, d] = piece;
                let mut piece = [zero.same(a), zero.same(b), zero.same(c), zero.same(d)];
                for (next, right) in &list[1..] {
                    let reached: Mask<S> = zero.same(*next).at_most(x);
                    knot = reached.pick(zero.same(*next), knot);
                    for i in 0..4 {
                        piece[i] = reached.pick(zero.same(right[i]), piece[i]);
                    }
                }
                let [a, b, c, d] = piece;
                let t = x - knot;
                (a + t * (b + t * (c + t * d)), b + t * (c.times(2.0) + (t * d).times(3.0)))
            }
        };
        if self.scale == 1.0 {
            (value, slope)
        } else {
            (value.times(self.scale), slope.times(self.scale))
        }
    }
}
