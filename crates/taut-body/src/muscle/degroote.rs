//! The curves of De Groote, Kinney, Rao & Fregly 2016 (Ann Biomed Eng 44:2922), with OpenSim's constants.

use super::point::{CurvePoint, CurveProblem, exp, want};

/// The three humps of the active curve: height, place, width, and how width grows (supplement; the first height so that
/// the curve is 1 at the optimal length, as in OpenSim).
const HUMPS: [[f64; 4]; 3] = [
    [0.815_067_113_424_354_2, 1.055_033_428_970_575, 0.162_384_573_599_574, 0.063_303_448_465_465],
    [0.433_004_984_392_647, 0.716_775_413_397_76, -0.029_947_116_970_696, 0.200_356_847_296_188],
    [0.1, 1.0, 0.353_553_390_593_274, 0.0],
];
/// Exponent of the passive curve.
const PASSIVE: f64 = 4.0;
/// Force and offset of the tendon curve; with OpenSim's offset the slack tendon has no force.
const TENDON: f64 = 0.2;
/// Force-velocity curve, through (-1, 0) and (0, 1) as in OpenSim.
const VELOCITY: [f64; 4] = [-0.321_134_612_798_980_8, -8.149, -0.374, 0.882_532_773_324_991_2];

/// Parameters of the curves, no units. The default is OpenSim's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DeGrooteFreglyShape {
    /// `active_force_width_scale`: widens the active curve about the optimal length.
    pub width: f64,
    /// `passive_fiber_strain_at_one_norm_force`.
    pub fibre_strain: f64,
    /// `tendon_strain_at_one_norm_force`.
    pub tendon_strain: f64,
    /// `ignore_passive_fiber_force`: there is no passive force.
    pub no_passive: bool,
}

impl Default for DeGrooteFreglyShape {
    fn default() -> Self {
        Self { width: 1.0, fibre_strain: 0.6, tendon_strain: 0.049, no_passive: false }
    }
}

/// The curves, checked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DeGrooteFregly {
    shape: DeGrooteFreglyShape,
    /// Rate of the tendon's exponential.
    tendon_rate: f64,
}

impl DeGrooteFregly {
    /// Shortest fibre, over its optimum: there the passive force begins.
    pub const SHORTEST: f64 = 0.2;

    /// The curves of these parameters.
    ///
    /// # Errors
    /// Every parameter that cannot be.
    pub fn new(shape: DeGrooteFreglyShape) -> Result<Self, Vec<CurveProblem>> {
        let mut problems = Vec::new();
        let DeGrooteFreglyShape { width, fibre_strain, tendon_strain, .. } = shape;
        want(&mut problems, "active_force_width_scale", width, width >= 1.0, "at least 1");
        for (parameter, value) in [
            ("passive_fiber_strain_at_one_norm_force", fibre_strain),
            ("tendon_strain_at_one_norm_force", tendon_strain),
        ] {
            want(&mut problems, parameter, value, value > 0.0, "above 0");
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Self { shape, tendon_rate: libm::log((1.0 + TENDON) / TENDON) / tendon_strain })
    }

    /// The parameters.
    #[must_use]
    pub fn shape(&self) -> &DeGrooteFreglyShape {
        &self.shape
    }

    /// Active force-length curve: three humps.
    pub(super) fn active(&self, fibre: f64) -> CurvePoint {
        let x = (fibre - 1.0) / self.shape.width + 1.0;
        let mut sum = CurvePoint { value: 0.0, slope: 0.0 };
        for [height, place, width, growth] in HUMPS {
            let wide = width + growth * x;
            let off = x - place;
            // Far from a hump, and where its width passes through 0, it is flat and 0 to the last bit.
            if off * off >= 1_200.0 * wide * wide {
                continue;
            }
            let value = height * exp(-0.5 * off * off / (wide * wide));
            sum.value += value;
            sum.slope -= value * off * (width + place * growth) / (wide * wide * wide);
        }
        sum.slope /= self.shape.width;
        sum
    }

    /// Passive force-length curve: an exponential that is 0 at the shortest fibre.
    pub(super) fn passive(&self, fibre: f64) -> CurvePoint {
        if self.shape.no_passive {
            return CurvePoint { value: 0.0, slope: 0.0 };
        }
        let rate = PASSIVE / self.shape.fibre_strain;
        let start = exp(rate * (Self::SHORTEST - 1.0));
        let whole = exp(PASSIVE) - start;
        let rise = exp(rate * (fibre - 1.0));
        CurvePoint { value: (rise - start) / whole, slope: rate * rise / whole }
    }

    /// Force-velocity curve: an inverse hyperbolic sine, cut off at 0.
    pub(super) fn velocity(&self, speed: f64) -> CurvePoint {
        let [scale, rate, shift, height] = VELOCITY;
        let x = rate * speed + shift;
        let value = scale * libm::asinh(x) + height;
        if value <= 0.0 {
            return CurvePoint { value: 0.0, slope: 0.0 };
        }
        CurvePoint { value, slope: scale * rate / libm::sqrt(x * x + 1.0) }
    }

    /// Force of the tendon: an exponential; shorter than slack it would push a little.
    pub(super) fn tendon(&self, tendon: f64) -> CurvePoint {
        let rise = TENDON * exp(self.tendon_rate * (tendon - 1.0));
        CurvePoint { value: rise - TENDON, slope: self.tendon_rate * rise }
    }
}
