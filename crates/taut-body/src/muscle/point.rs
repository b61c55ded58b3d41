//! One point of a curve, and what every force model needs to make its curves.

/// Exponents are cut off here: beyond it only the sign of a difference of forces matters, and nothing may overflow.
const LARGEST_EXPONENT: f64 = 600.0;

/// A curve at one place: no units, because lengths, speeds and forces are divided by the muscle's own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CurvePoint {
    /// The value.
    pub value: f64,
    /// The exact derivative; at a corner, that of the side below it.
    pub slope: f64,
}

/// A parameter of a curve that cannot be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurveProblem {
    /// Its element in an OpenSim file, such as `Flen` or `TendonForceLengthCurve/curviness`.
    pub parameter: &'static str,
    /// What is wrong with it.
    pub message: String,
}

/// `e` to the power, cut off where only its size matters.
pub fn exp(power: f64) -> f64 {
    libm::exp(power.min(LARGEST_EXPONENT))
}

/// Notes a parameter unless it is as `wanted`; a number that is not finite never is.
pub fn want(
    problems: &mut Vec<CurveProblem>,
    parameter: &'static str,
    value: f64,
    holds: bool,
    wanted: &str,
) {
    if !(holds && value.is_finite()) {
        problems.push(CurveProblem { parameter, message: format!("{value} should be {wanted}") });
    }
}
