//! The curves of Millard, Uchida, Seth & Delp 2013 (J Biomech Eng 135:021005): corners of quintic Bézier curves whose
//! knots follow from a few parameters, as in OpenSim.

use super::bezier::{Bezier, Knot};
use super::point::{CurvePoint, CurveProblem, want};

/// `ActiveForceLengthCurve`, no units. The default is OpenSim's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ActiveShape {
    /// `min_norm_active_fiber_length`: where the steep rise begins.
    pub start: f64,
    /// `transition_norm_fiber_length`: where it gives way to the shallow rise.
    pub transition: f64,
    /// `max_norm_active_fiber_length`: where the fall ends.
    pub end: f64,
    /// `shallow_ascending_slope`.
    pub shallow: f64,
    /// `minimum_value`, outside start and end.
    pub least: f64,
}

/// `ForceVelocityCurve`, no units. The default is OpenSim's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VelocityShape {
    /// `concentric_slope_at_vmax`.
    pub shortening_end: f64,
    /// `concentric_slope_near_vmax`.
    pub shortening_near: f64,
    /// `isometric_slope`.
    pub isometric: f64,
    /// `eccentric_slope_at_vmax`.
    pub lengthening_end: f64,
    /// `eccentric_slope_near_vmax`.
    pub lengthening_near: f64,
    /// `max_eccentric_velocity_force_multiplier`.
    pub lengthening_force: f64,
    /// `concentric_curviness`, 0 to 1.
    pub shortening_bent: f64,
    /// `eccentric_curviness`, 0 to 1.
    pub lengthening_bent: f64,
}

/// `FiberForceLengthCurve`, no units. The default is OpenSim's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PassiveShape {
    /// `strain_at_zero_force`.
    pub slack_strain: f64,
    /// `strain_at_one_norm_force`.
    pub strain: f64,
    /// `stiffness_at_low_force`, `stiffness_at_one_norm_force` and `curviness`; `None`: OpenSim's for these strains.
    pub fitted: Option<[f64; 3]>,
}

/// `TendonForceLengthCurve`, no units. The default is OpenSim's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TendonShape {
    /// `strain_at_one_norm_force`.
    pub strain: f64,
    /// `stiffness_at_one_norm_force`, `norm_force_at_toe_end` and `curviness`; `None`: OpenSim's for this strain.
    pub fitted: Option<[f64; 3]>,
}

/// Parameters of all four curves.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct MillardShape {
    /// Active force-length curve.
    pub active: ActiveShape,
    /// Force-velocity curve.
    pub velocity: VelocityShape,
    /// Passive force-length curve.
    pub passive: PassiveShape,
    /// Tendon.
    pub tendon: TendonShape,
}

impl Default for ActiveShape {
    fn default() -> Self {
        Self { start: 0.4441, transition: 0.73, end: 1.8123, shallow: 0.8616, least: 0.1 }
    }
}

impl Default for VelocityShape {
    fn default() -> Self {
        Self {
            shortening_end: 0.0,
            shortening_near: 0.25,
            isometric: 5.0,
            lengthening_end: 0.0,
            lengthening_near: 0.15,
            lengthening_force: 1.4,
            shortening_bent: 0.6,
            lengthening_bent: 0.9,
        }
    }
}

impl Default for PassiveShape {
    fn default() -> Self {
        Self { slack_strain: 0.0, strain: 0.7, fitted: None }
    }
}

impl Default for TendonShape {
    fn default() -> Self {
        Self { strain: 0.049, fitted: None }
    }
}

impl MillardShape {
    /// As OpenSim changes them before use: with damping or a rigid tendon the active curve falls to 0 and the
    /// force-velocity curve ends flat; without either, the former stays at 0.1 or more and the latter keeps a slope.
    #[must_use]
    pub fn adjusted(mut self, damped: bool) -> Self {
        let velocity = &mut self.velocity;
        if damped {
            self.active.least = 0.0;
            velocity.shortening_end = 0.0;
            velocity.lengthening_end = 0.0;
        } else {
            self.active.least = self.active.least.max(0.1);
            velocity.shortening_end = velocity.shortening_end.max(0.5 * velocity.shortening_near);
            velocity.lengthening_end =
                velocity.lengthening_end.max(0.5 * velocity.lengthening_near);
        }
        self
    }
}

/// The curves, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Millard {
    shape: MillardShape,
    active: Bezier,
    velocity: Bezier,
    passive: Bezier,
    tendon: Bezier,
}

impl Millard {
    /// The curves of these parameters, taken as they are (see [`MillardShape::adjusted`]).
    ///
    /// # Errors
    /// Every parameter that cannot be.
    pub fn new(shape: MillardShape) -> Result<Self, Vec<CurveProblem>> {
        let mut problems = Vec::new();
        let active = active(&shape.active, &mut problems);
        let velocity = velocity(&shape.velocity, &mut problems);
        let passive = passive(&shape.passive, &mut problems);
        let tendon = tendon(&shape.tendon, &mut problems);
        match (active, velocity, passive, tendon) {
            (Some(active), Some(velocity), Some(passive), Some(tendon)) if problems.is_empty() => {
                Ok(Self { shape, active, velocity, passive, tendon })
            }
            _ => Err(problems),
        }
    }

    /// The parameters.
    #[must_use]
    pub fn shape(&self) -> &MillardShape {
        &self.shape
    }

    /// Where the active curve begins.
    pub(super) fn shortest(&self) -> f64 {
        self.active.start()
    }

    pub(super) fn active(&self, fibre: f64) -> CurvePoint {
        self.active.at(fibre)
    }

    pub(super) fn velocity(&self, speed: f64) -> CurvePoint {
        let point = self.velocity.at(speed);
        if point.value < 0.0 { CurvePoint { value: 0.0, slope: 0.0 } } else { point }
    }

    pub(super) fn passive(&self, fibre: f64) -> CurvePoint {
        self.passive.at(fibre)
    }

    pub(super) fn tendon(&self, tendon: f64) -> CurvePoint {
        self.tendon.at(tendon)
    }
}

/// The curve through these knots unless a problem is known; `element` is blamed where no smooth corner fits.
fn curve(
    problems: &mut Vec<CurveProblem>,
    before: usize,
    element: &'static str,
    knots: &[Knot],
    bent: impl Fn(usize) -> f64,
) -> Option<Bezier> {
    if problems.len() > before {
        return None;
    }
    match Bezier::new(knots, bent) {
        Ok(curve) => Some(curve),
        Err(piece) => {
            let message = format!("no smooth corner fits into piece {} of this curve", piece + 1);
            problems.push(CurveProblem { parameter: element, message });
            None
        }
    }
}

fn active(shape: &ActiveShape, problems: &mut Vec<CurveProblem>) -> Option<Bezier> {
    const NAME: &str = "ActiveForceLengthCurve";
    /// Half the width of the plateau's shoulder.
    const SHOULDER: f64 = 0.05;
    let before = problems.len();
    let ActiveShape { start, transition, end, shallow, least } = *shape;
    let tags = [
        "ActiveForceLengthCurve/min_norm_active_fiber_length",
        "ActiveForceLengthCurve/transition_norm_fiber_length",
        "ActiveForceLengthCurve/max_norm_active_fiber_length",
        "ActiveForceLengthCurve/minimum_value",
        "ActiveForceLengthCurve/shallow_ascending_slope",
    ];
    want(problems, tags[0], start, start >= 0.0, "at least 0");
    let between = start < transition && transition < 1.0;
    want(problems, tags[1], transition, between, "between the curve's start and 1");
    want(problems, tags[2], end, end > 1.0 + 2.0 * SHOULDER, "above 1.1");
    want(problems, tags[3], least, (0.0..1.0).contains(&least), "at least 0 and below 1");
    let steepest = (1.0 - least) / (1.0 - transition);
    let gentle = shallow >= 0.0 && shallow < steepest;
    want(problems, tags[4], shallow, gentle, "at least 0 and less than the way up to the top");
    let at_transition = 1.0 - shallow * (1.0 - SHOULDER - transition);
    let rise = 1.25 * at_transition / (transition - start);
    let fall = -1.0 / ((end - SHOULDER) - (1.0 + SHOULDER));
    let knots = [
        Knot { x: start, y: least, slope: 0.0 },
        Knot { x: start + 0.5 * (transition - start), y: 0.5 * at_transition, slope: rise },
        Knot {
            x: transition + 0.5 * (1.0 - SHOULDER - transition),
            y: at_transition + 0.5 * (1.0 - at_transition),
            slope: shallow,
        },
        Knot { x: 1.0, y: 1.0, slope: 0.0 },
        Knot { x: 1.0 + SHOULDER + 0.5 * (end - (1.0 + SHOULDER)), y: 0.5, slope: fall },
        Knot { x: end, y: least, slope: 0.0 },
    ];
    curve(problems, before, NAME, &knots, |_| 1.0)
}

fn velocity(shape: &VelocityShape, problems: &mut Vec<CurveProblem>) -> Option<Bezier> {
    const NAME: &str = "ForceVelocityCurve";
    /// Speed at which the near slopes hold.
    const NEAR: f64 = 0.9;
    let before = problems.len();
    let VelocityShape {
        shortening_end,
        shortening_near,
        isometric,
        lengthening_end,
        lengthening_near,
        lengthening_force: most,
        shortening_bent,
        lengthening_bent,
    } = *shape;
    let tags = [
        "ForceVelocityCurve/max_eccentric_velocity_force_multiplier",
        "ForceVelocityCurve/concentric_slope_at_vmax",
        "ForceVelocityCurve/concentric_slope_near_vmax",
        "ForceVelocityCurve/isometric_slope",
        "ForceVelocityCurve/eccentric_slope_at_vmax",
        "ForceVelocityCurve/eccentric_slope_near_vmax",
        "ForceVelocityCurve/concentric_curviness",
        "ForceVelocityCurve/eccentric_curviness",
    ];
    want(problems, tags[0], most, most > 1.0, "above 1");
    let fine = (0.0..1.0).contains(&shortening_end);
    want(problems, tags[1], shortening_end, fine, "at least 0 and below 1");
    let fine = shortening_near > shortening_end && shortening_near <= 1.0;
    want(problems, tags[2], shortening_near, fine, "above the slope at the end, at most 1");
    want(problems, tags[3], isometric, isometric > 1.0, "above 1");
    let fine = lengthening_end >= 0.0 && lengthening_end < most - 1.0;
    want(problems, tags[4], lengthening_end, fine, "at least 0 and less than the force gained");
    let fine = lengthening_near >= lengthening_end.max(1e-8) && lengthening_near < most - 1.0;
    want(
        problems,
        tags[5],
        lengthening_near,
        fine,
        "between the slope at the end and the force gained",
    );
    for (tag, bent) in [(tags[6], shortening_bent), (tags[7], lengthening_bent)] {
        want(problems, tag, bent, (0.0..=1.0).contains(&bent), "between 0 and 1");
    }
    let slow = 1.0 - NEAR;
    let knots = [
        Knot { x: -1.0, y: 0.0, slope: shortening_end },
        Knot {
            x: -NEAR,
            y: 0.5 * slow * (shortening_near + shortening_end),
            slope: shortening_near,
        },
        Knot { x: 0.0, y: 1.0, slope: isometric },
        Knot {
            x: NEAR,
            y: most - 0.5 * slow * (lengthening_near + lengthening_end),
            slope: lengthening_near,
        },
        Knot { x: 1.0, y: most, slope: lengthening_end },
    ];
    let bent = |piece| if piece < 2 { shortening_bent } else { lengthening_bent };
    curve(problems, before, NAME, &knots, bent)
}

fn passive(shape: &PassiveShape, problems: &mut Vec<CurveProblem>) -> Option<Bezier> {
    const NAME: &str = "FiberForceLengthCurve";
    let before = problems.len();
    let PassiveShape { slack_strain, strain, fitted } = *shape;
    let tags = [
        "FiberForceLengthCurve/strain_at_zero_force",
        "FiberForceLengthCurve/strain_at_one_norm_force",
        "FiberForceLengthCurve/stiffness_at_low_force",
        "FiberForceLengthCurve/stiffness_at_one_norm_force",
        "FiberForceLengthCurve/curviness",
    ];
    want(problems, tags[0], slack_strain, slack_strain > -1.0, "above -1");
    want(problems, tags[1], strain, strain > slack_strain, "above the strain at zero force");
    let span = strain - slack_strain;
    let [low, stiff, bent] = fitted.unwrap_or([0.2, 2.0 / span, 0.75]);
    if problems.len() == before {
        want(problems, tags[2], low, low > 0.0 && low < 1.0 / span, "above 0, below 1/strain");
        want(problems, tags[3], stiff, stiff > 1.0 / span, "above 1/strain");
        want(problems, tags[4], bent, (0.0..=1.0).contains(&bent), "between 0 and 1");
    }
    let foot = 0.1 * (1.0 / stiff).min(span);
    let start = 1.0 + slack_strain;
    let knots = [
        Knot { x: start, y: 0.0, slope: 0.0 },
        Knot { x: start + foot, y: low * 0.5 * foot, slope: low },
        Knot { x: 1.0 + strain, y: 1.0, slope: stiff },
    ];
    curve(problems, before, NAME, &knots, |_| bent)
}

fn tendon(shape: &TendonShape, problems: &mut Vec<CurveProblem>) -> Option<Bezier> {
    const NAME: &str = "TendonForceLengthCurve";
    let before = problems.len();
    let TendonShape { strain, fitted } = *shape;
    let tags = [
        "TendonForceLengthCurve/strain_at_one_norm_force",
        "TendonForceLengthCurve/stiffness_at_one_norm_force",
        "TendonForceLengthCurve/norm_force_at_toe_end",
        "TendonForceLengthCurve/curviness",
    ];
    want(problems, tags[0], strain, strain > 0.0, "above 0");
    let [stiff, toe, bent] = fitted.unwrap_or([1.375 / strain, 2.0 / 3.0, 0.5]);
    if problems.len() == before {
        want(problems, tags[1], stiff, stiff > 1.0 / strain, "above 1/strain");
        want(problems, tags[2], toe, toe > 0.0 && toe < 1.0, "between 0 and 1");
        want(problems, tags[3], bent, (0.0..=1.0).contains(&bent), "between 0 and 1");
    }
    let full = 1.0 + strain;
    let toe_end = full - (1.0 - toe) / stiff;
    // The toe bends at a corner halfway up, seen from a foot a tenth of the way along.
    let foot = 1.0 + 0.1 * (toe_end - 1.0);
    let middle = full - (1.0 - 0.5 * toe) / stiff;
    let rise = 0.5 * toe / (middle - foot);
    let half = 0.5 * (middle - foot);
    let knots = [
        Knot { x: 1.0, y: 0.0, slope: 0.0 },
        Knot { x: foot + half, y: rise * half, slope: rise },
        Knot { x: toe_end, y: toe, slope: stiff },
    ];
    curve(problems, before, NAME, &knots, |_| bent)
}
