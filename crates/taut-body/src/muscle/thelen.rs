//! The curves of Thelen 2003 in closed form, with OpenSim's straight ends of the force-velocity curve.

use super::point::{CurvePoint, CurveProblem, exp, want};

/// Force at which the tendon's toe ends, of the largest isometric force (Thelen 2003).
const TOE_FORCE: f64 = 0.33;
/// Exponent of the toe (Thelen 2003).
const TOE_SHAPE: f64 = 3.0;

/// Parameters of the curves, no units. The default is OpenSim's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ThelenShape {
    /// `FmaxTendonStrain`: strain of the tendon at the largest isometric force.
    pub tendon_strain: f64,
    /// `FmaxMuscleStrain`: strain of the passive fibre at that force.
    pub fibre_strain: f64,
    /// `KshapeActive`: width of the active curve.
    pub active: f64,
    /// `KshapePassive`: exponent of the passive curve.
    pub passive: f64,
    /// `Af`: how bent the force-velocity curve is.
    pub bend: f64,
    /// `Flen`: largest force of a lengthening fibre.
    pub lengthening: f64,
    /// `fv_linear_extrap_threshold`: share of `Flen` from which that curve goes on straight.
    pub straight_from: f64,
}

impl Default for ThelenShape {
    fn default() -> Self {
        Self {
            tendon_strain: 0.04,
            fibre_strain: 0.6,
            active: 0.45,
            passive: 5.0,
            bend: 0.25,
            lengthening: 1.4,
            straight_from: 0.95,
        }
    }
}

/// The curves, checked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thelen {
    shape: ThelenShape,
    /// Strain where the tendon's toe ends.
    toe_strain: f64,
    /// Slope of the tendon beyond.
    tendon_slope: f64,
}

impl Thelen {
    /// The curves of these parameters.
    ///
    /// # Errors
    /// Every parameter that cannot be.
    pub fn new(shape: ThelenShape) -> Result<Self, Vec<CurveProblem>> {
        let mut problems = Vec::new();
        let positive = [
            ("FmaxTendonStrain", shape.tendon_strain),
            ("FmaxMuscleStrain", shape.fibre_strain),
            ("KshapeActive", shape.active),
            ("KshapePassive", shape.passive),
            ("Af", shape.bend),
        ];
        for (parameter, value) in positive {
            want(&mut problems, parameter, value, value > 0.0, "above 0");
        }
        let ThelenShape { lengthening, straight_from, .. } = shape;
        want(&mut problems, "Flen", lengthening, lengthening > 1.0, "above 1");
        let between = straight_from * lengthening > 1.0 && straight_from < 1.0;
        let threshold = "fv_linear_extrap_threshold";
        want(&mut problems, threshold, straight_from, between, "between 1/Flen and 1");
        if !problems.is_empty() {
            return Err(problems);
        }
        // The toe ends where the straight line from there to (strain, 1) has the toe's slope.
        let rise = exp(TOE_SHAPE);
        let toe = TOE_FORCE * TOE_SHAPE * rise;
        let toe_strain = toe * shape.tendon_strain / ((1.0 - TOE_FORCE) * (rise - 1.0) + toe);
        let tendon_slope = (1.0 - TOE_FORCE) / (shape.tendon_strain - toe_strain);
        Ok(Self { shape, toe_strain, tendon_slope })
    }

    /// The parameters.
    #[must_use]
    pub fn shape(&self) -> &ThelenShape {
        &self.shape
    }

    /// Active force-length curve: a Gaussian.
    pub(super) fn active(&self, fibre: f64) -> CurvePoint {
        let off = fibre - 1.0;
        let value = exp(-off * off / self.shape.active);
        CurvePoint { value, slope: -2.0 * off / self.shape.active * value }
    }

    /// Passive force-length curve: an exponential from the optimal length on.
    pub(super) fn passive(&self, fibre: f64) -> CurvePoint {
        if fibre <= 1.0 {
            return CurvePoint { value: 0.0, slope: 0.0 };
        }
        let rate = self.shape.passive / self.shape.fibre_strain;
        let rise = exp(rate * (fibre - 1.0));
        let whole = exp(self.shape.passive) - 1.0;
        CurvePoint { value: (rise - 1.0) / whole, slope: rate * rise / whole }
    }

    /// Force-velocity curve: Thelen's equations 6 and 7 solved for the force. There the speed is
    /// `w (f - 1) / (1 + f / Af)` while shortening and `w (f - 1) / (k (Flen - f))` while lengthening, with
    /// `w = 1/4 + 3/4 activation` and `k = (2 + 2 / Af) / (Flen - 1)`.
    pub(super) fn velocity(&self, speed: f64, activation: f64) -> CurvePoint {
        let ThelenShape { bend, lengthening, straight_from, .. } = self.shape;
        let fastest = 0.25 + 0.75 * activation;
        if speed <= -fastest {
            return CurvePoint { value: 0.0, slope: 0.0 };
        }
        if speed <= 0.0 {
            let below = fastest - speed / bend;
            let slope = fastest * (1.0 + 1.0 / bend) / (below * below);
            return CurvePoint { value: (fastest + speed) / below, slope };
        }
        let stiff = (2.0 + 2.0 / bend) / (lengthening - 1.0);
        let last = straight_from * lengthening;
        let left = stiff * (lengthening - last);
        let last_speed = fastest * (last - 1.0) / left;
        if speed <= last_speed {
            let below = fastest + speed * stiff;
            let slope = fastest * stiff * (lengthening - 1.0) / (below * below);
            return CurvePoint { value: (fastest + speed * stiff * lengthening) / below, slope };
        }
        let slope = left * left / (fastest * stiff * (lengthening - 1.0));
        CurvePoint { value: last + (speed - last_speed) * slope, slope }
    }

    /// Force of the tendon: an exponential toe, then a straight line.
    pub(super) fn tendon(&self, tendon: f64) -> CurvePoint {
        let strain = tendon - 1.0;
        if strain <= 0.0 {
            return CurvePoint { value: 0.0, slope: 0.0 };
        }
        if strain > self.toe_strain {
            let value = TOE_FORCE + self.tendon_slope * (strain - self.toe_strain);
            return CurvePoint { value, slope: self.tendon_slope };
        }
        let rate = TOE_SHAPE / self.toe_strain;
        let rise = exp(rate * strain);
        let scale = TOE_FORCE / (exp(TOE_SHAPE) - 1.0);
        CurvePoint { value: scale * (rise - 1.0), slope: scale * rate * rise }
    }
}
