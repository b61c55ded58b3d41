//! Reads what a muscle's force depends on: strength, lengths, activation, and the curves of its force model.

use super::element::{Node, Reader, child};
use crate::muscle::{
    CurveProblem, Curves, DeGrooteFregly, DeGrooteFreglyShape, Millard, MillardShape, MuscleForce,
    MuscleKind, Thelen, ThelenShape,
};

/// Properties of every muscle that are read here.
pub const READ: [&str; 12] = [
    "appliesForce",
    "isDisabled",
    "max_isometric_force",
    "optimal_fiber_length",
    "tendon_slack_length",
    "pennation_angle_at_optimal",
    "max_contraction_velocity",
    "ignore_tendon_compliance",
    "min_control",
    "max_control",
    "minimum_activation",
    "maximum_pennation_angle",
];
/// Properties that only drive how activation follows excitation and how a simulation starts: nothing here moves in time.
pub const IN_TIME: [&str; 12] = [
    "optimal_force",
    "activation_time_constant",
    "deactivation_time_constant",
    "activation_dynamics_smoothing",
    "default_activation",
    "default_fiber_length",
    "default_normalized_tendon_force",
    "ignore_activation_dynamics",
    "tendon_compliance_dynamics_mode",
    "fiber_damping",
    "activation",
    "fiber_length",
];
const THELEN: [&str; 7] = [
    "FmaxTendonStrain",
    "FmaxMuscleStrain",
    "KshapeActive",
    "KshapePassive",
    "Af",
    "Flen",
    "fv_linear_extrap_threshold",
];
const DE_GROOTE: [&str; 4] = [
    "active_force_width_scale",
    "passive_fiber_strain_at_one_norm_force",
    "tendon_strain_at_one_norm_force",
    "ignore_passive_fiber_force",
];
const MILLARD: [&str; 4] = [
    "ActiveForceLengthCurve",
    "ForceVelocityCurve",
    "FiberForceLengthCurve",
    "TendonForceLengthCurve",
];
/// Elastic muscles with less damping than this count as undamped, as in OpenSim.
const LEAST_DAMPING: f64 = 1e-3;

/// Properties of the curves of this kind of muscle.
pub fn curve_properties(kind: MuscleKind) -> &'static [&'static str] {
    match kind {
        MuscleKind::Thelen2003 => &THELEN,
        MuscleKind::DeGrooteFregly2016 => &DE_GROOTE,
        MuscleKind::Millard2012 => &MILLARD,
    }
}

/// Reads one muscle's force; what is missing in the file is as OpenSim has it. `None` if its curves cannot be, noted.
pub fn read(reader: &mut Reader, node: Node, kind: MuscleKind) -> Option<MuscleForce> {
    let strength = reader.positive_or(node, "max_isometric_force", false, 1000.0);
    let optimal = reader.positive_or(node, "optimal_fiber_length", false, 0.1);
    let slack = reader.positive_or(node, "tendon_slack_length", true, 0.2);
    let pennation = reader.positive_or(node, "pennation_angle_at_optimal", true, 0.0);
    let rigid = reader.flag(node, "ignore_tendon_compliance", false);
    let curves = match kind {
        MuscleKind::Thelen2003 => thelen(reader, node),
        MuscleKind::DeGrooteFregly2016 => de_groote(reader, node),
        MuscleKind::Millard2012 => millard(reader, node, rigid),
    };
    let mut force = MuscleForce::new(strength, optimal, slack, pennation, curves?);
    let steepest = force.max_pennation;
    force.max_pennation = reader.positive_or(node, "maximum_pennation_angle", false, steepest);
    if force.max_pennation >= std::f64::consts::FRAC_PI_2 {
        let message = format!("a pennation angle of {} gives no force", force.max_pennation);
        reader.problem(node, message, "give <maximum_pennation_angle> in radians, below 1.57");
    } else if pennation > force.max_pennation {
        let message = format!("a pennation angle of {pennation} does not pull on the tendon");
        let hint = format!("give it in radians, at most {}", force.max_pennation);
        reader.problem(node, message, hint);
    }
    force.max_contraction_velocity =
        reader.positive_or(node, "max_contraction_velocity", false, 10.0);
    force.activation = activation(reader, node, force.activation);
    force.rigid_tendon = rigid;
    // Files before version 4 say the opposite.
    force.applies =
        reader.flag(node, "appliesForce", true) && !reader.flag(node, "isDisabled", false);
    Some(force)
}

/// Bounds of the activation. Files before 30513 held a lowest control of 0 that was not meant (as in OpenSim).
fn activation(reader: &mut Reader, node: Node, [least, most]: [f64; 2]) -> [f64; 2] {
    let minimum = reader.positive_or(node, "minimum_activation", true, least);
    let lowest = least.max(minimum);
    let written = reader.positive_or(node, "min_control", true, lowest);
    let old = reader.model.version < 30_513 && written == 0.0;
    let low = if old { lowest } else { written };
    let high = reader.positive_or(node, "max_control", false, most);
    if low < minimum {
        let message = format!("its lowest control {low} is below its lowest activation {minimum}");
        reader.problem(node, message, "raise <min_control>, or lower <minimum_activation>");
    }
    if high > 1.0 || low >= high {
        let message = format!("its controls go from {low} to {high}");
        reader.problem(node, message, "give two numbers from 0 to 1, the lower one first");
        return [least, most];
    }
    [low, high]
}

fn thelen(reader: &mut Reader, node: Node) -> Option<Curves> {
    let usual = ThelenShape::default();
    let shape = ThelenShape {
        tendon_strain: reader.number_or(node, THELEN[0], usual.tendon_strain),
        fibre_strain: reader.number_or(node, THELEN[1], usual.fibre_strain),
        active: reader.number_or(node, THELEN[2], usual.active),
        passive: reader.number_or(node, THELEN[3], usual.passive),
        bend: reader.number_or(node, THELEN[4], usual.bend),
        lengthening: reader.number_or(node, THELEN[5], usual.lengthening),
        straight_from: reader.number_or(node, THELEN[6], usual.straight_from),
    };
    checked(reader, node, Thelen::new(shape)).map(Curves::Thelen2003)
}

fn de_groote(reader: &mut Reader, node: Node) -> Option<Curves> {
    let usual = DeGrooteFreglyShape::default();
    let shape = DeGrooteFreglyShape {
        width: reader.number_or(node, DE_GROOTE[0], usual.width),
        fibre_strain: reader.number_or(node, DE_GROOTE[1], usual.fibre_strain),
        tendon_strain: reader.number_or(node, DE_GROOTE[2], usual.tendon_strain),
        no_passive: reader.flag(node, DE_GROOTE[3], usual.no_passive),
    };
    checked(reader, node, DeGrooteFregly::new(shape)).map(Curves::DeGrooteFregly2016)
}

fn millard(reader: &mut Reader, node: Node, rigid: bool) -> Option<Curves> {
    let mut shape = MillardShape::default();
    if let Some(curve) = child(node, MILLARD[0]) {
        let active = &mut shape.active;
        let numbers = [
            ("min_norm_active_fiber_length", &mut active.start),
            ("transition_norm_fiber_length", &mut active.transition),
            ("max_norm_active_fiber_length", &mut active.end),
            ("shallow_ascending_slope", &mut active.shallow),
            ("minimum_value", &mut active.least),
        ];
        for (tag, number) in numbers {
            *number = reader.number_or(curve, tag, *number);
        }
    }
    if let Some(curve) = child(node, MILLARD[1]) {
        let velocity = &mut shape.velocity;
        let numbers = [
            ("concentric_slope_at_vmax", &mut velocity.shortening_end),
            ("concentric_slope_near_vmax", &mut velocity.shortening_near),
            ("isometric_slope", &mut velocity.isometric),
            ("eccentric_slope_at_vmax", &mut velocity.lengthening_end),
            ("eccentric_slope_near_vmax", &mut velocity.lengthening_near),
            ("max_eccentric_velocity_force_multiplier", &mut velocity.lengthening_force),
            ("concentric_curviness", &mut velocity.shortening_bent),
            ("eccentric_curviness", &mut velocity.lengthening_bent),
        ];
        for (tag, number) in numbers {
            *number = reader.number_or(curve, tag, *number);
        }
    }
    if let Some(curve) = child(node, MILLARD[2]) {
        let passive = &mut shape.passive;
        passive.slack_strain =
            reader.number_or(curve, "strain_at_zero_force", passive.slack_strain);
        passive.strain = reader.number_or(curve, "strain_at_one_norm_force", passive.strain);
        let tags = ["stiffness_at_low_force", "stiffness_at_one_norm_force", "curviness"];
        passive.fitted = all_or_none(reader, curve, tags);
    }
    if let Some(curve) = child(node, MILLARD[3]) {
        let tendon = &mut shape.tendon;
        tendon.strain = reader.number_or(curve, "strain_at_one_norm_force", tendon.strain);
        let tags = ["stiffness_at_one_norm_force", "norm_force_at_toe_end", "curviness"];
        tendon.fitted = all_or_none(reader, curve, tags);
    }
    let damping = reader.positive_or(node, "fiber_damping", true, 0.1);
    let shape = shape.adjusted(rigid || damping >= LEAST_DAMPING);
    checked(reader, node, Millard::new(shape)).map(|curves| Curves::Millard2012(Box::new(curves)))
}

/// Three numbers that a curve has either all or none of.
fn all_or_none(reader: &mut Reader, curve: Node, tags: [&str; 3]) -> Option<[f64; 3]> {
    let there = |tag: &&str| {
        child(curve, tag).is_some_and(|inner| !super::element::text(inner).trim().is_empty())
    };
    match tags.iter().filter(|tag| there(tag)).count() {
        0 => None,
        3 => Some(tags.map(|tag| reader.number(curve, tag))),
        _ => {
            let message = format!("only some of {} are given", tags.join(", "));
            reader.problem(curve, message, "give all three, or none: then OpenSim's count");
            None
        }
    }
}

/// The curves, or each problem at its element, unless reading has failed before.
fn checked<C>(reader: &mut Reader, node: Node, curves: Result<C, Vec<CurveProblem>>) -> Option<C> {
    match curves {
        Ok(curves) => Some(curves),
        Err(problems) => {
            for CurveProblem { parameter, message } in problems {
                let mut at = node;
                for tag in parameter.split('/') {
                    at = child(at, tag).unwrap_or(at);
                }
                let message = format!("{parameter}: {message}");
                reader.problem(at, message, "correct the number, or remove it: OpenSim's counts");
            }
            None
        }
    }
}
